-- What a booking's calendar entries were ever about, so that a dropped day can be taken out again; and an answer to the question for the
-- borough that names none.

--| booking.calendar_days | 1 | The most days that were ever sent to the person's calendar.
--| booking.area_answer | 1 | The answer about the borough that names none: elsewhere, or not-said (which is no answer). Empty when a borough is named.
alter table booking add column calendar_days $int not null default 0;
alter table booking add column area_answer $text check (area_answer in ('elsewhere', 'not-said'));
update booking set calendar_days = (select count(*) from session_day d where d.session_id = booking.session_id);

--| attendance.area_answer | 1 | A walk-in's answer about the borough that names none, as for a booking.
alter table attendance add column area_answer $text check (area_answer in ('elsewhere', 'not-said'));
