-- The trail of a server cannot be emptied in one word either: a trigger for each row is not asked about that.
-- only: postgres
create trigger audit_event_whole before truncate on audit_event for each statement execute function audit_event_refuse();
-- both
