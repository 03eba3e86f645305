-- Courses, their sessions, who booked and who was there. A learner is one person however often she comes.
--| course | | A kind of training.
--| course.id | 0 | Record id.
--| course.reference | 0 | Short reference that people can read out.
--| course.programme_id | 0 | The programme that pays for it.
--| course.title | 0 | Its title.
--| course.kind | 0 | Kind of course, from the coded list in learning::model.
--| course.aims | 0 | What people should take away.
--| course.hours | 0 | Length of one run in hours.
--| course.days | 0 | Days of one run.
--| course.mode | 0 | room, online or self-study.
--| course.audience | 0 | Whom it is for.
--| course.target | 0 | People one run should reach; empty where none is set.
--| course.archived | 0 | No new sessions are planned.
--| course.made_at | 0 | When it was entered.
--| course.version | 0 | Counts the changes, to notice two people editing.
create table course (
  id $id not null primary key,
  reference $text not null,
  programme_id $id not null references programme (id),
  title $text not null,
  kind $text not null,
  aims $text not null,
  hours $real not null check (hours >= 0),
  days $int not null check (days between 1 and 60),
  mode $text not null check (mode in ('room', 'online', 'self-study')),
  audience $text not null,
  target $int,
  archived $flag not null,
  made_at $instant not null,
  version $int not null default 1
);
create unique index course_by_reference on course (reference);
create index course_by_title on course (archived, title, id);
create index course_by_programme on course (programme_id);

--| course_area | | The areas a course is offered in; none: everywhere.
--| course_area.course_id | 0 | The course.
--| course_area.area_id | 0 | The area.
create table course_area (
  course_id $id not null references course (id),
  area_id $id not null references area (id),
  primary key (course_id, area_id)
);
create index course_area_by_area on course_area (area_id);

--| course_instrument | | Which questionnaire a course uses for what.
--| course_instrument.course_id | 0 | The course.
--| course_instrument.purpose | 0 | feedback, pre, post or follow-up.
--| course_instrument.instrument_key | 0 | Key of the questionnaire.
create table course_instrument (
  course_id $id not null references course (id),
  purpose $text not null check (purpose in ('feedback', 'pre', 'post', 'follow-up')),
  instrument_key $text not null,
  primary key (course_id, purpose)
);

--| session | | One run of a course, over one or more days.
--| session.id | 0 | Record id.
--| session.reference | 0 | Short reference that people can read out.
--| session.course_id | 0 | The course it runs.
--| session.area_id | 0 | The area it counts for.
--| session.venue | 0 | Where it meets.
--| session.access_notes | 0 | How to get in, lifts, hearing loop, quiet room.
--| session.capacity | 0 | Places.
--| session.taken | 0 | Places taken. Changed only together with a booking, by a conditional update.
--| session.queue_last | 0 | The last number given out on the waiting list.
--| session.first_day | 0 | Its first day.
--| session.last_day | 0 | Its last day.
--| session.state | 0 | planned, held or cancelled.
--| session.original_day | 0 | First day as first announced, once it has been moved.
--| session.change_reason | 0 | Why it was moved; empty when it was not.
--| session.listed | 0 | Shown on the public list.
--| session.made_at | 0 | When it was entered.
--| session.version | 0 | Counts the changes, to notice two people editing.
create table session (
  id $id not null primary key,
  reference $text not null,
  course_id $id not null references course (id),
  area_id $id not null references area (id),
  venue $text not null,
  access_notes $text not null,
  capacity $int not null check (capacity >= 0),
  taken $int not null default 0 check (taken >= 0 and taken <= capacity),
  queue_last $int not null default 0,
  first_day $day not null,
  last_day $day not null,
  state $text not null check (state in ('planned', 'held', 'cancelled')),
  original_day $day,
  change_reason $text,
  listed $flag not null,
  made_at $instant not null,
  version $int not null default 1
);
create unique index session_by_reference on session (reference);
create index session_by_course on session (course_id, first_day);
create index session_by_area on session (area_id, first_day);
create index session_by_day on session (state, first_day, id);

--| session_day | | A day of a session.
--| session_day.id | 0 | Record id.
--| session_day.session_id | 0 | The session.
--| session_day.day | 0 | The date.
--| session_day.starts | 0 | Start, HH:MM in London.
--| session_day.ends | 0 | End, HH:MM in London.
--| session_day.register_at | 0 | When the trainer last saved the register of the day; empty while it is owed.
create table session_day (
  id $id not null primary key,
  session_id $id not null references session (id),
  day $day not null,
  starts $text not null,
  ends $text not null,
  register_at $instant
);
create unique index session_day_by_session on session_day (session_id, day);
create index session_day_by_day on session_day (day);

