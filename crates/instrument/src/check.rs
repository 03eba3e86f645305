//! What an answer must fit beyond its kind: a closed list, no patterns to run.

use crate::definition::Kind;
use crate::few_words::{LONGEST, words as few};
use crate::words::{Word, Words};
use serde::{Deserialize, Serialize};

/// One check of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Check {
    /// A number between these, both included.
    Within(i64, i64),
    /// Exactly so many letters.
    Letters(usize),
    /// Exactly so many digits.
    Digits(usize),
    /// So many options at most.
    AtMost(usize),
    /// So many words or short phrases at most, with commas between them.
    Words(usize),
}

impl Check {
    /// Fits questions of a kind, and can be met.
    pub(crate) const fn suits(self, kind: Kind) -> bool {
        match self {
            Self::Within(least, most) => matches!(kind, Kind::Number) && least <= most,
            Self::Letters(count) | Self::Digits(count) => {
                matches!(kind, Kind::Text) && count > 0 && count <= 50
            }
            Self::AtMost(count) => matches!(kind, Kind::Multiple) && count > 0,
            Self::Words(count) => matches!(kind, Kind::Text) && count > 0 && count <= 10,
        }
    }

    /// What is wrong with an answer, in plain words.
    pub(crate) fn wrong(self, words: &Words, sent: &[&str]) -> Option<String> {
        let first = sent.first().copied().unwrap_or_default();
        let all =
            |count: usize, fits: fn(char) -> bool| first.chars().count() == count && first.chars().all(fits);
        let counted = |word, count: usize| words.fill(word, &[("count", &count.to_string())]);
        match self {
            Self::Within(least, most) => {
                let fits = first
                    .parse::<i64>()
                    .is_ok_and(|number| (least..=most).contains(&number));
                (!fits).then(|| {
                    let (least, most) = (least.to_string(), most.to_string());
                    words.fill(Word::Within, &[("least", &least), ("most", &most)])
                })
            }
            Self::Letters(count) => (!all(count, char::is_alphabetic)).then(|| counted(Word::Letters, count)),
            Self::Digits(count) => {
                (!all(count, |c| c.is_ascii_digit())).then(|| counted(Word::Digits, count))
            }
            Self::AtMost(count) => (sent.len() > count).then(|| counted(Word::AtMost, count)),
            Self::Words(count) => {
                let given = few(first);
                if given.len() > count {
                    Some(counted(Word::FewWords, count))
                } else {
                    let long = given.iter().any(|word| word.chars().count() > LONGEST);
                    long.then(|| words.fill(Word::TooLong, &[("most", &LONGEST.to_string())]))
                }
            }
        }
    }
}
