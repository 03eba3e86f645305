//! The statement of comparisons.

store::statements! {
    /// Sessions that count of a part of a programme whose register came. ?1 programme, ?2 area, ?3 first day, ?4 last day, ?5 course.
    REGISTERS = concat!("select s.id from session s join course c on c.id = s.course_id
        where c.programme_id = ?1 and ", ledger::register_came!(), " and ", learning::session_counts!(), " {filters}"),
        filters { area: "and s.area_id = ?2", from: "and s.first_day >= ?3", to: "and s.first_day <= ?4", course: "and s.course_id = ?5" };
}
