//! What the file of earlier years says of a session that came from it.

use crate::model::SessionId;
use crate::people;
use crate::records::earlier as sql;
use kernel::Stop;
use store::{Tx, values};

/// What the file of earlier years says of a session that came from it.
pub struct Said {
    /// The file, and the line in it.
    pub source: String,
    /// SHA-256 of the file.
    pub hash: String,
    /// Numbers and words by what they are; nothing where the file says nothing.
    pub numbers: Vec<(&'static str, Option<String>)>,
}

kernel::masked!(Said);

/// What the file of earlier years says of a session, if it came from one.
pub(crate) fn said(tx: &mut Tx, session: SessionId) -> Result<Option<Said>, Stop> {
    let Some(found) = tx.one(&sql::EARLIER_SESSION_FETCH, values![session.0], sql::said)? else {
        return Ok(None);
    };
    let trainer = people::open(
        tx.keys(),
        "earlier_session",
        "trainer_sealed",
        session.0,
        found.trainer.as_deref(),
    )?;
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let came = |came: Option<bool>| came.map(|came| if came { "Received" } else { "Missing" }.to_owned());
    Ok(Some(Said {
        source: format!("{}, line {}", found.file, found.line),
        hash: found.hash,
        numbers: vec![
            ("Places", number(found.capacity)),
            ("Booked", number(found.booked)),
            ("Signed in", number(found.signed_in)),
            ("Different people", number(found.individuals)),
            ("Register", came(found.register_came)),
            ("Feedback", came(found.feedback_came)),
            ("Host", found.host),
            ("Trainer", Some(trainer).filter(|name| !name.is_empty())),
        ],
    }))
}
