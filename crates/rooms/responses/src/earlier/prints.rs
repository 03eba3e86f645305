//! Forms of earlier years that stand already from another file: known again by keyed fingerprints of where they belong and of what was answered,
//! and opened by nobody. A file's fingerprints are sealed as a whole with its lines, so that no response says which line it was.

use super::answers;
use crate::keying::for_paper;
use crate::model::InstrumentVersion;
use crate::records::earlier as sql;
use instrument::{Answer, NonAnswer, Value};
use kernel::{Day, Entropy, Fault, Id, Stop};
use learning::earlier::alike::{File, Met, Standing, Twin};
use learning::earlier::forms::Row;
use learning::earlier::mapping::OfForms;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use store::{Keys, Tx, values};

/// What the fingerprints are made for.
const PURPOSE: &str = "earlier form";
const TABLE: &str = "earlier_print";
const COLUMN: &str = "prints_sealed";
/// Bytes of a fingerprint that are kept.
const WIDTH: usize = 16;
/// Bytes of a row as it is packed: its line and four fingerprints.
const PACKED: usize = 4 + 4 * WIDTH;
/// Bytes of a row as it was packed before course and day stood beside the session.
const PACKED_BEFORE: usize = 4 + 2 * WIDTH;
/// What rows of four fingerprints begin with. Those of before begin with a line, and no file is so long that its first byte were this.
const WITH_DAYS: u8 = 1;

type Mark = [u8; WIDTH];

/// What is kept of a row.
pub(super) struct Print {
    line: u32,
    /// Its session, or its course and day, with the questionnaire and what it was for.
    place: Mark,
    /// That, and what was answered.
    form: Mark,
    /// Its course and day, with the same.
    day: Mark,
    /// That, and what was answered.
    day_form: Mark,
}

