//! Filled-in forms before they are there: matched on a reader's connection, written aside as the responses that they will be, and put in place in
//! one short unit of work. How a response is kept the room of responses says. Beside what each rests on the last unit of work looks whether other
//! files of forms stand than did: these might be the same forms.

use super::Import;
use super::alike;
use super::aside::anew;
use super::forms::Forms;
use super::work::right;
use crate::moment::Moment;
use crate::records::staged as sql;
use kernel::{Id, Stop};
use post::work::Ahead;
use store::{Tx, values};

/// Forms deleted in one unit of work, each with its answers.
const CLEARED: i64 = 100;

/// Writes the forms of a file aside; what was written before is deleted by now.
pub(super) fn put(house: &Ahead<'_>, import: &Import, forms: Forms) -> Result<(), Stop> {
    let (id, entropy) = (import.id, house.entropy());
    let moment = Moment::new(house.now(), entropy.as_ref(), "");
    let (rows, of, beside) = house.read(|tx| {
        let (found, mapping) = right(tx, &moment, import, forms)?;
        let rows = found.checked.unwrap_or_default().forms;
        Ok((rows, mapping.form, alike::beside(tx)?))
    })?;
    let round = moment.id();
    (forms.aside)(house, (id, round), &of, &rows)?;
    let many = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    house.write(move |tx, _| {
        let whole = values![id, round, many, beside.as_str()];
        Ok(tx.run(&sql::STAGED_WHOLE, whole)?)
    })
}

/// Puts in place what was written aside, while all that it rests on is as it was; how many forms it is.
pub(super) fn in_place(tx: &mut Tx, moment: &Moment, import: &Import, forms: Forms) -> Result<usize, Stop> {
    let round = tx.one(&sql::STAGED_ROUND, values![import.id], |row| {
        Ok((
            row.get::<Option<Id>>(0)?,
            row.get::<Option<i64>>(1)?,
            row.get::<Option<String>>(2)?,
        ))
    })?;
    let Some((Some(round), Some(rows), Some(beside))) = round else {
        return Err(anew().into());
    };
    if alike::beside(tx)? != beside {
        return Err(anew().into());
    }
    let placed = (forms.in_place)(tx, moment, (import.id, round))?;
    match placed.filter(|many| i64::try_from(*many) == Ok(rows)) {
        Some(many) => Ok(many),
        None => Err(anew().into()),
    }
}

/// Deletes all that stands aside of a file of forms, in small units of work.
pub(super) fn clear_all(house: &Ahead<'_>, import: Id) -> Result<(), Stop> {
    while house.write(move |tx, _| clear(tx, import))? {}
    Ok(())
}

/// Deletes some of it, as long as there was any.
fn clear(tx: &mut Tx, import: Id) -> Result<bool, Stop> {
    let some = values![import, CLEARED];
    tx.run(&sql::FORM_ANSWERS_CLEAR, some)?;
    let forms = tx.changed(&sql::FORMS_CLEAR, some)?;
    let sums = tx.changed(&sql::FORM_SUMS_CLEAR, some)?;
    let prints = tx.changed(&sql::FORM_PRINT_CLEAR, values![import])?;
    Ok(forms > 0 || sums > 0 || prints > 0)
}

/// Deletes some of what stands aside of a file that is not being taken in, as long as there was any.
pub(crate) fn sweep(tx: &mut Tx) -> Result<bool, Stop> {
    match tx.one(&sql::FORMS_LEFT, values![], |row| row.get::<Id>(0))? {
        Some(import) => clear(tx, import),
        None => Ok(false),
    }
}
