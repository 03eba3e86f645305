//! All sessions in sight: as a list, and as a month. One statement for each part, whatever they find.

use crate::lists::{Page, cut, limit};
use crate::model::{SessionLine, SessionState};
use crate::reading::scoped;
use crate::records::{pattern, session as sql};
use access::{Action, Scope};
use kernel::{Day, Id, Stop};
use store::{Row, Tx, Value};

/// When the sessions of a list meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum When {
    /// Not over yet.
    #[default]
    ToCome,
    /// Over, the latest first.
    Over,
    /// At some time between two days.
    Between(Day, Day),
}

/// What the list of all sessions is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// When they meet.
    pub when: When,
    /// The area they count for.
    pub area: Option<Id>,
    /// Who runs them.
    pub trainer: Option<Id>,
    /// Where they stand.
    pub state: Option<SessionState>,
    /// Part of a course's title, a reference or a venue.
    pub words: String,
    /// Go on after this reference.
    pub after: Option<String>,
}

/// A page of the sessions in sight.
///
/// # Errors
/// A fault of the engine.
pub fn sessions<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    query: &Query,
    today: Day,
) -> Result<Page<SessionLine>, Stop> {
    let mut filters = match query.when {
        When::ToCome => vec!["from"],
        When::Over => vec!["past"],
        When::Between(..) => vec!["from", "until"],
    };
    for (name, wanted) in [
        ("area", query.area.is_some()),
        ("state", query.state.is_some()),
        ("trainer", query.trainer.is_some()),
        ("words", !query.words.trim().is_empty()),
    ] {
        if wanted {
            filters.push(name);
        }
    }
    let (from, until) = match query.when {
        When::Between(from, until) => (from, until),
        When::ToCome | When::Over => (today, today),
    };
    let values = scoped(
        scope,
        vec![
            Value::from(from),
            Value::from(until),
            Value::from(query.area),
            Value::from(query.state.map(SessionState::code)),
            Value::from(query.trainer),
            Value::from(pattern(&query.words)),
            Value::from(query.after.clone()),
            limit(),
        ],
    );
    let count = tx.list(&sql::SESSION_COUNT_PLANNED, &filters, &values, |row| row.get(0))?;
    if query.after.is_some() {
        filters.push("after");
    }
    let statement = if query.when == When::Over {
        &sql::SESSION_LIST_OF_PAST
    } else {
        &sql::SESSION_LIST_PLANNED
    };
    let rows = tx.list(statement, &filters, &values, sql::line)?;
    Ok(cut(rows, &count, |line| line.reference.clone()))
}

/// What meets on a day of the calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// The day.
    pub day: Day,
    /// Its start, `HH:MM`.
    pub starts: String,
    /// Reference of the session.
    pub reference: String,
    /// Title of its course.
    pub title: String,
    /// Name of the area it counts for.
    pub area: String,
    /// How many sessions meet on this day.
    pub of_day: i64,
}

/// Most sessions that a day of the calendar shows.
pub const OF_DAY: usize = 5;

/// What meets from one day to another: of each day the first few.
///
/// # Errors
/// A fault of the engine.
pub fn month<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    (from, until): (Day, Day),
    area: Option<Id>,
    trainer: Option<Id>,
) -> Result<Vec<Meeting>, Stop> {
    let mut filters = Vec::new();
    if area.is_some() {
        filters.push("area");
    }
    if trainer.is_some() {
        filters.push("trainer");
    }
    let values = scoped(
        scope,
        vec![
            Value::from(from),
            Value::from(until),
            Value::from(area),
            Value::from(trainer),
            Value::from(i64::try_from(OF_DAY).unwrap_or(5)),
        ],
    );
    Ok(tx.list(&sql::CALENDAR_LIST, &filters, &values, meeting)?)
}

fn meeting(row: &Row) -> Result<Meeting, kernel::Fault> {
    Ok(Meeting {
        day: row.get(0)?,
        starts: row.get(1)?,
        reference: row.get(2)?,
        title: row.get(3)?,
        area: row.get(4)?,
        of_day: row.get(5)?,
    })
}
