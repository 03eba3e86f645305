//! Translations of a draft: which there are, how much of each is done, and one beside the English.

use super::draft_at::{load, places, under};
use super::translation_form::{Sheet, extent_in_words, read};
use crate::drafts::{self, Record};
use access::actions::ManageInstruments;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Banner, Breadcrumbs, Button, Cell, Html, Select, Table};
use instrument::{LANGUAGES, Language, Translation, mark};
use kernel::{Problems, Refusal, Stop};

/// A list of languages to choose another from.
pub(crate) fn another(action: &str, known: &[Translation]) -> FormPart {
    let left = LANGUAGES
        .iter()
        .filter(|language| !known.iter().any(|known| known.language == language.code))
        .map(|language| {
            (
                language.code,
                format!("{} ({})", language.name, language.own_name),
            )
        });
    FormPart::asking(action)
        .field(
            &Select::new("language", "Another language")
                .option("", "Choose")
                .options(left),
        )
        .button(Button::new("Translate into it"))
}

/// The translations there are, with how much is done.
pub(crate) fn table(own: &str, known: &[Translation], definition: &instrument::Definition) -> Table {
    let rows = known.iter().filter_map(|translation| {
        let language = translation.language()?;
        let extent = translation.extent(definition);
        let fit = crate::translations::is_fit(translation, definition);
        Some(vec![
            Cell::link(&format!("{own}/{}", language.code), language.name),
            Cell::text(&extent_in_words(extent)),
            Cell::text(if fit {
                "Whole: offered to those who answer"
            } else {
                "Not offered yet"
            }),
        ])
    });
    Table::new("Translations")
        .hide_caption()
        .column("Language")
        .column("How much")
        .column("State")
        .rows(rows)
        .when_empty("It is not translated yet.")
}

/// GET /instruments/drafts/{id}/translations
pub(crate) async fn list(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let own = format!("{}/translations", record.path());
    let wanted = desk.query("language");
    if !wanted.is_empty() {
        let language = Language::parse(&wanted).ok_or(Refusal::Unknown)?;
        return Ok(LocalPath::of(format!("{own}/{}", language.code)).into_response());
    }
    let known = &record.draft.translations;
    let page = Page::new("Translations")
        .caption(&record.draft.definition.title)
        .text("The answer is the same in every language. A translation can also be added after the questionnaire is published.")
        .html(&table(&own, known, &record.draft.definition))
        .with(Part::Form(another(&own, known)));
    under(&desk, "Translations", &page, &record)
}

fn wanted(record: &Record, code: &str) -> Result<(Language, Translation), Refusal> {
    let language = Language::parse(code)
        .filter(|language| LANGUAGES.contains(language))
        .ok_or(Refusal::Unknown)?;
    let known = record.draft.translation(language.code).cloned();
    Ok((language, known.unwrap_or_else(|| Translation::new(language))))
}

fn answer(desk: &Desk<ManageInstruments>, record: &Record, mut sheet: Sheet, status: StatusCode) -> Answer {
    sheet.hidden = desk.hidden().and(&sheet.hidden);
    let own = format!("{}/translations", record.path());
    let trail = places(record)
        .iter()
        .fold(Breadcrumbs::new(), |trail, (href, text)| trail.to(href, text))
        .to(&own, "Translations");
    let page = front::Page::new(desk, "Translation", &sheet)?.above(&trail);
    if status == StatusCode::OK {
        page.answer()
    } else {
        page.with_problems().status(status).answer()
    }
}

/// GET /instruments/drafts/{id}/translations/{language}
pub(crate) async fn show(
    desk: Desk<ManageInstruments>,
    Path((id, language)): Path<(String, String)>,
) -> Answer {
    let record = load(&desk, &id).await?;
    let (language, known) = wanted(&record, &language)?;
    let definition = &record.draft.definition;
    let mut sheet = Sheet::of(definition, (&known, language), None, &Problems::none());
    if desk.query("done") == "saved" {
        sheet.banner = Html::from(&Banner::success("The translation is saved."));
    }
    answer(&desk, &record, sheet, StatusCode::OK)
}

/// POST /instruments/drafts/{id}/translations/{language}
pub(crate) async fn save(
    desk: Desk<ManageInstruments>,
    Path((id, language)): Path<(String, String)>,
    form: Form,
) -> Answer {
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    wanted(&record, &language)?;
    let (draft, now, path) = (record.id, desk.now(), record.path());
    let (typed, code) = (form.clone(), language.clone());
    let sent = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                let (language, known) = wanted(record, &code)?;
                drafts::unchanged(tx, record, typed.text("was") == mark(&known))?;
                let translation = read(&typed, &record.draft.definition, &known)?;
                record.draft.translate(translation);
                Ok(("changed a translation", language.name.to_owned(), language.code))
            })?;
            Ok(done.map(|code| LocalPath::of(format!("{path}/translations/{code}?done=saved"))))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let (language, known) = wanted(&record, &language)?;
            let status = if form.text("was") == mark(&known) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            let definition = &record.draft.definition;
            let sheet = Sheet::of(definition, (&known, language), Some(&form), &problems);
            answer(&desk, &record, sheet, status)
        }
        other => Ok(other?),
    }
}
