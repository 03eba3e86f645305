-- People of earlier years: attendance sheets taken in from spreadsheets, and what each file made, so that a whole file can be taken back.

--| earlier_import.kind | 0 | What a row of the file is: sessions, people (somebody at a session) or forms (one that was filled in). Empty: sessions.
alter table earlier_import add column kind $text check (kind in ('sessions', 'people', 'forms'));

--| earlier_import.people | 0 | Rows of people that were taken in; empty for a file of sessions.
alter table earlier_import add column people $int;

--| earlier_import.shown | 0 | SHA-256 of what would come of the file as it was shown to who asked for it to be taken in.
alter table earlier_import add column shown $text;

--| earlier_day | | A day of a session to which a file of people added somebody, with what is put back when the file is taken back.
--| earlier_day.import_id | 1 | The file.
--| earlier_day.session_day_id | 0 | The day.
--| earlier_day.session_id | 0 | Its session.
--| earlier_day.capacity | 0 | The places of the session before.
--| earlier_day.session_version | 0 | The version of the session then.
--| earlier_day.register_came | 0 | Its register was missing and came with the file.
create table earlier_day (
  import_id $id not null references earlier_import (id),
  session_day_id $id not null,
  session_id $id not null,
  capacity $int not null,
  session_version $int not null,
  register_came $flag not null,
  primary key (import_id, session_day_id)
);
create index earlier_day_by_session on earlier_day (session_id);

--| earlier_person | | What a row of a file of people made on a day.
--| earlier_person.import_id | 1 | The file.
--| earlier_person.line | 1 | The line.
--| earlier_person.session_day_id | 1 | The day.
--| earlier_person.learner_id | 1 | The person; empty where she was known before.
--| earlier_person.booking_id | 1 | Her booking; empty where she had one before, or had none.
--| earlier_person.attendance_id | 1 | Her being there; empty where she was not there, or was marked before.
create table earlier_person (
  import_id $id not null references earlier_import (id),
  line $int not null,
  session_day_id $id not null,
  learner_id $id,
  booking_id $id,
  attendance_id $id,
  primary key (import_id, line, session_day_id)
);
