//! A session's questionnaires on paper: to print, and the batches that are keyed in.

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
use instrument::{Kind, Question, Sheet, Word};
use kernel::{Problems, Refusal, Stop};
use learning::model::{Purpose, Session};
use learning::{instruments_of, session_in_sight};
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
    let form = FormPart::new(&home, &desk.hidden())
        .field(&which)
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
    form.only(&["which", "sheets"], &[])?;
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
            let sheets = form.text("sheets").parse().unwrap_or(0);
            let pile = Pile {
                session: loaded.session.id,
                purpose,
                sheets,
            };
            let (id, now) = (BatchId::fresh(desk.clock(), desk.entropy()), desk.now());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = keying::begin(tx, scope, id, pile, &version, now)?;
                    Ok(done.map(|id| LocalPath::of(format!("/paper/{id}"))))
                })
                .await;
            match answer {
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
    let skip = question.show_if.as_ref().map_or_else(String::new, |condition| {
        let condition = condition.in_language(&sheet.definition, &sheet.words);
        sheet.words.fill(Word::OnlyIf, &[("condition", &condition)])
    });
    Printed {
        number,
        text: question.text.clone(),
        hint: question.hint.clone(),
        skip,
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

/// The sections of a sheet. What is not to be asked in the session is not on it; the rest keeps the numbers by which it is keyed in.
fn sections(sheet: &Sheet, spared: &[String]) -> Vec<PrintedSection> {
    let mut numbers = 1..;
    let sections = sheet.definition.sections.iter().map(|section| PrintedSection {
        title: section.title.clone(),
        questions: section
            .questions
            .iter()
            .map(|question| (question, numbers.next().unwrap_or_default()))
            .filter(|(question, _)| !spared.contains(&question.key))
            .map(|(question, number)| printed(sheet, question, number))
            .collect(),
    });
    sections.filter(|section| !section.questions.is_empty()).collect()
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
    let wanted = version.clone();
    let (session, key) = (&loaded.session, version.published.definition().key.clone());
    let id = session.id;
    let (offered, spared) = desk
        .read(move |tx, _| {
            let offered = translations::offered(tx, &wanted)?;
            Ok((offered, sparing::spared(tx, &key, id)?))
        })
        .await?;
    let home = format!("/sessions/{}/paper", session.reference);
    let address = format!(
        "{}{home}?which={}",
        desk.public_url().trim_end_matches('/'),
        value(*purpose, version)
    );
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
        spared: definition
            .questions()
            .any(|question| spared.contains(&question.key)),
        languages,
        language: sheet.language.code,
        direction: sheet.language.direction(),
        title: definition.title.clone(),
        session: format!("{}, {}", session.title, session.first_day.text()),
        introduction: definition.introduction.clone(),
        sections: sections(&sheet, &spared),
        drawing: Html::drawing(&paper::qr::svg(&address, "Page to key these sheets in")?),
        mark: format!(
            "{}, version {}, {}",
            definition.key, definition.version, session.reference
        ),
    };
    Page::new(&desk, "Questionnaire to print", &print)?
        .above(&BackLink::new(&home, "Questionnaires on paper"))
        .answer()
}
