//! Releases over the same units must not betray by their difference what each of them protects.

use std::collections::BTreeMap;

use super::Profile;

/// What left: printed counts by the name of their cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Released {
    /// The profile under which they were printed.
    pub profile: Profile,
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

/// Cells of a new release that stand in an earlier one too and whose counts differ, whatever was rounded, by less than the stricter
/// of the two profiles lets anybody see. Two prints that may be of the same count are no difference: a table for partners and the
/// same table for the public go together. `internal` is no release, and two tables under `nhs` hide nothing by its size.
pub fn differences(earlier: &Released, new: &Released) -> Vec<Clash> {
    if earlier.profile == Profile::Internal || new.profile == Profile::Internal {
        return Vec::new();
    }
    let Some(threshold) = earlier.profile.threshold().max(new.profile.threshold()) else {
        return Vec::new();
    };
    let both = new
        .cells
        .iter()
        .filter_map(|(cell, now)| earlier.cells.get(cell).map(|before| (cell, *before, *now)));
    both.filter(|(_, before, now)| {
        let (was, is) = (earlier.profile.stands_for(*before), new.profile.stands_for(*now));
        let apart = was.1 < is.0 || is.1 < was.0;
        let most = is.1.saturating_sub(was.0).max(was.1.saturating_sub(is.0));
        apart && most < threshold
    })
    .map(|(cell, before, now)| Clash {
        cell: cell.clone(),
        before,
        now,
    })
    .collect()
}
