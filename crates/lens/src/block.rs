//! A paragraph of a note as words: where each stands, where sentences and clauses begin, and what is in quotation marks.

use crate::vocabulary::{SEED, Vocabulary, Word, mixed};
use std::ops::Range;

/// A word of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it begins and ends: bytes of the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Which of the rules' words it is; 0 for none.
    pub(crate) word: Word,
    marks: u8,
}

const SENTENCE: u8 = 1;
const CLAUSE: u8 = 2;
const QUOTED: u8 = 4;
const CAPITAL: u8 = 8;
const NUMBER: u8 = 16;

impl Token {
    /// A sentence begins with it.
    pub(crate) const fn begins_sentence(&self) -> bool {
        self.marks & SENTENCE != 0
    }

    /// It follows a comma, a colon, a dash or a bracket, or begins a sentence.
    pub(crate) const fn begins_clause(&self) -> bool {
        self.marks & (CLAUSE | SENTENCE) != 0
    }

    /// It stands in quotation marks or in a quoted paragraph.
    pub(crate) const fn is_quoted(&self) -> bool {
        self.marks & QUOTED != 0
    }

    /// It has a capital first.
    pub(crate) const fn is_capital(&self) -> bool {
        self.marks & CAPITAL != 0
    }

    /// It is a number in digits.
    pub(crate) const fn is_number(&self) -> bool {
        self.marks & NUMBER != 0
    }
}

/// Words of one block at most: a text without an end is read in pieces.
const MOST: usize = 2_000;

/// Bytes after its paragraph in which a quotation is closed: a mark without another means inches, or is forgotten.
const LONGEST: usize = 4_000;

/// What a byte is, as far as words are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Letter,
    Space,
    /// It ends a sentence, if a space follows.
    Stop,
    /// It ends a clause.
    Comma,
    /// `"`
    Quote,
    /// `'`, or its curly form, which closes too.
    Apostrophe,
    /// A curly mark that opens, or closes.
    Opens,
    Closes,
    /// It stands between words and ends nothing.
    Other,
}

const fn kind(byte: u8) -> Byte {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0x80..=0xff => Byte::Letter,
        b' ' | b'\t' | b'\n' | b'\r' => Byte::Space,
        b'.' | b'!' | b'?' => Byte::Stop,
        b',' | b';' | b':' | b'(' | b')' | b'[' | b']' => Byte::Comma,
        b'"' => Byte::Quote,
        b'\'' => Byte::Apostrophe,
        _ => Byte::Other,
    }
}

/// What stands at a place that is not the inside of a word, and how many bytes it has: letters and signs of other scripts are words.
fn sign(bytes: &[u8]) -> (Byte, usize) {
    match bytes {
        [0xe2, 0x80, 0x99, ..] => (Byte::Apostrophe, 3),
        [0xe2, 0x80, 0x98 | 0x9c | 0x9e, ..] => (Byte::Opens, 3),
        [0xe2, 0x80, 0x9d, ..] => (Byte::Closes, 3),
        [0xe2, 0x80, 0x93 | 0x94, ..] => (Byte::Comma, 3),
        [0xe2, 0x80, _, ..] => (Byte::Other, 3),
        [0xc2, 0xa0, ..] => (Byte::Space, 2),
        [0xc2, 0xab, ..] => (Byte::Opens, 2),
        [0xc2, 0xbb, ..] => (Byte::Closes, 2),
        // A soft hyphen; a mark of the order of bytes, as some programs begin a file.
        [0xc2, 0xad, ..] => (Byte::Other, 2),
        [0xef, 0xbb, 0xbf, ..] => (Byte::Space, 3),
        [byte, ..] => (kind(*byte), 1),
        [] => (Byte::Space, 0),
    }
}

/// Words before a full stop that ends no sentence.
const SHORT: [&[u8]; 11] = [
    b"mr", b"mrs", b"ms", b"dr", b"prof", b"st", b"approx", b"ref", b"eg", b"ie", b"tel",
];

/// Endings after an apostrophe that are words of their own.
const ENDINGS: [&[u8]; 6] = [b"s", b"ll", b"re", b"ve", b"d", b"m"];

/// A paragraph as it is read.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) tokens: Vec<Token>,
    /// Where quotation marks were opened, as a number of words.
    double: Option<usize>,
    single: Option<usize>,
    /// A quotation goes on from the paragraph before.
    goes_on: bool,
}

