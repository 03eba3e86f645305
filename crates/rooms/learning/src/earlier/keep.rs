//! A file with sessions of earlier years: kept while it is looked at, taken in, taken back.

use super::alike;
use super::check::{AWAY, Checked, Known};
use super::forms::{Asked, Forms, QUESTION};
use super::found::found;
use super::in_use::refuse_in_use;
use super::mapping::Mapping;
use super::work::job;
use super::{Import, Kind, State};
use crate::guards::EarlierRecord;
use crate::moment::Moment;
use crate::reading::scoped;
use crate::records::earlier as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use paper::sheet::Sheet;
use post::jobs;
use store::{Keys, Tx, Value, values};

/// Files on a page.
pub const PAGE: usize = 25;

/// Sheets as they are kept.
type Kept = Vec<(String, Vec<Vec<String>>)>;

/// A file that is looked at.
pub struct Looked {
    /// The file.
    pub import: Import,
    /// Its sheets; empty once it was taken in.
    pub sheets: Vec<Sheet>,
    /// What its columns are.
    pub mapping: Mapping,
    /// What is in the database.
    pub known: Known,
    /// What it comes to; nothing while columns are missing.
    pub checked: Option<Checked>,
    /// A file of the same content that was taken in already.
    pub same: Option<String>,
    /// What was kept under names of files with the same headings.
    pub kept: Vec<(Id, String)>,
    /// Questionnaires that forms can be of.
    pub versions: Vec<(Id, String)>,
    /// What the one that was chosen asks.
    pub asked: Vec<Asked>,
    /// A file of the same forms that was taken in already.
    pub twice: Option<String>,
}

/// The headings of a file, to know files of the same shape.
pub(super) fn headings(keys: &Keys, mapping: &Mapping, sheets: &[Sheet]) -> Vec<u8> {
    keys.blind("earlier headings", &mapping.headings(sheets).join("\n"))
}

fn seal(tx: &Tx, moment: &Moment, column: &'static str, id: Id, bytes: &[u8]) -> Vec<u8> {
    tx.keys()
        .seal("earlier_import", column, id, bytes, moment.entropy())
}

/// Seals what its columns are.
pub(super) fn seal_mapping(tx: &Tx, moment: &Moment, id: Id, mapping: &Mapping) -> Result<Vec<u8>, Fault> {
    let text = serde_json::to_vec(mapping)
        .map_err(|error| Fault::caused("what columns are cannot be kept", error))?;
    Ok(seal(tx, moment, "mapping_sealed", id, &text))
}

/// Opens what its columns are.
pub(super) fn open_mapping(keys: &Keys, id: Id, sealed: &[u8]) -> Result<Mapping, Fault> {
    let text = keys.open_text("earlier_import", "mapping_sealed", id, sealed)?;
    serde_json::from_str(&text).map_err(|error| Fault::caused("what columns are cannot be read", error))
}

/// Keeps what was read of a file. What its columns are is taken from the latest file of the same headings, or guessed.
pub fn stage(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    kind: Kind,
    (name, hash): (&str, &str),
    sheets: &[Sheet],
) -> Result<Done<Id>, Stop> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        let words = "Say what the file is to be called, in 100 characters or fewer";
        return Err(Problems::one("name", words).into());
    }
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody sends a file"))?;
    let id = moment.id();
    let pass = scope.pass_new::<EarlierRecord>(id);
    let mut mapping = Mapping::guess(kind, sheets);
    let shape = headings(tx.keys(), &mapping, sheets);
    let alike = tx.one(
        &sql::EARLIER_ALIKE,
        values![shape.clone(), by, kind.code()],
        |row| Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?)),
    )?;
    if let Some((earlier, sealed)) = alike {
        let known = open_mapping(tx.keys(), earlier, &sealed)?;
        // Where they stand is this file's own.
        mapping = Mapping {
            sheet: mapping.sheet,
            heading: mapping.heading,
            ..known
        };
    }
    let kept: Kept = sheets
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.rows.clone()))
        .collect();
    let text =
        serde_json::to_vec(&kept).map_err(|error| Fault::caused("what was read cannot be kept", error))?;
    let sheets = seal(tx, moment, "sheets_sealed", id, &text);
    let mapping = seal_mapping(tx, moment, id, &mapping)?;
    tx.run(
        &sql::EARLIER_INSERT,
        values![
            id,
            by,
            moment.now,
            name,
            hash,
            shape,
            sheets,
            mapping,
            kind.code()
        ],
    )?;
    Done::recorded(
        tx,
        pass,
        Change::new("file of earlier years read"),
        moment.now,
        id,
    )
}

