//! What stands around a phrase: whether it is denied, quoted, somebody's account, a term or a name, and whose doing it speaks of.

use crate::block::Token;
use crate::read::About;
use crate::rules::{Aside, Lens};
use std::ops::Range;

/// Words of a sentence that are looked at on either side: a text without full stops is no reason to look at all of it.
const FAR: usize = 60;
/// A denial reaches so many words.
const DENIED: usize = 5;
/// Who does something stands so many words before it at most.
const SUBJECT: usize = 8;
/// Who says something stands so many words before *said*.
const SPEAKER: usize = 5;
/// What was said begins so many words after *said* at most.
const SPEECH: usize = 15;

/// Pronouns of one person, any of which stands for all.
const PRONOUNS: [&[&str]; 3] = [
    &["he", "him", "his", "himself"],
    &["she", "her", "hers", "herself"],
    &["they", "them", "their", "theirs", "themselves"],
];

/// A phrase where it stands.
pub(crate) struct Place<'a> {
    pub(crate) lens: &'a Lens,
    pub(crate) text: &'a str,
    pub(crate) about: &'a About<'a>,
    pub(crate) tokens: &'a [Token],
    pub(crate) asides: &'a [(Aside, Range<usize>)],
    /// The words that it takes.
    pub(crate) words: Range<usize>,
}

/// Who says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Speaker {
    /// Somebody who harms.
    pub(crate) harms: bool,
}

/// What somebody is to a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Harmed,
    Harming,
    Agency,
}

