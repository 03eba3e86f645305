//! Daily housekeeping of accounts: budgets, steps and links that ended, sessions, history and kept forms that are old.

use access::Scope;
use access::actions::SystemJob;
use kernel::{Entropy, Instant, Stop};
use post::jobs::Job;
use post::runner::Work;
use store::Tx;

/// The work.
pub(crate) struct Sweep;

impl Work for Sweep {
    fn kind(&self) -> &'static str {
        "accounts sweep"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        system: &Scope<SystemJob>,
        _job: &Job,
        _entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        identity::sessions::sweep(tx, now)?;
        Ok(front::forget_forms(tx, system, now)?)
    }
}
