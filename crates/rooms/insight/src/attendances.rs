//! Bookings and attendances as they are counted, session by session, from the rows in which each session's are packed.

use crate::facts::{Papers, Place};
use crate::records;
use crate::view::{View, year_of};
use access::Scope;
use access::actions::ReadEvidence;
use evidence::tally::PeopleCount;
use kernel::{Fault, Id, IdMap, IdSet};
use learning::Part;
use learning::attendance_sums::{self, Borough, Entry, Meeting};
use learning::model::{CourseId, LearnerId, SessionId, SessionState};
use ledger::{Paper, Standing};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Made, Tx};

/// Every session of a programme with its papers.
#[derive(Debug)]
pub(crate) struct Gathered {
    meetings: Vec<Meeting>,
    papers: IdMap<SessionId, Vec<Paper>>,
}

impl Made for Gathered {
    fn rows(&self) -> usize {
        let entries = self.meetings.iter().map(|meeting| meeting.entries.len());
        entries.sum::<usize>() + self.meetings.len() + self.papers.len()
    }
}

impl Gathered {
    /// Reads them, once for all who look until somebody writes.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        leave: &Scope<ReadEvidence>,
        programme: Id,
    ) -> Result<Arc<Self>, Fault> {
        audit::made(tx, programme, |tx| {
            Ok(Self {
                meetings: attendance_sums::read(tx, leave, programme)?,
                papers: ledger::papers(tx, leave)?,
            })
        })
    }

    /// The sessions of a part, by day.
    pub(crate) fn of(&self, part: &Part) -> impl Iterator<Item = &Meeting> {
        let part = *part;
        self.meetings.iter().filter(move |meeting| within(&part, meeting))
    }

    /// Those of them that count.
    pub(crate) fn counting(&self, part: &Part) -> impl Iterator<Item = &Meeting> {
        self.of(part).filter(|meeting| meeting.counts)
    }

    /// What a session owes, or owed.
    pub(crate) fn papers(&self, meeting: &Meeting) -> impl Iterator<Item = &Paper> {
        self.papers.get(&meeting.session).into_iter().flatten()
    }

    /// How complete the registers, or else the feedback, of some sessions are.
    pub(crate) fn standing<'a>(
        &'a self,
        meetings: impl Iterator<Item = &'a Meeting>,
        register: bool,
    ) -> Standing {
        ledger::standing(meetings.flat_map(|meeting| {
            self.papers(meeting)
                .filter(move |paper| paper.register == register)
                .map(move |paper| (meeting, paper))
        }))
    }

    /// The register of a session came.
    pub(crate) fn register_came(&self, meeting: &Meeting) -> bool {
        self.papers(meeting).any(|paper| paper.register && paper.came())
    }

    /// For each session of a part that counts everybody who booked or came, and whether she had signed in to another session of its course
    /// that was not cancelled and began on an earlier day.
    pub(crate) fn each<'a>(
        &'a self,
        part: &Part,
        mut found: impl FnMut(&'a Meeting, &[(&'a Entry, Before)]),
    ) {
        let mut courses: IdMap<CourseId, Vec<&Meeting>> = IdMap::default();
        for meeting in self
            .meetings
            .iter()
            .filter(|meeting| meeting.state != SessionState::Cancelled)
        {
            courses.entry(meeting.course.id).or_default().push(meeting);
        }
        let mut entries = Vec::new();
        for meetings in courses.values() {
            let mut been: IdSet<LearnerId> = IdSet::default();
            for of_a_day in meetings.chunk_by(|one, next| one.day == next.day) {
                for meeting in of_a_day
                    .iter()
                    .filter(|meeting| meeting.counts && within(part, meeting))
                {
                    entries.clear();
                    entries.extend(
                        meeting
                            .entries
                            .iter()
                            .map(|entry| (entry, Before::of(entry, &been))),
                    );
                    found(meeting, &entries);
                }
                let came = of_a_day.iter().flat_map(|meeting| there(meeting));
                been.extend(came.filter(|entry| entry.known).map(|entry| entry.learner));
            }
        }
    }
}

