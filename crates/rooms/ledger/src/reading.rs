//! Reading pages of the ledger.

use crate::records;
use access::{Action, Scope};
use kernel::{Day, Fault, Id, Instant};
use store::{Keys, Row, Tx, Value};

/// Rows of a page.
pub const ROWS: usize = 50;

/// Where an entry stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    /// Nothing has come.
    #[default]
    Outstanding,
    /// It has come.
    Received,
    /// Somebody decided that it will not.
    Waived,
}

impl State {
    /// Reads a page's word; `None` for all states, outstanding for a word that is none.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "received" => Some(Self::Received),
            "waived" => Some(Self::Waived),
            "all" => None,
            _ => Some(Self::Outstanding),
        }
    }

    const fn filter(self) -> &'static str {
        match self {
            Self::Outstanding => "outstanding",
            Self::Received => "received",
            Self::Waived => "waived",
        }
    }
}

/// What a page is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// One state; `None` for all.
    pub state: Option<State>,
    /// register or feedback; anything else: both.
    pub kind: String,
    /// One programme.
    pub programme: Option<Id>,
    /// One area.
    pub area: Option<Id>,
    /// Go on after this entry.
    pub after: Option<(Day, Id)>,
}

/// One line of the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// register or feedback.
    pub kind: String,
    /// Owed since.
    pub since: Day,
    /// Where it stands.
    pub state: State,
    /// Why it was given up.
    pub reason: Option<String>,
    /// The session's short reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// Name of the area.
    pub area: String,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Its lines, the latest first.
    pub rows: Vec<Entry>,
    /// Where the next page goes on.
    pub next: Option<(Day, Id)>,
}

/// A page of what is in sight: one statement.
///
/// # Errors
/// A fault of the engine.
pub fn entries<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, query: &Query) -> Result<Page, Fault> {
    let kind = ["register", "feedback"].contains(&query.kind.as_str());
    let mut names: Vec<&str> = query.state.map(State::filter).into_iter().collect();
    for (name, used) in [
        ("kind", kind),
        ("programme", query.programme.is_some()),
        ("area", query.area.is_some()),
        ("after", query.after.is_some()),
    ] {
        if used {
            names.push(name);
        }
    }
    let most = i64::try_from(ROWS).unwrap_or(50) + 1;
    let values = scope.values_and(&[
        Value::Int(most),
        Value::from(&query.kind),
        Value::from(query.programme),
        Value::from(query.after.map(|(day, _)| day)),
        Value::from(query.after.map(|(_, id)| id)),
        Value::from(query.area),
    ]);
    let keys = tx.keys().clone();
    let mut rows = tx.list(&records::OWED_LIST, &names, &values, |row| line(row, &keys))?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Ok(Page {
        next: rows.last().filter(|_| more).map(|last| (last.since, last.id)),
        rows,
    })
}

/// One line in sight.
///
/// # Errors
/// A fault of the engine.
pub fn entry<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, id: Id) -> Result<Option<Entry>, Fault> {
    let keys = tx.keys().clone();
    tx.one(&records::OWED_FETCH, &scope.values_and(&[Value::Id(id)]), |row| {
        line(row, &keys)
    })
}

fn line(row: &Row<'_>, keys: &Keys) -> Result<Entry, Fault> {
    let id: Id = row.get(0)?;
    let (outstanding, waived) = (row.get::<i64>(3)? == 1, row.get::<Option<Instant>>(4)?);
    let reason = row
        .get::<Option<Vec<u8>>>(5)?
        .map(|sealed| keys.open_text("owed", "reason_sealed", id, &sealed))
        .transpose()?;
    Ok(Entry {
        id,
        kind: row.get(1)?,
        since: row.get(2)?,
        state: match (outstanding, waived) {
            (true, _) => State::Outstanding,
            (false, Some(_)) => State::Waived,
            (false, None) => State::Received,
        },
        reason,
        reference: row.get(6)?,
        title: row.get(7)?,
        area: row.get(8)?,
    })
}
