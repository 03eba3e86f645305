//! Reading pages of the ledger.

use crate::Kind;
use crate::records;
use access::actions::ChaseOwed;
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

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Outstanding => "Outstanding",
            Self::Received => "Came",
            Self::Waived => "Waived",
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
    /// One kind.
    pub kind: Option<Kind>,
    /// One programme.
    pub programme: Option<Id>,
    /// One area.
    pub area: Option<Id>,
    /// One course.
    pub course: Option<Id>,
    /// What one person owes.
    pub owner: Option<Id>,
    /// What the viewer owes, or a session that she trains.
    pub mine: bool,
    /// Owed since this day or before.
    pub since: Option<Day>,
    /// Sessions that begin on this day or later.
    pub from: Option<Day>,
    /// Sessions that begin on this day or earlier.
    pub to: Option<Day>,
    /// The oldest first; otherwise the latest.
    pub oldest: bool,
    /// Go on after this entry.
    pub after: Option<(Day, Id)>,
}

/// How something was asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Chased {
    /// The last time.
    pub at: Instant,
    /// Who asked then; nobody where the house did.
    pub by: Option<String>,
    /// How often in all.
    pub times: i64,
}

kernel::masked!(Chased);

/// One line of the ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// Owed since.
    pub since: Day,
    /// Where it stands.
    pub state: State,
    /// Why it was given up.
    pub reason: Option<String>,
    /// Who decided that.
    pub waived_by: Option<String>,
    /// Who owes it: account and name.
    pub owner: Option<(Id, String)>,
    /// When it was asked for, if it was.
    pub chased: Option<Chased>,
    /// The session's short reference.
    pub reference: String,
    /// The session.
    pub session: Id,
    /// The course's title.
    pub title: String,
    /// The commitment of a manager that it is, if it is one.
    pub commitment: Option<Id>,
    /// The organisation that owes it, where it is no session.
    pub organisation: Option<String>,
    /// Name of the area.
    pub area: String,
    /// The area.
    pub area_id: Id,
}

kernel::masked!(Entry);

impl Entry {
    /// The page where it is brought in.
    pub fn page(&self) -> String {
        if self.commitment.is_some() {
            return "/commitments?state=overdue".to_owned();
        }
        format!("/sessions/{}/{}", self.reference, self.kind.page())
    }
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Its lines, in the order asked for.
    pub rows: Vec<Entry>,
    /// Where the next page goes on.
    pub next: Option<(Day, Id)>,
}

impl Query {
    /// The filters in use; the place to go on from where `whole`.
    fn names(&self, whole: bool) -> Vec<&'static str> {
        let mut names: Vec<&str> = self.state.map(State::filter).into_iter().collect();
        for (name, used) in [
            ("kind", self.kind.is_some()),
            ("programme", self.programme.is_some()),
            ("area", self.area.is_some()),
            ("course", self.course.is_some()),
            ("owner", self.owner.is_some()),
            ("mine", self.mine),
            ("older", self.since.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("before", whole && self.after.is_some() && !self.oldest),
            ("later", whole && self.after.is_some() && self.oldest),
        ] {
            if used {
                names.push(name);
            }
        }
        names
    }

    /// Only what the viewer owes: it was asked for so, or she has nothing else in sight.
    fn of_own<A: Action>(&self, scope: &Scope<A>) -> bool {
        let keeps = scope.account_id().is_none() || scope.viewer().may::<ChaseOwed>().is_ok();
        self.mine || !keeps
    }

