//! Statements about copies that left.

macro_rules! seen {
    () => {
        concat!("(o.account_id = ?1 or ", access::session_in_scope!(), ")")
    };
}

store::statements! {
    /// A copy that left.
    COPY_INSERT = "insert into copy_out (id, mark, kind, session_id, account_id, recipient_sealed, reason_sealed, lines, format, made_at, until) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    /// For whom and why somebody took the last one.
    COPY_LAST = "select id, recipient_sealed, reason_sealed from copy_out where account_id = ?1 order by made_at desc, id desc limit 1";
    /// A copy in sight: one's own, one of a session in sight, or any for who sees everything.
    COPY_GUARD = concat!("select o.version from copy_out o left join session s on s.id = o.session_id where o.id = ?3 and ", seen!());
    /// A page of those in sight, the last first. ?3 the last one of the page before, ?4 a mark, ?5 today, ?6 how many at most.
    COPY_LIST = concat!("select o.id, o.mark, o.kind, o.account_id, k.name_sealed, o.recipient_sealed, o.reason_sealed, o.lines, o.format, o.made_at, o.until, o.deleted_at \
        from copy_out o join account k on k.id = o.account_id left join session s on s.id = o.session_id where ", seen!(), " {filters} order by o.made_at desc, o.id desc limit ?6"),
        filters {
            after: "and (o.made_at, o.id) < (select e.made_at, e.id from copy_out e where e.id = ?3)",
            mark: "and o.mark = ?4",
            over: "and o.deleted_at is null and o.until < ?5",
            kept: "and o.deleted_at is null",
            deleted: "and o.deleted_at is not null",
        };
    /// How many the list would hold, counted up to a thousand and one.
    COPY_COUNT = concat!("select count(*) from (select 1 as one from copy_out o left join session s on s.id = o.session_id where ", seen!(), " {filters} limit 1001) t"),
        filters {
            mark: "and o.mark = ?4",
            over: "and o.deleted_at is null and o.until < ?5",
            kept: "and o.deleted_at is null",
            deleted: "and o.deleted_at is not null",
        };
    /// One of them.
    COPY_FETCH = "select o.id, o.mark, o.kind, o.account_id, k.name_sealed, o.recipient_sealed, o.reason_sealed, o.lines, o.format, o.made_at, o.until, o.deleted_at \
        from copy_out o join account k on k.id = o.account_id where o.id = ?1";
    /// Copies of somebody whose time is over and that nobody confirmed deleted.
    COPY_OVER_OWN = "select count(*) from copy_out where account_id = ?1 and deleted_at is null and until < ?2";
    /// It is deleted.
    COPY_DELETED = "update copy_out set deleted_at = ?2, deleted_by = ?3, version = version + 1 where id = ?1 and deleted_at is null";
    /// It is not, after all.
    COPY_KEPT = "update copy_out set deleted_at = null, deleted_by = null, version = version + 1 where id = ?1 and deleted_at is not null";
}
