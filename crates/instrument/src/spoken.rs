//! Conditions and checks in plain words, as the builder shows them.

use crate::answers::YES_NO;
use crate::check::Check;
use crate::condition::Condition;
use crate::definition::{Definition, Kind, Question};
use crate::words::{Word, Words};
use std::collections::BTreeSet;

impl Condition {
    /// In plain words, with the words of the questions it looks at.
    pub fn in_words(&self, definition: &Definition) -> String {
        self.in_language(definition, &Words::english())
    }

    /// The same in the language of a questionnaire's sheet.
    pub fn in_language(&self, definition: &Definition, words: &Words) -> String {
        let quoted = |text: &str| format!("‘{text}’");
        let asked = |key: &str| {
            let question = definition.question(key);
            quoted(question.map_or(key, |question| question.text.as_str()))
        };
        if let Some((key, points)) = self.points(definition) {
            let points: Vec<String> = points.into_iter().map(quoted).collect();
            let answer = points.join(&format!(" {} ", words.say(Word::Or)));
            return words.fill(Word::Is, &[("question", &asked(key)), ("answer", &answer)]);
        }
        let bracketed = |part: &Self, brackets: bool| {
            let text = part.in_language(definition, words);
            if brackets { format!("({text})") } else { text }
        };
        let joined = |parts: &[Self], word| {
            let beside = parts.len() > 1;
            let parts: Vec<String> = parts
                .iter()
                .map(|part| {
                    let not = matches!(part.alone(), Self::Not(_));
                    bracketed(part, beside && (not || part.has_words_between(definition)))
                })
                .collect();
            parts.join(&format!(" {} ", words.say(word)))
        };
        match self {
            Self::All(_) if self.is_always() => words.say(Word::Always).to_owned(),
            Self::Any(_) if self.is_never() => words.say(Word::Never).to_owned(),
            Self::All(parts) => joined(parts, Word::And),
            Self::Any(parts) => joined(parts, Word::Or),
            Self::Not(part) => {
                let condition = bracketed(part, part.has_words_between(definition));
                words.fill(Word::Not, &[("condition", &condition)])
            }
            Self::Answered(key) => words.fill(Word::WasAnswered, &[("question", &asked(key))]),
            Self::Is(key, option) => {
                let answer = quoted(&definition.option_in(key, option, words));
                words.fill(Word::Is, &[("question", &asked(key)), ("answer", &answer)])
            }
            Self::AtLeast(key, least) => {
                let least = least.to_string();
                words.fill(Word::IsAtLeast, &[("question", &asked(key)), ("least", &least)])
            }
            Self::Within(key, i64::MIN, most) => {
                let most = most.to_string();
                words.fill(Word::IsAtMost, &[("question", &asked(key)), ("most", &most)])
            }
            Self::Within(key, least, most) => {
                let (least, most) = (least.to_string(), most.to_string());
                let blanks = [("question", asked(key)), ("least", least), ("most", most)];
                words.fill(
                    Word::IsWithin,
                    &blanks.each_ref().map(|(name, text)| (*name, text.as_str())),
                )
            }
        }
    }

    /// The question whose answer is a point of a scale, and the points that fit as people read them; nothing where it is a number, or one of
    /// the points has no words.
    fn points<'d>(&'d self, definition: &'d Definition) -> Option<(&'d str, Vec<&'d str>)> {
        let (key, least, most) = match self {
            Self::AtLeast(key, least) => (key, *least, i64::MAX),
            Self::Within(key, least, most) => (key, *least, *most),
            Self::All(_) | Self::Any(_) | Self::Not(_) | Self::Answered(_) | Self::Is(..) => return None,
        };
        let question = definition.question(key)?;
        let scale = definition
            .scale_of(question)
            .filter(|_| question.kind == Kind::Scale)?;
        let points = (1_i64..).zip(&scale.labels);
        let fitting = points.filter(|(point, _)| (least..=most).contains(point));
        let labels: Vec<&str> = fitting.map(|(_, label)| label.trim()).collect();
        let said = !labels.is_empty() && labels.iter().all(|label| !label.is_empty());
        said.then_some((key, labels))
    }

    /// Read aloud, it has words between parts, or between the points of a scale: beside others it stands in brackets.
    fn has_words_between(&self, definition: &Definition) -> bool {
        let points = self.alone().points(definition);
        self.is_joined() || points.is_some_and(|(_, points)| points.len() > 1)
    }

    /// The page's own words in which it is said.
    fn said_in(&self, definition: &Definition) -> Vec<Word> {
        if let Some((_, points)) = self.points(definition) {
            let or = (points.len() > 1).then_some(Word::Or);
            return std::iter::once(Word::Is).chain(or).collect();
        }
        let each = |parts: &[Self], word: Word| -> Vec<Word> {
            let between = (parts.len() > 1).then_some(word);
            let parts = parts.iter().flat_map(|part| part.said_in(definition));
            parts.chain(between).collect()
        };
        match self {
            Self::All(_) if self.is_always() => vec![Word::Always],
            Self::Any(_) if self.is_never() => vec![Word::Never],
            Self::All(parts) => each(parts, Word::And),
            Self::Any(parts) => each(parts, Word::Or),
            Self::Not(part) => [vec![Word::Not], part.said_in(definition)].concat(),
            Self::Answered(_) => vec![Word::WasAnswered],
            Self::Is(..) => vec![Word::Is],
            Self::AtLeast(..) => vec![Word::IsAtLeast],
            Self::Within(_, i64::MIN, _) => vec![Word::IsAtMost],
            Self::Within(..) => vec![Word::IsWithin],
        }
    }
}

impl Definition {
    /// The page's own words that say beside questions when they are asked, in the order of the page.
    pub(crate) fn words_of_conditions(&self) -> Vec<Word> {
        let shown = self.shown(&[]);
        let conditions = shown.questions().filter_map(|question| question.show_if.as_ref());
        let mut said: Vec<Word> = conditions
            .flat_map(|condition| condition.said_in(&shown))
            .collect();
        if !said.is_empty() {
            said.extend([Word::OnlyIf, Word::LeftOut]);
        }
        let all = Word::ALL.into_iter();
        all.filter(|word| said.contains(word)).collect()
    }

    /// What an option of a question reads; its key where there is no such option.
    pub fn option_text(&self, question: &str, option: &str) -> String {
        self.option_in(question, option, &Words::english())
    }

    /// The same, with the page's own words for yes and no.
    fn option_in(&self, question: &str, option: &str, words: &Words) -> String {
        let found = self.question(question).and_then(|question| match question.kind {
            Kind::YesNoUnsure => YES_NO
                .iter()
                .find(|(key, _)| *key == option)
                .map(|(_, word)| words.say(*word)),
            _ => question
                .options
                .iter()
                .find(|known| known.key == option)
                .map(|known| known.text.as_str()),
        });
        found.unwrap_or(option).to_owned()
    }
}

impl Question {
    /// When it is asked, in plain words.
    pub fn asked_when(&self, definition: &Definition) -> String {
        let settled = |condition: &Condition| condition.without(&BTreeSet::new());
        match &self.show_if {
            Some(condition) if settled(condition).is_never() => "never".to_owned(),
            Some(condition) if !settled(condition).is_always() => {
                format!("only if {}", condition.in_words(definition))
            }
            Some(_) | None => "always".to_owned(),
        }
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
