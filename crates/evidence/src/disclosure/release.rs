//! Releases over the same units must not betray by their difference what each of them protects.

use std::collections::BTreeMap;

use super::Profile;

/// What left: printed counts by the name of their cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Released {
    /// Cell to printed count; hidden cells are left out.
    pub cells: BTreeMap<String, u64>,
}

/// A cell whose two printed counts give a small one away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    /// The cell.
    pub cell: String,
    /// Printed before.
    pub before: u64,
    /// Printed now.
    pub now: u64,
}

/// Cells of a new release that stand in an earlier one and differ by a count below the profile's threshold.
/// `internal` is no release, and `nhs` hides nothing by its size.
pub fn differences(profile: Profile, earlier: &Released, new: &Released) -> Vec<Clash> {
    let Some(threshold) = profile.threshold() else {
        return Vec::new();
    };
    let both = new
        .cells
        .iter()
        .filter_map(|(cell, now)| earlier.cells.get(cell).map(|before| (cell, *before, *now)));
    both.filter(|(_, before, now)| before != now && before.abs_diff(*now) < threshold)
        .map(|(cell, before, now)| Clash {
            cell: cell.clone(),
            before,
            now,
        })
        .collect()
}
