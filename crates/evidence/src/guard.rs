//! The one way from counts to printed counts: a dense block goes to disclosure control as a whole with its margins.

use crate::disclosure::{Profile, protect};
use crate::reading::Trouble;

/// A block of counts with margins, as a profile lets them be printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Guarded {
    shape: Vec<usize>,
    cells: Vec<Option<u64>>,
}

impl Guarded {
    /// The printed count at a place: for each dimension an index, one past the last for the margin. `None` is hidden.
    pub(crate) fn at(&self, place: &[usize]) -> Option<u64> {
        let mut base = 0;
        for (index, len) in place.iter().zip(&self.shape) {
            base = base * (len + 1) + index;
        }
        self.cells.get(base).copied().flatten()
    }

    /// Whether none of the sums over the last dimension is hidden.
    pub(crate) fn last_known(&self) -> bool {
        let len = self.shape.last().map_or(1, |len| len + 1);
        self.cells.iter().skip(len - 1).step_by(len).all(Option::is_some)
    }

    /// Whether nothing is hidden.
    pub(crate) fn all_known(&self) -> bool {
        self.cells.iter().all(Option::is_some)
    }
}

/// Counts with all their margins, in rows of `shape` with one more in each dimension.
fn with_margins(shape: &[usize], counts: &[u64]) -> Vec<u64> {
    let size: usize = shape.iter().map(|len| len + 1).product();
    let mut cells = vec![0; size];
    for (place, count) in counts.iter().enumerate() {
        if *count == 0 {
            continue;
        }
        let mut rest = place;
        let mut exact = vec![0; shape.len()];
        for (slot, len) in exact.iter_mut().zip(shape).rev() {
            *slot = rest % len;
            rest /= len;
        }
        for pick in 0..(1_u32 << shape.len()) {
            let base = exact
                .iter()
                .zip(shape)
                .enumerate()
                .fold(0, |base, (bit, (own, len))| {
                    base * (len + 1) + if pick >> bit & 1 == 1 { *len } else { *own }
                });
            if let Some(slot) = cells.get_mut(base) {
                *slot += count;
            }
        }
    }
    cells
}

/// Protects a block of counts, the last dimension running fastest.
pub(crate) fn guard(profile: Profile, shape: &[usize], counts: &[u64]) -> Guarded {
    Guarded {
        shape: shape.to_vec(),
        cells: protect(profile, shape, &with_margins(shape, counts)),
    }
}

/// How the words of a column's name begin by which it is known to be about one of the four things that are never broken down
/// together. A name is cut into words where it has no letter.
const APART: [&[&str]; 4] = [
    &["practice", "harmful", "fgm", "hbv", "hba", "forcedmarriage"],
    &[
        "area",
        "borough",
        "ward",
        "district",
        "localauthorit",
        "locality",
        "postcode",
    ],
    &["period", "year", "quarter", "month", "week", "day", "date"],
    &["ethnic"],
];

/// Refuses a breakdown by practice, area, period and ethnic group together, whatever its counts and its profile.
pub fn check_breakdown(columns: &[&str]) -> Result<(), Trouble> {
    check_breakdown_of(columns, &[])
}

/// [`check_breakdown`] where rows were filtered as well: a column they were filtered by counts as one of the breakdown.
pub fn check_breakdown_of(columns: &[&str], filters: &[&str]) -> Result<(), Trouble> {
    let named: Vec<String> = columns
        .iter()
        .chain(filters)
        .map(|name| name.to_lowercase())
        .collect();
    let is_about = |name: &String, start: &str| {
        let words: Vec<&str> = name.split(|letter: char| !letter.is_alphabetic()).collect();
        // From each word on: what is written as two words here may be one there.
        (0..words.len()).any(|from| {
            words
                .iter()
                .skip(from)
                .copied()
                .collect::<String>()
                .starts_with(start)
        })
    };
    let together = APART.iter().all(|starts| {
        named
            .iter()
            .any(|name| starts.iter().any(|start| is_about(name, start)))
    });
    if together {
        let words = "a breakdown by practice, area, period and ethnic group together is not given out";
        return Err(Trouble::Asked(words.to_owned()));
    }
    Ok(())
}
