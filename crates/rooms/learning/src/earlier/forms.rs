//! Filled-in forms of earlier years, one a row: of which session each is, and what was answered. What a questionnaire asks, and how a response is
//! kept, the room of responses says: the program hands it over.

use super::alike::Standing;
use super::attended::SessionDay;
use super::cells;
use super::check::{self, Checked};
use super::mapping::{Mapping, OfForms, key};
use super::places::{Place, Places};
use super::rows::Telling;
use super::{Import, Kind};
use crate::moment::Moment;
use kernel::{Day, Fault, Id, Stop};
use paper::sheet::Sheet;
use post::work::Ahead;
use std::collections::BTreeMap;
use store::Tx;

/// What the code of a question's column begins with.
pub(crate) const QUESTION: &str = "q-";

/// A question, as a column can answer it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Its key.
    pub key: String,
    /// Its words.
    pub text: String,
    /// What can be chosen: the value, and its words. Empty where something is written.
    pub choices: Vec<(String, String)>,
    /// Several can be chosen.
    pub several: bool,
    /// A day is written.
    pub day: bool,
}

impl Asked {
    /// The code of its column.
    pub fn code(&self) -> String {
        format!("{QUESTION}{}", self.key)
    }
}

/// A form that says what it has to.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: usize,
    /// Its session, where that is known.
    pub session: Option<Id>,
    /// The course.
    pub course: Id,
    /// What the session's area is called.
    pub area: String,
    /// The day.
    pub day: Day,
    /// What a form would have sent, by question. A question of which the file has no column is not here: it was not put.
    pub sent: BTreeMap<String, Vec<String>>,
}

kernel::masked!(Row);

/// An answer that does not fit its question: the line, the question, and why.
pub type Unfit = (usize, String, String);

