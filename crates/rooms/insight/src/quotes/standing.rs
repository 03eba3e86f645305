//! What a quote says of where it is from, as long as that fits five people: a file of forms can be taken back, and a session can move.

use super::{origin, records};
use crate::comments::Given;
use kernel::{Day, Fault, Id};
use responses::tallies::FEWEST;
use std::collections::{BTreeSet, HashMap};
use store::{Row, Tx, values};

/// A programme, what was asked, the kind of the course, and the year.
type Course = (Option<Id>, Option<String>, String, i64);

/// How many answered about each such course, in each area and in all.
pub(super) struct Answered(HashMap<(Course, Option<Id>), i64>);

impl Answered {
    /// In the years of these quotes.
    pub(super) fn about<'q>(tx: &mut Tx<'_>, quotes: impl Iterator<Item = &'q Said>) -> Result<Self, Fault> {
        let years: BTreeSet<i64> = quotes.filter_map(|said| said.year).collect();
        let day = |year: Option<&i64>, month, date| {
            let year = i16::try_from(*year?).ok()?;
            Day::new(year, month, date)
        };
        let mut found: HashMap<(Course, Option<Id>), i64> = HashMap::new();
        let (Some(first), Some(last)) = (day(years.first(), 1, 1), day(years.last(), 12, 31)) else {
            return Ok(Self(found));
        };
        for (course, area, count) in
            audit::standing(tx, &records::ANSWERED_ABOUT, &[], values![first, last], |row| {
                let course: Course = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                Ok((course, row.get::<Id>(4)?, row.get::<i64>(5)?))
            })?
        {
            for part in [(course.clone(), None), (course, Some(area))] {
                let own = found.entry(part).or_default();
                *own = own.saturating_add(count);
            }
        }
        Ok(Self(found))
    }

    fn enough(&self, course: &Course, area: Option<Id>) -> bool {
        let count = self.0.get(&(course.clone(), area));
        count.is_some_and(|count| *count >= FEWEST)
    }
}

/// What was said of where a quote is from when it was kept.
pub(super) struct Said {
    kind: Option<String>,
    year: Option<i64>,
    area: Option<String>,
    given: Given,
    programme: Option<Id>,
    purpose: Option<String>,
    area_id: Option<Id>,
    by_link: i64,
}

impl Said {
    /// From a row of the list.
    pub(super) fn read(row: &Row<'_>, given: Given) -> Result<Self, Fault> {
        Ok(Self {
            kind: row.get(10)?,
            year: row.get(11)?,
            area: row.get(12)?,
            given,
            programme: row.get(17)?,
            purpose: row.get(18)?,
            area_id: row.get(19)?,
            by_link: row.get(20)?,
        })
    }

    /// What of it still fits five people, in words.
    pub(super) fn still(&self, answered: &Answered) -> String {
        let course = self.kind.clone().zip(self.year);
        let course = course.map(|(kind, year)| (self.programme, self.purpose.clone(), kind, year));
        let (known, near) = match (self.given, course) {
            (Given::ByLink, _) => (self.by_link >= FEWEST, self.by_link >= FEWEST),
            (_, Some(course)) => (
                answered.enough(&course, None),
                self.area_id.is_some() && answered.enough(&course, self.area_id),
            ),
            (_, None) => (false, false),
        };
        let (kind, area) = (self.kind.as_deref(), self.area.as_deref());
        origin(
            self.given,
            kind.filter(|_| known),
            self.year.filter(|_| known),
            area.filter(|_| near),
        )
    }
}
