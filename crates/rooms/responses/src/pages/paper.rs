//! A session's questionnaires on paper: to print, and the batches that are keyed in.

use super::fields::only_if;
use super::paper_numbers::{missing, named, number};
use crate::books::version_by_key;
use crate::keying::{self, Pile, SHEETS, choices};
use crate::model::{BatchId, InstrumentVersion};
use crate::records::paper::{self as sql, Batch};
use crate::sparing;
use crate::translations;
use access::actions::KeyAnswers;
use askama::Template;
use axum::extract::Path;
use front::parts::{FormPart, Page as Parts, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Button, Cell, Choice, Html, Input, InputKind, Radios, Table};
use instrument::{Kind, Question, Sheet};
use kernel::{Problems, Refusal, Stop};
use learning::model::{Purpose, Session};
use learning::{instruments_of, session_in_sight};
use std::fmt::Write as _;
use store::values;

/// A session with the questionnaires of its course and what was keyed in of them.
struct Loaded {
    session: Session,
    versions: Vec<(Purpose, InstrumentVersion)>,
    batches: Vec<Batch>,
}

/// The purpose and the version that an address asks for, like `feedback.2`.
fn asked(text: &str) -> Option<(Purpose, i64)> {
    let (purpose, version) = text.split_once('.')?;
    Some((Purpose::parse(purpose)?, version.parse().ok()?))
}

async fn load(
    desk: &Desk<KeyAnswers>,
    reference: String,
    wanted: Option<(Purpose, i64)>,
) -> Result<Loaded, Stop> {
    desk.view(move |tx, scope| {
        let session = session_in_sight(tx, scope, &reference)?;
        let mut versions = Vec::new();
        for (purpose, key) in instruments_of(tx, session.id)? {
            if purpose == Purpose::FollowUp {
                continue;
            }
            versions.extend(version_by_key(tx, &key, None)?.map(|found| (purpose, found)));
            // Sheets that were printed before a version was published are keyed in as what they are.
            if let Some((_, number)) = wanted.filter(|(known, _)| *known == purpose)
                && let Some(found) = version_by_key(tx, &key, Some(number))?
                && versions.iter().all(|(_, known)| known.id != found.id)
            {
                versions.push((purpose, found));
            }
        }
        let batches = tx.all(&sql::BATCHES_OF, values![session.id.0], sql::batch)?;
        let id = session.id;
        Ok(Seen::one(
            "session",
            id,
            Loaded {
                session,
                versions,
                batches,
            },
        ))
    })
    .await
}

/// What a choice of questionnaire and version sends.
fn value(purpose: Purpose, version: &InstrumentVersion) -> String {
    format!("{}.{}", purpose.code(), version.published.definition().version)
}

fn state(batch: &Batch) -> String {
    match (batch.state.as_str(), batch.agreement) {
        ("taken", Some((agreed, compared))) => {
            format!("Taken in; both keyings agreed on {}", share(agreed, compared))
        }
        ("taken", None) => "Taken in".to_owned(),
        ("undone", _) => "Undone".to_owned(),
        _ => "Being keyed in".to_owned(),
    }
}

/// `298 of 300 answers (99.3%)`.
pub(crate) fn share(agreed: i64, compared: i64) -> String {
    let thousandths = (agreed * 1000).checked_div(compared).unwrap_or(0);
    format!(
        "{agreed} of {compared} answers ({}.{}%)",
        thousandths / 10,
        thousandths % 10
    )
}

