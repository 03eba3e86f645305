//! A photograph is saved with a reason that stays in the trail: it shows the names of everybody on the sheet.

use super::reading;
use crate::guards::PhotographRecord;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Instant, Problems, Stop};
use store::Tx;

/// The picture under a name, for a reason.
pub fn out(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    name: &str,
    reason: &str,
    scans: bool,
    now: Instant,
) -> Result<Done<Vec<u8>>, Stop> {
    let (id, picture) = reading::picture(tx, scope, name, scans)?;
    let mut problems = Problems::none();
    crate::model::text(
        &mut problems,
        "reason",
        reason.trim(),
        "Enter why you save it",
        500,
    );
    problems.check()?;
    let pass = scope.pass::<PhotographRecord>(tx, id)?;
    let change = Change::new("taken out").reason(reason.trim());
    Done::recorded(tx, pass, change, now, picture)
}
