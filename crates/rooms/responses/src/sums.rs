//! Answers added up as they come, one row for the responses to a version that a session got: evidence pages read these rows and not
//! every answer. Nothing stands in them that could not be counted from the answers at any time.

use crate::books;
use crate::coded::{Coded, Points, points_of};
use crate::model::{InstrumentVersion, ResponseId};
use crate::records as sql;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use instrument::{Answer, NonAnswer, OptionText, Published, Value};
use kernel::varint::{put, take};
use kernel::{Day, Entropy, Fault, Id, Stop};
use learning::model::Purpose;
use std::sync::Arc;
use store::{Db, Row, Tx, values};

/// What is counted of an answer: a number or a scale's point, an option by its place, a reason for no answer by its place, or that there
/// was something else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum What {
    Number(i64),
    Option(u64),
    None(u64),
    Other,
}

impl What {
    fn option(options: &[OptionText], key: &str) -> Self {
        let found = options.iter().zip(0_u64..).find(|(option, _)| option.key == key);
        found.map_or(Self::Other, |(_, place)| Self::Option(place))
    }

    fn none(none: NonAnswer) -> Self {
        let found = NonAnswer::ALL
            .iter()
            .zip(0_u64..)
            .find(|(known, _)| **known == none);
        found.map_or(Self::Other, |(_, place)| Self::None(place))
    }
}

/// How often what was answered to which question, by its place in the version; in this order, so that sums are added up by going through
/// both once.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Sums(Vec<((u64, What), u64)>);

impl Sums {
    /// Adds a response. Words are not counted, nor is what is not kept with the answers.
    pub(crate) fn add(&mut self, version: &Published, answers: &[Answer]) -> Result<(), Fault> {
        for answer in answers {
            let asked = version
                .definition()
                .questions()
                .zip(0_u64..)
                .find(|(question, _)| question.key == answer.question);
            let (question, place) =
                asked.ok_or_else(|| Fault::new("an answer to a question that the version does not have"))?;
            if question.link || question.is_reach_me() || matches!(answer.value, Value::Text(_)) {
                continue;
            }
            let what = match &answer.value {
                Value::Number(number) => What::Number(*number),
                Value::Option(key) => What::option(&question.options, key),
                Value::None(none) => What::none(*none),
                Value::Day(_) | Value::Text(_) => What::Other,
            };
            self.put(place, what, 1);
        }
        Ok(())
    }

    fn put(&mut self, question: u64, what: What, count: u64) {
        let key = (question, what);
        let at = self.0.partition_point(|(known, _)| *known < key);
        self.put_at(at, key, count);
    }

    fn put_at(&mut self, at: usize, key: (u64, What), count: u64) {
        match self.0.get_mut(at) {
            Some((known, sum)) if *known == key => *sum = sum.saturating_add(count),
            _ => self.0.insert(at, (key, count)),
        }
    }

    /// Adds what was packed to what is here.
    pub(crate) fn take(&mut self, packed: &[u8]) -> Result<(), Fault> {
        let wrong = || Fault::new("a sum of answers cannot be read");
        let mut rest = packed;
        let (mut at, mut last) = (0_usize, None);
        while !rest.is_empty() {
            let question = take(&mut rest).ok_or_else(wrong)?;
            let tag = take(&mut rest).ok_or_else(wrong)?;
            let value = take(&mut rest).ok_or_else(wrong)?;
            let count = take(&mut rest).ok_or_else(wrong)?;
            let what = match tag {
                0 => What::Number(folded(value)),
                1 => What::Option(value),
                2 => What::None(value),
                3 => What::Other,
                _ => return Err(wrong()),
            };
            let key = (question, what);
            if last.replace(key).is_some_and(|last| key <= last) {
                return Err(wrong());
            }
            while self.0.get(at).is_some_and(|(known, _)| *known < key) {
                at = at.saturating_add(1);
            }
            self.put_at(at, key, count);
        }
        Ok(())
    }

    /// As it is stored: four numbers for each count.
    pub(crate) fn packed(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for ((question, what), count) in &self.0 {
            let (tag, value) = match what {
                What::Number(number) => (0, unfolded(*number)),
                What::Option(place) => (1, *place),
                What::None(place) => (2, *place),
                What::Other => (3, 0),
            };
            for number in [*question, tag, value, *count] {
                put(&mut out, number);
            }
        }
        out
    }

    /// The counts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, What, u64)> {
        self.0
            .iter()
            .map(|((question, what), count)| (*question, *what, *count))
    }
}

/// A signed number as an unsigned one, small when it is near to nothing.
pub(crate) const fn unfolded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

