//! Where the groups of a tally lie in dense blocks of counts, and in which order a table prints them.

use crate::reading::Trouble;
use crate::table::RowKind;
use crate::tally::Tally;

/// The most groups of one table.
const MOST_GROUPS: usize = 10_000;

/// Where each group of a tally lies in a dense block, and the words for the block's sides.
pub(crate) struct Layout<'t> {
    pub(crate) values: Vec<Vec<String>>,
    groups: Vec<(usize, &'t [u64])>,
    cells: usize,
    filled: Vec<bool>,
}

impl<'t> Layout<'t> {
    pub(crate) fn of(tally: &'t Tally) -> Result<Self, Trouble> {
        let values: Vec<Vec<String>> = (0..tally.by().len()).map(|column| tally.values(column)).collect();
        let places: Vec<std::collections::HashMap<&str, usize>> = values
            .iter()
            .map(|list| {
                list.iter()
                    .enumerate()
                    .map(|(place, value)| (value.as_str(), place))
                    .collect()
            })
            .collect();
        let cells: usize = values.iter().map(Vec::len).product();
        if cells > MOST_GROUPS {
            return Err(Trouble::Asked(format!(
                "a table of {cells} groups is too fine; the most is {MOST_GROUPS}"
            )));
        }
        let mut filled = vec![false; cells];
        let mut groups = Vec::new();
        for (key, group) in tally.groups() {
            let mut base = 0;
            for ((value, places), list) in key.iter().zip(&places).zip(&values) {
                base = base * list.len() + places.get(value.as_str()).copied().unwrap_or(0);
            }
            if let Some(slot) = filled.get_mut(base) {
                *slot = true;
            }
            groups.push((base, group.counts.as_slice()));
        }
        Ok(Self {
            values,
            groups,
            cells,
            filled,
        })
    }

    /// Dense counts of one statement: for each group, one count for each class. `None` as class is missing.
    pub(crate) fn block(
        &self,
        stride: usize,
        item: usize,
        classes: usize,
        class_of: impl Fn(usize) -> usize,
    ) -> Vec<u64> {
        let mut block = vec![0; self.cells * classes];
        for (base, counts) in &self.groups {
            let codes = counts.chunks(stride).nth(item).unwrap_or_default();
            for (code, count) in codes.iter().enumerate() {
                let class = class_of(code);
                if class < classes
                    && let Some(slot) = block.get_mut(base * classes + class)
                {
                    *slot += count;
                }
            }
        }
        block
    }

    /// All places of the table in printing order: for each column a value, or one past the last for "all". Groups
    /// that no row of the input lies in are left out.
    pub(crate) fn places(&self) -> Vec<Vec<usize>> {
        let mut held = std::collections::BTreeSet::new();
        let every: Vec<usize> = self.values.iter().map(Vec::len).collect();
        for (base, filled) in self.filled.iter().enumerate() {
            if !*filled {
                continue;
            }
            let mut rest = base;
            let mut exact = vec![0; every.len()];
            for (slot, len) in exact.iter_mut().zip(&every).rev() {
                *slot = rest % len;
                rest /= len;
            }
            for pick in 0..(1_u32 << every.len()) {
                let wide = exact.iter().zip(&every).enumerate();
                held.insert(
                    wide.map(|(bit, (own, all))| if pick >> bit & 1 == 1 { *all } else { *own })
                        .collect(),
                );
            }
        }
        held.insert(every);
        held.into_iter().collect()
    }

    pub(crate) fn kind(&self, place: &[usize]) -> RowKind {
        let totals = place
            .iter()
            .zip(&self.values)
            .filter(|(wanted, list)| **wanted == list.len())
            .count();
        match totals {
            0 => RowKind::Body,
            some if some == place.len() => RowKind::Total,
            _ => RowKind::Subtotal,
        }
    }
}
