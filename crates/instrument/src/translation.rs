//! A questionnaire's texts in another language. A translation stands beside what was published: it changes neither a key nor a point,
//! so the stored answer is the same in every language, and the hash of what was published stays (decision 19).

use crate::definition::Definition;
use crate::language::Language;
use crate::words::{Word, Words};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A text of a questionnaire, by its place: `title`, `introduction`, `section.1`, `question.age`, `question.age.hint`,
/// `question.age.option.under-26`, `scale.agreement.1`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// Its place.
    pub place: String,
    /// What it reads in English.
    pub source: String,
}

/// A text in another language, with what it was translated from: when that has changed since, it is out of date.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// What it read in English.
    pub of: String,
    /// What it reads in the other language.
    pub text: String,
}

/// Texts in one language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The language's tag.
    pub language: String,
    /// Texts by place; those of the answer page itself stand under `word.`.
    #[serde(default, rename = "text")]
    pub texts: BTreeMap<String, Translated>,
}

/// How much is translated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// Texts that there are.
    pub all: usize,
    /// Those that are translated as they stand.
    pub done: usize,
    /// Those whose English was changed after they were translated.
    pub stale: usize,
}

impl Extent {
    /// Nothing is left to do.
    pub const fn is_whole(self) -> bool {
        self.done == self.all
    }
}

/// Something wrong with a translation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slip {
    /// The text.
    pub place: String,
    /// What is wrong, in plain words.
    pub what: String,
}

/// Characters of one text at most.
const LONGEST: usize = 4000;

impl Definition {
    /// Every text that those who answer read, in the order of the page.
    pub fn texts(&self) -> Vec<Text> {
        let mut texts = Vec::new();
        let mut add = |place: String, source: &str| {
            if !source.trim().is_empty() {
                texts.push(Text {
                    place,
                    source: source.to_owned(),
                });
            }
        };
        add("title".to_owned(), &self.title);
        add("introduction".to_owned(), &self.introduction);
        let mut scales = BTreeSet::new();
        for (number, section) in (1_usize..).zip(&self.sections) {
            add(format!("section.{number}"), &section.title);
            for question in &section.questions {
                let place = format!("question.{}", question.key);
                add(place.clone(), &question.text);
                add(format!("{place}.hint"), &question.hint);
                for option in &question.options {
                    add(format!("{place}.option.{}", option.key), &option.text);
                }
                if let Some(scale) = self.scale_of(question)
                    && scales.insert(&scale.key)
                {
                    for (point, label) in (1_usize..).zip(&scale.labels) {
                        add(format!("scale.{}.{point}", scale.key), label);
                    }
                }
            }
        }
        texts
    }
}

impl Translation {
    /// Nothing yet, in a language.
    pub fn new(language: Language) -> Self {
        Self {
            language: language.code.to_owned(),
            texts: BTreeMap::new(),
        }
    }

    /// Its language; `None` for one that is not on the list.
    pub fn language(&self) -> Option<Language> {
        Language::parse(&self.language)
    }

    /// The text at a place if it translates what stands there now.
    pub fn fresh(&self, text: &Text) -> Option<&str> {
        self.texts
            .get(&text.place)
            .filter(|found| found.of == text.source && !found.text.trim().is_empty())
            .map(|found| found.text.as_str())
    }

    /// Sets a text; an empty one takes it away.
    pub fn set(&mut self, place: &str, source: &str, text: &str) {
        if text.trim().is_empty() {
            self.texts.remove(place);
        } else {
            let entry = Translated {
                of: source.to_owned(),
                text: text.trim().to_owned(),
            };
            self.texts.insert(place.to_owned(), entry);
        }
    }

    /// The translation of what a questionnaire asks now: what belongs to no text of it any more is left out, and a heading that moved
    /// takes its translation along.
    #[must_use]
    pub fn settled(&self, definition: &Definition) -> Self {
        let mut settled = Self {
            language: self.language.clone(),
            texts: BTreeMap::new(),
        };
        for text in definition.texts() {
            let moved = || {
                let headings = self
                    .texts
                    .iter()
                    .filter(|(place, _)| place.starts_with("section."));
                let mut same = headings.map(|(_, entry)| entry);
                same.find(|entry| entry.of == text.source)
            };
            let own = self.texts.get(&text.place);
            let found = if text.place.starts_with("section.") {
                own.filter(|entry| entry.of == text.source).or_else(moved).or(own)
            } else {
                own
            };
            if let Some(found) = found {
                settled.texts.insert(text.place, found.clone());
            }
        }
        for word in Word::ALL {
            let place = format!("word.{}", word.code());
            if let Some(found) = self.texts.get(&place) {
                settled.texts.insert(place, found.clone());
            }
        }
        settled
    }

