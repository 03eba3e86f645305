//! Conditions and checks in plain words, as the builder shows them.

use crate::answers::YES_NO;
use crate::check::Check;
use crate::condition::Condition;
use crate::definition::{Definition, Kind};

impl Condition {
    /// In plain words, with the words of the questions it looks at.
    pub fn in_words(&self, definition: &Definition) -> String {
        let asked = |key: &str| {
            definition
                .question(key)
                .map_or_else(|| format!("‘{key}’"), |question| format!("‘{}’", question.text))
        };
        let joined = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Self::All(_) | Self::Any(_) => format!("({})", part.in_words(definition)),
                    _ => part.in_words(definition),
                })
                .collect();
            parts.join(&format!(" {word} "))
        };
        match self {
            Self::All(parts) => joined(parts, "and"),
            Self::Any(parts) => joined(parts, "or"),
            Self::Not(part) => format!("not: {}", part.in_words(definition)),
            Self::Answered(key) => format!("{} was answered", asked(key)),
            Self::Is(key, option) => format!("{} is ‘{}’", asked(key), definition.option_text(key, option)),
            Self::AtLeast(key, least) => format!("{} is {least} or more", asked(key)),
            Self::Within(key, least, most) => format!("{} is from {least} to {most}", asked(key)),
        }
    }
}

impl Definition {
    /// What an option of a question reads; its key where there is no such option.
    pub fn option_text(&self, question: &str, option: &str) -> String {
        let found = self.question(question).and_then(|question| match question.kind {
            Kind::YesNoUnsure => YES_NO
                .iter()
                .find(|(key, _)| *key == option)
                .map(|(_, word)| word.english()),
            _ => question
                .options
                .iter()
                .find(|known| known.key == option)
                .map(|known| known.text.as_str()),
        });
        found.unwrap_or(option).to_owned()
    }
}

impl Check {
    /// In plain words.
    pub fn in_words(self) -> String {
        match self {
            Self::Within(least, most) => format!("A number from {least} to {most}"),
            Self::Letters(count) => format!("Exactly {count} letters"),
            Self::Digits(count) => format!("Exactly {count} digits"),
            Self::AtMost(count) => format!("{count} options at most"),
            Self::Words(count) => format!("{count} words or short phrases at most"),
        }
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Scale,
        Self::Single,
        Self::Multiple,
        Self::YesNoUnsure,
        Self::Text,
        Self::LongText,
        Self::Number,
        Self::Date,
    ];

    /// The word of the file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long-text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Scale => "scale",
            Self::YesNoUnsure => "yes-no-unsure",
        }
    }

    /// In plain words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "One line of text",
            Self::LongText => "Several lines of text",
            Self::Number => "A whole number",
            Self::Date => "A date",
            Self::Single => "One of several options",
            Self::Multiple => "Any number of options",
            Self::Scale => "A point of a scale",
            Self::YesNoUnsure => "Yes, no or not sure",
        }
    }

    /// From the word of the file.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