/// A session is of a part.
fn within(part: &Part, meeting: &Meeting) -> bool {
    part.area.is_none_or(|area| area == meeting.area.0)
        && part.course.is_none_or(|course| course == meeting.course.id.0)
        && part.from.is_none_or(|from| from <= meeting.day)
        && part.to.is_none_or(|to| meeting.day <= to)
}

/// People who signed in: those known by an address, each once, and attendances of people who gave none.
#[derive(Default)]
struct Seen {
    known: IdSet<LearnerId>,
    unknown: u64,
}

impl Seen {
    /// Nobody again, with the same room.
    fn clear(&mut self) {
        self.known.clear();
        self.unknown = 0;
    }

    fn add(&mut self, entry: &Entry) {
        if entry.known {
            self.known.insert(entry.learner);
        } else {
            self.unknown = self.unknown.saturating_add(days(entry));
        }
    }

    fn counted(&self) -> PeopleCount {
        PeopleCount {
            attendances: 0,
            people: u64::try_from(self.known.len()).unwrap_or(u64::MAX),
            unknown: self.unknown,
        }
    }
}

/// On how many days somebody came.
fn days(entry: &Entry) -> u64 {
    u64::try_from(entry.came.len()).unwrap_or(u64::MAX)
}

/// Everybody who came.
fn there(meeting: &Meeting) -> impl Iterator<Item = &Entry> {
    meeting.entries.iter().filter(|entry| !entry.came.is_empty())
}

/// People who signed in, by area, year and course, and in all.
pub(crate) fn people(
    tx: &mut Tx<'_>,
    view: &View,
) -> Result<(BTreeMap<Place, PeopleCount>, PeopleCount), Fault> {
    let (gathered, part) = (view.gathered(tx)?, view.part());
    // Courses and areas of the same name are one place, as everywhere on the page.
    let mut places: BTreeMap<(&str, i64, &str), Vec<&Meeting>> = BTreeMap::new();
    for meeting in gathered.counting(&part) {
        let year = year_of(view.programme.start, meeting.day);
        places
            .entry((&meeting.area_name, year, &meeting.course.title))
            .or_default()
            .push(meeting);
    }
    let (mut own, mut all) = (Seen::default(), Seen::default());
    let each = places
        .into_iter()
        .map(|((area, year, course), meetings)| {
            own.clear();
            for entry in meetings.into_iter().flat_map(there) {
                own.add(entry);
                all.add(entry);
            }
            ((area.to_owned(), year, course.to_owned()), own.counted())
        })
        .collect();
    Ok((each, all.counted()))
}

/// What came of a part: its sessions that count, the people who signed in, each once, and the registers that were owed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reached {
    pub(crate) sessions: u64,
    pub(crate) people: PeopleCount,
    pub(crate) registers: Papers,
}

impl Gathered {
    /// What came of those sessions of a part for which `among` is true.
    pub(crate) fn reached(&self, part: &Part, among: impl Fn(&Meeting) -> bool) -> Reached {
        let (mut seen, mut found) = (Seen::default(), Reached::default());
        // They stand by day: of many targets each looks at those of its own days.
        let meetings = &self.meetings;
        let first = meetings.partition_point(|meeting| part.from.is_some_and(|from| meeting.day < from));
        let last = meetings.partition_point(|meeting| part.to.is_none_or(|to| meeting.day <= to));
        let own = meetings.get(first..last).unwrap_or_default().iter();
        for meeting in own.filter(|meeting| meeting.counts && within(part, meeting) && among(meeting)) {
            found.sessions += 1;
            for entry in there(meeting) {
                seen.add(entry);
            }
            for paper in self.papers(meeting).filter(|paper| paper.register) {
                found.registers.due += 1;
                found.registers.came += u64::from(paper.came());
            }
        }
        found.people = seen.counted();
        found
    }
}

/// Attendances by course, year and borough; no borough where it was not recorded.
pub(crate) type ByBorough = BTreeMap<(String, i64, Option<String>), u64>;

