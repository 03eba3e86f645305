-- What people are asked months after a course: after how many months, who was asked, who does not want to be asked, and what is owed then.

--| course.follow_up_first | 0 | So many months after a session people are asked what became of it; empty: they are not.
alter table course add column follow_up_first $int default 3 check (follow_up_first between 1 and 24);

--| course.follow_up_second | 0 | So many months after it they are asked once more; empty: they are not.
alter table course add column follow_up_second $int default 6 check (follow_up_second between 1 and 24);

-- The ledger holds more kinds: the tables are made anew, because SQLite cannot change what a column takes.
create table owed_new (
  id $id not null primary key,
  kind $text not null check (kind in ('register', 'feedback', 'follow-up', 'commitment')),
  session_id $id not null references session (id),
  since $day not null,
  received_at $instant,
  waived_at $instant,
  waived_by $id references account (id),
  reason_sealed $bytes,
  version $int not null default 1,
  owner_id $id references account (id),
  chased_at $instant,
  chased_to $id references account (id),
  chased_by $id references account (id),
  chases $int not null default 0
);
insert into owed_new (id, kind, session_id, since, received_at, waived_at, waived_by, reason_sealed, version, owner_id, chased_at, chased_to, chased_by, chases)
  select id, kind, session_id, since, received_at, waived_at, waived_by, reason_sealed, version, owner_id, chased_at, chased_to, chased_by, chases from owed;
create table owed_owner_new (
  owed_id $id not null references owed_new (id),
  place $int not null,
  account_id $id not null references account (id),
  made_at $instant not null,
  made_by $id references account (id),
  primary key (owed_id, place)
);
insert into owed_owner_new (owed_id, place, account_id, made_at, made_by) select owed_id, place, account_id, made_at, made_by from owed_owner;
drop table owed_owner;
drop table owed;
alter table owed_new rename to owed;
alter table owed_owner_new rename to owed_owner;
create unique index owed_by_session on owed (session_id, kind);
create index owed_by_state on owed (received_at, waived_at, since, id);
create index owed_by_owner on owed (owner_id, received_at, waived_at, since, id);
create index owed_by_since on owed (since, id);
create index owed_by_asked on owed (chased_to, chased_at);
create index owed_owner_by_account on owed_owner (account_id);

--| follow_up_wave | | One time of asking the people of a session what became of it.
--| follow_up_wave.session_id | 0 | The session.
--| follow_up_wave.wave | 0 | 1: the first time; 2: the second.
--| follow_up_wave.due | 0 | The day from which it is asked. Answers carry this day and not their own.
--| follow_up_wave.attended | 0 | People who were there on every day.
--| follow_up_wave.asked | 0 | Those of them who were written to.
--| follow_up_wave.asked_at | 0 | When they were.
--| follow_up_wave.reminded_at | 0 | When whoever had not answered was reminded; the same for all of them.
create table follow_up_wave (
  session_id $id not null references session (id),
  wave $int not null check (wave in (1, 2)),
  due $day not null,
  attended $int not null,
  asked $int not null,
  asked_at $instant not null,
  reminded_at $instant,
  primary key (session_id, wave)
);
create index follow_up_wave_by_reminder on follow_up_wave (reminded_at, due);

--| follow_up_asked | | Who was asked. Names no person and no moment, and does not say who answered.
--| follow_up_asked.session_id | 0 | The session.
--| follow_up_asked.wave | 0 | Which time.
--| follow_up_asked.mark | 1 | Keyed hash of the person's link.
create table follow_up_asked (
  session_id $id not null references session (id),
  wave $int not null,
  mark $bytes not null,
  primary key (session_id, wave, mark)
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both

--| follow_up_stop | | Addresses that are not asked any more. Names no address and no moment.
--| follow_up_stop.mark | 1 | Keyed hash of the address.
create table follow_up_stop (
  mark $bytes not null primary key
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
