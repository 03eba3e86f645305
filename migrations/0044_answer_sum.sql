-- Answers added up, so that evidence pages need not read every one of them.

--| answer_sum | | The responses to a version of a questionnaire that a session got for one purpose, added up as they come; where there is no session, those of a programme on one day. It can be made again from the answers at any time.
--| answer_sum.id | 0 | Record id, fully random.
--| answer_sum.instrument_version_id | 0 | The questionnaire.
--| answer_sum.session_id | 0 | The session, if they were for one.
--| answer_sum.programme_id | 0 | The programme they count for.
--| answer_sum.purpose | 0 | feedback, pre, post or follow-up.
--| answer_sum.day | 0 | The day; of a session, that of its first response.
--| answer_sum.responses | 0 | How many.
--| answer_sum.sums | 0 | How often each point, option and reason for no answer was given to each question, packed. No words.
create table answer_sum (
  id $id not null primary key,
  instrument_version_id $id not null references instrument_version (id),
  session_id $id references session (id),
  programme_id $id not null references programme (id),
  purpose $text not null,
  day $day not null,
  responses $int not null,
  sums $bytes not null
);
create unique index answer_sum_by_session on answer_sum (session_id, purpose, instrument_version_id) where session_id is not null;
create unique index answer_sum_by_day on answer_sum (programme_id, purpose, instrument_version_id, day) where session_id is null;
create index answer_sum_by_programme on answer_sum (programme_id, purpose, instrument_version_id);
