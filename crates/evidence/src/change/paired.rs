//! The paired table: who moved where between two times, as far as a profile lets it be told.

use super::{Method, Moved, Transitions, signed_rank};
use crate::disclosure::Profile;
use crate::guard::{Guarded, guard};
use crate::interval::p_text;
use crate::reading::{Paired, Pairing};
use crate::share::{Precision, thousands};
use crate::statements::{Statement, Statements};
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};

/// One statement, protected.
struct Kept {
    before: Option<u64>,
    after: Option<u64>,
    pairs: Option<u64>,
    moved: [Option<u64>; 3],
    /// The transition matrix, where nothing of the statement had to be hidden.
    matrix: Option<Transitions>,
    exact: bool,
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
        number("mean_shift", "Mean shift"),
        number("p", "Wilcoxon p"),
    ];
    columns.extend((1..=widest).map(|point| count(&format!("after_{point}"), &format!("After: {point}"))));
    let mut table = Table::new(statements.title(), &profile.to_string(), columns);
    let mut methods = Vec::new();
    let mut no_matrix = false;
    for (item, found) in statements.items().iter().zip(&pairing.items) {
        let rule = table.rule(&format!(
            "{}; a shift above 0 is towards the better end",
            item.scale.rule()
        ));
        let kept = keep(item, found, profile);
        let test = signed_rank(&found.moves, &item.scale);
        methods.extend(test.iter().map(|test| test.method));
        no_matrix |= kept.matrix.is_none();
        table.rows.push(Row {
            kind: RowKind::Total,
            rule: Some(rule),
            cells: summary(item, &kept, test, profile, widest),
        });
        if let Some(matrix) = &kept.matrix {
            table.rows.extend((1..=item.scale.points()).map(|before| {
                let cells = matrix_row(item, matrix, before, widest);
                Row {
                    kind: RowKind::Body,
                    rule: Some(rule),
                    cells,
                }
            }));
        }
    }
    foot(&mut table, pairing, profile, &methods, no_matrix);
    table
}

fn foot(table: &mut Table, pairing: &Pairing, profile: Profile, methods: &[Method], no_matrix: bool) {
    // Under a protecting profile these numbers would join the statements' own, so they stay inside.
    if profile == Profile::Internal {
        table.note(&format!(
            "{} forms before, {} after, {} pairs by link code; {} codes came more than once in a file and were left unpaired.",
            thousands(pairing.rows_before),
            thousands(pairing.rows_after),
            thousands(pairing.pairs),
            thousands(pairing.repeated)
        ));
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
        moved: [moved.at(&[0]), moved.at(&[1]), moved.at(&[2])],
        matrix: plain.then(|| rebuilt(item, &matrix)),
        exact: profile.exact(),
    }
}

/// The protected counts as a matrix again, so that what is computed from it is computed from what is printed.
fn rebuilt(item: &Statement, guarded: &Guarded) -> Transitions {
    let points = item.scale.points();
    let mut moves = Transitions::new(points);
    for before in 1..=points {
        for after in 1..=points {
            let place = [usize::from(before) - 1, usize::from(after) - 1];
            moves.add(before, after, guarded.at(&place).unwrap_or(0));
        }
    }
    moves
}

fn summary(
    item: &Statement,
    kept: &Kept,
    test: Option<super::SignedRank>,
    profile: Profile,
    widest: u8,
) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(&item.label),
        Cell::text("all"),
        Cell::count_or_hidden(kept.before),
        Cell::count_or_hidden(kept.after),
        Cell::count_or_hidden(kept.pairs),
    ];
    for n in kept.moved {
        cells.push(match (n, kept.pairs) {
            (Some(n), Some(of)) => Cell::share(n, of, None, Precision::Whole, profile.percent_from()),
            (Some(n), None) => Cell::count(n),
            _ => Cell::hidden(),
        });
    }
    let open = kept.matrix.as_ref().filter(|_| kept.pairs.is_some());
    cells.push(match open {
        Some(matrix) => matrix
            .mean_shift(&item.scale)
            .map_or_else(Cell::impossible, |text| Cell::text(&text)),
        None => Cell::hidden(),
    });
    cells.push(match (open, test) {
        (Some(_), Some(test)) if kept.exact => Cell::text(&p_text(test.p)),
        (Some(_), None) if kept.exact => Cell::impossible(),
        _ => Cell::hidden(),
    });
    for point in 1..=widest {
        cells.push(match &kept.matrix {
            _ if point > item.scale.points() => Cell::impossible(),
            Some(matrix) => Cell::count(
                matrix
                    .margin(true)
                    .points
                    .get(usize::from(point) - 1)
                    .copied()
                    .unwrap_or(0),
            ),
            None => Cell::hidden(),
        });
    }
    cells
}

fn matrix_row(item: &Statement, matrix: &Transitions, before: u8, widest: u8) -> Vec<Cell> {
    let words = item
        .scale
        .labels()
        .get(usize::from(before) - 1)
        .map_or("", String::as_str);
    let mut cells = vec![Cell::text(&item.label), Cell::text(&format!("{before} {words}"))];
    cells.extend((0..8).map(|_| Cell::text("")));
    for after in 1..=widest {
        let inside = after <= item.scale.points();
        cells.push(if inside {
            Cell::count(matrix.count(before, after))
        } else {
            Cell::impossible()
        });
    }
    cells
}
