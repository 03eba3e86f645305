//! The title and introduction of a draft, and the headings of its sections.

use super::draft_at::{load, refused, side_by_side, under};
use crate::drafts::{self, Record};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, Input, Textarea};
use instrument::{Section, mark};
use kernel::{Problems, Refusal, Stop};

const LABELS: &[(&str, &str)] = &[("title", "Title"), ("introduction", "Introduction")];

fn stored(record: &Record) -> Form {
    let definition = &record.draft.definition;
    Form::of(vec![
        ("title".to_owned(), definition.title.clone()),
        ("introduction".to_owned(), definition.introduction.clone()),
    ])
}

fn words_mark(record: &Record) -> String {
    let definition = &record.draft.definition;
    mark(&[&definition.title, &definition.introduction])
}

fn page(desk: &Desk<ManageInstruments>, record: &Record, typed: &Form, problems: &Problems) -> Page {
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("was", &words_mark(record))
        .field(
            &Input::new("title", "Title")
                .hint("Those who answer see it.")
                .value(typed.text("title"))
                .problems(problems),
        )
        .field(
            &Textarea::new("introduction", "Introduction")
                .hint("A paragraph above the first question: how long it takes, and what becomes of the answers.")
                .value(typed.text("introduction"))
                .problems(problems),
        )
        .button(Button::new("Save"));
    Page::new("Title and introduction")
        .problems(problems)
        .with(Part::Form(form))
}

/// GET /instruments/drafts/{id}/words
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let page = page(&desk, &record, &stored(&record), &Problems::none());
    under(&desk, "Title and introduction", &page, &record)
}

/// POST /instruments/drafts/{id}/words
pub(crate) async fn save(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["title", "introduction", "was"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let (draft, now, path, typed) = (record.id, desk.now(), record.path(), form.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                drafts::unchanged(tx, record, typed.text("was") == words_mark(record))?;
                let (title, introduction) = words(&typed)?;
                record.draft.definition.title.clone_from(&title);
                record.draft.definition.introduction = introduction;
                Ok(("changed the title or introduction", title, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(format!("{path}?done=saved"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let page = page(&desk, &record, &form, &problems);
            let other = form.text("was") != words_mark(&record);
            let differs = other.then(|| side_by_side(LABELS, &stored(&record), &form));
            refused(&desk, "Title and introduction", page, &record, differs)
        }
        other => Ok(other?),
    }
}

/// The title and introduction in what was typed.
fn words(form: &Form) -> Result<(String, String), Problems> {
    let mut problems = Problems::none();
    let (title, introduction) = (form.text("title"), form.text("introduction"));
    if title.is_empty() || title.chars().count() > 200 {
        problems.add("title", "Enter a title of 200 characters or fewer");
    }
    if introduction.chars().count() > 2000 {
        problems.add("introduction", "Use 2,000 characters or fewer");
    }
    problems.check()?;
    Ok((title.to_owned(), introduction.to_owned()))
}

/// A section by the number of its address, from 1; `None` for a new one.
fn section<'r>(record: &'r Record, number: &str) -> Result<Option<(usize, &'r Section)>, Refusal> {
    if number == "new" {
        return Ok(None);
    }
    let place = number
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .ok_or(Refusal::Unknown)?;
    let found = record
        .draft
        .definition
        .sections
        .get(place)
        .ok_or(Refusal::Unknown)?;
    Ok(Some((place, found)))
}

/// What stands under a heading tells it from another of the same words: they change places.
fn section_mark(section: &Section) -> String {
    let questions = section.questions.iter();
    let keys: Vec<&str> = questions.map(|question| question.key.as_str()).collect();
    mark(&(&section.title, keys))
}

fn section_page(
    desk: &Desk<ManageInstruments>,
    found: Option<&Section>,
    typed: &str,
    problems: &Problems,
) -> Page {
    let was = found.map_or_else(String::new, section_mark);
    let form = FormPart::new(desk.path(), &desk.hidden())
        .value("was", &was)
        .field(
            &Input::new("title", "Heading")
                .hint("May be left empty where there is only one section.")
                .value(typed)
                .problems(problems),
        )
        .button(Button::new("Save"));
    Page::new(if found.is_some() {
        "Change a heading"
    } else {
        "Add a section"
    })
    .problems(problems)
    .with(Part::Form(form))
}

/// GET /instruments/drafts/{id}/section/{number}
pub(crate) async fn show_section(
    desk: Desk<ManageInstruments>,
    Path((id, number)): Path<(String, String)>,
) -> Answer {
    let record = load(&desk, &id).await?;
    let found = section(&record, &number)?.map(|(_, section)| section);
    let typed = found.map_or("", |section| section.title.as_str());
    let page = section_page(&desk, found, typed, &Problems::none());
    under(&desk, "Section", &page, &record)
}

/// POST /instruments/drafts/{id}/section/{number}
pub(crate) async fn save_section(
    desk: Desk<ManageInstruments>,
    Path((id, number)): Path<(String, String)>,
    form: Form,
) -> Answer {
    form.only(&["title", "was"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let place = section(&record, &number)?.map(|(place, _)| place);
    let (draft, now, path, typed) = (record.id, desk.now(), record.path(), form.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                let title = typed.text("title");
                if let Some(place) = place {
                    let before = record.draft.definition.sections.get(place).map(section_mark);
                    let before = before.ok_or(Refusal::Unknown)?;
                    drafts::unchanged(tx, record, typed.text("was") == before)?;
                }
                if title.chars().count() > 200 {
                    return Err(Problems::one("title", "Use 200 characters or fewer").into());
                }
                let sections = &mut record.draft.definition.sections;
                match place {
                    Some(place) => {
                        title.clone_into(&mut sections.get_mut(place).ok_or(Refusal::Unknown)?.title);
                        Ok(("changed a heading", title.to_owned(), ()))
                    }
                    None if sections.len() < 100 => {
                        sections.push(Section {
                            title: title.to_owned(),
                            questions: Vec::new(),
                        });
                        Ok(("added a section", title.to_owned(), ()))
                    }
                    None => Err(Problems::one("title", "A questionnaire has 100 sections at most").into()),
                }
            })?;
            Ok(done.map(|()| LocalPath::of(format!("{path}?done=saved"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let found = section(&record, &number)?.map(|(_, section)| section);
            let page = section_page(&desk, found, form.text("title"), &problems);
            let other = found.filter(|section| form.text("was") != section_mark(section));
            let differs = other.map(|section| {
                let saved = Form::of(vec![("title".to_owned(), section.title.clone())]);
                side_by_side(&[("title", "Heading")], &saved, &form)
            });
            refused(&desk, "Section", page, &record, differs)
        }
        other => Ok(other?),
    }
}
