-- Places of a session that are kept back, until a day, for people of a borough, of an organisation, or for who has a code.

--| held_places | | Places of a session kept back for some people until a day.
--| held_places.id | 0 | Record id.
--| held_places.session_id | 0 | The session.
--| held_places.kind | 0 | area, agency or code: how those people are known.
--| held_places.area_id | 0 | Of area: the borough they work in.
--| held_places.label | 0 | For whom, as staff call them.
--| held_places.matches | 0 | Of agency: what their addresses end with. Of code: the code.
--| held_places.places | 0 | How many places.
--| held_places.taken | 0 | How many of them are taken. Changed only together with a booking, by a conditional update.
--| held_places.until | 0 | The last day on which they are kept back.
--| held_places.made_at | 0 | When they were first kept back.
--| held_places.released_at | 0 | When those that nobody had taken went to everybody; empty while they are kept back.
create table held_places (
  id $id not null primary key,
  session_id $id not null references session (id),
  kind $text not null check (kind in ('area', 'agency', 'code')),
  area_id $id references area (id),
  label $text not null,
  matches $text not null,
  places $int not null check (places >= 0),
  taken $int not null default 0 check (taken >= 0 and taken <= places),
  until $day not null,
  made_at $instant not null,
  released_at $instant
);
create index held_places_by_session on held_places (session_id, released_at);
create index held_places_by_until on held_places (released_at, until);

--| session.held | 0 | Places that are kept back and not taken: together with those taken never more than it has.
alter table session add column held $int not null default 0 check (held >= 0);

--| booking.held_places_id | 1 | The places kept back that this booking may take from.
alter table booking add column held_places_id $id references held_places (id);

--| booking.on_held | 1 | Whether its place is one of those.
alter table booking add column on_held $flag not null default false;
create index booking_by_held_places on booking (held_places_id, state);
