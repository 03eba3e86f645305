//! Statements about mentoring.

use super::word;
use crate::model::{
    Entry, EntryKind, LearnerId, Meeting, Mentoring, MentoringId, MentoringState, Outcome, SessionId, Stage,
};
use kernel::{Day, Fault, Id};
use store::Row;

/// A mentoring (`m`) of which the viewer is the mentor; for whoever plans mentoring, those of her areas too. A trainer is told nothing of
/// what other people agreed with their mentors.
macro_rules! mentoring_in_scope {
    () => {
        "((?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = m.area_id)) \
            and exists (select 1 from account v where v.id = ?1 and v.role = 'coordinator') \
          or exists (select 1 from mentoring_mentor mm where mm.mentoring_id = m.id and mm.account_id = ?1 and mm.until is null))"
    };
}

macro_rules! mentoring_columns {
    () => {
        "m.id, m.reference, m.mentee_id, l.name_sealed, a.name, m.kind, m.aims_sealed, m.state, m.began, m.next_on, m.ended_on, m.outcome, m.version"
    };
}

macro_rules! mentoring_tables {
    () => {
        " from mentoring m join learner l on l.id = m.mentee_id join area a on a.id = m.area_id "
    };
}

store::statements! {
    /// The version of a mentoring in sight.
    MENTORING_GUARD = concat!("select m.version from mentoring m where m.id = ?3 and ", mentoring_in_scope!());
    /// The version of a mentoring of which the viewer is the mentor.
    MENTOR_GUARD = "select m.version from mentoring m join mentoring_mentor mm on mm.mentoring_id = m.id and mm.until is null where m.id = ?3 and mm.account_id = ?1";
    /// The version of a mentor's account.
    OFFER_GUARD = "select ac.version from account ac where ac.id = ?3 and ac.state = 'active' and ac.role in ('trainer', 'coordinator')";
    /// A mentoring by its reference.
    MENTORING_FETCH = concat!("select ", mentoring_columns!(), mentoring_tables!(), "where m.reference = ?1");
    /// The mentorings of a person.
    MENTORING_OF = concat!("select ", mentoring_columns!(), mentoring_tables!(), "where m.mentee_id = ?1 order by m.id desc limit 20");
    /// A page of mentorings in sight, the newest first. ?4 a mentor, ?5 contact before this day is long ago.
    MENTORING_PAGE = concat!("select m.id, m.reference, l.id, l.name_sealed, n.account_id, ac.name_sealed, m.kind, m.state, m.next_on, \
        (select max(e.day) from mentoring_entry e where e.mentoring_id = m.id), (select cast(coalesce(sum(e.minutes), 0) as bigint) from mentoring_entry e where e.mentoring_id = m.id), \
        (select count(g.reached_on) from mentoring_stage g where g.mentoring_id = m.id), (select count(*) from mentoring_stage g where g.mentoring_id = m.id) \
        from mentoring m join learner l on l.id = m.mentee_id left join mentoring_mentor n on n.mentoring_id = m.id and n.until is null left join account ac on ac.id = n.account_id where ",
        mentoring_in_scope!(), " {filters} order by m.id desc limit ?7"),
        filters {
            state: "and m.state = ?3",
            mentor: "and n.account_id = ?4",
            quiet: "and m.state = 'running' and m.began < ?5 and not exists (select 1 from mentoring_entry e where e.mentoring_id = m.id and e.day >= ?5)",
            after: "and m.id < (select k.id from mentoring k where k.reference = ?6)",
        };
    /// How many mentorings in sight had no contact since a day (?3), counted up to a thousand and one.
    MENTORING_QUIET = concat!("select count(*) from (select 1 as one from mentoring m where m.state = 'running' and m.began < ?3 \
        and not exists (select 1 from mentoring_entry e where e.mentoring_id = m.id and e.day >= ?3) and ", mentoring_in_scope!(), " limit 1001) t");
    /// A new mentoring.
    MENTORING_INSERT = "insert into mentoring (id, reference, mentee_id, area_id, kind, aims_sealed, state, began, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, 'running', ?7, ?8) on conflict (reference) do nothing";
    /// Changes where it stands, if nobody changed it meanwhile.
    MENTORING_TURN = "update mentoring set state = ?3, ended_on = ?4, outcome = ?5, version = version + 1 where id = ?1 and version = ?2";
    /// Sets when the two meet next.
    MENTORING_NEXT = "update mentoring set next_on = ?2 where id = ?1";
    /// The meeting that two people agreed last.
    MEETING_FETCH = "select calendar_uid, calendar_sequence, starts_at, ends_at, called_off, changed_at from mentoring_meeting where mentoring_id = ?1";
    /// It is agreed, moved or called off.
    MEETING_PUT = "insert into mentoring_meeting (mentoring_id, calendar_uid, calendar_sequence, starts_at, ends_at, called_off, changed_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
        on conflict (mentoring_id) do update set calendar_uid = ?2, calendar_sequence = ?3, starts_at = ?4, ends_at = ?5, called_off = ?6, changed_at = ?7";
    /// Counts a change.
    MENTORING_TOUCH = "update mentoring set version = version + 1 where id = ?1 and version = ?2";
    /// Somebody mentors from a day on.
    MENTOR_INSERT = "insert into mentoring_mentor (id, mentoring_id, account_id, since) values (?1, ?2, ?3, ?4)";
    /// She does no longer.
    MENTOR_END = "update mentoring_mentor set until = ?2 where mentoring_id = ?1 and until is null";
    /// The mentors of a mentoring with the minutes that each gave.
    MENTOR_LIST = "select n.account_id, ac.name_sealed, n.since, n.until, (select cast(coalesce(sum(e.minutes), 0) as bigint) from mentoring_entry e where e.mentoring_id = n.mentoring_id and e.account_id = n.account_id) \
        from mentoring_mentor n join account ac on ac.id = n.account_id where n.mentoring_id = ?1 order by n.since desc, n.id desc limit 50";
    /// A new stage.
    STAGE_INSERT = "insert into mentoring_stage (id, mentoring_id, place, title) values (?1, ?2, ?3, ?4)";
    /// The stages in their order.
    STAGE_LIST = "select g.id, g.title, g.reached_on from mentoring_stage g where g.mentoring_id = ?1 order by g.place, g.id";
    /// A stage is reached, or it is not after all.
    STAGE_REACH = "update mentoring_stage set reached_on = ?3 where id = ?1 and mentoring_id = ?2";
    /// Something that the two did.
    ENTRY_INSERT = "insert into mentoring_entry (id, mentoring_id, account_id, kind, day, minutes, session_id, learnt_sealed, note_sealed, by_mentee, made_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    /// It was entered by mistake: of the mentor (?3) of that time, or of the mentee.
    ENTRY_DELETE = "delete from mentoring_entry where id = ?1 and mentoring_id = ?2 and account_id = ?3 and by_mentee = ?4";
    /// What the two did, the last first.
    ENTRY_LIST = "select e.id, e.account_id, e.kind, e.day, e.minutes, s.id, s.reference, c.title, e.learnt_sealed, e.note_sealed, e.by_mentee from mentoring_entry e \
        left join session s on s.id = e.session_id left join course c on c.id = s.course_id where e.mentoring_id = ?1 order by e.day desc, e.id desc limit 200";
    /// A session by its reference.
    ENTRY_SESSION = "select s.id from session s where s.reference = ?1";
    /// What each mentor carries, in all areas. ?1 the first day that counts.
    LOAD_LIST = "select ac.id, ac.name_sealed, (select count(*) from mentoring_mentor n cross join mentoring m where m.id = n.mentoring_id and n.account_id = ac.id and n.until is null and m.state = 'running'), \
        (select cast(coalesce(sum(e.minutes), 0) as bigint) from mentoring_entry e where e.account_id = ac.id and e.day >= ?1), o.people, o.hours \
        from account ac left join mentor_offer o on o.account_id = ac.id where ac.state = 'active' and ac.role in ('trainer', 'coordinator') order by ac.id limit 500";
    /// What somebody offers.
    OFFER_PUT = "insert into mentor_offer (account_id, people, hours) values (?1, ?2, ?3) on conflict (account_id) do update set people = ?2, hours = ?3";
}

