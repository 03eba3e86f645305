-- Sessions of earlier years, taken in from spreadsheets: the file while it is looked at, and of each session what the file says.

--| earlier_import | | A file with sessions of earlier years: read, looked at, taken in whole, or taken back whole.
--| earlier_import.id | 1 | Record id.
--| earlier_import.account_id | 1 | Who sent it.
--| earlier_import.made_at | 1 | When.
--| earlier_import.name | 1 | What who sent it calls it.
--| earlier_import.file_hash | 0 | SHA-256 of the file.
--| earlier_import.state | 0 | open (looked at), queued (to be taken in), taken, leaving (to be taken back) or gone (taken back, or thrown away).
--| earlier_import.headings | 0 | Keyed hash of its headings, to know files of the same shape.
--| earlier_import.sheets_sealed | 1 | What was read of the file, sealed; emptied when it has been taken in.
--| earlier_import.mapping_sealed | 1 | Which column is what, sealed.
--| earlier_import.sessions | 0 | Sessions that were made.
--| earlier_import.taken_at | 0 | When it was taken in.
--| earlier_import.told | 0 | Why taking it in or back did not work, in words.
--| earlier_import.version | 0 | Counts the changes.
create table earlier_import (
  id $id not null primary key,
  account_id $id not null references account (id),
  made_at $instant not null,
  name $text not null,
  file_hash $text not null,
  state $text not null check (state in ('open', 'queued', 'taken', 'leaving', 'gone')),
  headings $bytes not null,
  sheets_sealed $bytes,
  mapping_sealed $bytes not null,
  sessions $int not null default 0,
  taken_at $instant,
  told $text,
  version $int not null default 1
);
create index earlier_import_by_time on earlier_import (made_at, id);
create index earlier_import_by_headings on earlier_import (headings, made_at);

--| earlier_session | | What a file of earlier years says of a session. An empty number was not recorded: it is no zero.
--| earlier_session.session_id | 0 | The session.
--| earlier_session.import_id | 1 | The file.
--| earlier_session.line | 0 | Its line in the file.
--| earlier_session.capacity | 0 | Places.
--| earlier_session.booked | 0 | People booked.
--| earlier_session.signed_in | 0 | People signed in.
--| earlier_session.individuals | 0 | Different people among them, where known.
--| earlier_session.register_came | 0 | The file says whether its register came.
--| earlier_session.feedback_came | 0 | The file says whether its feedback came.
--| earlier_session.host | 0 | Who was its host, as written.
--| earlier_session.trainer_sealed | 1 | Who trained, as written, sealed.
--| earlier_session.asked_for | 0 | What is missing of it is asked for.
create table earlier_session (
  session_id $id not null primary key references session (id),
  import_id $id not null references earlier_import (id),
  line $int not null,
  capacity $int,
  booked $int,
  signed_in $int,
  individuals $int,
  register_came $flag,
  feedback_came $flag,
  host $text,
  trainer_sealed $bytes,
  asked_for $flag not null
);
create index earlier_session_by_import on earlier_session (import_id, line);
