//! Everybody with a link code and their answers before and after, packed so that a look-up touches few places.

use super::dictionary::Quick;

/// Answers in one word, four bits each.
pub(super) const PER_WORD: usize = 16;
const FREE: u64 = u64::MAX;

/// Each person is a few words in a row: the code (or where it is, when longer than sixteen bytes), its length with
/// how often it came, and the answers before and after.
pub(super) struct People {
    hash: Quick,
    /// Upper half of the hash and the person's number.
    slots: Vec<u64>,
    /// `width` words for each person.
    words: Vec<u64>,
    width: usize,
    answers: usize,
    /// Codes longer than sixteen bytes.
    long: Vec<u8>,
    count: usize,
}

/// Sixteen bytes of code, or place and length; then the length if short, with the counts above it.
type Name = [u64; NAME];
const NAME: usize = 3;
/// Stands as length of a code kept elsewhere.
const LONG: u64 = 255;
/// Where the third word holds how often the code came before and after, two bits each.
const BEFORE: u32 = 8;
const AFTER: u32 = 10;

/// Rows waiting to be looked up together.
#[derive(Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    answers: Vec<u64>,
    rows: Vec<Waiting>,
}

struct Waiting {
    from: usize,
    to: usize,
    hash: u64,
    guess: u64,
}

impl Batch {
    /// Rows of one batch.
    const FULL: usize = 64;

    /// Takes a row in; true when it is time to look the batch up.
    pub(super) fn push(&mut self, code: &[u8], codes: &[u8]) -> bool {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(code);
        self.answers.extend(codes.chunks(PER_WORD).map(packed));
        self.rows.push(Waiting {
            from,
            to: self.bytes.len(),
            hash: 0,
            guess: FREE,
        });
        self.rows.len() >= Self::FULL
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.answers.clear();
        self.rows.clear();
    }
}

/// What both files said of one person.
pub(super) struct Person<'p> {
    /// How often the code came before and after, never counted past two.
    pub seen: (u64, u64),
    /// Packed answers before.
    pub old: &'p [u64],
    /// Packed answers after.
    pub new: &'p [u64],
}

fn short(code: &[u8]) -> Option<Name> {
    let mut bytes = [0_u8; 16];
    bytes.get_mut(..code.len())?.copy_from_slice(code);
    let whole = u128::from_le_bytes(bytes);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
    let name = [whole as u64, (whole >> 64) as u64, code.len() as u64];
    Some(name)
}

/// Up to sixteen answers in one word.
fn packed(codes: &[u8]) -> u64 {
    codes
        .iter()
        .rev()
        .fold(0, |bits, code| (bits << 4) | u64::from(*code & 15))
}

fn index(value: u64) -> usize {
    usize::try_from(value).unwrap_or(0)
}

impl People {
    pub(super) fn new(statements: usize) -> Self {
        let answers = statements.div_ceil(PER_WORD);
        let slots = vec![FREE; 1 << 10];
        let width = NAME + 2 * answers;
        Self {
            hash: Quick::seeded(),
            slots,
            words: Vec::new(),
            width,
            answers,
            long: Vec::new(),
            count: 0,
        }
    }

