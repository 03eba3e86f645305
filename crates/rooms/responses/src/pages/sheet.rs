//! A questionnaire as somebody fills it in: the page, what was typed, and what is refused.

use super::fields::{Shown, sections};
use crate::model::InstrumentVersion;
use access::actions::AnswerInstrument;
use askama::Template;
use axum::http::StatusCode;
use front::{Allowance, Answer, Desk, Failure, Form, Page};
use govuk::{Button, ErrorSummary, Html};
use instrument::{Kind, NonAnswer, Value, read};
use kernel::{Problems, Refusal, Stop};

/// Answers of one source, at most: a training room shares one address.
const ANSWERS: Allowance = Allowance {
    purpose: "answer",
    tries: 200,
    seconds: 3600,
};

/// A field that no person sees.
const TRAP: &str = "website";

/// Whether a source sends too many; a demonstration is not asked.
pub(super) fn flood(desk: &Desk<AnswerInstrument>) -> Option<Refusal> {
    if desk.rehearses() {
        None
    } else {
        desk.allow(ANSWERS, desk.source()).err()
    }
}

/// A machine filled in what no person sees.
pub(super) fn trapped(form: &Form) -> bool {
    !form.text(TRAP).is_empty()
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Shape {
    title: String,
    session: String,
    introduction: String,
    errors: ErrorSummary,
    hidden: Html,
    sections: Vec<Shown>,
    send: Button,
    skip: String,
}

/// A questionnaire that somebody has open.
pub(super) struct Sheet<'s> {
    pub(super) desk: &'s Desk<AnswerInstrument>,
    /// What it is about.
    pub(super) about: String,
    pub(super) version: &'s InstrumentVersion,
    /// Where it leads without answering; empty: nowhere.
    pub(super) skip: String,
}

impl Sheet<'_> {
    pub(super) fn page(&self, typed: &Form, problems: &Problems) -> Result<Page, Failure> {
        let definition = self.version.published.definition();
        let shape = Shape {
            title: definition.title.clone(),
            session: self.about.clone(),
            introduction: definition.introduction.clone(),
            errors: ErrorSummary::new(problems),
            hidden: self.desk.hidden(),
            sections: sections(&self.version.published, typed, problems),
            send: Button::new("Send my answers"),
            skip: self.skip.clone(),
        };
        let page = Page::new(self.desk, "Your answers", &shape)?;
        Ok(if problems.is_empty() {
            page
        } else {
            page.with_problems()
        })
    }

    /// The sheet as it was filled in, when it is refused: nobody's answers are thrown away.
    pub(super) fn returned(&self, typed: &Form, status: StatusCode, words: &str) -> Answer {
        let words = format!("{words} Your answers were not taken; they still stand below");
        self.page(typed, &Problems::one("", &words))?
            .status(status)
            .answer()
    }

    /// The answer to a source that sends too many.
    pub(super) fn flooded(&self, flood: Option<Refusal>, form: &Form) -> Option<Answer> {
        match flood? {
            Refusal::TooMany(seconds) => {
                let words = format!(
                    "Too many answers come from this connection. Try again in {} minutes.",
                    seconds / 60 + 1
                );
                Some(self.returned(form, StatusCode::TOO_MANY_REQUESTS, &words))
            }
            other => Some(Err(other.into())),
        }
    }

    /// Reads the fields that the questionnaire has, and no others.
    pub(super) fn only_its_fields(&self, form: &Form) -> Result<(), Stop> {
        let (mut single, mut lists) = (vec![TRAP], Vec::new());
        for question in self.version.published.definition().questions() {
            if question.kind == Kind::Multiple {
                lists.push(question.key.as_str());
            } else {
                single.push(question.key.as_str());
            }
        }
        form.only(&single, &lists)
    }

    /// The answers in what was typed. A sheet on which nothing is answered is none.
    pub(super) fn answers(&self, form: &Form) -> Result<Vec<instrument::Answer>, Problems> {
        let published = &self.version.published;
        let answers = read(published, |key| form.all(key))?;
        let own = |key: &str| published.question(key).is_some_and(|question| !question.link);
        let said =
            |value: &Value| !matches!(value, Value::None(NonAnswer::NotAsked | NonAnswer::NotRecorded));
        if answers
            .iter()
            .any(|answer| own(&answer.question) && said(&answer.value))
        {
            return Ok(answers);
        }
        let first = published.definition().questions().find(|question| !question.link);
        let field = first.map_or("", |question| question.key.as_str());
        Err(Problems::one(field, "You have not answered anything yet"))
    }
}
