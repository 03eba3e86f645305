//! Phrases: words one after the other, some of which may be missing or be any.

use crate::vocabulary::{Vocabulary, Word};
use std::collections::BTreeMap;

/// One place of a phrase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Element {
    /// One of these words, in order; it may be missing where `optional`.
    One { of: Vec<Word>, optional: bool },
    /// Up to so many words of any kind.
    Any(u8),
}

/// A phrase, which begins and ends with a word that must stand there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Phrase {
    pub(crate) elements: Vec<Element>,
}

/// Words that may be missing at most: each more is twice as much to try.
const MISSING: usize = 6;

/// The ending of whoever owns something.
const OWNING: &str = "'s";
/// Words of any kind that a phrase may skip at most, in all: longer ones are found by chance.
const SKIPPED: u32 = 16;

impl Phrase {
    /// Reads one: `domestic|marital row+ between the? {both} ..3 night`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn parse(
        text: &str,
        lists: &BTreeMap<String, Vec<String>>,
        words: &mut Vocabulary,
    ) -> Result<Self, String> {
        let mut elements = Vec::new();
        for part in text.split_whitespace() {
            // In a note the ending is a word of its own.
            let whole = part.split('|').all(|choice| choice.ends_with(OWNING));
            let part_without = part
                .split('|')
                .map(|choice| {
                    choice
                        .strip_suffix(OWNING)
                        .filter(|word| !word.is_empty())
                        .unwrap_or(choice)
                })
                .collect::<Vec<_>>()
                .join("|");
            elements.push(element(&part_without, lists, words)?);
            if part_without != part {
                let of = vec![added(OWNING, words)?];
                elements.push(Element::One { of, optional: !whole });
            }
        }
        if !text.ends_with('?') && matches!(elements.last(), Some(Element::One { optional: true, .. })) {
            elements.pop();
        }
        let fixed = |element: Option<&Element>| matches!(element, Some(Element::One { optional: false, .. }));
        if !fixed(elements.first()) || !fixed(elements.last()) {
            return Err(format!(
                "\"{text}\" does not begin and end with a word that must stand there"
            ));
        }
        let skipped = elements.iter().map(|element| match element {
            Element::Any(most) => u32::from(*most),
            Element::One { .. } => 0,
        });
        if skipped.sum::<u32>() > SKIPPED {
            return Err(format!("\"{text}\" skips more than {SKIPPED} words"));
        }
        let optional = |element: &&Element| matches!(element, Element::One { optional: true, .. });
        if elements.iter().filter(optional).count() > MISSING {
            return Err(format!(
                "\"{text}\" has more than {MISSING} words that may be missing"
            ));
        }
        Ok(Self { elements })
    }
}

fn element(
    part: &str,
    lists: &BTreeMap<String, Vec<String>>,
    words: &mut Vocabulary,
) -> Result<Element, String> {
    if let Some(most) = part.strip_prefix("..") {
        return match most.parse() {
            Ok(most) if most > 0 => Ok(Element::Any(most)),
            _ => Err(format!("\"{part}\" is no number of words")),
        };
    }
    let (part, optional) = part.strip_suffix('?').map_or((part, false), |part| (part, true));
    let mut of = Vec::new();
    for choice in part.split('|') {
        if let Some(name) = choice.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let list = lists
                .get(name)
                .ok_or_else(|| format!("there is no list {{{name}}}"))?;
            for word in list {
                of.push(added(word, words)?);
            }
        } else if let Some(stem) = choice.strip_suffix('+') {
            for word in inflected(stem) {
                of.push(added(&word, words)?);
            }
        } else {
            of.push(added(choice, words)?);
        }
    }
    of.sort_unstable();
    of.dedup();
    Ok(Element::One { of, optional })
}

/// A word as a note's words are read: letters, digits and an apostrophe between them.
pub(crate) fn is_word(word: &str) -> bool {
    let word = word.strip_prefix('\'').unwrap_or(word);
    !word.is_empty()
        && word
            .split('\'')
            .all(|part| !part.is_empty() && part.chars().all(char::is_alphanumeric))
}

fn added(word: &str, words: &mut Vocabulary) -> Result<Word, String> {
    if !is_word(word) {
        return Err(format!("\"{word}\" is no word"));
    }
    words.add(word).ok_or_else(|| "too many words".to_owned())
}

/// A word with the regular endings of English verbs and nouns.
fn inflected(stem: &str) -> Vec<String> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| stem.ends_with(ending));
    let without = |count: usize| stem.get(..stem.len().saturating_sub(count)).unwrap_or(stem);
    let mut all = vec![stem.to_owned()];
    let consonant_y = stem.ends_with('y') && !ends(&["ay", "ey", "oy", "uy"]);
    if consonant_y {
        all.extend([
            format!("{}ies", without(1)),
            format!("{}ied", without(1)),
            format!("{stem}ing"),
        ]);
    } else if stem.ends_with('e') {
        all.extend([
            format!("{stem}s"),
            format!("{stem}d"),
            format!("{}ing", without(1)),
        ]);
    } else {
        let plural = if ends(&["s", "sh", "ch", "x", "z", "o"]) {
            "es"
        } else {
            "s"
        };
        all.extend([
            format!("{stem}{plural}"),
            format!("{stem}ed"),
            format!("{stem}ing"),
        ]);
        // A last consonant after one vowel is doubled in some words: both spellings are taken.
        let mut last = stem.chars().rev();
        let doubled = last
            .next()
            .filter(|end| end.is_ascii_alphabetic() && !"aeiouwxy".contains(*end));
        if let Some(end) = doubled
            && last.next().is_some_and(|vowel| "aeiou".contains(vowel))
            && !last.next().is_some_and(|vowel| "aeiou".contains(vowel))
        {
            all.extend([format!("{stem}{end}ed"), format!("{stem}{end}ing")]);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regular endings, with a doubled consonant, a dropped e and a y that changes.
    #[test]
    fn words_take_their_endings() {
        let of = |stem: &str| inflected(stem);
        assert!(of("provoke").contains(&"provoking".to_owned()));
        assert!(of("let").contains(&"letting".to_owned()));
        assert!(of("deny").contains(&"denied".to_owned()));
        assert!(of("clash").contains(&"clashes".to_owned()));
        assert!(of("stay").contains(&"stayed".to_owned()) && !of("stay").contains(&"staied".to_owned()));
    }

    /// What cannot be matched is refused with its place.
    #[test]
    fn a_phrase_that_cannot_be_matched_is_refused() {
        let lists = BTreeMap::from([("couple".to_owned(), vec!["they".to_owned()])]);
        let mut words = Vocabulary::new();
        let mut parse = |text: &str| Phrase::parse(text, &lists, &mut words);
        assert!(parse("{couple} {couple}? argue+ ..3 night").is_ok());
        for wrong in [
            "",
            "the?",
            "..3 night",
            "a ..17 b",
            "a ..0 b",
            "{nobody} a",
            "half-hearted",
            "a| b",
            "a b? b? b? b? b? b? b? c",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
