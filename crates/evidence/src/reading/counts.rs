//! A file of counts: one column for each dimension, one called `count`, the word `all` for margins. Margins are not
//! taken on trust: each one given must be the sum of its cells.

use std::collections::BTreeMap;

use super::field::{NoField, long_field};
use super::plan::header;
use super::source::{More, Source};
use super::{Input, Trouble, bad, quoted};
use crate::crosstab::{ALL, Crosstab};
use crate::tally::By;

/// The name of the column of counts.
const COUNT: &str = "count";
/// The most lines of such a file.
const MOST_LINES: usize = 1 << 20;

/// Where a margin was given, and what it says.
struct Margin {
    line: u64,
    count: u64,
}

/// Reads a file of counts by one to three dimensions.
pub fn read_counts(input: Input<'_>) -> Result<Crosstab, Trouble> {
    let name = input.name;
    let mut source = Source::new(input.bytes);
    let names = header(name, &mut source)?;
    let Some(counted) = names.iter().position(|column| column == COUNT) else {
        return Err(bad(name, 1, None, "there is no column \"count\""));
    };
    let dimensions: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|column| *column != COUNT)
        .collect();
    if dimensions.is_empty() || dimensions.len() > 3 {
        return Err(bad(
            name,
            1,
            None,
            "a file of counts has one to three columns beside \"count\"",
        ));
    }
    let mut table = Crosstab::new(dimensions.iter().map(|column| By::named(column)).collect())?;
    let mut margins: BTreeMap<Vec<String>, Margin> = BTreeMap::new();
    let mut lines: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    let mut line = 2_u64;
    while let Some((fields, breaks)) = record(name, line, &names, &mut source)? {
        let mut key = Vec::with_capacity(dimensions.len());
        let mut count = 0;
        for (place, field) in fields.into_iter().enumerate() {
            let column = names.get(place).map_or("", String::as_str);
            let wrong = |message: String| bad(name, line, Some((place + 1, column)), message);
            if place == counted {
                count = read_count(&field).ok_or_else(|| {
                    wrong(format!(
                        "{} is not a count (a whole number, 0 or more)",
                        quoted(field.as_bytes())
                    ))
                })?;
            } else if field.is_empty() {
                return Err(wrong(
                    "a value is missing; write \"not recorded\" where it is not known".to_owned(),
                ));
            } else {
                key.push(field);
            }
        }
        if lines.len() >= MOST_LINES {
            return Err(bad(name, line, None, "more lines than one table of counts takes"));
        }
        if let Some(first) = lines.insert(key.clone(), line) {
            return Err(bad(
                name,
                line,
                None,
                format!("this cell was given in line {first} already"),
            ));
        }
        if key.iter().any(|value| value == ALL) {
            margins.insert(key, Margin { line, count });
        } else {
            let parts: Vec<&str> = key.iter().map(String::as_str).collect();
            table.add(&parts, count);
        }
        line += 1 + breaks;
    }
    if lines.len() == margins.len() {
        return Err(bad(name, line, None, "there is no cell that is not a margin"));
    }
    check(name, &table, &margins)?;
    Ok(table)
}

/// Compares the margins given with the sums of the cells.
fn check(name: &str, table: &Crosstab, margins: &BTreeMap<Vec<String>, Margin>) -> Result<(), Trouble> {
    let mut found: Vec<(&Vec<String>, &Margin)> = margins.iter().collect();
    found.sort_by_key(|(_, margin)| margin.line);
    let sums = table.margins();
    for (key, margin) in found {
        let sum = sums.get(key).copied().unwrap_or(0);
        if sum != margin.count {
            return Err(bad(
                name,
                margin.line,
                None,
                format!("the margin says {}, its cells add up to {sum}", margin.count),
            ));
        }
    }
    Ok(())
}

fn read_count(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The next record as text with its inner line ends; `None` at the end.
fn record(
    name: &str,
    line: u64,
    names: &[String],
    source: &mut Source<'_>,
) -> Result<Option<(Vec<String>, u64)>, Trouble> {
    loop {
        let data = source.data();
        if !data.is_empty() && data.iter().all(|byte| matches!(byte, b'\n' | b'\r')) {
            // Empty lines at the very end are let go; anywhere else they have too few fields.
            let used = data.len();
            source.consume(used);
        } else if !data.is_empty()
            && let Some((fields, breaks, used)) = whole(name, line, names, data)?
        {
            source.consume(used);
            return Ok(Some((fields, breaks)));
        }
        match source
            .more()
            .map_err(|problem| Trouble::Io(name.to_owned(), problem))?
        {
            More::Came => {}
            More::Ended if source.data().is_empty() => return Ok(None),
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

type Whole = Option<(Vec<String>, u64, usize)>;

fn whole(name: &str, line: u64, names: &[String], data: &[u8]) -> Result<Whole, Trouble> {
    let (mut fields, mut breaks, mut rest) = (Vec::new(), 0, data);
    loop {
        let place = fields.len();
        let column = names.get(place).map_or("", String::as_str);
        let wrong = |message: &str| bad(name, line + breaks, Some((place + 1, column)), message);
        let found = match long_field(rest) {
            Ok(found) => found,
            Err(NoField::More) => return Ok(None),
            Err(other) => return Err(wrong(other.message())),
        };
        let text = String::from_utf8(found.bytes().into_owned()).map_err(|_| wrong("this is not UTF-8"))?;
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(wrong("a line end or control character"));
        }
        fields.push(text.to_owned());
        breaks += found.breaks;
        rest = found.rest;
        if found.last {
            break;
        }
    }
    if fields.len() != names.len() {
        let message = format!("{} fields where the header has {}", fields.len(), names.len());
        return Err(bad(name, line, None, message));
    }
    Ok(Some((fields, breaks, data.len() - rest.len())))
}
