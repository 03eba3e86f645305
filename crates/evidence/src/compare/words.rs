//! What is said under a comparison, and what can be concluded from a difference.

use super::{Compared, Contrast, Names, Shown};
use crate::disclosure::Profile;
use crate::interval::Interval;
use crate::table::Table;

/// What can be said of a difference: which of the two is higher, or why nothing can be.
pub(super) fn conclusion(found: &Contrast<'_>, profile: Profile, counted: &str) -> String {
    let both = [found.group, found.base];
    if both.iter().any(|one| one.n.is_none() || one.of.is_none()) {
        return "Too few to show.".to_owned();
    }
    if let Some(weak) = both.iter().find(|one| one.weak) {
        return format!(
            "No conclusion: half or more of what {} should be based on is missing.",
            weak.name
        );
    }
    if let Some(empty) = both.iter().find(|one| one.of == Some(0)) {
        return format!("Nothing to compare: no {counted} in {}.", empty.name);
    }
    let Some(shares) = found.shares else {
        let from = profile.percent_from();
        let few = both.iter().find(|one| one.of.is_some_and(|of| of < from));
        let name = few.map_or("", |one| one.name.as_str());
        return format!("Too few to compare: fewer than {from} {counted} in {name}.");
    };
    let Some(interval) = found.interval else {
        return "No conclusion: counts are rounded to 5.".to_owned();
    };
    let caution = shares.0.needs_caution() || shares.1.needs_caution();
    said(interval, &found.base.name, caution)
}

/// Which of two is higher, by the interval of their difference.
pub(super) fn said(interval: Interval, base: &str, caution: bool) -> String {
    let words = if interval.holds_zero() {
        "No difference can be concluded: the interval holds 0.".to_owned()
    } else if interval.low > 0.0 {
        format!("Higher than {base}.")
    } else {
        format!("Lower than {base}.")
    };
    if caution {
        format!("{} {words}", crate::value::mark::CAUTION)
    } else {
        words
    }
}

pub(super) fn under_shares(table: &mut Table, compared: &Compared, names: Names<'_>) {
    let closed: Vec<&str> = compared
        .groups
        .iter()
        .filter(|group| group.closed)
        .map(|group| group.name.as_str())
        .collect();
    if !closed.is_empty() {
        table.note(&format!(
            "Fewer than five {} each are not opened for anybody, so that no answer has a face: {}.",
            names.counted,
            closed.join("; ")
        ));
        if compared.all.is_none() {
            table.note("No sum is given: less the other groups it would open them.");
        }
    }
    let weak: Vec<&str> = compared
        .groups
        .iter()
        .filter(|group| group.weak)
        .map(|group: &Shown| group.name.as_str())
        .collect();
    if !weak.is_empty() {
        table.note(&format!(
            "Half or more of what these should be based on is missing: {}.",
            weak.join("; ")
        ));
    }
    if compared
        .groups
        .iter()
        .any(|group| group.weak && group.of == Some(0))
    {
        table.note("[x] marks papers that were owed and did not come: it is no zero.");
    }
    if compared.profile.exact() {
        table.note("Intervals: Wilson's score interval, 95%.");
    } else {
        table.note("No intervals are given: counts are rounded to 5 here.");
    }
}

pub(super) fn under_differences(table: &mut Table, profile: Profile) {
    if profile.exact() {
        table.note(
            "Differences are in percentage points of the shares above; their 95% intervals are Newcombe's, from Wilson's (method 10). An interval that holds 0 is no proof that there is no difference.",
        );
        if table.rows.len() > 1 {
            table.note(&format!(
                "{} differences stand here at once: of twenty where there is none, one interval leaves 0 out by chance.",
                table.rows.len()
            ));
        }
    } else {
        table.note("Differences are made from rounded counts: no interval is given and nothing is concluded from them.");
    }
    crate::agree::notes(table, profile);
}
