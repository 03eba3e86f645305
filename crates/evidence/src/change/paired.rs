//! The paired table: who moved where between two times, as far as a profile lets it be told.

use super::{Method, Moved, SignedRank, Transitions, signed_rank};
use crate::completeness::Noun;
use crate::disclosure::Profile;
use crate::guard::{Guarded, guard};
use crate::interval::p_text;
use crate::reading::{Paired, Pairing};
use crate::share::{Percentage, Precision, thousands};
use crate::statements::{Statement, Statements};
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};

/// One statement, protected.
struct Kept {
    before: Option<u64>,
    after: Option<u64>,
    pairs: Option<u64>,
    shares: [Option<u64>; 3],
    /// The transition matrix with its margins, where nothing of the statement had to be hidden.
    matrix: Option<Guarded>,
}

impl Kept {
    /// How far the printed percentages, where all print, are from adding up to 100.
    fn off(&self, profile: Profile) -> u64 {
        let of = self.pairs.filter(|pairs| *pairs >= profile.percent_from());
        let share = |n: &Option<u64>| Some(Percentage::new((*n)?, of?)?.printed(Precision::Whole));
        let sum: Option<u64> = self.shares.iter().map(share).sum();
        sum.map_or(0, |sum| sum.abs_diff(1_000).div_ceil(10))
    }

    /// Persons who went from one point to another; from any point, or to any, one past the last.
    fn moved(&self, before: u8, after: u8) -> Option<u64> {
        let place = [usize::from(before) - 1, usize::from(after) - 1];
        self.matrix.as_ref()?.at(&place)
    }
}

/// For each statement: n before, after and paired, improved, same, worse, mean shift, p-value, and the transition
/// matrix as one row for each point before.
pub fn paired_table(statements: &Statements, pairing: &Pairing, profile: Profile) -> Table {
    let widest = statements.widest();
    let label = |key: &str, words: &str| Column::new(key, words, ColumnKind::Label);
    let count = |key: &str, words: &str| Column::new(key, words, ColumnKind::Count);
    let share = |key: &str, words: &str| Column::new(key, words, ColumnKind::Share);
    let number = |key: &str, words: &str| Column::new(key, words, ColumnKind::Number);
    let mut columns = vec![
        label("statement", "Statement"),
        label("before", "Point before"),
        count("n_before", "Answered before"),
        count("n_after", "Answered after"),
        count("n_paired", "Paired"),
        share("improved", "Improved"),
        share("same", "Same"),
        share("worse", "Worse"),
    ];
    // Both are of the persons themselves, and rounded counts do not give them.
    if profile.exact() {
        columns.extend([number("mean_shift", "Mean shift"), number("p", "Wilcoxon p")]);
    }
    columns.extend((1..=widest).map(|point| count(&format!("after_{point}"), &format!("After: {point}"))));
    let mut table = Table::new(statements.title(), &profile.to_string(), columns);
    let mut methods = Vec::new();
    let (mut no_matrix, mut off) = (false, 0);
    for (item, found) in statements.items().iter().zip(&pairing.items) {
        let mut rule = item.scale.rule();
        if profile.exact() {
            rule += "; a shift above 0 is towards the better end";
        }
        let rule = table.rule(&rule);
        let kept = keep(item, found, profile);
        no_matrix |= kept.matrix.is_none();
        off = off.max(kept.off(profile));
        let mut cells = summary(item, &kept, profile);
        if profile.exact() {
            let test = signed_rank(&found.moves, &item.scale);
            methods.extend(test.iter().map(|test| test.method));
            cells.extend(change(item, &kept, &found.moves, test));
        }
        cells.extend(reached(item, &kept, item.scale.points() + 1, widest));
        table.rows.push(Row {
            kind: RowKind::Total,
            rule: Some(rule),
            cells,
        });
        if kept.matrix.is_some() {
            let blank = table.columns.len() - 2 - usize::from(widest);
            table.rows.extend((1..=item.scale.points()).map(|before| Row {
                kind: RowKind::Body,
                rule: Some(rule),
                cells: matrix_row(item, &kept, before, blank, widest),
            }));
        }
    }
    crate::agree::sums(&mut table, profile, off);
    foot(&mut table, pairing, profile, &methods, no_matrix);
    table
}

