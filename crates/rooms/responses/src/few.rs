//! Answers in a few words, sealed together heap by heap as the sums are: words are counted from these, and not every answer is opened.
//! They stand in the order of their responses, whose ids are random, so that nothing says who answered first.

use crate::filter::{Filter, Wanted};
use crate::wordings::Wording;
use access::Scope;
use access::actions::ReadEvidence;
use instrument::{Answer, Check, Published, Question, Value};
use kernel::varint::{put, take};
use kernel::{Entropy, Fault, Id};
use learning::sittings::Sittings;
use store::{Keys, Tx, values};

store::statements! {
    /// Answers in a few words of a programme (?1), each heap with its session or, where there is none, its day.
    FEW = "select t.session_id, t.day, t.instrument_version_id, t.purpose, t.id, t.few_sealed from answer_sum t where t.programme_id = ?1 and t.few_sealed is not null";
}

/// One answer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word {
    response: Id,
    question: u64,
    occurrence: u64,
    text: String,
}

kernel::masked!(Word);

/// A question of whose answers these are: it asks for a few words.
pub(crate) fn is_few(question: &Question) -> bool {
    !question.link
        && !question.is_reach_me()
        && question
            .checks
            .iter()
            .any(|check| matches!(check, Check::Words(_)))
}

/// The answers of a heap.
#[derive(Default)]
pub(crate) struct Few(Vec<Word>);

impl Few {
    /// Adds those of a response that is being kept.
    pub(crate) fn add(&mut self, version: &Published, response: Id, answers: &[Answer]) {
        for (question, place) in version.definition().questions().zip(0_u64..) {
            let own = answers.iter().filter(|answer| answer.question == question.key);
            for (answer, occurrence) in own.zip(0_u64..) {
                if let Value::Text(text) = &answer.value
                    && is_few(question)
                {
                    self.put(response, (place, occurrence), text.clone());
                }
            }
        }
    }

    /// Adds one of them: by the place of its question in the version, and which answer to the question it is.
    pub(crate) fn put(&mut self, response: Id, (question, occurrence): (u64, u64), text: String) {
        self.0.push(Word {
            response,
            question,
            occurrence,
            text,
        });
    }

    /// Adds those of another heap.
    pub(crate) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Those that are sealed with the heap of this id.
    pub(crate) fn open(keys: &Keys, heap: Id, sealed: Option<&[u8]>) -> Result<Self, Fault> {
        let Some(sealed) = sealed else {
            return Ok(Self::default());
        };
        let plain = keys.open("answer_sum", "few_sealed", heap, sealed)?;
        let mut few = Self::default();
        let mut rest = plain.as_slice();
        while !rest.is_empty() {
            few.0.push(read(&mut rest).ok_or_else(unreadable)?);
        }
        Ok(few)
    }

    /// As they are stored with it; `None` where there are none.
    pub(crate) fn sealed(mut self, keys: &Keys, heap: Id, entropy: &dyn Entropy) -> Option<Vec<u8>> {
        self.0.sort_unstable();
        let mut plain = Vec::new();
        for word in &self.0 {
            plain.extend_from_slice(word.response.0.as_bytes());
            for number in [word.question, word.occurrence] {
                put(&mut plain, number);
            }
            put(&mut plain, u64::try_from(word.text.len()).unwrap_or(u64::MAX));
            plain.extend_from_slice(word.text.as_bytes());
        }
        (!plain.is_empty()).then(|| keys.seal("answer_sum", "few_sealed", heap, &plain, entropy))
    }
}

fn unreadable() -> Fault {
    Fault::new("answers in a few words cannot be read")
}

fn read(rest: &mut &[u8]) -> Option<Word> {
    let (id, more) = rest.split_first_chunk::<16>()?;
    *rest = more;
    let (question, occurrence) = (take(rest)?, take(rest)?);
    let length = usize::try_from(take(rest)?).ok()?;
    let (text, more) = rest.split_at_checked(length)?;
    *rest = more;
    Some(Word {
        response: Id(uuid::Uuid::from_bytes(*id)),
        question,
        occurrence,
        text: String::from_utf8(text.to_vec()).ok()?,
    })
}

/// Goes through the answers to a question in the versions that ask for a few words: what each was asked for and the session in which it was
/// given, the form that it stands in, the question's key there and which answer to it this is, and its words.
///
/// # Errors
/// A fault of the engine; a heap that cannot be read.
pub fn each(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    sittings: &Sittings,
    filter: &Filter,
    wording: &Wording,
    mut said: impl FnMut((&str, Option<Id>), (Id, &str, i64), &str),
) -> Result<(), Fault> {
    let wanted = Wanted::of(sittings, filter);
    let asked = |version: Id, place: Option<u64>| {
        let mut few = wording.places.iter().filter(|asked| asked.few);
        few.find(|asked| asked.version == version && place.is_none_or(|place| place == asked.place))
    };
    let heaps = audit::standing(tx, &FEW, &[], values![sittings.programme()], |row| {
        let version: Id = row.get(2)?;
        if asked(version, None).is_none() || wanted.given(row)?.is_none() {
            return Ok(None);
        }
        let heap = (row.get::<Id>(4)?, row.get::<Vec<u8>>(5)?);
        let asked_for = (row.get::<String>(3)?, row.get::<Option<Id>>(0)?);
        Ok(Some((version, asked_for, heap)))
    })?;
    for (version, (purpose, session), (heap, sealed)) in heaps.into_iter().flatten() {
        for word in Few::open(tx.keys(), heap, Some(&sealed))?.0 {
            if let Some(asked) = asked(version, Some(word.question)) {
                let occurrence = i64::try_from(word.occurrence).unwrap_or(i64::MAX);
                let place = (word.response, asked.question.as_str(), occurrence);
                said((&purpose, session), place, &word.text);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    /// What is sealed comes back in the order of the responses, opens in its own heap alone, and is not read where it is cut.
    #[test]
    fn few_words_come_back_in_the_order_of_the_responses() {
        let (keys, entropy) = (Keys::from_master(&[7; 32]), SeededEntropy::new(3));
        let id = |number: u128| Id(uuid::Uuid::from_u128(number));
        let mut few = Few::default();
        few.put(id(9), (300, 0), "calm, curious".to_owned());
        few.put(id(2), (4, 1), "\u{e9}mue".to_owned());
        few.put(id(2), (4, 0), String::new());
        let sealed = few.sealed(&keys, id(50), &entropy).unwrap();
        let back = Few::open(&keys, id(50), Some(&sealed)).unwrap().0;
        let back: Vec<(Id, u64, u64, &str)> = back
            .iter()
            .map(|word| (word.response, word.question, word.occurrence, word.text.as_str()))
            .collect();
        let expected = [
            (id(2), 4, 0, ""),
            (id(2), 4, 1, "\u{e9}mue"),
            (id(9), 300, 0, "calm, curious"),
        ];
        assert_eq!(back, expected);
        assert!(Few::open(&keys, id(51), Some(&sealed)).is_err());
        let plain = keys.open("answer_sum", "few_sealed", id(50), &sealed).unwrap();
        let cut = &plain[..plain.len() - 1];
        let cut = keys.seal("answer_sum", "few_sealed", id(50), cut, &entropy);
        assert!(Few::open(&keys, id(50), Some(&cut)).is_err());
        assert!(Few::default().sealed(&keys, id(50), &entropy).is_none());
    }
}