/// A mentoring, name and aims closed.
pub(crate) struct Closed {
    pub(crate) open: Mentoring,
    pub(crate) name: Vec<u8>,
    pub(crate) aims: Option<Vec<u8>>,
}

/// Reads a mentoring.
pub(crate) fn mentoring(row: &Row) -> Result<Closed, Fault> {
    Ok(Closed {
        name: row.get(3)?,
        aims: row.get(6)?,
        open: Mentoring {
            id: MentoringId(row.get(0)?),
            reference: row.get(1)?,
            mentee: LearnerId(row.get(2)?),
            name: String::new(),
            area: row.get(4)?,
            kind: row.get(5)?,
            aims: String::new(),
            state: word(&row.get::<String>(7)?, MentoringState::parse)?,
            began: row.get(8)?,
            next: row.get(9)?,
            ended: row.get(10)?,
            outcome: row
                .get::<Option<String>>(11)?
                .map(|code| word(&code, Outcome::parse))
                .transpose()?,
            version: row.get(12)?,
        },
    })
}

/// Reads a meeting.
pub(crate) fn meeting(row: &Row) -> Result<Meeting, Fault> {
    Ok(Meeting {
        uid: row.get(0)?,
        sequence: row.get(1)?,
        starts: row.get(2)?,
        ends: row.get(3)?,
        called_off: row.get(4)?,
        changed: row.get(5)?,
    })
}

