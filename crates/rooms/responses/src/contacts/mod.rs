//! Ways to be reached that people left with their answers (SI4). Nothing else leads from an answer to a person, so this is kept apart and
//! sealed: one person asks to see it and says why, a second one agrees or refuses, and whoever asked sees it for a day.

mod reading;
mod standing;
mod steps;

pub use reading::{Contact, Show, list, waiting};
pub(crate) use reading::{Request, load, requests};
pub use standing::Standing;
pub(crate) use standing::{OPEN_HOURS, WAITS_DAYS};
pub use steps::{ask, decide, erase, shown};

use crate::model::{ContactId, ResponseId};
use crate::records::contact as sql;
use kernel::{Day, Entropy, Fault};
use store::{Tx, values};

/// The longest reason.
pub(crate) const MOST: usize = 500;

/// Keeps how somebody can be reached, apart from her answers.
pub(crate) fn leave(
    tx: &mut Tx<'_>,
    response: ResponseId,
    contact: &str,
    day: Day,
    entropy: &dyn Entropy,
) -> Result<(), Fault> {
    let id = ContactId::random(entropy);
    let sealed = tx.keys().seal(
        "left_contact",
        "contact_sealed",
        id.0,
        contact.as_bytes(),
        entropy,
    );
    tx.run(&sql::LEAVE, values![id.0, response.0, sealed, day])
}