impl Place<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn is_of(&self, at: usize, lists: u64) -> bool {
        self.token(at)
            .is_some_and(|token| self.lens.words.lists(token.word) & lists != 0)
    }

    fn written(&self, at: usize) -> &str {
        self.token(at)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or_default()
    }

    /// The bytes of the phrase.
    pub(crate) fn span(&self) -> Range<usize> {
        let start = self.token(self.words.start).map_or(0, |token| token.start);
        let end = self
            .token(self.words.end.saturating_sub(1))
            .map_or(start, |token| token.end);
        start..end
    }

    /// The words of its sentence, as far as they are looked at.
    pub(crate) fn sentence(&self) -> Range<usize> {
        let first = self.words.start.saturating_sub(FAR);
        let start = (first..=self.words.start)
            .rev()
            .find(|at| self.token(*at).is_some_and(Token::begins_sentence))
            .unwrap_or(first);
        let last = (self.words.end + FAR).min(self.tokens.len());
        let end = (self.words.end..last)
            .find(|at| self.token(*at).is_some_and(Token::begins_sentence))
            .unwrap_or(last);
        start..end
    }

    fn outside(&self, sentence: &Range<usize>) -> impl Iterator<Item = usize> {
        (sentence.start..self.words.start).chain(self.words.end..sentence.end)
    }

    /// A word of these lists stands in the sentence, outside the phrase.
    pub(crate) fn has(&self, lists: u64, sentence: &Range<usize>) -> bool {
        self.outside(sentence).any(|at| self.is_of(at, lists))
    }

    /// The same, before the phrase.
    pub(crate) fn before(&self, lists: u64, sentence: &Range<usize>) -> bool {
        (sentence.start..self.words.end).any(|at| self.is_of(at, lists))
    }

    /// Its sentence is in another language: of its words hardly any is known.
    pub(crate) fn is_foreign(&self, sentence: &Range<usize>) -> bool {
        let words = self.tokens.get(sentence.clone()).unwrap_or_default();
        let known = words.iter().filter(|token| token.word != 0).count();
        words.len() >= 8 && known * 4 < words.len()
    }

    /// Somebody who harms is named in the sentence.
    pub(crate) fn names_who_harms(&self, sentence: &Range<usize>) -> bool {
        self.outside(sentence)
            .any(|at| self.role(at) == Some(Role::Harming))
    }

    /// It is a single word that is part of a name.
    pub(crate) fn is_name(&self) -> bool {
        let at = self.words.start;
        let capital = |at: usize| self.token(at).is_some_and(Token::is_capital);
        let begins = |at: usize| self.token(at).is_some_and(Token::begins_sentence);
        let abbreviation = self.written(at).chars().all(char::is_uppercase);
        self.words.len() == 1
            && at > 0
            && capital(at)
            && !abbreviation
            && !begins(at)
            && (capital(at - 1) && !begins(at - 1) || self.is_of(at - 1, self.lens.lists.title))
    }

    /// It is denied, or named as what is not to be said.
    pub(crate) fn is_negated(&self) -> bool {
        let lists = &self.lens.lists;
        for at in (self.words.start.saturating_sub(DENIED)..self.words.start).rev() {
            // The word after a boundary is the first of its clause.
            if self.token(at + 1).is_some_and(Token::begins_clause) || self.is_of(at, lists.and) {
                return false;
            }
            // "No 14" is a house.
            let numbers = self.token(at + 1).is_some_and(Token::is_number);
            if self.is_of(at, lists.negation | lists.instead) && !numbers {
                return true;
            }
        }
        false
    }

    /// A phrase of the rule's own makes it right, or it is a term.
    pub(crate) fn is_right(&self, rule: usize, row: u16, sentence: &Range<usize>) -> bool {
        let within = |words: &Range<usize>| words.start < sentence.end && sentence.start < words.end;
        let over = |words: &Range<usize>| words.start < self.words.end && self.words.start < words.end;
        let of_row = |term: usize| {
            self.lens
                .terms
                .get(term)
                .is_some_and(|term| term.rows.is_empty() || term.rows.contains(&row))
        };
        // They stand in order, and none is longer than a sentence is looked at.
        let first = self
            .asides
            .partition_point(|(_, words)| words.start + FAR < sentence.start);
        let last = self
            .asides
            .partition_point(|(_, words)| words.start < sentence.end);
        let near = self.asides.get(first..last).unwrap_or_default();
        near.iter().any(|(aside, words)| match *aside {
            Aside::Unless(of) => of == rule && within(words),
            Aside::Term(term) => over(words) && of_row(term),
            Aside::Near(term) => within(words) && of_row(term),
        })
    }

    /// What somebody is who is named here.
    fn role(&self, at: usize) -> Option<Role> {
        let lists = &self.lens.lists;
        let of = self
            .token(at)
            .map_or(0, |token| self.lens.words.lists(token.word));
        if !(self.about.harmed.is_empty() && self.about.harming.is_empty()) {
            let written = self.written(at);
            let pronouns = PRONOUNS
                .iter()
                .find(|family| family.iter().any(|pronoun| pronoun.eq_ignore_ascii_case(written)));
            let named = |names: &[&str]| {
                names.iter().any(|name| {
                    let same = |word: &&str| word.eq_ignore_ascii_case(name);
                    name.eq_ignore_ascii_case(written)
                        || pronouns.is_some_and(|family| family.iter().any(same))
                })
            };
            if named(self.about.harmed) {
                return Some(Role::Harmed);
            }
            if named(self.about.harming) {
                return Some(Role::Harming);
            }
            if pronouns.is_some() {
                // Where it is said who is who, a pronoun of whom nothing is said may be anybody's.
                return None;
            }
        }
        let role = [
            (lists.harming, Role::Harming),
            (lists.survivor, Role::Harmed),
            (lists.agency, Role::Agency),
        ]
        .into_iter()
        .find(|(list, _)| of & list != 0)
        .map(|(_, role)| role)?;
        let initial = role == Role::Agency
            && self.written(at).len() == 1
            && at
                .checked_sub(1)
                .is_some_and(|before| self.is_of(before, lists.title));
        // "Ms I"
        (!initial).then_some(role)
    }

    /// What it speaks of is done by somebody who harms, by a professional or by an agency.
    pub(crate) fn of_another(&self, sentence: &Range<usize>) -> bool {
        // A phrase that names who does it has decided that.
        if self.role(self.words.start) == Some(Role::Harmed) {
            return false;
        }
        let mut at = self.words.start;
        for _ in 0..SUBJECT {
            // The word after a boundary is the first of its clause.
            let begins = self.token(at).is_none_or(Token::begins_clause);
            if at == 0 || begins || self.is_of(at - 1, self.lens.lists.and) {
                break;
            }
            at -= 1;
            if let Some(role) = self.role(at) {
                return role != Role::Harmed;
            }
        }
        // A clause that names nobody goes on about whom its sentence began with.
        let first = (sentence.start..at).find_map(|at| self.role(at));
        first.is_some_and(|role| role != Role::Harmed)
    }

    /// A number that counts people: no age, which stands between commas or before *year*.
    fn counts(&self, at: usize) -> bool {
        let next = at + 1;
        let apart = [at, next]
            .iter()
            .all(|at| self.token(*at).is_some_and(Token::begins_clause));
        self.token(at).is_some_and(Token::is_number)
            && !apart
            && !["yr", "yrs", "year", "years"].contains(&self.written(next).to_lowercase().as_str())
    }

    /// The sentence says who did it, or counts.
    pub(crate) fn names_an_agent(&self, sentence: &Range<usize>) -> bool {
        let by = |at: usize| self.written(at).eq_ignore_ascii_case("by");
        self.names_who_harms(sentence)
            || (self.words.end..(self.words.end + 4).min(sentence.end)).any(by)
            || (self.words.start.saturating_sub(4).max(sentence.start)..self.words.start)
                .any(|at| self.counts(at))
    }

    /// Who says it, where it is in quotation marks or somebody's account.
    pub(crate) fn said(&self, sentence: &Range<usize>) -> Option<Speaker> {
        let lists = &self.lens.lists;
        let quoted = self.token(self.words.start).is_some_and(Token::is_quoted);
        let spoken = lists.speaking | lists.account;
        // "..., he said", "his account", "according to him".
        let beside = |at: usize| {
            let near = if self.written(at).eq_ignore_ascii_case("according") {
                [at + 2, at + 2]
            } else {
                [at.wrapping_sub(1), at.wrapping_sub(2)]
            };
            let mut near = near
                .into_iter()
                .filter(|near| sentence.contains(near) && !self.words.contains(near));
            let speaker = near.find_map(|near| self.role(near));
            self.is_of(at, spoken) && speaker == Some(Role::Harming)
        };
        if self.outside(sentence).any(beside) {
            return Some(Speaker { harms: true });
        }
        let first = self.words.start.saturating_sub(SPEECH).max(sentence.start);
        let by = |verb: usize| {
            let earliest = verb.saturating_sub(SPEAKER).max(sentence.start);
            (earliest..verb).rev().find_map(|at| self.role(at))
        };
        let mut verbs = (first..self.words.start)
            .rev()
            .filter(|at| self.is_of(*at, spoken));
        if verbs.clone().any(|verb| by(verb) == Some(Role::Harming)) {
            return Some(Speaker { harms: true });
        }
        // What somebody thinks, or calls an account, is not yet said.
        let said = verbs.any(|verb| self.is_of(verb, lists.speaking));
        (quoted || said).then_some(Speaker { harms: false })
    }
}
