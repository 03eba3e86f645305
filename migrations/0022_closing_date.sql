-- Until when people may book by themselves.

--| session.closes_before | 0 | Booking by the public closes at the end of the day so many days before the first; empty where it stays open until the session begins.
alter table session add column closes_before $int check (closes_before between 1 and 365);

--| session.closes_day | 0 | That day.
alter table session add column closes_day $day;
