-- Backups that were opened again and compared, so that administrators see how old the newest is.

--| backup | | Backups that count.
--| backup.id | 0 | Its number.
--| backup.at | 0 | When the copy was taken.
--| backup.events | 0 | Audit events that were walked in it.
create table backup (
  id $id not null primary key,
  at $instant not null,
  events $int not null
);
create index backup_by_time on backup (at);
