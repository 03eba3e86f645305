//! Bookings and attendances as they are counted, session by session, from the rows in which each session's are packed.

use crate::facts::Place;
use crate::records;
use crate::view::{View, year_of};
use access::Scope;
use access::actions::ReadEvidence;
use evidence::tally::PeopleCount;
use kernel::{Day, Fault, Id};
use learning::Part;
use learning::attendance_sums::{self, Borough, Entry, Meeting};
use learning::model::{CourseId, LearnerId, SessionId, SessionState};
use ledger::{Paper, Standing};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Tx;

/// Every session of a programme with its papers: read once for a page.
#[derive(Debug)]
pub(crate) struct Gathered {
    meetings: Vec<Meeting>,
    papers: HashMap<SessionId, Vec<Paper>>,
}

impl Gathered {
    pub(crate) fn read(tx: &mut Tx<'_>, leave: &Scope<ReadEvidence>, programme: Id) -> Result<Self, Fault> {
        Ok(Self {
            meetings: attendance_sums::read(tx, leave, programme)?,
            papers: ledger::papers(tx, leave)?,
        })
    }

    /// The sessions of a part, by day.
    pub(crate) fn of(&self, part: &Part) -> impl Iterator<Item = &Meeting> {
        let part = *part;
        self.meetings.iter().filter(move |meeting| {
            part.area.is_none_or(|area| area == meeting.area.0)
                && part.course.is_none_or(|course| course == meeting.course.id.0)
                && part.from.is_none_or(|from| from <= meeting.day)
                && part.to.is_none_or(|to| meeting.day <= to)
        })
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

    /// On which day who first signed in to which course.
    pub(crate) fn first_days(&self) -> FirstDays {
        FirstDays::of(&self.meetings)
    }
}

/// People who signed in: those known by an address, each once, and attendances of people who gave none.
#[derive(Default)]
struct Seen {
    known: HashSet<LearnerId>,
    unknown: u64,
}

impl Seen {
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
    let (mut places, mut all) = (
        HashMap::<(Id, i64, CourseId), (Place, Seen)>::new(),
        Seen::default(),
    );
    let (gathered, part) = (view.gathered(tx)?, view.part());
    for meeting in gathered.counting(&part) {
        let year = year_of(view.programme.start, meeting.day);
        let (_, own) = places
            .entry((meeting.area.0, year, meeting.course.id))
            .or_insert_with(|| {
                let place = (meeting.area_name.to_string(), year, meeting.course.title.clone());
                (place, Seen::default())
            });
        for entry in there(meeting) {
            own.add(entry);
            all.add(entry);
        }
    }
    // Courses and areas of the same name are one place, as everywhere on the page.
    let mut named: BTreeMap<Place, Seen> = BTreeMap::new();
    for (place, seen) in places.into_values() {
        let own = named.entry(place).or_default();
        own.known.extend(seen.known);
        own.unknown = own.unknown.saturating_add(seen.unknown);
    }
    let each = named
        .into_iter()
        .map(|(place, seen)| (place, seen.counted()))
        .collect();
    Ok((each, all.counted()))
}

/// Attendances by course, year and borough; no borough where it was not recorded.
pub(crate) type ByBorough = BTreeMap<(String, i64, Option<String>), u64>;

/// Attendances by course, year and the borough people work in.
pub(crate) fn by_borough(tx: &mut Tx<'_>, view: &View) -> Result<ByBorough, Fault> {
    let mut counts: HashMap<(String, i64), HashMap<Borough, u64>> = HashMap::new();
    let (gathered, part) = (view.gathered(tx)?, view.part());
    for meeting in gathered.counting(&part) {
        let year = year_of(view.programme.start, meeting.day);
        let mut boroughs = there(meeting).flat_map(|entry| &entry.came).peekable();
        if boroughs.peek().is_none() {
            continue;
        }
        let own = counts.entry((meeting.course.title.clone(), year)).or_default();
        for borough in boroughs {
            *own.entry(*borough).or_default() += 1;
        }
    }
    let areas: HashMap<Id, String> = tx
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
            *sums.entry((course.clone(), year, name(borough))).or_default() += count;
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
    /// The word by which it is a group.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Again => "again",
            Self::Unknown => "unknown",
        }
    }
}

/// On which day who first signed in to a session of a course that was not cancelled.
pub(crate) struct FirstDays(HashMap<(CourseId, LearnerId), Day>);

impl FirstDays {
    /// Of sessions in the order of their days.
    fn of(meetings: &[Meeting]) -> Self {
        let mut first = HashMap::new();
        let held = |meeting: &&Meeting| meeting.state != SessionState::Cancelled;
        for meeting in meetings.iter().filter(held) {
            for entry in there(meeting).filter(|entry| entry.known) {
                first
                    .entry((meeting.course.id, entry.learner))
                    .or_insert(meeting.day);
            }
        }
        Self(first)
    }

    /// Whether somebody who came to a session, or booked it, had been to another of its course that began on an earlier day.
    pub(crate) fn before(&self, meeting: &Meeting, entry: &Entry) -> Before {
        if !entry.known {
            return Before::Unknown;
        }
        match self.0.get(&(meeting.course.id, entry.learner)) {
            Some(first) if *first < meeting.day => Before::Again,
            _ => Before::First,
        }
    }
}
