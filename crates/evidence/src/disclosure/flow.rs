//! Two dimensions: rows and columns as the nodes of a network, cells as its edges. A cell can grow by as much as flows
//! back from its one end to its other through hidden cells: an exact answer, in whole numbers.

use std::collections::{BTreeSet, VecDeque};

use super::grid::Grid;

/// More than any count: a cell that may grow without end.
const ENDLESS: u64 = u64::MAX / 4;

/// The network: rows first, then columns.
struct Net<'g, 't> {
    grid: &'g Grid<'t>,
    rows: usize,
    columns: usize,
}

impl<'g, 't> Net<'g, 't> {
    fn of(grid: &'g Grid<'t>) -> Self {
        let size = |dimension: usize| grid.shape.get(dimension).copied().unwrap_or(0);
        Self {
            grid,
            rows: size(0),
            columns: size(1),
        }
    }

    fn nodes(&self) -> usize {
        self.rows + self.columns
    }

    /// The cell between two nodes of different kind, and whether it is passed from row to column.
    fn edge(&self, from: usize, to: usize) -> (usize, bool) {
        if from < self.rows {
            (from * self.columns + (to - self.rows), true)
        } else {
            (to * self.columns + (from - self.rows), false)
        }
    }

    fn neighbours(&self, node: usize) -> std::ops::Range<usize> {
        if node < self.rows {
            self.rows..self.nodes()
        } else {
            0..self.rows
        }
    }

    /// How much may flow over a cell in a direction: with it the cell grows, against it the cell shrinks.
    fn room(&self, cell: usize, forth: bool) -> u64 {
        if self.grid.negative(cell) == forth {
            self.grid.room(cell)
        } else {
            ENDLESS
        }
    }

    /// From where to where the change of a growing cell must flow back.
    fn ends(&self, cell: usize) -> (usize, usize) {
        let (row, column) = (cell / self.columns, self.rows + cell % self.columns);
        if self.grid.negative(cell) {
            (row, column)
        } else {
            (column, row)
        }
    }
}

pub(super) fn witness(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> Option<BTreeSet<usize>> {
    let net = Net::of(grid);
    let (source, sink) = net.ends(cell);
    // Change so far over each cell, from row to column.
    let mut forth: Vec<i128> = vec![0; grid.cells.len()];
    let mut found = 0_u64;
    while found < need {
        let mut came: Vec<Option<usize>> = vec![None; net.nodes()];
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for next in net.neighbours(node) {
                let (edge, along) = net.edge(node, next);
                let seen = next == source || came.get(next).is_none_or(Option::is_some);
                if seen
                    || edge == cell
                    || hidden.get(edge) != Some(&true)
                    || left(&net, &forth, edge, along) == 0
                {
                    continue;
                }
                if let Some(slot) = came.get_mut(next) {
                    *slot = Some(node);
                }
                queue.push_back(next);
            }
        }
        let path = back(&came, source, sink)?;
        let step = |pair: &[usize]| match pair {
            [from, to] => Some(net.edge(*from, *to)),
            _ => None,
        };
        let steps: Vec<(usize, bool)> = path.windows(2).filter_map(step).collect();
        let room = steps
            .iter()
            .map(|(edge, along)| left(&net, &forth, *edge, *along))
            .min()
            .unwrap_or(0);
        let amount = room.min(need - found);
        for (edge, along) in steps {
            if let Some(slot) = forth.get_mut(edge) {
                *slot += if along {
                    i128::from(amount)
                } else {
                    -i128::from(amount)
                };
            }
        }
        found += amount;
    }
    let mut used: BTreeSet<usize> = forth
        .iter()
        .enumerate()
        .filter(|(_, change)| **change != 0)
        .map(|(edge, _)| edge)
        .collect();
    used.insert(cell);
    Some(used)
}

fn left(net: &Net<'_, '_>, forth: &[i128], edge: usize, along: bool) -> u64 {
    let change = forth.get(edge).copied().unwrap_or(0);
    let used = if along { change } else { -change };
    u64::try_from(i128::from(net.room(edge, along)) - used).unwrap_or(0)
}

/// The nodes from source to sink.
fn back(came: &[Option<usize>], source: usize, sink: usize) -> Option<Vec<usize>> {
    let mut path = vec![sink];
    let mut node = sink;
    while node != source {
        node = came.get(node).copied().flatten()?;
        path.push(node);
    }
    path.reverse();
    Some(path)
}

/// The way back that costs least to hide, each cell on it with room for all that is needed.
pub(super) fn cheapest(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> BTreeSet<usize> {
    let net = Net::of(grid);
    let (source, sink) = net.ends(cell);
    let mut price: Vec<Option<u64>> = vec![None; net.nodes()];
    let mut came: Vec<Option<usize>> = vec![None; net.nodes()];
    let mut done = vec![false; net.nodes()];
    if let Some(slot) = price.get_mut(source) {
        *slot = Some(0);
    }
    loop {
        let open = price
            .iter()
            .zip(&done)
            .enumerate()
            .filter(|(_, (price, done))| price.is_some() && !**done);
        let Some((node, so_far)) = open
            .map(|(node, (price, _))| (node, price.unwrap_or(0)))
            .min_by_key(|(node, price)| (*price, *node))
        else {
            break;
        };
        if node == sink {
            break;
        }
        if let Some(slot) = done.get_mut(node) {
            *slot = true;
        }
        for next in net.neighbours(node) {
            let (edge, along) = net.edge(node, next);
            if edge == cell || net.room(edge, along) < need {
                continue;
            }
            let Some(cost) = grid.cost(hidden, edge) else {
                continue;
            };
            let total = so_far.saturating_add(cost);
            if let Some(slot) = price.get_mut(next)
                && slot.is_none_or(|known| total < known)
                && done.get(next) == Some(&false)
            {
                *slot = Some(total);
                if let Some(slot) = came.get_mut(next) {
                    *slot = Some(node);
                }
            }
        }
    }
    let mut used = BTreeSet::from([cell]);
    let path = back(&came, source, sink).unwrap_or_default();
    for pair in path.windows(2) {
        if let [from, to] = pair {
            used.insert(net.edge(*from, *to).0);
        }
    }
    used
}
