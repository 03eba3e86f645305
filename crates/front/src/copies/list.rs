//! The list of copies that left, and confirming that one is deleted.

use super::{CopyRecord, records};
use access::{Action, Pass, Role, Scope};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Instant, Refusal, Stop};
use store::{Row, Tx, Value, values};

/// A copy that left.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyOut {
    /// Its id.
    pub id: Id,
    /// Its mark.
    pub mark: String,
    /// What it holds.
    pub kind: String,
    /// Who took it.
    pub account: Id,
    /// Her name.
    pub by: String,
    /// For whom.
    pub recipient: String,
    /// Why.
    pub reason: String,
    /// How many rows.
    pub lines: i64,
    /// csv, xlsx or pdf.
    pub format: String,
    /// When.
    pub made_at: Instant,
    /// Until when it is needed.
    pub until: Day,
    /// When it was confirmed deleted.
    pub deleted_at: Option<Instant>,
    /// The address that gave it, with its filters; not known of the first copies.
    pub asked: Option<String>,
}

kernel::masked!(CopyOut);

impl CopyOut {
    /// Its time is over and nobody confirmed that it is deleted.
    pub fn over(&self, today: Day) -> bool {
        self.deleted_at.is_none() && self.until < today
    }

    /// Whether the viewer may say that it is deleted: she took it, or looks after the house.
    pub fn is_of<A: Action>(&self, scope: &Scope<A>) -> bool {
        scope.account_id() == Some(self.account) || scope.viewer().role() == Some(Role::Administrator)
    }
}

/// Which copies a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// Those whose time is over and that nobody confirmed deleted.
    Over,
    /// Those that are not deleted.
    Kept,
    /// Those that are.
    Deleted,
}

impl Which {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Over, Self::Kept, Self::Deleted];

    /// The word in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Kept => "kept",
            Self::Deleted => "deleted",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Over => "Those to be deleted now",
            Self::Kept => "Those that are not deleted",
            Self::Deleted => "Those that are deleted",
        }
    }
}

/// What a list is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// One mark.
    pub mark: Option<String>,
    /// A record that they hold.
    pub record: Option<Id>,
    /// Which.
    pub which: Option<Which>,
    /// Go on after this one.
    pub after: Option<Id>,
}

impl Query {
    fn names(&self, whole: bool) -> Vec<&'static str> {
        let mut names = Vec::new();
        if whole && self.after.is_some() {
            names.push("after");
        }
        if self.mark.is_some() {
            names.push("mark");
        }
        if self.record.is_some() {
            names.push("record");
        }
        names.extend(self.which.map(Which::code));
        names
    }

    fn values<A: Action>(&self, scope: &Scope<A>, today: Day, most: usize) -> Vec<Value> {
        scope.values_and(&[
            Value::from(self.after),
            Value::from(self.mark.clone().unwrap_or_default()),
            Value::from(today),
            Value::from(i64::try_from(most).unwrap_or(i64::MAX)),
            Value::from(self.record),
        ])
    }
}

/// A copy with its words closed.
pub(super) struct Closed {
    copy: CopyOut,
    name: Vec<u8>,
    recipient: Vec<u8>,
    reason: Vec<u8>,
    asked: Option<Vec<u8>>,
}

pub(super) fn closed(row: &Row<'_>) -> Result<Closed, Fault> {
    Ok(Closed {
        copy: CopyOut {
            id: row.get(0)?,
            mark: row.get(1)?,
            kind: row.get(2)?,
            account: row.get(3)?,
            by: String::new(),
            recipient: String::new(),
            reason: String::new(),
            lines: row.get(7)?,
            format: row.get(8)?,
            made_at: row.get(9)?,
            until: row.get(10)?,
            deleted_at: row.get(11)?,
            asked: None,
        },
        name: row.get(4)?,
        recipient: row.get(5)?,
        reason: row.get(6)?,
        asked: row.get(12)?,
    })
}

pub(super) fn opened(tx: &Tx<'_>, closed: Closed) -> Result<CopyOut, Fault> {
    let (keys, id) = (tx.keys(), closed.copy.id);
    let asked = closed
        .asked
        .map(|sealed| keys.open_text("copy_out", "asked_sealed", id, &sealed));
    Ok(CopyOut {
        asked: asked.transpose()?,
        by: keys.open_text("account", "name_sealed", closed.copy.account, &closed.name)?,
        recipient: keys.open_text("copy_out", "recipient_sealed", id, &closed.recipient)?,
        reason: keys.open_text("copy_out", "reason_sealed", id, &closed.reason)?,
        ..closed.copy
    })
}

/// The first so many of a list, from where it goes on, and where the next page does: one statement.
///
/// # Errors
/// A fault of the engine.
pub fn list<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    query: &Query,
    today: Day,
    most: usize,
) -> Result<(Vec<CopyOut>, Option<Id>), Stop> {
    let values = query.values(scope, today, most.saturating_add(1));
    let mut found = tx.list(&records::COPY_LIST, &query.names(true), &values, closed)?;
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.copy.id);
    let found: Result<Vec<CopyOut>, Fault> = found.into_iter().map(|one| opened(tx, one)).collect();
    Ok((found?, next))
}

/// How many a list holds, counted to 1,001.
///
/// # Errors
/// A fault of the engine.
pub fn count<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, query: &Query, today: Day) -> Result<i64, Stop> {
    let values = query.values(scope, today, 0);
    let found = tx.list(&records::COPY_COUNT, &query.names(false), &values, |row| {
        row.get(0)
    })?;
    Ok(found.first().copied().unwrap_or(0))
}

/// A copy in sight, with the pass to it.
pub(super) fn passed<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    id: Id,
) -> Result<(Pass<A, Id>, CopyOut), Stop> {
    let pass = scope.pass::<CopyRecord>(tx, id)?;
    let found = tx.one(&records::COPY_FETCH, values![id], closed)?;
    Ok((pass, opened(tx, found.ok_or(Refusal::Unknown)?)?))
}

/// A copy in sight.
///
/// # Errors
/// It is not in sight.
pub fn one<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, id: Id) -> Result<CopyOut, Stop> {
    Ok(passed(tx, scope, id)?.1)
}

/// Whoever took a copy, or an administrator, confirms that it is deleted, or says that it is not after all.
///
/// # Errors
/// It is not in sight, is somebody else's, or stands so already.
pub fn confirm<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    id: Id,
    deleted: bool,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let (pass, copy) = passed(tx, scope, id)?;
    if !copy.is_of(scope) {
        let words = "Only whoever took this copy, or an administrator, can say whether it is deleted.";
        return Err(Refusal::NotAllowed(words).into());
    }
    let (rows, word) = if deleted {
        let by = values![id, now, scope.account_id()];
        (tx.changed(&records::COPY_DELETED, by)?, "confirmed deleted")
    } else {
        (
            tx.changed(&records::COPY_KEPT, values![id])?,
            "not deleted after all",
        )
    };
    if rows == 0 {
        return Err(Refusal::Closed(
            "This was said already. Open the copy again to see how it stands.".to_owned(),
        )
        .into());
    }
    Done::recorded(tx, pass, Change::new(word), now, ())
}

/// How many copies that the account took should be deleted by now.
///
/// # Errors
/// A fault of the engine.
pub fn over_own<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, today: Day) -> Result<i64, Fault> {
    let found = tx.one(
        &records::COPY_OVER_OWN,
        values![scope.account_id(), today],
        |row| row.get(0),
    )?;
    Ok(found.unwrap_or(0))
}
