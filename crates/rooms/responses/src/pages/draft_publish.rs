//! What is wrong with a draft, and publishing it.

use super::draft_at::{conflict, load, under, wrong};
use super::instrument_compare::{around, differences};
use crate::books;
use crate::drafts::{self, Record};
use crate::model::{BankQuestionId, InstrumentVersion, InstrumentVersionId};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Cell, Checkboxes, Choice, Html, Table, Warning};
use instrument::Unfit;
use kernel::{Problems, Stop};

/// What is wrong with a draft, and the version that is published of it.
struct Beside {
    faults: Vec<Unfit>,
    newest: Option<InstrumentVersion>,
}

async fn beside(desk: &Desk<ManageInstruments>, record: &Record) -> Result<Beside, Stop> {
    let record = record.clone();
    desk.read(move |tx, _| {
        Ok(Beside {
            faults: drafts::wrong(tx, &record)?,
            newest: books::newest(tx, &record.key)?,
        })
    })
    .await
}

/// What the draft changes of what is published.
fn changes(mut page: Page, record: &Record, newest: &InstrumentVersion) -> Page {
    let (earlier, later) = (newest.published.definition(), &record.draft.definition);
    let mended: Vec<(String, String)> = record.draft.mended.clone().into_iter().collect();
    page = page.heading(&format!("What differs from version {}", earlier.version));
    let since = record.base.filter(|base| *base < i64::from(earlier.version));
    if let Some(base) = since {
        page = page.html(&Warning::new(&format!(
            "The draft was begun from version {base}. Version {} was published since: what it changed is not in the draft unless it was written there too.",
            earlier.version
        )));
    }
    page.html(&differences(earlier, later, &mended))
        .with(Part::Bullets(around(earlier, later)))
}

/// Where a fault is put right.
fn place(record: &Record, key: &str) -> Html {
    let (definition, own) = (&record.draft.definition, record.path());
    if let Some(question) = definition.question(key) {
        return Html::link(&format!("{own}/question/{key}"), &question.text);
    }
    if let Some(scale) = definition.scales.iter().find(|scale| scale.key == key) {
        return Html::link(
            &format!("{own}/scale/{key}"),
            &format!("Scale: {}", scale.in_words()),
        );
    }
    if let Some(score) = definition.scores.iter().find(|score| score.key == key) {
        return Html::text(&format!("Score: {}", score.title));
    }
    let section = (1_usize..)
        .zip(&definition.sections)
        .find(|(_, section)| section.title == key);
    match section {
        Some((number, section)) => Html::link(
            &format!("{own}/section/{number}"),
            if section.title.is_empty() {
                "A section without heading"
            } else {
                &section.title
            },
        ),
        None => Html::link(&own, "The questionnaire"),
    }
}

fn page(desk: &Desk<ManageInstruments>, record: &Record, beside: &Beside, problems: &Problems) -> Page {
    let faults = &beside.faults;
    let rows = faults
        .iter()
        .map(|unfit| vec![Cell::html(place(record, &unfit.key)), Cell::text(unfit.what)]);
    let table = Table::new("To put right")
        .column("Where")
        .column("What")
        .rows(rows)
        .when_empty("Nothing is wrong with it.");
    let mut page = Page::new("Check and publish")
        .caption(&record.draft.definition.title)
        .problems(problems)
        .html(&table);
    if let Some(newest) = &beside.newest {
        page = changes(page, record, newest);
    }
    if !faults.is_empty() {
        return page.text("It can be published when nothing is left on this list.");
    }
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("version", &record.version.to_string())
        .field(
            &Checkboxes::new("sure", "Publish it")
                .choice(Choice::new(
                    "yes",
                    "I have looked at its preview and want to publish it",
                ))
                .problems(problems),
        )
        .button(Button::new("Publish"));
    page.html(&Warning::new(
        "What is published never changes again. Courses that use this questionnaire put the new version to everybody from then on.",
    ))
    .with(Part::Form(form))
    .with(Part::Links(vec![(
        format!("{}/preview", record.path()),
        "Preview".to_owned(),
    )]))
}

/// GET /instruments/drafts/{id}/publish
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let beside = beside(&desk, &record).await?;
    let page = page(&desk, &record, &beside, &Problems::none());
    under(&desk, "Check and publish", &page, &record)
}

/// POST /instruments/drafts/{id}/publish
pub(crate) async fn publish(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["sure", "version"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let version = form.text("version").parse().unwrap_or(-1);
    let answer = if form.ticked("sure")? {
        let fresh = InstrumentVersionId::fresh(desk.clock(), desk.entropy());
        let questions = record.draft.definition.questions();
        let bank: Vec<BankQuestionId> = questions
            .map(|_| BankQuestionId::fresh(desk.clock(), desk.entropy()))
            .collect();
        let (draft, now) = (record.id, desk.now());
        desk.submit(&form, move |tx, scope| {
            let done = drafts::publish(tx, scope, (draft, fresh, &bank), version, now)?;
            Ok(done.map(|(key, _)| LocalPath::of(format!("/instruments/{key}?done=published"))))
        })
        .await
    } else {
        Err(Problems::one("sure", "Say that you want to publish it").into())
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let beside = beside(&desk, &record).await?;
            let page = page(&desk, &record, &beside, &problems);
            if record.version == version {
                wrong(&desk, "Check and publish", &page, &record)
            } else {
                conflict(&desk, "Check and publish", &page, &record)
            }
        }
        other => Ok(other?),
    }
}
