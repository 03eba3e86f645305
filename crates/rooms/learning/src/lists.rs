//! Lists: filters, pages by key, counts that stop at a thousand. Two statements each, whatever they find.

use crate::model::{CourseId, CourseLine, Mode, PublicLine, Session, SessionLine};
use crate::reading::scoped;
use crate::records::{course, pattern, public, session};
use access::Scope;
use kernel::{Day, Id, Instant, Stop};
use store::{Tx, Value, values};

/// Rows of a page.
pub const PAGE: usize = 25;

/// A page of a list: its rows, the reference to go on after, and how many there are (1,001: more than a thousand).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// Rows.
    pub rows: Vec<T>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Where the page before ends; only lists that go back tell.
    pub previous: Option<String>,
    /// How many rows all pages hold.
    pub count: i64,
}

/// What a list of courses is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CourseQuery {
    /// A programme.
    pub programme: Option<Id>,
    /// An area.
    pub area: Option<Id>,
    /// How it is given.
    pub mode: Option<Mode>,
    /// Those that were put away, instead of the others.
    pub archived: bool,
    /// Part of a title or a reference.
    pub words: String,
    /// Go on after this reference.
    pub after: Option<String>,
}

/// A page of the courses in sight.
pub fn courses<A: access::Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    query: &CourseQuery,
    today: Day,
) -> Result<Page<CourseLine>, Stop> {
    let mut filters = vec![if query.archived { "archived" } else { "current" }];
    for (name, wanted) in [
        ("programme", query.programme.is_some()),
        ("area", query.area.is_some()),
        ("mode", query.mode.is_some()),
        ("words", !query.words.trim().is_empty()),
    ] {
        if wanted {
            filters.push(name);
        }
    }
    let values = scoped(
        scope,
        vec![
            Value::from(today),
            Value::from(query.programme),
            Value::from(query.area),
            Value::from(query.mode.map(Mode::code)),
            Value::from(pattern(&query.words)),
            Value::from(query.after.clone()),
            limit(),
        ],
    );
    let count = tx.list(&course::COURSE_COUNT, &filters, &values, |row| row.get(0))?;
    if query.after.is_some() {
        filters.push("after");
    }
    let rows = tx.list(&course::COURSE_LIST, &filters, &values, course::line)?;
    Ok(cut(rows, &count, |line| line.reference.clone()))
}

/// A page of the sessions of a course in sight, newest first.
pub fn sessions_of<A: access::Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    of: CourseId,
    after: Option<&str>,
) -> Result<Page<SessionLine>, Stop> {
    let values = scoped(scope, vec![Value::from(of.0), Value::from(after), limit()]);
    let filters: &[&str] = if after.is_some() { &["after"] } else { &[] };
    let rows = tx.list(&session::SESSION_LIST_OF_COURSE, filters, &values, session::line)?;
    Ok(cut(rows, &[], |line| line.reference.clone()))
}

/// What the public list is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicQuery {
    /// An area.
    pub area: Option<Id>,
    /// Reference of a course.
    pub course: Option<String>,
    /// How it is given.
    pub mode: Option<Mode>,
    /// A month: its first day.
    pub month: Option<Day>,
    /// Where the page stands in the list.
    pub place: Place,
}

/// Where a page stands in a list that is read by key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Place {
    /// At its beginning.
    #[default]
    First,
    /// After this reference.
    After(String),
    /// Before this reference.
    Before(String),
}

/// A page of the sessions the public may still book: their first day has not begun.
pub fn public(tx: &mut Tx, query: &PublicQuery, now: Instant) -> Result<Page<PublicLine>, Stop> {
    let mut filters = Vec::new();
    for (name, wanted) in [
        ("area", query.area.is_some()),
        ("course", query.course.is_some()),
        ("mode", query.mode.is_some()),
        ("month", query.month.is_some()),
    ] {
        if wanted {
            filters.push(name);
        }
    }
    let values = values![
        now.day(),
        Value::from(query.area),
        Value::from(query.course.clone()),
        Value::from(query.mode.map(Mode::code)),
        Value::from(query.month),
        Value::from(query.month.map(next_month)),
        Value::from(match &query.place {
            Place::First => None,
            Place::After(key) | Place::Before(key) => Some(key.clone()),
        }),
        limit(),
        now.time_text()
    ];
    let count = tx.list(&public::PUBLIC_COUNT, &filters, values, |row| row.get(0))?;
    let key = |line: &PublicLine| line.reference.clone();
    if let Place::Before(_) = query.place {
        let backwards = tx.list(&public::PUBLIC_LIST_BEFORE, &filters, values, public::line)?;
        let mut page = cut(backwards, &count, key);
        page.rows.reverse();

        // What lies before was cut off at the far end; the key itself comes next.
        page.previous = page.next.take();
        page.next = page.rows.last().map(key);
        return Ok(page);
    }
    if let Place::After(_) = query.place {
        filters.push("after");
    }
    let mut page = cut(
        tx.list(&public::PUBLIC_LIST, &filters, values, public::line)?,
        &count,
        key,
    );
    if let Place::After(_) = query.place {
        page.previous = page.rows.first().map(key);
    }
    Ok(page)
}

/// Most other dates that a page of a session offers.
const OTHERS: i64 = 6;

/// Other sessions of a session's course that can be booked, those of its own area first.
pub(crate) fn others(tx: &mut Tx, session: &Session, now: Instant) -> Result<Vec<PublicLine>, Stop> {
    let mut values = from(now);
    for (place, value) in [
        Value::from(session.course.0),
        Value::from(session.id.0),
        Value::from(session.area.0),
        Value::from(OTHERS),
    ]
    .into_iter()
    .enumerate()
    {
        if let Some(slot) = values.get_mut(place + 1) {
            *slot = value;
        }
    }
    Ok(tx.all(&public::PUBLIC_LIST_OF_COURSE, &values, public::line)?)
}

/// The values of a statement that only asks for what is still to come: `?1` today, `?9` the time.
pub(crate) fn from(now: Instant) -> Vec<Value> {
    let mut all = vec![Value::from(now.day())];
    all.resize(8, Value::Null);
    all.push(Value::from(now.time_text()));
    all
}

/// The first day of the month after.
fn next_month(day: Day) -> Day {
    let (year, month, _) = day.parts();
    let next = if month == 12 {
        Day::new(year.saturating_add(1), 1, 1)
    } else {
        Day::new(year, month + 1, 1)
    };
    next.unwrap_or(day)
}

/// One row more than a page holds, to know whether there is a next one.
pub(crate) fn limit() -> Value {
    Value::from(i64::try_from(PAGE).unwrap_or(25) + 1)
}

/// The rows of a page, and where the next begins.
pub(crate) fn cut<T>(mut rows: Vec<T>, count: &[i64], key: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = if more { rows.last().map(key) } else { None };
    Page {
        count: count.first().copied().unwrap_or(0),
        rows,
        next,
        previous: None,
    }
}
