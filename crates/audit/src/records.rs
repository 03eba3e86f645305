//! The statements of the audit trail.

/// What an event says that changed nothing.
macro_rules! looks {
    () => {
        "'viewed', 'searched', 'exported', 'refused'"
    };
}

/// An event with this word changed nothing.
pub(crate) fn is_look(what: &str) -> bool {
    looks!().split(", ").any(|word| word.trim_matches('\'') == what)
}

store::statements! {
    /// The last event.
    EVENT_LAST = "select sequence, hash from audit_event order by sequence desc limit 1";
    /// The last event that changed something, and when the last job of the system ended, of whatever process: jobs keep records up without events.
    EVENT_LAST_CHANGE = concat!("select sequence, hash, coalesce((select max(j.ended_at) from job j), 0) from audit_event where change not in (", looks!(), ")
        order by sequence desc limit 1");
    /// Adds an event.
    EVENT_INSERT = "insert into audit_event (sequence, at, actor_kind, actor, action, change, record_kind, record_id, fields, reason_sealed, previous, hash)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    /// Events after a place in the chain.
    EVENT_WALK = "select sequence, at, actor_kind, actor, action, change, record_kind, record_id, fields, reason_sealed, previous, hash
        from audit_event where sequence > ?1 order by sequence limit 1000";
    /// Whether a job of the system ever did something.
    EVENT_BY_JOB = "select 1 from audit_event where actor = ?1 and actor_kind = 'system' limit 1";
    /// The account that made a record.
    EVENT_MADE = "select actor from audit_event where record_kind = ?1 and record_id = ?2 and actor_kind = 'account'
        and change in ('created', 'created in a series') order by sequence limit 1";
    /// One event's hash.
    EVENT_HASH = "select hash, at from audit_event where sequence = ?1";
    /// A record's events, the latest first.
    EVENT_OF_RECORD = "select e.sequence, e.at, e.actor_kind, e.actor, e.action, e.change, e.fields, e.reason_sealed, e.record_kind, e.record_id
        from audit_event e where e.record_kind = ?1 and e.record_id = ?2 and e.sequence < ?3 {filters} order by e.sequence desc limit ?4",
        filters { changes: concat!("and e.change not in (", looks!(), ")"), looks: concat!("and e.change in (", looks!(), ")") };
    /// All events, the latest first.
    EVENT_LATEST = "select e.sequence, e.at, e.actor_kind, e.actor, e.action, e.change, e.fields, e.reason_sealed, e.record_kind, e.record_id
        from audit_event e where e.sequence < ?1 {filters} order by e.sequence desc limit ?2",
        filters { actor: "and e.actor = ?3", action: "and e.action = ?4" };
    /// Keeps a backup that counts.
    BACKUP_INSERT = "insert into backup (id, at, events) values (?1, ?2, ?3)";
    /// The newest backup.
    BACKUP_NEWEST = "select at from backup order by at desc limit 1";
    /// The first backup from a moment on.
    BACKUP_FIRST_SINCE = "select at from backup where at >= ?1 order by at limit 1";
    /// Who may be in the trail.
    ACTORS = "select id, name_sealed from account order by created_at desc, id limit ?1";
    /// Name of an account.
    ACTOR_NAME = "select name_sealed from account where id = ?1";
}
