//! Retiring a questionnaire or a version of it, and taking that back.

use crate::books;
use crate::records::draft as sql;
use crate::retiring::{self, Retired};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Choice, Radios, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};
use store::values;

/// A questionnaire as its page of retiring needs it.
struct Loaded {
    key: String,
    title: String,
    versions: Vec<i64>,
    retired: Vec<Retired>,
    courses: Vec<String>,
}

async fn load(desk: &Desk<ManageInstruments>, key: String) -> Result<Loaded, Stop> {
    desk.read(move |tx, _| {
        let newest = books::newest(tx, &key)?.ok_or(Refusal::Unknown)?;
        let versions = tx.all(&sql::VERSION_LINES, values![&key], |row| row.get::<i64>(0))?;
        let courses = tx.all(&sql::COURSES_USING, values![&key], |row| row.get::<String>(1))?;
        let retired = retiring::of(tx, &key)?;
        Ok(Loaded {
            title: newest.published.definition().title.clone(),
            key,
            versions,
            retired,
            courses,
        })
    })
    .await
}

/// What is retired, in words.
pub(crate) fn what(retired: &Retired) -> String {
    retired.version.map_or_else(
        || "The whole questionnaire".to_owned(),
        |version| format!("Version {version}"),
    )
}

fn page(desk: &Desk<ManageInstruments>, loaded: &Loaded, typed: &Form, problems: &Problems) -> Page {
    let rows = loaded.retired.iter().map(|retired| {
        let back = Button::new("Take back into use")
            .kind(ButtonKind::Secondary)
            .sends("back", &retired.id.to_string())
            .about(&what(retired));
        vec![
            Cell::text(&what(retired)),
            Cell::text(&retired.reason),
            Cell::text(&retired.at.text()),
            Cell::html(&back),
        ]
    });
    let table = Table::new("Retired")
        .column("What")
        .column("Why")
        .column("When")
        .column("Take back")
        .rows(rows)
        .when_empty("Nothing of it is retired.");
    let mut whats = Radios::new("what", "What is not to be used any more?")
        .choice(Choice::new("whole", "The whole questionnaire").hint(
            "No course can choose it. Courses that have chosen it already keep it until they choose another.",
        ))
        .value(typed.text("what"))
        .problems(problems);
    for version in &loaded.versions {
        whats = whats.choice(
            Choice::new(&version.to_string(), &format!("Version {version}"))
                .hint("The newest of the other versions is put to people instead."),
        );
    }
    let mut page = Page::new("Retire")
        .caption(&loaded.title)
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "retired" => "It is retired.",
            "back" => "It is back in use.",
            _ => "",
        })
        .text("Answers that were given stay, and are counted as before.")
        .with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden()).field(&table),
        ));
    if loaded.courses.is_empty() {
        page = page.text("No course uses this questionnaire.");
    } else {
        page = page
            .heading("Courses that still use it")
            .with(Part::Bullets(loaded.courses.clone()));
    }
    page.with(Part::Form(
        FormPart::new(desk.path(), &desk.hidden())
            .field(&whats)
            .field(
                &Textarea::new("reason", "Why?")
                    .rows(2)
                    .value(typed.text("reason"))
                    .problems(problems),
            )
            .button(Button::new("Retire it").kind(ButtonKind::Warning)),
    ))
}

/// GET /instruments/{key}/retire
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(key): Path<String>) -> Answer {
    let loaded = load(&desk, key).await?;
    let page = page(&desk, &loaded, &Form::default(), &Problems::none());
    let home = format!("/instruments/{}", loaded.key);
    let places = [
        ("/instruments", "Questionnaires"),
        (home.as_str(), "Questionnaire"),
    ];
    under(&desk, "Retire", &page, &places)
}

/// What the form means: the version, or the whole.
fn meant(form: &Form, loaded: &Loaded) -> Result<Option<i64>, Stop> {
    match form.text("what") {
        "" => Err(Problems::one("what", "Choose what is not to be used any more").into()),
        "whole" => Ok(None),
        other => match other.parse::<i64>() {
            Ok(version) if loaded.versions.contains(&version) => Ok(Some(version)),
            _ => Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
        },
    }
}

/// POST /instruments/{key}/retire
pub(crate) async fn retire(desk: Desk<ManageInstruments>, Path(key): Path<String>, form: Form) -> Answer {
    form.only(&["what", "reason", "back"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, key).await?;
    let (key, now, path) = (loaded.key.clone(), desk.now(), desk.path().to_owned());
    let answer = if form.text("back").is_empty() {
        let reason = form.text("reason").to_owned();
        let id = Id::fresh(desk.clock(), desk.entropy());
        match meant(&form, &loaded) {
            Ok(version) => {
                desk.submit(&form, move |tx, scope| {
                    let done = retiring::retire(tx, scope, id, (&key, version), &reason, now)?;
                    Ok(done.map(|()| LocalPath::of(format!("{path}?done=retired"))))
                })
                .await
            }
            Err(stop) => Err(stop),
        }
    } else {
        let id = Id::parse(form.text("back")).ok_or(Refusal::Unknown)?;
        desk.submit(&form, move |tx, scope| {
            let done = retiring::take_back(tx, scope, &key, id, now)?;
            Ok(done.map(|()| LocalPath::of(format!("{path}?done=back"))))
        })
        .await
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, &loaded, &form, &problems);
            let home = format!("/instruments/{}", loaded.key);
            let places = [
                ("/instruments", "Questionnaires"),
                (home.as_str(), "Questionnaire"),
            ];
            wrong(&desk, "Retire", &page, &places)
        }
        other => Ok(other?),
    }
}
