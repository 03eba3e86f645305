-- What a file of filled-in forms of earlier years will make is worked out and written aside in small units of work, and put in place in one short one.

--| earlier_import.staged_beside | 0 | SHA-256 over the files of forms that stood when its forms were written aside; empty for other files.
alter table earlier_import add column staged_beside $text;

--| earlier_form | | A response that a file of earlier years which is being taken in will make. Deleted when that is done.
--| earlier_form.response_id | 0 | The response, fully random.
--| earlier_form.round_id | 1 | The round in which it was written.
--| earlier_form.import_id | 1 | The file.
--| earlier_form.instrument_version_id | 0 | The questionnaire.
--| earlier_form.session_id | 0 | The session, if it is for one.
--| earlier_form.programme_id | 0 | The programme it counts for.
--| earlier_form.purpose | 0 | feedback, pre, post or follow-up.
--| earlier_form.day | 0 | The day.
create table earlier_form (
  response_id $id not null primary key,
  round_id $id not null,
  import_id $id not null references earlier_import (id),
  instrument_version_id $id not null,
  session_id $id,
  programme_id $id not null,
  purpose $text not null,
  day $day not null
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
create unique index earlier_form_by_import on earlier_form (import_id, round_id, response_id);

--| earlier_form_answer | | An answer of a response that stands aside, as it will be kept.
--| earlier_form_answer.response_id | 0 | The response.
--| earlier_form_answer.question_key | 0 | The question.
--| earlier_form_answer.occurrence | 0 | 0, or counting the options of a question with several.
--| earlier_form_answer.number | 0 | A number or a scale's point.
--| earlier_form_answer.option_key | 0 | An option.
--| earlier_form_answer.day | 0 | A day.
--| earlier_form_answer.non_answer | 0 | Why there is no answer.
--| earlier_form_answer.text_sealed | 2 | Free text, sealed as it will be kept.
create table earlier_form_answer (
  response_id $id not null,
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

--| earlier_form_sum | | What the responses of a file that stand aside add up to, by session or, where there is none, by programme and day. The columns are those of answer_sum.
--| earlier_form_sum.id | 0 | The id of the sum, where there is none yet.
--| earlier_form_sum.round_id | 1 | The round in which it was written.
--| earlier_form_sum.import_id | 1 | The file.
--| earlier_form_sum.instrument_version_id | 0 | The questionnaire.
--| earlier_form_sum.session_id | 0 | The session, if they are for one.
--| earlier_form_sum.programme_id | 0 | The programme they count for.
--| earlier_form_sum.purpose | 0 | feedback, pre, post or follow-up.
--| earlier_form_sum.day | 0 | The day; of a session, that of the first of them.
--| earlier_form_sum.responses | 0 | How many.
--| earlier_form_sum.sums | 0 | How often each point, option and reason for no answer was given to each question, packed. No words.
--| earlier_form_sum.texts | 0 | How many of the answers are in people's own words.
--| earlier_form_sum.few_sealed | 2 | The answers in a few words, sealed together.
create table earlier_form_sum (
  id $id not null primary key,
  round_id $id not null,
  import_id $id not null references earlier_import (id),
  instrument_version_id $id not null,
  session_id $id,
  programme_id $id not null,
  purpose $text not null,
  day $day not null,
  responses $int not null,
  sums $bytes not null,
  texts $int not null,
  few_sealed $bytes
);
create index earlier_form_sum_by_import on earlier_form_sum (import_id, round_id);

--| earlier_form_print | | The fingerprints of the forms that stand aside, as they will be kept.
--| earlier_form_print.import_id | 1 | The file.
--| earlier_form_print.round_id | 1 | The round in which they were written.
--| earlier_form_print.first_day | 0 | The first day that a form of it is of.
--| earlier_form_print.last_day | 0 | The last.
--| earlier_form_print.prints_sealed | 1 | As in earlier_print.
create table earlier_form_print (
  import_id $id not null primary key references earlier_import (id),
  round_id $id not null,
  first_day $day not null,
  last_day $day not null,
  prints_sealed $bytes not null
);
