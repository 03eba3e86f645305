-- Registers that come as files: read, shown, and only then taken in; and from how many minutes somebody was there online.

--| register_import | | A file that was read for the register of a day and has not been taken in. Emptied by the night's work.
--| register_import.id | 1 | Record id.
--| register_import.session_id | 1 | The session.
--| register_import.session_day_id | 1 | The day.
--| register_import.account_id | 1 | Who sent the file.
--| register_import.made_at | 1 | When.
--| register_import.kind | 1 | list, teams or zoom.
--| register_import.rows_sealed | 1 | What was read, sealed: names, addresses, minutes.
create table register_import (
  id $id not null primary key,
  session_id $id not null references session (id),
  session_day_id $id not null references session_day (id) on delete cascade,
  account_id $id not null references account (id),
  made_at $instant not null,
  kind $text not null check (kind in ('list', 'teams', 'zoom')),
  rows_sealed $bytes not null
);
create index register_import_by_time on register_import (made_at);

--| online_minutes | | From how many minutes on somebody was there in an online session, where a coordinator has set it.
--| online_minutes.session_id | 0 | The session.
--| online_minutes.minutes | 0 | So many.
--| online_minutes.set_by | 1 | Who set it.
--| online_minutes.set_at | 0 | When.
create table online_minutes (
  session_id $id not null primary key references session (id),
  minutes $int not null check (minutes between 1 and 1440),
  set_by $id not null references account (id),
  set_at $instant not null
);
