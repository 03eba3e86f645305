-- Somebody who was at a session passes it on at work: counted apart from the partnership's own sessions.

--| passed_on | | One time at which somebody who was at a session passed it on at work, as she told it.
--| passed_on.id | 1 | Record id.
--| passed_on.learner_id | 1 | Who passed it on.
--| passed_on.session_id | 1 | The session at which she was.
--| passed_on.day | 1 | When she passed it on.
--| passed_on.kind | 1 | team-talk, briefing or whole-session.
--| passed_on.people | 1 | How many people heard it.
--| passed_on.words_sealed | 1 | What she wrote about it, sealed; empty for nothing.
--| passed_on.state | 1 | counted, taken-back (by herself) or left-out (by a coordinator).
--| passed_on.reason_sealed | 1 | Why it is left out, sealed.
--| passed_on.told_at | 1 | When she told of it first.
--| passed_on.version | 1 | Counts the changes.
create table passed_on (
  id $id not null primary key,
  learner_id $id not null references learner (id),
  session_id $id not null references session (id),
  day $day not null,
  kind $text not null check (kind in ('team-talk', 'briefing', 'whole-session')),
  people $int not null check (people between 1 and 1000),
  words_sealed $bytes,
  state $text not null check (state in ('counted', 'taken-back', 'left-out')),
  reason_sealed $bytes,
  told_at $instant not null,
  version $int not null default 1
);
create unique index passed_on_once on passed_on (learner_id, session_id, day, kind);
create index passed_on_by_session on passed_on (session_id, state);
create index passed_on_by_day on passed_on (day, id);
