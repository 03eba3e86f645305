//! Faults of venues as tasks: raised by who saw them or read of them, mended or left by who is asked to, and told to whoever plans at the
//! venue again.

use crate::guards::VenueFaultRecord;
use crate::lists::PAGE;
use crate::model::{
    FaultDraft, FaultId, FaultKind, FaultState, VenueFault, due_problem, venue_key, words_problem,
};
use crate::moment::Moment;
use crate::reading::scoped;
use crate::records::{course, fault as sql, pattern};
use access::actions::{ManageFaults, SeeToday};
use access::{Action, Scope};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Which faults are listed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Where they stand.
    pub state: Option<FaultState>,
    /// What is at fault.
    pub kind: Option<FaultKind>,
    /// The area.
    pub area: Option<Id>,
    /// Part of a venue.
    pub words: String,
    /// Only those that are the viewer's to mend.
    pub mine: bool,
    /// Go on after this one.
    pub after: Option<Id>,
}

/// Faults of a page, the last of them where there are more, and how many there are in all (1,001: more than a thousand).
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The faults.
    pub rows: Vec<VenueFault>,
    /// After which one the next page begins.
    pub next: Option<Id>,
    /// How many there are.
    pub count: i64,
}

/// A page of the faults in sight, or, for a file, as many as it takes.
///
/// # Errors
/// A fault of the engine.
pub fn list<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    query: &Query,
    most: Option<usize>,
) -> Result<Listed, Fault> {
    let mut names: Vec<&'static str> = [
        ("state", query.state.is_some()),
        ("kind", query.kind.is_some()),
        ("area", query.area.is_some()),
        ("words", !query.words.trim().is_empty()),
        ("mine", query.mine),
    ]
    .into_iter()
    .filter(|(_, used)| *used)
    .map(|(name, _)| name)
    .collect();
    let most = most.unwrap_or(PAGE);
    let values = scoped(
        scope,
        vec![
            Value::from(query.state.map(FaultState::code)),
            Value::from(query.kind.map(FaultKind::code)),
            Value::from(query.area),
            Value::from(pattern(&query.words)),
            Value::from(query.after),
            Value::from(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX)),
        ],
    );
    let count = tx.list(&sql::FAULT_COUNT, &names, &values, |row| row.get::<i64>(0))?;
    names.extend(query.after.map(|_| "after"));
    let keys = tx.keys().clone();
    let mut rows = tx.list(&sql::FAULT_LIST, &names, &values, |row| sql::fault(row, &keys))?;
    let more = rows.len() > most;
    rows.truncate(most);
    Ok(Listed {
        next: rows.last().filter(|_| more).map(|fault| fault.id.0),
        rows,
        count: count.first().copied().unwrap_or(0),
    })
}

/// Those that are the viewer's to mend, the first due first: so many at most, and how many there are.
///
/// # Errors
/// A fault of the engine.
pub fn own(tx: &mut Tx, scope: &Scope<SeeToday>, most: usize) -> Result<Listed, Fault> {
    let query = Query {
        state: Some(FaultState::Open),
        mine: true,
        ..Query::default()
    };
    list(tx, scope, &query, Some(most))
}

