//! A table with its margins as one block in which every line adds up to zero: cells that are a sum over an odd number
//! of dimensions count negative. A change that keeps all sums is then a change whose lines add up to zero.

/// What a hidden cell costs, apart from its count: few cells come before small ones.
const CELL: u64 = 1 << 32;

pub(super) struct Grid<'t> {
    /// Size of each dimension, margin included.
    pub shape: Vec<usize>,
    pub cells: &'t [u64],
}

impl<'t> Grid<'t> {
    pub(super) fn new(shape: &[usize], cells: &'t [u64]) -> Self {
        Self {
            shape: shape.iter().map(|len| len + 1).collect(),
            cells,
        }
    }

    pub(super) fn count(&self, cell: usize) -> u64 {
        self.cells.get(cell).copied().unwrap_or(0)
    }

    /// How far a hidden cell may shrink: a zero is never hidden, so whoever sees that a cell is hidden knows that it is
    /// at least 1.
    pub(super) fn room(&self, cell: usize) -> u64 {
        self.count(cell).saturating_sub(1)
    }

    /// The indices of a cell.
    pub(super) fn place(&self, cell: usize) -> Vec<usize> {
        let mut rest = cell;
        let mut place = vec![0; self.shape.len()];
        for (slot, len) in place.iter_mut().zip(&self.shape).rev() {
            *slot = rest % len;
            rest /= len;
        }
        place
    }

    /// Whether a cell counts negative.
    pub(super) fn negative(&self, cell: usize) -> bool {
        let mut rest = cell;
        let mut odd = false;
        for len in self.shape.iter().rev() {
            odd ^= rest % len == len - 1;
            rest /= len;
        }
        odd
    }

    /// What hiding a cell costs; nothing where it is hidden already, and never a zero.
    pub(super) fn cost(&self, hidden: &[bool], cell: usize) -> Option<u64> {
        let count = self.count(cell);
        if hidden.get(cell) == Some(&true) {
            return Some(0);
        }
        (count > 0).then(|| CELL.saturating_add(count.min(CELL)))
    }
}
