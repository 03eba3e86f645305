-- Of a mark it is asked whether a file of earlier years made it: of whom only such a file says that she came nobody is written to.

create index earlier_person_by_attendance on earlier_person (attendance_id);