/// A fault in sight.
///
/// # Errors
/// Unknown; a fault of the engine.
pub fn one<A: Action>(tx: &mut Tx, scope: &Scope<A>, id: FaultId) -> Result<VenueFault, Stop> {
    drop(scope.pass::<VenueFaultRecord>(tx, id)?);
    let keys = tx.keys().clone();
    let found = tx.one(&sql::FAULT_FETCH, values![id.0], |row| sql::fault(row, &keys))?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Who can be asked to mend something in an area, by name.
///
/// # Errors
/// A fault of the engine.
pub fn owners<A: Action>(tx: &mut Tx, _scope: &Scope<A>, area: Id) -> Result<Vec<(Id, String)>, Fault> {
    let keys = tx.keys().clone();
    let mut all = tx.all(&sql::FAULT_OWNERS, values![area], |row| {
        let id: Id = row.get(0)?;
        Ok((
            id,
            keys.open_text("account", "name_sealed", id, &row.get::<Vec<u8>>(1)?)?,
        ))
    })?;
    all.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok(all)
}

/// Areas in which the viewer can raise one.
///
/// # Errors
/// A fault of the engine.
pub fn areas(tx: &mut Tx, scope: &Scope<ManageFaults>) -> Result<Vec<(Id, String)>, Fault> {
    tx.all(&sql::FAULT_AREAS, &scope.values(), course::choice)
}

/// Open faults of a venue, kind by kind.
///
/// # Errors
/// A fault of the engine.
pub(crate) fn open_at(tx: &mut Tx, venue: &str) -> Result<Vec<(FaultKind, i64)>, Fault> {
    if venue.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = tx.all(&sql::FAULTS_AT, values![venue_key(venue)], |row| {
        Ok((FaultKind::parse(&row.get::<String>(0)?), row.get::<i64>(1)?))
    })?;
    Ok(found
        .into_iter()
        .filter_map(|(kind, count)| Some((kind?, count)))
        .collect())
}

/// Raises a fault. Whether the session is in sight is for the caller, who may know of it only through what somebody wrote.
///
/// # Errors
/// What is wrong with the draft.
pub fn raise(
    tx: &mut Tx,
    scope: &Scope<ManageFaults>,
    moment: &Moment,
    draft: &FaultDraft,
) -> Result<Done<FaultId>, Stop> {
    let mut problems = draft.problems(moment.now.day());
    let area = draft.area.0;
    if draft.session.is_none() && !areas(tx, scope)?.iter().any(|(known, _)| *known == area) {
        problems.add("area", "Choose one of your areas");
    }
    let owner = draft.owner.unwrap_or(Id(uuid::Uuid::nil()));
    if draft.owner.is_some() && !owners(tx, scope, area)?.iter().any(|(known, _)| *known == owner) {
        problems.add("owner", "Choose who is to mend it");
    }
    problems.check()?;
    let id = FaultId(moment.id());
    let words = draft.words.reveal().trim();
    let sealed = tx.keys().seal(
        "venue_fault",
        "words_sealed",
        id.0,
        words.as_bytes(),
        moment.entropy(),
    );
    tx.run(
        &sql::FAULT_INSERT,
        values![
            id.0,
            area,
            draft.session.map(|session| session.0),
            draft.venue.trim(),
            venue_key(&draft.venue),
            draft.kind.map(FaultKind::code),
            sealed,
            draft.heard,
            owner,
            draft.due,
            scope.account_id(),
            moment.now
        ],
    )?;
    let pass = scope.pass_new::<VenueFaultRecord>(id);
    Done::recorded(tx, pass, Change::new("raised"), moment.now, id)
}

/// Asks somebody else to mend it, or until another day.
///
/// # Errors
/// What is wrong with them; closed when it is open no more, or was changed meanwhile.
pub fn assign(
    tx: &mut Tx,
    scope: &Scope<ManageFaults>,
    moment: &Moment,
    (id, version): (FaultId, i64),
    (owner, due): (Option<Id>, Option<Day>),
) -> Result<Done<FaultId>, Stop> {
    let before = one(tx, scope, id)?;
    let pass = scope.pass::<VenueFaultRecord>(tx, id)?;
    let mut problems = due_problem(due, moment.now.day());
    let known = owners(tx, scope, before.area.0)?;
    if !known.iter().any(|(own, _)| Some(*own) == owner) {
        problems.add("owner", "Choose who is to mend it");
    }
    problems.check()?;
    if tx.changed(&sql::FAULT_ASSIGN, values![id.0, owner, due, version])? == 0 {
        return Err(meanwhile());
    }
    let change = Change::new("changed").fields(&["owner", "due"]);
    Done::recorded(tx, pass, change, moment.now, id)
}

fn meanwhile() -> Stop {
    Refusal::Closed("Somebody has changed this fault in the meantime. Look at it again.".to_owned()).into()
}

/// Closes a fault with what was done or why nothing will be, or opens it again.
///
/// # Errors
/// What is wrong with the words; closed when it was changed meanwhile.
pub fn close(
    tx: &mut Tx,
    scope: &Scope<ManageFaults>,
    moment: &Moment,
    (id, version): (FaultId, i64),
    (state, words): (FaultState, &str),
) -> Result<Done<FaultId>, Stop> {
    let before = one(tx, scope, id)?;
    let pass = scope.pass::<VenueFaultRecord>(tx, id)?;
    if (before.state == FaultState::Open) == (state == FaultState::Open) {
        return Err(meanwhile());
    }
    let (word, problems) = match state {
        FaultState::Open => ("opened again", Problems::none()),
        FaultState::Mended => ("mended", words_problem("done", words, "Enter what was done")),
        FaultState::Left => (
            "left",
            words_problem("why", words, "Enter why it will not be mended"),
        ),
    };
    problems.check()?;
    let open = state == FaultState::Open;
    let sealed = (!open).then(|| {
        tx.keys().seal(
            "venue_fault",
            "outcome_sealed",
            id.0,
            words.trim().as_bytes(),
            moment.entropy(),
        )
    });
    let values = values![id.0, state.code(), sealed, (!open).then_some(moment.now), version];
    if tx.changed(&sql::FAULT_CLOSE, values)? == 0 {
        return Err(meanwhile());
    }
    Done::recorded(tx, pass, Change::new(word), moment.now, id)
}
