//! Changing a draft, and undoing the last change.

use super::reading::{self, Record};
use super::{LONGEST, UNDONE_AT_MOST};
use crate::guards::DraftRecord;
use crate::model::DraftId;
use crate::records::draft as sql;
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use instrument::Draft;
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Tx, values};

/// Changes a draft. `edit` changes it and says in a few words what it changed; it may run more than once.
pub(crate) fn change<T>(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    id: DraftId,
    now: Instant,
    edit: impl Fn(&mut Tx<'_>, &mut Record) -> Result<(&'static str, String, T), Stop>,
) -> Result<Done<T>, Stop> {
    let pass = scope.pass::<DraftRecord>(tx, id)?;
    let mut record = reading::open(tx, id)?;
    let (before, version) = (record.draft.written(), record.version);
    let (what, about, value) = edit(tx, &mut record)?;
    settle_translations(&mut record.draft);
    let after = record.draft.written();
    if after.len() > LONGEST {
        return Err(Problems::one("", "The questionnaire would be too long").into());
    }
    tx.run(&sql::STEP_INSERT, values![id.0, version, what, before])?;
    tx.run(&sql::STEP_PRUNE, values![id.0, version - UNDONE_AT_MOST])?;
    write(tx, id, version, &record.draft.definition.title, after, now)?;
    Done::recorded(tx, pass, Change::new(what).reason(about), now, value)
}

/// Takes the last change back that was not taken back yet; refuses where nothing is left to undo, and where the draft was changed since `version`.
pub(crate) fn undo(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    (id, version): (DraftId, i64),
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<DraftRecord>(tx, id)?;
    let record = reading::open(tx, id)?;
    reading::still(tx, &record, version, reading::NOTHING_DONE)?;
    let last = tx.one(&sql::STEP_LAST, values![id.0], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
    })?;
    let Some((number, what, content)) = last else {
        return Err(Refusal::Closed("There is nothing left to undo.".to_owned()).into());
    };
    let before = Draft::parse(&content).map_err(|error| kernel::Fault::caused("a stored draft", error))?;
    tx.run(&sql::STEP_USED, values![id.0, number])?;
    write(tx, id, record.version, &before.definition.title, content, now)?;
    Done::recorded(tx, pass, Change::new("undid a change").reason(what), now, ())
}

fn write(
    tx: &mut Tx<'_>,
    id: DraftId,
    version: i64,
    title: &str,
    content: String,
    now: Instant,
) -> Result<(), Stop> {
    if tx.changed(&sql::DRAFT_UPDATE, values![id.0, version, title, content, now])? == 0 {
        return Err(Refusal::Busy.into());
    }
    Ok(())
}

/// Translations follow what is asked.
fn settle_translations(draft: &mut Draft) {
    let settled = draft
        .translations
        .iter()
        .map(|translation| translation.settled(&draft.definition))
        .collect();
    draft.translations = settled;
}
