//! A photograph is removed by hand, with a reason that stays in the trail. It cannot be taken back.

use crate::guards::PhotographRecord;
use crate::model::PhotographId;
use crate::moment::Moment;
use crate::records::photograph as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Problems, Stop};
use store::{Tx, values};

/// Removes one.
pub fn remove(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    id: PhotographId,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<PhotographRecord>(tx, id)?;
    let mut problems = Problems::none();
    let words = "Enter why the photograph is removed";
    crate::model::text(&mut problems, "reason", reason.trim(), words, 500);
    problems.check()?;
    tx.run(&sql::PHOTOGRAPH_DROP, values![id.0])?;
    let change = Change::new("photograph of the sheet removed").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}
