//! Before and after in two ways at once: of those who are paired, and of those who answered once only. A statement is printed whole, or
//! without those who answered once, or not at all: its cells, and what they add up to elsewhere, leave nothing else to choose.

use super::{Mark, words};
use crate::disclosure::Profile;
use crate::interval::{Interval, Twice, newcombe, newcombe_paired, wilson};
use crate::reading::Paired;
use crate::scale::{Scale, Side as OfScale};
use crate::share::{Percentage, Precision};
use crate::statements::Statement;
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};

/// The NHS profile prints 1 to 7 alike.
const NHS_SMALL: u64 = 8;

/// How the people of one side of a course answered: on the better side of the scale, and otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Side {
    /// On the better side.
    pub better: u64,
    /// Elsewhere on the scale.
    pub other: u64,
}

impl Side {
    /// All who answered.
    pub const fn answered(self) -> u64 {
        self.better + self.other
    }

    fn of(points: &[u64], scale: &Scale) -> Self {
        let mut side = Self::default();
        for (count, point) in points.iter().zip(1_u8..) {
            if scale.side(point) == Some(OfScale::Better) {
                side.better += count;
            } else {
                side.other += count;
            }
        }
        side
    }

    const fn less(self, other: Self) -> Self {
        Self {
            better: self.better.saturating_sub(other.better),
            other: self.other.saturating_sub(other.other),
        }
    }
}

/// A statement before and after: of the same people, and of those who answered once only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TwoSides {
    /// The same people.
    pub paired: Twice,
    /// Those who answered before and are not paired.
    pub once_before: Side,
    /// Those who answered after and are not paired.
    pub once_after: Side,
    /// What may be printed.
    pub open: Open,
}

/// What of a statement may be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Open {
    /// Those who are paired.
    pub paired: bool,
    /// Those who answered once.
    pub once: bool,
}

impl TwoSides {
    /// Counts a statement's sides and decides what a profile lets be printed of them.
    pub fn of(statement: &Statement, found: &Paired, profile: Profile) -> Self {
        let scale = &statement.scale;
        let better = |point: u8| scale.side(point) == Some(OfScale::Better);
        let mut paired = Twice::default();
        for (before, after, people) in found.moves.each() {
            match (better(before), better(after)) {
                (true, true) => paired.both += people,
                (true, false) => paired.before += people,
                (false, true) => paired.after += people,
                (false, false) => paired.neither += people,
            }
        }
        let margin = |after: bool| Side::of(&found.moves.margin(after).points, scale);
        let once_before = Side::of(&found.before.points, scale).less(margin(false));
        let once_after = Side::of(&found.after.points, scale).less(margin(true));
        Self {
            paired,
            once_before,
            once_after,
            open: open(paired, once_before, once_after, profile),
        }
    }

    /// Those who are paired, before or after.
    pub const fn of_paired(&self, after: bool) -> Side {
        let better = self.paired.both
            + if after {
                self.paired.after
            } else {
                self.paired.before
            };
        Side {
            better,
            other: self.paired.people().saturating_sub(better),
        }
    }
}

