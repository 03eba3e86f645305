//! Which answers a page asks for.

use kernel::{Day, Fault, Id};
use learning::Part;
use learning::sittings::{Sitting, Sittings};
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

/// Where an answer was given.
#[derive(Clone, Copy)]
pub(crate) enum Given<'s> {
    /// At a session.
    At(&'s Sitting),
    /// At none.
    Elsewhere,
}

impl<'s> Given<'s> {
    /// The session, where there is one.
    pub(crate) fn sitting(self) -> Option<&'s Sitting> {
        match self {
            Self::At(sitting) => Some(sitting),
            Self::Elsewhere => None,
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

    /// Of a row that begins with a session and a day: where it was given; `None` where it was not asked for.
    pub(crate) fn given(&self, row: &Row<'_>) -> Result<Option<Given<'s>>, Fault> {
        let Some(session) = row.get::<Option<Id>>(0)? else {
            let (part, day) = (&self.part, row.get::<Day>(1)?);
            let within = part.from.is_none_or(|from| from <= day) && part.to.is_none_or(|to| day <= to);
            return Ok((part.area.is_none() && part.course.is_none() && within).then_some(Given::Elsewhere));
        };
        let sitting = self.sittings.of(session)?;
        Ok((sitting.counts && self.part.takes(sitting)).then_some(Given::At(sitting)))
    }
}
