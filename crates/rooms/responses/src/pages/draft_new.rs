//! Beginning a draft: from nothing, as the next version of what is published, as a copy, or from a file.

use super::draft_at::LIST;
use crate::drafts::{self, Beginning};
use crate::model::DraftId;
use crate::records::draft as sql;
use access::actions::ManageInstruments;
use front::parts::{FormPart, Page, Part, under, wrong};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Choice, FileInput, Input, Radios, Select, Textarea};
use instrument::Definition;
use kernel::{Problems, Refusal, Stop};
use store::values;

/// A published questionnaire to begin from: key, version, title.
type Published = (String, i64, String);

async fn published(desk: &Desk<ManageInstruments>) -> Result<Vec<Published>, Stop> {
    desk.read(|tx, _| {
        Ok(tx.all(&sql::NEWEST_CHOICES, values![], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?)
    })
    .await
}

fn page(desk: &Desk<ManageInstruments>, published: &[Published], typed: &Form, problems: &Problems) -> Page {
    let options = published
        .iter()
        .map(|(key, version, title)| (key.clone(), format!("{title} ({key}, version {version})")));
    let mut form = FormPart::new("/instruments/new", &desk.hidden())
        .field(
            &Radios::new("from", "What do you begin from?")
                .choice(Choice::new("empty", "Nothing"))
                .choice(
                    Choice::new("version", "A published questionnaire, to write its next version")
                        .hint("Figures of questions that stay as they are go on being added up."),
                )
                .choice(Choice::new(
                    "copy",
                    "A copy of a published questionnaire, under another title",
                ))
                .choice(Choice::new("file", "A questionnaire written as a TOML file"))
                .value(typed.text("from"))
                .problems(problems),
        )
        .field(
            &Input::new("title", "Title")
                .hint("For a new questionnaire or a copy. Those who answer see it.")
                .value(typed.text("title"))
                .problems(problems),
        )
        .field(
            &Select::new("key", "Published questionnaire")
                .hint("For its next version or a copy.")
                .option("", "Choose")
                .options(options)
                .value(typed.text("key"))
                .problems(problems),
        )
        .field(
            &FileInput::new("file", "File", ".toml,text/plain")
                .hint("For a questionnaire from a file: choose the file, or put its text below.")
                .problems(problems),
        )
        .field(
            &Textarea::new("text", "Text of the file")
                .rows(6)
                .value(typed.text("text"))
                .problems(problems),
        )
        .button(Button::new("Begin the draft"));
    form.takes_file = true;
    Page::new("Begin a draft")
        .problems(problems)
        .with(Part::Links(vec![(
            "/instruments/new/form".to_owned(),
            "Read a form of Kobo, ODK or another program (XLSForm)".to_owned(),
        )]))
        .text("Nobody who answers sees a draft. It can be changed and undone until it is published.")
        .with(Part::Form(form))
}

/// GET /instruments/new
pub(crate) async fn ask(desk: Desk<ManageInstruments>) -> Answer {
    let published = published(&desk).await?;
    let asked = desk.query("key");
    let typed = if published.iter().any(|(key, ..)| *key == asked) {
        Form::of(vec![
            ("from".to_owned(), "version".to_owned()),
            ("key".to_owned(), asked),
        ])
    } else {
        Form::default()
    };
    let page = page(&desk, &published, &typed, &Problems::none());
    under(&desk, "Begin a draft", &page, LIST)
}

fn read(form: &Form, published: &[Published]) -> Result<Beginning, Stop> {
    let mut problems = Problems::none();
    let title = form.text("title").to_owned();
    let key = form.text("key").to_owned();
    let known = published.iter().any(|(known, ..)| *known == key);
    if !key.is_empty() && !known {
        return Err(Refusal::Malformed("This form names a questionnaire that there is not.").into());
    }
    if !form.text("file").is_empty() {
        problems.add("file", "Choose the file again");
    }
    let from = form.text("from");
    let untitled = ["empty", "copy"].contains(&from) && title.is_empty();
    if untitled || title.chars().count() > 200 {
        problems.add("title", "Enter a title of 200 characters or fewer");
    }
    if from != "file" && !form.text("text").is_empty() {
        problems.add("text", "Choose a TOML file above, or empty this box");
    }
    if ["version", "copy"].contains(&from) && !known {
        problems.add("key", "Choose the questionnaire");
    }
    problems.check()?;
    match from {
        "empty" => Ok(Beginning::Empty(title)),
        "version" => Ok(Beginning::Version(key)),
        "copy" => Ok(Beginning::Copy(key, title)),
        "file" => Ok(Beginning::File(Box::new(instrument::Draft::of(definition(
            form,
        )?)))),
        "" => Err(Problems::one("from", "Choose what you begin from").into()),
        _ => Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
    }
}

/// The definition in the file, or in the box.
fn definition(form: &Form) -> Result<Definition, Problems> {
    let (field, text) = match form.file("file") {
        Some(file) => (
            "file",
            std::str::from_utf8(&file.bytes)
                .map_err(|_| Problems::one("file", "The file is not written in UTF-8"))?,
        ),
        None => ("text", form.text("text")),
    };
    if text.trim().is_empty() {
        return Err(Problems::one(
            "file",
            "Choose a file, or put its text into the box",
        ));
    }
    Definition::parse(text).map_err(|unreadable| {
        let place = unreadable.place(text).map_or_else(String::new, |(line, column)| {
            format!("Line {line}, column {column}: ")
        });
        Problems::one(field, &format!("{place}{}", unreadable.message()))
    })
}

/// POST /instruments/new
pub(crate) async fn begin(desk: Desk<ManageInstruments>, form: Form) -> Answer {
    form.only(&["from", "title", "key", "file", "text"], &[])?;
    let published = published(&desk).await?;
    let problems = match read(&form, &published) {
        Ok(beginning) => {
            let (id, now) = (DraftId::fresh(desk.clock(), desk.entropy()), desk.now());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = drafts::begin_from(tx, scope, id, beginning.clone(), now)?;
                    Ok(done.map(|id| LocalPath::of(format!("/instruments/drafts/{id}?done=begun"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(Stop::Problems(problems)) => problems,
        Err(other) => return Err(other.into()),
    };
    let page = page(&desk, &published, &form, &problems);
    wrong(&desk, "Begin a draft", &page, LIST)
}
