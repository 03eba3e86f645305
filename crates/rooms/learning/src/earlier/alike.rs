//! What stands already of the forms of a file: word for word the same answers from another file, and other forms of the same sessions. Beside the
//! first a corrected file would count its people twice.

use super::check::{self, Checked};
use super::forms::{Forms, Row};
use super::keep::open_mapping;
use super::mapping::Mapping;
use super::{Import, attended};
use crate::records::earlier as sql;
use kernel::{Id, Refusal, Stop};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use store::{Tx, values};

/// So many forms that stand already are no chance where they are half of a file or more.
const MANY: usize = 5;

/// A file of forms that stands.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// Who sent it.
    pub by: Id,
    /// Whoever looks can open its page.
    pub in_sight: bool,
}

/// A form of which the same answers stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// Its line.
    pub line: usize,
    /// The place of the other file among those that stand.
    pub file: usize,
    /// The line there.
    pub other: usize,
}

/// Forms of one session, or of one course on one day, of which others stand from one file.
#[derive(Clone, PartialEq, Eq)]
pub struct Met {
    /// The line of the first of them.
    pub line: usize,
    /// What their session is called, or their course, with the day.
    pub called: String,
    /// Of these, or of some that stand, the session is not known: they are held against each other by course and day.
    pub loose: bool,
    /// How many they are.
    pub forms: usize,
    /// The place of the other file among those that stand.
    pub file: usize,
    /// How many stand from it.
    pub stand: usize,
}

/// A file of the same bytes of which the same sheet was taken in.
#[derive(Clone, PartialEq, Eq)]
pub struct Same {
    /// That file.
    pub file: File,
    /// As answers to the same questionnaire, whichever its version, and for the same purpose.
    pub wholly: bool,
}

/// What stands already from other files that were not taken back.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Those files.
    pub files: Vec<File>,
    /// Forms of which the same answers stand. No form that stands is the twin of two.
    pub twins: Vec<Twin>,
    /// Sessions, or courses on a day, of which forms stand.
    pub met: Vec<Met>,
    /// The same bytes.
    pub same: Option<Same>,
}

kernel::masked!(File, Twin, Met, Same, Standing);

impl Standing {
    /// Why a file of so many forms cannot be taken in beside what stands.
    pub fn refusal(&self, forms: usize) -> Option<String> {
        if let Some(same) = self.same.as_ref().filter(|same| same.wholly) {
            return Some(format!(
                "This sheet of the very same file was taken in as \u{201c}{}\u{201d} already. Take that file back first: then this one can be taken in.",
                same.file.name
            ));
        }
        let twins = self.twins.len();
        let all = twins > 0 && twins == forms;
        if !all && (twins < MANY || twins.saturating_mul(2) < forms) {
            return None;
        }
        let stand = match (all, forms) {
            (true, 1) => "Its only form stands".to_owned(),
            (true, forms) => format!("All of its {forms} forms stand"),
            (false, forms) => format!("{twins} of its {forms} forms stand"),
        };
        let named = self.files.iter().enumerate();
        let named = named.filter(|(place, _)| self.twins.iter().any(|twin| twin.file == *place));
        let names: Vec<String> = named
            .map(|(_, file)| format!("\u{201c}{}\u{201d}", file.name))
            .collect();
        let (that, them) = if names.len() > 1 {
            ("those files", "them")
        } else {
            ("that file", "it")
        };
        Some(format!(
            "{stand} word for word from {} already: the same people would count twice. Take {that} back first: then this one can be taken in. If these are other people who answered alike, take {them} back too, and send all of them in one file.",
            names.join(", ")
        ))
    }

    /// It has to be said that these are other people.
    pub const fn asks(&self) -> bool {
        !self.met.is_empty() || self.same.is_some()
    }

