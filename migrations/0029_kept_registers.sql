-- Registers that a trainer keeps on a device to work without a connection, and the marks that come from there.

--| kept_register | | A copy of a session's register on somebody's device. Emptied by the night's work a month after it has ended.
--| kept_register.id | 1 | Record id; the device knows the copy by it.
--| kept_register.session_id | 1 | The session.
--| kept_register.account_id | 1 | Who keeps it.
--| kept_register.token_blind | 1 | Keyed hash of what the device proves itself with when it sends marks.
--| kept_register.made_at | 1 | When it was taken.
--| kept_register.ends_at | 1 | When the device erases it at the latest.
--| kept_register.sent_at | 1 | When marks last came from it; empty until then.
create table kept_register (
  id $id not null primary key,
  session_id $id not null references session (id),
  account_id $id not null references account (id),
  token_blind $bytes not null,
  made_at $instant not null,
  ends_at $instant not null,
  sent_at $instant
);
create index kept_register_by_end on kept_register (ends_at);

--| kept_mark | | A mark that was made on such a device, once however often it is sent.
--| kept_mark.id | 1 | The id that the device gave it.
--| kept_mark.kept_id | 1 | The copy it was made in.
--| kept_mark.session_id | 1 | The session.
--| kept_mark.day_id | 1 | The day as the device knew it; it may have been taken out of the session since.
--| kept_mark.subject | 1 | Whom it is about: a learner, a walk-in by the id of her first mark, or the day itself where the register is said to be complete.
--| kept_mark.learner_id | 1 | The learner, once it is known who that is.
--| kept_mark.seq | 1 | Its place in the order in which the device made its marks.
--| kept_mark.there | 1 | There, or not there.
--| kept_mark.at | 1 | When it was made, by the device's clock set right.
--| kept_mark.received_at | 1 | When it came.
--| kept_mark.state | 1 | taken, waits (for the trainer to say who that is), held (for the coordinator), settled or dropped.
--| kept_mark.why | 1 | Why it is held: left (who kept the register has no access any more), late, cancelled, day (no longer a day of the session) or person (not on the register).
--| kept_mark.walk_in_sealed | 1 | Name and address of a walk-in, sealed; emptied when it has been taken.
--| kept_mark.attendance_id | 1 | The attendance that it made.
create table kept_mark (
  id $id not null primary key,
  kept_id $id not null references kept_register (id),
  session_id $id not null references session (id),
  day_id $id not null,
  subject $id not null,
  learner_id $id references learner (id),
  seq $int not null,
  there $flag not null,
  at $instant not null,
  received_at $instant not null,
  state $text not null check (state in ('taken', 'waits', 'held', 'settled', 'dropped')),
  why $text check (why in ('left', 'late', 'cancelled', 'day', 'person')),
  walk_in_sealed $bytes,
  attendance_id $id
);
create index kept_mark_by_subject on kept_mark (kept_id, day_id, subject, seq);
create index kept_mark_by_session on kept_mark (session_id, state);
create index kept_mark_open on kept_mark (session_id) where state in ('waits', 'held');
create index kept_mark_by_learner on kept_mark (learner_id);
create index kept_mark_by_attendance on kept_mark (attendance_id);
