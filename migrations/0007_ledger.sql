-- What evidence is owed, and what came.

--| owed | | One thing a session owes to the evidence.
--| owed.id | 0 | Record id.
--| owed.kind | 0 | register or feedback.
--| owed.session_id | 0 | The session.
--| owed.since | 0 | The session's last day.
--| owed.received_at | 0 | When it was seen to have come.
--| owed.waived_at | 0 | When somebody decided that it will not come.
--| owed.waived_by | 1 | Who decided it.
--| owed.reason_sealed | 2 | Why, sealed.
--| owed.version | 0 | Counts the changes.
create table owed (
  id $id not null primary key,
  kind $text not null check (kind in ('register', 'feedback')),
  session_id $id not null references session (id),
  since $day not null,
  received_at $instant,
  waived_at $instant,
  waived_by $id references account (id),
  reason_sealed $bytes,
  version $int not null default 1
);
create unique index owed_by_session on owed (session_id, kind);
create index owed_by_state on owed (received_at, waived_at, since, id);
