//! What a figure is based on: units of work that owed evidence, those that gave it, and returns that never came.

use serde::Serialize;

/// A thing with its plural.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Noun {
    /// One of it.
    pub one: String,
    /// Several.
    pub many: String,
}

impl Noun {
    /// A noun with its plural.
    pub fn new(one: &str, many: &str) -> Self {
        Self {
            one: one.to_owned(),
            many: many.to_owned(),
        }
    }

    /// `1 register`, `20 registers`.
    pub fn counted(&self, count: u64) -> String {
        format!(
            "{} {}",
            crate::share::thousands(count),
            if count == 1 { &self.one } else { &self.many }
        )
    }
}

/// How much of what was owed a table is based on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Completeness {
    /// What owes evidence: session, area, case.
    pub unit: Noun,
    /// What is owed: register, return, audit.
    pub owes: Noun,
    /// Units that gave it.
    pub received: u64,
    /// Units that owe it, or owed it until somebody waived it.
    pub due: u64,
    /// What was owed and is waited for.
    pub outstanding: u64,
    /// What was owed, and of which somebody decided that it will not come.
    pub waived: u64,
    /// Where the outstanding ones are listed, as a path of the site.
    pub link: Option<String>,
}

impl Completeness {
    /// Units and what they owe: where nothing else is said, each that gave nothing is waited for.
    pub fn new(unit: Noun, owes: Noun, received: u64, due: u64) -> Self {
        Self {
            unit,
            owes,
            received,
            due: due.max(received),
            outstanding: due.saturating_sub(received),
            waived: 0,
            link: None,
        }
    }

    /// The same with how many papers are waited for and how many were waived: a unit may lack several, and some are owed beside all units.
    #[must_use]
    pub fn papers(mut self, outstanding: u64, waived: u64) -> Self {
        self.outstanding = outstanding;
        self.waived = waived;
        self
    }

    /// The same with the page that lists what is outstanding.
    #[must_use]
    pub fn linked(mut self, path: &str) -> Self {
        self.link = Some(path.to_owned());
        self
    }

    /// `based on 54 of 74 sessions; 20 registers outstanding`, and where some were waived, how many.
    pub fn text(&self) -> String {
        let base = match (self.due, self.outstanding + self.waived) {
            (0, 0) => return "nothing was due".to_owned(),
            (0, _) => format!("based on no {}", self.unit.one),
            (due, _) => format!(
                "based on {} of {}",
                crate::share::thousands(self.received),
                self.unit.counted(due)
            ),
        };
        match (self.outstanding, crate::share::thousands(self.waived)) {
            (0, _) if self.waived == 0 => format!("{base}; nothing outstanding"),
            (left, _) if self.waived == 0 => format!("{base}; {} outstanding", self.owes.counted(left)),
            (0, waived) => format!("{base}; 0 outstanding, {waived} waived"),
            (left, waived) => format!("{base}; {} outstanding, {waived} waived", self.owes.counted(left)),
        }
    }
}

/// One area's figure for a period: what it returned, or that it did not, or that it cannot exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Return {
    /// A count, which may be zero.
    Count(u64),
    /// Owed and not sent: prints `[x]`, and is not a zero.
    Missing,
    /// Cannot exist: prints `[z]`.
    Impossible,
}

/// A total over returns that says how many of them it contains.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReturnTotal {
    /// Sum of those that came.
    pub sum: u64,
    /// How many came.
    pub came: u64,
    /// How many were owed.
    pub owed: u64,
}

impl ReturnTotal {
    /// Adds up returns.
    pub fn of(returns: impl IntoIterator<Item = Return>) -> Self {
        let mut total = Self::default();
        for each in returns {
            match each {
                Return::Count(count) => {
                    total.sum += count;
                    total.came += 1;
                    total.owed += 1;
                }
                Return::Missing => total.owed += 1,
                Return::Impossible => {}
            }
        }
        total
    }

    /// `264`, or `264 (5 of 6 returns)`, or `[x]` when none came and nothing is known.
    pub fn text(self) -> String {
        match (self.came, self.owed) {
            (0, 0) => crate::value::mark::IMPOSSIBLE.to_owned(),
            (0, _) if self.sum == 0 => crate::value::mark::NO_RETURN.to_owned(),
            (came, owed) if came == owed => crate::share::thousands(self.sum),
            (came, owed) => format!("{} ({came} of {owed} returns)", crate::share::thousands(self.sum)),
        }
    }
}

impl Return {
    /// As it prints.
    pub fn text(self) -> String {
        match self {
            Self::Count(count) => crate::share::thousands(count),
            Self::Missing => crate::value::mark::NO_RETURN.to_owned(),
            Self::Impossible => crate::value::mark::IMPOSSIBLE.to_owned(),
        }
    }
}
