-- Targets: how many people a course, or a programme as a whole, should reach in an area between two days. They stand whatever is planned, held or cancelled.

--| area_target | | How many people a course, or a programme as a whole, should reach in an area between two days.
--| area_target.id | 0 | Record id.
--| area_target.programme_id | 0 | The programme that it is of as a whole; empty where it is of a course.
--| area_target.course_id | 0 | The course that it is of; empty where it is of a programme as a whole.
--| area_target.area_id | 0 | The area.
--| area_target.first_day | 0 | Sessions that begin on this day or later count towards it.
--| area_target.last_day | 0 | Sessions that begin on this day or earlier count towards it.
--| area_target.people | 0 | How many people are to be reached, each counted once.
--| area_target.sessions | 0 | How many sessions are to be held; empty where nobody set that.
--| area_target.ended_at | 0 | When it was ended: nothing is measured against it any more. Empty while it stands.
--| area_target.made_at | 0 | When it was set.
--| area_target.version | 0 | Counts the changes, to notice two people editing.
create table area_target (
  id $id not null primary key,
  programme_id $id references programme (id),
  course_id $id references course (id),
  area_id $id not null references area (id),
  first_day $day not null,
  last_day $day not null,
  people $int not null check (people >= 1),
  sessions $int check (sessions >= 1),
  ended_at $instant,
  made_at $instant not null,
  version $int not null default 1,
  check (first_day <= last_day),
  check ((programme_id is null) <> (course_id is null))
);
create index area_target_by_programme on area_target (programme_id);
create index area_target_by_course on area_target (course_id);
create index area_target_by_area on area_target (area_id, first_day);
create index area_target_in_order on area_target (first_day, id);
