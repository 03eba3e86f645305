-- Faults of venues and equipment, raised as tasks.

--| venue_fault | | Something wrong with a venue, its equipment, the way in or the materials, that somebody is to mend.
--| venue_fault.id | 0 | Record id.
--| venue_fault.area_id | 0 | The area in which it was noticed.
--| venue_fault.session_id | 0 | The session at which it was noticed, where one is named.
--| venue_fault.venue | 0 | The venue.
--| venue_fault.venue_key | 0 | The venue as it is compared.
--| venue_fault.kind | 0 | venue, technology, access or material.
--| venue_fault.words_sealed | 1 | What is wrong, sealed.
--| venue_fault.heard | 0 | Whether it was raised from what somebody wrote on a form: who that was is not known.
--| venue_fault.owner_id | 1 | Who is to mend it.
--| venue_fault.due | 0 | Until when.
--| venue_fault.state | 0 | open, mended or left.
--| venue_fault.outcome_sealed | 1 | What was done, or why it will not be mended, sealed.
--| venue_fault.version | 0 | Counts up with each change.
--| venue_fault.made_by | 1 | Who raised it; empty for the house.
--| venue_fault.made_at | 0 | When.
--| venue_fault.closed_at | 0 | When it was mended or left; empty while it is open.
create table venue_fault (
  id $id not null primary key,
  area_id $id not null references area (id),
  session_id $id references session (id),
  venue $text not null,
  venue_key $text not null,
  kind $text not null check (kind in ('venue', 'technology', 'access', 'material')),
  words_sealed $bytes not null,
  heard $flag not null,
  owner_id $id not null references account (id),
  due $day not null,
  state $text not null check (state in ('open', 'mended', 'left')),
  outcome_sealed $bytes,
  version $int not null,
  made_by $id references account (id),
  made_at $instant not null,
  closed_at $instant
);
create index venue_fault_by_owner on venue_fault (owner_id, state, due);
create index venue_fault_by_venue on venue_fault (venue_key, state);
create index venue_fault_by_due on venue_fault (state, due, id);
create index venue_fault_by_area on venue_fault (area_id, state, due);