impl TwoSides {
    /// Its four groups, and whether each may be printed.
    fn groups(&self) -> [(&'static str, Side, bool); 4] {
        [
            ("Paired, before", self.of_paired(false), self.open.paired),
            ("Paired, after", self.of_paired(true), self.open.paired),
            ("Answered once, before", self.once_before, self.open.once),
            ("Answered once, after", self.once_after, self.open.once),
        ]
    }
}

/// The groups of each statement as they are drawn.
pub fn sides_marks(items: &[(Statement, TwoSides)], profile: Profile) -> Vec<Mark> {
    let groups = items
        .iter()
        .flat_map(|(statement, sides)| sides.groups().map(|group| (statement, group)));
    groups
        .map(|(statement, (who, side, open))| {
            let share = printed(side, profile).filter(|_| open);
            let interval = share
                .filter(|_| profile.exact())
                .and_then(|share| wilson(share.n(), share.of()));
            let figure = row(side, open, profile).into_iter().next().unwrap_or_default();
            Mark::new(
                &format!("{who}: {}", statement.label),
                share,
                interval,
                figure.display,
            )
        })
        .collect()
}

fn open(paired: Twice, before: Side, after: Side, profile: Profile) -> Open {
    if profile == Profile::Internal {
        let enough = |people: u64| people == 0 || people >= super::FEWEST;
        return Open {
            paired: enough(paired.people()),
            once: enough(before.answered()) && enough(after.answered()),
        };
    }
    // Which way the same people went is no cell of this table, but its margins would bound it.
    let threshold = profile.threshold().unwrap_or(NHS_SMALL);
    let safe = |counts: &[u64]| counts.iter().all(|count| *count == 0 || *count >= threshold);
    let own = safe(&[paired.both, paired.before, paired.after, paired.neither]);
    Open {
        paired: own,
        once: own && safe(&[before.better, before.other, after.better, after.other]),
    }
}

/// For each statement four rows (the same people before and after, others before and after), and the two differences.
pub fn sides_table(title: &str, items: &[(Statement, TwoSides)], profile: Profile) -> [Table; 2] {
    let mut columns = vec![
        Column::new("statement", "Statement", ColumnKind::Label),
        Column::new("people", "Who", ColumnKind::Label),
        Column::new("better", "On the better side", ColumnKind::Share),
    ];
    if profile.exact() {
        columns.push(Column::new("interval", "95% interval", ColumnKind::Number));
    }
    let mut shares = Table::new(title, profile.name(), columns);
    let mut columns = super::difference_columns("Who", profile);
    columns.retain(|column| column.key != "against");
    columns.insert(0, Column::new("statement", "Statement", ColumnKind::Label));
    let mut differences = Table::new(&format!("{title}: differences"), profile.name(), columns);
    for (statement, sides) in items {
        let rule = shares.rule(&statement.scale.rule());
        for (who, side, open) in sides.groups() {
            let mut cells = vec![Cell::text(&statement.label), Cell::text(who)];
            cells.extend(row(side, open, profile));
            shares.rows.push(Row {
                kind: RowKind::Body,
                rule: Some(rule),
                cells,
            });
        }
        for (who, before, after, open, interval) in [
            (
                "Paired, after less before",
                sides.of_paired(false),
                sides.of_paired(true),
                sides.open.paired,
                newcombe_paired(sides.paired),
            ),
            (
                "Answered once, after less before",
                sides.once_before,
                sides.once_after,
                sides.open.once,
                newcombe(
                    (sides.once_after.better, sides.once_after.answered()),
                    (sides.once_before.better, sides.once_before.answered()),
                ),
            ),
        ] {
            let mut cells = vec![Cell::text(&statement.label), Cell::text(who)];
            cells.extend(difference(before, after, open, interval, profile));
            differences.rows.push(Row {
                kind: RowKind::Body,
                rule: None,
                cells,
            });
        }
    }
    if profile.exact() {
        shares.note("Intervals: Wilson's score interval, 95%.");
        differences.note("95% intervals are Newcombe's: for pairs where the same people answered both times, for two samples where they answered once.");
    } else {
        shares.note("No intervals are given: counts are rounded to 5 here.");
        differences.note(
            "Differences are made from rounded counts: no interval is given and nothing is concluded from them.",
        );
    }
    differences.note(
        "Those who answered once are others before and after: their difference is not change in persons.",
    );
    for table in [&mut shares, &mut differences] {
        crate::agree::notes(table, profile);
    }
    [shares, differences]
}

fn printed(side: Side, profile: Profile) -> Option<Percentage> {
    let of = profile.printed(side.answered());
    Percentage::new(profile.printed(side.better), of).filter(|_| of >= profile.percent_from())
}

fn row(side: Side, open: bool, profile: Profile) -> Vec<Cell> {
    let of = profile.printed(side.answered());
    let share = if !open {
        Cell::hidden()
    } else if of == 0 {
        Cell::impossible()
    } else {
        let n = profile.printed(side.better);
        Cell::share(n, of, None, Precision::Whole, profile.percent_from())
    };
    let mut cells = vec![share];
    if profile.exact() {
        cells.push(match printed(side, profile).filter(|_| open) {
            Some(share) => wilson(share.n(), share.of())
                .map_or_else(Cell::impossible, |own| Cell::text(&own.percent_text())),
            None if open => Cell::text(""),
            None => Cell::hidden(),
        });
    }
    cells
}

fn difference(
    before: Side,
    after: Side,
    open: bool,
    interval: Option<Interval>,
    profile: Profile,
) -> Vec<Cell> {
    let shares = printed(after, profile)
        .zip(printed(before, profile))
        .filter(|_| open);
    let interval = interval.filter(|_| shares.is_some() && profile.exact());
    let blank = || if open { Cell::text("") } else { Cell::hidden() };
    let points = shares.map(|(after, before)| after.points_above(before).signed());
    let mut cells = vec![points.map_or_else(blank, |text| Cell::text(&text))];
    if profile.exact() {
        cells.push(interval.map_or_else(blank, |own| Cell::text(&own.points_text())));
    }
    let caution = shares.is_some_and(|(one, two)| one.needs_caution() || two.needs_caution());
    let said = match (open, shares, interval) {
        (false, _, _) => "Too few to show.".to_owned(),
        (true, None, _) => format!(
            "Too few to compare: fewer than {} answers before or after.",
            profile.percent_from()
        ),
        (true, Some(_), None) => "No conclusion: counts are rounded to 5.".to_owned(),
        (true, Some(_), Some(interval)) => words::said(interval, "before", caution),
    };
    cells.push(Cell::text(&said));
    cells
}
