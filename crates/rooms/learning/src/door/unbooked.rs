//! Somebody who has not booked, as a device knows her: a name, and an address if she gave one. Sealed for as long as she waits for a decision.

use crate::model::Person;
use crate::moment::Moment;
use crate::records::kept as sql;
use kernel::{Fault, Id, Problems};
use serde::{Deserialize, Serialize};
use store::Tx;

/// A walk-in as the device knows her.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WalkIn {
    pub(crate) name: String,
    pub(crate) email: String,
}

kernel::masked!(WalkIn);

/// Seals her for a mark.
pub(crate) fn sealed(tx: &Tx, moment: &Moment, id: Id, walk_in: &WalkIn) -> Result<Vec<u8>, Fault> {
    let text =
        serde_json::to_vec(walk_in).map_err(|error| Fault::caused("a walk-in cannot be written", error))?;
    Ok(tx
        .keys()
        .seal("kept_mark", "walk_in_sealed", id, &text, moment.entropy()))
}

/// The person; an address that is none is left out.
pub(crate) fn person(walk_in: &WalkIn) -> Person {
    let mut person = Person {
        name: walk_in.name.clone(),
        email: walk_in.email.clone(),
        ..Person::default()
    };
    let mut problems: Problems = person.problems(true);
    problems.0.retain(|problem| problem.field == "email");
    if !problems.is_empty() {
        person.email = String::new();
    }
    person
}

/// The walk-in of a stored mark.
pub(crate) fn walk_in_of(tx: &Tx, open: &sql::Open) -> Result<Option<WalkIn>, Fault> {
    let Some(sealed) = &open.walk_in else {
        return Ok(None);
    };
    let text = tx
        .keys()
        .open_text("kept_mark", "walk_in_sealed", open.id, sealed)?;
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|error| Fault::caused("a walk-in cannot be read", error))
}
