//! How many answers are missing, and where a table may say so (decision 11).

use super::AgreeOptions;
use crate::disclosure::Profile;
use crate::guard::{Guarded, guard};
use crate::layout::Layout;
use crate::value::ABSENT;

/// The missing answers of a table's statements.
pub(super) struct Missing {
    profile: Profile,
    /// For each statement, by place and reason, with margins.
    counts: Vec<Guarded>,
    /// The same as they may be printed by reason; `None` where they are not asked for, or something of the table had to be hidden.
    reasons: Option<Vec<Guarded>>,
    /// For each statement, the place in the dimension of answers where its N stands.
    whole: usize,
    open: bool,
}

impl Missing {
    /// Counts what is missing. `cells` are the protected answers of each statement, in `classes` with N behind them.
    pub(super) fn of(
        options: AgreeOptions,
        layout: &Layout<'_>,
        stride: usize,
        cells: &[Guarded],
        classes: usize,
    ) -> Self {
        let profile = options.profile;
        let sides: Vec<usize> = layout.values.iter().map(Vec::len).collect();
        let shape = [sides.as_slice(), &[ABSENT]].concat();
        let by_reason = |profile: Profile| -> Vec<Guarded> {
            (0..cells.len())
                .map(|item| guard(profile, &shape, &layout.block(stride, item, ABSENT, |code| code)))
                .collect()
        };
        let reasons = options.split_missing.then(|| by_reason(profile));
        let forms = |item: usize| -> u64 { layout.block(stride, item, 1, |_| 0).iter().sum() };
        // Beside N a number of missing answers makes the number of forms, and no statement has more answers than that. Where some N
        // had to be hidden, that must not bound what is behind it.
        let least = profile.threshold().unwrap_or(0) + classes as u64;
        let open = cells
            .iter()
            .enumerate()
            .all(|(item, cells)| cells.last_known() || (sides.is_empty() && forms(item) >= least));
        Self {
            profile,
            counts: by_reason(Profile::Internal),
            reasons: reasons.filter(|reasons| cells.iter().chain(reasons).all(Guarded::all_known)),
            whole: classes,
            open,
        }
    }

    /// The missing answers of a statement at a place: a property of the table that shows nobody's answer, printed wherever N is.
    pub(super) fn number(&self, item: usize, cells: &Guarded, place: &[usize]) -> Option<u64> {
        cells.at(&[place, &[self.whole]].concat()).filter(|_| self.open)?;
        let number = self.counts.get(item)?.at(&[place, &[ABSENT]].concat())?;
        Some(self.profile.rounded(number))
    }

    /// Those that are missing for one reason.
    pub(super) fn reason(&self, item: usize, place: &[usize], reason: usize) -> Option<u64> {
        self.reasons.as_ref()?.get(item)?.at(&[place, &[reason]].concat())
    }
}
