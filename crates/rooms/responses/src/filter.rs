//! Which answers a page asks for.

use kernel::{Day, Fault, Id};
use learning::Part;
use learning::sittings::{Given, Sittings};
use store::Row;

/// What a page asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One area.
    pub area: Option<Id>,
    /// First day of sessions; of answers that belong to none.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// One course.
    pub course: Option<Id>,
    /// One questionnaire, by its key.
    pub instrument: Option<String>,
}

impl Filter {
    pub(crate) fn names(&self) -> Vec<&'static str> {
        [
            ("area", self.area.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("course", self.course.is_some()),
            ("instrument", self.instrument.is_some()),
        ]
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect()
    }

    fn part(&self) -> Part {
        Part {
            area: self.area,
            from: self.from,
            to: self.to,
            course: self.course,
        }
    }
}

/// The answers that a page asks for: those that count, which are to a session that does, or to none.
pub(crate) struct Wanted<'s> {
    sittings: &'s Sittings,
    part: Part,
}

impl<'s> Wanted<'s> {
    pub(crate) fn of(sittings: &'s Sittings, filter: &Filter) -> Self {
        Self {
            sittings,
            part: filter.part(),
        }
    }

    /// Where the answers of a row were given that begins with a session and a day; `None` where they were not asked for.
    pub(crate) fn given(&self, row: &Row<'_>) -> Result<Option<Given<'s>>, Fault> {
        self.sittings.within(&self.part, row.get(0)?, || row.get(1))
    }
}
