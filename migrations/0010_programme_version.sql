-- Programmes are changed on a page, so two people may edit one at once.

--| programme.version | 0 | Counts the changes, to notice two people editing.
alter table programme add column version $int not null default 1;
