//! Statements about pairs of records that may be of one person.

use super::word;
use crate::model::{BookingState, Facts, LearnerId, PairId, PairState, Said, Shared, Since};
use kernel::{Fault, Id, Instant};
use store::Row;

/// Every session that a person booked or came to is in the viewer's sight: of others she is told nothing, not even that they are like hers.
macro_rules! person_in_scope {
    ($learner:literal) => {
        concat!(
            "not exists (select 1 from booking x join session s on s.id = x.session_id where x.learner_id = ", $learner, " and not ", access::session_in_scope!(),
            ") and not exists (select 1 from attendance x join session s on s.id = x.session_id where x.learner_id = ", $learner, " and not ", access::session_in_scope!(), ")"
        )
    };
}

macro_rules! pair_in_scope {
    () => {
        concat!(
            person_in_scope!("p.one_id"),
            " and ",
            person_in_scope!("p.other_id")
        )
    };
}

store::statements! {
    /// The version of a pair in sight.
    PAIR_GUARD = concat!("select p.version from learner_pair p where p.id = ?3 and ", pair_in_scope!());
    /// A person all of whose sessions are in sight.
    LEARNER_GUARD = concat!("select l.record_round from learner l where l.id = ?3 and ", person_in_scope!("l.id"));
    /// A pair.
    PAIR_FETCH = "select p.id, p.one_id, p.other_id, p.state, p.kept_id, p.reason_sealed, p.proposed_by, p.decided_at, p.version from learner_pair p where p.id = ?1";
    /// The pair of two people.
    PAIR_OF = "select p.id from learner_pair p where p.one_id = ?1 and p.other_id = ?2";
    /// A page of pairs in sight, what changed last first.
    PAIR_PAGE = concat!("select p.id, p.state, p.facts, a.id, a.name_sealed, b.id, b.name_sealed, p.changed_at from learner_pair p \
        join learner a on a.id = p.one_id join learner b on b.id = p.other_id where ", pair_in_scope!(), " {filters} order by p.changed_at desc, p.id desc limit ?4"),
        filters {
            open: "and p.state in ('found', 'proposed') and a.joined_to is null and b.joined_to is null",
            joined: "and p.state = 'joined'",
            apart: "and p.state in ('different', 'parted')",
            after: "and (p.changed_at, p.id) < (select k.changed_at, k.id from learner_pair k where k.id = ?3)",
        };
    /// A pair that is new.
    PAIR_INSERT = "insert into learner_pair (id, one_id, other_id, facts, state, changed_at) values (?1, ?2, ?3, ?4, 'found', ?5) on conflict (one_id, other_id) do nothing";
    /// Changes where a pair stands, if it stands where it was read.
    PAIR_TURN = "update learner_pair set state = ?3, kept_id = ?4, reason_sealed = ?5, proposed_by = ?6, decided_by = ?7, decided_at = ?8, changed_at = ?9, \
        version = version + 1 where id = ?1 and version = ?2";
    /// The next pairs of one name that are not known yet, of people after ?1. ?2 so many people, ?3 so many pairs.
    PAIR_LIST_ALIKE = "select a.id, b.id from (select l.id, l.name_blind from learner l where l.joined_to is null and l.id > ?1 order by l.id limit ?2) a \
        join learner b on b.name_blind = a.name_blind and b.id > a.id and b.joined_to is null \
        where not exists (select 1 from learner_pair p where p.one_id = a.id and p.other_id = b.id) order by a.id, b.id limit ?3";
    /// The last of so many people after ?1; ?2 one fewer.
    LEARNER_NTH = "select l.id from learner l where l.joined_to is null and l.id > ?1 order by l.id limit 1 offset ?2";
    /// A person as a pair shows her.
    SIDE_FETCH = "select l.id, l.name_sealed, l.email_sealed, l.made_at, l.joined_to, l.name_blind, \
        (select count(*) from booking b where b.learner_id = l.id), (select count(*) from attendance t where t.learner_id = l.id), \
        (select count(*) from certificate c where c.learner_id = l.id and c.withdrawn_at is null), (select count(*) from recognised_learning g where g.learner_id = l.id) \
        from learner l where l.id = ?1";
    /// What a person said of herself.
    SIDE_SAID = "select x.organisation, x.background, x.area_id, a.name from (select b.organisation, b.background, b.area_id from booking b where b.learner_id = ?1 \
        union select t.organisation, t.background, t.area_id from attendance t where t.learner_id = ?1 and t.organisation is not null) x \
        left join area a on a.id = x.area_id order by x.organisation, x.background, a.name limit 50";
    /// ?1 came, without address and unbooked, to a session for which ?2 had a place and was not marked.
    SIDE_TURNED_UP = "select t.id from attendance t join learner w on w.id = t.learner_id join booking b on b.session_id = t.session_id \
        where t.learner_id = ?1 and w.email_blind is null and b.learner_id = ?2 and b.state = 'booked' \
        and not exists (select 1 from attendance k where k.session_day_id = t.session_day_id and k.learner_id = ?2) limit 1";
    /// Sessions that both booked. ?3 today.
    SHARED_SESSIONS = "select s.reference, c.title, s.first_day, a.state, b.state, \
        (case when s.state = 'planned' and s.last_day >= ?3 and a.state <> 'cancelled' and b.state <> 'cancelled' then 1 else 0 end) \
        from booking a join booking b on b.session_id = a.session_id join session s on s.id = a.session_id join course c on c.id = s.course_id \
        where a.learner_id = ?1 and b.learner_id = ?2 order by s.first_day desc, s.id limit 100";
    /// Days on which both were there.
    SHARED_DAYS = "select s.reference, c.title, d.day from attendance a join attendance b on b.session_day_id = a.session_day_id \
        join session_day d on d.id = a.session_day_id join session s on s.id = a.session_id join course c on c.id = s.course_id \
        where a.learner_id = ?1 and b.learner_id = ?2 order by d.day desc, s.id limit 100";
    /// What came to a person (?1) after a time (?2) and not with a pair (?3).
    PAIR_SINCE = "select x.kind, s.reference, c.title, s.first_day from (select 'booking' as kind, b.session_id, b.id from booking b where b.learner_id = ?1 and b.made_at > ?2 \
        union all select 'attendance' as kind, t.session_id, t.id from attendance t where t.learner_id = ?1 and t.at > ?2 \
        union all select 'certificate' as kind, e.session_id, e.id from certificate e where e.learner_id = ?1 and e.issued_at > ?2) x \
        join session s on s.id = x.session_id join course c on c.id = s.course_id \
        where not exists (select 1 from learner_pair_row r where r.pair_id = ?3 and r.row_id = x.id) order by s.first_day desc, s.id, x.kind limit 100";
    /// Somebody's booking of a session in sight by its reference.
    LEARNER_BY_BOOKING = concat!("select coalesce(l.joined_to, l.id) from booking b join learner l on l.id = b.learner_id join session s on s.id = b.session_id where b.reference = ?3 and ",
        access::session_in_scope!());
}

