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

/// Somebody decided that it will not come, and it did not.
macro_rules! waived {
    () => {
        "(o.waived_at is not null and o.received_at is null)"
    };
}

/// A page of the ledger: which entries, in which order, how many.
macro_rules! page_of_owed {
    () => {
        concat!("from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        left join account w on w.id = o.waived_by where ", access::session_in_scope!(), " {filters} order by o.since desc, o.id desc limit ?3")
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
    OWED_LIST = concat!("select o.id, o.kind, o.since, case when ", outstanding!(), " then 1 else 0 end, o.waived_at, o.reason_sealed, s.reference, c.title, a.name,
        o.session_id, s.area_id, o.waived_by, w.name_sealed ", page_of_owed!()),
        filters {
            outstanding: concat!("and ", outstanding!()),
            received: concat!("and o.waived_at is null and not ", outstanding!()),
            waived: "and o.waived_at is not null",
            kind: "and o.kind = ?4",
            programme: "and c.programme_id = ?5",
            after: "and (o.since < ?6 or (o.since = ?6 and o.id < ?7))",
            area: "and s.area_id = ?8",
            course: "and c.id = ?9",
            from: "and s.first_day >= ?10",
            to: "and s.first_day <= ?11"
        };
    /// How many entries the pages list, counted to ?3.
    OWED_MATCHING = concat!("select count(*) from (select 1 from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id
        where ", access::session_in_scope!(), " {filters} limit ?3) counted"),
        filters {
            outstanding: concat!("and ", outstanding!()),
            received: concat!("and o.waived_at is null and not ", outstanding!()),
            waived: "and o.waived_at is not null",
            kind: "and o.kind = ?4",
            programme: "and c.programme_id = ?5",
            area: "and s.area_id = ?8",
            course: "and c.id = ?9",
            from: "and s.first_day >= ?10",
            to: "and s.first_day <= ?11"
        };
    /// Who trains the sessions of the same page, each once.
    OWED_TRAINERS = concat!("select distinct st.session_id, ac.id, ac.name_sealed from (select o.session_id as session_id ", page_of_owed!(), ") page
        join session_trainer st on st.session_id = page.session_id join account ac on ac.id = st.account_id
        where ac.state <> 'left' order by st.session_id, ac.id"),
        filters {
            outstanding: concat!("and ", outstanding!()),
            received: concat!("and o.waived_at is null and not ", outstanding!()),
            waived: "and o.waived_at is not null",
            kind: "and o.kind = ?4",
            programme: "and c.programme_id = ?5",
            after: "and (o.since < ?6 or (o.since = ?6 and o.id < ?7))",
            area: "and s.area_id = ?8",
            course: "and c.id = ?9",
            from: "and s.first_day >= ?10",
            to: "and s.first_day <= ?11"
        };
    /// Coordinators by area, and those of all areas without one: they are asked where a session has no trainer.
    COORDINATORS = "select aa.area_id, ac.id, ac.name_sealed from account ac left join account_area aa on aa.account_id = ac.id and not ac.all_areas
        where ac.role = 'coordinator' and ac.state = 'active' and (ac.all_areas or aa.area_id is not null) order by aa.area_id, ac.id";
    /// One line of the ledger.
    OWED_FETCH = concat!("select o.id, o.kind, o.since, case when ", outstanding!(), " then 1 else 0 end, o.waived_at, o.reason_sealed, s.reference, c.title, a.name,
        o.session_id, s.area_id, o.waived_by, w.name_sealed
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        left join account w on w.id = o.waived_by where ", access::session_in_scope!(), " and o.id = ?3");
    /// One entry in sight.
    OWED_GUARD = concat!("select o.version from owed o join session s on s.id = o.session_id where o.id = ?3 and ", access::session_in_scope!());
    /// Waives it.
    OWED_WAIVE = "update owed set waived_at = ?2, waived_by = ?3, reason_sealed = ?4, version = version + 1 where id = ?1 and received_at is null and waived_at is null";
    /// Takes a waiver back.
    OWED_RESTORE = "update owed set waived_at = null, waived_by = null, reason_sealed = null, version = version + 1 where id = ?1 and waived_at is not null";
    /// Each paper of one kind of a part of a programme: its session and area, whether the session is a first or a second day that is planned by itself, whether it was
    /// cancelled, and whether the paper is outstanding or was waived. ?1 programme, ?2 kind, ?3 area, ?4 first day, ?5 last day, ?6 course.
    OWED_OF_PROGRAMME = concat!("select s.id, s.area_id, case c.kind when 'specialist' then 1 when 'specialist-second-day' then 2 else 0 end,
        case when s.state = 'cancelled' then 1 else 0 end, case when ", outstanding!(), " then 1 else 0 end, case when ", waived!(), " then 1 else 0 end
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id where c.programme_id = ?1 and o.kind = ?2 {filters} order by s.first_day, s.id"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6" };
    /// The same with the area, the kind of meeting and the first day of its session.
    OWED_BY_PLACE = concat!("select s.id, s.area_id, case c.kind when 'specialist' then 1 when 'specialist-second-day' then 2 else 0 end,
        case when s.state = 'cancelled' then 1 else 0 end, case when ", outstanding!(), " then 1 else 0 end, case when ", waived!(), " then 1 else 0 end,
        a.name, c.mode, s.first_day
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id
        where c.programme_id = ?1 and o.kind = ?2 {filters} order by s.first_day, s.id"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6" };
    /// Each paper of a part of a programme: its session, its kind, and whether it came. ?1 programme, ?3 area, ?4 first day, ?5 last day, ?6 course.
    OWED_BY_SESSION = concat!("select o.session_id, o.kind, case when ", outstanding!(), " or ", waived!(), " then 0 else 1 end
        from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id where c.programme_id = ?1 {filters}"),
        filters { area: "and s.area_id = ?3", from: "and s.first_day >= ?4", to: "and s.first_day <= ?5", course: "and s.course_id = ?6" };
    /// A course in sight.
    COURSE_OF_ID = concat!("select c.id, c.title from course c where c.id = ?3 and ", access::course_in_scope!());
    /// Courses in sight by their reference or title: two at most tell whether there is one.
    COURSES_CALLED = concat!("select c.id, c.title from course c where (upper(c.reference) = upper(?3) or lower(c.title) = lower(?3)) and ",
        access::course_in_scope!(), " order by c.id limit 2");
    /// Areas to choose from.
    AREA_CHOICES = "select id, name from area order by name, id";
    /// Programmes to choose from.
    PROGRAMME_CHOICES = "select id, name from programme order by period_start, name, id";
}
