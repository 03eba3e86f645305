//! A definition that was checked and will not change.

use crate::condition::{Condition, DEPTH};
use crate::definition::{Definition, Kind, Question};
use crate::scale::Scale;
use kernel::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A published questionnaire: checked, hashed, never changed. A change is a new version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    definition: Definition,
    hash: String,
}

/// Why a definition cannot be published.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{key}: {what}")]
pub struct Unfit {
    /// The question, scale or questionnaire.
    pub key: String,
    /// What is wrong, in plain words.
    pub what: &'static str,
}

/// Questions at most.
const QUESTIONS: usize = 300;
/// Parts of all conditions together at most: what bounds the work of reading one form.
const CONDITIONS: usize = 300;

impl Published {
    /// Checks a definition and publishes it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn publish(definition: Definition) -> Result<Self, Vec<Unfit>> {
        let wrong = check(&definition);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        // The canonical form is the definition written back as TOML: comments and layout do not count.
        let canonical = toml::to_string(&definition).unwrap_or_default();
        let hash = hex::encode(&Sha256::digest(canonical.as_bytes()));
        Ok(Self { definition, hash })
    }

    /// The definition.
    pub const fn definition(&self) -> &Definition {
        &self.definition
    }

    /// SHA-256 of its canonical form, in hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The canonical form, to be stored.
    pub fn canonical(&self) -> String {
        toml::to_string(&self.definition).unwrap_or_default()
    }

    /// A question by key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.definition.questions().find(|question| question.key == key)
    }

    /// A question's scale.
    pub fn scale_of(&self, question: &Question) -> Option<&Scale> {
        self.definition.scale_of(question)
    }

    /// The questions whose answers make the link code.
    pub fn link_questions(&self) -> Vec<&Question> {
        self.definition
            .questions()
            .filter(|question| question.link)
            .collect()
    }
}

fn check(definition: &Definition) -> Vec<Unfit> {
    let mut wrong = Vec::new();
    let mut add = |key: &str, what| {
        wrong.push(Unfit {
            key: key.to_owned(),
            what,
        });
    };
    if !is_key(&definition.key) || definition.version == 0 || definition.title.trim().is_empty() {
        add(
            &definition.key,
            "a questionnaire needs a key of small letters, a version from 1 and a title",
        );
    }
    let mut scales = BTreeSet::new();
    for scale in &definition.scales {
        if !scales.insert(&scale.key) {
            add(&scale.key, "two scales have this key");
        }
        if let Some(what) = scale.unfit() {
            add(&scale.key, what);
        }
    }
    if definition.questions().count() > QUESTIONS || definition.questions().next().is_none() {
        add(&definition.key, "a questionnaire has 1 to 300 questions");
    }
    let conditions = definition
        .questions()
        .filter_map(|question| question.show_if.as_ref());
    if conditions.map(Condition::size).sum::<usize>() > CONDITIONS {
        add(
            &definition.key,
            "its conditions have more than 300 parts together",
        );
    }
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for question in definition.questions() {
        let key = question.key.as_str();
        if !is_key(key) {
            add(
                key,
                "a key is small letters, digits and hyphens, and begins with a letter",
            );
        }
        if question.text.trim().is_empty() {
            add(key, "a question needs a text");
        }
        match question.kind {
            Kind::Scale if definition.scale_of(question).is_none() => {
                add(key, "its scale is not defined");
            }
            Kind::Single | Kind::Multiple => {
                let options: BTreeSet<&str> = question
                    .options
                    .iter()
                    .map(|option| option.key.as_str())
                    .collect();
                if options.len() < 2
                    || options.len() != question.options.len()
                    || !options.iter().all(|option| is_option_key(option))
                {
                    add(key, "options need two or more different keys");
                }
            }
            Kind::Text | Kind::LongText | Kind::Number | Kind::Date | Kind::Scale | Kind::YesNoUnsure => {}
        }
        let choice = matches!(question.kind, Kind::Single | Kind::Scale | Kind::YesNoUnsure);
        if (question.may_decline || question.may_not_know) && !choice {
            add(
                key,
                "only a question with one choice can be declined or not known",
            );
        }
        if question.checks.iter().any(|check| !check.suits(question.kind)) {
            add(key, "it has a check that does not suit its kind or cannot be met");
        }
        if let Some(what) = question.unlike_its_key() {
            add(key, what);
        }
        if let Some(condition) = &question.show_if {
            if condition.depth() > DEPTH {
                add(key, "its condition is nested too deep");
            }
            // Only earlier questions: so a flow can neither loop nor wait for itself.
            if condition.questions().iter().any(|other| !asked.contains(other)) {
                add(
                    key,
                    "its condition looks at a question that does not come before it",
                );
            }
        }
        if !asked.insert(key) {
            add(key, "two questions have this key");
        }
    }
    for score in &definition.scores {
        if !is_key(&score.key) || score.title.trim().is_empty() || !asked.insert(&score.key) {
            add(&score.key, "a score needs a key of its own and a title");
        }
        if let Some(what) = score.unfit(definition) {
            add(&score.key, what);
        }
    }
    wrong
}

/// As a key, but it may begin with a digit (`26-50`).
fn is_option_key(text: &str) -> bool {
    is_key(&format!("o{text}"))
}

fn is_key(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
