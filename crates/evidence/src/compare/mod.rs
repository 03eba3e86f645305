//! Groups side by side: a share in each, and what can be said of the difference of two. Everything is made from the counts that print:
//! whatever stands in a table of differences could be worked out from the table of shares beside it.

mod paired;
mod words;

pub use paired::{Side, TwoSides, sides_marks, sides_table};

use crate::disclosure::Profile;
use crate::guard::{Guarded, guard};
use crate::interval::{Interval, newcombe, wilson};
use crate::share::{Percentage, Precision};
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};
use crate::value::mark;

/// The fewest answers that are opened for anybody, in any profile.
pub const FEWEST: u64 = 5;

/// One group, as it was counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Those that are counted as n.
    pub yes: u64,
    /// The rest of N.
    pub no: u64,
    /// Those that are not known.
    pub missing: u64,
    /// It is opened for nobody, in no profile.
    pub closed: bool,
    /// What it is based on, in words.
    pub based: String,
    /// Half or more of what it should be based on is missing.
    pub weak: bool,
}

/// How groups belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whole {
    /// They add up to something that is printed, here or elsewhere: they are protected together with their sum.
    Sum,
    /// Each is the answers to a question of its own, and their sum counts nothing.
    Apart,
}

/// What a comparison is called.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The table of shares.
    pub title: &'a str,
    /// What a group is: `Area`.
    pub group: &'a str,
    /// What the share is: `Agree`.
    pub share: &'a str,
    /// What N counts, in the plural: `answers`.
    pub counted: &'a str,
    /// Missing answers have a column: where answers are counted they do.
    pub missing: bool,
}

/// A group as it prints.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// n.
    pub n: Option<u64>,
    /// N less n: it prints nowhere, but follows where both of them do.
    pub rest: Option<u64>,
    /// N.
    pub of: Option<u64>,
    /// How many are not known.
    pub missing: Option<u64>,
    /// Half or more of what it should be based on is missing.
    pub weak: bool,
    /// It is opened for nobody.
    pub closed: bool,
    based: String,
}

impl Shown {
    /// The printed share, where there are enough for one.
    pub fn share(&self, profile: Profile) -> Option<Percentage> {
        let of = self.of.filter(|of| *of >= profile.percent_from())?;
        Percentage::new(self.n?, of)
    }

    /// The interval of its share; none where counts are rounded.
    pub fn interval(&self, profile: Profile) -> Option<Interval> {
        let share = self.share(profile).filter(|_| profile.exact())?;
        wilson(share.n(), share.of())
    }

    /// n and N as they print.
    pub fn cell(&self, profile: Profile) -> Cell {
        match (self.n, self.of) {
            (Some(_), Some(0)) if self.weak => Cell::text(mark::NO_RETURN),
            (Some(_), Some(0)) => Cell::text("none"),
            (Some(n), Some(of)) => Cell::share(n, of, self.missing, Precision::Whole, profile.percent_from()),
            (Some(n), None) => Cell::count(n),
            _ => Cell::hidden(),
        }
    }
}

/// Groups as a profile lets them be printed, with their sum where it may stand beside them.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// The groups.
    pub groups: Vec<Shown>,
    /// Their sum.
    pub all: Option<Shown>,
    profile: Profile,
}

impl Compared {
    /// Protects groups, together with their sum where they have one.
    pub fn of(groups: &[Group], whole: Whole, profile: Profile) -> Self {
        let guarded: Vec<Guarded> = match whole {
            Whole::Sum => {
                let counts: Vec<u64> = groups.iter().flat_map(|group| [group.yes, group.no]).collect();
                vec![guard(profile, &[groups.len(), 2], &counts)]
            }
            Whole::Apart => groups
                .iter()
                .map(|group| guard(profile, &[1, 2], &[group.yes, group.no]))
                .collect(),
        };
        let at = |place: usize, class: usize| match whole {
            Whole::Sum => guarded.first()?.at(&[place, class]),
            Whole::Apart => guarded.get(place)?.at(&[0, class]),
        };
        // Beside N a number of missing answers is the number of forms: it goes where some N had to be hidden (decision 11).
        let open = (0..groups.len()).all(|place| at(place, 2).is_some());
        let missing = |count: u64| open.then(|| profile.rounded(count));
        let shown = groups.iter().enumerate().map(|(place, group)| Shown {
            name: group.name.clone(),
            n: at(place, 0).filter(|_| !group.closed),
            rest: at(place, 1).filter(|_| !group.closed),
            of: at(place, 2).filter(|_| !group.closed),
            missing: missing(group.missing).filter(|_| !group.closed),
            weak: group.weak,
            closed: group.closed,
            based: group.based.clone(),
        });
        // The sum, less the other groups, would open a group that is not opened.
        let closed = groups.iter().any(|group| group.closed);
        let sum = whole == Whole::Sum && !groups.is_empty() && !closed;
        Self {
            groups: shown.collect(),
            all: sum.then(|| Shown {
                name: "All".to_owned(),
                n: at(groups.len(), 0),
                rest: at(groups.len(), 1),
                of: at(groups.len(), 2),
                missing: missing(groups.iter().map(|group| group.missing).sum()),
                weak: false,
                closed: false,
                based: String::new(),
            }),
            profile,
        }
    }

