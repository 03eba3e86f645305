//! A file of responses, counted as it is read: rows are never kept.

use super::dictionary::Dictionary;
use super::plan::{Plan, header};
use super::rows::{Record, read_rows};
use super::source::Source;
use super::{Input, Trouble};
use crate::statements::Statements;
use crate::tally::{By, Tally};
use crate::value::ABSENT;

/// More counters than this (a gigabyte's quarter) and the grouping is too fine for a table.
const MOST_COUNTERS: usize = 1 << 26;
/// No group yet.
const NONE: u32 = u32::MAX;

/// Counters of all groups, and the way from grouping values to a group.
struct Counters {
    /// For each grouping level: from a node and a value to the next node; at the last level, to a group.
    levels: Vec<Vec<Vec<u32>>>,
    keys: Vec<Vec<u32>>,
    rows: Vec<u32>,
    counts: Vec<u32>,
    stride: usize,
    block: usize,
}

impl Counters {
    fn group(&mut self, by: &[u32]) -> Result<usize, String> {
        let mut node = 0_usize;
        for (level, value) in by.iter().enumerate() {
            let place = usize::try_from(*value).unwrap_or(usize::MAX);
            let found = self
                .levels
                .get(level)
                .and_then(|nodes| nodes.get(node))
                .and_then(|next| next.get(place));
            node = match found {
                Some(next) if *next != NONE => usize::try_from(*next).unwrap_or(usize::MAX),
                _ => self.branch(by, level, node, place)?,
            };
        }
        if by.is_empty() && self.rows.is_empty() {
            return self.start(by);
        }
        Ok(node)
    }

    #[cold]
    fn branch(&mut self, by: &[u32], level: usize, node: usize, place: usize) -> Result<usize, String> {
        let next = match self.levels.get_mut(level + 1) {
            Some(nodes) => {
                nodes.push(Vec::new());
                nodes.len() - 1
            }
            None => self.start(by)?,
        };
        let entries = self.levels.get_mut(level).and_then(|nodes| nodes.get_mut(node));
        if let Some(entries) = entries {
            if entries.len() <= place {
                entries.resize(place + 1, NONE);
            }
            if let Some(slot) = entries.get_mut(place) {
                *slot = u32::try_from(next).unwrap_or(NONE);
            }
        }
        Ok(next)
    }

    fn start(&mut self, by: &[u32]) -> Result<usize, String> {
        if self.counts.len() + self.block > MOST_COUNTERS {
            return Err("too many different groups for one table".to_owned());
        }
        self.keys.push(by.to_vec());
        self.rows.push(0);
        self.counts.resize(self.counts.len() + self.block, 0);
        Ok(self.rows.len() - 1)
    }

    #[inline]
    fn count(&mut self, record: &Record<'_>) -> Result<(), String> {
        let group = self.group(record.by)?;
        if let Some(rows) = self.rows.get_mut(group) {
            *rows = rows
                .checked_add(1)
                .ok_or_else(|| "more rows than one table takes".to_owned())?;
        }
        let from = group * self.block;
        let block = self.counts.get_mut(from..from + self.block).unwrap_or_default();
        for (slots, code) in block.chunks_exact_mut(self.stride).zip(record.codes) {
            if let Some(slot) = slots.get_mut(usize::from(*code)) {
                *slot += 1;
            }
        }
        Ok(())
    }

    fn into_tally(self, tally: &mut Tally, dictionaries: &[Dictionary]) {
        let width = tally.stride();
        for ((key, rows), counts) in self
            .keys
            .iter()
            .zip(&self.rows)
            .zip(self.counts.chunks_exact(self.block))
        {
            let words = key
                .iter()
                .zip(dictionaries)
                .map(|(number, known)| known.value(*number).to_owned())
                .collect();
            let counts = counts
                .chunks_exact(self.stride)
                .flat_map(|slots| slots.iter().take(width));
            tally.put(
                words,
                u64::from(*rows),
                counts.map(|count| u64::from(*count)).collect(),
            );
        }
    }
}

/// Counts a file of responses by some of its columns.
pub fn read_responses(input: Input<'_>, statements: &Statements, by: Vec<By>) -> Result<Tally, Trouble> {
    let mut source = Source::new(input.bytes);
    let names = header(input.name, &mut source)?;
    let wanted: Vec<&str> = by.iter().map(|column| column.name.as_str()).collect();
    let plan = Plan::new(input.name, names, statements, &wanted, None)?;
    // A power of two, so that a statement's counters lie in one or two cache lines.
    let stride = (ABSENT + usize::from(statements.widest())).next_power_of_two();
    let mut counters = Counters {
        levels: wanted
            .iter()
            .enumerate()
            .map(|(level, _)| if level == 0 { vec![Vec::new()] } else { Vec::new() })
            .collect(),
        keys: Vec::new(),
        rows: Vec::new(),
        counts: Vec::new(),
        stride,
        block: stride * statements.items().len(),
    };
    let dictionaries = read_rows(input.name, &mut source, &plan, statements, |record| {
        counters.count(&record)
    })?;
    let mut tally = Tally::new(statements, by);
    counters.into_tally(&mut tally, &dictionaries);
    Ok(tally)
}
