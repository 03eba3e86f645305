//! Statements about who should come to a course again.

use super::first_hand::known_first_hand;
use crate::model::LearnerId;
use crate::records::certificate::ClosedPerson;
use kernel::{Day, Fault, Instant};
use store::Row;

/// People whose last whole session of course ?3 is in sight, with that session's last day. Whoever gave no address is left out: nobody knows
/// whether she came again. `$among` says of whose marks (`t`) alone.
macro_rules! people {
    ($among:literal) => {
        concat!(
            "from (select w.person as person, max(e.last_day) as last from \
            (select t.learner_id as person, t.session_id as session, count(*) as there from attendance t join session o on o.id = t.session_id \
            where o.course_id = ?3 and o.state <> 'cancelled' ", $among, " group by t.learner_id, t.session_id) w join session e on e.id = w.session \
            where w.there >= (select count(*) from session_day d where d.session_id = e.id) group by w.person) r \
            join learner l on l.id = r.person where l.email_sealed is not null and exists (select 1 from attendance a join session s on s.id = a.session_id \
            where a.learner_id = l.id and s.course_id = ?3 and s.last_day = r.last and s.state <> 'cancelled' and ",
            access::session_in_scope!(),
            ")"
        )
    };
}

/// The next session of the course for which she has a place, from day ?4 on.
macro_rules! booked {
    () => {
        "from booking b join session s on s.id = b.session_id where b.learner_id = l.id and b.state = 'booked' and s.course_id = ?3 and s.state = 'planned' and s.last_day >= ?4"
    };
}

/// Where she said last that she works, at a booking or as she came without one, of sessions in sight.
macro_rules! organisation {
    () => {
        concat!(
            "(select g.organisation from (select b.organisation, b.made_at as said_at, b.id, b.session_id from booking b where b.learner_id = l.id \
            union all select t.organisation, t.at, t.id, t.session_id from attendance t where t.learner_id = l.id and t.organisation is not null) g \
            join session s on s.id = g.session_id where g.organisation <> '' and ",
            access::session_in_scope!(),
            " order by g.said_at desc, g.id desc limit 1)"
        )
    };
}

/// When she was told, under whichever of her records.
macro_rules! told {
    () => {
        "from refresher_told k join learner m on m.id = k.learner_id where k.course_id = ?3 and (m.id = l.id or m.joined_to = l.id)"
    };
}

store::statements! {
    /// A page of them, the longest ago first: who was there last after ?5 and until ?6. ?7 and ?8 the last one of the page before, ?9 how many at most.
    /// Whether somebody has a place does not depend on who asks; its day is told where that session is in sight.
    REFRESHER_LIST = concat!("select l.id, l.name_sealed, l.email_sealed, l.record_round, l.last, ", organisation!(), ", \
        (select max(k.told_at) ", told!(), "), (select min(s.first_day) ", booked!(), " and ", access::session_in_scope!(), "), \
        cast(case when exists (select 1 ", booked!(), ") then 1 else 0 end as bigint), cast(case when ", known_first_hand!(), " then 1 else 0 end as bigint), \
        (select k.reached ", told!(), " order by k.told_at desc, k.learner_id limit 1) \
        from (select l.id, l.name_sealed, l.email_sealed, l.record_round, r.last ", people!(""), " and r.last <= ?6 {filters} order by r.last, l.id limit ?9) l order by l.last, l.id"),
        filters { from: "and r.last > ?5", after: "and (r.last, l.id) > (?7, ?8)" };
    /// How many they are, counted to a thousand and one.
    REFRESHER_COUNT = concat!("select count(*) from (select 1 as one ", people!(""), " and r.last <= ?5 {filters} limit 1001) t"),
        filters { from: "and r.last > ?4" };
    /// How many of those due until ?4 are known from a file of earlier years alone, counted to a thousand and one.
    REFRESHER_BY_FILE = concat!("select count(*) from (select 1 as one ",
        people!("and t.learner_id in (select f.learner_id from earlier_person p join attendance f on f.id = p.attendance_id)"), " and r.last <= ?4 and not ", known_first_hand!(), " limit 1001) t");
    /// Those who are to be told: due until ?5, known of more than a file of earlier years, without a place, and not told since ?6. ?7 how many at most.
    REFRESHER_UNTOLD = concat!("select l.id, l.name_sealed, l.email_sealed, l.record_round ", people!(""), " and r.last <= ?5 and ", known_first_hand!(), " and not exists (select 1 ", booked!(),
        ") and not exists (select 1 ", told!(), " and k.told_at > ?6) order by r.last, l.id limit ?7");
    /// It was somebody's turn to be told, and whether a message went out (?4).
    REFRESHER_TOLD = "insert into refresher_told (learner_id, course_id, told_at, reached) values (?1, ?2, ?3, ?4) \
        on conflict (learner_id, course_id) do update set told_at = excluded.told_at, reached = excluded.reached";
    /// What was told before ?1 is of no use any more.
    REFRESHER_SWEEP = "delete from refresher_told where told_at < ?1";
}

/// Somebody, her name and address closed.
pub(crate) struct ClosedDue {
    pub(crate) person: ClosedPerson,
    pub(crate) last: Day,
    pub(crate) organisation: Option<String>,
    pub(crate) told: Option<Instant>,
    pub(crate) reached: bool,
    pub(crate) booked: Option<Day>,
    pub(crate) has_place: bool,
    pub(crate) first_hand: bool,
}

/// Reads somebody of the list.
pub(crate) fn due(row: &Row) -> Result<ClosedDue, Fault> {
    Ok(ClosedDue {
        person: ClosedPerson {
            id: LearnerId(row.get(0)?),
            name: row.get(1)?,
            email: row.get(2)?,
            round: row.get(3)?,
        },
        last: row.get(4)?,
        organisation: row.get(5)?,
        told: row.get(6)?,
        booked: row.get(7)?,
        has_place: row.get::<i64>(8)? > 0,
        first_hand: row.get::<i64>(9)? > 0,
        reached: row.get::<Option<bool>>(10)?.unwrap_or(true),
    })
}
