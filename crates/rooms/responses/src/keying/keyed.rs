//! What is typed of a sheet: the number that stands beside a box, or what was written.

use crate::links::put;
use instrument::{Answer, Definition, Kind, NonAnswer, Question, Sheet, Word, YES_NO};
use kernel::Problems;
use std::collections::BTreeMap;

/// What was keyed of a sheet: what a form would send, by question.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Keyed(pub(crate) BTreeMap<String, Vec<String>>);

kernel::masked!(Keyed);

/// Signs that nobody types.
const ROW: &str = "\u{1e}";
const PART: &str = "\u{1f}";

impl Keyed {
    /// As it is sealed.
    pub(crate) fn written(&self) -> String {
        let rows = self.0.iter().map(|(key, sent)| {
            std::iter::once(key.as_str())
                .chain(sent.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(PART)
        });
        rows.collect::<Vec<_>>().join(ROW)
    }

    /// As it was sealed.
    pub(crate) fn parse(text: &str) -> Self {
        let row = |row: &str| {
            let mut parts = row.split(PART).map(str::to_owned);
            Some((parts.next()?, parts.collect()))
        };
        Self(
            text.split(ROW)
                .filter(|text| !text.is_empty())
                .filter_map(row)
                .collect(),
        )
    }

    /// What a form would have sent for a question.
    pub(crate) fn sent(&self, key: &str) -> Vec<&str> {
        self.0
            .get(key)
            .map(|sent| sent.iter().map(String::as_str).collect())
            .unwrap_or_default()
    }
}

/// The questionnaire as it is read from paper: nobody can be asked again, so nothing has to be answered, and questions that are not on the
/// sheets were not asked.
pub(crate) fn for_paper(definition: &Definition, without: &[String]) -> Sheet {
    let mut definition = put(definition, without, false);
    for question in definition
        .sections
        .iter_mut()
        .flat_map(|section| &mut section.questions)
    {
        question.required = false;
    }
    Sheet::written(&definition)
}

/// What can be chosen for a question, in the order of the numbers beside the boxes, from 1: the value a form would send, and the words.
pub(crate) fn choices(sheet: &Sheet, question: &Question) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> = match question.kind {
        Kind::Text | Kind::LongText | Kind::Number | Kind::Date => Vec::new(),
        Kind::Scale => {
            let labels = sheet
                .definition
                .scale_of(question)
                .map_or(&[][..], |scale| &scale.labels);
            (1_usize..)
                .zip(labels)
                .map(|(point, label)| (point.to_string(), label.clone()))
                .collect()
        }
        Kind::YesNoUnsure => YES_NO
            .iter()
            .map(|(key, word)| ((*key).to_owned(), sheet.words.say(*word).to_owned()))
            .collect(),
        Kind::Single | Kind::Multiple => question
            .options
            .iter()
            .map(|option| (option.key.clone(), option.text.clone()))
            .collect(),
    };
    let asides = [
        (question.may_not_know, NonAnswer::NotKnown, Word::NotKnown),
        (
            question.may_decline,
            NonAnswer::PreferNotToSay,
            Word::PreferNotToSay,
        ),
    ];
    for (_, aside, word) in asides.into_iter().filter(|(offered, ..)| *offered) {
        choices.push((aside.code().to_owned(), sheet.words.say(word).to_owned()));
    }
    choices
}

/// What a form would send for what was typed.
fn sent(sheet: &Sheet, question: &Question, typed: &str) -> Result<Vec<String>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let choices = choices(sheet, question);
    if choices.is_empty() {
        return Ok(vec![typed.to_owned()]);
    }
    let value = |number: &str| {
        let place = number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let found = place.and_then(|place| choices.get(place));
        found
            .map(|(value, _)| value.clone())
            .ok_or_else(|| format!("Key a number from 1 to {}", choices.len()))
    };
    let numbers: Vec<&str> = typed
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '.' | '+'))
        .filter(|part| !part.is_empty())
        .collect();
    if question.kind != Kind::Multiple && numbers.len() > 1 {
        return Err("Only one box counts. Where several are ticked, leave it empty".to_owned());
    }
    let mut values = numbers.into_iter().map(value).collect::<Result<Vec<_>, _>>()?;
    values.sort_unstable();
    values.dedup();
    Ok(values)
}

