//! Values of a grouping column as small numbers, and the quick hash behind them.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

/// More different values than this and a column is no grouping.
pub(super) const MOST_VALUES: usize = 10_000;

/// A multiply-and-fold hash with a seed of its own per run, so that nobody can prepare a file that makes it slow.
#[derive(Clone, Copy)]
pub(super) struct Quick(u64);

impl Quick {
    pub(super) fn seeded() -> Self {
        Self(RandomState::new().hash_one(0_u8) | 1)
    }

    #[inline]
    pub(super) fn of(self, bytes: &[u8]) -> u64 {
        let mut state = Folding(self.0);
        state.write(bytes);
        state.finish()
    }
}

impl BuildHasher for Quick {
    type Hasher = Folding;

    fn build_hasher(&self) -> Folding {
        Folding(self.0)
    }
}

pub(super) struct Folding(u64);

#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both halves of the product are wanted"
    )]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

impl Hasher for Folding {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, tail) = bytes.as_chunks::<8>();
        for word in words {
            self.0 = fold(self.0 ^ u64::from_le_bytes(*word), 0x9e37_79b9_7f4a_7c15);
        }
        let mut last = 0_u64;
        for byte in tail {
            last = (last << 8) | u64::from(*byte);
        }
        self.0 = fold(
            self.0 ^ last ^ ((bytes.len() as u64) << 56),
            0xd6e8_feb8_6659_fd93,
        );
    }

    #[inline]
    fn write_usize(&mut self, _: usize) {
        // The length prefix of a slice: `write` mixes it in already.
    }

    #[inline]
    fn finish(&self) -> u64 {
        fold(self.0, 0xa076_1d64_78bd_642f)
    }
}

/// The values met so far.
pub(super) struct Dictionary {
    numbers: HashMap<Box<[u8]>, u32, Quick>,
    values: Vec<String>,
}

impl Dictionary {
    pub(super) fn new() -> Self {
        Self {
            numbers: HashMap::with_hasher(Quick::seeded()),
            values: Vec::new(),
        }
    }

    /// The number of a value; an error says why it cannot have one.
    #[inline]
    pub(super) fn number(&mut self, raw: &[u8]) -> Result<u32, String> {
        match self.numbers.get(raw) {
            Some(number) => Ok(*number),
            None => self.add(raw),
        }
    }

    #[cold]
    fn add(&mut self, raw: &[u8]) -> Result<u32, String> {
        let text = std::str::from_utf8(raw)
            .map_err(|_| "this is not UTF-8".to_owned())?
            .trim();
        if text.eq_ignore_ascii_case("all") {
            return Err("the word \"all\" is kept for totals".to_owned());
        }
        if text.chars().any(char::is_control) {
            return Err("a line end or control character in a grouping".to_owned());
        }
        let text = if text.is_empty() {
            crate::value::NonAnswer::NotRecorded.words()
        } else {
            text
        };
        let known = self.values.iter().position(|value| value == text);
        let place = known.unwrap_or(self.values.len());
        if known.is_none() {
            if self.values.len() >= MOST_VALUES {
                return Err(format!(
                    "more than {MOST_VALUES} different values: this column is no grouping"
                ));
            }
            self.values.push(text.to_owned());
        }
        if self.numbers.len() >= MOST_VALUES * 4 {
            return Err("too many spellings that differ only in spaces".to_owned());
        }
        let number = u32::try_from(place).map_err(|_| "too many values".to_owned())?;
        self.numbers.insert(raw.into(), number);
        Ok(number)
    }

    /// The value behind a number.
    pub(super) fn value(&self, number: u32) -> &str {
        usize::try_from(number)
            .ok()
            .and_then(|place| self.values.get(place))
            .map_or("", String::as_str)
    }
}
