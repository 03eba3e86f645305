//! Handing an intention over from one link of a person to the next, and forgetting words to which nobody can come back.

use super::{Intention, mark, open, seal};
use crate::loading::NewIntention;
use crate::model::random;
use crate::records::intention as sql;
use kernel::{Day, Entropy, Id, Stop};
use learning::door::code;
use learning::follow_up::ask::{Turned, Wave};
use learning::follow_up::{OPEN_DAYS, link};
use std::collections::HashMap;
use store::{Tx, values};

/// Words of sessions that ended so many days ago are forgotten: two years until they are asked at the latest, and the time that links are open.
const KEPT_DAYS: i64 = 2 * 366 + 120;

/// People of a session are asked: from now on the link that each of them gets leads to what she said, and none that she had before.
pub(crate) fn turn(
    tx: &mut Tx<'_>,
    wave: &Wave,
    people: &[Turned],
    entropy: &dyn Entropy,
) -> Result<(), Stop> {
    let said = tx.all(&sql::INTENTIONS_OF, values![wave.session.0], |row| {
        Ok((
            row.get::<Vec<u8>>(1)?,
            (row.get::<Id>(0)?, row.get::<Vec<u8>>(2)?),
        ))
    })?;
    let said: HashMap<Vec<u8>, (Id, Vec<u8>)> = said.into_iter().collect();
    if said.is_empty() {
        return Ok(());
    }
    for person in people {
        let own = person
            .before
            .iter()
            .find_map(|nonce| Some((nonce, said.get(&mark(tx, nonce))?)));
        if let Some((nonce, (id, sealed))) = own {
            let words = open(tx, nonce, *id, sealed)?;
            let sealed = seal(tx, &person.now, *id, &words, entropy);
            let turned = values![*id, mark(tx, &person.now), sealed, wave.wave];
            tx.run(&sql::INTENTION_TURN, turned)?;
        }
    }
    Ok(())
}

/// Writes one that was said elsewhere, under the link that she has now.
pub(crate) fn load(tx: &mut Tx<'_>, new: &NewIntention, entropy: &dyn Entropy) -> Result<(), Stop> {
    let (id, keys) = (random(entropy), tx.keys());
    let nonce = match new.asked {
        0 => code::person(keys, new.session, &new.learner.to_string()),
        wave => link::nonce(keys, new.session, wave, new.learner),
    };
    let words = Intention {
        what: new.what.to_owned(),
        by: new.by,
    };
    let sealed = seal(tx, &nonce, id, &words, entropy);
    let made = values![id, new.session.0, mark(tx, &nonce), sealed.clone()];
    tx.run(&sql::INTENTION_INSERT, made)?;
    let turned = values![id, mark(tx, &nonce), sealed, new.asked];
    tx.run(&sql::INTENTION_TURN, turned)?;
    if let Some(said) = new.outcome {
        let reason = said.reason.map(str::to_owned);
        tx.run(&sql::INTENTION_OUTCOME, values![id, said.outcome.code(), reason])?;
    }
    Ok(())
}

/// Forgets words that no open link leads to any more. That somebody said something, and what became of it, stays.
pub(crate) fn forget(tx: &mut Tx<'_>, today: Day) -> Result<(), Stop> {
    Ok(tx.run(
        &sql::INTENTION_FORGET,
        values![today.plus(-KEPT_DAYS), today.plus(-OPEN_DAYS)],
    )?)
}
