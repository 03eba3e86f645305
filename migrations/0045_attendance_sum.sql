-- Who booked and who came to a session, packed into one row, so that evidence pages need not read every attendance; forms by session.

--| attendance_sum | | Who booked and who came to a session, packed into one row. It is thrown away by the database itself as soon as one of its attendances, bookings or people changes, and made again from them.
--| attendance_sum.session_id | 0 | The session.
--| attendance_sum.packed | 1 | For each learner her id, whether she gave an address, how many bookings of hers stand, and the borough of each attendance. No names.
create table attendance_sum (
  session_id $id not null primary key references session (id),
  packed $bytes not null
);
-- only: sqlite
create trigger attendance_sum_on_attendance_made after insert on attendance
begin
  delete from attendance_sum where session_id = new.session_id;
end;
create trigger attendance_sum_on_attendance_changed after update on attendance
begin
  delete from attendance_sum where session_id in (old.session_id, new.session_id);
end;
create trigger attendance_sum_on_attendance_gone after delete on attendance
begin
  delete from attendance_sum where session_id = old.session_id;
end;
create trigger attendance_sum_on_booking_made after insert on booking
begin
  delete from attendance_sum where session_id = new.session_id;
end;
create trigger attendance_sum_on_booking_changed after update of session_id, learner_id, state, area_id, area_answer on booking
begin
  delete from attendance_sum where session_id in (old.session_id, new.session_id);
end;
create trigger attendance_sum_on_booking_gone after delete on booking
begin
  delete from attendance_sum where session_id = old.session_id;
end;
create trigger attendance_sum_on_address after update of email_blind on learner
begin
  delete from attendance_sum where session_id in (select t.session_id from attendance t where t.learner_id = new.id);
  delete from attendance_sum where session_id in (select b.session_id from booking b where b.learner_id = new.id);
end;
-- only: postgres
create function attendance_sum_forget() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from attendance_sum where session_id = old.session_id;
  end if;
  if tg_op <> 'DELETE' then
    delete from attendance_sum where session_id = new.session_id;
  end if;
  return null;
end;
$$;
create function attendance_sum_forget_learner() returns trigger language plpgsql as $$
begin
  delete from attendance_sum where session_id in (select t.session_id from attendance t where t.learner_id = new.id);
  delete from attendance_sum where session_id in (select b.session_id from booking b where b.learner_id = new.id);
  return null;
end;
$$;
create trigger attendance_sum_on_attendance after insert or update or delete on attendance for each row execute function attendance_sum_forget();
create trigger attendance_sum_on_booking after insert or delete or update of session_id, learner_id, state, area_id, area_answer on booking for each row execute function attendance_sum_forget();
create trigger attendance_sum_on_address after update of email_blind on learner for each row execute function attendance_sum_forget_learner();
-- both
create index answer_sum_by_purpose on answer_sum (purpose, session_id, responses);