impl Block {
    /// Reads the paragraph that begins at `from`, or as much of it as a block takes; where the next begins.
    pub(crate) fn fill(&mut self, text: &str, from: usize, words: &Vocabulary) -> usize {
        let bytes = text.as_bytes();
        self.tokens.clear();
        (self.double, self.single) = (self.goes_on.then_some(0), None);
        self.goes_on = false;
        let mut at = from + bytes.get(from..).map_or(0, spaces);
        let quoted = bytes.get(at) == Some(&b'>');
        let mut marks = SENTENCE;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.first() == Some(&b' ') {
                at += 1;
                continue;
            }
            let (sign, length) = sign(rest);
            match sign {
                Byte::Letter => {
                    if self.tokens.len() >= MOST {
                        break;
                    }
                    at = self.word(bytes, at, words, marks);
                    marks = 0;
                    continue;
                }
                Byte::Space if rest.first() == Some(&b'\n') => {
                    let next = rest
                        .get(1 + rest.get(1..).map_or(0, blanks)..)
                        .unwrap_or_default();
                    if ends_paragraph(next) && !self.tokens.is_empty() {
                        at += length;
                        break;
                    }
                    // In a list or a log each line says something of its own.
                    let begins = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
                    marks |= if next.first().is_some_and(begins) {
                        SENTENCE
                    } else {
                        CLAUSE
                    };
                }
                Byte::Stop => {
                    let after = rest.get(length..).and_then(<[u8]>::first);
                    let ends = after.is_none_or(|byte| !byte.is_ascii_alphanumeric());
                    if ends && !self.after_short(bytes) {
                        marks |= SENTENCE;
                    }
                }
                Byte::Comma => marks |= CLAUSE,
                Byte::Quote if self.double.is_some() => self.close(true),
                Byte::Quote => self.double = Some(self.tokens.len()),
                Byte::Opens => self.open(rest),
                Byte::Closes => self.close(true),
                Byte::Apostrophe => {
                    let next = rest.get(length..).unwrap_or_default();
                    if !begins_word(next) {
                        self.close(false);
                    } else if at == 0 || bytes.get(at - 1).is_none_or(|byte| kind(*byte) != Byte::Letter) {
                        self.single = Some(self.tokens.len());
                    }
                }
                Byte::Space | Byte::Other => {}
            }
            at += length;
        }
        if let Some(opened) = self.double {
            let rest = bytes.get(at..).unwrap_or_default();
            self.goes_on = closes(rest.get(..LONGEST).unwrap_or(rest));
            if self.goes_on {
                for token in self.tokens.get_mut(opened..).unwrap_or_default() {
                    token.marks |= QUOTED;
                }
            }
        }
        if quoted {
            for token in &mut self.tokens {
                token.marks |= QUOTED;
            }
        }
        at
    }

    /// Reads a word from `start`; where it ends.
    fn word(&mut self, bytes: &[u8], start: usize, words: &Vocabulary, marks: u8) -> usize {
        let (mut at, mut hash) = (start, SEED);
        loop {
            // Nearly all that words are made of.
            while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
                hash = mixed(hash, *byte);
                at += 1;
            }
            let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            match sign(rest) {
                (Byte::Letter, _) => {
                    hash = mixed(hash, rest.first().copied().unwrap_or_default());
                    at += 1;
                }
                (Byte::Apostrophe, length) => {
                    let after = rest.get(length..).unwrap_or_default();
                    let letters = after.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                    let ending = after.get(..letters).unwrap_or_default();
                    if letters == 0 {
                        break;
                    }
                    let own = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
                    if own && at > start {
                        self.push(bytes, start..at, hash, words, marks);
                        let end = at + length + letters;
                        let hash = ending.iter().copied().fold(mixed(SEED, b'\''), mixed);
                        self.push(bytes, at..end, hash, words, 0);
                        return end;
                    }
                    hash = mixed(hash, b'\'');
                    at += length;
                }
                _ => break,
            }
        }
        self.push(bytes, start..at, hash, words, marks);
        at
    }

    fn push(&mut self, bytes: &[u8], place: Range<usize>, hash: u64, words: &Vocabulary, marks: u8) {
        let written = bytes.get(place.clone()).unwrap_or_default();
        let first = written.first().copied().unwrap_or_default();
        let mut marks = marks;
        if first.is_ascii_uppercase() {
            marks |= CAPITAL;
        }
        if first.is_ascii_digit() {
            marks |= NUMBER;
        }
        self.tokens.push(Token {
            start: place.start,
            end: place.end,
            word: words.find(hash, written),
            marks,
        });
    }

    /// The last word is one that a full stop shortens.
    fn after_short(&self, bytes: &[u8]) -> bool {
        let last = self.tokens.last();
        last.and_then(|token| bytes.get(token.start..token.end))
            .is_some_and(|word| {
                word.len() == 1
                    && word.first().is_some_and(u8::is_ascii_alphabetic)
                    && !word.eq_ignore_ascii_case(b"i")
                    || SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
            })
    }

    fn open(&mut self, rest: &[u8]) {
        let place = Some(self.tokens.len());
        if rest.get(2) == Some(&0x98) {
            self.single = place;
        } else {
            self.double = place;
        }
    }

    /// Marks what stands since a quotation mark was opened; nothing where none was.
    fn close(&mut self, double: bool) {
        let opened = if double {
            &mut self.double
        } else {
            &mut self.single
        };
        if let Some(opened) = opened.take() {
            for token in self.tokens.get_mut(opened..).unwrap_or_default() {
                token.marks |= QUOTED;
            }
        }
    }
}

