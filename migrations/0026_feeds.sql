-- A calendar of one's own bookings, which calendar programs read by an address that only its owner has.

--| learner.feed_on | 1 | Whether the person has turned her calendar on.
alter table learner add column feed_on $flag not null default false;

--| learner.feed_round | 1 | Part of the calendar's address; counting it up ends the address before.
alter table learner add column feed_round $int not null default 0;
