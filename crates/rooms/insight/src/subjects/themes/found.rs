//! What readers found in the comments of a part.

use super::{Part, Question, records};
use crate::view::{View, year_of};
use kernel::{Day, Fault, Id};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Tx, values};

/// A comment that was drawn.
struct Item {
    id: Id,
    frame: Id,
    part: Part,
    /// Two shall read it.
    twice: bool,
    readings: Vec<Reading>,
}

/// What one reader said, or what was settled.
struct Reading {
    /// 0: what was settled.
    number: i64,
    reader: Option<Id>,
    nothing: bool,
    themes: Vec<Id>,
}

/// A theme as it is counted.
struct Counted {
    counts_as: Option<Id>,
    split: bool,
}

/// Adds them to their questions.
pub(super) fn add(tx: &mut Tx<'_>, view: &View, all: &mut BTreeMap<Id, Question>) -> Result<(), Fault> {
    let items = items(tx, view)?;
    let themes: HashMap<Id, Counted> = tx
        .all(&records::COUNTED_AS, &[], |row| {
            let counted = Counted {
                counts_as: row.get(1)?,
                split: row.get::<i64>(2)? == 1,
            };
            Ok((row.get(0)?, counted))
        })?
        .into_iter()
        .collect();
    let roles: HashMap<Id, String> = tx
        .all(&records::ROLES, &[], |row| Ok((row.get(0)?, row.get(1)?)))?
        .into_iter()
        .collect();
    let mut readers: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for item in items {
        let Some(question) = all.get_mut(&item.frame) else {
            continue;
        };
        let by = item.readings.iter().filter(|reading| reading.number > 0);
        readers
            .entry(item.frame)
            .or_default()
            .extend(by.filter_map(|reading| reading.reader));
        question.count(&item, &themes);
    }
    for (frame, readers) in readers {
        let mut by_role: BTreeMap<&str, i64> = BTreeMap::new();
        for role in readers.iter().filter_map(|reader| roles.get(reader)) {
            *by_role.entry(role).or_default() += 1;
        }
        if let Some(question) = all.get_mut(&frame) {
            let named = by_role.into_iter().map(|(role, count)| (role.to_owned(), count));
            question.readers.extend(named);
        }
    }
    Ok(())
}

/// The comments of a part with their readings.
fn items(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Item>, Fault> {
    let (sittings, part, start) = (view.sittings(tx)?, view.part(), view.programme.start);
    let found = audit::standing(tx, &records::ITEMS, &[], values![view.programme.id], |row| {
        let Some(given) = sittings.within(&part, row.get(0)?, || row.get(1))? else {
            return Ok(None);
        };
        let sitting = given.sitting();
        let day = sitting.map_or_else(|| row.get::<Day>(1), |sitting| Ok(sitting.day))?;
        let course = sitting.map(|sitting| sitting.course.title.clone());
        Ok(Some(Item {
            id: row.get(2)?,
            frame: row.get(3)?,
            part: (course, year_of(start, day)),
            twice: row.get(4)?,
            readings: Vec::new(),
        }))
    })?;
    let mut items: Vec<Item> = found.into_iter().flatten().collect();
    let places: HashMap<Id, usize> = items.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
    let readings = audit::standing(tx, &records::READINGS, &[], &[], |row| {
        let Some(at) = places.get(&row.get(0)?) else {
            return Ok(None);
        };
        let reading = Reading {
            number: row.get(1)?,
            reader: row.get(2)?,
            nothing: row.get::<i64>(3)? == 1,
            themes: Vec::new(),
        };
        Ok(Some((*at, reading)))
    })?;
    for (at, reading) in readings.into_iter().flatten() {
        if let Some(item) = items.get_mut(at) {
            item.readings.push(reading);
        }
    }
    let finds = audit::standing(tx, &records::FINDS, &[], &[], |row| {
        let Some(at) = places.get(&row.get(0)?) else {
            return Ok(None);
        };
        Ok(Some((*at, row.get::<i64>(1)?, row.get::<Id>(2)?)))
    })?;
    for (at, number, theme) in finds.into_iter().flatten() {
        let own = items.get_mut(at).into_iter().flat_map(|item| &mut item.readings);
        for reading in own.filter(|reading| reading.number == number) {
            reading.themes.push(theme);
        }
    }
    Ok(items)
}

impl Question {
    /// Counts a comment. The reading that counts is what was settled, or else the first reader's; one in which a theme was found that was split
    /// since does not.
    fn count(&mut self, item: &Item, themes: &HashMap<Id, Counted>) {
        let counted = |reading: &Reading| -> BTreeSet<Id> {
            let found = reading.themes.iter().filter_map(|theme| themes.get(theme));
            found.filter_map(|theme| theme.counts_as).collect()
        };
        let own = self.parts.entry(item.part.clone()).or_default();
        own.drawn += 1;
        let split = |theme: &Id| themes.get(theme).is_some_and(|theme| theme.split);
        let first = item.readings.first();
        if let Some(reading) = first.filter(|reading| !reading.themes.iter().any(split)) {
            own.read += 1;
            own.nothing += u64::from(reading.nothing);
            for theme in counted(reading) {
                *own.found.entry(theme).or_default() += 1;
            }
        }
        if !item.twice {
            return;
        }
        for reading in item.readings.iter().filter(|reading| reading.number > 0) {
            self.twice.push((item.id, reading.number, reading.reader));
            let found = counted(reading).into_iter();
            self.found_twice
                .extend(found.map(|theme| (item.id, reading.number, theme)));
        }
    }
}