/// A page of files in sight, the latest first, and the last of it where there are more.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    before: Option<Id>,
) -> Result<(Vec<Import>, Option<Id>), Stop> {
    let filters: &[&str] = if before.is_some() { &["before"] } else { &[] };
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let values = scoped(scope, vec![Value::from(before), Value::from(most)]);
    let mut rows = tx.list(&sql::EARLIER_LIST, filters, &values, sql::import)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().map(|import| import.id).filter(|_| more);
    Ok((rows, next))
}

/// What was read of a file, and what its columns are.
pub(super) fn content(tx: &mut Tx, id: Id) -> Result<(Vec<Sheet>, Mapping), Stop> {
    let (sheets, mapping) = tx
        .one(&sql::EARLIER_CONTENT, values![id], |row| {
            Ok((row.get::<Option<Vec<u8>>>(0)?, row.get::<Vec<u8>>(1)?))
        })?
        .ok_or(Refusal::Unknown)?;
    let mapping = open_mapping(tx.keys(), id, &mapping)?;
    let kept: Kept = match sheets {
        Some(sealed) => {
            let text = tx
                .keys()
                .open_text("earlier_import", "sheets_sealed", id, &sealed)?;
            serde_json::from_str(&text)
                .map_err(|error| Fault::caused("what was kept cannot be read", error))?
        }
        None => Vec::new(),
    };
    let sheets = kept
        .into_iter()
        .map(|(name, rows)| Sheet { name, rows })
        .collect();
    Ok((sheets, mapping))
}

/// What its columns are.
pub(super) fn mapping(tx: &mut Tx, id: Id) -> Result<Mapping, Stop> {
    let sealed = tx.one(&sql::EARLIER_MAPPING, values![id], |row| row.get::<Vec<u8>>(0))?;
    Ok(open_mapping(tx.keys(), id, &sealed.ok_or(Refusal::Unknown)?)?)
}

