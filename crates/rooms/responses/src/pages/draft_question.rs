//! Adding a question to a draft, and changing one.

use super::draft_at::{conflict, load, refused, side_by_side, under, wrong};
use super::draft_section;
use super::question_fields::fields;
use super::question_form::{self, LABELS, names};
use crate::drafts::{self, Known, Meaning, Record};
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Select};
use instrument::{Kind, Question, mark};
use kernel::{Problems, Refusal, Stop};

/// What whoever adds a question is told where its section is not there any more as she saw it.
const OTHER_SECTION: &str = "The section you chose is not there any more as you saw it. Your question is not added: it stands below, and is added to the section above it when you press the button again";

/// The section that an address names, from 0: where it stands now, else whatever has its number.
fn section(record: &Record, name: &str) -> Result<usize, Refusal> {
    let definition = &record.draft.definition;
    draft_section::place(definition, name)
        .or_else(|| draft_section::numbered(definition, name))
        .ok_or(Refusal::Unknown)
}

/// GET /instruments/drafts/{id}/question
pub(crate) async fn new(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let wanted = desk.query("kind");
    let place = match desk.query("section") {
        none if none.is_empty() => 0,
        name => section(&record, &name)?,
    };
    let kind = if wanted.is_empty() {
        Kind::Scale
    } else {
        question_form::kind(&wanted)?
    };
    let page = new_page(&desk, &record, (kind, place), &Form::default(), &Problems::none());
    under(&desk, "Add a question", &page, &record)
}

fn new_page(
    desk: &Desk<ManageInstruments>,
    record: &Record,
    (kind, place): (Kind, usize),
    typed: &Form,
    problems: &Problems,
) -> Page {
    let definition = &record.draft.definition;
    let name = draft_section::name(definition, place);
    let heading = definition.sections.get(place);
    let heading = heading.map_or_else(String::new, |own| draft_section::heading(place, own));
    let mut form = FormPart::new(desk.path(), &desk.hidden())
        .value("section", &name)
        .value("kind", kind.code());
    form.fields = fields(kind, typed, definition, false, problems);
    let kinds = FormPart::asking(desk.path())
        .value("section", &name)
        .field(
            &Select::new("kind", "What does the question ask for?")
                .options(Kind::ALL.iter().map(|kind| (kind.code(), kind.label())))
                .value(kind.code()),
        )
        .button(Button::new("Show its fields").kind(ButtonKind::Secondary));
    Page::new("Add a question")
        .caption(&heading)
        .problems(problems)
        .with(Part::Form(kinds))
        .heading(kind.label())
        .with(Part::Form(form.button(Button::new("Add the question"))))
}