pub(crate) const fn folded(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ (number & 1).cast_signed().wrapping_neg()
}

/// Where a response is added up: responses without a session by their programme and day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heap {
    pub(crate) session: Option<Id>,
    pub(crate) programme: Option<Id>,
    pub(crate) purpose: Purpose,
    pub(crate) day: Day,
}

/// Adds a response that is being kept; before and after a course with the code that its questions make.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    version: &InstrumentVersion,
    heap: Heap,
    answers: &[Answer],
    code: Option<&[u8]>,
    entropy: &dyn Entropy,
) -> Result<(), Fault> {
    let Some(programme) = heap.programme else {
        return Ok(());
    };
    let values = values![
        version.id.0,
        heap.session,
        programme,
        heap.purpose.code(),
        heap.day
    ];
    let statement = if heap.session.is_some() {
        &sql::SUM_OF_SESSION
    } else {
        &sql::SUM_OF_DAY
    };
    let before = tx.one(statement, values, |row| {
        Ok((
            (row.get::<Id>(0)?, row.get::<i64>(1)?),
            row.get::<Vec<u8>>(2)?,
            row.get::<Option<Vec<u8>>>(3)?,
        ))
    })?;
    let (mut sums, mut coded) = (Sums::default(), Coded::default());
    if let Some((_, packed, codes)) = &before {
        sums.take(packed)?;
        coded.take(codes.as_deref().unwrap_or_default())?;
    }
    sums.add(&version.published, answers)?;
    if let (Some(code), Purpose::Pre | Purpose::Post) = (code, heap.purpose) {
        coded.add(code, points_of(&version.published, answers));
    }
    let texts = texts(&version.published, answers);
    match before {
        Some(((id, responses), ..)) => tx.run(
            &sql::SUM_UPDATE,
            values![
                id,
                responses.saturating_add(1),
                sums.packed(),
                coded.packed(),
                texts
            ],
        ),
        None => tx.run(
            &sql::SUM_INSERT,
            values![
                ResponseId::random(entropy).0,
                version.id.0,
                heap.session,
                programme,
                heap.purpose.code(),
                heap.day,
                1_i64,
                sums.packed(),
                coded.packed(),
                texts
            ],
        ),
    }
}

/// How many answers are in people's own words, and kept.
fn texts(published: &Published, answers: &[Answer]) -> i64 {
    let kept = answers.iter().filter(|answer| {
        matches!(answer.value, Value::Text(_))
            && published
                .question(&answer.question)
                .is_some_and(|question| !question.link && !question.is_reach_me())
    });
    i64::try_from(kept.count()).unwrap_or(i64::MAX)
}

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
            sums.put(place_of(&published, &key)?, what, count);
        }
        let coded = coded(tx, values, &published)?;
        let texts = tx.one(&sql::SUM_TEXTS, values, |row| row.get::<i64>(0))?;
        tx.run(
            &sql::SUM_INSERT,
            values![
                ResponseId::random(entropy).0,
                *version,
                *session,
                *programme,
                purpose.as_str(),
                *day,
                *responses,
                sums.packed(),
                coded.packed(),
                texts
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is packed comes back as it was, and is added to what is there.
    #[test]
    fn sums_come_back() {
        let mut sums = Sums::default();
        for (question, what, count) in [
            (0, What::Number(-3), 1),
            (0, What::Number(i64::MAX), 2),
            (7, What::Option(300), 129),
            (7, What::None(3), u64::from(u32::MAX)),
            (299, What::Other, 5),
        ] {
            sums.put(question, what, count);
        }
        let mut back = Sums::default();
        back.take(&sums.packed()).unwrap();
        assert_eq!(back, sums);
        back.take(&sums.packed()).unwrap();
        let twice: Vec<u64> = back.iter().map(|(_, _, count)| count).collect();
        let once: Vec<u64> = sums.iter().map(|(_, _, count)| count).collect();
        assert_eq!(twice, once.iter().map(|count| count * 2).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_cut_is_not_read() {
        let mut sums = Sums::default();
        sums.put(1, What::Number(4), 200);
        let packed = sums.packed();
        for length in 1..packed.len() {
            assert!(Sums::default().take(&packed[..length]).is_err(), "{length}");
        }
        assert!(Sums::default().take(&[0, 9, 0, 1]).is_err(), "no such kind");
        let (first, second) = ([0, 0, 2, 1], [0, 0, 4, 1]);
        assert!(Sums::default().take(&[first, second].concat()).is_ok());
        assert!(
            Sums::default().take(&[second, first].concat()).is_err(),
            "out of order"
        );
    }
}
