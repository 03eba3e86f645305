-- Questionnaires that are being written, with their earlier states, and why changed words count as the same.

--| instrument_draft | | A questionnaire that is being written.
--| instrument_draft.id | 0 | Record id.
--| instrument_draft.key | 0 | The questionnaire's key.
--| instrument_draft.title | 0 | Its title.
--| instrument_draft.base_version | 0 | The published version that it was begun from; empty for a new questionnaire.
--| instrument_draft.content | 0 | The questionnaire with its translations, written as TOML.
--| instrument_draft.version | 0 | Counts up with every change.
--| instrument_draft.state | 0 | open, aside or published.
--| instrument_draft.made_at | 0 | When it was begun.
--| instrument_draft.made_by | 1 | Who began it.
--| instrument_draft.changed_at | 0 | When it was changed last.
create table instrument_draft (
  id $id not null primary key,
  key $text not null,
  title $text not null,
  base_version $int,
  content $text not null,
  version $int not null,
  state $text not null check (state in ('open', 'aside', 'published')),
  made_at $instant not null,
  made_by $id not null references account (id),
  changed_at $instant not null
);
create index instrument_draft_by_key on instrument_draft (key, state);
create index instrument_draft_by_state on instrument_draft (state, id);

--| instrument_draft_step | | What a draft was before a change, to undo it.
--| instrument_draft_step.draft_id | 0 | The draft.
--| instrument_draft_step.number | 0 | The draft's version before the change.
--| instrument_draft_step.what | 0 | The change, in words.
--| instrument_draft_step.content | 0 | The draft before it; empty when it is undone, or too long ago.
create table instrument_draft_step (
  draft_id $id not null references instrument_draft (id),
  number $int not null,
  what $text not null,
  content $text,
  primary key (draft_id, number)
);

--| instrument_mended | | A question of a published version whose words were changed and still count as the same.
--| instrument_mended.instrument_version_id | 0 | The version.
--| instrument_mended.question_key | 0 | The question.
--| instrument_mended.reason | 0 | Why they mean the same.
create table instrument_mended (
  instrument_version_id $id not null references instrument_version (id),
  question_key $text not null,
  reason $text not null,
  primary key (instrument_version_id, question_key)
);

create index course_instrument_by_key on course_instrument (instrument_key);