--| session_trainer | | Who runs a session.
--| session_trainer.session_id | 1 | The session.
--| session_trainer.account_id | 1 | The trainer's account.
create table session_trainer (
  session_id $id not null references session (id),
  account_id $id not null references account (id),
  primary key (session_id, account_id)
);
create index session_trainer_by_account on session_trainer (account_id);

--| learner | | A person who books or comes, counted once however often.
--| learner.id | 1 | Record id.
--| learner.name_sealed | 1 | The name, sealed.
--| learner.name_blind | 1 | Keyed hash of the name, to find a booking at the door.
--| learner.email_sealed | 1 | The work e-mail address, sealed; empty for a person who gave none.
--| learner.email_blind | 1 | Keyed hash of the address, to know the person again.
--| learner.made_at | 1 | First seen.
create table learner (
  id $id not null primary key,
  name_sealed $bytes not null,
  name_blind $bytes not null,
  email_sealed $bytes,
  email_blind $bytes,
  made_at $instant not null
);
create unique index learner_by_email on learner (email_blind);
create index learner_by_name on learner (name_blind);

--| booking | | A place asked for.
--| booking.id | 1 | Record id.
--| booking.reference | 1 | Short reference that people can read out.
--| booking.session_id | 1 | The session.
--| booking.learner_id | 1 | The person.
--| booking.state | 1 | booked, waiting or cancelled.
--| booking.queue_place | 1 | Number on the waiting list; empty when not waiting.
--| booking.organisation | 1 | Whom the person works for, as written.
--| booking.background | 1 | Professional background, from the coded list in directory::model.
--| booking.area_id | 1 | The borough the person works in.
--| booking.access_needs_sealed | 2 | What the person needs to take part, sealed.
--| booking.language_needs_sealed | 2 | Language or interpreting needs, sealed.
--| booking.source | 1 | public (own form), staff (entered by a coordinator) or loaded.
--| booking.made_at | 1 | When it was first made.
--| booking.changed_at | 1 | When it last changed.
--| booking.calendar_uid | 1 | Random name of the calendar entry.
--| booking.calendar_sequence | 1 | Counts the versions of the calendar entry.
--| booking.link_round | 1 | Part of the signed link; counting it up withdraws links sent before.
--| booking.version | 1 | Counts the changes, to notice two people editing.
create table booking (
  id $id not null primary key,
  reference $text not null,
  session_id $id not null references session (id),
  learner_id $id not null references learner (id),
  state $text not null check (state in ('booked', 'waiting', 'cancelled')),
  queue_place $int,
  organisation $text not null,
  background $text not null,
  area_id $id references area (id),
  access_needs_sealed $bytes,
  language_needs_sealed $bytes,
  source $text not null check (source in ('public', 'staff', 'loaded')),
  made_at $instant not null,
  changed_at $instant not null,
  calendar_uid $text not null,
  calendar_sequence $int not null default 0,
  link_round $int not null default 0,
  version $int not null default 1
);
create unique index booking_by_reference on booking (reference);
create unique index booking_by_person on booking (session_id, learner_id);
create index booking_by_queue on booking (session_id, state, queue_place);
create index booking_by_learner on booking (learner_id);

--| attendance | | Being there on a day. Once per person and day, whoever marks it.
--| attendance.id | 1 | Record id.
--| attendance.session_day_id | 1 | The day.
--| attendance.session_id | 1 | The session.
--| attendance.booking_id | 1 | The booking; empty for a walk-in.
--| attendance.learner_id | 1 | The person.
--| attendance.how | 1 | phone (own sign-in), register (marked by the trainer), walk-in or paper (keyed from a sheet).
--| attendance.organisation | 1 | A walk-in's organisation, as written.
--| attendance.background | 1 | A walk-in's background, from the coded list in directory::model.
--| attendance.area_id | 1 | The borough a walk-in works in.
--| attendance.at | 1 | When it was recorded.
create table attendance (
  id $id not null primary key,
  session_day_id $id not null references session_day (id),
  session_id $id not null references session (id),
  booking_id $id references booking (id),
  learner_id $id not null references learner (id),
  how $text not null check (how in ('phone', 'register', 'walk-in', 'paper')),
  organisation $text,
  background $text,
  area_id $id references area (id),
  at $instant not null
);
create unique index attendance_once on attendance (session_day_id, learner_id);
create index attendance_by_session on attendance (session_id);
create index attendance_by_learner on attendance (learner_id);
create index attendance_by_booking on attendance (booking_id);