fn page(desk: &Desk<KeyAnswers>, loaded: &Loaded, typed: &Form, problems: &Problems) -> Parts {
    let session = &loaded.session;
    let home = format!("/sessions/{}/paper", session.reference);
    let page = Parts::new("Questionnaires on paper")
        .caption(&format!("{}, {}", session.title, session.first_day.text()))
        .problems(problems)
        .done(if desk.query("done") == "undone" {
            "The keying is undone."
        } else {
            ""
        });
    if loaded.versions.is_empty() {
        return page.text("The course of this session has no questionnaires.");
    }
    let prints = loaded
        .versions
        .iter()
        .map(|(purpose, version)| {
            let definition = version.published.definition();
            (
                format!("{home}/{}", value(*purpose, version)),
                format!("Print “{}” (version {})", definition.title, definition.version),
            )
        })
        .collect();
    let rows = loaded.batches.iter().map(|batch| {
        vec![
            Cell::link(&format!("/paper/{}", batch.id), &batch.questionnaire),
            Cell::number(batch.key_version),
            Cell::number(batch.sheets),
            Cell::text(&state(batch)),
        ]
    });
    let table = Table::new("Keyed in")
        .column("Questionnaire")
        .figures("Version")
        .figures("Sheets")
        .column("State")
        .rows(rows)
        .when_empty("Nothing was keyed in.");
    let chosen = if typed.text("which").is_empty() {
        desk.query("which")
    } else {
        typed.text("which").to_owned()
    };
    let which = loaded.versions.iter().fold(
        Radios::new("which", "Which sheets are there?")
            .value(&chosen)
            .problems(problems),
        |radios, (purpose, version)| {
            let definition = version.published.definition();
            let words = format!("{} (version {})", definition.title, definition.version);
            radios.choice(Choice::new(&value(*purpose, version), &words))
        },
    );
    let without = if typed.fields().next().is_none() {
        desk.query("without").replace('.', ", ")
    } else {
        typed.text("without").to_owned()
    };
    let form = FormPart::new(&home, &desk.hidden())
        .field(&which)
        .field(
            &Input::new("without", "Which numbers are missing on them?")
                .hint("Sheets that were printed without some of the questions say so under the square, as in “without 3, 7”. Sheets that differ in that are keyed in as two batches.")
                .width(10)
                .value(&without)
                .problems(problems),
        )
        .field(
            &Input::new("sheets", "How many sheets are there?")
                .hint(&format!(
                    "Number them from 1. {SHEETS} at most; more are a second batch."
                ))
                .kind(InputKind::Number)
                .width(4)
                .value(typed.text("sheets"))
                .problems(problems),
        )
        .button(Button::new("Begin to key them in"));
    page.with(Part::Links(prints))
        .html(&table)
        .heading("Key sheets in")
        .text("Each sheet is keyed by two people, each for herself. Where they differ it is decided which of them counts; then all sheets are taken in at once.")
        .with(Part::Form(form))
}

/// GET /sessions/{reference}/paper
pub(crate) async fn show(desk: Desk<KeyAnswers>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference, asked(&desk.query("which"))).await?;
    let page = page(&desk, &loaded, &Form::default(), &Problems::none());
    under(
        &desk,
        "Questionnaires on paper",
        &page,
        &[(&plan(&loaded.session), "Session")],
    )
}

fn plan(session: &Session) -> String {
    format!("/sessions/{}/plan", session.reference)
}

