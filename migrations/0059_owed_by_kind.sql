-- How complete registers and feedback are is read from an index alone.

create index owed_by_kind on owed (kind, session_id, received_at, waived_at, commitment_id);
