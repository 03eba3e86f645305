//! Forms of earlier years that stand already from another file: known again by keyed fingerprints of where they belong and of what was answered,
//! and opened by nobody. A file's fingerprints are sealed as a whole with its lines, so that no response says which line it was.

use super::answers;
use crate::keying::for_paper;
use crate::model::InstrumentVersion;
use crate::records::earlier as sql;
use instrument::{Answer, NonAnswer, Value};
use kernel::{Day, Fault, Id, Stop};
use learning::Moment;
use learning::earlier::alike::{File, Met, Standing, Twin};
use learning::earlier::forms::Row;
use learning::earlier::mapping::OfForms;
use std::collections::{BTreeMap, HashMap, VecDeque};
use store::{Keys, Tx, values};

/// What the fingerprints are made for.
const PURPOSE: &str = "earlier form";
const TABLE: &str = "earlier_print";
const COLUMN: &str = "prints_sealed";
/// Bytes of a fingerprint that are kept.
const WIDTH: usize = 16;
/// Bytes of a row as it is packed: its line and two fingerprints.
const PACKED: usize = 4 + 2 * WIDTH;

type Mark = [u8; WIDTH];

/// What is kept of a row.
pub(super) struct Print {
    line: u32,
    /// Its session, or its course and day, with the questionnaire and what it was for.
    place: Mark,
    /// That, and what was answered.
    form: Mark,
}

/// Makes the fingerprints of a file.
pub(super) struct Printer {
    keys: Keys,
    of: String,
}

impl Printer {
    /// Of answers to this questionnaire, whichever its version.
    pub(super) fn new(keys: &Keys, version: &InstrumentVersion, of: &OfForms) -> Self {
        let key = &version.published.definition().key;
        Self {
            keys: keys.clone(),
            of: format!("{key:?} {}", of.purpose().code()),
        }
    }

    /// The fingerprints of a row.
    pub(super) fn print(&self, row: &Row, answers: &[Answer]) -> Print {
        let place = match (row.session, row.course) {
            (Some(session), _) => format!("{} session {session}", self.of),
            (None, Some(course)) => format!("{} course {course} {}", self.of, row.day.iso()),
            (None, None) => self.of.clone(),
        };
        let mut said: Vec<String> = answers.iter().filter_map(said).collect();
        said.sort_unstable();
        Print {
            line: u32::try_from(row.line).unwrap_or(0),
            place: self.mark(&place),
            form: self.mark(&format!("{place}\n{}", said.join("\n"))),
        }
    }

    fn mark(&self, text: &str) -> Mark {
        let mut mark = Mark::default();
        for (to, from) in mark.iter_mut().zip(self.keys.blind(PURPOSE, text)) {
            *to = from;
        }
        mark
    }
}

/// An answer as it is compared. What was not put and what was left empty say the same: nothing.
fn said(answer: &Answer) -> Option<String> {
    let value = match &answer.value {
        Value::None(NonAnswer::NotAsked | NonAnswer::NotRecorded) => return None,
        Value::None(none) => format!("none {}", none.code()),
        Value::Number(number) => format!("number {number}"),
        Value::Option(option) => format!("option {option:?}"),
        Value::Day(day) => format!("day {}", day.iso()),
        Value::Text(text) => format!("text {text:?}"),
    };
    Some(format!("{:?} {value}", answer.question))
}

fn pack(prints: &[Print]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(prints.len().saturating_mul(PACKED));
    for print in prints {
        packed.extend_from_slice(&print.line.to_be_bytes());
        packed.extend_from_slice(&print.place);
        packed.extend_from_slice(&print.form);
    }
    packed
}

fn unpack(packed: &[u8]) -> Result<Vec<Print>, Fault> {
    let one = |bytes: &[u8]| {
        let (line, rest) = bytes.split_first_chunk::<4>()?;
        let (place, rest) = rest.split_first_chunk::<WIDTH>()?;
        let (form, rest) = rest.split_first_chunk::<WIDTH>()?;
        rest.is_empty().then_some(Print {
            line: u32::from_be_bytes(*line),
            place: *place,
            form: *form,
        })
    };
    let prints = packed.chunks(PACKED).map(one).collect::<Option<Vec<Print>>>();
    prints.ok_or_else(|| Fault::new("the fingerprints of a file of forms cannot be read"))
}

