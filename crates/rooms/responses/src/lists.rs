//! The room's lists, read by key: a page, and where the next one begins.

use crate::links::Standing;
use crate::records::{draft as sql, link};
use access::Scope;
use access::actions::{ManageInstruments, OpenQuestionnaires, ReadInstruments};
use kernel::{Day, Id, Instant, Stop};
use store::{Row, Tx, Value, pattern};

/// Rows of a page.
pub const ROWS: usize = 50;

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// There are more after the last one.
    pub more: bool,
}

/// One row more is read than a page holds, to know whether there is another page.
pub(crate) fn one_more() -> Value {
    Value::from(i64::try_from(ROWS).unwrap_or(50) + 1)
}

pub(crate) fn cut<T>(mut rows: Vec<T>) -> Page<T> {
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Page { rows, more }
}

/// The filters that are used.
pub(crate) fn used<const N: usize>(filters: [(&'static str, bool); N]) -> Vec<&'static str> {
    filters
        .into_iter()
        .filter_map(|(name, used)| used.then_some(name))
        .collect()
}

/// What the list of drafts is asked for.
#[derive(Clone, Debug, Default)]
pub struct DraftQuery {
    /// Those put aside instead of those that are being written.
    pub aside: bool,
    /// Words of the title or key.
    pub words: String,
    /// One questionnaire.
    pub key: String,
    /// After this one.
    pub after: Option<Id>,
}

/// A draft in a list.
#[derive(Clone, Debug)]
pub struct DraftLine {
    /// Its id.
    pub id: Id,
    /// The questionnaire's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The published version it was begun from.
    pub base: Option<i64>,
    /// When it was changed last.
    pub changed_at: Instant,
}

fn draft(row: &Row<'_>) -> Result<DraftLine, kernel::Fault> {
    Ok(DraftLine {
        id: row.get(0)?,
        key: row.get(1)?,
        title: row.get(2)?,
        base: row.get(3)?,
        changed_at: row.get(4)?,
    })
}

/// Drafts, those begun last first.
///
/// # Errors
/// A fault of the engine.
pub fn drafts(
    tx: &mut Tx<'_>,
    _leave: &Scope<ManageInstruments>,
    query: &DraftQuery,
) -> Result<Page<DraftLine>, Stop> {
    let filters = used([
        ("after", query.after.is_some()),
        ("words", !query.words.is_empty()),
        ("key", !query.key.is_empty()),
    ]);
    let values = [
        one_more(),
        Value::from(query.after),
        Value::from(if query.aside { "aside" } else { "open" }),
        Value::from(pattern(&query.words)),
        Value::from(query.key.as_str()),
    ];
    Ok(cut(tx.list(&sql::DRAFT_LIST, &filters, &values, draft)?))
}

/// What the list of questionnaires is asked for.
#[derive(Clone, Debug, Default)]
pub struct InstrumentQuery {
    /// Words of the title or key.
    pub words: String,
    /// `used`, `unused`, `drafted` or `retired`; anything else is all.
    pub show: String,
    /// After this key.
    pub after: String,
}

/// A questionnaire in a list, as its newest version.
#[derive(Clone, Debug)]
pub struct InstrumentLine {
    /// Its key.
    pub key: String,
    /// The newest version.
    pub version: i64,
    /// The title of that version.
    pub title: String,
    /// When that version was published.
    pub published_at: Instant,
    /// Answers to all its versions, counted to 1,001.
    pub responses: i64,
    /// Drafts of it.
    pub drafts: i64,
    /// Courses that use it.
    pub courses: i64,
    /// No course can choose it any more.
    pub retired: bool,
}

fn instrument(row: &Row<'_>) -> Result<InstrumentLine, kernel::Fault> {
    Ok(InstrumentLine {
        key: row.get(0)?,
        version: row.get(1)?,
        title: row.get(2)?,
        published_at: row.get(3)?,
        responses: row.get(4)?,
        drafts: row.get(5)?,
        courses: row.get(6)?,
        retired: row.get(7)?,
    })
}

/// Questionnaires that a file holds at most.
const MOST_OF_FILE: i64 = 10_000;

/// The same for a file: all that fit the filters, in one statement.
///
/// # Errors
/// A fault of the engine.
pub fn all_instruments(
    tx: &mut Tx<'_>,
    leave: &Scope<ReadInstruments>,
    query: &InstrumentQuery,
) -> Result<Vec<InstrumentLine>, Stop> {
    instruments_at_most(tx, leave, query, MOST_OF_FILE)
}

/// Published questionnaires by key.
///
/// # Errors
/// A fault of the engine.
pub fn instruments(
    tx: &mut Tx<'_>,
    leave: &Scope<ReadInstruments>,
    query: &InstrumentQuery,
) -> Result<Page<InstrumentLine>, Stop> {
    let most = i64::try_from(ROWS).unwrap_or(50).saturating_add(1);
    Ok(cut(instruments_at_most(tx, leave, query, most)?))
}

fn instruments_at_most(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadInstruments>,
    query: &InstrumentQuery,
    most: i64,
) -> Result<Vec<InstrumentLine>, Stop> {
    let filters = used([
        ("after", !query.after.is_empty()),
        ("words", !query.words.is_empty()),
        ("used", query.show == "used"),
        ("unused", query.show == "unused"),
        ("drafted", query.show == "drafted"),
        ("retired", query.show == "retired"),
    ]);
    let values = [
        Value::from(most),
        Value::from(query.after.as_str()),
        Value::from(pattern(&query.words)),
    ];
    Ok(tx.list(&sql::INSTRUMENT_LIST, &filters, &values, instrument)?)
}

/// What the list of open links is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkQuery {
    /// Only those that are not over on this day.
    pub open_on: Option<Day>,
    /// After this one.
    pub after: Option<Id>,
}

/// A link in a list.
#[derive(Clone, Debug)]
pub struct LinkLine {
    /// Its id.
    pub id: Id,
    /// What staff call it.
    pub called: String,
    /// The questionnaire.
    pub questionnaire: String,
    /// The area it is for; `None`: all.
    pub area: Option<String>,
    /// The first day.
    pub opens: Day,
    /// The last day.
    pub closes: Day,
    /// Answers so far.
    pub answers: i64,
    /// How many are hoped for.
    pub target: Option<i64>,
    /// Where it stands.
    pub standing: Standing,
}

/// Links in sight, the newest first, with their answers counted in the same statement.
///
/// # Errors
/// A fault of the engine.
pub fn links(
    tx: &mut Tx<'_>,
    scope: &Scope<OpenQuestionnaires>,
    query: &LinkQuery,
    today: Day,
) -> Result<Page<LinkLine>, Stop> {
    let filters = used([
        ("after", query.after.is_some()),
        ("open", query.open_on.is_some()),
    ]);
    let values = scope.values_and(&[one_more(), Value::from(query.after), Value::from(query.open_on)]);
    let found = tx.list(&link::LINK_LIST, &filters, &values, link::link)?;
    let lines = found
        .into_iter()
        .map(|link| LinkLine {
            standing: link.standing(today),
            id: link.id.0,
            called: link.name,
            questionnaire: link.questionnaire,
            area: link.area,
            opens: link.opens,
            closes: link.closes,
            answers: link.answers,
            target: link.target,
        })
        .collect();
    Ok(cut(lines))
}
