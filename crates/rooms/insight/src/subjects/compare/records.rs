//! The statements of comparisons: counts by group, never rows.

/// Whether a person had been to the same course before: she signed in to another session of it that began earlier, wherever and whenever
/// that was. Who gave no address is not known again. The row of who came or booked goes by the name that is given. A person has few
/// attendances and a course many: they are looked up by the person, which a join would leave to chance.
macro_rules! earlier {
    ($row:literal) => {
        concat!("case when l.email_blind is null then 'unknown' when exists (select 1 from attendance e
            where e.learner_id = ", $row, ".learner_id and e.session_id <> s.id and (select es.course_id from session es
            where es.id = e.session_id and es.first_day < s.first_day and es.state <> 'cancelled') = s.course_id)
            then 'again' else 'first' end")
    };
}

/// True for rows of `booking b` whose person signed in.
macro_rules! signed_in {
    () => {
        "exists (select 1 from attendance t where t.learner_id = b.learner_id and t.session_id = b.session_id)"
    };
}

store::statements! {
    /// Bookings that stand, and those of them that came, by group and by whether the register of their session did.
    /// ?1 programme, ?2 area, ?3 first day, ?4 last day, ?5 course, ?6 by what, ?7 when a year begins.
    CAME = concat!("select grp, kept, cast(sum(booked) as bigint), cast(sum(came) as bigint) from (select ", learning::session_group!("?6", "?7"), " as grp,
        case when ", ledger::register_came!(), " then 1 else 0 end as kept,
        (select count(*) from booking b where b.session_id = s.id and b.state = 'booked') as booked,
        (select count(*) from booking b where b.session_id = s.id and b.state = 'booked' and ", signed_in!(), ") as came
        from session s join course c on c.id = s.course_id join area a on a.id = s.area_id
        where c.programme_id = ?1 and ", learning::session_counts!(), " {filters}) counted where booked > 0 group by grp, kept"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
    /// The same by whether the person had been to the course before.
    CAME_AGAIN = concat!("select grp, kept, count(*), count(case when came = 1 then 1 end) from (select ", earlier!("b"), " as grp,
        case when ", ledger::register_came!(), " then 1 else 0 end as kept, case when ", signed_in!(), " then 1 else 0 end as came
        from booking b join learner l on l.id = b.learner_id join session s on s.id = b.session_id join course c on c.id = s.course_id
        where c.programme_id = ?1 and b.state = 'booked' and ", learning::session_counts!(), " {filters}) counted group by grp, kept"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
    /// Attendances, and the different people behind them, by group and by whether the person had been to the course before.
    ATTENDED = concat!("select grp, kind, count(*), count(distinct learner_id) from (select ", learning::session_group!("?6", "?7"), " as grp, ", earlier!("t"), " as kind, t.learner_id
        from attendance t join learner l on l.id = t.learner_id join session s on s.id = t.session_id join course c on c.id = s.course_id
        join area a on a.id = s.area_id where c.programme_id = ?1 and ", learning::session_counts!(), " {filters}) counted group by grp, kind"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
}