    /// What is said by whoever takes such a file in; nothing where there is nothing to say.
    pub fn said(&self) -> Option<&'static str> {
        if !self.met.is_empty() {
            return Some("said to be of other people than the forms that stand");
        }
        self.same
            .as_ref()
            .map(|_| "said to be other answers of the same file")
    }

    /// The files that would have to be taken back: those of which forms stand beside this file's, and the one of the same bytes.
    pub fn beside(&self) -> Vec<&File> {
        let used: BTreeSet<usize> = self.met.iter().map(|met| met.file).collect();
        let files = self.files.iter().enumerate();
        let files = files.filter(|(place, _)| used.contains(place));
        let mut beside: Vec<&File> = files.map(|(_, file)| file).collect();
        let same = self.same.iter().map(|same| &same.file);
        for file in same {
            if !beside.iter().any(|known| known.id == file.id) {
                beside.push(file);
            }
        }
        beside
    }

    /// Says which of the files whoever looks can open.
    pub(super) fn seen_by(&mut self, account: Option<Id>, all: bool) {
        let same = self.same.iter_mut().map(|same| &mut same.file);
        for file in self.files.iter_mut().chain(same) {
            file.in_sight = all || account == Some(file.by);
        }
    }

    /// All of it as one number; nothing where nothing stands.
    pub(super) fn digest(&self) -> Option<String> {
        if !self.asks() {
            return None;
        }
        let mut hash = Sha256::new();
        let of = |place: usize| self.files.get(place).map_or(Id::NIL, |file| file.id);
        for twin in &self.twins {
            hash.update(format!("{} {} {}\n", twin.line, of(twin.file), twin.other));
        }
        for met in &self.met {
            hash.update(format!(
                "{} {} {} {}\n",
                met.line,
                met.forms,
                of(met.file),
                met.stand
            ));
        }
        if let Some(same) = &self.same {
            hash.update(format!("{} {}\n", same.file.id, same.wholly));
        }
        Some(kernel::hex::encode(&hash.finalize()))
    }
}

/// What stands already of the forms of a file, every row of which is right.
pub(super) fn standing(
    tx: &mut Tx<'_>,
    import: &Import,
    mapping: &Mapping,
    rows: &[Row],
    forms: Forms,
) -> Result<Standing, Stop> {
    let mut standing = (forms.standing)(tx, import.id, &mapping.form, rows)?;
    let others = tx.all(
        &sql::EARLIER_BYTES,
        values![import.hash.as_str(), import.id],
        |row| {
            let file = File {
                id: row.get(0)?,
                name: row.get(1)?,
                by: row.get(2)?,
                in_sight: false,
            };
            Ok((file, row.get::<Vec<u8>>(3)?))
        },
    )?;
    for (file, sealed) in others {
        let other = open_mapping(tx.keys(), file.id, &sealed)?;
        // Another sheet of a workbook is another file.
        if other.sheet != mapping.sheet || standing.same.as_ref().is_some_and(|same| same.wholly) {
            continue;
        }
        let wholly = other.form.purpose() == mapping.form.purpose()
            && questionnaire(tx, &other, forms)? == questionnaire(tx, mapping, forms)?;
        standing.same = Some(Same { file, wholly });
    }
    Ok(standing)
}

/// The files of forms that stand, as one number: while it is the same, so is what stands of the forms of another.
pub(super) fn beside(tx: &mut Tx<'_>) -> Result<String, Stop> {
    let mut hash = Sha256::new();
    for id in tx.all(&sql::EARLIER_STANDING, values![], |row| row.get::<Id>(0))? {
        hash.update(format!("{id}\n"));
    }
    Ok(kernel::hex::encode(&hash.finalize()))
}

/// Of which questionnaire forms are, whichever its version; nothing while none was chosen.
fn questionnaire(tx: &mut Tx<'_>, mapping: &Mapping, forms: Forms) -> Result<Option<String>, Stop> {
    Id::parse(&mapping.form.version)
        .map(|version| (forms.questionnaire)(tx, version))
        .transpose()
}

/// Names the sessions, or the courses and days, of which forms stand.
pub(super) fn name(checked: &mut Checked, known: &check::Known, days: &[attended::SessionDay]) {
    if checked.standing.met.is_empty() {
        return;
    }
    let sessions: HashMap<Id, &str> = days
        .iter()
        .map(|day| (day.session, day.reference.as_str()))
        .collect();
    let courses: HashMap<Id, &str> = known
        .courses
        .iter()
        .map(|(id, title, _)| (*id, title.as_str()))
        .collect();
    let rows: HashMap<usize, &Row> = checked.forms.iter().map(|row| (row.line, row)).collect();
    for met in &mut checked.standing.met {
        if let Some(row) = rows.get(&met.line) {
            let session = row.session.and_then(|id| sessions.get(&id));
            let course = courses.get(&row.course);
            let called = session.or(course).copied().unwrap_or_default();
            met.called = format!("{called}, {}", row.day.text());
        }
    }
}

/// A file that would count people twice is not taken in.
pub(super) fn refuse(checked: Option<&Checked>) -> Result<(), Refusal> {
    let words = checked.and_then(|checked| checked.standing.refusal(checked.forms.len()));
    words.map_or(Ok(()), |words| Err(Refusal::Closed(words)))
}