/// Published versions of questionnaires, by id, with what each is called.
pub type Versions = fn(&mut Tx<'_>) -> Result<Vec<(Id, String)>, Fault>;
/// What a version asks.
pub type Asks = fn(&mut Tx<'_>, Id) -> Result<Vec<Asked>, Stop>;
/// Answers that do not fit a version.
pub type FindUnfit = fn(&mut Tx<'_>, Id, &[Row]) -> Result<Vec<Unfit>, Stop>;
/// The key of the questionnaire that a version is of.
pub type KeyOf = fn(&mut Tx<'_>, Id) -> Result<String, Stop>;
/// What stands already of the forms of a file; what their sessions are called is said later.
pub type Stands = fn(&mut Tx<'_>, Id, &OfForms, &[Row]) -> Result<Standing, Stop>;
/// Writes the forms of a file aside in small units of work, as the responses that they will be: of which file, and in which round.
pub type WriteAside = fn(&Ahead<'_>, (Id, Id), &OfForms, &[Row]) -> Result<(), Stop>;
/// Puts a round of a file in place. How many responses they are; nothing where something on which they rest is no longer so.
pub type PutInPlace = fn(&mut Tx<'_>, &Moment<'_>, (Id, Id)) -> Result<Option<usize>, Stop>;

/// What the room of responses does for a file of forms.
#[derive(Clone, Copy)]
pub struct Forms {
    /// Which questionnaires there are.
    pub versions: Versions,
    /// What one asks.
    pub asked: Asks,
    /// Answers that do not fit.
    pub unfit: FindUnfit,
    /// Of which questionnaire a version is.
    pub questionnaire: KeyOf,
    /// What stands already.
    pub standing: Stands,
    /// Writes forms aside.
    pub aside: WriteAside,
    /// Puts them in place.
    pub in_place: PutInPlace,
    /// How many of a file's responses something rests on.
    pub in_use: fn(&mut Tx<'_>, Id) -> Result<i64, Fault>,
    /// Takes a file's responses back.
    pub take_back: fn(&mut Tx<'_>, &Moment<'_>, Id) -> Result<(), Stop>,
}

impl std::fmt::Debug for Forms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Forms")
    }
}

impl Forms {
    /// A house without questionnaires.
    pub const NONE: Self = Self {
        versions: |_| Ok(Vec::new()),
        asked: |_, _| Ok(Vec::new()),
        unfit: |_, _, _| Ok(Vec::new()),
        questionnaire: |_, _| Ok(String::new()),
        standing: |_, _, _, _| Ok(Standing::default()),
        aside: |_, _, _, _| Ok(()),
        in_place: |_, _, _| Ok(Some(0)),
        in_use: |_, _| Ok(0),
        take_back: |_, _, _| Ok(()),
    };

    /// What the questionnaire of a file asks; nothing while none was chosen.
    pub(super) fn of(self, tx: &mut Tx<'_>, import: &Import, mapping: &Mapping) -> Result<Vec<Asked>, Stop> {
        match Id::parse(&mapping.form.version) {
            Some(version) if import.kind == Kind::Forms => (self.asked)(tx, version),
            _ => Ok(Vec::new()),
        }
    }
}

/// Checks a sheet of forms.
pub(super) fn check(
    sheet: &Sheet,
    mapping: &Mapping,
    named: &check::Known,
    days: &[SessionDay],
    asked: &[Asked],
    today: Day,
) -> Checked {
    let places = Places::new(mapping, named, days, today);
    let mut checked = Checked::default();
    for (place, cells) in sheet.rows.iter().enumerate().skip(mapping.heading + 1) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut tell = Telling::new(Kind::Forms, mapping, place + 1, cells);
        let place = places.of(&mut tell, &mut checked, mapping.form.loose);
        if let Place::Days(days) = &place
            && days.first().is_some_and(|day| day.cancelled)
        {
            let code = if tell.cell("reference").is_empty() {
                "day"
            } else {
                "reference"
            };
            tell.tell(
                code,
                "The session was cancelled: nobody can have filled in a form of it",
            );
        }
        let sent = sent(&mut tell, mapping, asked, &mut checked);
        if sent.values().all(Vec::is_empty) && tell.bad.is_empty() {
            tell.tell("", "Nothing is answered in this row");
        }
        let line = tell.line;
        let row = match place {
            Place::Days(days) => days.first().map(|day| Row {
                line,
                session: Some(day.session),
                course: day.course,
                area: day.area_name.clone(),
                day: day.day,
                sent,
            }),
            Place::Course(course, day) => Some(Row {
                line,
                session: None,
                course,
                area: String::new(),
                day,
                sent,
            }),
            Place::Nowhere => None,
        };
        if tell.bad.is_empty() {
            checked.forms.extend(row);
        }
        checked.bad.append(&mut tell.bad);
    }
    checked
}

/// What a form would have sent for each question that has a column.
fn sent(
    tell: &mut Telling,
    mapping: &Mapping,
    asked: &[Asked],
    checked: &mut Checked,
) -> BTreeMap<String, Vec<String>> {
    let mut sent = BTreeMap::new();
    for question in asked {
        let code = question.code();
        if !mapping.columns.contains_key(&code) {
            continue;
        }
        let cell = tell.cell(&code);
        match values(question, mapping, &cell) {
            Ok(values) => drop(sent.insert(question.key.clone(), values)),
            Err(word) => {
                let why = "No answer of this question is called so: choose above which it is";
                tell.tell_of(&question.text, &cell, why);
                checked.words.insert((question.key.clone(), word));
            }
        }
    }
    sent
}

/// The values that a cell means; the word of it that means none.
fn values(question: &Asked, mapping: &Mapping, cell: &str) -> Result<Vec<String>, String> {
    if question.choices.is_empty() {
        return Ok(written(question, mapping, cell));
    }
    let said = mapping.form.words.get(&question.key);
    let whole = |text: &str| text.strip_suffix(".0").unwrap_or(text).to_owned();
    let chosen = |word: &str| {
        let said = said.and_then(|words| words.iter().find(|(known, _)| key(known) == key(word)));
        said.map(|(_, value)| value.clone()).or_else(|| {
            let known = question.choices.iter();
            let known = known.filter(|(value, text)| key(text) == key(word) || *value == whole(word));
            known.map(|(value, _)| value.clone()).next()
        })
    };
    if let Some(value) = chosen(cell) {
        return Ok(vec![value]);
    }
    if cells::is_blank(cell) {
        return Ok(Vec::new());
    }
    if !question.several {
        return Err(cell.to_owned());
    }
    cell.split([';', '|', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| chosen(word).ok_or_else(|| word.to_owned()))
        .collect()
}

/// What was written, where nothing is chosen.
fn written(question: &Asked, mapping: &Mapping, cell: &str) -> Vec<String> {
    if cells::is_blank(cell) {
        return Vec::new();
    }
    match cells::day(cell, mapping.order) {
        Ok(day) if question.day => vec![day.iso()],
        _ => vec![cell.strip_suffix(".0").unwrap_or(cell).to_owned()],
    }
}
