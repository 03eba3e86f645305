//! Words as they are heard, answer by answer.

use super::Rules;
use super::table::{Given, time};
use instrument::few_words::{folded, parts};
use std::collections::{BTreeMap, HashMap};

/// Counts words. What a part of an answer is counted as is worked out once, however many people wrote the same.
pub(super) struct Heard<'r> {
    rules: &'r Rules,
    /// By what was written: the place of its word; nothing where it is left out.
    known: HashMap<String, Option<usize>>,
    words: Vec<String>,
    places: HashMap<String, usize>,
    /// For each time how many people answered, and how many gave each word.
    times: BTreeMap<&'static str, (u64, Vec<u64>)>,
}

impl<'r> Heard<'r> {
    pub(super) fn of(rules: &'r Rules) -> Self {
        Self {
            rules,
            known: HashMap::new(),
            words: Vec::new(),
            places: HashMap::new(),
            times: BTreeMap::new(),
        }
    }

    /// The place of the word that a part of an answer is counted as.
    fn place(&mut self, part: &str) -> Option<usize> {
        if let Some(known) = self.known.get(part) {
            return *known;
        }
        let word = folded(part);
        let counted = Some(word).filter(|word| !word.is_empty());
        let counted = counted.and_then(|word| self.rules.counted_as(&word));
        let place = counted.map(|word| {
            let next = self.words.len();
            let place = *self.places.entry(word.clone()).or_insert(next);
            if place == next {
                self.words.push(word);
            }
            place
        });
        self.known.insert(part.to_owned(), place);
        place
    }

    /// Adds somebody's answer: each of its words once.
    pub(super) fn add(&mut self, purpose: &str, text: &str) {
        let Some(code) = time(purpose) else { return };
        let mut places: Vec<usize> = parts(text)
            .into_iter()
            .filter_map(|part| self.place(part))
            .collect();
        places.sort_unstable();
        places.dedup();
        let (people, counts) = self.times.entry(code).or_default();
        *people = people.saturating_add(1);
        counts.resize(self.words.len(), 0);
        for place in places {
            if let Some(count) = counts.get_mut(place) {
                *count = count.saturating_add(1);
            }
        }
    }

    /// What was counted at each time.
    pub(super) fn counted(self) -> BTreeMap<&'static str, Given> {
        let words = self.words;
        let given = |(people, counts): (u64, Vec<u64>)| Given {
            people,
            missing: 0,
            words: words
                .iter()
                .zip(counts)
                .filter(|(_, count)| *count > 0)
                .map(|(word, count)| (word.clone(), count))
                .collect(),
        };
        let times = self.times.into_iter();
        times.map(|(code, counted)| (code, given(counted))).collect()
    }
}
