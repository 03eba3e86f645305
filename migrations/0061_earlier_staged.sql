-- What a file of earlier years will make is worked out and written aside in small units of work, and put in place in one short one.

--| earlier_import.staged_round | 0 | The latest round of writing aside that was finished; empty while there is none.
alter table earlier_import add column staged_round $id;

--| earlier_import.staged_rows | 0 | So many rows it wrote.
alter table earlier_import add column staged_rows $int;

--| earlier_staged | | Somebody at a session or on a day of it, as a file of earlier years that is being taken in will make her. Deleted when that is done.
--| earlier_staged.round_id | 1 | The round in which it was written.
--| earlier_staged.place | 1 | Counts the rows of the round.
--| earlier_staged.import_id | 1 | The file.
--| earlier_staged.line | 1 | The line of the file.
--| earlier_staged.session_id | 1 | The session.
--| earlier_staged.session_day_id | 1 | The day.
--| earlier_staged.learner_id | 1 | The person.
--| earlier_staged.known | 1 | She was known when the file was matched.
--| earlier_staged.name_sealed | 1 | The name of somebody new, sealed as it will be kept; empty where she is made by no row or another.
--| earlier_staged.name_blind | 1 | Keyed hash of it.
--| earlier_staged.email_sealed | 1 | Her work e-mail address, sealed.
--| earlier_staged.email_blind | 1 | Keyed hash of the address by which she was matched; empty where the row has none.
--| earlier_staged.booking_id | 1 | Her booking, where the row makes one.
--| earlier_staged.reference | 1 | Its reference.
--| earlier_staged.calendar_uid | 1 | The random name of its calendar entry.
--| earlier_staged.attendance_id | 1 | Her being there, where the row makes one.
--| earlier_staged.booked_id | 1 | The booking to which that belongs.
--| earlier_staged.stood | 1 | That booking stood when the file was matched.
--| earlier_staged.organisation | 1 | Whom she works for, as written.
--| earlier_staged.background | 1 | Professional background, from the coded list in directory::model.
--| earlier_staged.area_id | 1 | The borough she works in.
--| earlier_staged.area_answer | 1 | What was said in place of a borough.
create table earlier_staged (
  round_id $id not null,
  place $int not null,
  import_id $id not null references earlier_import (id),
  line $int not null,
  session_id $id not null,
  session_day_id $id not null,
  learner_id $id not null,
  known $flag not null,
  name_sealed $bytes,
  name_blind $bytes,
  email_sealed $bytes,
  email_blind $bytes,
  booking_id $id,
  reference $text,
  calendar_uid $text,
  attendance_id $id,
  booked_id $id,
  stood $flag not null,
  organisation $text not null,
  background $text not null,
  area_id $id,
  area_answer $text check (area_answer in ('elsewhere', 'not-said')),
  primary key (round_id, place)
);
create index earlier_staged_by_import on earlier_staged (import_id);
