//! Which questions of a questionnaire are put to some only, in sessions.

use crate::books;
use crate::model::InstrumentVersion;
use crate::sparing::{self, Rule, SMALLEST};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Checkboxes, Choice, Input, InputKind};
use instrument::Definition;
use kernel::{Problems, Refusal, Stop};

/// The rule in words, with the words of the questions.
pub(super) fn in_words(rule: &Rule, definition: &Definition) -> String {
    let named: Vec<String> = rule
        .questions
        .iter()
        .map(|key| {
            definition
                .question(key)
                .map_or_else(|| key.clone(), |question| format!("‘{}’", question.text))
        })
        .collect();
    let until = rule.quota.map_or_else(String::new, |quota| {
        format!(", nor once {quota} people of a course were asked")
    });
    format!(
        "Not asked in sessions of fewer than {} people{until}: {}.",
        rule.fewest,
        named.join(", ")
    )
}

async fn load(
    desk: &Desk<ManageInstruments>,
    key: String,
) -> Result<(InstrumentVersion, Option<Rule>), Stop> {
    desk.read(move |tx, _| {
        let newest = books::newest(tx, &key)?.ok_or(Refusal::Unknown)?;
        let rule = sparing::of(tx, &key)?;
        Ok((newest, rule))
    })
    .await
}

/// The fields as they stand, or as they were typed.
struct Typed {
    questions: Vec<String>,
    fewest: String,
    quota: String,
}

impl Typed {
    fn of(rule: Option<&Rule>) -> Self {
        Self {
            questions: rule.map(|rule| rule.questions.clone()).unwrap_or_default(),
            fewest: rule.map_or_else(|| "10".to_owned(), |rule| rule.fewest.to_string()),
            quota: rule
                .and_then(|rule| rule.quota)
                .map_or_else(String::new, |quota| quota.to_string()),
        }
    }
}

fn page(desk: &Desk<ManageInstruments>, definition: &Definition, typed: &Typed, problems: &Problems) -> Page {
    let mut boxes = Checkboxes::new("question", "Which questions say who somebody is?")
        .hint("Leave all empty to put every question to everybody.")
        .small();
    for question in definition.questions().filter(|question| !question.link) {
        boxes = boxes.choice(Choice::new(&question.key, &question.text));
    }
    for chosen in &typed.questions {
        boxes = boxes.value(chosen);
    }
    let form = FormPart::new(desk.path(), &desk.hidden())
        .field(&boxes)
        .field(
            &Input::new("fewest", "How many people must a session have?")
                .hint(&format!(
                    "{SMALLEST} or more: those with a place, or those who signed in, whichever are more."
                ))
                .kind(InputKind::Number)
                .width(4)
                .value(&typed.fewest)
                .problems(problems),
        )
        .field(
            &Input::new("quota", "How many people of a course are asked?")
                .hint("50 or more. Left empty, all who come.")
                .kind(InputKind::Number)
                .width(5)
                .value(&typed.quota)
                .problems(problems),
        )
        .button(Button::new("Save"));
    Page::new("Questions that are put to some only")
        .caption(&definition.title)
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "set" => "It is saved.",
            _ => "",
        })
        .text("In a small group an answer about oneself can point at somebody. Such questions can be left out where few people come, and once enough people were asked. Sheets on paper that are printed then leave them out, and what can be asked only after them; what is ticked on older ones is not taken in.")
        .with(Part::Form(form))
}

fn places(key: &str) -> [(String, &'static str); 2] {
    [
        ("/instruments".to_owned(), "Questionnaires"),
        (format!("/instruments/{key}"), "Questionnaire"),
    ]
}

/// GET /instruments/{key}/sparing
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(key): Path<String>) -> Answer {
    let (newest, rule) = load(&desk, key.clone()).await?;
    let page = page(
        &desk,
        newest.published.definition(),
        &Typed::of(rule.as_ref()),
        &Problems::none(),
    );
    under(&desk, "Questions put to some only", &page, &places(&key))
}

/// POST /instruments/{key}/sparing
pub(crate) async fn set(desk: Desk<ManageInstruments>, Path(key): Path<String>, form: Form) -> Answer {
    form.only(&["fewest", "quota"], &["question"])?;
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let (newest, _) = load(&desk, key.clone()).await?;
    let definition = newest.published.definition();
    let typed = Typed {
        questions: form.all("question").into_iter().map(str::to_owned).collect(),
        fewest: form.text("fewest").to_owned(),
        quota: form.text("quota").to_owned(),
    };
    let known = |key: &String| definition.question(key).is_some_and(|question| !question.link);
    if !typed.questions.iter().all(known) {
        return Err(Refusal::Malformed("This form names a question that it does not offer.").into());
    }
    let mut questions = typed.questions.clone();
    questions.sort();
    questions.dedup();
    let rule = Rule {
        questions,
        fewest: typed.fewest.parse().unwrap_or(0),
        quota: (!typed.quota.is_empty()).then(|| typed.quota.parse().unwrap_or(0)),
    };
    let (own, now) = (key.clone(), desk.now());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sparing::set(tx, scope, &own, &rule, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/instruments/{own}/sparing?done=set"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, definition, &typed, &problems);
            wrong(&desk, "Questions put to some only", &page, &places(&key))
        }
        other => Ok(other?),
    }
}
