//! Finding somebody. Names are sealed, so nobody is found by name; who is out of sight is found no more than who is not there.

use crate::model::LearnerId;
use crate::people;
use crate::records::{learner as sql, pair};
use access::{Scope, actions};
use kernel::Stop;
use store::{Tx, values};

/// The person with this work address, or of the booking with this reference, if a session of hers is in sight.
pub fn by_words(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    words: &str,
) -> Result<Option<LearnerId>, Stop> {
    let words = words.trim();
    if words.contains('@') {
        let wanted = scope.values_and(values![people::email_blind(tx.keys(), words)]);
        return Ok(tx.one(&sql::FIND_BY_EMAIL, &wanted, sql::found)?);
    }
    let wanted = scope.values_and(values![words.to_uppercase()]);
    Ok(tx.one(&pair::LEARNER_BY_BOOKING, &wanted, sql::found)?)
}