fn foot(table: &mut Table, pairing: &Pairing, profile: Profile, methods: &[Method], no_matrix: bool) {
    // Under a protecting profile these numbers would join the statements' own, so they stay inside.
    if profile == Profile::Internal {
        let counted = |one: &str, many: &str, count: u64| Noun::new(one, many).counted(count);
        table.note(&format!(
            "{} before, {} after, {} by link code; {} came more than once in a file and {} left unpaired.",
            counted("form", "forms", pairing.rows_before),
            thousands(pairing.rows_after),
            counted("pair", "pairs", pairing.pairs),
            counted("code", "codes", pairing.repeated),
            if pairing.repeated == 1 { "was" } else { "were" }
        ));
    }
    if !profile.exact() {
        table.note("Counts are rounded to 5 one by one: they need not add up to their totals.");
        table.note("No mean shift and no test are given: counts are rounded to 5 here.");
    }
    if methods.contains(&Method::Exact) {
        table.note("Wilcoxon signed-rank test, zeros by Pratt; exact for up to 25 pairs.");
    }
    if methods.contains(&Method::Normal) {
        table.note("Wilcoxon signed-rank test, zeros by Pratt; above 25 pairs a normal approximation, corrected for continuity and ties.");
    }
    if no_matrix {
        table.note("The transition matrix is left out where one of its cells would have to be hidden.");
    }
    crate::agree::notes(table, profile);
}

fn keep(item: &Statement, found: &Paired, profile: Profile) -> Kept {
    let pairs = found.moves.pairs();
    let Moved {
        improved,
        same,
        worse,
    } = found.moves.moved(&item.scale);
    let moved = guard(profile, &[3], &[improved, same, worse]);
    let first = guard(
        profile,
        &[2],
        &[pairs, found.before.answered().saturating_sub(pairs)],
    );
    let second = guard(
        profile,
        &[2],
        &[pairs, found.after.answered().saturating_sub(pairs)],
    );
    let side = usize::from(item.scale.points());
    let matrix = guard(profile, &[side, side], found.moves.counts());
    let plain = moved.all_known() && matrix.all_known();
    // How many answered only once follows from a total and the number of pairs: where that must be hidden, the
    // total goes, because the pairs are also the sum of improved, same and worse.
    Kept {
        before: first.at(&[2]).filter(|_| first.all_known()),
        after: second.at(&[2]).filter(|_| second.all_known()),
        pairs: moved.at(&[3]),
        shares: [moved.at(&[0]), moved.at(&[1]), moved.at(&[2])],
        matrix: Some(matrix).filter(|_| plain),
    }
}

fn summary(item: &Statement, kept: &Kept, profile: Profile) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(&item.label),
        Cell::text("all"),
        Cell::count_or_hidden(kept.before),
        Cell::count_or_hidden(kept.after),
        Cell::count_or_hidden(kept.pairs),
    ];
    for n in kept.shares {
        cells.push(match (n, kept.pairs) {
            (Some(n), Some(of)) => Cell::share(n, of, None, Precision::Whole, profile.percent_from()),
            (Some(n), None) => Cell::count(n),
            _ => Cell::hidden(),
        });
    }
    cells
}

/// The mean shift and the p-value, where the matrix they are made from is printed.
fn change(item: &Statement, kept: &Kept, moves: &Transitions, test: Option<SignedRank>) -> [Cell; 2] {
    if kept.matrix.is_none() || kept.pairs.is_none() {
        return [Cell::hidden(), Cell::hidden()];
    }
    let shift = moves.mean_shift(&item.scale);
    [shift, test.map(|test| p_text(test.p))]
        .map(|text| text.map_or_else(Cell::impossible, |text| Cell::text(&text)))
}

/// How many who were at a point before reached each point.
fn reached(item: &Statement, kept: &Kept, before: u8, widest: u8) -> impl Iterator<Item = Cell> {
    (1..=widest).map(move |after| {
        if after > item.scale.points() {
            Cell::impossible()
        } else {
            Cell::count_or_hidden(kept.moved(before, after))
        }
    })
}

fn matrix_row(item: &Statement, kept: &Kept, before: u8, blank: usize, widest: u8) -> Vec<Cell> {
    let mut cells = vec![Cell::text(&item.label), Cell::text(&item.scale.named(before))];
    cells.extend(std::iter::repeat_n(Cell::text(""), blank));
    cells.extend(reached(item, kept, before, widest));
    cells
}
