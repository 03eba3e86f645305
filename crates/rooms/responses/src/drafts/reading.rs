//! Drafts as they are read.

use super::Known;
use crate::bank;
use crate::books::versions_of;
use crate::model::DraftId;
use crate::records::draft as sql;
use instrument::Draft;
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use store::{Row, Tx, values};

/// A draft.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: DraftId,
    pub(crate) key: String,
    /// The published version it was begun from.
    pub(crate) base: Option<i64>,
    pub(crate) version: i64,
    pub(crate) state: String,
    pub(crate) draft: Draft,
    pub(crate) changed_at: Instant,
}

impl Record {
    /// Its page.
    pub(crate) fn path(&self) -> String {
        format!("/instruments/drafts/{}", self.id)
    }
}

fn read(row: &Row<'_>) -> Result<Record, Fault> {
    Ok(Record {
        id: DraftId(row.get::<Id>(0)?),
        key: row.get(1)?,
        base: row.get(2)?,
        version: row.get(3)?,
        state: row.get(4)?,
        draft: Draft::parse(&row.get::<String>(5)?)
            .map_err(|error| Fault::caused("a stored draft", error))?,
        changed_at: row.get(6)?,
    })
}

/// A draft in whatever state.
pub(crate) fn any(tx: &mut Tx<'_>, id: DraftId) -> Result<Record, Stop> {
    Ok(tx
        .one(&sql::DRAFT_FETCH, values![id.0], read)?
        .ok_or(Refusal::Unknown)?)
}

/// A draft that is being written.
pub(crate) fn open(tx: &mut Tx<'_>, id: DraftId) -> Result<Record, Stop> {
    let record = any(tx, id)?;
    let words = match record.state.as_str() {
        "open" => return Ok(record),
        "published" => {
            "This draft was published. What was published never changes; begin a new version of it."
        }
        _ => "This draft was put aside. Bring it back from the list of drafts to go on with it.",
    };
    Err(Refusal::Closed(words.to_owned()).into())
}

/// What was published of a draft's questionnaire.
pub(crate) fn known_of(tx: &mut Tx<'_>, key: &str) -> Result<Known, Stop> {
    Ok(Known::of(versions_of(tx, key)?))
}

/// The same with what was published elsewhere under the wording key of one of its questions, which came from the bank.
pub(crate) fn known_with(tx: &mut Tx<'_>, key: &str, wording: &str) -> Result<Known, Stop> {
    Ok(known_of(tx, key)?.and(bank::worded(tx, wording)?))
}

/// What whoever pressed a button of an old page is told to do.
pub(crate) const NOTHING_DONE: &str = "Nothing was done by your button: look at the draft as it is now";

/// Refuses what was chosen from a page that showed another version of the draft; `then` says what is to be done.
pub(crate) fn still(tx: &mut Tx<'_>, record: &Record, version: i64, then: &str) -> Result<(), Stop> {
    if record.version == version {
        return Ok(());
    }
    Err(changed(tx, record, then)?)
}

/// Refuses what was typed over another state of a part of the draft than stands now; `alike` says that it is the same.
pub(crate) fn unchanged(tx: &mut Tx<'_>, record: &Record, alike: bool) -> Result<(), Stop> {
    if alike {
        return Ok(());
    }
    let then = "What you typed is not saved: it stands below. Save it again to let it stand instead";
    Err(changed(tx, record, then)?)
}

/// The refusal that says who changed a draft last, and what is to be done then.
pub(crate) fn changed(tx: &mut Tx<'_>, record: &Record, then: &str) -> Result<Stop, Stop> {
    let last = last_change(tx, record.id)?;
    Ok(Problems::one("", &format!("{last} {then}")).into())
}

/// Who changed a draft last, and when.
fn last_change(tx: &mut Tx<'_>, id: DraftId) -> Result<String, Stop> {
    let events = audit::history_of(tx, "instrument_draft", id.0, audit::Part::Changes, None, 1)?;
    Ok(events.first().map_or_else(
        || "Somebody changed this draft while you had it open.".to_owned(),
        |event| {
            format!(
                "{} changed this draft on {} while you had it open.",
                event.who.reveal(),
                event.at.text()
            )
        },
    ))
}
