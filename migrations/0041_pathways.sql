-- Pathways: several courses, and what a trainer signs off between them, with how far each person is.

--| pathway | | A way through several courses.
--| pathway.id | 0 | Record id.
--| pathway.reference | 0 | Short reference that people can read out.
--| pathway.title | 0 | Its title.
--| pathway.audience | 0 | Whom it is for.
--| pathway.in_order | 0 | Its steps are taken one after another; else in any order.
--| pathway.months | 0 | A step counts for so many months; empty where it counts for good.
--| pathway.open | 0 | People may put themselves on it from their own record.
--| pathway.by_first | 0 | Whoever attends a course of its first step is put on it by the night's work.
--| pathway.archived | 0 | Nobody is put on it any more.
--| pathway.made_at | 0 | When it was entered.
--| pathway.version | 0 | Counts the changes, to notice two people editing.
create table pathway (
  id $id not null primary key,
  reference $text not null,
  title $text not null,
  audience $text not null,
  in_order $flag not null,
  months $int check (months between 1 and 120),
  open $flag not null,
  by_first $flag not null,
  archived $flag not null default false,
  made_at $instant not null,
  version $int not null default 1
);
create unique index pathway_by_reference on pathway (reference);
create index pathway_by_title on pathway (archived, title, id);

--| pathway_step | | A step of a pathway: one of several courses, or something that is signed off.
--| pathway_step.id | 0 | Record id.
--| pathway_step.pathway_id | 0 | The pathway.
--| pathway_step.place | 0 | Its place in the order.
--| pathway_step.title | 0 | What it is called.
--| pathway_step.kind | 0 | course (one of its courses is attended) or sign-off (somebody signs it off).
create table pathway_step (
  id $id not null primary key,
  pathway_id $id not null references pathway (id),
  place $int not null,
  title $text not null,
  kind $text not null check (kind in ('course', 'sign-off'))
);
create index pathway_step_by_place on pathway_step (pathway_id, place, id);

--| pathway_step_course | | The courses one of which makes a step.
--| pathway_step_course.step_id | 0 | The step.
--| pathway_step_course.course_id | 0 | The course.
create table pathway_step_course (
  step_id $id not null references pathway_step (id),
  course_id $id not null references course (id),
  primary key (step_id, course_id)
);
create index pathway_step_course_by_course on pathway_step_course (course_id);

--| pathway_learner | | Somebody on a pathway, and how far she was when that was last counted.
--| pathway_learner.id | 1 | Record id.
--| pathway_learner.pathway_id | 1 | The pathway.
--| pathway_learner.learner_id | 1 | The person.
--| pathway_learner.how | 0 | staff (put on it by a coordinator), self (by her own record) or attended (by the night's work).
--| pathway_learner.since | 0 | Since when.
--| pathway_learner.left_on | 0 | When she left it or was taken off; empty while she is on it.
--| pathway_learner.done | 0 | How many of its steps she had done when that was last counted.
--| pathway_learner.waits_id | 0 | The first step that she had not done then; empty when she had done all.
--| pathway_learner.finished_on | 0 | The day on which all steps were first counted as done; empty where one is missing or has run out.
--| pathway_learner.counted_on | 0 | When that was.
create table pathway_learner (
  id $id not null primary key,
  pathway_id $id not null references pathway (id),
  learner_id $id not null references learner (id),
  how $text not null check (how in ('staff', 'self', 'attended')),
  since $day not null,
  left_on $day,
  done $int not null default 0,
  waits_id $id references pathway_step (id),
  finished_on $day,
  counted_on $day not null
);
create unique index pathway_learner_once on pathway_learner (pathway_id, learner_id);
create index pathway_learner_by_learner on pathway_learner (learner_id);
create index pathway_learner_by_step on pathway_learner (pathway_id, left_on, waits_id, id);
create index pathway_learner_by_waits on pathway_learner (waits_id);

--| pathway_sign_off | | That a step of a person was signed off.
--| pathway_sign_off.id | 1 | Record id.
--| pathway_sign_off.step_id | 1 | The step.
--| pathway_sign_off.learner_id | 1 | The person.
--| pathway_sign_off.day | 1 | The day of it.
--| pathway_sign_off.made_by | 1 | Who signed it off.
--| pathway_sign_off.made_at | 1 | When it was entered.
--| pathway_sign_off.withdrawn_at | 1 | When it was taken back; empty while it stands.
create table pathway_sign_off (
  id $id not null primary key,
  step_id $id not null references pathway_step (id),
  learner_id $id not null references learner (id),
  day $day not null,
  made_by $id not null references account (id),
  made_at $instant not null,
  withdrawn_at $instant
);
create unique index pathway_sign_off_once on pathway_sign_off (step_id, learner_id) where withdrawn_at is null;
create index pathway_sign_off_by_learner on pathway_sign_off (learner_id);