/// A pair, its reason closed.
pub(crate) struct ClosedPair {
    pub(crate) id: PairId,
    pub(crate) sides: (LearnerId, LearnerId),
    pub(crate) state: PairState,
    pub(crate) kept: Option<LearnerId>,
    pub(crate) reason: Option<Vec<u8>>,
    pub(crate) proposed_by: Option<Id>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) version: i64,
}

/// Reads a pair.
pub(crate) fn pair(row: &Row) -> Result<ClosedPair, Fault> {
    Ok(ClosedPair {
        id: PairId(row.get(0)?),
        sides: (LearnerId(row.get(1)?), LearnerId(row.get(2)?)),
        state: word(&row.get::<String>(3)?, PairState::parse)?,
        kept: row.get::<Option<Id>>(4)?.map(LearnerId),
        reason: row.get(5)?,
        proposed_by: row.get(6)?,
        decided_at: row.get(7)?,
        version: row.get(8)?,
    })
}

/// A row of the list, its names closed.
pub(crate) struct ClosedLine {
    pub(crate) id: PairId,
    pub(crate) state: PairState,
    pub(crate) facts: Facts,
    pub(crate) one: (LearnerId, Vec<u8>),
    pub(crate) other: (LearnerId, Vec<u8>),
    pub(crate) changed: Instant,
}

/// Reads a row of the list.
pub(crate) fn line(row: &Row) -> Result<ClosedLine, Fault> {
    Ok(ClosedLine {
        id: PairId(row.get(0)?),
        state: word(&row.get::<String>(1)?, PairState::parse)?,
        facts: Facts::stored(row.get(2)?),
        one: (LearnerId(row.get(3)?), row.get(4)?),
        other: (LearnerId(row.get(5)?), row.get(6)?),
        changed: row.get(7)?,
    })
}

/// A person, name and address closed.
pub(crate) struct ClosedSide {
    pub(crate) learner: LearnerId,
    pub(crate) name: Vec<u8>,
    pub(crate) email: Option<Vec<u8>>,
    pub(crate) made_at: Instant,
    pub(crate) joined_to: Option<LearnerId>,
    pub(crate) name_blind: Vec<u8>,
    pub(crate) counts: [i64; 4],
}

/// Reads a person.
pub(crate) fn side(row: &Row) -> Result<ClosedSide, Fault> {
    Ok(ClosedSide {
        learner: LearnerId(row.get(0)?),
        name: row.get(1)?,
        email: row.get(2)?,
        made_at: row.get(3)?,
        joined_to: row.get::<Option<Id>>(4)?.map(LearnerId),
        name_blind: row.get(5)?,
        counts: [row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?],
    })
}

/// Reads what somebody said of herself.
pub(crate) fn said(row: &Row) -> Result<Said, Fault> {
    Ok(Said {
        organisation: row.get(0)?,
        background: row.get::<Option<String>>(1)?.unwrap_or_default(),
        borough: row.get::<Option<Id>>(2)?.zip(row.get::<Option<String>>(3)?),
    })
}

/// Reads a session that both booked.
pub(crate) fn shared_session(row: &Row) -> Result<Shared, Fault> {
    let state = |column| word(&row.get::<String>(column)?, BookingState::parse);
    Ok(Shared {
        reference: row.get(0)?,
        title: row.get(1)?,
        day: row.get(2)?,
        states: Some((state(3)?, state(4)?)),
        blocks: row.get::<i64>(5)? == 1,
    })
}

/// Reads a day on which both were there.
pub(crate) fn shared_day(row: &Row) -> Result<Shared, Fault> {
    Ok(Shared {
        reference: row.get(0)?,
        title: row.get(1)?,
        day: row.get(2)?,
        states: None,
        blocks: false,
    })
}

/// Reads what came since.
pub(crate) fn since(row: &Row) -> Result<Since, Fault> {
    Ok(Since {
        kind: row.get(0)?,
        reference: row.get(1)?,
        title: row.get(2)?,
        day: row.get(3)?,
    })
}
