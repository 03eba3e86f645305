//! One comment after the other: what comes next, what somebody found in it, leaving it for later, and taking the last one back.

use super::RoundRecord;
use super::records;
use super::themes::Frame;
use crate::comments::blank::Blanked;
use access::{Action, Scope};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use std::collections::BTreeSet;
use store::{Row, Tx, values};

/// A comment that somebody reads.
#[derive(Clone)]
pub(crate) struct Next {
    pub(crate) item: Id,
    /// Its words, without those that were blanked.
    pub(crate) text: String,
    pub(crate) place: (Id, String, i64),
}

/// Who reads.
fn reader<A: Action>(scope: &Scope<A>) -> Result<Id, Fault> {
    scope
        .account_id()
        .ok_or_else(|| Fault::new("a reading without an account"))
}

fn next_of(row: &Row<'_>, keys: &store::Keys) -> Result<Next, Fault> {
    let place: (Id, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let sealed = row.get::<Vec<u8>>(4)?;
    let whole = keys.open_text("answer", &place.1, place.0, &sealed)?;
    Ok(Next {
        item: row.get(0)?,
        text: Blanked::read(row, 5, keys)?.shown(&whole),
        place,
    })
}

/// The next comment of a round in sight for whoever asks; one of those she left for later where `skipped`, and a certain one where it is
/// named, if it is still hers to read.
pub(crate) fn next<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    round: Id,
    one: Option<Id>,
) -> Result<Option<Next>, Stop> {
    drop(scope.pass::<RoundRecord>(tx, round)?);
    let keys = tx.keys().clone();
    let who = reader(scope)?;
    let filter = if one.is_some() { "one" } else { "fresh" };
    let found = tx.list(&records::NEXT, &[filter], values![round, who, one], |row| {
        next_of(row, &keys)
    })?;
    Ok(found.into_iter().next())
}

/// What a reader found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Finding {
    Themes(BTreeSet<Id>),
    Nothing,
}

/// Keeps what somebody found in a comment. False where it is not hers to read any more: others have read it in the meantime.
pub(crate) fn keep<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    (round, item): (Id, Id),
    (frame, finding): (&Frame, &Finding),
    now: Instant,
) -> Result<Done<bool>, Stop> {
    let pass = scope.pass::<RoundRecord>(tx, round)?;
    let who = reader(scope)?;
    if next(tx, scope, round, Some(item))?.is_none() {
        return Done::recorded(tx, pass, Change::new("comment was read already"), now, false);
    }
    let readings = tx.all(&records::READINGS_OF, values![item], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Option<Id>>(1)?))
    })?;
    // Her own again, where a theme was split since; or else the first place that is free.
    let own = readings.iter().find(|(_, coder)| *coder == Some(who));
    let reading = own.map_or_else(
        || {
            if readings.iter().any(|(reading, _)| *reading == 1) {
                2
            } else {
                1
            }
        },
        |(reading, _)| *reading,
    );
    put(tx, (item, reading, who), (frame, finding), now)?;
    // The trail names the round and never the comment: who wrote it stays unknown.
    Done::recorded(tx, pass, Change::new("comment read"), now, true)
}

/// Puts a reading in its place.
pub(super) fn put(
    tx: &mut Tx<'_>,
    (item, reading, who): (Id, i64, Id),
    (frame, finding): (&Frame, &Finding),
    now: Instant,
) -> Result<(), Stop> {
    forget(tx, item, reading)?;
    let (outcome, themes) = match finding {
        Finding::Themes(themes) => ("coded", themes.iter().copied().collect()),
        Finding::Nothing => ("nothing", Vec::new()),
    };
    tx.run(
        &records::CODING_INSERT,
        values![item, reading, who, outcome, frame.version, now],
    )?;
    for theme in themes {
        // One that is retired still counts, and can be settled on.
        if !frame
            .themes
            .iter()
            .any(|known| known.id == theme && known.counts_as == Some(theme))
        {
            return Err(Refusal::Malformed("Choose themes of this question.").into());
        }
        tx.run(&records::CODE_INSERT, values![item, reading, theme])?;
    }
    Ok(())
}

/// Takes a reading back.
pub(super) fn forget(tx: &mut Tx<'_>, item: Id, reading: i64) -> Result<(), Fault> {
    tx.run(&records::CODE_DELETE, values![item, reading])?;
    tx.run(&records::CODING_DELETE, values![item, reading])
}

/// Leaves a comment for later.
pub(crate) fn skip<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    (round, item): (Id, Id),
    now: Instant,
) -> Result<Done<bool>, Stop> {
    let pass = scope.pass::<RoundRecord>(tx, round)?;
    let there = next(tx, scope, round, Some(item))?.is_some();
    if there {
        tx.run(&records::SKIP_INSERT, values![item, reader(scope)?])?;
    }
    Done::recorded(tx, pass, Change::new("comment left for later"), now, there)
}

/// Brings those back that somebody left for later.
pub(crate) fn unskip<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    round: Id,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<RoundRecord>(tx, round)?;
    tx.run(&records::SKIPS_DELETE, values![round, reader(scope)?])?;
    Done::recorded(tx, pass, Change::new("comments taken up again"), now, ())
}

/// Takes back what somebody found in the comment that she read last; which one that was.
pub(crate) fn undo<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    round: Id,
    now: Instant,
) -> Result<Done<Id>, Stop> {
    let pass = scope.pass::<RoundRecord>(tx, round)?;
    let last = tx.one(&records::LAST_READ, values![round, reader(scope)?], |row| {
        Ok((row.get::<Id>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
    })?;
    let words = match last {
        None => "You have read nothing in this round that could be taken back.",
        Some((_, _, 1..)) => {
            "What was found in your last comment has been settled with the other reader. Change that instead."
        }
        Some((item, reading, _)) => {
            forget(tx, item, reading)?;
            return Done::recorded(tx, pass, Change::new("reading taken back"), now, item);
        }
    };
    Err(Refusal::Closed(words.to_owned()).into())
}
