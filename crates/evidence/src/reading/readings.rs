//! A file of readings: one row for what one reader said of one unit.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::header;
use super::record::record;
use super::source::Source;
use super::{Input, Trouble, bad, quoted};
use crate::agreement::Level;
use crate::value::NonAnswer;

/// The most readings of one file.
const MOST_READINGS: usize = 1 << 20;
/// The most readers.
const MOST_READERS: usize = 100;
/// The most different values.
const MOST_VALUES: usize = 200;
/// Numbers lie between this below zero and this above it.
const FURTHEST: i64 = 100;

/// Which columns hold what, and how values are read.
#[derive(Clone, Copy, Debug)]
pub struct ReadingColumns<'a> {
    /// What was read.
    pub unit: &'a str,
    /// Who read it.
    pub reader: &'a str,
    /// What the reader said.
    pub value: &'a str,
    /// What kind of values these are.
    pub level: Level,
    /// Words from low to high; without them ordered values are whole numbers.
    pub order: &'a [String],
}

/// What several readers said of the same things.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Readings {
    /// How many readers.
    pub readers: usize,
    /// For each unit, what each reader said: a number that stands for the value. `None` where the reader said nothing.
    pub units: Vec<Vec<Option<i64>>>,
}

/// Reads a file of readings. An empty value or a non-answer in words is no reading.
pub fn read_readings(input: Input<'_>, columns: ReadingColumns<'_>) -> Result<Readings, Trouble> {
    let name = input.name;
    let mut source = Source::new(input.bytes);
    let names = header(name, &mut source)?;
    let place = |wanted: &str| {
        let found = names.iter().position(|column| column == wanted);
        found.ok_or_else(|| bad(name, 1, None, format!("there is no column \"{wanted}\"")))
    };
    let (unit_at, reader_at, value_at) = (
        place(columns.unit)?,
        place(columns.reader)?,
        place(columns.value)?,
    );
    if unit_at == reader_at || unit_at == value_at || reader_at == value_at {
        return Err(Trouble::Asked(
            "unit, reader and value are three different columns".to_owned(),
        ));
    }
    // What each reader said of each unit, and in which line.
    let mut said: BTreeMap<String, BTreeMap<String, (Option<String>, u64)>> = BTreeMap::new();
    let (mut readers, mut values) = (BTreeSet::new(), BTreeSet::new());
    let (mut line, mut rows) = (2_u64, 0_usize);
    while let Some((fields, breaks)) = record(name, line, &names, &mut source)? {
        let wrong = |at: usize, message: String| {
            let column = names.get(at).map_or("", String::as_str);
            bad(name, line, Some((at + 1, column)), message)
        };
        let field = |at: usize| fields.get(at).map_or("", String::as_str);
        for at in [unit_at, reader_at] {
            if field(at).is_empty() {
                return Err(wrong(at, "a value is missing".to_owned()));
            }
        }
        let value = match NonAnswer::read(field(value_at)) {
            Some(_) => None,
            None => Some(field(value_at).to_owned()),
        };
        if let Some(value) = &value {
            number(value, columns).map_err(|message| wrong(value_at, message))?;
            values.insert(value.clone());
        }
        readers.insert(field(reader_at).to_owned());
        if readers.len() > MOST_READERS {
            return Err(wrong(reader_at, format!("more than {MOST_READERS} readers")));
        }
        if values.len() > MOST_VALUES {
            return Err(wrong(
                value_at,
                format!("more than {MOST_VALUES} different values"),
            ));
        }
        let unit = said.entry(field(unit_at).to_owned()).or_default();
        if let Some((_, first)) = unit.insert(field(reader_at).to_owned(), (value, line)) {
            return Err(bad(
                name,
                line,
                None,
                format!("this reader's reading of this unit was given in line {first} already"),
            ));
        }
        rows += 1;
        if rows > MOST_READINGS {
            return Err(bad(name, line, None, "more readings than are compared at once"));
        }
        line += 1 + breaks;
    }
    let names_in_order: Vec<&String> = values.iter().collect();
    let coded = |value: &String| match columns.level {
        Level::Nominal => i64::try_from(names_in_order.binary_search(&value).ok()?).ok(),
        Level::Ordinal | Level::Interval => number(value, columns).ok(),
    };
    let units = said.values().map(|unit| {
        let of = |reader: &String| {
            unit.get(reader)
                .and_then(|(value, _)| value.as_ref())
                .and_then(coded)
        };
        readers.iter().map(of).collect()
    });
    Ok(Readings {
        readers: readers.len(),
        units: units.collect(),
    })
}

/// The number an ordered value stands for; names all stand for nothing yet.
fn number(value: &str, columns: ReadingColumns<'_>) -> Result<i64, String> {
    if columns.level == Level::Nominal {
        return Ok(0);
    }
    if columns.order.is_empty() {
        let digits = value.strip_prefix('-').unwrap_or(value);
        let whole = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 3;
        let found = value
            .parse()
            .ok()
            .filter(|number: &i64| whole && number.abs() <= FURTHEST);
        return found.ok_or_else(|| {
            format!(
                "{} is not a whole number from -{FURTHEST} to {FURTHEST}; words need --order",
                quoted(value.as_bytes())
            )
        });
    }
    columns
        .order
        .iter()
        .position(|known| known.trim() == value)
        .and_then(|place| i64::try_from(place).ok())
        .ok_or_else(|| format!("{} is not one of the values in --order", quoted(value.as_bytes())))
}
