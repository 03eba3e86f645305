//! Disclosure control: which counts of a table with all its margins may be printed, and as what.
//!
//! A table is *right* when somebody who knows every printed cell, and that hidden ones are whole numbers of at least 1
//! (a zero is never hidden), cannot bound any small count below the threshold. For each small count a witness is kept:
//! another table with the same printed cells in which that count reaches the threshold. The cells a witness changes are
//! the ones hidden.

mod boxes;
mod flow;
mod grid;
mod joint;
mod line;
mod release;

use std::collections::BTreeSet;

use grid::Grid;

pub use joint::{Contradiction, Known, Shown, Sum};
pub use release::{Clash, Released, differences};

/// Who will read a table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Profile {
    /// Nothing hidden.
    Internal,
    /// Counts 1 to 4 hidden.
    Partner,
    /// Counts 1 to 9 hidden, the rest rounded to the nearest 5.
    Public,
    /// 0 stays 0, 1 to 7 print 5, the rest rounded to the nearest 5.
    Nhs,
}

impl Profile {
    /// All of them, from open to closed.
    pub const ALL: [Self; 4] = [Self::Internal, Self::Partner, Self::Public, Self::Nhs];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Partner => "partner",
            Self::Public => "public",
            Self::Nhs => "nhs",
        }
    }

    /// The least count that need not be hidden; `None` where nothing is.
    pub const fn threshold(self) -> Option<u64> {
        match self {
            Self::Internal | Self::Nhs => None,
            Self::Partner => Some(5),
            Self::Public => Some(10),
        }
    }

    /// What a count prints as, if it prints.
    pub const fn printed(self, count: u64) -> u64 {
        match (self, count) {
            (Self::Internal | Self::Partner, _) | (_, 0) => count,
            (Self::Nhs, 1..=7) => 5,
            _ => (count.saturating_add(2)) / 5 * 5,
        }
    }

    /// What a count prints as that shows nobody and is hidden for its size in no profile: rounded where other counts are, and never to none.
    pub const fn rounded(self, count: u64) -> u64 {
        match (self, count) {
            (Self::Public, 1..=7) => 5,
            _ => self.printed(count),
        }
    }

    /// The least and the greatest count that [`Self::rounded`] prints so.
    pub const fn rounded_for(self, printed: u64) -> (u64, u64) {
        match (self, printed) {
            (Self::Internal | Self::Partner, _) | (_, 0) => (printed, printed),
            (_, 5) => (1, 7),
            _ => (printed.saturating_sub(2), printed.saturating_add(2)),
        }
    }

    /// The least and the greatest count that prints so.
    pub const fn stands_for(self, printed: u64) -> (u64, u64) {
        let (least, most) = match (self, printed) {
            (Self::Internal | Self::Partner, _) | (_, 0) => return (printed, printed),
            (Self::Nhs, 5) => return (1, 7),
            (Self::Nhs, _) => (8, printed.saturating_add(2)),
            (Self::Public, _) => (10, printed.saturating_add(2)),
        };
        let low = printed.saturating_sub(2);
        (if low < least { least } else { low }, most)
    }

    /// From which printed N on there are percentages.
    pub const fn percent_from(self) -> u64 {
        match self {
            Self::Public => 20,
            _ => crate::share::PERCENT_FROM,
        }
    }

    /// Whether what is printed is the count itself.
    pub const fn exact(self) -> bool {
        matches!(self, Self::Internal | Self::Partner)
    }

    /// What it does, in words for the foot of a table.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Internal => "For internal use only: nothing is hidden.",
            Self::Partner => "Counts of 1 to 4 are hidden, with as many others as needed to protect them.",
            Self::Public => {
                "Counts of 1 to 9 are hidden, with as many others as needed; other counts are rounded to the nearest 5 and percentages are made from rounded counts."
            }
            Self::Nhs => {
                "Counts of 1 to 7 print as 5; other counts are rounded to the nearest 5 and percentages are made from rounded counts."
            }
        }
    }
}

impl std::fmt::Display for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|profile| profile.name() == text);
        found.ok_or_else(|| format!("\"{text}\" is not a profile; use internal, partner, public or nhs"))
    }
}