/// The first and the last day of rows.
fn days(rows: &[Row]) -> Option<(Day, Day)> {
    let days = || rows.iter().map(|row| row.day);
    days().min().zip(days().max())
}

/// Keeps the fingerprints of a file that is taken in.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    import: Id,
    rows: &[Row],
    prints: &[Print],
) -> Result<(), Fault> {
    let Some((first, last)) = days(rows) else {
        return Ok(());
    };
    let sealed = tx
        .keys()
        .seal(TABLE, COLUMN, import, &pack(prints), moment.entropy());
    tx.run(&sql::EARLIER_PRINT_INSERT, values![import, first, last, sealed])
}

/// What stands already of the forms of a file, from files that were not taken back.
pub(super) fn standing(tx: &mut Tx<'_>, import: Id, of: &OfForms, rows: &[Row]) -> Result<Standing, Stop> {
    let (Some((first, last)), Some(id)) = (days(rows), Id::parse(&of.version)) else {
        return Ok(Standing::default());
    };
    let found = tx.all(
        &sql::EARLIER_PRINTS_STANDING,
        values![import, first, last],
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
    if found.is_empty() {
        return Ok(Standing::default());
    }
    let mut others = Others::default();
    for (place, (file, sealed)) in found.iter().enumerate() {
        let packed = tx.keys().open(TABLE, COLUMN, file.id, sealed)?;
        others.put(place, &unpack(&packed)?);
    }
    let version = super::version(tx, id)?;
    let sheet = for_paper(version.published.definition(), &[]);
    let printer = Printer::new(tx.keys(), &version, of);
    let mut prints = Vec::with_capacity(rows.len());
    for row in rows {
        let answers =
            answers(&sheet, row).map_err(|_| Fault::new("a form that fits does not fit any more"))?;
        prints.push(printer.print(row, &answers));
    }
    let files = found.into_iter().map(|(file, _)| file).collect();
    Ok(others.beside(files, &prints))
}

/// What other files have.
#[derive(Default)]
struct Others {
    /// The lines of each form, by file.
    forms: HashMap<Mark, VecDeque<(usize, usize)>>,
    /// How many forms of each place, by file.
    places: HashMap<Mark, BTreeMap<usize, usize>>,
}

impl Others {
    fn put(&mut self, file: usize, prints: &[Print]) {
        for print in prints {
            let line = usize::try_from(print.line).unwrap_or(0);
            self.forms.entry(print.form).or_default().push_back((file, line));
            let many = self
                .places
                .entry(print.place)
                .or_default()
                .entry(file)
                .or_default();
            *many = many.saturating_add(1);
        }
    }

    /// What of it stands beside these. Of several who answered alike each is one: a form that stands is the twin of one and no more.
    fn beside(mut self, files: Vec<File>, prints: &[Print]) -> Standing {
        let mut standing = Standing::default();
        let mut here: HashMap<Mark, usize> = HashMap::new();
        for print in prints {
            let many = here.entry(print.place).or_default();
            *many = many.saturating_add(1);
        }
        for print in prints {
            let line = usize::try_from(print.line).unwrap_or(0);
            if let Some((file, other)) = self.forms.get_mut(&print.form).and_then(VecDeque::pop_front) {
                standing.twins.push(Twin { line, file, other });
            }
            // Each place once, with the first form of it.
            for (file, stand) in self.places.remove(&print.place).unwrap_or_default() {
                standing.met.push(Met {
                    line,
                    called: String::new(),
                    loose: false,
                    forms: here.get(&print.place).copied().unwrap_or_default(),
                    file,
                    stand,
                });
            }
        }
        standing.files = files;
        standing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_what_is_cut_does_not() {
        let print = |line, place, form| Print {
            line,
            place: [place; WIDTH],
            form: [form; WIDTH],
        };
        let packed = pack(&[print(2, 1, 3), print(70_000, 1, 4)]);
        let back = unpack(&packed).unwrap();
        let lines: Vec<_> = back.iter().map(|print| (print.line, print.form[0])).collect();
        assert_eq!(lines, [(2, 3), (70_000, 4)]);
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
    }
}
