//! Words as they are heard, answer by answer.

use super::Rules;
use super::table::{Given, few, time};
use instrument::few_words::{folded, parts};
use kernel::Id;
use std::collections::{BTreeMap, HashMap};

/// Counts words. What a part of an answer is counted as is worked out once, however many people wrote the same.
pub(super) struct Heard<'r> {
    rules: &'r Rules,
    /// By what was written: the place of its word; nothing where it is left out.
    known: HashMap<String, Option<usize>>,
    words: Vec<String>,
    places: HashMap<String, usize>,
    /// What was given at each time, session by session.
    given: HashMap<(&'static str, Option<Id>), Group>,
}

/// Answers that were given together: of how many people, and the places of their words.
#[derive(Default)]
struct Group {
    people: u64,
    places: Vec<usize>,
}

impl Group {
    fn join(&mut self, other: Self) {
        self.people = self.people.saturating_add(other.people);
        self.places.extend(other.places);
    }
}

impl<'r> Heard<'r> {
    pub(super) fn of(rules: &'r Rules) -> Self {
        Self {
            rules,
            known: HashMap::new(),
            words: Vec::new(),
            places: HashMap::new(),
            given: HashMap::new(),
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

    /// Adds somebody's answer, given in a session or in none: each of its words once.
    pub(super) fn add(&mut self, (purpose, session): (&str, Option<Id>), text: &str) {
        let Some(code) = time(purpose) else { return };
        let mut places: Vec<usize> = parts(text)
            .into_iter()
            .filter_map(|part| self.place(part))
            .collect();
        places.sort_unstable();
        places.dedup();
        let group = Group { people: 1, places };
        self.given.entry((code, session)).or_default().join(group);
    }

    /// What was counted at each time. Whoever takes one look from another takes away whole sessions: those in which fewer than five people
    /// answered, and answers of none, are in no part, and in the whole only where they are five or more together.
    pub(super) fn counted(self, narrowed: bool) -> BTreeMap<&'static str, Given> {
        let mut times: BTreeMap<&'static str, (Group, Group)> = BTreeMap::new();
        for ((code, session), group) in self.given {
            let (open, rest) = times.entry(code).or_default();
            if session.is_some() && group.people >= few() {
                open.join(group);
            } else {
                rest.join(group);
            }
        }
        let words = self.words;
        let given = |(mut open, rest): (Group, Group)| {
            let left_out = if narrowed || rest.people < few() {
                rest.people
            } else {
                open.join(rest);
                0
            };
            let mut counts = vec![0_u64; words.len()];
            for place in open.places {
                if let Some(count) = counts.get_mut(place) {
                    *count = count.saturating_add(1);
                }
            }
            Given {
                people: open.people,
                left_out,
                missing: 0,
                words: words
                    .iter()
                    .zip(counts)
                    .filter(|(_, count)| *count > 0)
                    .map(|(word, count)| (word.clone(), count))
                    .collect(),
            }
        };
        let times = times.into_iter();
        times.map(|(code, counted)| (code, given(counted))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(sessions: &[(Option<u128>, usize)], narrowed: bool) -> Given {
        let rules = Rules::default();
        let mut heard = Heard::of(&rules);
        for (session, people) in sessions {
            let session = session.map(|number| Id(uuid::Uuid::from_u128(number)));
            for _ in 0..*people {
                heard.add(("pre", session), "calm");
            }
        }
        heard.counted(narrowed).remove("pre").unwrap_or_default()
    }

    /// Proves SH11: what two looks differ by is never what fewer than five people said. A part has no answers of a session in which few gave some, and
    /// none of no session; the whole has them where they are five together.
    #[test]
    fn two_looks_at_words_differ_by_five_people() {
        let counted = |given: &Given| (given.people, given.of("calm"), given.left_out);
        let few = [(Some(1), 6), (Some(2), 4)];
        assert_eq!(counted(&heard(&few, true)), (6, 6, 4));
        assert_eq!(
            counted(&heard(&few, false)),
            (6, 6, 4),
            "the whole less the part is four people"
        );
        let more = [(Some(1), 6), (Some(2), 4), (None, 1)];
        assert_eq!(counted(&heard(&more, true)), (6, 6, 5));
        assert_eq!(counted(&heard(&more, false)), (11, 11, 0));
        let alone = [(None, 7)];
        assert_eq!(
            counted(&heard(&alone, true)),
            (0, 0, 7),
            "a day more is one answer more"
        );
        assert_eq!(counted(&heard(&alone, false)), (7, 7, 0));
    }
}
