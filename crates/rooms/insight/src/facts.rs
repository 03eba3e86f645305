//! Facts as the database adds them up, before any rule is laid over them.

use crate::attendances::Gathered;
use crate::records;
use crate::view::{View, year_of};
use kernel::{Fault, Id, IdMap};
use learning::Part;
use learning::attendance_sums::Meeting;
use learning::model::{Cause, SessionId, SessionState};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Tx;

/// One session.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are true of a session together or apart"
)]
pub(crate) struct SessionFact {
    pub(crate) area_id: Id,
    pub(crate) course_id: Id,
    pub(crate) area: Arc<str>,
    pub(crate) course: Arc<str>,
    pub(crate) second_day: bool,
    pub(crate) year: i64,
    /// It counts; otherwise it was cancelled.
    pub(crate) held: bool,
    /// It has begun and not ended.
    pub(crate) running: bool,
    pub(crate) moved: bool,
    /// What was behind its being cancelled or moved; `None`: not recorded.
    pub(crate) cause: Option<Cause>,
    pub(crate) booked: u64,
    pub(crate) signed_in: u64,
    /// People who came, each once for the session however many days it has.
    pub(crate) there: u64,
    /// Its places; 0 where they are not recorded.
    pub(crate) places: u64,
    pub(crate) forms: u64,
    /// Its course asks for feedback.
    pub(crate) asks: bool,
    /// It came from a file of earlier years.
    pub(crate) earlier: bool,
    pub(crate) register: Papers,
    pub(crate) feedback: Papers,
}

/// Papers that were owed, and those that came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Papers {
    pub(crate) due: u64,
    pub(crate) came: u64,
}

impl Papers {
    /// Something was owed and has not come: it is waited for, or was waived.
    pub(crate) const fn missing(self) -> bool {
        self.came < self.due
    }

    fn add(&mut self, other: Self) {
        self.due += other.due;
        self.came += other.came;
    }
}

/// Sums over sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Delivered {
    pub(crate) sessions: u64,
    pub(crate) booked: u64,
    pub(crate) signed_in: u64,
    pub(crate) forms: u64,
    /// Sessions whose course asks for feedback.
    pub(crate) asking: u64,
    pub(crate) registers: Papers,
    pub(crate) feedback: Papers,
}

impl Delivered {
    fn add(&mut self, fact: &SessionFact) {
        self.sessions += 1;
        self.booked += fact.booked;
        self.signed_in += fact.signed_in;
        self.forms += fact.forms;
        self.asking += u64::from(fact.asks);
        self.registers.add(fact.register);
        self.feedback.add(fact.feedback);
    }

    /// Sums of sums.
    pub(crate) fn plus(mut self, other: &Self) -> Self {
        self.sessions += other.sessions;
        self.booked += other.booked;
        self.signed_in += other.signed_in;
        self.forms += other.forms;
        self.asking += other.asking;
        self.registers.add(other.registers);
        self.feedback.add(other.feedback);
        self
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The sessions of a part that count or were cancelled.
pub(crate) fn met<'a>(gathered: &'a Gathered, part: &Part) -> impl Iterator<Item = &'a Meeting> {
    gathered
        .of(part)
        .filter(|meeting| meeting.counts || meeting.state == SessionState::Cancelled)
}

