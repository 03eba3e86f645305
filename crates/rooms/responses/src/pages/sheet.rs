//! A questionnaire as somebody fills it in: the page, what was typed, and what is refused.

use super::fields::{Shown, sections};
use super::preview::only_its_fields;
use crate::books::version_by_key;
use crate::links;
use crate::model::InstrumentVersion;
use crate::sparing::{Asking, Held};
use crate::translations;
use access::actions::AnswerInstrument;
use askama::Template;
use axum::http::StatusCode;
use front::{Allowance, Answer, Desk, Failure, Form, Page};
use govuk::{Button, ErrorSummary, Html};
use instrument::{ENGLISH, Language, NonAnswer, Question, Translation, Value, Word};
use kernel::{Problems, Refusal, Stop};
use store::Tx;

/// Answers of one source, at most: a training room shares one address.
const ANSWERS: Allowance = Allowance {
    purpose: "answer",
    tries: 200,
    seconds: 3600,
};

/// Names the version that the questions are of. No key of a question has a full stop in it.
const VERSION: &str = "put.version";

/// Says whether the questions were put that are put to some only.
const ASKED: &str = "put.asked";

/// Names the questions of which somebody was told that what she answered is not asked of her.
const TOLD: &str = "put.told";

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
    languages: Vec<Tongue>,
    language: &'static str,
    direction: &'static str,
    title: String,
    session: String,
    introduction: String,
    errors: ErrorSummary,
    hidden: Html,
    sections: Vec<Shown>,
    send: Button,
    skip: String,
    skip_words: String,
}

/// A language to choose, by the name that its readers know it by.
struct Tongue {
    code: &'static str,
    direction: &'static str,
    name: &'static str,
    chosen: bool,
}

/// A questionnaire as it is put to people: one version, and the languages that it is offered in besides English.
pub(super) struct Put {
    pub(super) version: InstrumentVersion,
    offered: Vec<Translation>,
}

impl Put {
    /// The version in use, or the one that a form names: another may have been published since it was opened.
    pub(super) fn of(tx: &mut Tx<'_>, key: &str, version: Option<i64>) -> Result<Self, Stop> {
        let version = version_by_key(tx, key, version)?.ok_or(Refusal::Unknown)?;
        let offered = translations::offered(tx, &version)?;
        Ok(Self { version, offered })
    }
}

/// The version that a form was put in.
pub(super) fn version_of(form: &Form) -> Result<Option<i64>, Refusal> {
    match form.text(VERSION) {
        "" => Ok(None),
        version => Ok(Some(version.parse().map_err(|_| Refusal::Unknown)?)),
    }
}

/// The same of a form that may not say so, because every question was put to everybody when it was opened.
pub(super) fn asking(form: &Form) -> Result<Asking, Refusal> {
    Ok(Asking::Form(if form.text(ASKED).is_empty() {
        None
    } else {
        Some(asked(form)?)
    }))
}

/// Whether the questions were put that are put to some only.
pub(super) fn asked(form: &Form) -> Result<bool, Refusal> {
    match form.text(ASKED) {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Refusal::Malformed(
            "This form has a field with something else in it.",
        )),
    }
}

/// A questionnaire that somebody has open.
pub(super) struct Sheet<'s> {
    desk: &'s Desk<AnswerInstrument>,
    about: String,
    put: &'s Put,
    text: instrument::Sheet,
    skip: String,
    /// Whether the questions are put that are put to some only; `None` where there are none.
    asks: Option<bool>,
}

impl<'s> Sheet<'s> {
    /// A questionnaire in the language that the address names, where it is offered in it; else in English. `about` says what it is about,
    /// `skip` where it leads without answering; empty: nowhere.
    pub(super) fn new(desk: &'s Desk<AnswerInstrument>, about: String, put: &'s Put, skip: String) -> Self {
        let definition = put.version.published.definition();
        let wanted = desk.query("lang");
        let text = match put.offered.iter().find(|known| known.language == wanted) {
            Some(translation) => instrument::Sheet::translated(definition, translation),
            None => instrument::Sheet::written(definition),
        };
        Self {
            desk,
            about,
            put,
            text,
            skip,
            asks: None,
        }
    }

    /// Some of its questions are put to some only.
    #[must_use]
    pub(super) fn sparing(mut self, questions: &[String], asks: bool) -> Self {
        self.text.definition = links::put(&self.text.definition, questions, asks);
        self.asks = Some(asks);
        self
    }

