//! Taking the last save of a register back. What it did is kept for a short while beside the day, sealed: what the page shows cannot
//! tell it, because people sign in on their phones while the page is open.

use super::register::{self, Save};
use super::sign_in::day_of;
use crate::guards::DayRecord;
use crate::model::SessionDayId;
use crate::moment::Moment;
use crate::records::door as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use serde::{Deserialize, Serialize};
use store::{Row, Tx, Value, values};

/// A save may be taken back for this long.
pub const UNDO_SECONDS: i64 = 15 * 60;

/// What a save did to the marks.
#[derive(Serialize, Deserialize, Default)]
pub(crate) struct Undoing {
    /// Marks that it made.
    pub(crate) made: Vec<String>,
    /// Marks that it took away.
    pub(crate) taken: Vec<Kept>,
}

/// A mark as it was.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    id: String,
    booking: Option<String>,
    pub(crate) learner: String,
    how: String,
    organisation: Option<String>,
    background: Option<String>,
    area: Option<String>,
    at: i64,
    area_answer: Option<String>,
}

kernel::masked!(Kept, Undoing);

/// The marks of a day, whole.
pub(crate) fn marks(tx: &mut Tx, day: SessionDayId) -> Result<Vec<Kept>, Fault> {
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    tx.all(&sql::ATTENDANCE_MARKS, values![day.0], |row| {
        Ok(Kept {
            id: row.get::<Id>(0)?.to_string(),
            booking: text(row.get(1)?),
            learner: row.get::<Id>(2)?.to_string(),
            how: row.get(3)?,
            organisation: row.get(4)?,
            background: row.get(5)?,
            area: text(row.get(6)?),
            at: row.get::<Instant>(7)?.millis(),
            area_answer: row.get(8)?,
        })
    })
}

/// Keeps what a save did, in place of what the save before it did. What changed nothing is not kept.
pub(crate) fn keep(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    before: Option<Instant>,
    undoing: &Undoing,
) -> Result<(), Stop> {
    tx.run(&sql::UNDO_DROP, values![day.0])?;
    let idle = before.is_some() && undoing.made.is_empty() && undoing.taken.is_empty();
    let Some(account) = scope.account_id().filter(|_| !idle) else {
        return Ok(());
    };
    let text = serde_json::to_vec(undoing)
        .map_err(|error| Fault::caused("what a register's save did cannot be written down", error))?;
    let sealed = tx
        .keys()
        .seal("register_undo", "marks_sealed", day.0, &text, moment.entropy());
    let row = values![
        day.0,
        moment.id(),
        account,
        moment.now,
        Value::from(before),
        sealed
    ];
    Ok(tx.run(&sql::UNDO_PUT, row)?)
}

/// The save of this day's register that the viewer may take back now.
pub fn offered(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    day: SessionDayId,
    now: Instant,
) -> Result<Option<Id>, Stop> {
    let Some(account) = scope.account_id() else {
        return Ok(None);
    };
    let since = now.plus_seconds(-UNDO_SECONDS);
    Ok(tx.one(&sql::UNDO_OFFERED, values![day.0, account, since], |row| {
        row.get(0)
    })?)
}

/// Takes a save back: the marks it made go, unless their people have signed in themselves since; the marks it took away come back as they
/// were; and the register counts as saved when it had been before.
pub fn undo(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    save: Id,
) -> Result<Done<Save>, Stop> {
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    register::refuse_shut(&open, moment.now)?;
    let oldest = moment.now.plus_seconds(-UNDO_SECONDS);
    let (before, sealed) = tx
        .one(&sql::UNDO_FETCH, values![day.0], last_save)?
        .filter(|last| last.save == save && scope.account_id() == Some(last.account) && last.at >= oldest)
        .map(|last| (last.before, last.sealed))
        .ok_or_else(|| {
            let words = "This can no longer be undone: the register was saved again since, or it is more than a quarter of an hour ago. Nothing was changed.";
            Refusal::Closed(words.to_owned())
        })?;
    let text = tx
        .keys()
        .open_text("register_undo", "marks_sealed", day.0, &sealed)?;
    let undoing: Undoing = serde_json::from_str(&text)
        .map_err(|error| Fault::caused("what a register's save did cannot be read", error))?;
    let mut changed = Save::default();
    for id in undoing.made.iter().filter_map(|id| Id::parse(id)) {
        changed.taken += tx.changed(&sql::ATTENDANCE_UNMAKE, values![id])?;
    }
    for mark in &undoing.taken {
        changed.made += put_back(tx, &open, mark)?;
    }
    tx.run(&sql::REGISTER_SAVED, values![day.0, Value::from(before)])?;
    tx.run(&sql::UNDO_DROP, values![day.0])?;
    Done::recorded(
        tx,
        pass,
        Change::new("register's last save undone"),
        moment.now,
        changed,
    )
}

fn put_back(tx: &mut Tx, open: &sql::DoorDay, mark: &Kept) -> Result<u64, Fault> {
    let id = |text: &str| Id::parse(text).ok_or_else(|| Fault::new("a kept mark has no id"));
    let maybe = |text: &Option<String>| text.as_deref().map(id).transpose();
    tx.changed(
        &sql::ATTENDANCE_INSERT,
        values![
            id(&mark.id)?,
            open.id.0,
            open.session.0,
            Value::from(maybe(&mark.booking)?),
            id(&mark.learner)?,
            mark.how.as_str(),
            Value::from(mark.organisation.clone()),
            Value::from(mark.background.clone()),
            Value::from(maybe(&mark.area)?),
            Instant::from_millis(mark.at),
            Value::from(mark.area_answer.clone())
        ],
    )
}

/// A save as kept.
struct LastSave {
    save: Id,
    account: Id,
    at: Instant,
    before: Option<Instant>,
    sealed: Vec<u8>,
}

fn last_save(row: &Row) -> Result<LastSave, Fault> {
    Ok(LastSave {
        save: row.get(0)?,
        account: row.get(1)?,
        at: row.get(2)?,
        before: row.get(3)?,
        sealed: row.get(4)?,
    })
}
