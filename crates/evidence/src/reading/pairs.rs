//! Two files of responses joined by a link code: codes exact, answers packed four bits each, nothing else kept.

use super::dictionary::Quick;
use super::plan::{Plan, header};
use super::rows::read_rows;
use super::source::Source;
use super::{Input, Trouble};
use crate::change::Transitions;
use crate::scale::Distribution;
use crate::statements::Statements;
use crate::value::{ABSENT, Answer};

const PER_WORD: usize = 16;
const FREE: u64 = u64::MAX;

/// What before and after say of one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paired {
    /// All answers before.
    pub before: Distribution,
    /// All answers after.
    pub after: Distribution,
    /// From which point to which, for those who answered both times.
    pub moves: Transitions,
}

/// What two files say together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pairing {
    /// Rows before.
    pub rows_before: u64,
    /// Rows after.
    pub rows_after: u64,
    /// Persons found in both.
    pub pairs: u64,
    /// Codes that came twice in one file and also in the other: left unpaired.
    pub repeated: u64,
    /// For each statement.
    pub items: Vec<Paired>,
}

/// A set of codes with a number for each.
struct Codes {
    hash: Quick,
    /// Upper half of the hash and the code's number.
    slots: Vec<u64>,
    bytes: Vec<u8>,
    ends: Vec<u64>,
}

impl Codes {
    fn new() -> Self {
        Self {
            hash: Quick::seeded(),
            slots: vec![FREE; 1 << 10],
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn text(&self, number: usize) -> &[u8] {
        let end_of = |place: usize| {
            self.ends
                .get(place)
                .and_then(|end| usize::try_from(*end).ok())
                .unwrap_or(0)
        };
        let from = if number == 0 { 0 } else { end_of(number - 1) };
        self.bytes.get(from..end_of(number)).unwrap_or_default()
    }

    /// The number of a code, or the slot where it would go.
    fn find(&self, hash: u64, code: &[u8]) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let tag = hash >> 32;
        let mut place = usize::try_from(hash & 0xffff_ffff).unwrap_or(0) & mask;
        loop {
            let slot = self.slots.get(place).copied().unwrap_or(FREE);
            if slot == FREE {
                return Err(place);
            }
            let number = usize::try_from(slot & 0xffff_ffff).unwrap_or(0);
            if slot >> 32 == tag && self.text(number) == code {
                return Ok(number);
            }
            place = (place + 1) & mask;
        }
    }

    fn get(&self, code: &[u8]) -> Option<usize> {
        self.find(self.hash.of(code), code).ok()
    }

    /// The number of a code, and whether it is new.
    fn add(&mut self, code: &[u8]) -> Result<(usize, bool), String> {
        if (self.ends.len() + 1) * 10 > self.slots.len() * 7 {
            self.grow();
        }
        let hash = self.hash.of(code);
        match self.find(hash, code) {
            Ok(number) => Ok((number, false)),
            Err(place) => {
                let number = self.ends.len();
                if number >= 1 << 31 {
                    return Err("more codes than can be paired at once".to_owned());
                }
                self.bytes.extend_from_slice(code);
                self.ends.push(self.bytes.len() as u64);
                if let Some(slot) = self.slots.get_mut(place) {
                    *slot = (hash >> 32 << 32) | number as u64;
                }
                Ok((number, true))
            }
        }
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        self.slots = vec![FREE; size];
        for number in 0..self.ends.len() {
            let hash = self.hash.of(self.text(number));
            let mut place = usize::try_from(hash & 0xffff_ffff).unwrap_or(0) & (size - 1);
            while self.slots.get(place).is_some_and(|slot| *slot != FREE) {
                place = (place + 1) & (size - 1);
            }
            if let Some(slot) = self.slots.get_mut(place) {
                *slot = (hash >> 32 << 32) | number as u64;
            }
        }
    }
}

/// Answers of many people, four bits each.
struct Packed {
    words: usize,
    bits: Vec<u64>,
}

impl Packed {
    fn set(&mut self, person: usize, codes: &[u8]) {
        let from = person * self.words;
        if self.bits.len() < from + self.words {
            self.bits.resize(from + self.words, 0);
        }
        let room = self.bits.get_mut(from..from + self.words).unwrap_or_default();
        for (word, part) in room.iter_mut().zip(codes.chunks(PER_WORD)) {
            *word = part
                .iter()
                .rev()
                .fold(0, |bits, code| (bits << 4) | u64::from(*code & 15));
        }
    }

