//! Questionnaires as forms of other programs (XLSForm): taken out as a workbook, and read from one after it was seen what would be taken.

use super::draft_at::LIST;
use super::translation_form::extent_in_words;
use crate::books::version_by_key;
use crate::drafts::{self, Beginning};
use crate::model::DraftId;
use crate::translations;
use access::actions::{ManageInstruments, ReadInstruments};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, Cell, FileInput, SummaryList, Table};
use instrument::xlsform::{Left, Sheets, Taken, read, write_with};
use instrument::{Definition, Draft, Published, Translation};
use kernel::{Problems, Refusal, Stop};
use paper::table::{Reader, Sent};

/// Bytes of a questionnaire that is carried from its preview to its draft.
const LONGEST: usize = 250_000;

fn workbook(definition: &Definition, translations: &[Translation]) -> Answer {
    let bytes = paper::book::write(&write_with(definition, translations).named())?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"questionnaire.xlsx\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// GET /instruments/{key}/{version}/form
pub(crate) async fn version(
    desk: Desk<ReadInstruments>,
    Path((key, version)): Path<(String, i64)>,
) -> Answer {
    let (found, translations) = desk
        .read(move |tx, _| {
            let found = version_by_key(tx, &key, Some(version))?.ok_or(Refusal::Unknown)?;
            let translations = translations::of(tx, found.id)?;
            Ok((found, translations))
        })
        .await?;
    workbook(found.published.definition(), &translations)
}

/// GET /instruments/drafts/{id}/form
pub(crate) async fn draft(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let id = super::draft_at::named(&id)?;
    let record = desk.read(move |tx, _| drafts::any(tx, id)).await?;
    workbook(&record.draft.definition, &record.draft.translations)
}

fn ask_page(desk: &Desk<ManageInstruments>, problems: &Problems, left: &[Left]) -> Page {
    let mut form = FormPart::new("/instruments/new/form", &desk.hidden())
        .field(
            &FileInput::new("file", "Workbook", ".xlsx")
                .hint("An XLSForm, as Kobo and ODK use it: XLSX, up to 4 megabytes.")
                .problems(problems),
        )
        .button(Button::new("Read the form"));
    form.takes_file = true;
    let mut page = Page::new("Read a form of another program")
        .problems(problems)
        .text("It is shown what would be taken of the form, and what would not and why, before a draft is begun.");
    if !left.is_empty() {
        page = page.html(&left_table(left));
    }
    page.with(Part::Form(form))
}

fn left_table(left: &[Left]) -> Table {
    let rows = left.iter().map(|left| {
        vec![
            Cell::text(left.sheet),
            Cell::number(left.row),
            Cell::text(&left.what),
            Cell::text(&left.why),
        ]
    });
    Table::new("Not taken, or taken otherwise")
        .column("Sheet")
        .figures("Row")
        .column("What")
        .column("Why")
        .rows(rows)
        .when_empty("Everything in the form is taken.")
}

/// GET /instruments/new/form
pub(crate) async fn ask(desk: Desk<ManageInstruments>) -> Answer {
    let page = ask_page(&desk, &Problems::none(), &[]);
    under(&desk, "Read a form", &page, LIST)
}

/// POST /instruments/new/form: shows what would be taken of a file, then begins a draft with it.
pub(crate) async fn show(reader: Reader, desk: Desk<ManageInstruments>, form: Form) -> Answer {
    form.only(&["file", "draft"], &[])?;
    if !form.text("draft").is_empty() {
        return take(&desk, &form).await;
    }
    let refused = |words: &str, left: &[Left]| {
        let page = ask_page(&desk, &Problems::one("file", words), left);
        wrong(&desk, "Read a form", &page, LIST)
    };
    let Some(file) = form.file("file").cloned() else {
        return refused("Choose a file", &[]);
    };
    let tables = front::aside(move || {
        reader.tables(Sent {
            bytes: &file.bytes,
            extension: &file.extension,
            declared: &file.declared,
        })
    })
    .await?;
    let sheets = match tables
        .and_then(|sheets| Sheets::of(sheets.into_iter().map(|sheet| (sheet.name, sheet.rows)).collect()))
    {
        Ok(sheets) => sheets,
        Err(words) => return refused(&words, &[]),
    };
    let taken = match read(&sheets) {
        Ok(taken) => taken,
        Err(left) => return refused("No question of this form can be taken", &left),
    };
    let text = draft_of(&taken).written();
    if text.len() > LONGEST {
        return refused("The form is too long to be one questionnaire", &[]);
    }
    let key = taken.definition.key.clone();
    let before = desk
        .read(move |tx, _| Ok(version_by_key(tx, &key, None)?))
        .await?
        .map(|found| found.published.definition().clone());
    let page = preview(&desk, &taken, before.as_ref(), &text);
    front::Page::new(&desk, "Read a form", &page)?
        .above(&BackLink::new("/instruments/new/form", "Another file"))
        .answer()
}

/// What is taken, as a draft.
fn draft_of(taken: &Taken) -> Draft {
    let mut draft = Draft::of(taken.definition.clone());
    draft.translations.clone_from(&taken.translations);
    draft
}

/// The languages of a form, each with how much of it is there.
fn languages(taken: &Taken) -> String {
    let names: Vec<String> = taken
        .translations
        .iter()
        .filter_map(|translation| {
            let extent = extent_in_words(translation.extent(&taken.definition));
            Some(format!("{} ({extent})", translation.language()?.name))
        })
        .collect();
    if names.is_empty() {
        "None".to_owned()
    } else {
        names.join(", ")
    }
}

fn preview(desk: &Desk<ManageInstruments>, taken: &Taken, before: Option<&Definition>, text: &str) -> Page {
    let definition = &taken.definition;
    let becomes = before.map_or_else(
        || "A new questionnaire".to_owned(),
        |before| format!("The next version of “{}”", before.title),
    );
    let facts = SummaryList::new()
        .row("Title", &definition.title)
        .row("Key", &definition.key)
        .row("Becomes", &becomes)
        .row("Questions", &definition.questions().count().to_string())
        .row("Translations", &languages(taken));
    let rows = definition.sections.iter().flat_map(|section| {
        section.questions.iter().map(|question| {
            vec![
                Cell::text(&section.title),
                Cell::text(&question.text),
                Cell::text(question.kind.label()),
                Cell::text(
                    &question
                        .show_if
                        .as_ref()
                        .map_or_else(String::new, |condition| condition.in_words(definition)),
                ),
            ]
        })
    });
    let questions = Table::new("What is taken")
        .column("Section")
        .column("Question")
        .column("Answer")
        .column("Asked when")
        .rows(rows);
    let wrong = Published::publish(definition.clone()).err().unwrap_or_default();
    let mut page = Page::new("What the form holds")
        .caption(&definition.title)
        .html(&facts);
    if !wrong.is_empty() {
        page = page
            .text("The draft cannot be published before this is put right in it:")
            .with(Part::Bullets(wrong.iter().map(ToString::to_string).collect()));
    }
    let form = FormPart::new("/instruments/new/form", &desk.hidden())
        .value("draft", text)
        .button(Button::new("Begin a draft with it"));
    page.html(&left_table(&taken.left))
        .html(&questions)
        .with(Part::Form(form))
}

/// Begins a draft with what was shown.
async fn take(desk: &Desk<ManageInstruments>, form: &Form) -> Answer {
    let draft = Draft::parse(form.text("draft"))
        .map_err(|_| Refusal::Malformed("This form has no questionnaire in it."))?;
    let (id, now) = (DraftId::fresh(desk.clock(), desk.entropy()), desk.now());
    let answer = desk
        .submit(form, move |tx, scope| {
            let beginning = Beginning::File(Box::new(draft.clone()));
            let done = drafts::begin_from(tx, scope, id, beginning, now)?;
            Ok(done.map(|id| LocalPath::of(format!("/instruments/drafts/{id}?done=begun"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = ask_page(
                desk,
                &Problems::one("file", problems.0.first().map_or("", |one| &one.message)),
                &[],
            );
            wrong(desk, "Read a form", &page, LIST)
        }
        other => Ok(other?),
    }
}
