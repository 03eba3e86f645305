//! Reading pages of the ledger.

use crate::records;
use access::{Action, Scope};
use kernel::{Day, Fault, Id, Instant};
use std::collections::HashMap;
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
    /// One course.
    pub course: Option<Id>,
    /// Sessions that begin on this day or later.
    pub from: Option<Day>,
    /// Sessions that begin on this day or earlier.
    pub to: Option<Day>,
    /// Go on after this entry.
    pub after: Option<(Day, Id)>,
}

/// One line of the ledger.
#[derive(Clone, PartialEq, Eq)]
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
    /// Who decided that.
    pub waived_by: Option<String>,
    /// Who owes it: the session's trainers, else the coordinators of its area, else those of all areas.
    pub owed_by: Vec<String>,
    /// The session's short reference.
    pub reference: String,
    /// The course's title.
    pub title: String,
    /// Name of the area.
    pub area: String,
}

kernel::masked!(Entry);

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Its lines, the latest first.
    pub rows: Vec<Entry>,
    /// Where the next page goes on.
    pub next: Option<(Day, Id)>,
}

impl Query {
    /// The filters in use; the place to go on from where `whole`.
    fn names(&self, whole: bool) -> Vec<&'static str> {
        let kind = ["register", "feedback"].contains(&self.kind.as_str());
        let mut names: Vec<&str> = self.state.map(State::filter).into_iter().collect();
        for (name, used) in [
            ("kind", kind),
            ("programme", self.programme.is_some()),
            ("area", self.area.is_some()),
            ("course", self.course.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("after", whole && self.after.is_some()),
        ] {
            if used {
                names.push(name);
            }
        }
        names
    }

    fn values<A: Action>(&self, scope: &Scope<A>, most: i64) -> Vec<Value> {
        scope.values_and(&[
            Value::Int(most),
            Value::from(&self.kind),
            Value::from(self.programme),
            Value::from(self.after.map(|(day, _)| day)),
            Value::from(self.after.map(|(_, id)| id)),
            Value::from(self.area),
            Value::from(self.course),
            Value::from(self.from),
            Value::from(self.to),
        ])
    }
}

/// No more entries than this are counted.
pub const MOST: i64 = 1_000;

/// How many entries a page and all that follow it list, counted to one more than [`MOST`].
///
/// # Errors
/// A fault of the engine.
pub fn counted<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, query: &Query) -> Result<i64, Fault> {
    let values = query.values(scope, MOST + 1);
    let found = tx.list(&records::OWED_MATCHING, &query.names(false), &values, |row| {
        row.get::<i64>(0)
    })?;
    Ok(found.first().copied().unwrap_or(0))
}

/// A page of what is in sight: three statements, however much is owed.
///
/// # Errors
/// A fault of the engine.
pub fn entries<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, query: &Query) -> Result<Page, Fault> {
    let names = query.names(true);
    let values = query.values(scope, i64::try_from(ROWS).unwrap_or(50) + 1);
    let keys = tx.keys().clone();
    let mut found = tx.list(&records::OWED_LIST, &names, &values, |row| line(row, &keys))?;
    let named = |row: &Row<'_>| {
        let (place, account): (Option<Id>, Id) = (row.get(0)?, row.get(1)?);
        Ok((place, name_of(&keys, account, &row.get::<Vec<u8>>(2)?)?))
    };
    let trainers = by_place(tx.list(&records::OWED_TRAINERS, &names, &values, named)?);
    let coordinators = by_place(tx.all(&records::COORDINATORS, &[], named)?);
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let rows: Vec<Entry> = found
        .into_iter()
        .map(|line| {
            let who = trainers
                .get(&Some(line.session))
                .or_else(|| coordinators.get(&Some(line.area)))
                .or_else(|| coordinators.get(&None));
            Entry {
                owed_by: who.cloned().unwrap_or_default(),
                ..line.entry
            }
        })
        .collect();
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
        Ok(line(row, &keys)?.entry)
    })
}

/// Names by session or area; without a place those who work everywhere.
fn by_place(names: Vec<(Option<Id>, String)>) -> HashMap<Option<Id>, Vec<String>> {
    let mut all: HashMap<Option<Id>, Vec<String>> = HashMap::new();
    for (place, name) in names {
        all.entry(place).or_default().push(name);
    }
    all
}

fn name_of(keys: &Keys, account: Id, sealed: &[u8]) -> Result<String, Fault> {
    keys.open_text("account", "name_sealed", account, sealed)
}

/// A row as it is stored: who owes it is read apart.
struct Line {
    session: Id,
    area: Id,
    entry: Entry,
}

fn line(row: &Row<'_>, keys: &Keys) -> Result<Line, Fault> {
    let id: Id = row.get(0)?;
    let (outstanding, waived) = (row.get::<i64>(3)? == 1, row.get::<Option<Instant>>(4)?);
    let reason = row
        .get::<Option<Vec<u8>>>(5)?
        .map(|sealed| keys.open_text("owed", "reason_sealed", id, &sealed))
        .transpose()?;
    let waived_by = row
        .get::<Option<Id>>(11)?
        .zip(row.get::<Option<Vec<u8>>>(12)?)
        .map(|(account, sealed)| name_of(keys, account, &sealed))
        .transpose()?;
    let entry = Entry {
        id,
        kind: row.get(1)?,
        since: row.get(2)?,
        state: match (outstanding, waived) {
            (true, _) => State::Outstanding,
            (false, Some(_)) => State::Waived,
            (false, None) => State::Received,
        },
        reason,
        waived_by,
        owed_by: Vec::new(),
        reference: row.get(6)?,
        title: row.get(7)?,
        area: row.get(8)?,
    };
    Ok(Line {
        session: row.get(9)?,
        area: row.get(10)?,
        entry,
    })
}