    fn of(&self, person: usize) -> &[u64] {
        self.bits
            .get(person * self.words..(person + 1) * self.words)
            .unwrap_or_default()
    }
}

/// How often a code came, before and after, never counting past two.
#[derive(Clone, Copy, Default)]
struct Seen {
    before: u8,
    after: u8,
}

/// Counters of one file's distributions.
struct Totals {
    rows: u64,
    counts: Vec<[u64; PER_WORD]>,
}

impl Totals {
    fn count(&mut self, codes: &[u8]) {
        self.rows += 1;
        for (slots, code) in self.counts.iter_mut().zip(codes) {
            if let Some(slot) = slots.get_mut(usize::from(*code & 15)) {
                *slot += 1;
            }
        }
    }
}

/// Joins two files by a column of link codes. Rows without a code count on their side and are never paired.
pub fn read_paired(
    before: Input<'_>,
    after: Input<'_>,
    statements: &Statements,
    code: &str,
) -> Result<Pairing, Trouble> {
    let words = statements.items().len().div_ceil(PER_WORD);
    let fresh = || Totals {
        rows: 0,
        counts: vec![[0; PER_WORD]; statements.items().len()],
    };
    let (mut first, mut second) = (fresh(), fresh());
    let mut codes = Codes::new();
    let mut seen: Vec<Seen> = Vec::new();
    let (mut old, mut new) = (
        Packed {
            words,
            bits: Vec::new(),
        },
        Packed {
            words,
            bits: Vec::new(),
        },
    );

    let mut source = Source::new(before.bytes);
    let plan = Plan::new(
        before.name,
        header(before.name, &mut source)?,
        statements,
        &[],
        Some(code),
    )?;
    read_rows(before.name, &mut source, &plan, statements, |record| {
        first.count(record.codes);
        if record.code.is_empty() {
            return Ok(());
        }
        let (person, fresh) = codes.add(record.code)?;
        if fresh {
            seen.push(Seen::default());
            old.set(person, record.codes);
        }
        if let Some(seen) = seen.get_mut(person) {
            seen.before = (seen.before + 1).min(2);
        }
        Ok(())
    })?;

    let mut source = Source::new(after.bytes);
    let plan = Plan::new(
        after.name,
        header(after.name, &mut source)?,
        statements,
        &[],
        Some(code),
    )?;
    new.bits.resize(old.bits.len(), 0);
    read_rows(after.name, &mut source, &plan, statements, |record| {
        second.count(record.codes);
        if let Some(person) = codes.get(record.code)
            && let Some(seen) = seen.get_mut(person)
        {
            seen.after = (seen.after + 1).min(2);
            new.set(person, record.codes);
        }
        Ok(())
    })?;

    let mut pairs = 0;
    let mut repeated = 0;
    let mut moves: Vec<Transitions> = statements
        .items()
        .iter()
        .map(|item| Transitions::new(item.scale.points()))
        .collect();
    for (person, seen) in seen.iter().enumerate() {
        match (seen.before, seen.after) {
            (_, 0) => continue,
            (1, 1) => pairs += 1,
            _ => {
                repeated += 1;
                continue;
            }
        }
        for ((old, new), moves) in old
            .of(person)
            .iter()
            .zip(new.of(person))
            .zip(moves.chunks_mut(PER_WORD))
        {
            let (mut old, mut new) = (*old, *new);
            for item in moves {
                let (was, is) = (small(old), small(new));
                if let (Answer::Point(was), Answer::Point(is)) =
                    (Answer::from_code(was), Answer::from_code(is))
                {
                    item.add(was, is, 1);
                }
                old >>= 4;
                new >>= 4;
            }
        }
    }
    let items = statements
        .items()
        .iter()
        .zip(moves)
        .zip(first.counts.iter().zip(&second.counts));
    let items = items.map(|((item, moves), (before, after))| {
        let points = item.scale.points();
        Paired {
            before: Distribution::from_codes(before, points),
            after: Distribution::from_codes(after, points),
            moves,
        }
    });
    Ok(Pairing {
        rows_before: first.rows,
        rows_after: second.rows,
        pairs,
        repeated,
        items: items.collect(),
    })
}

fn small(bits: u64) -> u8 {
    u8::try_from(bits & 15).unwrap_or(0)
}

const _: () = assert!(
    ABSENT + crate::scale::MOST_POINTS as usize <= PER_WORD,
    "a code fits in four bits"
);
