-- Links to a questionnaire that were used: one set of answers for each.

--| answered | | Which links have been used. Names no person, no response and no time, and is emptied when the links have ended.
--| answered.until | 0 | The last day of the link, the same for everybody who signed in that day.
--| answered.mark | 1 | Keyed hash of the link and the purpose.
create table answered (
  until $day not null,
  mark $bytes not null,
  primary key (until, mark)
-- only: sqlite
) without rowid;
-- only: postgres
);
-- both