/// Every session of what was asked for that counts or was cancelled, with what it owed.
pub(crate) fn sessions(tx: &mut Tx<'_>, view: &View) -> Result<Vec<SessionFact>, Fault> {
    let (gathered, part) = (view.gathered(tx)?, view.part());
    let mut forms: IdMap<SessionId, u64> = IdMap::default();
    for (session, responses) in audit::standing(tx, &records::FORMS, &[], &[], |row| {
        Ok((SessionId(row.get(0)?), count(row.get(1)?)))
    })? {
        *forms.entry(session).or_default() += responses;
    }
    let start = view.programme.start;
    let number = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
    Ok(met(&gathered, &part)
        .map(|meeting| {
            let papers = |register: bool| {
                let mut sum = Papers::default();
                for paper in gathered
                    .papers(meeting)
                    .filter(|paper| paper.register == register)
                {
                    sum.add(Papers {
                        due: 1,
                        came: u64::from(paper.came()),
                    });
                }
                sum
            };
            let entries = &meeting.entries;
            SessionFact {
                area_id: meeting.area.0,
                course_id: meeting.course.id.0,
                area: Arc::clone(&meeting.area_name),
                course: Arc::clone(&meeting.course.title),
                year: year_of(start, meeting.day),
                held: meeting.state != SessionState::Cancelled,
                running: meeting.state == SessionState::Planned,
                moved: meeting.moved,
                cause: meeting.cause,
                booked: number(entries.iter().filter(|entry| entry.booked).count()),
                signed_in: number(entries.iter().map(|entry| entry.came.len()).sum()),
                there: number(entries.iter().filter(|entry| !entry.came.is_empty()).count()),
                places: meeting.places,
                forms: forms.get(&meeting.session).copied().unwrap_or(0),
                second_day: meeting.course.kind == learning::model::SECOND_DAY,
                asks: meeting.course.asks,
                earlier: meeting.earlier,
                register: papers(true),
                feedback: papers(false),
            }
        })
        .collect())
}

/// An area, a year of the programme and a course.
pub(crate) type Place = (String, i64, String);

/// Sums by area, year and course.
pub(crate) fn delivered<'a>(facts: impl IntoIterator<Item = &'a SessionFact>) -> BTreeMap<Place, Delivered> {
    let mut sums: BTreeMap<(&str, i64, &str), Delivered> = BTreeMap::new();
    for fact in facts.into_iter().filter(|fact| fact.held) {
        sums.entry((&fact.area, fact.year, &fact.course))
            .or_default()
            .add(fact);
    }
    sums.into_iter()
        .map(|((area, year, course), sum)| ((area.to_owned(), year, course.to_owned()), sum))
        .collect()
}

/// Sessions that count of courses that ask before and after.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) sessions: u64,
    /// With answers before, with answers after, with both.
    pub(crate) before: u64,
    pub(crate) after: u64,
    pub(crate) both: u64,
}

/// How many of the sessions that count and ask before and after have answers.
pub(crate) fn asked_both(tx: &mut Tx<'_>, view: &View) -> Result<Asked, Fault> {
    let (sittings, part) = (view.sittings(tx)?, view.part());
    let mut answered: IdMap<Id, [bool; 2]> = IdMap::default();
    for (session, after) in audit::standing(tx, &records::ANSWERED_TWICE, &[], &[], |row| {
        Ok((row.get::<Id>(0)?, row.get::<i64>(1)? == 1))
    })? {
        let [had_before, had_after] = answered.entry(session).or_default();
        *had_before |= !after;
        *had_after |= after;
    }
    let mut asked = Asked::default();
    for (session, _) in sittings
        .own()
        .filter(|(_, sitting)| sitting.counts && sitting.course.asks_twice && part.takes(sitting))
    {
        let [before, after] = answered.get(&session).copied().unwrap_or_default();
        asked.sessions += 1;
        asked.before += u64::from(before);
        asked.after += u64::from(after);
        asked.both += u64::from(before && after);
    }
    Ok(asked)
}

/// The name of a count of attendances that several pages print.
pub(crate) fn attendances_of(part: Option<(&str, &str, &str)>) -> String {
    part.map_or_else(
        || "Attendances / all".to_owned(),
        |(area, year, course)| format!("Attendances / {area}, {year}, {course}"),
    )
}

/// A course in the groups of the appendix: the three follow-ups together.
pub(crate) fn group_of(course: &str) -> &str {
    if course.starts_with("Follow-up") {
        "Follow-up"
    } else {
        course
    }
}
