//! A draft as those who answer will see it.

use super::draft_at::{load, places};
use super::preview::{Preview, as_read, only_its_fields};
use crate::drafts::Record;
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::{Answer, Desk, Form, Page};
use govuk::{Breadcrumbs, Html};
use instrument::Sheet;
use kernel::{Problems, Refusal};

/// The sheet in the language that the address names.
fn sheet(record: &Record, language: &str) -> Result<Sheet, Refusal> {
    let definition = &record.draft.definition;
    if language.is_empty() {
        return Ok(Sheet::written(definition));
    }
    let translation = record.draft.translation(language).ok_or(Refusal::Unknown)?;
    Ok(Sheet::translated(definition, translation))
}

fn page(
    desk: &Desk<ManageInstruments>,
    record: &Record,
    sheet: &Sheet,
    typed: &Form,
    result: Result<Option<Html>, Problems>,
) -> Answer {
    let none = Problems::none();
    let problems = result.as_ref().err().unwrap_or(&none);
    let mut preview = Preview::of(sheet, desk.hidden(), typed, problems);
    let (language, wide) = (desk.query("lang"), desk.query("as") == "wide");
    preview.wide = wide;
    let own = format!("{}/preview", record.path());
    let shape = |wide: bool| if wide { "&as=wide" } else { "" };
    let way = |lang: &str, name: &str| {
        (
            format!("{own}?lang={lang}{}", shape(wide)),
            name.to_owned(),
            lang == language,
        )
    };
    preview.ways.push((
        format!("{own}?lang={language}"),
        "As wide as a phone".to_owned(),
        !wide,
    ));
    preview.ways.push((
        format!("{own}?lang={language}&as=wide"),
        "As wide as a desk".to_owned(),
        wide,
    ));
    if !record.draft.translations.is_empty() {
        preview.ways.push(way("", "English"));
    }
    for translation in &record.draft.translations {
        let name = translation.language().map_or("", |language| language.name);
        preview.ways.push(way(&translation.language, name));
    }
    if let Ok(Some(read)) = &result {
        preview.read = read.clone();
    }
    let trail = places(record)
        .iter()
        .fold(Breadcrumbs::new(), |trail, (href, text)| trail.to(href, text));
    let page = Page::new(desk, "Preview", &preview)?.above(&trail);
    if result.is_err() {
        page.with_problems().answer()
    } else {
        page.answer()
    }
}

/// GET /instruments/drafts/{id}/preview
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let sheet = sheet(&record, &desk.query("lang"))?;
    page(&desk, &record, &sheet, &Form::default(), Ok(None))
}

/// POST /instruments/drafts/{id}/preview: read, shown, and kept nowhere.
pub(crate) async fn try_out(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    let record = load(&desk, &id).await?;
    let sheet = sheet(&record, &desk.query("lang"))?;
    only_its_fields(&sheet, &form, &[])?;
    let result = sheet
        .read(|key| form.all(key))
        .map(|answers| Some(Html::from(&as_read(&sheet, &answers))));
    page(&desk, &record, &sheet, &form, result)
}
