-- Sessions that are planned together, and where each meets as it is compared with others.

--| session.series_id | 0 | The first session of the series it was planned in; empty where it stands alone.
alter table session add column series_id $id references session (id);
create index session_by_series on session (series_id, first_day);

--| session.venue_key | 0 | The venue in small letters without needless spaces, to notice two sessions in one room.
alter table session add column venue_key $text;
update session set venue_key = lower(trim(venue));
create index session_by_venue on session (venue_key, first_day);

-- The list of all sessions is read in the order in which they begin, whatever their state.
create index session_by_first_day on session (first_day, id);