    /// How much of a questionnaire is translated.
    pub fn extent(&self, definition: &Definition) -> Extent {
        let mut extent = Extent::default();
        for text in definition.texts() {
            extent.all += 1;
            if self.fresh(&text).is_some() {
                extent.done += 1;
            } else if self.texts.contains_key(&text.place) {
                extent.stale += 1;
            }
        }
        extent
    }

    /// Everything that keeps it from being used: a text left out or out of date, also of the words in which conditions are said, two answers
    /// that read the same, a blank that is lost.
    pub fn slips(&self, definition: &Definition) -> Vec<Slip> {
        let mut slips = Vec::new();
        let mut add = |place: &str, what: &str| {
            slips.push(Slip {
                place: place.to_owned(),
                what: what.to_owned(),
            });
        };
        let mut answers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for text in definition.texts() {
            let Some(found) = self.fresh(&text) else {
                let stale = self.texts.contains_key(&text.place);
                add(
                    &text.place,
                    if stale {
                        "The English was changed after this was translated"
                    } else {
                        "This is not translated"
                    },
                );
                continue;
            };
            if found.chars().count() > LONGEST {
                add(&text.place, "Use 4,000 characters or fewer");
            }
            if let Some(group) = answer_group(&text.place)
                && !answers.entry(group).or_default().insert(found.to_lowercase())
            {
                add(&text.place, "Two answers to choose from read the same");
            }
        }
        for word in Word::ALL {
            let place = format!("word.{}", word.code());
            let Some(found) = self.texts.get(&place) else {
                continue;
            };
            if let Some(lost) = word
                .blanks()
                .find(|blank| !found.text.contains(&format!("{{{blank}}}")))
            {
                add(&place, &format!("Keep {{{lost}}}: it is filled in"));
            }
            if found.text.chars().count() > LONGEST {
                add(&place, "Use 4,000 characters or fewer");
            }
        }
        for word in definition.words_of_conditions() {
            let place = format!("word.{}", word.code());
            if !self.texts.contains_key(&place) {
                add(
                    &place,
                    "This is not translated, and says when a question is asked",
                );
            }
        }
        slips
    }

    /// The answer page's own words.
    pub fn words(&self) -> Words {
        Word::ALL.into_iter().fold(Words::english(), |words, word| {
            match self.texts.get(&format!("word.{}", word.code())) {
                Some(found) => words.with(word, &found.text),
                None => words,
            }
        })
    }

    /// A questionnaire in this language; what is not translated stays as it is.
    #[must_use]
    pub fn applied(&self, definition: &Definition) -> Definition {
        let mut shown = definition.clone();
        let put = |place: &str, text: &mut String| {
            let source = Text {
                place: place.to_owned(),
                source: text.clone(),
            };
            if let Some(found) = self.fresh(&source) {
                found.clone_into(text);
            }
        };
        put("title", &mut shown.title);
        put("introduction", &mut shown.introduction);
        for (number, section) in (1_usize..).zip(&mut shown.sections) {
            put(&format!("section.{number}"), &mut section.title);
            for question in &mut section.questions {
                let place = format!("question.{}", question.key);
                put(&place, &mut question.text);
                put(&format!("{place}.hint"), &mut question.hint);
                for option in &mut question.options {
                    put(&format!("{place}.option.{}", option.key), &mut option.text);
                }
            }
        }
        for scale in &mut shown.scales {
            for (point, label) in (1_usize..).zip(&mut scale.labels) {
                put(&format!("scale.{}.{point}", scale.key), label);
            }
        }
        shown
    }

    /// As it is stored.
    pub fn written(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// As it was stored.
    ///
    /// # Errors
    /// When it is no translation.
    pub fn parse(text: &str) -> Result<Self, crate::Unreadable> {
        Ok(toml::from_str(text)?)
    }
}

/// Of which question or scale a text is one of the answers to choose from.
fn answer_group(place: &str) -> Option<String> {
    let mut parts = place.split('.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("question"), Some(key), Some("option")) => Some(format!("question.{key}")),
        (Some("scale"), Some(key), Some(_)) => Some(format!("scale.{key}")),
        _ => None,
    }
}