/// Attendances by course, year and the borough people work in.
pub(crate) fn by_borough(tx: &mut Tx<'_>, view: &View) -> Result<ByBorough, Fault> {
    let mut counts: BTreeMap<(&str, i64), IdMap<Borough, u64>> = BTreeMap::new();
    let (gathered, part) = (view.gathered(tx)?, view.part());
    for meeting in gathered.counting(&part) {
        let year = year_of(view.programme.start, meeting.day);
        let mut boroughs = there(meeting).flat_map(|entry| &entry.came).peekable();
        if boroughs.peek().is_none() {
            continue;
        }
        let own = counts.entry((&meeting.course.title, year)).or_default();
        for borough in boroughs {
            *own.entry(*borough).or_default() += 1;
        }
    }
    let areas: IdMap<Id, String> = tx
        .all(&records::AREA_NAMES, &[], |row| Ok((row.get(0)?, row.get(1)?)))?
        .into_iter()
        .collect();
    let name = |borough: Borough| match borough {
        Borough::Unknown => None,
        Borough::Elsewhere => Some("Somewhere else".to_owned()),
        Borough::NotSaid => Some("Prefer not to say".to_owned()),
        Borough::Area(area) => areas.get(&area.0).cloned(),
    };
    let mut sums = ByBorough::new();
    for ((course, year), boroughs) in counts {
        for (borough, count) in boroughs {
            *sums.entry((course.to_owned(), year, name(borough))).or_default() += count;
        }
    }
    Ok(sums)
}

/// Whether somebody had been to the same course before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Before {
    First,
    Again,
    /// She gave no address and cannot be known again.
    Unknown,
}

impl Before {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::First, Self::Again, Self::Unknown];

    /// Of somebody, when those had been there.
    fn of(entry: &Entry, been: &IdSet<LearnerId>) -> Self {
        match (entry.known, been.contains(&entry.learner)) {
            (false, _) => Self::Unknown,
            (true, true) => Self::Again,
            (true, false) => Self::First,
        }
    }

    /// The word by which it is a group.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Again => "again",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Day;
    use learning::attendance_sums::{Came, MeetingCourse};
    use learning::model::Mode;
    use std::sync::Arc;

    /// A session of an earlier day is another time, two sessions of one day are not; a cancelled one was none, and who gave no address is
    /// not known again.
    #[test]
    fn another_time_is_another_day() {
        let id = |number: u128| Id(uuid::Uuid::from_u128(number));
        let course = Arc::new(MeetingCourse {
            id: CourseId(id(1)),
            title: "Responding well".into(),
            kind: "core".to_owned(),
            mode: Mode::Room,
            asks: false,
        });
        let meeting = |number: u128, date: i8, state: SessionState, people: &[(u128, bool)]| Meeting {
            session: SessionId(id(number)),
            course: Arc::clone(&course),
            area: id(2).into(),
            area_name: "East".into(),
            day: Day::new(2026, 3, date).unwrap(),
            state,
            moved: false,
            cause: None,
            earlier: false,
            counts: state == SessionState::Held,
            places: 20,
            entries: people
                .iter()
                .map(|(learner, known)| Entry {
                    learner: LearnerId(id(*learner)),
                    known: *known,
                    booked: false,
                    came: Came::from_slice(&[Borough::Unknown]),
                })
                .collect(),
        };
        let (ann, bea, cas) = ((101, true), (102, true), (103, false));
        let gathered = Gathered {
            meetings: vec![
                meeting(11, 2, SessionState::Cancelled, &[bea]),
                meeting(12, 3, SessionState::Held, &[ann, cas]),
                meeting(13, 3, SessionState::Held, &[ann]),
                meeting(14, 4, SessionState::Held, &[ann, bea, cas]),
            ],
            papers: IdMap::default(),
        };
        let mut found = Vec::new();
        gathered.each(&Part::default(), |meeting, entries| {
            let kinds: Vec<Before> = entries.iter().map(|(_, before)| *before).collect();
            found.push((meeting.day.parts().2, kinds));
        });
        let (first, again, unknown) = (Before::First, Before::Again, Before::Unknown);
        assert_eq!(
            found,
            [
                (3, vec![first, unknown]),
                (3, vec![first]),
                (4, vec![again, first, unknown])
            ]
        );
    }
}