    fn values<A: Action>(&self, scope: &Scope<A>, most: usize) -> Vec<Value> {
        scope.values_and(&[
            Value::Int(i64::try_from(most).unwrap_or(i64::MAX)),
            Value::from(self.kind.map_or("", Kind::code)),
            Value::from(self.programme),
            Value::from(self.after.map(|(day, _)| day)),
            Value::from(self.after.map(|(_, id)| id)),
            Value::from(self.area),
            Value::from(self.course),
            Value::from(self.from),
            Value::from(self.to),
            Value::from(self.owner),
            Value::from(self.since),
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
    let values = query.values(scope, usize::try_from(MOST).unwrap_or(1_000) + 1);
    let (names, count) = (query.names(false), |row: &Row<'_>| row.get::<i64>(0));
    let statement = if query.of_own(scope) {
        &records::OWN_MATCHING
    } else {
        &records::OWED_MATCHING
    };
    let found = audit::standing(tx, statement, &names, &values, count)?;
    Ok(found.first().copied().unwrap_or(0))
}

/// A page of what is in sight: one statement, however much is owed.
///
/// # Errors
/// A fault of the engine.
pub fn entries<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, query: &Query) -> Result<Page, Fault> {
    let mut rows = beginning(tx, scope, query, ROWS + 1)?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Ok(Page {
        next: rows.last().filter(|_| more).map(|last| (last.since, last.id)),
        rows,
    })
}

/// The first entries of a part, from where it goes on.
///
/// # Errors
/// A fault of the engine.
pub fn beginning<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    query: &Query,
    most: usize,
) -> Result<Vec<Entry>, Fault> {
    let (names, values) = (query.names(true), query.values(scope, most));
    let keys = tx.keys().clone();
    let read = |row: &Row<'_>| line(row, &keys);
    // All that one owes is gathered for the first lines of it: a page that is looked at often takes them as they were.
    match (query.of_own(scope), query.oldest) {
        (false, false) => tx.list(&records::OWED_NEWEST, &names, &values, read),
        (false, true) => tx.list(&records::OWED_OLDEST, &names, &values, read),
        (true, false) => audit::standing(tx, &records::OWN_NEWEST, &names, &values, read),
        (true, true) => audit::standing(tx, &records::OWN_OLDEST, &names, &values, read),
    }
}

/// The entries of a part without their lines, the oldest first.
pub(crate) fn ids<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    query: &Query,
    most: usize,
) -> Result<Vec<Id>, Fault> {
    let (names, values) = (query.names(false), query.values(scope, most));
    tx.list(&records::OWED_TO_CHASE, &names, &values, |row| row.get(0))
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

/// The name of the account in one column, sealed in the next.
pub(crate) fn named(row: &Row<'_>, keys: &Keys, at: usize) -> Result<Option<(Id, String)>, Fault> {
    let account = row.get::<Option<Id>>(at)?;
    let sealed = row.get::<Option<Vec<u8>>>(at + 1)?;
    account
        .zip(sealed)
        .map(|(account, sealed)| {
            let name = keys.open_text("account", "name_sealed", account, &sealed)?;
            Ok((account, name))
        })
        .transpose()
}

fn line(row: &Row<'_>, keys: &Keys) -> Result<Entry, Fault> {
    let id: Id = row.get(0)?;
    let (outstanding, waived) = (row.get::<i64>(3)? == 1, row.get::<i64>(4)? == 1);
    let reason = row
        .get::<Option<Vec<u8>>>(5)?
        .map(|sealed| keys.open_text("owed", "reason_sealed", id, &sealed))
        .transpose()?;
    let by = named(row, keys, 14)?.map(|(_, name)| name);
    let times = row.get(16)?;
    Ok(Entry {
        id,
        kind: Kind::stored(&row.get::<String>(1)?)?,
        since: row.get(2)?,
        state: match (outstanding, waived) {
            (true, _) => State::Outstanding,
            (false, true) => State::Waived,
            (false, false) => State::Received,
        },
        reason,
        waived_by: named(row, keys, 9)?.map(|(_, name)| name),
        owner: named(row, keys, 11)?,
        chased: row.get::<Option<Instant>>(13)?.map(|at| Chased { at, by, times }),
        reference: row.get(6)?,
        title: row.get(7)?,
        area: row.get(8)?,
        area_id: row.get(17)?,
        session: row.get(18)?,
        commitment: row.get(19)?,
        organisation: row.get(20)?,
    })
}
