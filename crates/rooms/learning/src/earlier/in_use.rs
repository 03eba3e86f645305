//! What came to rest on what came of a file: while it does, the file is not taken back, and the page says why.

use super::forms::Forms;
use super::{Import, Kind, attended};
use crate::records::earlier as sql;
use kernel::{Refusal, Stop};
use store::{Tx, values};

/// Something else rests on what came of it.
pub(super) fn refuse_in_use(tx: &mut Tx, import: &Import, forms: Forms) -> Result<(), Stop> {
    let used = match import.kind {
        Kind::People => return attended::refuse_in_use(tx, import.id),
        Kind::Forms => match (forms.in_use)(tx, import.id)? {
            0 => return Ok(()),
            many => {
                let words = format!(
                    "{many} of its comments are coded, quoted or set aside: it can no longer be taken back as a whole."
                );
                return Err(Refusal::Closed(words).into());
            }
        },
        Kind::Sessions => tx.one(&sql::EARLIER_IN_USE, values![import.id], |row| row.get::<i64>(0))?,
    };
    if let Some(many) = used.filter(|many| *many > 0) {
        return Err(Refusal::Closed(format!(
            "{many} of its sessions changed since, or something was entered for them: a booking, a signature, an answer, forms on paper, a fault of the venue, a day of shadowing. It can no longer be taken back as a whole."
        ))
        .into());
    }
    let people = tx.one(&sql::EARLIER_PEOPLE_IN_USE, values![import.id], |row| {
        row.get::<i64>(0)
    })?;
    match people.unwrap_or(0) {
        0 => Ok(()),
        many => Err(Refusal::Closed(format!(
            "{many} of the people of its sessions were joined with others, certified, signed off, mentored or put on a pathway since: it can no longer be taken back as a whole."
        ))
        .into()),
    }
}
