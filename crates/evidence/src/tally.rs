//! Counts by group, statement and answer: all that an agree table needs to know of the rows it is made from.

use std::collections::BTreeMap;

use crate::scale::Distribution;
use crate::statements::Statements;
use crate::value::{ABSENT, Answer};

/// A column that rows are broken down by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct By {
    /// The column's name.
    pub name: String,
    /// Its values in printing order; values not listed follow in alphabetical order.
    pub order: Vec<String>,
}

impl By {
    /// A column whose values print in alphabetical order.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            order: Vec::new(),
        }
    }

    /// A column whose values have an order of their own (years, sizes).
    pub fn in_order(name: &str, order: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            order,
        }
    }

    fn rank(&self, value: &str) -> usize {
        self.order
            .iter()
            .position(|known| known == value)
            .unwrap_or(usize::MAX)
    }

    /// Values sorted for printing, each once.
    pub(crate) fn sorted<'v>(&self, values: impl Iterator<Item = &'v str>) -> Vec<String> {
        let mut ranked: Vec<(usize, &str)> = values.map(|value| (self.rank(value), value)).collect();
        ranked.sort_unstable();
        ranked.dedup();
        ranked.into_iter().map(|(_, value)| value.to_owned()).collect()
    }
}

/// Everything counted in one group of rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Group {
    pub rows: u64,
    /// `stride` counters for each statement.
    pub counts: Vec<u64>,
}

/// Counts by group, statement and answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    by: Vec<By>,
    items: usize,
    stride: usize,
    groups: BTreeMap<Vec<String>, Group>,
}

impl Tally {
    /// An empty tally of the statements, by some columns: two at most where a table of it is to hide counts.
    pub fn new(statements: &Statements, by: Vec<By>) -> Self {
        let stride = ABSENT + usize::from(statements.widest());
        Self {
            by,
            items: statements.items().len(),
            stride,
            groups: BTreeMap::new(),
        }
    }

    /// The columns rows are broken down by.
    pub fn by(&self) -> &[By] {
        &self.by
    }

    /// Counters for one statement.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    fn group(&mut self, key: &[&str]) -> &mut Group {
        let empty = Group {
            rows: 0,
            counts: vec![0; self.items * self.stride],
        };
        let owned = key.iter().map(|part| (*part).to_owned()).collect();
        self.groups.entry(owned).or_insert(empty)
    }

    /// Counts that `count` more people of a group answered a statement so. `group` has a value for each column.
    /// Returns false for a statement, answer or group that this tally does not have.
    pub fn add(&mut self, group: &[&str], item: usize, answer: Answer, count: u64) -> bool {
        let code = usize::from(answer.code());
        if item >= self.items || code >= self.stride || group.len() != self.by.len() {
            return false;
        }
        let place = item * self.stride + code;
        let slot = self.group(group).counts.get_mut(place);
        slot.map(|slot| *slot += count).is_some()
    }

    /// Counts that a group has so many rows (people or forms).
    pub fn add_rows(&mut self, group: &[&str], rows: u64) {
        if group.len() == self.by.len() {
            self.group(group).rows += rows;
        }
    }

    /// Puts a whole group of dense counters in.
    pub(crate) fn put(&mut self, key: Vec<String>, rows: u64, counts: Vec<u64>) {
        let stood = self.groups.get_mut(&key);
        if let Some(group) = stood {
            group.rows += rows;
            for (slot, more) in group.counts.iter_mut().zip(counts) {
                *slot += more;
            }
        } else {
            self.groups.insert(key, Group { rows, counts });
        }
    }

    /// The groups that have these values in the columns after the first `kept`, by the first `kept` columns alone.
    pub(crate) fn only(self, kept: usize, values: &[&str]) -> Self {
        let mut by = self.by;
        by.truncate(kept);
        let mut tally = Self {
            by,
            items: self.items,
            stride: self.stride,
            groups: BTreeMap::new(),
        };
        for (mut key, group) in self.groups {
            let rest = key.split_off(kept.min(key.len()));
            if rest == values {
                tally.put(key, group.rows, group.counts);
            }
        }
        tally
    }

    /// The groups with their values.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (&Vec<String>, &Group)> {
        self.groups.iter()
    }

    /// All rows.
    pub fn rows(&self) -> u64 {
        self.groups.values().map(|group| group.rows).sum()
    }

    /// The values of one column in printing order.
    pub fn values(&self, column: usize) -> Vec<String> {
        let Some(by) = self.by.get(column) else {
            return Vec::new();
        };
        by.sorted(
            self.groups
                .keys()
                .filter_map(|key| key.get(column))
                .map(String::as_str),
        )
    }

    /// The distribution of a statement over all groups that `key` takes in; `None` in the key is "all".
    pub fn distribution(&self, item: usize, points: u8, key: &[Option<&str>]) -> Distribution {
        let mut sum = vec![0_u64; self.stride];
        for (group, kept) in &self.groups {
            let inside = group
                .iter()
                .zip(key)
                .all(|(value, wanted)| wanted.is_none_or(|wanted| wanted == value));
            if inside && let Some(block) = kept.counts.chunks(self.stride).nth(item) {
                for (slot, count) in sum.iter_mut().zip(block) {
                    *slot += count;
                }
            }
        }
        Distribution::from_codes(&sum, points)
    }
}

/// How many people, and how many attendances, where identity is not always known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PeopleCount {
    /// Attendances, each counted.
    pub attendances: u64,
    /// Different people known by who they are.
    pub people: u64,
    /// Attendances of nobody known.
    pub unknown: u64,
}

impl PeopleCount {
    /// Counts attendances, each with the person's id where it is known.
    pub fn of<K: Ord>(attendances: impl IntoIterator<Item = Option<K>>) -> Self {
        let mut people = std::collections::BTreeSet::new();
        let mut count = Self::default();
        for person in attendances {
            count.attendances += 1;
            match person {
                Some(person) => {
                    people.insert(person);
                }
                None => count.unknown += 1,
            }
        }
        count.people = people.len() as u64;
        count
    }

    /// `728 attendances by 591 people`, or `at least 591 people` where somebody is not known.
    pub fn text(self) -> String {
        self.text_of(false)
    }

    /// The same where some attendances were never counted.
    pub fn text_of(self, uncounted: bool) -> String {
        let attendances = if self.attendances == 1 {
            "attendance"
        } else {
            "attendances"
        };
        let persons = if self.least() == 1 { "person" } else { "people" };
        format!(
            "{} {attendances} by {} {persons}",
            crate::share::thousands(self.attendances),
            self.people_text(uncounted)
        )
    }

    /// `591`, or `at least 591` where somebody is not known, or where some attendances were never counted.
    pub fn people_text(self, uncounted: bool) -> String {
        let least = if self.unknown > 0 || uncounted {
            "at least "
        } else {
            ""
        };
        format!("{least}{}", crate::share::thousands(self.least()))
    }

    /// The least number of people. An unknown attendance is somebody: with no known person there is still one.
    pub fn least(self) -> u64 {
        if self.people == 0 && self.unknown > 0 {
            1
        } else {
            self.people
        }
    }
}
