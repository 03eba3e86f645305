//! A table of counts by one to three dimensions with all its margins, protected as one whole.

use std::collections::{BTreeMap, HashMap};

use crate::disclosure::Profile;
use crate::guard::{Guarded, check_breakdown, guard};
use crate::reading::Trouble;
use crate::share::Precision;
use crate::table::{Cell, Column, ColumnKind, Row, RowKind, Table};
use crate::tally::By;

/// The word for a margin.
pub const ALL: &str = "all";
/// The most cells, margins among them.
const MOST_CELLS: usize = 1 << 16;

/// Counts by the values of some dimensions. What is not in it is a zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crosstab {
    by: Vec<By>,
    counts: BTreeMap<Vec<String>, u64>,
}

/// What prints of a [`Crosstab`], for a table that is laid out otherwise.
#[derive(Clone, Debug)]
pub struct Printed {
    places: Vec<HashMap<String, usize>>,
    guarded: Guarded,
}

impl Printed {
    /// What prints of a cell or a margin: for each dimension a value, or `None` for all of them. Nothing where it is hidden, or where there
    /// is no such value.
    pub fn at(&self, key: &[Option<&str>]) -> Option<u64> {
        let place = self.places.iter().zip(key).map(|(known, wanted)| match wanted {
            Some(value) => known.get(*value).copied(),
            None => Some(known.len()),
        });
        self.guarded.at(&place.collect::<Option<Vec<usize>>>()?)
    }
}

impl Crosstab {
    /// An empty table over one to three dimensions.
    pub fn new(by: Vec<By>) -> Result<Self, Trouble> {
        if by.is_empty() || by.len() > 3 {
            return Err(Trouble::Asked(
                "a cross-table has one, two or three dimensions".to_owned(),
            ));
        }
        Ok(Self {
            by,
            counts: BTreeMap::new(),
        })
    }

    /// Its dimensions.
    pub fn by(&self) -> &[By] {
        &self.by
    }

    /// Counts more in a cell. False where the key does not have a value for each dimension.
    pub fn add(&mut self, key: &[&str], count: u64) -> bool {
        if key.len() != self.by.len() {
            return false;
        }
        *self
            .counts
            .entry(key.iter().map(|value| (*value).to_owned()).collect())
            .or_insert(0) += count;
        true
    }

    /// Everything counted.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// The sum over the cells that a key takes in; `None` stands for all.
    pub fn sum(&self, key: &[Option<&str>]) -> u64 {
        let inside = |cell: &[String]| {
            cell.iter()
                .zip(key)
                .all(|(value, wanted)| wanted.is_none_or(|wanted| wanted == value))
        };
        self.counts
            .iter()
            .filter(|(cell, _)| inside(cell))
            .map(|(_, count)| *count)
            .sum()
    }

    /// Every margin with its sum, `all` standing for the dimensions summed over.
    pub(crate) fn margins(&self) -> BTreeMap<Vec<String>, u64> {
        let mut sums = BTreeMap::new();
        for (key, count) in &self.counts {
            for pick in 1..(1_u32 << key.len()) {
                let wide = key.iter().enumerate();
                let margin = wide.map(|(bit, own)| {
                    if pick >> bit & 1 == 1 {
                        ALL.to_owned()
                    } else {
                        own.clone()
                    }
                });
                *sums.entry(margin.collect()).or_insert(0) += *count;
            }
        }
        sums
    }

    fn values(&self) -> Vec<Vec<String>> {
        let column = |(place, by): (usize, &By)| {
            by.sorted(
                self.counts
                    .keys()
                    .filter_map(|key| key.get(place))
                    .map(String::as_str),
            )
        };
        self.by.iter().enumerate().map(column).collect()
    }

    fn guarded(&self, profile: Profile) -> Result<(Vec<Vec<String>>, Guarded), Trouble> {
        let names: Vec<&str> = self.by.iter().map(|by| by.name.as_str()).collect();
        check_breakdown(&names)?;
        let values = self.values();
        let shape: Vec<usize> = values.iter().map(Vec::len).collect();
        let with_margins = shape
            .iter()
            .try_fold(1_usize, |cells, len| cells.checked_mul(len + 1));
        if with_margins.is_none_or(|cells| cells > MOST_CELLS) {
            return Err(Trouble::Asked(format!("more than {MOST_CELLS} cells")));
        }
        let mut block = vec![0; shape.iter().product()];
        let known = index(&values);
        for (key, count) in &self.counts {
            let mut base = 0;
            for (value, places) in key.iter().zip(&known) {
                base = base * places.len() + places.get(value.as_str()).copied().unwrap_or(0);
            }
            if let Some(slot) = block.get_mut(base) {
                *slot += *count;
            }
        }
        let guarded = guard(profile, &shape, &block);
        Ok((values, guarded))
    }

    /// What prints of each cell and margin, protected as one whole as in every form of the table.
    pub fn printed(&self, profile: Profile) -> Result<Printed, Trouble> {
        let (values, guarded) = self.guarded(profile)?;
        let places = index(&values).into_iter().map(|known| {
            known
                .into_iter()
                .map(|(value, place)| (value.to_owned(), place))
                .collect()
        });
        Ok(Printed {
            places: places.collect(),
            guarded,
        })
    }

