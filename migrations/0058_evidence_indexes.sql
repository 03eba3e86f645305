-- Evidence pages look at every session of a programme: what they read of it stands in an index, so that they need not fetch each row.

drop index session_by_course;
create index session_by_course on session (course_id, first_day, state, area_id, original_day, id);