/// More work than this on un-hiding cells again is not worth it.
const TIDYING: usize = 200_000;

/// What may be printed of a table of one to three dimensions. `shape` is its size without margins; `cells` holds it
/// with them, each dimension one longer, the margin last, the last dimension running fastest. `None` is hidden.
pub fn protect(profile: Profile, shape: &[usize], cells: &[u64]) -> Vec<Option<u64>> {
    let hidden = match profile.threshold() {
        None => vec![false; cells.len()],
        Some(threshold) => hide(&Grid::new(shape, cells), threshold),
    };
    let print = |(count, hidden): (&u64, bool)| (!hidden).then(|| profile.printed(*count));
    cells.iter().zip(hidden).map(print).collect()
}

/// A small count, how much it must be able to grow, and the cells that let it.
struct Primary {
    cell: usize,
    need: u64,
    witness: BTreeSet<usize>,
}

/// Which cells to hide.
fn hide(grid: &Grid<'_>, threshold: u64) -> Vec<bool> {
    let small = |count: u64| count > 0 && count < threshold;
    let mut hidden: Vec<bool> = grid.cells.iter().map(|count| small(*count)).collect();
    let mut primaries: Vec<Primary> = (0..hidden.len())
        .filter(|cell| small(grid.count(*cell)))
        .map(|cell| Primary {
            cell,
            need: threshold - grid.count(cell),
            witness: BTreeSet::new(),
        })
        .collect();
    // Those hardest to protect choose first; the others often find their witness among what is hidden by then.
    primaries.sort_by_key(|primary| (std::cmp::Reverse(primary.need), primary.cell));
    for primary in &mut primaries {
        let found = witness(grid, &hidden, primary.cell, primary.need)
            .unwrap_or_else(|| cheapest(grid, &hidden, primary.cell, primary.need));
        for cell in &found {
            if let Some(slot) = hidden.get_mut(*cell) {
                *slot = true;
            }
        }
        primary.witness = found;
    }
    tidy(grid, threshold, &mut hidden, &mut primaries);
    hidden
}

/// Shows again what proved unnecessary, large counts first.
fn tidy(grid: &Grid<'_>, threshold: u64, hidden: &mut [bool], primaries: &mut [Primary]) {
    let mut spare: Vec<usize> = (0..hidden.len())
        .filter(|cell| hidden.get(*cell) == Some(&true) && grid.count(*cell) >= threshold)
        .collect();
    spare.sort_by_key(|cell| (std::cmp::Reverse(grid.count(*cell)), *cell));
    let mut work = 0;
    for cell in spare {
        let mut again: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        if let Some(slot) = hidden.get_mut(cell) {
            *slot = false;
        }
        let mut needed = false;
        for (place, primary) in primaries.iter().enumerate() {
            if !primary.witness.contains(&cell) {
                continue;
            }
            work += grid.cells.len();
            match witness(grid, hidden, primary.cell, primary.need) {
                Some(other) if work < TIDYING * 100 => again.push((place, other)),
                _ => {
                    needed = true;
                    break;
                }
            }
        }
        if needed {
            if let Some(slot) = hidden.get_mut(cell) {
                *slot = true;
            }
            continue;
        }
        for (place, other) in again {
            if let Some(primary) = primaries.get_mut(place) {
                primary.witness = other;
            }
        }
    }
}

/// Hidden cells that let a cell grow by `need`, if there are such.
fn witness(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> Option<BTreeSet<usize>> {
    match grid.shape.len() {
        1 => line::witness(grid, hidden, cell, need),
        2 => flow::witness(grid, hidden, cell, need),
        _ => boxes::witness(grid, hidden, cell, need),
    }
}

/// The cheapest cells that would. There always are some: the margins of the cell up to the grand total.
fn cheapest(grid: &Grid<'_>, hidden: &[bool], cell: usize, need: u64) -> BTreeSet<usize> {
    match grid.shape.len() {
        1 => line::cheapest(grid, hidden, cell, need),
        2 => flow::cheapest(grid, hidden, cell, need),
        _ => boxes::cheapest(grid, hidden, cell, need),
    }
}
