-- What a booking of a course needs before a place is given: a manager's agreement, a coordinator's approval, courses done before; and how
-- long a place that came free is kept for who waited.

--| course_rules | | How the bookings of a course are taken; a course without a row gives its places at once.
--| course_rules.course_id | 0 | The course.
--| course_rules.approval | 0 | A coordinator approves each booking.
--| course_rules.manager | 0 | The manager whom somebody names agrees to her booking.
--| course_rules.offer_hours | 0 | A place that came free is kept so many hours for who waited, until she says whether she takes it; empty: it is hers at once.
--| course_rules.version | 0 | Counts the changes.
create table course_rules (
  course_id $id not null primary key references course (id),
  approval $flag not null,
  manager $flag not null,
  offer_hours $int check (offer_hours between 1 and 336),
  version $int not null default 1
);

--| course_prerequisite | | A course that is done before another.
--| course_prerequisite.course_id | 0 | The later course.
--| course_prerequisite.needs_id | 0 | The one that is done first.
create table course_prerequisite (
  course_id $id not null references course (id),
  needs_id $id not null references course (id),
  primary key (course_id, needs_id)
);

--| recognised_learning | | What somebody learned elsewhere, recognised as if she had done a course.
--| recognised_learning.learner_id | 1 | The person.
--| recognised_learning.course_id | 1 | The course that it stands for.
--| recognised_learning.made_by | 1 | The account of who recognised it.
--| recognised_learning.made_at | 1 | When.
create table recognised_learning (
  learner_id $id not null references learner (id),
  course_id $id not null references course (id),
  made_by $id not null references account (id),
  made_at $instant not null,
  primary key (learner_id, course_id)
);

--| booking.awaits | 1 | Whose agreement it waits for: manager or coordinator. No place is given to it until then.
alter table booking add column awaits $text check (awaits in ('manager', 'coordinator'));

--| booking.manager_sealed | 1 | The work address of the manager whom the person named.
alter table booking add column manager_sealed $bytes;

--| booking.earlier_sealed | 2 | Where the person says she learned before what the course asks for.
alter table booking add column earlier_sealed $bytes;

--| booking.offer_until | 1 | Until when a place that came free is kept for her to take; empty where it is hers.
alter table booking add column offer_until $instant;

--| booking.booked_by_sealed | 1 | The work address of the colleague who booked for her; empty where she booked herself.
alter table booking add column booked_by_sealed $bytes;
create index booking_by_awaits on booking (awaits, session_id);
