-- What a manager who agrees to a booking says that her organisation will review, by a day; and a place for it in the ledger.

--| commitment | | What a manager said that her organisation would review, and by when.
--| commitment.id | 1 | Record id.
--| commitment.session_id | 1 | The session of the booking that she agreed to.
--| commitment.booking_id | 1 | That booking.
--| commitment.organisation | 1 | The organisation, as it was written in the booking.
--| commitment.manager_sealed | 1 | The manager's work address, sealed.
--| commitment.what_sealed | 2 | What will be reviewed, in her own words, sealed.
--| commitment.due | 1 | By which day.
--| commitment.first_due | 1 | By which day it was at first; empty where it was not moved.
--| commitment.move_reason_sealed | 2 | Why the day was moved, sealed.
--| commitment.state | 1 | open, done or withdrawn.
--| commitment.outcome_sealed | 2 | What changed, or why it was withdrawn, sealed.
--| commitment.made_at | 1 | When it was made.
--| commitment.ended_at | 1 | When it was done or withdrawn.
--| commitment.reminded_at | 1 | When the manager was reminded before the day.
--| commitment.overdue_at | 1 | When she was reminded after the day.
--| commitment.version | 1 | Counts the changes.
create table commitment (
  id $id not null primary key,
  session_id $id not null references session (id),
  booking_id $id not null references booking (id),
  organisation $text not null,
  manager_sealed $bytes not null,
  what_sealed $bytes not null,
  due $day not null,
  first_due $day,
  move_reason_sealed $bytes,
  state $text not null check (state in ('open', 'done', 'withdrawn')),
  outcome_sealed $bytes,
  made_at $instant not null,
  ended_at $instant,
  reminded_at $instant,
  overdue_at $instant,
  version $int not null default 1
);
create unique index commitment_by_booking on commitment (booking_id);
create index commitment_by_state on commitment (state, due, id);
create index commitment_by_session on commitment (session_id);

--| owed.commitment_id | 1 | The commitment that is owed; empty for what a session owes.
alter table owed add column commitment_id $id references commitment (id);
drop index owed_by_session;
create index owed_by_session on owed (session_id, kind);
create unique index owed_once on owed (session_id, kind) where commitment_id is null;
create unique index owed_by_commitment on owed (commitment_id);
