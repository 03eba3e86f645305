//! Finding phrases in a paragraph: each is looked for where its rarest word stands, and read from there to both sides.

use crate::block::Token;
use crate::phrase::{Element, Phrase};
use crate::vocabulary::{Vocabulary, Word};
use std::ops::Range;

/// Phrases, each with the place of its rarest word and what it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Matcher<T> {
    phrases: Vec<(Phrase, usize, T)>,
    /// For each word of the vocabulary the phrases that are looked for where it stands.
    starts: Vec<Box<[u32]>>,
}

/// Words that stand everywhere in notes.
const COMMON: [&str; 96] = [
    "the", "a", "an", "to", "and", "of", "in", "is", "was", "her", "she", "he", "his", "him", "it", "that",
    "for", "with", "on", "at", "has", "have", "had", "be", "been", "by", "from", "not", "no", "this", "as",
    "are", "were", "they", "them", "their", "i", "we", "will", "would", "who", "when", "but", "or", "if",
    "about", "very", "all", "any", "some", "so", "up", "out", "mum", "mother", "dad", "father", "child",
    "children", "police", "school", "said", "says", "told", "also", "there", "which", "because", "after",
    "before", "did", "do", "does", "going", "home", "house", "family", "client", "ms", "mr", "partner",
    "husband", "wife", "son", "daughter", "worker", "social", "'s", "being", "into", "back", "what", "him",
    "its", "can", "could",
];

impl<T: Copy> Matcher<T> {
    /// Of these phrases, whose words are all in the vocabulary.
    pub(crate) fn new(phrases: Vec<(Phrase, T)>, words: &mut Vocabulary) -> Self {
        let common: Vec<Word> = COMMON.iter().filter_map(|word| words.add(word)).collect();
        let cost = |of: &[Word]| {
            of.iter()
                .map(|word| if common.contains(word) { 1_000_usize } else { 1 })
                .sum::<usize>()
        };
        let phrases: Vec<(Phrase, usize, T)> = phrases
            .into_iter()
            .map(|(phrase, owner)| {
                let rarest = phrase
                    .elements
                    .iter()
                    .enumerate()
                    .filter_map(|(place, element)| match element {
                        Element::One { of, optional: false } => Some((cost(of), place)),
                        _ => None,
                    })
                    .min();
                let place = rarest.map_or(0, |(_, place)| place);
                (phrase, place, owner)
            })
            .collect();
        let mut starts = vec![Vec::new(); words.len()];
        for (number, (phrase, place, _)) in phrases.iter().enumerate() {
            let Some(Element::One { of, .. }) = phrase.elements.get(*place) else {
                continue;
            };
            for word in of {
                if let (Some(own), Ok(number)) = (starts.get_mut(usize::from(*word)), u32::try_from(number)) {
                    own.push(number);
                }
            }
        }
        Self {
            phrases,
            starts: starts.into_iter().map(Vec::into_boxed_slice).collect(),
        }
    }

    /// Hands over each phrase that stands in a paragraph, with the words that it takes.
    pub(crate) fn each(&self, tokens: &[Token], mut found: impl FnMut(T, Range<usize>)) {
        for (at, token) in tokens.iter().enumerate() {
            if token.word == 0 {
                continue;
            }
            let starts = self.starts.get(usize::from(token.word));
            for number in starts.map_or(&[][..], |own| own) {
                let phrase = usize::try_from(*number)
                    .ok()
                    .and_then(|number| self.phrases.get(number));
                if let Some((phrase, place, owner)) = phrase
                    && let Some((before, rest)) = phrase.elements.split_at_checked(*place)
                    && let Some(end) = rest
                        .split_first()
                        .and_then(|(_, after)| forth(after, tokens, at + 1))
                    && let Some(start) = back(before, tokens, at)
                {
                    found(*owner, start..end);
                }
            }
        }
    }
}

fn is_of(token: &Token, of: &[Word]) -> bool {
    token.word != 0 && of.binary_search(&token.word).is_ok()
}

/// Where the words end that these elements take from `at` on, in the sentence of the word before.
fn forth(elements: &[Element], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else {
        return Some(at);
    };
    let here = |place: usize| tokens.get(place).filter(|token| !token.begins_sentence());
    match element {
        Element::One { of, optional } => here(at)
            .filter(|token| is_of(token, of))
            .and_then(|_| forth(rest, tokens, at + 1))
            .or_else(|| optional.then(|| forth(rest, tokens, at)).flatten()),
        Element::Any(most) => {
            for place in at..=at + usize::from(*most) {
                if let Some(end) = forth(rest, tokens, place) {
                    return Some(end);
                }
                here(place)?;
            }
            None
        }
    }
}

/// Where the words begin that these elements take before `at`, in the sentence of the word there.
fn back(elements: &[Element], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_last() else {
        return Some(at);
    };
    let here = |place: usize| {
        let same = tokens.get(place).is_some_and(|token| !token.begins_sentence());
        place.checked_sub(1).filter(|_| same)
    };
    match element {
        Element::One { of, optional } => here(at)
            .filter(|place| tokens.get(*place).is_some_and(|token| is_of(token, of)))
            .and_then(|place| back(rest, tokens, place))
            .or_else(|| optional.then(|| back(rest, tokens, at)).flatten()),
        Element::Any(most) => {
            let mut place = at;
            for _ in 0..*most {
                if let Some(start) = back(rest, tokens, place) {
                    return Some(start);
                }
                place = here(place)?;
            }
            back(rest, tokens, place)
        }
    }
}
