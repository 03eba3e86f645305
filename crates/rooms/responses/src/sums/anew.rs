//! Sums made anew from the answers: of responses that never were added up.

use super::{Sums, What};
use crate::books;
use crate::coded::{Coded, Points};
use crate::few::{Few, is_few};
use crate::model::ResponseId;
use crate::records as sql;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use instrument::{NonAnswer, Published};
use kernel::{Day, Entropy, Fault, Id, Stop};
use std::sync::Arc;
use store::{Db, Row, Tx, values};

/// How many sessions are added up in one unit of work.
const LOT: i64 = 200;

/// Adds up responses that never were: those of before there were sums. Returns for how many sessions and days.
///
/// # Errors
/// A fault of the engine.
pub fn fill(db: &Db, system: &Viewer, entropy: &Arc<dyn Entropy>) -> Result<usize, Stop> {
    let mut all = 0_usize;
    loop {
        let (system, entropy) = (system.clone(), Arc::clone(entropy));
        let made = db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&system)?;
            let made = fill_some(tx, &*entropy)?;
            Ok(Done::upkeep(&scope, made))
        })?;
        if made == 0 {
            return Ok(all);
        }
        all = all.saturating_add(made);
    }
}

/// Adds all of them up in the transaction at hand.
pub(crate) fn fill_all(tx: &mut Tx<'_>, entropy: &dyn Entropy) -> Result<(), Stop> {
    while fill_some(tx, entropy)? > 0 {}
    Ok(())
}

fn fill_some(tx: &mut Tx<'_>, entropy: &dyn Entropy) -> Result<usize, Stop> {
    let missing = tx.all(&sql::SUM_MISSING, values![LOT], |row| {
        let key: [Option<Id>; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        Ok((key, row.get::<String>(3)?, row.get::<Day>(4)?, row.get::<i64>(5)?))
    })?;
    for ([version, session, programme], purpose, day, responses) in &missing {
        let published = tx
            .one(&sql::VERSION_BY_ID, values![*version], books::read)?
            .ok_or_else(|| Fault::new("a response to a version that is not there"))?
            .published;
        let values = values![*version, *session, *programme, purpose.as_str(), *day];
        let mut sums = Sums::default();
        for (key, what, count) in tx.all(&sql::SUM_COUNTED, values, |row| counted(row, &published))? {
            sums.put(place_of(&published, &key)?, what, count)?;
        }
        let coded = coded(tx, values, &published)?;
        let id = ResponseId::random(entropy).0;
        let (few, texts) = written(tx, values, &published)?;
        let few = few.sealed(tx.keys(), id, entropy);
        tx.run(
            &sql::SUM_INSERT,
            values![
                id,
                *version,
                *session,
                *programme,
                purpose.as_str(),
                *day,
                *responses,
                sums.packed(),
                coded.packed(),
                texts,
                few
            ],
        )?;
    }
    Ok(missing.len())
}

/// The place of a question in its version.
fn place_of(published: &Published, key: &str) -> Result<u64, Fault> {
    let mut asked = published.definition().questions().zip(0_u64..);
    asked
        .find(|(question, _)| question.key == key)
        .map(|(_, place)| place)
        .ok_or_else(|| Fault::new("an answer to a question that the version does not have"))
}

/// The answers with a code, from the table of answers.
fn coded(tx: &mut Tx<'_>, values: &[store::Value], published: &Published) -> Result<Coded, Fault> {
    let rows = tx.all(&sql::SUM_CODED, values, |row| {
        let answer: (Option<String>, Option<i64>) = (row.get(2)?, row.get(3)?);
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?, answer))
    })?;
    let mut found = Coded::default();
    for response in rows.chunk_by(|(one, ..), (next, ..)| one == next) {
        let mut points = Points::new();
        for (_, _, answer) in response {
            if let (Some(key), Some(number)) = answer {
                points.push((place_of(published, key)?, *number));
            }
        }
        if let Some((_, code, _)) = response.first() {
            found.add(code, points);
        }
    }
    Ok(found)
}

/// The answers in a few words, from the table of answers, and how many answers are in people's own words.
fn written(tx: &mut Tx<'_>, values: &[store::Value], published: &Published) -> Result<(Few, i64), Fault> {
    let keys = tx.keys().clone();
    let rows = tx.all(&sql::SUM_WRITTEN, values, |row| {
        let (response, key): (Id, String) = (row.get(0)?, row.get(1)?);
        if !published.question(&key).is_some_and(is_few) {
            return Ok(None);
        }
        let text = keys.open_text("answer", &key, response, &row.get::<Vec<u8>>(3)?)?;
        Ok(Some((response, key, row.get::<i64>(2)?.unsigned_abs(), text)))
    })?;
    let texts = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut few = Few::default();
    for (response, key, occurrence, text) in rows.into_iter().flatten() {
        few.put(response, (place_of(published, &key)?, occurrence), text);
    }
    Ok((few, texts))
}

/// A count of answers as the table of answers holds it.
fn counted(row: &Row<'_>, published: &Published) -> Result<(String, What, u64), Fault> {
    let key: String = row.get(0)?;
    let number: Option<i64> = row.get(1)?;
    let option: Option<String> = row.get(2)?;
    let none: Option<String> = row.get(3)?;
    let options = published
        .question(&key)
        .map_or(&[][..], |question| &question.options[..]);
    let what = match (number, option, none) {
        (Some(number), _, _) => What::Number(number),
        (None, Some(option), _) => What::option(options, &option),
        (None, None, Some(none)) => NonAnswer::parse(&none).map_or(What::Other, What::none),
        (None, None, None) => What::Other,
    };
    Ok((key, what, u64::try_from(row.get::<i64>(4)?).unwrap_or(0)))
}
