//! The message that asks people to a session with few bookings: that it was sent is put on record, so that no two coordinators send it.

use super::course::stale;
use crate::guards::SessionRecord;
use crate::model::SessionId;
use crate::moment::Moment;
use crate::reading;
use crate::records::session as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Instant, Refusal, Stop};
use store::{Tx, values};

/// Puts on record that the coordinator sent the message. `seen`: when it was last sent, as the page said; who finds that somebody else has
/// sent it since is told so.
pub fn sent(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    seen: Option<Instant>,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let session = reading::session_by_id(tx, id)?;
    if !session.open_for_booking(moment.now) {
        let words = "This session is cancelled or has begun, so nobody is asked to come.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody sends the message"))?;
    let before = seen.map_or(0, Instant::millis);
    if tx.changed(&sql::SESSION_MESSAGE_SENT, values![id.0, moment.now, by, before])? == 0 {
        return Err(stale(moment));
    }
    Done::recorded(tx, pass, Change::new("message sent"), moment.now, ())
}