impl Print {
    /// Its session was not known.
    fn loose(&self) -> bool {
        self.day == self.place
    }
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
        let day = format!("{} course {} {}", self.of, row.course, row.day.iso());
        let session = row
            .session
            .map(|session| format!("{} session {session}", self.of));
        let place = session.as_deref().unwrap_or(&day);
        let mut said: Vec<String> = answers.iter().filter_map(said).collect();
        said.sort_unstable();
        let said = said.join("\n");
        Print {
            line: u32::try_from(row.line).unwrap_or(0),
            place: self.mark(place),
            form: self.mark(&format!("{place}\n{said}")),
            day: self.mark(&day),
            day_form: self.mark(&format!("{day}\n{said}")),
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
    let mut packed = Vec::with_capacity(prints.len().saturating_mul(PACKED).saturating_add(1));
    packed.push(WITH_DAYS);
    for print in prints {
        packed.extend_from_slice(&print.line.to_be_bytes());
        packed.extend_from_slice(&print.place);
        packed.extend_from_slice(&print.form);
        packed.extend_from_slice(&print.day);
        packed.extend_from_slice(&print.day_form);
    }
    packed
}

fn unpack(packed: &[u8]) -> Result<Vec<Print>, Fault> {
    let (rows, width) = match packed.split_first() {
        Some((&WITH_DAYS, rows)) => (rows, PACKED),
        _ => (packed, PACKED_BEFORE),
    };
    let one = |bytes: &[u8]| {
        let (line, rest) = bytes.split_first_chunk::<4>()?;
        let (place, rest) = rest.split_first_chunk::<WIDTH>()?;
        let (form, rest) = rest.split_first_chunk::<WIDTH>()?;
        // Of before: a form of a session is found again by that alone.
        let (day, day_form) = if rest.is_empty() {
            (place, form)
        } else {
            let (day, rest) = rest.split_first_chunk::<WIDTH>()?;
            (day, rest.first_chunk::<WIDTH>()?)
        };
        (bytes.len() == width).then_some(Print {
            line: u32::from_be_bytes(*line),
            place: *place,
            form: *form,
            day: *day,
            day_form: *day_form,
        })
    };
    let prints = rows.chunks(width).map(one).collect::<Option<Vec<Print>>>();
    prints.ok_or_else(|| Fault::new("the fingerprints of a file of forms cannot be read"))
}

/// The first and the last day of rows.
fn days(rows: &[Row]) -> Option<(Day, Day)> {
    let days = || rows.iter().map(|row| row.day);
    days().min().zip(days().max())
}

/// The fingerprints of a file as they are kept when it is taken in, with its first and its last day; nothing where it has no forms.
pub(super) fn sealed(
    keys: &Keys,
    import: Id,
    (rows, prints): (&[Row], &[Print]),
    entropy: &dyn Entropy,
) -> Option<(Day, Day, Vec<u8>)> {
    let (first, last) = days(rows)?;
    let sealed = keys.seal(TABLE, COLUMN, import, &pack(prints), entropy);
    Some((first, last, sealed))
}

/// What stands already of the forms of a file, from files that were not taken back.
pub(super) fn standing(tx: &mut Tx<'_>, import: Id, of: &OfForms, rows: &[Row]) -> Result<Standing, Stop> {
    let Some(id) = Id::parse(&of.version).filter(|_| !rows.is_empty()) else {
        return Ok(Standing::default());
    };
    let found = tx.all(&sql::EARLIER_PRINTS_STANDING, values![import], |row| {
        let file = File {
            id: row.get(0)?,
            name: row.get(1)?,
            by: row.get(2)?,
            in_sight: false,
        };
        Ok((file, row.get::<Vec<u8>>(3)?))
    })?;
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

/// How many forms there are, by file.
type Counts = BTreeMap<usize, usize>;

/// What other files have. Two forms belong to one place by their session, or by course and day where of neither of them, or of one, the session was known.
#[derive(Default)]
struct Others {
    /// The file and line of each form.
    forms: HashMap<Mark, VecDeque<(usize, usize)>>,
    /// The same by course and day, of those whose session was known and of those whose was not.
    day_forms: HashMap<(bool, Mark), VecDeque<(usize, usize)>>,
    /// How many forms of each place.
    places: HashMap<Mark, Counts>,
    /// How many of each course and day, in the same two parts.
    days: HashMap<(bool, Mark), Counts>,
}

/// Forms of one place in this file.
struct Here {
    line: usize,
    loose: bool,
    forms: usize,
    days: BTreeSet<Mark>,
}

fn add(counts: &mut Counts, file: usize, more: usize) {
    let many = counts.entry(file).or_default();
    *many = many.saturating_add(more);
}

fn line(print: &Print) -> usize {
    usize::try_from(print.line).unwrap_or(0)
}

impl Others {
    fn put(&mut self, file: usize, prints: &[Print]) {
        for print in prints {
            let (one, loose) = ((file, line(print)), print.loose());
            self.forms.entry(print.form).or_default().push_back(one);
            let by_day = (loose, print.day_form);
            self.day_forms.entry(by_day).or_default().push_back(one);
            add(self.places.entry(print.place).or_default(), file, 1);
            add(self.days.entry((loose, print.day)).or_default(), file, 1);
        }
    }

    /// What of it stands beside these.
    fn beside(mut self, files: Vec<File>, prints: &[Print]) -> Standing {
        Standing {
            twins: self.twins(prints),
            met: self.met(prints),
            files,
            same: None,
        }
    }

    /// Of several who answered alike each is one: a form that stands is the twin of one and no more, of one of its own place before others.
    fn twins(&mut self, prints: &[Print]) -> Vec<Twin> {
        let twin = |print: &Print, (file, other): (usize, usize)| Twin {
            line: line(print),
            file,
            other,
        };
        let (mut twins, mut rest, mut taken) = (Vec::new(), Vec::new(), HashSet::new());
        for print in prints {
            match self.forms.get_mut(&print.form).and_then(VecDeque::pop_front) {
                Some(other) => {
                    taken.insert(other);
                    twins.push(twin(print, other));
                }
                None => rest.push(print),
            }
        }
        for print in rest {
            let alike = self.day_forms.get_mut(&(!print.loose(), print.day_form));
            let other = alike.and_then(|alike| {
                std::iter::from_fn(|| alike.pop_front()).find(|other| !taken.contains(other))
            });
            twins.extend(other.map(|other| twin(print, other)));
        }
        twins.sort_unstable_by_key(|twin| twin.line);
        twins
    }

    /// Each place once, with the first form of it.
    fn met(&mut self, prints: &[Print]) -> Vec<Met> {
        let mut here: HashMap<Mark, Here> = HashMap::new();
        for print in prints {
            let one = here.entry(print.place).or_insert_with(|| Here {
                line: line(print),
                loose: print.loose(),
                forms: 0,
                days: BTreeSet::new(),
            });
            one.forms = one.forms.saturating_add(1);
            one.days.insert(print.day);
        }
        let mut here: Vec<(Mark, Here)> = here.into_iter().collect();
        here.sort_unstable_by_key(|(_, one)| one.line);
        let mut met = Vec::new();
        for (place, one) in here {
            let mut stand = self.places.remove(&place).unwrap_or_default();
            let mut across = BTreeSet::new();
            for day in one.days {
                for (file, many) in self.days.get(&(!one.loose, day)).into_iter().flatten() {
                    add(&mut stand, *file, *many);
                    across.insert(*file);
                }
            }
            met.extend(stand.into_iter().map(|(file, stand)| Met {
                line: one.line,
                called: String::new(),
                loose: one.loose || across.contains(&file),
                forms: one.forms,
                file,
                stand,
            }));
        }
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(line: u32, place: u8, form: u8) -> Print {
        let [place, form, day, day_form] = [place, form, 8, 9].map(|mark| [mark; WIDTH]);
        Print {
            line,
            place,
            form,
            day,
            day_form,
        }
    }

    #[test]
    fn what_is_packed_comes_back_and_what_is_cut_does_not() {
        let packed = pack(&[print(2, 1, 3), print(70_000, 1, 4)]);
        let back = unpack(&packed).unwrap();
        let lines: Vec<_> = back
            .iter()
            .map(|print| (print.line, print.form[0], print.day[0], print.day_form[0]))
            .collect();
        assert_eq!(lines, [(2, 3, 8, 9), (70_000, 4, 8, 9)]);
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
    }

    /// Forms of two sessions of one course and day are not held against each other, but those of neither are held against both; a form that stands is
    /// the twin of one of its own place first, and of nobody else then.
    #[test]
    fn forms_of_two_sessions_of_one_day_are_two() {
        let mut others = Others::default();
        others.put(0, &[print(2, 1, 11), print(3, 8, 9)]);
        let standing = others.beside(Vec::new(), &[print(2, 2, 12), print(3, 1, 11), print(4, 8, 9)]);
        let twins = standing.twins.iter().map(|twin| (twin.line, twin.other));
        assert_eq!(twins.collect::<Vec<_>>(), [(3, 2), (4, 3)]);
        let met = standing.met.iter();
        let met = met.map(|met| (met.line, met.forms, met.stand, met.loose));
        assert_eq!(
            met.collect::<Vec<_>>(),
            [(2, 1, 1, true), (3, 1, 2, true), (4, 1, 2, true)]
        );
        let mut others = Others::default();
        others.put(0, &[print(2, 1, 11)]);
        let standing = others.beside(Vec::new(), &[print(2, 2, 12)]);
        assert!(standing.twins.is_empty() && standing.met.is_empty());
    }

    /// What was packed before course and day stood beside the session is read too.
    #[test]
    fn what_was_packed_before_comes_back() {
        let packed = [
            &70_000_u32.to_be_bytes()[..],
            &[1; WIDTH],
            &[3; WIDTH],
            &2_u32.to_be_bytes(),
            &[1; WIDTH],
            &[4; WIDTH],
        ]
        .concat();
        let back = unpack(&packed).unwrap();
        let lines: Vec<_> = back
            .iter()
            .map(|print| (print.line, print.place[0], print.form[0], print.loose()))
            .collect();
        assert_eq!(lines, [(70_000, 1, 3, true), (2, 1, 4, true)]);
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
    }
}