/// A row of the list, its names closed.
pub(crate) struct ClosedLine {
    pub(crate) id: MentoringId,
    pub(crate) reference: String,
    pub(crate) mentee: (LearnerId, Vec<u8>),
    pub(crate) mentor: Option<(Id, Vec<u8>)>,
    pub(crate) kind: String,
    pub(crate) state: MentoringState,
    pub(crate) next: Option<Day>,
    pub(crate) last: Option<Day>,
    pub(crate) minutes: i64,
    pub(crate) stages: (i64, i64),
}

/// Reads a row of the list.
pub(crate) fn line(row: &Row) -> Result<ClosedLine, Fault> {
    Ok(ClosedLine {
        id: MentoringId(row.get(0)?),
        reference: row.get(1)?,
        mentee: (LearnerId(row.get(2)?), row.get(3)?),
        mentor: row.get::<Option<Id>>(4)?.zip(row.get::<Option<Vec<u8>>>(5)?),
        kind: row.get(6)?,
        state: word(&row.get::<String>(7)?, MentoringState::parse)?,
        next: row.get(8)?,
        last: row.get(9)?,
        minutes: row.get(10)?,
        stages: (row.get(11)?, row.get(12)?),
    })
}

/// Reads a stage.
pub(crate) fn stage(row: &Row) -> Result<Stage, Fault> {
    Ok(Stage {
        id: row.get(0)?,
        title: row.get(1)?,
        reached: row.get(2)?,
    })
}

/// Something that two people did, its words closed.
pub(crate) struct ClosedEntry {
    pub(crate) open: Entry,
    pub(crate) learnt: Option<Vec<u8>>,
    pub(crate) note: Option<Vec<u8>>,
}

/// Reads it.
pub(crate) fn entry(row: &Row) -> Result<ClosedEntry, Fault> {
    let session = match (
        row.get::<Option<Id>>(5)?,
        row.get::<Option<String>>(6)?,
        row.get::<Option<String>>(7)?,
    ) {
        (Some(id), Some(reference), Some(title)) => Some((SessionId(id), reference, title)),
        _ => None,
    };
    Ok(ClosedEntry {
        learnt: row.get(8)?,
        note: row.get(9)?,
        open: Entry {
            id: row.get(0)?,
            mentor: row.get(1)?,
            kind: word(&row.get::<String>(2)?, EntryKind::parse)?,
            day: row.get(3)?,
            minutes: row.get(4)?,
            session,
            learnt: String::new(),
            note: String::new(),
            by_mentee: row.get(10)?,
        },
    })
}
