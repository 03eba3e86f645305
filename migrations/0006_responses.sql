-- Questionnaires as published, and the answers.

--| instrument_version | | A questionnaire as published. Never changed.
--| instrument_version.id | 0 | Record id.
--| instrument_version.key | 0 | Key, the same over versions.
--| instrument_version.version | 0 | Version, from 1.
--| instrument_version.title | 0 | Title.
--| instrument_version.definition | 0 | The whole questionnaire in its canonical form.
--| instrument_version.hash | 0 | SHA-256 of the canonical form.
--| instrument_version.published_at | 0 | When.
create table instrument_version (
  id $id not null primary key,
  key $text not null,
  version $int not null,
  title $text not null,
  definition $text not null,
  hash $text not null,
  published_at $instant not null
);
create unique index instrument_version_by_key on instrument_version (key, version);

--| response | | One filled-in questionnaire. Its id is fully random, only the day is kept and SQLite keeps the rows in the order of the ids, so that they cannot be laid beside the order of signing in. (PostgreSQL's files still lie in the order of writing: whoever holds the files themselves could read it there until the table is rewritten.)
--| response.id | 0 | Record id, fully random.
--| response.instrument_version_id | 0 | The questionnaire.
--| response.session_id | 0 | The session, if it was for one.
--| response.programme_id | 0 | The programme it counts for.
--| response.purpose | 0 | feedback, pre, post or follow-up.
--| response.day | 0 | The day.
--| response.link_code | 1 | Keyed hash of the self-made code; cannot be turned back.
--| response.source | 0 | online, paper or loaded.
create table response (
  id $id not null primary key,
  instrument_version_id $id not null references instrument_version (id),
  session_id $id references session (id),
  programme_id $id references programme (id),
  purpose $text not null check (purpose in ('feedback', 'pre', 'post', 'follow-up')),
  day $day not null,
  link_code $bytes,
  source $text not null check (source in ('online', 'paper', 'loaded'))
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
create index response_by_session on response (session_id, purpose);
create index response_by_programme on response (programme_id, purpose);
create index response_by_code on response (link_code);

--| answer | | One answer of a response.
--| answer.response_id | 0 | The response.
--| answer.question_key | 0 | The question.
--| answer.occurrence | 0 | 0, or counting the options of a question with several.
--| answer.number | 0 | A number or a scale's point.
--| answer.option_key | 0 | An option.
--| answer.day | 0 | A day.
--| answer.non_answer | 0 | Why there is no answer.
--| answer.text_sealed | 2 | Free text, sealed.
create table answer (
  response_id $id not null references response (id),
  question_key $text not null,
  occurrence $int not null,
  number $int,
  option_key $text,
  day $day,
  non_answer $text,
  text_sealed $bytes,
  primary key (response_id, question_key, occurrence)
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
create index answer_by_question on answer (question_key, number, option_key);
