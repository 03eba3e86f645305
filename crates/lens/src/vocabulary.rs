//! The words that rules speak of. A note's words are looked up here once each; most are in no rule.

use std::collections::HashMap;

/// A word of the rules; 0 is a word that is in none.
pub(crate) type Word = u16;

/// Where the bytes of a word are mixed from.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const MIX: u64 = 0x0000_0100_0000_01b3;

/// Adds a byte of a word: of a capital, its small letter.
pub(crate) const fn mixed(hash: u64, byte: u8) -> u64 {
    (hash ^ byte.to_ascii_lowercase() as u64).wrapping_mul(MIX)
}

/// The words, each with a bit for every named list that it is in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    /// Hash and number of words, at the place that the hash says or one of the next; a power of two in length.
    slots: Vec<(u64, Word)>,
    words: Vec<Box<str>>,
    lists: Vec<u64>,
    known: HashMap<Box<str>, Word>,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        Self {
            slots: Vec::new(),
            words: vec!["".into()],
            lists: vec![0],
            known: HashMap::new(),
        }
    }

    /// The number of a word, which is added where it is new; `None` where there are too many.
    pub(crate) fn add(&mut self, word: &str) -> Option<Word> {
        let word = word.to_lowercase().replace('\u{2019}', "'");
        if let Some(known) = self.known.get(word.as_str()) {
            return Some(*known);
        }
        let number = Word::try_from(self.words.len()).ok()?;
        self.words.push(word.as_str().into());
        self.lists.push(0);
        self.known.insert(word.into(), number);
        Some(number)
    }

    /// Puts a word into the named list with this number.
    pub(crate) fn put(&mut self, word: Word, list: u32) {
        if let Some(lists) = self.lists.get_mut(usize::from(word)) {
            *lists |= 1_u64.checked_shl(list).unwrap_or(0);
        }
    }

    /// How many words there are, with the one that is none.
    pub(crate) const fn len(&self) -> usize {
        self.words.len()
    }

    /// The named lists that a word is in, a bit for each.
    pub(crate) fn lists(&self, word: Word) -> u64 {
        self.lists.get(usize::from(word)).copied().unwrap_or(0)
    }

    /// Makes looking up possible, once all words are there.
    pub(crate) fn settle(&mut self) {
        let size = (self.words.len() * 4).next_power_of_two();
        self.slots = vec![(0, 0); size];
        for (number, word) in self.words.iter().enumerate().skip(1) {
            let hash = word.bytes().fold(SEED, mixed);
            let mut place = slot(hash, size);
            while self.slots.get(place).is_some_and(|(_, taken)| *taken != 0) {
                place = (place + 1) & (size - 1);
            }
            if let (Some(slot), Ok(number)) = (self.slots.get_mut(place), Word::try_from(number)) {
                *slot = (hash, number);
            }
        }
    }

    /// The word with this hash, if it is written so.
    pub(crate) fn find(&self, hash: u64, written: &[u8]) -> Word {
        let size = self.slots.len();
        if size == 0 {
            return 0;
        }
        let mut place = slot(hash, size);
        while let Some((known, word)) = self.slots.get(place) {
            if *word == 0 {
                return 0;
            }
            if *known == hash && self.is(*word, written) {
                return *word;
            }
            place = (place + 1) & (size - 1);
        }
        0
    }

    fn is(&self, word: Word, written: &[u8]) -> bool {
        let word = self.words.get(usize::from(word)).map_or("", |word| &**word);
        if word.len() == written.len() {
            return word.as_bytes().eq_ignore_ascii_case(written);
        }
        // A curly apostrophe has three bytes.
        let written = String::from_utf8_lossy(written).replace('\u{2019}', "'");
        word.eq_ignore_ascii_case(&written)
    }
}

/// The higher bits of a product are the better mixed.
#[expect(
    clippy::cast_possible_truncation,
    reason = "of what is cut off nothing is left by the mask"
)]
const fn slot(hash: u64, size: usize) -> usize {
    (hash ^ (hash >> 29)) as usize & (size - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words are found whatever their case and apostrophe, and no other word is.
    #[test]
    fn words_are_found_as_they_are_written() {
        let mut words = Vocabulary::new();
        let (she, wont) = (words.add("she").unwrap(), words.add("won't").unwrap());
        words.put(she, 3);
        words.settle();
        let find = |written: &str| {
            let plain = written.replace('\u{2019}', "'");
            words.find(plain.bytes().fold(SEED, mixed), written.as_bytes())
        };
        assert_eq!(
            [find("She"), find("SHE"), find("won\u{2019}t"), find("Won't")],
            [she, she, wont, wont]
        );
        assert_eq!([find("shed"), find("wont"), find("")], [0, 0, 0]);
        assert_eq!((words.lists(she), words.lists(wont), words.lists(0)), (8, 0, 0));
    }
}
