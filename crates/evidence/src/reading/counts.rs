//! A file of counts: one column for each dimension, one called `count`, the word `all` for margins. Margins are not
//! taken on trust: each one given must be the sum of its cells.

use std::collections::BTreeMap;

use super::filter::Filter;
use super::plan::header;
use super::record::record;
use super::source::Source;
use super::{Input, Trouble, bad, quoted};
use crate::crosstab::{ALL, Crosstab};
use crate::guard::check_breakdown_of;
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

/// Reads a file of counts by one to three dimensions beside those it is filtered by: of these only the rows with the wanted value
/// are taken, and the column is gone from the table.
pub fn read_counts(input: Input<'_>, filters: &[Filter]) -> Result<Crosstab, Trouble> {
    let name = input.name;
    let mut source = Source::new(input.bytes);
    let names = header(name, &mut source)?;
    let Some(counted) = names.iter().position(|column| column == COUNT) else {
        return Err(bad(name, 1, None, "there is no column \"count\""));
    };
    let wanted: Vec<Option<&Filter>> = Filter::places(name, filters, &names)?;
    if wanted.get(counted).is_some_and(Option::is_some) {
        return Err(Trouble::Asked("counts are not a value to filter by".to_owned()));
    }
    let dimensions: Vec<&str> = names
        .iter()
        .zip(&wanted)
        .filter(|(column, wanted)| *column != COUNT && wanted.is_none())
        .map(|(column, _)| column.as_str())
        .collect();
    check_breakdown_of(&dimensions, &Filter::columns(filters))?;
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
        let mut inside = true;
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
            } else if let Some(Some(filter)) = wanted.get(place) {
                inside &= filter.value == field;
            } else if field.eq_ignore_ascii_case(ALL) {
                key.push(ALL.to_owned());
            } else {
                key.push(field);
            }
        }
        if !inside {
            line += 1 + breaks;
            continue;
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
    if lines.is_empty() && !filters.is_empty() {
        return Err(Filter::nothing(filters));
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
