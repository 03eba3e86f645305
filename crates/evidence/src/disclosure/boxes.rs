//! Three dimensions: the eight corners of a box can change together and keep every sum, neighbours in opposite ways.

use std::collections::BTreeSet;

use super::grid::Grid;

pub(super) fn witness(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> Option<BTreeSet<usize>> {
    let price = |other: usize| (hidden.get(other) == Some(&true)).then_some(0);
    search(grid, cell, need, &price).map(|(_, corners)| BTreeSet::from(corners))
}

pub(super) fn cheapest(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> BTreeSet<usize> {
    let price = |other: usize| grid.cost(hidden, other);
    search(grid, cell, need, &price)
        .map_or_else(|| BTreeSet::from([cell]), |(_, corners)| BTreeSet::from(corners))
}

/// The cheapest box with `cell` at a corner in which that corner can grow by `need`.
fn search(
    grid: &Grid<'_>,
    cell: usize,
    need: u64,
    price: &impl Fn(usize) -> Option<u64>,
) -> Option<(u64, [usize; 8])> {
    let (&[across, down, deep], &[row, column, layer]) = (grid.shape.as_slice(), grid.place(cell).as_slice())
    else {
        return None;
    };
    let at = |row: usize, column: usize, layer: usize| (row * down + column) * deep + layer;
    let grows = grid.negative(cell);
    // What a corner costs, if it may change: an odd number of steps from the cell changes it the other way, and a
    // cell that counts negative changes the other way again.
    let corner = |other: usize, odd: bool| {
        let shrinks = (grid.negative(other) != grows) != odd;
        if shrinks && grid.room(other) < need {
            None
        } else {
            price(other)
        }
    };
    let mut best: Option<(u64, [usize; 8])> = None;
    for r in (0..across).filter(|r| *r != row) {
        let Some(first) = corner(at(r, column, layer), true) else {
            continue;
        };
        for c in (0..down).filter(|c| *c != column) {
            let beside = corner(at(row, c, layer), true).zip(corner(at(r, c, layer), false));
            let Some((second, third)) = beside else { continue };
            let face = first + second + third;
            if best.as_ref().is_some_and(|(known, _)| *known <= face) {
                continue;
            }
            for l in (0..deep).filter(|l| *l != layer) {
                let far = [
                    (at(row, column, l), true),
                    (at(r, column, l), false),
                    (at(row, c, l), false),
                    (at(r, c, l), true),
                ];
                let Some(rest) = far
                    .iter()
                    .map(|(other, odd)| corner(*other, *odd))
                    .sum::<Option<u64>>()
                else {
                    continue;
                };
                let whole = face + rest;
                if best.as_ref().is_none_or(|(known, _)| whole < *known) {
                    let near = [cell, at(r, column, layer), at(row, c, layer), at(r, c, layer)];
                    let [one, two, three, four] = near;
                    let [(five, _), (six, _), (seven, _), (eight, _)] = far;
                    best = Some((whole, [one, two, three, four, five, six, seven, eight]));
                    if whole == 0 {
                        return best;
                    }
                }
            }
        }
    }
    best
}
