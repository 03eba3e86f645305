-- Who was told that it is time to come to a course again.

--| refresher_told | | When somebody was last told that a course is due again: nobody is told twice in three months.
--| refresher_told.learner_id | 1 | Who was told.
--| refresher_told.course_id | 1 | The course.
--| refresher_told.told_at | 1 | When. A year later the row goes.
create table refresher_told (
  learner_id $id not null references learner (id) on delete cascade,
  course_id $id not null references course (id) on delete cascade,
  told_at $instant not null,
  primary key (learner_id, course_id)
);
