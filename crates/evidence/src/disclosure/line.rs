//! One dimension: a hidden part grows while other hidden parts shrink, or while a hidden total grows with it.

use std::collections::BTreeSet;

use super::grid::Grid;

fn total(grid: &Grid<'_>) -> usize {
    grid.cells.len().saturating_sub(1)
}

fn parts(grid: &Grid<'_>, cell: usize) -> impl Iterator<Item = usize> {
    (0..total(grid)).filter(move |other| *other != cell)
}

pub(super) fn witness(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> Option<BTreeSet<usize>> {
    let is_hidden = |other: &usize| hidden.get(*other) == Some(&true);
    let total = total(grid);
    if cell == total {
        return parts(grid, cell)
            .find(is_hidden)
            .map(|part| BTreeSet::from([cell, part]));
    }
    let mut used = BTreeSet::from([cell]);
    if is_hidden(&total) {
        used.insert(total);
        return Some(used);
    }
    let mut room = 0;
    for part in parts(grid, cell).filter(is_hidden) {
        room += grid.room(part);
        used.insert(part);
        if room >= need {
            return Some(used);
        }
    }
    None
}

pub(super) fn cheapest(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> BTreeSet<usize> {
    let total = total(grid);
    let mut used = BTreeSet::from([cell]);
    if cell == total {
        used.extend(
            parts(grid, cell)
                .filter(|part| grid.count(*part) > 0)
                .min_by_key(|part| grid.count(*part)),
        );
        return used;
    }
    let is_hidden = |other: &usize| hidden.get(*other) == Some(&true);
    let mut room: u64 = parts(grid, cell)
        .filter(is_hidden)
        .map(|part| grid.room(part))
        .sum();
    let mut open: Vec<usize> = parts(grid, cell)
        .filter(|part| !is_hidden(part) && grid.count(*part) > 0)
        .collect();
    open.sort_by_key(|part| (grid.count(*part), *part));
    let one = open.iter().find(|part| room + grid.room(**part) >= need).copied();
    used.extend(parts(grid, cell).filter(is_hidden));
    if let Some(part) = one {
        used.insert(part);
        return used;
    }
    for part in open.into_iter().rev() {
        room += grid.room(part);
        used.insert(part);
        if room >= need {
            return used;
        }
    }
    used.insert(total);
    used
}
