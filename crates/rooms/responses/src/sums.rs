//! Answers added up as they come, one row for the responses to a version that a session got: evidence pages read these rows and not
//! every answer. Nothing stands in them that could not be counted from the answers at any time.

mod anew;
mod lot;

pub use anew::fill;
pub(crate) use anew::fill_all;
pub(crate) use lot::{Lot, join};

use crate::coded::{Coded, points_of};
use crate::few::Few;
use crate::model::{InstrumentVersion, ResponseId};
use crate::records as sql;
use instrument::{Answer, NonAnswer, OptionText, Published, Value};
use kernel::varint::{put, take};
use kernel::{Day, Entropy, Fault, Id};
use learning::model::Purpose;
use store::{Tx, values};

/// What is counted of an answer: a number or a scale's point, an option by its place, a reason for no answer by its place, or that there
/// was something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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

    /// The numbers in which it is stored.
    const fn stored(self) -> (u64, u64) {
        match self {
            Self::Number(number) => (0, unfolded(number)),
            Self::Option(place) => (1, place),
            Self::None(place) => (2, place),
            Self::Other => (3, 0),
        }
    }

    fn none(none: NonAnswer) -> Self {
        let found = NonAnswer::ALL
            .iter()
            .zip(0_u64..)
            .find(|(known, _)| **known == none);
        found.map_or(Self::Other, |(_, place)| Self::None(place))
    }
}

/// A question, by its place in the version, and what was answered to it, as one number in their order: so they are compared at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Key(u128);

/// Where in a key a question's place begins, and where the kind of answer.
const QUESTION: u32 = 72;
const KIND: u32 = 64;
/// Turns numbers with a sign into others of the same order.
const SIGN: u64 = 1 << 63;

impl Key {
    /// From the four numbers in which a count is stored, without the last; `None` where there is no such thing.
    fn stored(question: u64, tag: u64, value: u64) -> Option<Self> {
        let value = match tag {
            0 => folded(value).cast_unsigned() ^ SIGN,
            1 | 2 => value,
            3 => 0,
            _ => return None,
        };
        let place = (u128::from(question) << QUESTION) | (u128::from(tag) << KIND);
        (question >> 56 == 0).then_some(Self(place | u128::from(value)))
    }

    fn of(question: u64, what: What) -> Option<Self> {
        let (tag, value) = what.stored();
        Self::stored(question, tag, value)
    }

    fn parts(self) -> (u64, What) {
        let part = |shift: u32, most: u64| u64::try_from((self.0 >> shift) & u128::from(most)).unwrap_or(0);
        let value = part(0, u64::MAX);
        let what = match part(KIND, 0xff) {
            0 => What::Number((value ^ SIGN).cast_signed()),
            1 => What::Option(value),
            2 => What::None(value),
            _ => What::Other,
        };
        (part(QUESTION, u64::MAX >> 8), what)
    }
}

/// The four numbers of a count.
fn four(rest: &mut &[u8]) -> Option<[u64; 4]> {
    // Nearly always they are small.
    if let Some((four, more)) = rest.split_first_chunk::<4>()
        && u32::from_ne_bytes(*four) & 0x8080_8080 == 0
    {
        *rest = more;
        return Some(four.map(u64::from));
    }
    Some([take(rest)?, take(rest)?, take(rest)?, take(rest)?])
}

/// How often what was answered to which question, by its place in the version; in this order, so that sums are added up by going through
/// both once.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Sums(Vec<(Key, u64)>);

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
            self.put(place, what, 1)?;
        }
        Ok(())
    }

    fn put(&mut self, question: u64, what: What, count: u64) -> Result<(), Fault> {
        let key =
            Key::of(question, what).ok_or_else(|| Fault::new("a questionnaire with too many questions"))?;
        let at = self.0.partition_point(|(known, _)| *known < key);
        self.put_at(at, key, count);
        Ok(())
    }

    fn put_at(&mut self, at: usize, key: Key, count: u64) {
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
            let [question, tag, value, count] = four(&mut rest).ok_or_else(wrong)?;
            let key = Key::stored(question, tag, value).ok_or_else(wrong)?;
            if last.replace(key).is_some_and(|last| key <= last) {
                return Err(wrong());
            }
            while self.0.get(at).is_some_and(|(known, _)| *known < key) {
                at = at.saturating_add(1);
            }
            self.put_at(at, key, count);
            at = at.saturating_add(1);
        }
        Ok(())
    }

    /// As it is stored: four numbers for each count.
    pub(crate) fn packed(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (question, what, count) in self.iter() {
            let (tag, value) = what.stored();
            for number in [question, tag, value, count] {
                put(&mut out, number);
            }
        }
        out
    }

    /// The counts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, What, u64)> {
        self.0.iter().map(|(key, count)| {
            let (question, what) = key.parts();
            (question, what, *count)
        })
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
    (response, code): (ResponseId, Option<&[u8]>),
    answers: &[Answer],
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
            (row.get::<Option<Vec<u8>>>(3)?, row.get::<Option<Vec<u8>>>(4)?),
        ))
    })?;
    let (mut sums, mut coded, mut few) = (Sums::default(), Coded::default(), Few::default());
    if let Some(((id, _), packed, (codes, sealed))) = &before {
        sums.take(packed)?;
        coded.take(codes.as_deref().unwrap_or_default())?;
        few = Few::open(tx.keys(), *id, sealed.as_deref())?;
    }
    sums.add(&version.published, answers)?;
    few.add(&version.published, response.0, answers);
    if let (Some(code), Purpose::Pre | Purpose::Post) = (code, heap.purpose) {
        coded.add(code, points_of(&version.published, answers));
    }
    let texts = texts(&version.published, answers);
    let id = before
        .as_ref()
        .map_or_else(|| ResponseId::random(entropy).0, |((id, _), ..)| *id);
    let few = few.sealed(tx.keys(), id, entropy);
    match before {
        Some(((_, responses), ..)) => tx.run(
            &sql::SUM_UPDATE,
            values![
                id,
                responses.saturating_add(1),
                sums.packed(),
                coded.packed(),
                texts,
                few
            ],
        ),
        None => tx.run(
            &sql::SUM_INSERT,
            values![
                id,
                version.id.0,
                heap.session,
                programme,
                heap.purpose.code(),
                heap.day,
                1_i64,
                sums.packed(),
                coded.packed(),
                texts,
                few
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
            sums.put(question, what, count).unwrap();
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
        sums.put(1, What::Number(4), 200).unwrap();
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
