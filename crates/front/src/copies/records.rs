//! Statements about copies that left.

/// The copy `o` is in sight: one's own, one of a session `s` in sight, or any for who sees everything. An evaluator sees figures of every area,
/// and of the copies her own.
macro_rules! seen {
    () => {
        concat!(
            "(o.account_id = ?1 or (",
            access::session_in_scope!(),
            " and not exists (select 1 from account w where w.id = ?1 and w.role = 'evaluator')))"
        )
    };
}

macro_rules! columns {
    () => {
        "o.id, o.mark, o.kind, o.account_id, k.name_sealed, o.recipient_sealed, o.reason_sealed, o.lines, o.format, o.made_at, o.until, o.deleted_at, o.asked_sealed"
    };
}

store::statements! {
    /// A copy that left.
    COPY_INSERT = "insert into copy_out (id, mark, kind, session_id, account_id, recipient_sealed, reason_sealed, lines, format, made_at, until, asked_sealed, hash) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    /// A record that it holds. ?2 its row.
    HELD_INSERT = "insert into copy_held (copy_id, place, kind, record_id) values (?1, ?2, ?3, ?4)";
    /// Which records a copy holds, by their rows after ?2, with what their pages are called by: a booking's session and reference, a mentoring's
    /// reference, a certificate's session; a photograph is of the copy's own session, also when it was removed since. ?3 how many.
    HELD_LIST = "select h.place, h.kind, h.record_id, s.reference, b.reference, m.reference from copy_held h join copy_out o on o.id = h.copy_id \
        left join booking b on b.id = h.record_id and h.kind = 'booking' left join certificate c on c.id = h.record_id and h.kind = 'certificate' \
        left join session s on s.id = case when h.kind = 'sheet photograph' then o.session_id else coalesce(b.session_id, c.session_id) end \
        left join mentoring m on m.id = h.record_id and h.kind = 'mentoring' where h.copy_id = ?1 and h.place > ?2 order by h.place limit ?3";
    /// The copies in sight that hold a record, the last first. ?3 its kind, ?4 the record.
    COPY_HOLDING = concat!("select ", columns!(), " from copy_held h join copy_out o on o.id = h.copy_id join account k on k.id = o.account_id \
        left join session s on s.id = o.session_id where h.record_id = ?4 and h.kind = ?3 and ", seen!(), " order by o.made_at desc, o.id desc limit 200");
    /// How many copies hold it, in sight or not. ?1 its kind.
    HOLDING_COUNT = "select count(distinct h.copy_id) from copy_held h where h.record_id = ?2 and h.kind = ?1";
    /// The hash of the file that left under a mark.
    COPY_HASH = "select hash from copy_out where mark = ?1";
    /// For whom and why somebody took the last one.
    COPY_LAST = "select id, recipient_sealed, reason_sealed from copy_out where account_id = ?1 order by made_at desc, id desc limit 1";
    /// A copy in sight: one's own, one of a session in sight, or any for who sees everything.
    COPY_GUARD = concat!("select o.version from copy_out o left join session s on s.id = o.session_id where o.id = ?3 and ", seen!());
    /// A page of those in sight, the last first. ?3 the last one of the page before, ?4 a mark, ?5 today, ?6 how many at most, ?7 a record that
    /// they hold.
    COPY_LIST = concat!("select ", columns!(), " \
        from copy_out o join account k on k.id = o.account_id left join session s on s.id = o.session_id where ", seen!(), " {filters} order by o.made_at desc, o.id desc limit ?6"),
        filters {
            after: "and (o.made_at, o.id) < (select e.made_at, e.id from copy_out e where e.id = ?3)",
            mark: "and o.mark = ?4",
            record: "and exists (select 1 from copy_held h where h.copy_id = o.id and h.record_id = ?7)",
            over: "and o.deleted_at is null and o.until < ?5",
            kept: "and o.deleted_at is null",
            deleted: "and o.deleted_at is not null",
        };
    /// How many the list would hold, counted up to a thousand and one.
    COPY_COUNT = concat!("select count(*) from (select 1 as one from copy_out o left join session s on s.id = o.session_id where ", seen!(), " {filters} limit 1001) t"),
        filters {
            mark: "and o.mark = ?4",
            record: "and exists (select 1 from copy_held h where h.copy_id = o.id and h.record_id = ?7)",
            over: "and o.deleted_at is null and o.until < ?5",
            kept: "and o.deleted_at is null",
            deleted: "and o.deleted_at is not null",
        };
    /// One of them.
    COPY_FETCH = concat!("select ", columns!(), " from copy_out o join account k on k.id = o.account_id where o.id = ?1");
    /// Copies of somebody whose time is over and that nobody confirmed deleted.
    COPY_OVER_OWN = "select count(*) from copy_out where account_id = ?1 and deleted_at is null and until < ?2";
    /// It is deleted.
    COPY_DELETED = "update copy_out set deleted_at = ?2, deleted_by = ?3, version = version + 1 where id = ?1 and deleted_at is null";
    /// It is not, after all.
    COPY_KEPT = "update copy_out set deleted_at = null, deleted_by = null, version = version + 1 where id = ?1 and deleted_at is not null";
}
