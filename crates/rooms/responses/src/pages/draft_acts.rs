//! The buttons of a draft: what each asks for, and what it does to the draft.

use crate::drafts::Record;
use instrument::{Question, Way};
use kernel::{Problems, Refusal, Stop};

/// What a press of a button asks for.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Shift(String, Way),
    Copy(String),
    Remove(String),
    Keep(String),
    ShiftSection(usize, Way),
    RemoveSection(usize),
    /// Ends with a question that the house knows.
    Close(fn() -> Question),
    Undo,
    Aside,
}

impl Act {
    /// What the button is called in the form.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let (what, of) = text.split_once(':').unwrap_or((text, ""));
        let unknown = Refusal::Malformed("This form has a button that it does not offer.");
        let section = || of.parse::<usize>().map_err(|_| unknown.clone());
        Ok(match what {
            "up" => Self::Shift(of.to_owned(), Way::Up),
            "down" => Self::Shift(of.to_owned(), Way::Down),
            "copy" => Self::Copy(of.to_owned()),
            "remove" => Self::Remove(of.to_owned()),
            "keep" => Self::Keep(of.to_owned()),
            "section-up" => Self::ShiftSection(section()?, Way::Up),
            "section-down" => Self::ShiftSection(section()?, Way::Down),
            "section-remove" => Self::RemoveSection(section()?),
            "ask-quotes" => Self::Close(Question::may_quote),
            "ask-contact" => Self::Close(Question::reach_me),
            "undo" => Self::Undo,
            "aside" => Self::Aside,
            _ => return Err(unknown),
        })
    }
}

/// Carries a press of a button out.
pub(crate) fn carry_out(
    record: &mut Record,
    act: &Act,
) -> Result<(&'static str, String, &'static str), Stop> {
    let definition = &mut record.draft.definition;
    let said = |key: &str| {
        definition
            .question(key)
            .map(|question| question.text.clone())
            .ok_or(Refusal::Unknown)
    };
    let at_the_edge = || Stop::from(Problems::one("", "It stands at the edge already"));
    match act {
        Act::Shift(key, way) => {
            let about = said(key)?;
            if !definition.shift(key, *way) {
                return Err(at_the_edge());
            }
            Ok(("moved a question", about, "moved"))
        }
        Act::Copy(key) => {
            let about = said(key)?;
            definition.duplicate(key).ok_or(Refusal::Unknown)?;
            Ok(("copied a question", about, "copied"))
        }
        Act::Remove(key) => {
            let about = said(key)?;
            definition.remove(key).ok_or(Refusal::Unknown)?;
            Ok(("removed a question", about, "removed"))
        }
        Act::ShiftSection(number, way) => {
            let about = definition
                .sections
                .get(*number)
                .map(|section| section.title.clone())
                .ok_or(Refusal::Unknown)?;
            if !definition.shift_section(*number, *way) {
                return Err(at_the_edge());
            }
            Ok(("moved a section", about, "moved"))
        }
        Act::RemoveSection(number) => {
            if *number >= definition.sections.len() || definition.sections.len() < 2 {
                return Err(Refusal::Unknown.into());
            }
            let gone = definition.sections.remove(*number);
            Ok(("removed a section", gone.title, "removed"))
        }
        Act::Close(question) => {
            let question = question();
            let about = question.text.clone();
            if !definition.close_with(question) {
                return Err(Problems::one("", "It is asked already").into());
            }
            Ok(("added a question", about, "closed-with"))
        }
        Act::Keep(_) | Act::Undo | Act::Aside => {
            Err(Refusal::Malformed("This button does something else.").into())
        }
    }
}