/// The file itself, for work that has passed its guard.
pub(super) fn fetch(tx: &mut Tx, id: Id) -> Result<Import, Stop> {
    let found = tx.one(&sql::EARLIER_FETCH, values![id], sql::import)?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// A file as it stands, with what would come of it.
pub fn look(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    id: Id,
    (forms, today): (Forms, Day),
) -> Result<Looked, Stop> {
    drop(scope.pass::<EarlierRecord>(tx, id)?);
    let mut looked = looked(tx, id, (forms, today))?;
    if let Some(checked) = &mut looked.checked {
        checked.standing.seen_by(scope.account_id(), scope.sees_all());
    }
    Ok(looked)
}

fn looked(tx: &mut Tx, id: Id, (forms, today): (Forms, Day)) -> Result<Looked, Stop> {
    let import = fetch(tx, id)?;
    let (sheets, mapping) = content(tx, id)?;
    let (mut known, mut asked, mut checked, mut twice) = (Known::default(), Vec::new(), None, None);
    let (mut versions, mut kept) = (Vec::new(), Vec::new());
    if import.state == State::Open {
        kept = super::kept::offered(tx, import.kind, &headings(tx.keys(), &mapping, &sheets))?;
        let found = found(tx, &import, &sheets, &mapping, (forms, today))?;
        (known, asked, checked) = (found.known, found.asked, found.checked);
        if import.kind == Kind::Forms {
            versions = (forms.versions)(tx)?;
            twice = taken_before(tx, id, checked.as_ref())?;
        }
    }
    let same = tx.one(&sql::EARLIER_SAME, values![import.hash.as_str(), id], |row| {
        row.get(0)
    })?;
    Ok(Looked {
        import,
        sheets,
        mapping,
        known,
        checked,
        same,
        kept,
        versions,
        asked,
        twice,
    })
}

/// The file of the same forms that was taken in already, if there is one.
pub(super) fn taken_before(tx: &mut Tx, id: Id, checked: Option<&Checked>) -> Result<Option<String>, Fault> {
    let Some(digest) = checked.map(Checked::content) else {
        return Ok(None);
    };
    tx.one(&sql::EARLIER_TWICE, values![digest, id], |row| row.get(0))
}

/// Forms say nothing of who filled them in: the same ones again would count twice.
pub(super) fn refuse_twice(twice: Option<String>) -> Result<(), Refusal> {
    match twice {
        None => Ok(()),
        Some(name) => Err(Refusal::Closed(format!(
            "The same forms were taken in as {name} already. Take that file back first, if this one is to stand in its place."
        ))),
    }
}

/// Refuses what is only done to a file in this state.
pub(super) fn refuse_unless(import: &Import, state: State) -> Result<(), Refusal> {
    if import.state == state {
        return Ok(());
    }
    let words = format!(
        "This file is in another state meanwhile: {}.",
        import.state.label().to_lowercase()
    );
    Err(Refusal::Closed(words))
}

/// Says what the columns are.
pub fn map(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: Id,
    (forms, mapping): (Forms, &Mapping),
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<EarlierRecord>(tx, id)?;
    let import = fetch(tx, id)?;
    refuse_unless(&import, State::Open)?;
    let (sheets, _) = content(tx, id)?;
    let mut mapping = mapping.clone();
    if !mapping.columns.keys().any(|code| code.starts_with(QUESTION)) {
        let asked = forms.of(tx, &import, &mapping)?;
        mapping = mapping.answering(&sheets, &asked);
    }
    let shape = headings(tx.keys(), &mapping, &sheets);
    let sealed = seal_mapping(tx, moment, id, &mapping)?;
    tx.run(&sql::EARLIER_MAP, values![id, sealed, shape])?;
    Done::recorded(tx, pass, Change::new("columns said"), moment.now, ())
}

/// The version of a file, and what was said of forms that stand.
pub type Agreed = (i64, Option<&'static str>);

/// Every row of a file is right, what would come of it is the same as was shown, and where forms of the same sessions stand it was said that these are
/// `others`; the version of the file of which that is so, and what was said so.
pub fn agreed(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    id: Id,
    (forms, today): (Forms, Day),
    (shown, others): (&str, bool),
) -> Result<Agreed, Stop> {
    let looked = look(tx, scope, id, (forms, today))?;
    refuse_unless(&looked.import, State::Open)?;
    refuse_wrong(looked.checked.as_ref())?;
    refuse_twice(looked.twice)?;
    alike::refuse(looked.checked.as_ref())?;
    let now = looked.checked.as_ref().map(Checked::digest);
    if now.as_deref() != Some(shown) {
        return Err(Problems::one("shown", CHANGED).into());
    }
    let said = looked.checked.and_then(|checked| checked.standing.said());
    if !others && said.is_some() {
        return Err(Problems::one("others", OTHERS).into());
    }
    Ok((looked.import.version, said))
}

/// Asks for a file to be taken in as it was shown, at the version and with the words of which that was [`agreed`]. The house's own work matches it once more.
pub fn ask(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: Id,
    ((version, said), shown): (Agreed, &str),
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<EarlierRecord>(tx, id)?;
    let import = fetch(tx, id)?;
    refuse_unless(&import, State::Open)?;
    if import.version != version {
        return Err(Problems::one("shown", CHANGED).into());
    }
    tx.run(&sql::EARLIER_SHOWN, values![id, shown])?;
    later(tx, moment, &import, State::Queued)?;
    let mut change = Change::new("to be taken in");
    if let Some(said) = said {
        change = change.reason(said);
    }
    Done::recorded(tx, pass, change, moment.now, ())
}

/// What would come of a file is not what it was when somebody looked.
pub(super) const CHANGED: &str = "Something changed since this was shown, and other things would come of the file. Look at what would come of it now";

/// What has to be said where forms of the same sessions stand.
const OTHERS: &str = "Tick that these are other people. If they are not, take the other file back first, or throw this one away";

/// A file of which a row is wrong, or of which nothing would come, is not taken in.
pub(super) fn refuse_wrong(checked: Option<&Checked>) -> Result<(), Refusal> {
    let words = match checked {
        None => "Say first what the columns are.",
        Some(checked) if checked.away => AWAY,
        Some(checked) if !checked.bad.is_empty() => "Rows of it are wrong: nothing of it is taken in.",
        Some(checked) if checked.too_many() => {
            "It would make more than 100,000 bookings: take it in in parts."
        }
        Some(checked) if !checked.brings() => "Everything of it is there already.",
        Some(_) => return Ok(()),
    };
    Err(Refusal::Closed(words.to_owned()))
}

/// Asks for a file to be taken back, while nothing else rests on what came of it.
pub fn ask_back(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: Id,
    forms: Forms,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<EarlierRecord>(tx, id)?;
    let import = fetch(tx, id)?;
    refuse_unless(&import, State::Taken)?;
    refuse_in_use(tx, &import, forms)?;
    later(tx, moment, &import, State::Leaving)?;
    Done::recorded(tx, pass, Change::new("to be taken back"), moment.now, ())
}

/// Leaves the rest to the house's own work.
fn later(tx: &mut Tx, moment: &Moment, import: &Import, to: State) -> Result<(), Stop> {
    let from = import.state.code();
    tx.run(
        &sql::EARLIER_MOVE,
        values![import.id, to.code(), from, Value::Null],
    )?;
    let job = job(moment, import.id, &import.version.to_string());
    jobs::enqueue(tx, &job, moment.now)?;
    Ok(())
}

/// Throws a file away that was not taken in.
pub fn discard(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: Id,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<EarlierRecord>(tx, id)?;
    refuse_unless(&fetch(tx, id)?, State::Open)?;
    tx.run(&sql::EARLIER_DROP, values![id])?;
    Done::recorded(tx, pass, Change::new("thrown away"), moment.now, ())
}