    /// n, N, percentage and interval of each group, and of all.
    pub fn shares(&self, names: Names<'_>) -> Table {
        let based = self.groups.iter().any(|group| !group.based.is_empty());
        let mut columns = vec![
            Column::new("group", names.group, ColumnKind::Label),
            Column::new("share", names.share, ColumnKind::Share),
        ];
        if self.profile.exact() {
            columns.push(Column::new("interval", "95% interval", ColumnKind::Number));
        }
        if names.missing {
            columns.push(Column::new("missing", "Missing", ColumnKind::Work));
        }
        if based {
            columns.push(Column::new("based_on", "Based on", ColumnKind::Number));
        }
        let mut table = Table::new(names.title, self.profile.name(), columns);
        for (kind, group) in self
            .groups
            .iter()
            .map(|group| (RowKind::Body, group))
            .chain(self.all.iter().map(|all| (RowKind::Total, all)))
        {
            let mut cells = vec![Cell::text(&group.name), group.cell(self.profile)];
            if self.profile.exact() {
                cells.push(match (group.interval(self.profile), group.n.zip(group.of)) {
                    (Some(interval), _) => Cell::text(&interval.percent_text()),
                    (None, Some(_)) => Cell::text(""),
                    (None, None) => Cell::hidden(),
                });
            }
            if names.missing {
                cells.push(Cell::count_or_hidden(group.missing));
            }
            if based {
                cells.push(Cell::text(&group.based));
            }
            table.rows.push(Row {
                kind,
                rule: None,
                cells,
            });
        }
        words::under_shares(&mut table, self, names);
        crate::agree::notes(&mut table, self.profile);
        table
    }

    /// Each other group against one of them.
    pub fn differences(&self, names: Names<'_>, against: usize) -> Table {
        let title = format!("{}: differences", names.title);
        let mut table = Table::new(
            &title,
            self.profile.name(),
            difference_columns(names.group, self.profile),
        );
        let Some(base) = self.groups.get(against) else {
            return table;
        };
        let others = self
            .groups
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != against);
        for (_, group) in others {
            let found = Contrast::of(group, base, self.profile);
            let mut cells = vec![Cell::text(&group.name), Cell::text(&base.name)];
            cells.extend(found.cells(self.profile, names.counted));
            table.rows.push(Row {
                kind: RowKind::Body,
                rule: None,
                cells,
            });
        }
        words::under_differences(&mut table, self.profile);
        table
    }

    /// The groups as they are drawn: shares in tenths of a per cent, as whole as they print.
    pub fn marks(&self) -> Vec<Mark> {
        self.groups
            .iter()
            .chain(&self.all)
            .map(|group| {
                Mark::new(
                    &group.name,
                    group.share(self.profile),
                    group.interval(self.profile),
                    group.cell(self.profile).display,
                )
            })
            .collect()
    }
}

/// A group in a chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Its name.
    pub label: String,
    /// Its share in tenths of a per cent; none where there is none to draw.
    pub share: Option<u64>,
    /// The ends of its interval.
    pub interval: Option<(u64, u64)>,
    /// What stands in the table.
    pub figure: String,
}

impl Mark {
    fn new(label: &str, share: Option<Percentage>, interval: Option<Interval>, figure: String) -> Self {
        Self {
            label: label.to_owned(),
            share: share.map(Percentage::tenths),
            interval: interval.map(|own| (tenths(own.low), tenths(own.high))),
            figure,
        }
    }
}

/// A share between 0 and 1 in tenths of a per cent.
fn tenths(share: f64) -> u64 {
    // The nearest whole number between 0 and 1,000, found without a cast.
    (0..=1_000_u64)
        .find(|tenth| share * 1_000.0 < crate::interval::float(*tenth) + 0.5)
        .unwrap_or(1_000)
}

fn difference_columns(group: &str, profile: Profile) -> Vec<Column> {
    let mut columns = vec![
        Column::new("group", group, ColumnKind::Label),
        Column::new("against", "Compared with", ColumnKind::Label),
        Column::new("difference", "Difference (percentage points)", ColumnKind::Number),
    ];
    if profile.exact() {
        columns.push(Column::new("interval", "95% interval of it", ColumnKind::Number));
    }
    columns.push(Column::new("conclusion", "What can be said", ColumnKind::Number));
    columns
}

/// What is known of two groups together.
struct Contrast<'a> {
    group: &'a Shown,
    base: &'a Shown,
    /// Their shares as they print.
    shares: Option<(Percentage, Percentage)>,
    interval: Option<Interval>,
}

impl<'a> Contrast<'a> {
    fn of(group: &'a Shown, base: &'a Shown, profile: Profile) -> Self {
        let shares = group.share(profile).zip(base.share(profile));
        let interval = shares
            .filter(|_| profile.exact())
            .and_then(|(one, two)| newcombe((one.n(), one.of()), (two.n(), two.of())));
        Self {
            group,
            base,
            shares,
            interval,
        }
    }

    fn cells(&self, profile: Profile, counted: &str) -> Vec<Cell> {
        let hidden = [self.group, self.base]
            .iter()
            .any(|one| one.n.is_none() || one.of.is_none());
        let figure = |text: Option<String>| match text {
            Some(text) => Cell::text(&text),
            None if hidden => Cell::hidden(),
            None => Cell::text(""),
        };
        let points = self.shares.map(|(one, two)| one.points_above(two).signed());
        let mut cells = vec![figure(points)];
        if profile.exact() {
            cells.push(figure(self.interval.map(Interval::points_text)));
        }
        cells.push(Cell::text(&words::conclusion(self, profile, counted)));
        cells
    }
}
