-- Records that may be of one person: found, looked at by two people, joined, and taken apart again.

--| learner.joined_to | 1 | The record that stands for this one since the two were joined; empty where it stands for itself.
alter table learner add column joined_to $id references learner (id);
create index learner_by_joined on learner (joined_to) where joined_to is not null;

--| learner_pair | | Two records of learners that may be of one person, and what was decided.
--| learner_pair.id | 1 | Record id.
--| learner_pair.one_id | 1 | The one; its id is the lower of the two.
--| learner_pair.other_id | 1 | The other.
--| learner_pair.facts | 1 | What agreed when the pair was found, as a sum of the codes in learning::model.
--| learner_pair.state | 0 | found, proposed, joined, different (two people) or parted (joined, and taken apart again).
--| learner_pair.kept_id | 1 | The record that stands for both, as proposed or since they were joined.
--| learner_pair.reason_sealed | 1 | Why they are one person, sealed.
--| learner_pair.proposed_by | 1 | Who proposed to join them.
--| learner_pair.decided_by | 1 | Who joined them, took them apart, or said that they are two people.
--| learner_pair.decided_at | 0 | When.
--| learner_pair.changed_at | 0 | When anything of this last changed.
--| learner_pair.version | 0 | Counts the changes, to notice two people editing.
create table learner_pair (
  id $id not null primary key,
  one_id $id not null references learner (id),
  other_id $id not null references learner (id),
  facts $int not null,
  state $text not null check (state in ('found', 'proposed', 'joined', 'different', 'parted')),
  kept_id $id references learner (id),
  reason_sealed $bytes,
  proposed_by $id references account (id),
  decided_by $id references account (id),
  decided_at $instant,
  changed_at $instant not null,
  version $int not null default 1,
  check (one_id < other_id)
);
create unique index learner_pair_once on learner_pair (one_id, other_id);
create index learner_pair_by_other on learner_pair (other_id);
create index learner_pair_by_state on learner_pair (state, changed_at, id);
create index learner_pair_by_kept on learner_pair (kept_id, state);

--| learner_pair_row | | What joining two records changed, row by row, so that it can be taken back.
--| learner_pair_row.pair_id | 1 | The pair.
--| learner_pair_row.kind | 0 | What the row is: booking, attendance, certificate, recognised, mark or joined (all moved), crossed (two bookings of one session changed owners) or double (a second booking of a session, cancelled).
--| learner_pair_row.row_id | 1 | The row.
--| learner_pair_row.other_id | 1 | Of crossed bookings the other one.
--| learner_pair_row.was | 0 | The state that a cancelled booking had.
--| learner_pair_row.place | 0 | And its number on the waiting list.
create table learner_pair_row (
  pair_id $id not null references learner_pair (id),
  kind $text not null,
  row_id $id not null,
  other_id $id,
  was $text,
  place $int,
  primary key (pair_id, kind, row_id)
);

--| attendance_aside | | A second mark of one person on one day, put aside when her records were joined. The columns are those of attendance.
--| attendance_aside.id | 1 | Record id.
--| attendance_aside.session_day_id | 1 | The day, if it is still one of the session.
--| attendance_aside.session_id | 1 | The session.
--| attendance_aside.booking_id | 1 | The booking.
--| attendance_aside.learner_id | 1 | The record that it was of.
--| attendance_aside.how | 1 | How it was made.
--| attendance_aside.organisation | 1 | A walk-in's organisation, as written.
--| attendance_aside.background | 1 | A walk-in's background.
--| attendance_aside.area_id | 1 | The borough a walk-in works in.
--| attendance_aside.at | 1 | When it was recorded.
--| attendance_aside.area_answer | 1 | A walk-in's answer about the borough that names none.
--| attendance_aside.pair_id | 1 | The pair.
create table attendance_aside (
  id $id not null primary key,
  session_day_id $id not null,
  session_id $id not null references session (id),
  booking_id $id references booking (id),
  learner_id $id not null references learner (id),
  how $text not null,
  organisation $text,
  background $text,
  area_id $id references area (id),
  at $instant not null,
  area_answer $text,
  pair_id $id not null references learner_pair (id)
);
create index attendance_aside_by_pair on attendance_aside (pair_id);