    /// The protected table in long form: one row for each cell and margin, one column for each dimension.
    pub fn long(&self, title: &str, profile: Profile) -> Result<Table, Trouble> {
        self.down(title, profile, false)
    }

    /// [`Self::long`] with each count's share of all, made from the printed counts.
    pub fn long_with_shares(&self, title: &str, profile: Profile) -> Result<Table, Trouble> {
        self.down(title, profile, true)
    }

    /// The protected table as people read it: the last dimension across.
    pub fn wide(&self, title: &str, profile: Profile) -> Result<Table, Trouble> {
        self.across(title, profile, false)
    }

    /// [`Self::wide`] with the share of all that each row makes up. It is made from this table's own protected margins, so that it
    /// cannot be held against them.
    pub fn wide_with_shares(&self, title: &str, profile: Profile) -> Result<Table, Trouble> {
        self.across(title, profile, true)
    }

    fn down(&self, title: &str, profile: Profile, shares: bool) -> Result<Table, Trouble> {
        let (values, guarded) = self.guarded(profile)?;
        let whole: Vec<usize> = values.iter().map(Vec::len).collect();
        let mut columns: Vec<Column> = self
            .by
            .iter()
            .map(|by| Column::new(&by.name, &by.name, ColumnKind::Label))
            .collect();
        columns.push(Column::new("count", "Count", ColumnKind::Count));
        if shares {
            columns.push(Column::new("share", "Share", ColumnKind::Share));
        }
        let mut table = Table::new(title, &profile.to_string(), columns);
        for place in places(&values) {
            let mut cells = words(&place, &values);
            cells.push(Cell::count_or_hidden(guarded.at(&place)));
            if shares {
                cells.push(share(guarded.at(&place), guarded.at(&whole), profile));
            }
            table.rows.push(Row {
                kind: kind(&place, &values),
                rule: None,
                cells,
            });
        }
        crate::agree::notes(&mut table, profile);
        Ok(table)
    }

    fn across(&self, title: &str, profile: Profile, shares: bool) -> Result<Table, Trouble> {
        let (mut values, guarded) = self.guarded(profile)?;
        let whole: Vec<usize> = values.iter().map(Vec::len).collect();
        let across = values.pop().unwrap_or_default();
        let mut columns: Vec<Column> = self
            .by
            .iter()
            .take(values.len())
            .map(|by| Column::new(&by.name, &by.name, ColumnKind::Label))
            .collect();
        columns.extend(
            across
                .iter()
                .map(|value| Column::new(value, value, ColumnKind::Count)),
        );
        columns.push(Column::new(ALL, ALL, ColumnKind::Count));
        if shares {
            columns.push(Column::new("share", "Share of all", ColumnKind::Share));
        }
        let mut table = Table::new(title, &profile.to_string(), columns);
        for place in places(&values) {
            let mut cells = words(&place, &values);
            for column in 0..=across.len() {
                cells.push(Cell::count_or_hidden(
                    guarded.at(&[place.as_slice(), &[column]].concat()),
                ));
            }
            if shares {
                let row = guarded.at(&[place.as_slice(), &[across.len()]].concat());
                cells.push(share(row, guarded.at(&whole), profile));
            }
            let kind = if place.is_empty() {
                RowKind::Body
            } else {
                kind(&place, &values)
            };
            table.rows.push(Row {
                kind,
                rule: None,
                cells,
            });
        }
        crate::agree::notes(&mut table, profile);
        Ok(table)
    }
}

/// The place of each value in its list.
fn index(values: &[Vec<String>]) -> Vec<HashMap<&str, usize>> {
    values
        .iter()
        .map(|list| list.iter().map(String::as_str).zip(0..).collect())
        .collect()
}

/// A share of printed counts, where both print.
fn share(n: Option<u64>, of: Option<u64>, profile: Profile) -> Cell {
    match (n, of) {
        (Some(n), Some(of)) => Cell::share(n, of, None, Precision::Whole, profile.percent_from()),
        _ => Cell::hidden(),
    }
}

fn places(values: &[Vec<String>]) -> Vec<Vec<usize>> {
    let mut places: Vec<Vec<usize>> = vec![Vec::new()];
    for list in values {
        let longer =
            |place: Vec<usize>| (0..=list.len()).map(move |next| [place.as_slice(), &[next]].concat());
        places = places.into_iter().flat_map(longer).collect();
    }
    places
}

fn words(place: &[usize], values: &[Vec<String>]) -> Vec<Cell> {
    let word =
        |(value, list): (&usize, &Vec<String>)| Cell::text(list.get(*value).map_or(ALL, String::as_str));
    place.iter().zip(values).map(word).collect()
}

fn kind(place: &[usize], values: &[Vec<String>]) -> RowKind {
    match place
        .iter()
        .zip(values)
        .filter(|(value, list)| **value == list.len())
        .count()
    {
        0 => RowKind::Body,
        totals if totals == place.len() => RowKind::Total,
        _ => RowKind::Subtotal,
    }
}