/// Reads what was typed of a sheet, by question. What is wrong is a problem of the question.
pub(crate) fn read_keyed<'f>(sheet: &Sheet, typed: impl Fn(&str) -> &'f str) -> Result<Keyed, Problems> {
    let mut keyed = Keyed::default();
    let mut problems = Problems::none();
    for question in sheet.definition.questions() {
        match sent(sheet, question, typed(&question.key)) {
            Ok(values) if values.is_empty() => {}
            Ok(values) => {
                keyed.0.insert(question.key.clone(), values);
            }
            Err(words) => problems.add(&question.key, words),
        }
    }
    problems.check()?;
    sheet.read(|key| keyed.sent(key))?;
    Ok(keyed)
}

/// What is typed for what was keyed: the way back.
pub(crate) fn typed(sheet: &Sheet, question: &Question, keyed: &Keyed) -> String {
    let choices = choices(sheet, question);
    let one = |value: &str| {
        let place = choices.iter().position(|(known, _)| known == value);
        place.map_or_else(|| value.to_owned(), |place| (place + 1).to_string())
    };
    keyed
        .sent(&question.key)
        .into_iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What was keyed for a question, in words.
pub(crate) fn in_words(sheet: &Sheet, question: &Question, sent: &[String]) -> String {
    if sent.is_empty() {
        return "Empty".to_owned();
    }
    let choices = choices(sheet, question);
    let one = |value: &String| {
        let found = choices.iter().find(|(known, _)| known == value);
        found.map_or_else(|| value.clone(), |(_, words)| words.clone())
    };
    sent.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The answers of a sheet. It was read before it was kept.
pub(crate) fn answers(sheet: &Sheet, keyed: &Keyed) -> Result<Vec<Answer>, Problems> {
    sheet.read(|key| keyed.sent(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        for_paper(
            &Definition::parse(include_str!("../../../../../instruments/end-of-session.toml")).unwrap(),
            &[],
        )
    }

    #[test]
    fn numbers_become_what_a_form_would_send() {
        let sheet = sheet();
        let read = |pairs: &'static [(&'static str, &'static str)]| {
            read_keyed(&sheet, |key| {
                pairs
                    .iter()
                    .find(|(known, _)| *known == key)
                    .map_or("", |(_, typed)| typed)
            })
        };
        let keyed = read(&[
            ("expectations", "2"),
            ("background", " 1 "),
            ("first-use", "I will\nlisten"),
        ])
        .unwrap();
        assert_eq!(keyed.sent("expectations"), ["2"]);
        let background = sheet
            .definition
            .questions()
            .find(|question| question.key == "background")
            .unwrap();
        assert_eq!(keyed.sent("background"), [background.options[0].key.as_str()]);
        assert_eq!(typed(&sheet, background, &keyed), "1");
        assert_eq!(Keyed::parse(&keyed.written()), keyed, "sealed and opened again");
        let last = choices(&sheet, background).len();
        assert_eq!(choices(&sheet, background)[last - 1].0, "prefer-not-to-say");
        assert_eq!(read(&[]).unwrap(), Keyed::default(), "an empty sheet is one");
        for (key, typed) in [
            ("expectations", "6"),
            ("expectations", "0"),
            ("expectations", "1 2"),
            ("expectations", "x"),
        ] {
            let problems = read_keyed(&sheet, |asked| if asked == key { typed } else { "" }).unwrap_err();
            assert_eq!(problems.0[0].field, key, "{typed}");
        }
    }
}