/// A quotation is closed here.
fn closes(bytes: &[u8]) -> bool {
    bytes.contains(&b'"') || bytes.windows(3).any(|sign| sign == [0xe2, 0x80, 0x9d])
}

fn begins_word(bytes: &[u8]) -> bool {
    sign(bytes).0 == Byte::Letter
}

/// Bytes of space at the beginning.
fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The same, without the ends of lines.
fn blanks(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
        .count()
}

/// A new paragraph, entry of a list or quoted line begins here.
fn ends_paragraph(next: &[u8]) -> bool {
    matches!(
        next,
        [] | [b'\n' | b'>' | b'#' | b'*' | b'|', ..] | [b'-', b' ', ..] | [0xe2, 0x80, 0xa2, ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Token)> {
        let mut words = Vocabulary::new();
        words.settle();
        let mut block = Block::default();
        let (mut at, mut all) = (0, Vec::new());
        while at < text.len() {
            let next = block.fill(text, at, &words);
            assert!(next > at, "{text:?} at {at}");
            at = next;
            all.extend(
                block
                    .tokens
                    .iter()
                    .map(|token| (text[token.start..token.end].to_owned(), *token)),
            );
        }
        all
    }

    fn marked(text: &str, is: fn(&Token) -> bool) -> Vec<String> {
        let found = read(text).into_iter().filter(|(_, token)| is(token));
        found.map(|(word, _)| word).collect()
    }

    /// Words, with what hangs on by an apostrophe apart where it is a word of its own.
    #[test]
    fn a_note_is_read_as_words() {
        let words: Vec<String> = read("Mum\u{2019}s on-off partner won't go. Caf\u{e9} 3pm")
            .into_iter()
            .map(|(word, _)| word)
            .collect();
        assert_eq!(
            words,
            [
                "Mum",
                "\u{2019}s",
                "on",
                "off",
                "partner",
                "won't",
                "go",
                "Caf\u{e9}",
                "3pm"
            ]
        );
        assert_eq!(marked("Room 12 at 3pm", Token::is_number), ["12", "3pm"]);
    }

    /// Sentences begin after a full stop that is none of an abbreviation, and at a new line with a capital.
    #[test]
    fn sentences_begin_where_they_do() {
        let begins = |text: &str| marked(text, Token::begins_sentence);
        assert_eq!(
            begins("Met Ms. Bell, e.g. at home. she left! Then"),
            ["Met", "she", "Then"]
        );
        assert_eq!(
            begins("Called\nNo answer\nagain\n2. two"),
            ["Called", "No", "2", "two"]
        );
        assert_eq!(begins("One\n\ntwo\n- three"), ["One", "two", "three"]);
        assert_eq!(
            marked("a, b (c) d: e", Token::begins_clause),
            ["a", "b", "c", "d", "e"]
        );
    }

    /// What is in quotation marks of either kind, or in a quoted paragraph; an apostrophe opens none.
    #[test]
    fn quoted_words_are_known() {
        let quoted = |text: &str| marked(text, Token::is_quoted);
        assert_eq!(quoted("He said \"my fault\" and left"), ["my", "fault"]);
        assert_eq!(
            quoted("He said \u{201c}my fault\u{201d} and left"),
            ["my", "fault"]
        );
        assert_eq!(quoted("a 'so called' b, the boys' c 'twas"), ["so", "called"]);
        assert_eq!(quoted("> all\n> of it\n\nnot"), ["all", "of", "it"]);
        assert_eq!(quoted("never \"closed\n\nor here"), [""; 0]);
        let over = "She wrote: \u{201c}my fault.\n\n\u{201c}all mine.\u{201d} he left";
        assert_eq!(quoted(over), ["my", "fault", "all", "mine"]);
        assert_eq!(quoted("a \u{ab}b\u{bb} c"), ["b"]);
    }
}
