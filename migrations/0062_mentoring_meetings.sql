-- A meeting of two people with a time goes into their calendars.

--| mentoring_meeting | | The meeting that two people agreed last, as their calendars know it.
--| mentoring_meeting.mentoring_id | 1 | The mentoring.
--| mentoring_meeting.calendar_uid | 1 | Random name of the calendar entry.
--| mentoring_meeting.calendar_sequence | 0 | Counts the versions of the calendar entry.
--| mentoring_meeting.starts_at | 1 | When it begins.
--| mentoring_meeting.ends_at | 1 | When it ends.
--| mentoring_meeting.called_off | 0 | It does not take place, or its time is open again.
--| mentoring_meeting.changed_at | 0 | When this version was made.
create table mentoring_meeting (
  mentoring_id $id not null primary key references mentoring (id),
  calendar_uid $text not null,
  calendar_sequence $int not null,
  starts_at $instant not null,
  ends_at $instant not null,
  called_off $flag not null,
  changed_at $instant not null
);
