//! The loop over records: each field goes straight into a small buffer of codes, and the buffer to whoever counts.

use std::collections::HashMap;

use super::dictionary::{Dictionary, Quick};
use super::field::{NoField, field, long_field};
use super::plan::{NO_ANSWER, Plan, Role};
use super::source::{More, Source};
use super::{Trouble, bad, quoted};
use crate::statements::Statements;
use crate::value::{Answer, NonAnswer};

/// One record, reduced to what was asked for.
pub(super) struct Record<'d> {
    /// The code of each statement's answer.
    pub codes: &'d [u8],
    /// The number of each grouping's value.
    pub by: &'d [u32],
    /// The link code.
    pub code: &'d [u8],
}

/// What is wrong with a record: in which column from 0, and the words. None when its end is not there yet.
enum Wrong {
    More,
    At(usize, String),
    Line(String),
}

struct State<'p> {
    plan: &'p Plan,
    statements: &'p Statements,
    dictionaries: Vec<Dictionary>,
    /// For each statement, answers in words met so far.
    spelled: Vec<HashMap<Box<[u8]>, u8, Quick>>,
    codes: Vec<u8>,
    by: Vec<u32>,
    code: Vec<u8>,
}

/// The code of an empty field.
const EMPTY: u8 = Answer::Absent(NonAnswer::NotRecorded).code();
/// Spellings of answers remembered for one statement.
const SPELLINGS: usize = 256;

