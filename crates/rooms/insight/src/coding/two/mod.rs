//! Two readers of the same comments: how far they agree, where they differ, and what they settle. What each found stays as it is; what was
//! settled stands beside it.

pub(in crate::coding) mod pages;
mod records;

pub(crate) use records::CATALOGUE;

use super::RoundRecord;
use super::queue::{Finding, forget, put};
use super::themes::Frame;
use crate::comments::blank::Blanked;
use access::{Action, Guarded, Scope};
use audit::{Change, Done, Part as Events};
use evidence::reading::Readings;
use kernel::{Fault, Id, Instant, Refusal, Stop};
use std::collections::{BTreeMap, BTreeSet};
use store::{Tx, Value, values};

/// A comment that somebody read, as which of its readers, and who that was.
pub(crate) type Read = (Id, i64, Option<Id>);
/// A theme that was found in a comment by one of its readers.
pub(crate) type Found = (Id, i64, Id);

/// What every reader of some comments said of one theme: found or not.
pub(crate) fn readings(read: &[Read], found: &BTreeSet<Found>, theme: Id) -> Readings {
    let readers: Vec<Option<Id>> = {
        let all: BTreeSet<Option<Id>> = read.iter().map(|(_, _, reader)| *reader).collect();
        all.into_iter().collect()
    };
    let mut units: BTreeMap<Id, Vec<Option<i64>>> = BTreeMap::new();
    for (item, reading, reader) in read {
        let unit = units.entry(*item).or_insert_with(|| vec![None; readers.len()]);
        let at = readers.iter().position(|known| known == reader);
        if let Some(slot) = at.and_then(|at| unit.get_mut(at)) {
            *slot = Some(i64::from(found.contains(&(*item, *reading, theme))));
        }
    }
    Readings {
        readers: readers.len(),
        units: units.into_values().collect(),
    }
}

/// What was found in the comments of a round that two read: by theme.
pub(crate) fn agreement(tx: &mut Tx<'_>, round: Id, frame: &Frame) -> Result<Vec<(String, Readings)>, Fault> {
    let read = tx.all(&records::READ_TWICE, values![round], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let found: BTreeSet<Found> = tx
        .all(&records::FOUND_TWICE, values![round], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .into_iter()
        .collect();
    let counted = frame
        .themes
        .iter()
        .filter(|theme| theme.counts_as == Some(theme.id));
    Ok(counted
        .map(|theme| (theme.words.name.clone(), readings(&read, &found, theme.id)))
        .collect())
}

/// Comments of a page: the statement that reads their themes has as many places.
pub(crate) const ROWS: usize = 10;

/// Which differences are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Which {
    #[default]
    Open,
    Settled,
    All,
}

impl Which {
    const fn filter(self) -> Option<&'static str> {
        match self {
            Self::Open => Some("open"),
            Self::Settled => Some("settled"),
            Self::All => None,
        }
    }
}

/// A comment in which two found different things.
#[derive(Clone)]
pub(crate) struct Difference {
    pub(crate) item: Id,
    pub(crate) place: i64,
    pub(crate) text: String,
    /// What the first and the second found, and what was settled: themes with their names.
    pub(crate) found: [Vec<(Id, String)>; 3],
    pub(crate) settled_at: Option<Instant>,
}

kernel::masked!(Difference);

impl Difference {
    /// What the first or the second found, or (0) what was settled.
    pub(crate) fn of(&self, reading: usize) -> &[(Id, String)] {
        self.found.get(reading).map_or(&[], Vec::as_slice)
    }
}

/// A page of the differences of a round in sight, after a place; and whether there are more.
pub(crate) fn differences<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    round: Id,
    (which, after): (Which, i64),
) -> Result<(Vec<Difference>, bool), Stop> {
    drop(scope.pass::<RoundRecord>(tx, round)?);
    let names: Vec<&'static str> = which.filter().into_iter().collect();
    let most = i64::try_from(ROWS.saturating_add(1)).unwrap_or(i64::MAX);
    let mut found = listed(tx, &names, values![round, after, most])?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    with_themes(tx, &mut found)?;
    Ok((found, more))
}

/// One difference of a round in sight as it stands, and a sentence on who settled it and when. The trail says of which round a difference was opened
/// again, not which: of that nobody is named.
pub(crate) fn as_it_stands<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    round: Id,
    item: Id,
) -> Result<(Difference, String), Stop> {
    drop(scope.pass::<RoundRecord>(tx, round)?);
    let mut found = listed(tx, &["one"], values![round, 0_i64, 1_i64, item])?;
    with_themes(tx, &mut found)?;
    let found = found.pop().ok_or_else(no_difference)?;
    let Some(at) = found.settled_at else {
        return Ok((found, "Somebody opened this difference again first.".to_owned()));
    };
    let latest = audit::history_of(tx, RoundRecord::KIND, round, Events::Changes, None, LATEST)?;
    let by = latest
        .iter()
        .find(|entry| entry.at == at && entry.change == SETTLED);
    let who = by.map_or("Somebody", |entry| entry.who.reveal().as_str());
    let words = format!("{who} settled this comment first, on {}.", at.text());
    Ok((found, words))
}

/// What the trail says when a difference is settled.
const SETTLED: &str = "difference settled";

/// How many changes of a round are looked through for the one that settled it.
const LATEST: i64 = 50;

fn no_difference() -> Refusal {
    Refusal::Closed("There is no difference in this comment any more.".to_owned())
}