/// POST /sessions/{reference}/paper
pub(crate) async fn begin(desk: Desk<KeyAnswers>, Path(reference): Path<String>, form: Form) -> Answer {
    form.only(&["which", "sheets", "without"], &[])?;
    let wanted = asked(form.text("which"));
    let loaded = load(&desk, reference, wanted).await?;
    let found = loaded
        .versions
        .iter()
        .find(|(purpose, version)| value(*purpose, version) == form.text("which"));
    if found.is_none() && !form.text("which").is_empty() {
        return Err(Refusal::Malformed("This form names sheets that there are not.").into());
    }
    let problems = match found.cloned() {
        None => Problems::one("which", "Choose which sheets there are"),
        Some((purpose, version)) => {
            let begun = match named(version.published.definition(), form.text("without")) {
                Ok(without) => {
                    let pile = Pile {
                        session: loaded.session.id,
                        purpose,
                        sheets: form.text("sheets").parse().unwrap_or(0),
                        without,
                    };
                    let (id, now) = (BatchId::fresh(desk.clock(), desk.entropy()), desk.now());
                    desk.submit(&form, move |tx, scope| {
                        let done = keying::begin(tx, scope, id, &pile, &version, now)?;
                        Ok(done.map(|id| LocalPath::of(format!("/paper/{id}"))))
                    })
                    .await
                }
                Err(problems) => Err(problems.into()),
            };
            match begun {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
    };
    let page = page(&desk, &loaded, &form, &problems);
    wrong(
        &desk,
        "Questionnaires on paper",
        &page,
        &[(&plan(&loaded.session), "Session")],
    )
}

/// A question as it is printed.
struct Printed {
    number: usize,
    text: String,
    hint: String,
    skip: String,
    boxes: Vec<(usize, String)>,
    /// Points of a scale stand side by side.
    across: bool,
    lines: usize,
    several: bool,
}

struct PrintedSection {
    title: String,
    questions: Vec<Printed>,
}

#[derive(Template)]
#[template(path = "paper.html")]
struct Print {
    /// Some of its questions are put to some only, and not here.
    spared: bool,
    languages: Vec<(String, String)>,
    language: &'static str,
    direction: &'static str,
    title: String,
    session: String,
    introduction: String,
    sections: Vec<PrintedSection>,
    drawing: Html,
    mark: String,
}

fn printed(sheet: &Sheet, question: &Question, number: usize) -> Printed {
    let boxes: Vec<(usize, String)> = (1..)
        .zip(choices(sheet, question).into_iter().map(|(_, words)| words))
        .collect();
    Printed {
        number,
        text: question.text.clone(),
        hint: question.hint.clone(),
        skip: only_if(sheet, question),
        across: question.kind == Kind::Scale,
        lines: match question.kind {
            Kind::LongText => 4,
            Kind::Text | Kind::Number | Kind::Date => 1,
            _ => 0,
        },
        several: question.kind == Kind::Multiple,
        boxes,
    }
}

/// The sections of a sheet. What is not to be asked in the session is not on it, nor what could be asked only after it; the rest keeps its
/// numbers.
fn sections(sheet: &Sheet, spared: &[String]) -> Vec<PrintedSection> {
    let shown = Sheet {
        definition: sheet.definition.shown(spared),
        ..sheet.clone()
    };
    let sections = shown.definition.sections.iter().map(|section| PrintedSection {
        title: section.title.clone(),
        questions: section
            .questions
            .iter()
            .map(|question| printed(&shown, question, number(&sheet.definition, &question.key)))
            .collect(),
    });
    sections.collect()
}

/// GET /sessions/{reference}/paper/feedback.1
pub(crate) async fn print(
    desk: Desk<KeyAnswers>,
    Path((reference, which)): Path<(String, String)>,
) -> Answer {
    let wanted = asked(&which).ok_or(Refusal::Unknown)?;
    let loaded = load(&desk, reference, Some(wanted)).await?;
    let (purpose, version) = loaded
        .versions
        .iter()
        .find(|(purpose, version)| (*purpose, i64::from(version.published.definition().version)) == wanted)
        .ok_or(Refusal::Unknown)?;
    let (session, own) = (&loaded.session, version.clone());
    let key = &version.published.definition().key;
    let id = session.id;
    let (offered, spared) = desk
        .read(move |tx, _| {
            let offered = translations::offered(tx, &own)?;
            Ok((offered, sparing::spared(tx, &own.published.definition().key, id)?))
        })
        .await?;
    let home = format!("/sessions/{}/paper", session.reference);
    let missing = missing(version.published.definition(), &spared);
    let mut address = format!(
        "{}{home}?which={}",
        desk.public_url().trim_end_matches('/'),
        value(*purpose, version)
    );
    let mut mark = format!("{key}, version {}, {}", wanted.1, session.reference);
    // What the sheets leave out is decided now; whoever keys them in is told by them, whatever is decided then.
    if !missing.is_empty() {
        let _ = write!(address, "&without={}", missing.join("."));
        let _ = write!(mark, ", without {}", missing.join(", "));
    }
    let language = desk.query("lang");
    let sheet = match offered.iter().find(|known| known.language == language) {
        Some(translation) => Sheet::translated(version.published.definition(), translation),
        None => Sheet::written(version.published.definition()),
    };
    let languages = offered
        .iter()
        .filter_map(instrument::Translation::language)
        .map(|language| {
            let which = value(*purpose, version);
            (
                format!("{home}/{which}?lang={}", language.code),
                language.name.to_owned(),
            )
        })
        .collect();
    let definition = &sheet.definition;
    let print = Print {
        spared: !missing.is_empty(),
        languages,
        language: sheet.language.code,
        direction: sheet.language.direction(),
        title: definition.title.clone(),
        session: format!("{}, {}", session.title, session.first_day.text()),
        introduction: definition.introduction.clone(),
        sections: sections(&sheet, &spared),
        drawing: Html::drawing(&paper::qr::svg(&address, "Page to key these sheets in")?),
        mark,
    };
    Page::new(&desk, "Questionnaire to print", &print)?
        .above(&BackLink::new(&home, "Questionnaires on paper"))
        .answer()
}
