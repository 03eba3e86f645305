//! A part of a programme's sessions.

use kernel::{Day, Id};
use store::{Value, values};

/// Which sessions of a programme something is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// One area.
    pub area: Option<Id>,
    /// Sessions that begin on this day or later.
    pub from: Option<Day>,
    /// Sessions that begin on this day or earlier.
    pub to: Option<Day>,
    /// One course.
    pub course: Option<Id>,
}

impl Part {
    /// The filters of a statement that it needs.
    pub fn names(&self) -> Vec<&'static str> {
        [
            ("area", self.area.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("course", self.course.is_some()),
        ]
        .into_iter()
        .filter(|(_, used)| *used)
        .map(|(name, _)| name)
        .collect()
    }

    /// The values of such a statement: the programme, and what the filters compare with.
    pub fn values(&self, programme: Id) -> Vec<Value> {
        values![programme, self.area, self.from, self.to, self.course].to_vec()
    }
}