/// Reads all records after the header. Gives back the dictionaries of the groupings.
pub(super) fn read_rows(
    name: &str,
    source: &mut Source<'_>,
    plan: &Plan,
    statements: &Statements,
    mut sink: impl FnMut(Record<'_>) -> Result<(), String>,
) -> Result<Vec<Dictionary>, Trouble> {
    let mut state = State {
        plan,
        statements,
        dictionaries: (0..plan.by).map(|_| Dictionary::new()).collect(),
        spelled: statements
            .items()
            .iter()
            .map(|_| HashMap::with_hasher(Quick::seeded()))
            .collect(),
        codes: vec![0; statements.items().len()],
        by: vec![0; plan.by],
        code: Vec::new(),
    };
    // A header may not hold line ends, so the first record starts on line 2.
    let mut line = 2_u64;
    let mut empty_line = None;
    loop {
        let data = source.data();
        let mut rest = data;
        let mut stopped = None;
        while !rest.is_empty() {
            if let [b'\n', tail @ ..] | [b'\r', b'\n', tail @ ..] = rest {
                empty_line.get_or_insert(line);
                line += 1;
                rest = tail;
                continue;
            }
            match state.record(rest) {
                Ok((used, breaks)) => {
                    if let Some(line) = empty_line {
                        return Err(bad(name, line, None, "an empty line between rows"));
                    }
                    let record = Record {
                        codes: &state.codes,
                        by: &state.by,
                        code: &state.code,
                    };
                    sink(record).map_err(|message| bad(name, line, None, message))?;
                    rest = used;
                    line += 1 + breaks;
                }
                Err(wrong) => {
                    stopped = Some(wrong);
                    break;
                }
            }
        }
        let used = data.len() - rest.len();
        match stopped {
            None | Some(Wrong::More) => {}
            Some(Wrong::Line(message)) => return Err(bad(name, line, None, message)),
            Some(Wrong::At(place, message)) => {
                let column = plan.columns.get(place).map_or("", |column| column.name.as_str());
                return Err(bad(
                    name,
                    line + breaks_before(rest, place),
                    Some((place + 1, column)),
                    message,
                ));
            }
        }
        source.consume(used);
        match source
            .more()
            .map_err(|problem| Trouble::Io(name.to_owned(), problem))?
        {
            More::Came => {}
            More::Ended if source.data().is_empty() => return Ok(state.dictionaries),
            More::Ended => return Err(bad(name, line, None, NoField::More.message())),
            More::TooLong => {
                return Err(bad(
                    name,
                    line,
                    None,
                    "a row longer than a megabyte: is a quote not closed?",
                ));
            }
        }
    }
}

/// Line ends in the fields of a record before the one at `place`.
fn breaks_before(data: &[u8], place: usize) -> u64 {
    let mut rest = data;
    let mut breaks = 0;
    for _ in 0..place {
        if let Ok(field) = long_field(rest) {
            breaks += field.breaks;
            rest = field.rest;
        }
    }
    breaks
}

impl State<'_> {
    /// Reads one record into the buffers; gives back what follows it and the line ends inside it.
    #[inline]
    fn record<'d>(&mut self, data: &'d [u8]) -> Result<(&'d [u8], u64), Wrong> {
        let mut rest = data;
        let mut breaks = 0;
        let mut ended = false;
        let mut place = 0;
        while let Some(column) = self.plan.columns.get(place) {
            if ended {
                return Err(Wrong::Line(format!(
                    "{place} fields where the header has {}",
                    self.plan.columns.len()
                )));
            }
            let found = match column.role {
                Role::Item(item) => {
                    let (read, tail) = self.quick(item, column.run, rest);
                    if read > 0 {
                        place += read;
                        rest = tail;
                        continue;
                    }
                    if let Some(tail) = self.quick_last(item, rest) {
                        place += 1;
                        rest = tail;
                        ended = true;
                        continue;
                    }
                    let found = field(rest).map_err(|wrong| at(place, wrong))?;
                    self.answer(place, item, &found.bytes())?;
                    found
                }
                Role::By(group) => {
                    let found = field(rest).map_err(|wrong| at(place, wrong))?;
                    if let Some((dictionary, slot)) =
                        self.dictionaries.get_mut(group).zip(self.by.get_mut(group))
                    {
                        *slot = dictionary
                            .number(&found.bytes())
                            .map_err(|message| Wrong::At(place, message))?;
                    }
                    found
                }
                Role::Code => {
                    let found = field(rest).map_err(|wrong| at(place, wrong))?;
                    self.code.clear();
                    self.code.extend_from_slice(found.bytes().trim_ascii());
                    found
                }
                Role::Skip => long_field(rest).map_err(|wrong| at(place, wrong))?,
            };
            rest = found.rest;
            breaks += found.breaks;
            ended = found.last;
            place += 1;
        }
        if ended {
            return Ok((rest, breaks));
        }
        // More fields than columns: only say so once the whole record is there, so that the count is right.
        let mut fields = self.plan.columns.len();
        loop {
            let found = long_field(rest).map_err(|wrong| at(fields, wrong))?;
            fields += 1;
            rest = found.rest;
            if found.last {
                return Err(Wrong::Line(format!(
                    "{fields} fields where the header has {}",
                    self.plan.columns.len()
                )));
            }
        }
    }

    /// The usual case: a row of answers, each one digit and a comma, or nothing and a comma. How many, and the rest.
    #[inline]
    fn quick<'d>(&mut self, item: usize, run: usize, data: &'d [u8]) -> (usize, &'d [u8]) {
        let codes = self.codes.get_mut(item..item + run).unwrap_or_default();
        let tables = self.plan.single.get(item..item + run).unwrap_or_default();
        let (mut read, mut rest) = (0, data);
        for (slot, table) in codes.iter_mut().zip(tables) {
            match rest {
                [b',', tail @ ..] => {
                    *slot = EMPTY;
                    rest = tail;
                }
                [byte, b',', tail @ ..] => {
                    let code = table.get(usize::from(*byte)).copied().unwrap_or(NO_ANSWER);
                    if code == NO_ANSWER {
                        break;
                    }
                    *slot = code;
                    rest = tail;
                }
                _ => break,
            }
            read += 1;
        }
        (read, rest)
    }

    /// As [`Self::quick`] for the last answer of a row.
    #[inline]
    fn quick_last<'d>(&mut self, item: usize, data: &'d [u8]) -> Option<&'d [u8]> {
        let [byte, b'\n', tail @ ..] = data else {
            return None;
        };
        let code = *self.plan.single.get(item)?.get(usize::from(*byte))?;
        if code == NO_ANSWER {
            return None;
        }
        *self.codes.get_mut(item)? = code;
        Some(tail)
    }

    fn answer(&mut self, place: usize, item: usize, bytes: &[u8]) -> Result<(), Wrong> {
        let Some((slot, spelled)) = self.codes.get_mut(item).zip(self.spelled.get_mut(item)) else {
            return Ok(());
        };
        if let Some(code) = spelled.get(bytes) {
            *slot = *code;
            return Ok(());
        }
        let Some(statement) = self.statements.items().get(item) else {
            return Ok(());
        };
        let read = std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| statement.scale.read(text));
        let Some(answer) = read else {
            let points = statement.scale.points();
            let message = format!(
                "{} is not an answer on this scale (1 to {points}, a label, a non-answer in words, or nothing)",
                quoted(bytes)
            );
            return Err(Wrong::At(place, message));
        };
        *slot = answer.code();
        if spelled.len() < SPELLINGS {
            spelled.insert(bytes.into(), answer.code());
        }
        Ok(())
    }
}

fn at(place: usize, wrong: NoField) -> Wrong {
    match wrong {
        NoField::More => Wrong::More,
        other => Wrong::At(place, other.message().to_owned()),
    }
}
