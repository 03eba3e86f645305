-- Areas are changed on a page, so two people may edit one at once.

--| area.version | 0 | Counts the changes, to notice two people editing.
alter table area add column version $int not null default 1;
