//! From what a form sent to answers that fit the questionnaire.

use crate::definition::{Definition, Kind, Question};
use crate::published::Published;
use crate::words::{Word, Words};
use kernel::{Day, Problems};

/// One answer. A multiple question has one for each option chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The question's key.
    pub question: String,
    /// Its value.
    pub value: Value,
}

/// What was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number, or a point of a scale.
    Number(i64),
    /// An option.
    Option(String),
    /// A day.
    Day(Day),
    /// No answer, and why: never a zero, never in a denominator.
    None(NonAnswer),
}

/// Four ways of not having an answer; they are different values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum NonAnswer {
    /// The question was not put.
    NotAsked,
    /// The person does not know.
    NotKnown,
    /// The person prefers not to say.
    PreferNotToSay,
    /// The person left it empty, or nobody wrote it down.
    NotRecorded,
}

impl NonAnswer {
    /// All four.
    pub const ALL: [Self; 4] = [
        Self::NotAsked,
        Self::NotKnown,
        Self::PreferNotToSay,
        Self::NotRecorded,
    ];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::NotKnown => "not-known",
            Self::PreferNotToSay => "prefer-not-to-say",
            Self::NotRecorded => "not-recorded",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotAsked => "Not asked",
            Self::NotKnown => "Not known",
            Self::PreferNotToSay => "Prefer not to say",
            Self::NotRecorded => "Not recorded",
        }
    }

    /// From the stored word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// Characters of a free text.
const LONGEST: usize = 4000;
/// The answers to a yes, no or unsure question: their keys, and the words they are put in.
pub const YES_NO: [(&str, Word); 3] = [("yes", Word::Yes), ("no", Word::No), ("unsure", Word::NotSure)];

/// Reads a form against the questionnaire. `values` gives what was sent for a question's key. Questions that were not put are
/// kept as not asked, whatever was sent for them; questions left empty as not recorded.
///
/// # Errors
/// What the person can put right, by question.
pub fn read<'f>(
    published: &Published,
    values: impl Fn(&str) -> Vec<&'f str>,
) -> Result<Vec<Answer>, Problems> {
    read_in(published.definition(), &Words::english(), values)
}

/// The same against a questionnaire in any language, what is wrong in the words of that language.
pub(crate) fn read_in<'f>(
    definition: &Definition,
    words: &Words,
    values: impl Fn(&str) -> Vec<&'f str>,
) -> Result<Vec<Answer>, Problems> {
    let mut answers: Vec<Answer> = Vec::new();
    let mut problems = Problems::none();
    for question in definition.questions() {
        if question
            .show_if
            .as_ref()
            .is_some_and(|condition| !condition.holds(&answers))
        {
            answers.push(Answer {
                question: question.key.clone(),
                value: Value::None(NonAnswer::NotAsked),
            });
            continue;
        }
        let sent: Vec<&str> = values(&question.key)
            .into_iter()
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect();
        match read_one(definition, words, question, &sent) {
            Ok(found) => answers.extend(found.into_iter().map(|value| Answer {
                question: question.key.clone(),
                value,
            })),
            Err(message) => problems.add(&question.key, message),
        }
    }
    if problems.is_empty() {
        Ok(answers)
    } else {
        Err(problems)
    }
}

/// Reads what was sent for one question.
pub(crate) fn read_one(
    definition: &Definition,
    words: &Words,
    question: &Question,
    sent: &[&str],
) -> Result<Vec<Value>, String> {
    let Some(first) = sent.first() else {
        return if question.required {
            Err(words.fill(Word::Required, &[("question", &question.text)]))
        } else {
            Ok(vec![Value::None(NonAnswer::NotRecorded)])
        };
    };
    if question.kind != Kind::Multiple && sent.len() > 1 {
        return Err(words.say(Word::OneAnswer).to_owned());
    }
    if *first == NonAnswer::PreferNotToSay.code() && sent.len() == 1 && question.may_decline {
        return Ok(vec![Value::None(NonAnswer::PreferNotToSay)]);
    }
    if *first == NonAnswer::NotKnown.code() && sent.len() == 1 && question.may_not_know {
        return Ok(vec![Value::None(NonAnswer::NotKnown)]);
    }
    if let Some(wrong) = question.checks.iter().find_map(|check| check.wrong(words, sent)) {
        return Err(wrong);
    }
    let value = match question.kind {
        Kind::Text | Kind::LongText => {
            let limit = if question.kind == Kind::Text { 200 } else { LONGEST };
            if first.chars().count() > limit {
                return Err(words.fill(Word::TooLong, &[("most", &limit.to_string())]));
            }
            Value::Text((*first).to_owned())
        }
        Kind::Number => Value::Number(
            first
                .parse()
                .map_err(|_| words.say(Word::WholeNumber).to_owned())?,
        ),
        Kind::Date => Value::Day(Day::parse(first).ok_or_else(|| words.say(Word::Date).to_owned())?),
        Kind::Scale => {
            let points = definition.scale_of(question).map_or(0, crate::Scale::points);
            let choose = || words.say(Word::Choose).to_owned();
            let point: usize = first.parse().map_err(|_| choose())?;
            if point == 0 || point > points {
                return Err(choose());
            }
            Value::Number(i64::try_from(point).map_err(|_| choose())?)
        }
        Kind::YesNoUnsure => option(words, YES_NO.iter().map(|(key, _)| *key), first)?,
        Kind::Single => option(
            words,
            question.options.iter().map(|known| known.key.as_str()),
            first,
        )?,
        Kind::Multiple => {
            let mut chosen = sent.to_vec();
            chosen.sort_unstable();
            chosen.dedup();
            return chosen
                .into_iter()
                .map(|one| {
                    option(
                        words,
                        question.options.iter().map(|known| known.key.as_str()),
                        one,
                    )
                })
                .collect();
        }
    };
    Ok(vec![value])
}

fn option<'o>(words: &Words, mut known: impl Iterator<Item = &'o str>, sent: &str) -> Result<Value, String> {
    if known.any(|key| key == sent) {
        Ok(Value::Option(sent.to_owned()))
    } else {
        Err(words.say(Word::Choose).to_owned())
    }
}
