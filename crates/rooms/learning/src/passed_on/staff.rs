//! What a coordinator does: leaving one out of the count, with a reason, and counting it after all.

use super::reading;
use crate::guards::PassedOnRecord;
use crate::model::{PassedOn, PassedOnId, PassedState, limit};
use crate::moment::Moment;
use crate::people;
use crate::records::passed_on as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Problems, Refusal, Stop};
use store::{Tx, values};

/// One of a session in sight.
pub fn one(tx: &mut Tx, scope: &Scope<actions::ManageBookings>, id: PassedOnId) -> Result<PassedOn, Stop> {
    drop(scope.pass::<PassedOnRecord>(tx, id)?);
    Ok(reading::by_id(tx, id)?.ok_or(Refusal::Unknown)?)
}

/// Leaves it out of the count for a reason; no reason: counts it after all.
pub fn leave_out(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: PassedOnId,
    reason: Option<&str>,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<PassedOnRecord>(tx, id)?;
    let (from, to, word) = match reason {
        Some(reason) => {
            let mut problems = Problems::none();
            if reason.trim().is_empty() {
                problems.add("reason", "Enter why it is left out");
            }
            limit(&mut problems, "reason", reason.trim(), 500);
            problems.check()?;
            (PassedState::Counted, PassedState::LeftOut, "left out")
        }
        None => (PassedState::LeftOut, PassedState::Counted, "counted after all"),
    };
    let sealed = people::seal(
        tx,
        moment,
        "passed_on",
        "reason_sealed",
        id.0,
        reason.unwrap_or_default(),
    );
    let turned = values![id.0, from.code(), to.code(), sealed];
    if tx.changed(&sql::PASSED_ON_TURN, turned)? == 0 {
        let words = "This stands differently meanwhile. Open it again to see how.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}
