-- Who owes each thing, when it was asked for, and where it is asked for by the house itself.

--| owed.owner_id | 1 | The account of the one person who owes it; empty until somebody is found.
alter table owed add column owner_id $id references account (id);

--| owed.chased_at | 0 | When it was asked for last.
alter table owed add column chased_at $instant;

--| owed.chased_to | 1 | The account that was asked then.
alter table owed add column chased_to $id references account (id);

--| owed.chased_by | 1 | The account of who asked then; empty where the house did, by its plan.
alter table owed add column chased_by $id references account (id);

--| owed.chases | 0 | How often it was asked for.
alter table owed add column chases $int not null default 0;

-- What was owed before: by a trainer of its session who still works here. The daily job finds the others.
update owed set owner_id = (select st.account_id from session_trainer st join account ac on ac.id = st.account_id
  where st.session_id = owed.session_id and ac.state = 'active' order by st.account_id limit 1);
create index owed_by_owner on owed (owner_id, received_at, waived_at, since, id);
create index owed_by_since on owed (since, id);
create index owed_by_asked on owed (chased_to, chased_at);

--| owed_owner | | Each time somebody came to owe a thing. Rows are only ever added.
--| owed_owner.owed_id | 0 | The thing that is owed.
--| owed_owner.place | 0 | The first, the second and so on.
--| owed_owner.account_id | 1 | The account that owes it from then on.
--| owed_owner.made_at | 0 | Since when.
--| owed_owner.made_by | 1 | The account of who said so; empty where the house found it.
create table owed_owner (
  owed_id $id not null references owed (id),
  place $int not null,
  account_id $id not null references account (id),
  made_at $instant not null,
  made_by $id references account (id),
  primary key (owed_id, place)
);
create index owed_owner_by_account on owed_owner (account_id);

--| chasing | | Areas in which the house itself asks for what is owed.
--| chasing.area_id | 0 | The area.
--| chasing.every_days | 0 | Days between two times of asking.
--| chasing.older_days | 0 | Nothing is asked for before it is so many days old.
--| chasing.made_at | 0 | When it was set.
--| chasing.made_by | 1 | The account of who set it.
create table chasing (
  area_id $id not null primary key references area (id),
  every_days $int not null check (every_days between 1 and 365),
  older_days $int not null check (older_days between 1 and 365),
  made_at $instant not null,
  made_by $id not null references account (id)
);
