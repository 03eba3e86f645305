-- Who had a place and came, by session and organisation, so that who did not come is counted without reading every booking; and how long before its session a
-- place was given back.

--| booking.given_up_days | 1 | So many days before the first day of its session somebody gave back a place that was hers; empty where none was.
alter table booking add column given_up_days $int;

--| turn_out | | How the bookings of a session turned out, by organisation. It goes with the packed row of its session, and is made with it.
--| turn_out.session_id | 0 | The session.
--| turn_out.organisation | 0 | The organisation, as the bookings name it.
--| turn_out.places | 0 | Bookings with a place.
--| turn_out.came | 0 | Those of them whose person was there on a day.
--| turn_out.late | 0 | Places that were given back shortly before the session.
create table turn_out (
  session_id $id not null references session (id),
  organisation $text not null,
  places $int not null,
  came $int not null,
  late $int not null,
  primary key (session_id, organisation)
);
delete from attendance_sum;
-- only: sqlite
create trigger turn_out_on_booking_changed after update of organisation, given_up_days on booking
begin
  delete from attendance_sum where session_id = new.session_id;
end;
create trigger turn_out_on_sum_gone after delete on attendance_sum
begin
  delete from turn_out where session_id = old.session_id;
end;
-- only: postgres
create function turn_out_forget() returns trigger language plpgsql as $$
begin
  delete from turn_out where session_id = old.session_id;
  return null;
end;
$$;
create trigger turn_out_on_sum after delete on attendance_sum for each row execute function turn_out_forget();
create trigger turn_out_on_booking after update of organisation, given_up_days on booking for each row execute function attendance_sum_forget();