    /// The same in a session. Its form always says what was put: a rule may be made or taken away while somebody has it open.
    #[must_use]
    pub(super) fn held(self, held: Option<&Held>) -> Self {
        match held {
            Some(held) => self.sparing(&held.questions, held.asks),
            None => self.sparing(&[], true),
        }
    }

    /// The languages to choose from; none where there is only one.
    fn languages(&self) -> Vec<Tongue> {
        let others = self.put.offered.iter().filter_map(Translation::language);
        let all: Vec<Language> = std::iter::once(ENGLISH).chain(others).collect();
        if all.len() == 1 {
            return Vec::new();
        }
        let tongue = |language: Language| Tongue {
            code: language.code,
            direction: language.direction(),
            name: language.own_name,
            chosen: language == self.text.language,
        };
        all.into_iter().map(tongue).collect()
    }

    pub(super) fn page(&self, typed: &Form, problems: &Problems) -> Result<Page, Failure> {
        let (text, definition) = (&self.text, &self.text.definition);
        let version = Html::hidden(VERSION, &definition.version.to_string());
        let asked = self.asks.map_or_else(Html::default, |asks| {
            Html::hidden(ASKED, if asks { "yes" } else { "no" })
        });
        let told = self.told(typed, problems);
        let shape = Shape {
            languages: self.languages(),
            language: text.language.code,
            direction: text.language.direction(),
            title: definition.title.clone(),
            session: self.about.clone(),
            introduction: definition.introduction.clone(),
            errors: ErrorSummary::new(problems).titled(text.words.say(Word::Problem)),
            hidden: self.desk.hidden().and(&version).and(&asked).and(&told),
            sections: sections(text, typed, problems),
            send: Button::new(text.words.say(Word::Send)),
            skip: self.skip.clone(),
            skip_words: text.words.say(Word::Skip).to_owned(),
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
        let besides: &[&str] = match self.asks {
            Some(_) => &[TRAP, VERSION, TOLD, ASKED],
            None => &[TRAP, VERSION, TOLD],
        };
        only_its_fields(&self.text, form, besides)
    }

    /// What she answered of her page although it is not asked of who answers the rest as she did.
    fn left_out(&self, form: &Form, answers: &[instrument::Answer]) -> Vec<Question> {
        let not_asked = |key: &str| {
            let mut own = answers.iter().filter(|answer| answer.question == key);
            own.any(|answer| answer.value == Value::None(NonAnswer::NotAsked))
        };
        let typed = |key: &str| form.all(key).iter().any(|value| !value.trim().is_empty());
        let shown = self.text.definition.shown(&[]);
        let questions = shown.questions();
        questions
            .filter(|question| typed(&question.key) && not_asked(&question.key))
            .cloned()
            .collect()
    }

    /// Says in the form of which questions she is told so.
    fn told(&self, form: &Form, problems: &Problems) -> Html {
        if problems.is_empty() {
            return Html::default();
        }
        let answers = self.text.read(|key| form.all(key)).unwrap_or_default();
        let left_out = self.left_out(form, &answers).into_iter();
        let told: Vec<String> = left_out
            .map(|question| question.key)
            .filter(|key| problems.of(key).is_some())
            .collect();
        if told.is_empty() {
            Html::default()
        } else {
            Html::hidden(TOLD, &told.join(" "))
        }
    }

    /// The answers in what was typed. A sheet on which nothing is answered is none. Whoever answered what is not asked of her is told once,
    /// before it is left out.
    pub(super) fn answers(&self, form: &Form) -> Result<Vec<instrument::Answer>, Problems> {
        let published = &self.put.version.published;
        let answers = self.text.read(|key| form.all(key))?;
        let left_out = self.left_out(form, &answers);
        let told: Vec<&str> = form.text(TOLD).split(' ').collect();
        if left_out
            .iter()
            .any(|question| !told.contains(&question.key.as_str()))
        {
            let mut problems = Problems::none();
            for question in &left_out {
                if let Some(condition) = &question.show_if {
                    let condition = condition.in_language(&self.text.definition, &self.text.words);
                    let words = self.text.words.fill(Word::LeftOut, &[("condition", &condition)]);
                    problems.add(&question.key, words);
                }
            }
            problems.check()?;
        }
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
        Err(Problems::one(field, self.text.words.say(Word::NothingYet)))
    }
}
