//! Changes to a questionnaire that is still a draft, each leaving it readable: what they break is named by the check before publishing.

use crate::closing::{MAY_QUOTE, REACH_ME};
use crate::definition::{Definition, Question, Section};
use crate::scale::Scale;
use std::collections::BTreeSet;

/// Fields that forms have beside the questions: no question has such a key.
pub(crate) const RESERVED: [&str; 3] = ["website", "form-token", "form-id"];

/// A direction on the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Towards the first question.
    Up,
    /// Towards the last question.
    Down,
}

impl Definition {
    /// A questionnaire with nothing in it but one section.
    pub fn empty(key: &str, title: &str) -> Self {
        Self {
            key: key.to_owned(),
            version: 1,
            title: title.to_owned(),
            introduction: String::new(),
            scales: Vec::new(),
            sections: vec![Section {
                title: String::new(),
                questions: Vec::new(),
            }],
            scores: Vec::new(),
        }
    }

    /// A question by key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().find(|question| question.key == key)
    }

    /// The questions before one, in order: all where there is no such question.
    pub fn before<'d>(&'d self, key: &'d str) -> impl Iterator<Item = &'d Question> {
        self.questions().take_while(move |question| question.key != key)
    }

    /// A key that no question or score has, made from words.
    pub fn fresh_key(&self, words: &str) -> String {
        let taken: BTreeSet<&str> = self
            .questions()
            .map(|question| question.key.as_str())
            .chain(self.scores.iter().map(|score| score.key.as_str()))
            .chain(RESERVED)
            .chain([MAY_QUOTE, REACH_ME])
            .collect();
        fresh(&slug(words, "question"), &taken)
    }

    /// A key that no scale has, made from words.
    pub fn fresh_scale_key(&self, words: &str) -> String {
        let taken: BTreeSet<&str> = self.scales.iter().map(|scale| scale.key.as_str()).collect();
        fresh(&slug(words, "scale"), &taken)
    }

    /// Puts a question at the end of a section, counted from 0; false where there is no such section.
    pub fn add(&mut self, section: usize, question: Question) -> bool {
        let Some(section) = self.sections.get_mut(section) else {
            return false;
        };
        section.questions.push(question);
        true
    }

    /// Puts a question in the place of the one with its key; false where there is none.
    pub fn replace(&mut self, question: Question) -> bool {
        let mut all = self
            .sections
            .iter_mut()
            .flat_map(|section| &mut section.questions);
        let Some(found) = all.find(|known| known.key == question.key) else {
            return false;
        };
        *found = question;
        true
    }

    /// Takes a question out.
    pub fn remove(&mut self, key: &str) -> Option<Question> {
        let (section, place) = self.place_of(key)?;
        let questions = &mut self.sections.get_mut(section)?.questions;
        (place < questions.len()).then(|| questions.remove(place))
    }

    /// Puts a copy of a question behind it, under a key of its own and with no wording of its own yet. Returns the copy's key.
    pub fn duplicate(&mut self, key: &str) -> Option<String> {
        let (section, place) = self.place_of(key)?;
        let mut copy = self.question(key)?.clone();
        copy.key = self.fresh_key(key);
        copy.wording = String::new();
        let fresh = copy.key.clone();
        let questions = &mut self.sections.get_mut(section)?.questions;
        questions.insert(place.saturating_add(1).min(questions.len()), copy);
        Some(fresh)
    }

    /// Moves a question by one place; over the edge of its section it goes into the next one. False where it stands at the edge already.
    pub fn shift(&mut self, key: &str, way: Way) -> bool {
        let Some((section, place)) = self.place_of(key) else {
            return false;
        };
        let length = self.sections.get(section).map_or(0, |own| own.questions.len());
        let (to, at) = match way {
            Way::Up if place > 0 => (section, place - 1),
            Way::Down if place + 1 < length => (section, place + 1),
            Way::Up => {
                let Some(to) = section.checked_sub(1) else {
                    return false;
                };
                (to, self.sections.get(to).map_or(0, |above| above.questions.len()))
            }
            Way::Down => (section + 1, 0),
        };
        if to >= self.sections.len() {
            return false;
        }
        let Some(question) = self.remove(key) else {
            return false;
        };
        if let Some(target) = self.sections.get_mut(to) {
            let at = at.min(target.questions.len());
            target.questions.insert(at, question);
        }
        true
    }

    /// Moves a section by one place; false where it stands at the edge already.
    pub fn shift_section(&mut self, section: usize, way: Way) -> bool {
        let other = match way {
            Way::Up => section.checked_sub(1),
            Way::Down => Some(section + 1).filter(|other| *other < self.sections.len()),
        };
        match other {
            Some(other) if section < self.sections.len() => {
                self.sections.swap(section, other);
                true
            }
            Some(_) | None => false,
        }
    }

    /// Puts a scale among the scales, in the place of the one with its key where there is one.
    pub fn put_scale(&mut self, scale: Scale) {
        match self.scales.iter_mut().find(|known| known.key == scale.key) {
            Some(known) => *known = scale,
            None => self.scales.push(scale),
        }
    }

    /// Leaves out the scales that no question uses.
    pub fn drop_unused_scales(&mut self) {
        let used: BTreeSet<String> = self.questions().map(|question| question.scale.clone()).collect();
        self.scales.retain(|scale| used.contains(&scale.key));
    }

    /// Where a question stands: its section and its place in it, from 0.
    fn place_of(&self, key: &str) -> Option<(usize, usize)> {
        self.sections.iter().enumerate().find_map(|(number, section)| {
            let place = section.questions.iter().position(|known| known.key == key)?;
            Some((number, place))
        })
    }

    /// As it is stored: the definition written as TOML.
    pub fn written(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

/// Words as a key: small letters, digits and hyphens, six words at most.
pub fn slug(words: &str, otherwise: &str) -> String {
    let plain: String = words
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let parts: Vec<&str> = plain.split_whitespace().take(6).collect();
    let key: String = parts.join("-").chars().take(40).collect();
    let key = key.trim_end_matches('-');
    if key.starts_with(|c: char| c.is_ascii_lowercase()) {
        key.to_owned()
    } else {
        format!("{otherwise}-{key}").trim_end_matches('-').to_owned()
    }
}

/// The first of `base`, `base-2`, `base-3` .. that is not taken.
pub(crate) fn fresh(base: &str, taken: &BTreeSet<&str>) -> String {
    let numbered = (2_u32..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned())
        .chain(numbered)
        .find(|key| !taken.contains(key.as_str()))
        .unwrap_or_default()
}