fn listed(tx: &mut Tx<'_>, names: &[&'static str], values: &[Value]) -> Result<Vec<Difference>, Fault> {
    let keys = tx.keys().clone();
    tx.list(&records::DIFFERENCES, names, values, |row| {
        let (response, question): (Id, String) = (row.get(2)?, row.get(3)?);
        let whole = keys.open_text("answer", &question, response, &row.get::<Vec<u8>>(4)?)?;
        Ok(Difference {
            item: row.get(0)?,
            place: row.get(1)?,
            text: Blanked::read(row, 5, &keys)?.shown(&whole),
            found: [Vec::new(), Vec::new(), Vec::new()],
            settled_at: row.get(8)?,
        })
    })
}

fn with_themes(tx: &mut Tx<'_>, found: &mut [Difference]) -> Result<(), Fault> {
    let Some(first) = found.first().map(|one| one.item) else {
        return Ok(());
    };
    let items: Vec<Value> = (0..ROWS)
        .map(|at| Value::Id(found.get(at).map_or(first, |one| one.item)))
        .collect();
    for (item, reading, theme, name) in tx.all(&records::CODES_OF, &items, |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<i64>(1)?,
            row.get::<Option<Id>>(2)?,
            row.get::<String>(3)?,
        ))
    })? {
        let own = found.iter_mut().find(|one| one.item == item);
        let list = own.and_then(|own| own.found.get_mut(usize::try_from(reading).ok()?));
        if let (Some(list), Some(theme)) = (list, theme) {
            list.push((theme, name));
        }
    }
    Ok(())
}

/// How many comments of a round two found different things in, and how many of them are settled.
pub(crate) fn counts(tx: &mut Tx<'_>, round: Id) -> Result<(i64, i64), Fault> {
    let found = tx.one(&records::DIFFERENCE_COUNTS, values![round], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(found.unwrap_or_default())
}

/// What becomes of a difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Settling {
    /// These themes, or none of them, are what the two agreed on.
    As(BTreeSet<Id>),
    /// It is open again.
    Reopen,
}

/// Settles a difference, or opens it again. `seen` is when it was settled as the page showed it that was sent: two who settle the same comment
/// do not undo each other's work unawares.
pub(crate) fn settle<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    (round, item, seen): (Id, Id, Option<Instant>),
    (frame, settling): (&Frame, &Settling),
    (why, now): (&str, Instant),
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<RoundRecord>(tx, round)?;
    let values = values![round, 0_i64, 1_i64, item];
    let found = listed(tx, &["one"], values)?;
    let found = found.first().ok_or_else(no_difference)?;
    if found.settled_at != seen {
        return Err(Refusal::Changed {
            by: "Somebody".to_owned(),
            when: found.settled_at.unwrap_or(now),
        }
        .into());
    }
    let word = match (settling, found.settled_at) {
        (Settling::As(themes), _) => {
            let who = scope
                .account_id()
                .ok_or_else(|| Fault::new("a settling without an account"))?;
            let finding = if themes.is_empty() {
                Finding::Nothing
            } else {
                Finding::Themes(themes.clone())
            };
            put(tx, (item, 0, who), (frame, &finding), now)?;
            SETTLED
        }
        (Settling::Reopen, Some(_)) => {
            forget(tx, item, 0)?;
            "difference open again"
        }
        (Settling::Reopen, None) => {
            return Err(Refusal::Closed("This difference is open already.".to_owned()).into());
        }
    };
    let mut change = Change::new(word);
    if !why.is_empty() {
        change = change.reason(why);
    }
    Done::recorded(tx, pass, change, now, ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::agreement::{Level, agreement_by};
    use uuid::Uuid;

    fn id(number: u128) -> Id {
        Id(Uuid::from_u128(number))
    }

    /// Ten comments read by two: the first found the theme in five of them, the second in four of these and in one more.
    fn ten() -> (Vec<Read>, BTreeSet<Found>) {
        let read = (0..10)
            .flat_map(|item| [(id(item), 1, Some(id(100))), (id(item), 2, Some(id(200)))])
            .collect();
        let first = (0..5).map(|item| (id(item), 1, id(7)));
        let second = [0, 1, 2, 3, 9].map(|item| (id(item), 2, id(7)));
        (read, first.chain(second).collect())
    }

    fn line(read: &[Read], found: &BTreeSet<Found>) -> Vec<String> {
        let named = [("Theme".to_owned(), readings(read, found, id(7)))];
        let table = agreement_by("Agreement", "Theme", &named, Level::Nominal);
        table.rows[0]
            .cells
            .iter()
            .map(|cell| cell.display.clone())
            .collect()
    }

    #[test]
    fn two_who_read_everything_have_a_kappa_with_its_interval() {
        let (read, found) = ten();
        let cells = line(&read, &found);
        // 8 of 10 the same, 5 of 10 by chance: (0.8 - 0.5) / 0.5, and a standard error of the square root of 0.064.
        assert_eq!(cells[1], "Cohen's kappa");
        assert!(cells[6].contains("80%") && cells[6].contains("8/10"), "{cells:?}");
        assert_eq!(cells[7..], ["0.60".to_owned(), "0.10 to 1.00".to_owned()]);
    }

    #[test]
    fn where_somebody_did_not_read_it_is_alpha() {
        let (mut read, found) = ten();
        read.pop();
        let cells = line(&read, &found);
        assert_eq!(cells[1], "Krippendorff's alpha, names");
        assert_eq!(cells[3], "9", "one was read once");
        let (mut read, found) = ten();
        // A third reader took the place of the second in half of the comments.
        for (item, reading, reader) in &mut read {
            if *reading == 2 && item.0.as_u128() % 2 == 0 {
                *reader = Some(id(300));
            }
        }
        assert_eq!(line(&read, &found)[1], "Krippendorff's alpha, names");
    }
}
