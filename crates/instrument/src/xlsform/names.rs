//! Names of questions and options, here and in a form.

use crate::definition::Question;

/// The one name that forms keep for themselves. No key of ours has an underscore, so nothing is called as it is written instead.
const KEPT: (&str, &str) = ("meta", "meta_");

/// A key as a form's name.
pub(super) fn name_of(key: &str) -> &str {
    if key == KEPT.0 { KEPT.1 } else { key }
}

/// A form's name as a key: small letters, digits and hyphens, beginning with a letter.
pub(super) fn key_of(name: &str) -> String {
    let key = option_of(name);
    if key.starts_with(|sign: char| sign.is_ascii_lowercase()) {
        key
    } else {
        format!("q-{key}")
            .chars()
            .take(LONGEST)
            .collect::<String>()
            .trim_end_matches('-')
            .to_owned()
    }
}

/// The same for an option, which may begin with a digit.
pub(super) fn option_of(name: &str) -> String {
    let name: String = name
        .trim()
        .chars()
        .map(|sign| {
            if sign.is_ascii_alphanumeric() {
                sign.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    let key: String = words.join("-").chars().take(LONGEST).collect();
    key.trim_end_matches('-').to_owned()
}

/// Characters of a key that is made here.
const LONGEST: usize = 50;

/// A question under its name in a form, with the names of its options and the keys that they were given.
struct Asked {
    name: String,
    question: Question,
    options: Vec<(String, String)>,
}

/// The questions that a condition may look at, by their names in the form.
#[derive(Default)]
pub(super) struct Known(Vec<Asked>);

impl Known {
    /// Adds a question under its name, with the names of its options and the keys that they were given.
    pub(super) fn add(&mut self, name: &str, question: &Question, options: Vec<(String, String)>) {
        self.0.push(Asked {
            name: name.to_owned(),
            question: question.clone(),
            options,
        });
    }

    /// By its key.
    pub(super) fn by_key(&self, key: &str) -> Option<&Question> {
        let found = self.0.iter().find(|asked| asked.question.key == key);
        found.map(|asked| &asked.question)
    }

    /// By its name in the form.
    pub(super) fn by_name(&self, name: &str) -> Option<&Question> {
        let found = self.0.iter().find(|asked| asked.name == name);
        found.map(|asked| &asked.question)
    }

    /// The key of an option by its name in the form.
    pub(super) fn option(&self, question: &str, name: &str) -> Option<&str> {
        let asked = self.0.iter().find(|asked| asked.question.key == question)?;
        let found = asked.options.iter().find(|(known, _)| known == name);
        found.map(|(_, key)| key.as_str())
    }
}
