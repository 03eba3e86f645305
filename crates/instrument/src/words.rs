//! What the answer page says itself, beside the questionnaire's own texts: its buttons and what it finds wrong. A translation may bring
//! its own words; what it leaves out stays English. Those in which a questionnaire's conditions are said are not to be left out.

use std::collections::BTreeMap;

/// Words of the answer page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// The button under the questions.
    Send,
    /// The way on without answering.
    Skip,
    /// Between answers and reasons for none.
    Or,
    /// An answer of a yes or no question.
    Yes,
    /// An answer of a yes or no question.
    No,
    /// An answer of a yes or no question.
    NotSure,
    /// A reason for no answer.
    NotKnown,
    /// A reason for no answer.
    PreferNotToSay,
    /// What was answered is not asked beside the other answers.
    LeftOut,
    /// Above everything that is wrong.
    Problem,
    /// A question that must be answered was not.
    Required,
    /// Nothing was answered.
    NothingYet,
    /// An answer that is not offered.
    Choose,
    /// More than one answer.
    OneAnswer,
    /// A number that is none.
    WholeNumber,
    /// A day that is none.
    Date,
    /// A text that is too long.
    TooLong,
    /// A number out of its range.
    Within,
    /// A text that is not so many letters.
    Letters,
    /// A text that is not so many digits.
    Digits,
    /// Too many options.
    AtMost,
    /// Too many words or short phrases.
    FewWords,
    /// Beside a question with a condition.
    OnlyIf,
    /// Between conditions that must all hold.
    And,
    /// Before a condition that must not hold.
    Not,
    /// A condition: a question has an answer.
    WasAnswered,
    /// A condition: a question has this answer.
    Is,
    /// A condition: a number is so large.
    IsAtLeast,
    /// A condition: a number is so small.
    IsAtMost,
    /// A condition: a number lies between two others.
    IsWithin,
    /// A condition: it holds whatever was answered.
    Always,
    /// A condition: it holds for no answers.
    Never,
}

impl Word {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 32] = [
        Self::Send,
        Self::Skip,
        Self::Or,
        Self::Yes,
        Self::No,
        Self::NotSure,
        Self::NotKnown,
        Self::PreferNotToSay,
        Self::LeftOut,
        Self::Problem,
        Self::Required,
        Self::NothingYet,
        Self::Choose,
        Self::OneAnswer,
        Self::WholeNumber,
        Self::Date,
        Self::TooLong,
        Self::Within,
        Self::Letters,
        Self::Digits,
        Self::AtMost,
        Self::FewWords,
        Self::OnlyIf,
        Self::And,
        Self::Not,
        Self::WasAnswered,
        Self::Is,
        Self::IsAtLeast,
        Self::IsAtMost,
        Self::IsWithin,
        Self::Always,
        Self::Never,
    ];

    /// Its place in a translation is `word.` and this.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Skip => "skip",
            Self::Or => "or",
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotSure => "not-sure",
            Self::NotKnown => "not-known",
            Self::PreferNotToSay => "prefer-not-to-say",
            Self::LeftOut => "left-out",
            Self::Problem => "problem",
            Self::Required => "required",
            Self::NothingYet => "nothing-yet",
            Self::Choose => "choose",
            Self::OneAnswer => "one-answer",
            Self::WholeNumber => "whole-number",
            Self::Date => "date",
            Self::TooLong => "too-long",
            Self::Within => "within",
            Self::Letters => "letters",
            Self::Digits => "digits",
            Self::AtMost => "at-most",
            Self::FewWords => "few-words",
            Self::OnlyIf => "only-if",
            Self::And => "and",
            Self::Not => "not",
            Self::WasAnswered => "was-answered",
            Self::Is => "is",
            Self::IsAtLeast => "is-at-least",
            Self::IsAtMost => "is-at-most",
            Self::IsWithin => "is-within",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// In English. What stands in braces is filled in.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Send => "Send my answers",
            Self::Skip => "Go on without answering these questions",
            Self::Or => "or",
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotSure => "Not sure",
            Self::NotKnown => "Not known",
            Self::PreferNotToSay => "Prefer not to say",
            Self::LeftOut => {
                "This is asked only if {condition}. Change your other answer, or send again: then what stands here is not kept"
            }
            Self::Problem => "There is a problem",
            Self::Required => "Answer: {question}",
            Self::NothingYet => "You have not answered anything yet",
            Self::Choose => "Choose one of the answers",
            Self::OneAnswer => "Give one answer",
            Self::WholeNumber => "Enter a whole number",
            Self::Date => "Enter a date",
            Self::TooLong => "Use {most} characters or fewer",
            Self::Within => "Enter a number from {least} to {most}",
            Self::Letters => "Enter {count} letters",
            Self::Digits => "Enter {count} digits",
            Self::AtMost => "Choose {count} at most",
            Self::FewWords => "Enter {count} words at most, with commas between them",
            Self::OnlyIf => "Only if {condition}.",
            Self::And => "and",
            Self::Not => "not: {condition}",
            Self::WasAnswered => "{question} was answered",
            Self::Is => "{question} is {answer}",
            Self::IsAtLeast => "{question} is {least} or more",
            Self::IsAtMost => "{question} is {most} or less",
            Self::IsWithin => "{question} is from {least} to {most}",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// What is filled in, in braces.
    pub fn blanks(self) -> impl Iterator<Item = &'static str> {
        let parts = self.english().split('{').skip(1);
        parts.filter_map(|part| part.split_once('}').map(|(name, _)| name))
    }
}

/// The answer page's words in one language.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words(BTreeMap<&'static str, String>);

impl Words {
    /// In English.
    pub const fn english() -> Self {
        Self(BTreeMap::new())
    }

    /// With a word in another language.
    #[must_use]
    pub fn with(mut self, word: Word, text: &str) -> Self {
        if !text.trim().is_empty() {
            self.0.insert(word.code(), text.trim().to_owned());
        }
        self
    }

    /// A word that has nothing to fill in.
    pub fn say(&self, word: Word) -> &str {
        self.0.get(word.code()).map_or(word.english(), String::as_str)
    }

    /// A word with its blanks filled in.
    pub fn fill(&self, word: Word, blanks: &[(&str, &str)]) -> String {
        blanks
            .iter()
            .fold(self.say(word).to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
    }
}
