-- What a certificate of a pathway rests on is known whatever becomes of the pathway's steps.

--| pathway_certificate_course | | The courses that made the steps of a pathway when a certificate of it was issued.
--| pathway_certificate_course.certificate_id | 1 | The certificate.
--| pathway_certificate_course.course_id | 0 | The course.
create table pathway_certificate_course (
  certificate_id $id not null references pathway_certificate (id) on delete cascade,
  course_id $id not null references course (id),
  primary key (certificate_id, course_id)
);
create index pathway_certificate_course_by_course on pathway_certificate_course (course_id);
-- Of those issued before, the courses of today are the nearest that is known.
insert into pathway_certificate_course (certificate_id, course_id) select pc.id, sc.course_id from pathway_certificate pc join pathway_learner w on w.id = pc.walker_id
  join pathway_step st on st.pathway_id = w.pathway_id join pathway_step_course sc on sc.step_id = st.id group by pc.id, sc.course_id;
