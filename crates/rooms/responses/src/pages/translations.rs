//! Translations of what is published: they stand beside the version, whose hash they do not change.

use super::draft_translations::{another, table};
use super::translation_form::{Sheet, read};
use crate::books::version_by_key;
use crate::model::InstrumentVersion;
use crate::translations;
use access::actions::ManageInstruments;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use front::parts::{Page, Part, under};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Banner, Breadcrumbs, Html};
use instrument::{LANGUAGES, Language, Translation};
use kernel::{Problems, Refusal, Stop};

/// A version with its translations.
struct Loaded {
    version: InstrumentVersion,
    known: Vec<Translation>,
}

impl Loaded {
    fn path(&self) -> String {
        let definition = self.version.published.definition();
        format!("/instruments/{}/{}", definition.key, definition.version)
    }

    fn wanted(&self, code: &str) -> Result<(Language, Translation), Refusal> {
        let language = Language::parse(code)
            .filter(|language| LANGUAGES.contains(language))
            .ok_or(Refusal::Unknown)?;
        Ok((language, translations::standing(&self.known, language)))
    }

    fn trail(&self) -> Breadcrumbs {
        let definition = self.version.published.definition();
        Breadcrumbs::new()
            .to("/instruments", "Questionnaires")
            .to(&format!("/instruments/{}", definition.key), &definition.title)
            .to(&self.path(), &format!("Version {}", definition.version))
    }
}

async fn load(desk: &Desk<ManageInstruments>, key: String, version: i64) -> Result<Loaded, Stop> {
    desk.read(move |tx, _| {
        let version = version_by_key(tx, &key, Some(version))?.ok_or(Refusal::Unknown)?;
        let known = translations::of(tx, version.id)?;
        Ok(Loaded { version, known })
    })
    .await
}

/// GET /instruments/{key}/{version}/translations
pub(crate) async fn list(desk: Desk<ManageInstruments>, Path((key, version)): Path<(String, i64)>) -> Answer {
    let loaded = load(&desk, key, version).await?;
    let own = format!("{}/translations", loaded.path());
    let wanted = desk.query("language");
    if !wanted.is_empty() {
        let language = Language::parse(&wanted).ok_or(Refusal::Unknown)?;
        return Ok(LocalPath::of(format!("{own}/{}", language.code)).into_response());
    }
    let definition = loaded.version.published.definition();
    let page = Page::new("Translations")
        .caption(&format!("{}, version {}", definition.title, definition.version))
        .text("A translation stands beside the version and changes nothing of what was published. The answer is the same in every language.")
        .html(&table(&own, &loaded.known, definition))
        .with(Part::Form(another(&own, &loaded.known)));
    let (questionnaire, version) = (format!("/instruments/{}", definition.key), loaded.path());
    let places = [
        ("/instruments", "Questionnaires"),
        (questionnaire.as_str(), definition.title.as_str()),
        (version.as_str(), "Version"),
    ];
    under(&desk, "Translations", &page, &places)
}

fn answer(desk: &Desk<ManageInstruments>, loaded: &Loaded, mut sheet: Sheet, status: StatusCode) -> Answer {
    sheet.hidden = desk.hidden().and(&sheet.hidden);
    let trail = loaded
        .trail()
        .to(&format!("{}/translations", loaded.path()), "Translations");
    let page = front::Page::new(desk, "Translation", &sheet)?.above(&trail);
    if status == StatusCode::OK {
        page.answer()
    } else {
        page.with_problems().status(status).answer()
    }
}

/// GET /instruments/{key}/{version}/translations/{language}
pub(crate) async fn show(
    desk: Desk<ManageInstruments>,
    Path((key, version, language)): Path<(String, i64, String)>,
) -> Answer {
    let loaded = load(&desk, key, version).await?;
    let (language, known) = loaded.wanted(&language)?;
    let definition = loaded.version.published.definition();
    let mut sheet = Sheet::of(definition, (&known, language), None, &Problems::none());
    if desk.query("done") == "saved" {
        sheet.banner = Html::from(&Banner::success("The translation is saved."));
    }
    answer(&desk, &loaded, sheet, StatusCode::OK)
}

/// POST /instruments/{key}/{version}/translations/{language}
pub(crate) async fn save(
    desk: Desk<ManageInstruments>,
    Path((key, version, language)): Path<(String, i64, String)>,
    form: Form,
) -> Answer {
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, key.clone(), version).await?;
    let (language, known) = loaded.wanted(&language)?;
    let definition = loaded.version.published.definition();
    let translation = match read(&form, definition, &known) {
        Ok(translation) => translation,
        Err(Stop::Problems(problems)) => {
            let sheet = Sheet::of(definition, (&known, language), Some(&form), &problems);
            return answer(&desk, &loaded, sheet, StatusCode::UNPROCESSABLE_ENTITY);
        }
        Err(other) => return Err(other.into()),
    };
    let (id, now, was) = (loaded.version.id, desk.now(), form.text("was").to_owned());
    let home = format!("{}/translations/{}?done=saved", loaded.path(), language.code);
    let sent = desk
        .submit(&form, move |tx, scope| {
            let done = translations::save(tx, scope, id, (language, &was, &translation), now)?;
            Ok(done.map(|()| LocalPath::of(&home)))
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => {
            let loaded = load(&desk, key, version).await?;
            let (language, known) = loaded.wanted(language.code)?;
            let definition = loaded.version.published.definition();
            let sheet = Sheet::of(definition, (&known, language), Some(&form), &problems);
            answer(&desk, &loaded, sheet, StatusCode::CONFLICT)
        }
        other => Ok(other?),
    }
}