/// POST /instruments/drafts/{id}/question
pub(crate) async fn add(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    let kind = question_form::kind(form.text("kind"))?;
    form.only(&[&names(kind, false)[..], &["section"]].concat(), &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let (draft, now, path, typed) = (record.id, desk.now(), record.path(), form.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                let Some(place) = draft_section::place(&record.draft.definition, typed.text("section"))
                else {
                    return Err(drafts::changed(tx, record, OTHER_SECTION)?);
                };
                let known = drafts::known_of(tx, &record.key)?;
                let (mut question, scale) =
                    question_form::read(&typed, &record.draft.definition, None, false)?;
                // A question of this key may have been published with other words: this one is another.
                drafts::settle(&mut record.draft, &known, &mut question, Some(&Meaning::Other))?;
                let about = question.text.clone();
                let definition = &mut record.draft.definition;
                if definition.questions().count() >= 300 {
                    return Err(Problems::one("text", "A questionnaire has 300 questions at most").into());
                }
                if !definition.add(place, question) {
                    return Err(Refusal::Unknown.into());
                }
                definition.scales.extend(scale);
                Ok(("added a question", about, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(format!("{path}?done=saved"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let definition = &record.draft.definition;
            let found = draft_section::place(definition, form.text("section"));
            // Where even its number is gone, the last section is offered.
            let place = found
                .or_else(|| draft_section::numbered(definition, form.text("section")))
                .unwrap_or_else(|| definition.sections.len().saturating_sub(1));
            let page = new_page(&desk, &record, (kind, place), &form, &problems);
            if found.is_some() {
                wrong(&desk, "Add a question", &page, &record)
            } else {
                conflict(&desk, "Add a question", &page, &record)
            }
        }
        other => Ok(other?),
    }
}

/// A question of a draft, with what was published of its questionnaire.
struct Loaded {
    record: Record,
    question: Question,
    known: Known,
}

async fn load_one(desk: &Desk<ManageInstruments>, id: &str, key: &str) -> Result<Loaded, Stop> {
    let record = load(desk, id).await?;
    let question = record
        .draft
        .definition
        .question(key)
        .cloned()
        .ok_or(Refusal::Unknown)?;
    let (of, wording) = (record.key.clone(), question.counted_as().to_owned());
    let known = desk
        .read(move |tx, _| drafts::known_with(tx, &of, &wording))
        .await?;
    Ok(Loaded {
        record,
        question,
        known,
    })
}

fn one_page(
    desk: &Desk<ManageInstruments>,
    loaded: &Loaded,
    kind: Kind,
    typed: &Form,
    problems: &Problems,
) -> Page {
    let own = format!("{}/question/{}", loaded.record.path(), loaded.question.key);
    let published = loaded.known.has(loaded.question.counted_as());
    let mut form = FormPart::new(&own, &desk.hidden())
        .value("kind", kind.code())
        .value("was", &mark(&loaded.question));
    form.fields = fields(kind, typed, &loaded.record.draft.definition, published, problems);
    let others = Kind::ALL
        .into_iter()
        .filter(|other| *other != kind)
        .map(|other| (format!("{own}?kind={}", other.code()), other.label().to_owned()))
        .collect();
    let mut page = Page::new("Change a question")
        .caption(kind.label())
        .problems(problems)
        .with(Part::Form(form.button(Button::new("Save the question"))))
        .with(Part::Links(vec![(
            format!("{own}/condition"),
            "Change when it is asked".to_owned(),
        )]))
        .with(Part::Form(
            FormPart::new(&loaded.record.path(), &desk.hidden())
                .value("version", &loaded.record.version.to_string())
                .button(
                    Button::new("Keep it in the question bank")
                        .kind(ButtonKind::Secondary)
                        .sends("act", &format!("keep:{}", loaded.question.key)),
                ),
        ))
        .heading("Ask for another kind of answer")
        .with(Part::Links(others));
    if published {
        page = page.text(&format!(
            "It is counted by the wording key {}.",
            loaded.question.counted_as()
        ));
    }
    page
}

/// GET /instruments/drafts/{id}/question/{key}
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path((id, key)): Path<(String, String)>) -> Answer {
    let loaded = load_one(&desk, &id, &key).await?;
    let wanted = desk.query("kind");
    let kind = if wanted.is_empty() {
        loaded.question.kind
    } else {
        question_form::kind(&wanted)?
    };
    let typed = with_reason(question_form::of(&loaded.question), &loaded);
    let page = one_page(&desk, &loaded, kind, &typed, &Problems::none());
    under(&desk, "Change a question", &page, &loaded.record)
}

/// The stored question with the reason why its changed words mean the same, where one was given.
fn with_reason(form: Form, loaded: &Loaded) -> Form {
    let Some(reason) = loaded.record.draft.mended.get(&loaded.question.key) else {
        return form;
    };
    let own = form
        .fields()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let more = [("meaning", "same"), ("reason", reason.as_str())]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Form::of(own.chain(more).collect())
}

/// What the form says of the meaning of changed words.
fn meaning(form: &Form) -> Result<Option<Meaning>, Stop> {
    match form.text("meaning") {
        "" => Ok(None),
        "same" => Ok(Some(Meaning::Same(form.text("reason").to_owned()))),
        "other" => Ok(Some(Meaning::Other)),
        _ => Err(Refusal::Malformed("This form has a choice that it does not offer.").into()),
    }
}

/// POST /instruments/drafts/{id}/question/{key}
pub(crate) async fn save(
    desk: Desk<ManageInstruments>,
    Path((id, key)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let kind = question_form::kind(form.text("kind"))?;
    form.only(&[&names(kind, true)[..], &["was"]].concat(), &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let means = meaning(&form)?;
    let (draft, now, path) = (record.id, desk.now(), record.path());
    let (typed, changed) = (form.clone(), key.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                let before = record.draft.definition.question(&changed).cloned();
                let before = before.ok_or(Refusal::Unknown)?;
                drafts::unchanged(tx, record, typed.text("was") == mark(&before))?;
                let known = drafts::known_with(tx, &record.key, before.counted_as())?;
                let definition = &record.draft.definition;
                let (mut question, scale) =
                    question_form::read(&typed, definition, Some(&before), known.has(before.counted_as()))?;
                drafts::settle(&mut record.draft, &known, &mut question, means.as_ref())?;
                let about = question.text.clone();
                let definition = &mut record.draft.definition;
                definition.replace(question);
                definition.scales.extend(scale);
                definition.drop_unused_scales();
                Ok(("changed a question", about, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(format!("{path}?done=saved"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let loaded = load_one(&desk, &id, &key).await?;
            let page = one_page(&desk, &loaded, kind, &form, &problems);
            let other = form.text("was") != mark(&loaded.question);
            let saved = question_form::of(&loaded.question);
            let differs = other.then(|| side_by_side(LABELS, &saved, &form));
            refused(&desk, "Change a question", page, &loaded.record, differs)
        }
        other => Ok(other?),
    }
}