    /// All persons of the first file.
    pub(super) fn each(&self) -> impl Iterator<Item = Person<'_>> {
        self.words.chunks_exact(self.width).filter_map(|kept| {
            let (name, answers) = kept.split_at_checked(NAME)?;
            let counts = name.last()?;
            let (old, new) = answers.split_at_checked(self.answers)?;
            Some(Person {
                seen: ((counts >> BEFORE) & 3, (counts >> AFTER) & 3),
                old,
                new,
            })
        })
    }

    fn long_code(&self, from: u64, length: u64) -> &[u8] {
        self.long
            .get(index(from)..index(from) + index(length))
            .unwrap_or_default()
    }

    fn is(&self, number: usize, code: &[u8], name: Option<Name>) -> bool {
        let from = number * self.width;
        let Some([first, second, third]) = self.words.get(from..from + NAME) else {
            return false;
        };
        match name {
            Some([one, two, length]) => *first == one && *second == two && third & 255 == length,
            None => third & 255 == LONG && self.long_code(*first, *second) == code,
        }
    }

    /// The number of a person, or the slot where a new one would go.
    #[inline]
    fn find(&self, hash: u64, code: &[u8]) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let name = short(code);
        let mut place = index(hash & 0xffff_ffff) & mask;
        loop {
            let slot = self.slots.get(place).copied().unwrap_or(FREE);
            if slot == FREE {
                return Err(place);
            }
            let number = index(slot & 0xffff_ffff);
            if slot >> 32 == hash >> 32 && self.is(number, code, name) {
                return Ok(number);
            }
            place = (place + 1) & mask;
        }
    }

    /// Takes in rows of the first file, a batch at a time as [`Self::after`].
    pub(super) fn before(&mut self, batch: &mut Batch) -> Result<(), String> {
        while (self.count + batch.rows.len()) * 10 > self.slots.len() * 7 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut touched = 0;
        for row in &mut batch.rows {
            row.hash = self
                .hash
                .of(batch.bytes.get(row.from..row.to).unwrap_or_default());
            touched ^= self
                .slots
                .get(index(row.hash & 0xffff_ffff) & mask)
                .copied()
                .unwrap_or(FREE);
        }
        std::hint::black_box(touched);
        for (row, answers) in batch.rows.iter().zip(batch.answers.chunks(self.answers)) {
            let code = batch.bytes.get(row.from..row.to).unwrap_or_default();
            self.first(row.hash, code, answers)?;
        }
        batch.clear();
        Ok(())
    }

    fn first(&mut self, hash: u64, code: &[u8], answers: &[u64]) -> Result<(), String> {
        let place = match self.find(hash, code) {
            Ok(number) => {
                self.met(number, BEFORE);
                return Ok(());
            }
            Err(place) => place,
        };
        if self.count >= 1 << 31 {
            return Err("more codes than can be paired at once".to_owned());
        }
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = (hash >> 32 << 32) | self.count as u64;
        }
        let [first, second, length] = short(code).unwrap_or_else(|| {
            let from = self.long.len() as u64;
            self.long.extend_from_slice(code);
            [from, code.len() as u64, LONG]
        });
        self.words
            .extend_from_slice(&[first, second, length | 1 << BEFORE]);
        self.words.extend_from_slice(answers);
        self.words.extend(std::iter::repeat_n(0, self.answers));
        self.count += 1;
        Ok(())
    }

    /// Takes in rows of the second file whose codes came in the first. A batch at a time: first the slots of all are
    /// touched, then the persons they lead to, so that the waits for memory overlap instead of adding up.
    pub(super) fn after(&mut self, batch: &mut Batch) {
        let mask = self.slots.len() - 1;
        let mut touched = 0_u64;
        for row in &mut batch.rows {
            row.hash = self
                .hash
                .of(batch.bytes.get(row.from..row.to).unwrap_or_default());
            row.guess = self
                .slots
                .get(index(row.hash & 0xffff_ffff) & mask)
                .copied()
                .unwrap_or(FREE);
        }
        for row in &batch.rows {
            if row.guess >> 32 == row.hash >> 32 {
                let from = index(row.guess & 0xffff_ffff) * self.width;
                touched ^= self.words.get(from).copied().unwrap_or(0);
            }
        }
        std::hint::black_box(touched);
        for (row, answers) in batch.rows.iter().zip(batch.answers.chunks(self.answers)) {
            let code = batch.bytes.get(row.from..row.to).unwrap_or_default();
            if let Ok(number) = self.find(row.hash, code) {
                self.met(number, AFTER);
                let from = number * self.width + NAME + self.answers;
                if let Some(room) = self.words.get_mut(from..from + self.answers) {
                    room.copy_from_slice(answers);
                }
            }
        }
        batch.clear();
    }

    /// Counts that a code came.
    fn met(&mut self, number: usize, side: u32) {
        if let Some(word) = self.words.get_mut(number * self.width + NAME - 1)
            && (*word >> side) & 3 < 2
        {
            *word += 1 << side;
        }
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let mut slots = vec![FREE; size];
        for (number, kept) in self.words.chunks_exact(self.width).enumerate() {
            let [first, second, third, ..] = kept else {
                continue;
            };
            let hash = if third & 255 == LONG {
                self.hash.of(self.long_code(*first, *second))
            } else {
                let bytes = (u128::from(*first) | u128::from(*second) << 64).to_le_bytes();
                self.hash.of(bytes.get(..index(third & 255)).unwrap_or_default())
            };
            let mut place = index(hash & 0xffff_ffff) & (size - 1);
            while slots.get(place).is_some_and(|slot| *slot != FREE) {
                place = (place + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(place) {
                *slot = (hash >> 32 << 32) | number as u64;
            }
        }
        self.slots = slots;
    }
}
