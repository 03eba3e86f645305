//! The statements of the ledger.

/// Nothing has come and nobody gave it up. What has come is read from the papers themselves: a register saved a moment ago is
/// not asked for until the next round of settling.
macro_rules! outstanding {
    () => {
        "(o.received_at is null and o.waived_at is null \
          and not (o.kind = 'register' and exists (select 1 from session_day d where d.session_id = o.session_id) \
            and not exists (select 1 from session_day d where d.session_id = o.session_id and d.register_at is null)) \
          and not (o.kind = 'feedback' and exists (select 1 from response r where r.session_id = o.session_id and r.purpose = 'feedback')))"
    };
}

store::statements! {
    /// Sessions that are over and owe a register without a row for it yet. ?1 today.
    REGISTER_DUE = "select s.id, s.last_day from session s where s.state <> 'cancelled' and s.last_day < ?1
        and not exists (select 1 from owed o where o.session_id = s.id and o.kind = 'register')";
    /// The same for feedback, where the course asks for it.
    FEEDBACK_DUE = "select s.id, s.last_day from session s where s.state <> 'cancelled' and s.last_day < ?1
        and exists (select 1 from course_instrument ci where ci.course_id = s.course_id and ci.purpose = 'feedback')
        and not exists (select 1 from owed o where o.session_id = s.id and o.kind = 'feedback')";
    /// Something owed.
    OWED_INSERT = "insert into owed (id, kind, session_id, since) values (?1, ?2, ?3, ?4)";
    /// Registers that came.
    REGISTER_CAME = "update owed set received_at = ?1, version = version + 1 where kind = 'register' and received_at is null
        and exists (select 1 from session_day d where d.session_id = owed.session_id)
        and not exists (select 1 from session_day d where d.session_id = owed.session_id and d.register_at is null)";
    /// Feedback that came.
    FEEDBACK_CAME = "update owed set received_at = ?1, version = version + 1 where kind = 'feedback' and received_at is null
        and exists (select 1 from response r where r.session_id = owed.session_id and r.purpose = 'feedback')";
    /// What is outstanding, in sight, counted to 1,000.
    OWED_COUNT = concat!("select count(*) from (select 1 from owed o join session s on s.id = o.session_id
        where ", outstanding!(), " and ", access::session_in_scope!(), " limit 1001) counted");
    /// Entries of days that were moved to a later date, or not over yet.
    OWED_TOO_EARLY = "delete from owed where received_at is null and waived_at is null
        and exists (select 1 from session s where s.id = owed.session_id and s.state = 'planned' and s.last_day >= ?1)";
    /// A page of the ledger, by day and id.
    OWED_LIST = concat!("select o.id, o.kind, o.since, case when ", outstanding!(), " then 1 else 0 end, o.waived_at, o.reason_sealed, s.reference, c.title, a.name
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        where ", access::session_in_scope!(), " {filters} order by o.since desc, o.id desc limit ?3"),
        filters {
            outstanding: concat!("and ", outstanding!()),
            received: concat!("and o.waived_at is null and not ", outstanding!()),
            waived: "and o.waived_at is not null",
            kind: "and o.kind = ?4",
            programme: "and c.programme_id = ?5",
            after: "and (o.since < ?6 or (o.since = ?6 and o.id < ?7))",
            area: "and s.area_id = ?8"
        };
    /// One line of the ledger.
    OWED_FETCH = concat!("select o.id, o.kind, o.since, case when ", outstanding!(), " then 1 else 0 end, o.waived_at, o.reason_sealed, s.reference, c.title, a.name
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        where ", access::session_in_scope!(), " and o.id = ?3");
    /// One entry in sight.
    OWED_GUARD = concat!("select o.version from owed o join session s on s.id = o.session_id where o.id = ?3 and ", access::session_in_scope!());
    /// Waives it.
    OWED_WAIVE = "update owed set waived_at = ?2, waived_by = ?3, reason_sealed = ?4, version = version + 1 where id = ?1 and received_at is null and waived_at is null";
    /// Takes a waiver back.
    OWED_RESTORE = "update owed set waived_at = null, waived_by = null, reason_sealed = null, version = version + 1 where id = ?1 and waived_at is not null";
    /// Courses due, days due and papers outstanding of a part of a programme. A second day counts with its first; what was waived is
    /// neither due nor outstanding; paperwork owed for a session that was cancelled is outstanding, but no session is due. ?1 programme, ?2 kind, ?3 area, ?4 first day, ?5 last day, ?6 course.
    OWED_OF_PROGRAMME = concat!("select count(case when c.kind <> 'specialist-second-day' and s.state <> 'cancelled' and o.waived_at is null then 1 end),
        count(case when s.state <> 'cancelled' and o.waived_at is null then 1 end), count(case when ", outstanding!(), " then 1 end)
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id where c.programme_id = ?1 and o.kind = ?2 {filters}"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6" };
    /// Areas to choose from.
    AREA_CHOICES = "select id, name from area order by name, id";
    /// Programmes to choose from.
    PROGRAMME_CHOICES = "select id, name from programme order by period_start, name, id";
}
