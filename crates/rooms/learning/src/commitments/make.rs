//! Making one, together with the manager's yes.

use super::remind::write_to;
use crate::guards::OwnCommitment;
use crate::model::{Booking, CommitmentDraft, CommitmentId};
use crate::moment::Moment;
use crate::records::commitment as sql;
use access::{Scope, actions};
use audit::Change;
use kernel::Stop;
use post::template::Template;
use store::{Tx, values};

/// Writes it down and sends the manager the link to it. A booking has one at most: a second is not taken.
pub(crate) fn make(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    booking: &Booking,
    draft: &CommitmentDraft,
) -> Result<(), Stop> {
    draft.problems(moment.now.day()).check()?;
    let id = CommitmentId(moment.id());
    let seal = |column, text: &str| {
        tx.keys().seal(
            "commitment",
            column,
            id.0,
            text.trim().as_bytes(),
            moment.entropy(),
        )
    };
    let (manager, what) = (
        seal("manager_sealed", &booking.draft.manager),
        seal("what_sealed", &draft.what),
    );
    let rows = tx.changed(
        &sql::COMMITMENT_INSERT,
        values![
            id.0,
            booking.session.0,
            booking.id.0,
            booking.draft.person.organisation.trim(),
            manager,
            what,
            draft.due,
            moment.now
        ],
    )?;
    if rows == 0 {
        return Ok(());
    }
    write_to(tx, scope, moment, id, Template::Promise, "made")?;
    let pass = scope.pass_new::<OwnCommitment>(id);
    audit::also(tx, &pass, Change::new("committed"), moment.now)
}
