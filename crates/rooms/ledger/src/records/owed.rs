//! Statements about a part of the ledger: each is narrowed in the same ways.

/// Statements that share the filters of the ledger. ?1 and ?2 who asks, ?3 how many at most, ?4 kind, ?5 programme, ?6 and ?7 the last entry of the
/// page before, ?8 area, ?9 course, ?10 and ?11 first and last day, ?12 owner, ?13 owed since that day or before.
macro_rules! of_a_part {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        store::statements! {
            $($(#[$meta])* $name = $sql, filters {
                outstanding: concat!("and ", outstanding!()),
                received: concat!("and not ", waived!(), " and not ", outstanding!()),
                waived: concat!("and ", waived!()),
                kind: "and o.kind = ?4",
                programme: "and c.programme_id = ?5",
                before: "and o.since <= ?6 and (o.since < ?6 or o.id < ?7)",
                later: "and o.since >= ?6 and (o.since > ?6 or o.id > ?7)",
                area: "and s.area_id = ?8",
                course: "and c.id = ?9",
                from: "and s.first_day >= ?10",
                to: "and s.first_day <= ?11",
                owner: "and o.owner_id = ?12",
                older: "and o.since <= ?13",
                mine: "and (o.owner_id = ?1 or exists (select 1 from session_trainer st where st.session_id = s.id and st.account_id = ?1))"
            };)*
        }
    };
}

of_a_part! {
    /// A page, the latest first.
    OWED_NEWEST = concat!(owed_columns!(), " from owed o ", owed_joins!(), " where ", owed_in_sight!(), " {filters} order by o.since desc, o.id desc limit ?3");
    /// A page, the oldest first.
    OWED_OLDEST = concat!(owed_columns!(), " from owed o ", owed_joins!(), " where ", owed_in_sight!(), " {filters} order by o.since, o.id limit ?3");
    /// How many entries the pages list, counted to ?3.
    OWED_MATCHING = concat!("select count(*) from (select 1 from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id
        where ", owed_in_sight!(), " {filters} limit ?3) counted");
    /// A page of one's own, the latest first.
    OWN_NEWEST = concat!(owed_columns!(), " from ", own!(), " ", owed_joins!(), " where o.id = own.id {filters} order by o.since desc, o.id desc limit ?3");
    /// A page of one's own, the oldest first.
    OWN_OLDEST = concat!(owed_columns!(), " from ", own!(), " ", owed_joins!(), " where o.id = own.id {filters} order by o.since, o.id limit ?3");
    /// How many entries the pages of one's own list, counted to ?3.
    OWN_MATCHING = concat!("select count(*) from (select 1 from ", own!(), " join session s on s.id = o.session_id join course c on c.id = s.course_id
        where o.id = own.id {filters} limit ?3) counted");
    /// What a part asks for, the oldest first.
    OWED_TO_CHASE = concat!("select o.id from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id
        where ", owed_in_sight!(), " {filters} order by o.since, o.id limit ?3");
}
