//! A batch of sheets: where it stands, a page for each sheet, and its end.

use super::paper::share;
use crate::books::version_by_key;
use crate::keying::{self, Progress, choices, for_paper, read_keyed};
use crate::model::{BatchId, InstrumentVersion};
use crate::records::paper::Batch;
use access::actions::KeyAnswers;
use askama::Template;
use axum::extract::Path;
use front::parts::{FormPart, Page as Parts, Part, under, wrong};
use front::{Answer, Desk, Failure, Form, LocalPath, Page, Seen};
use govuk::{Breadcrumbs, Button, ButtonKind, ErrorSummary, Html, Input, SummaryList};
use instrument::{Kind, Sheet};
use kernel::{Id, Problems, Refusal, Stop};
use store::Tx;

/// What is said of sheets that were taken in, or whose keying was undone.
pub(crate) const ENDED: &str = "These sheets are not keyed in any more.";

/// The batch that an address names.
pub(crate) fn named(id: &str) -> Result<BatchId, Refusal> {
    Id::parse(id).map(BatchId).ok_or(Refusal::Unknown)
}

/// The version that a batch was printed from.
pub(crate) fn version_of(tx: &mut Tx<'_>, batch: &Batch) -> Result<InstrumentVersion, Stop> {
    Ok(version_by_key(tx, &batch.key, Some(batch.key_version))?.ok_or(Refusal::Unknown)?)
}

/// Where the pages of a batch lead back to.
pub(crate) fn places(batch: &Batch) -> [(String, &'static str); 2] {
    let session = format!("/sessions/{}", batch.reference);
    [
        (format!("{session}/paper"), "Questionnaires on paper"),
        (format!("/paper/{}", batch.id), "Sheets"),
    ]
}

/// Where the page of a batch leads back to.
fn above(batch: &Batch) -> [(String, &'static str); 1] {
    let [session, _] = places(batch);
    [session]
}

/// A batch as its page shows it.
struct Loaded {
    batch: Batch,
    progress: Progress,
    agreement: (i64, i64),
    undecided: usize,
    differ: usize,
    /// The words of the questions that are not on its sheets.
    without: Vec<String>,
}

async fn load(desk: &Desk<KeyAnswers>, id: &str) -> Result<Loaded, Stop> {
    let id = named(id)?;
    desk.view(move |tx, scope| {
        let batch = keying::load(tx, scope, id)?;
        let version = version_of(tx, &batch)?;
        let progress = keying::progress(tx, id)?;
        let sheet = for_paper(version.published.definition(), &batch.without);
        let (differ, agreement) = keying::differences(tx, &batch, &sheet)?;
        let questions = sheet.definition.questions();
        let without = questions.filter(|question| batch.without.contains(&question.key));
        let loaded = Loaded {
            without: without.map(|question| question.text.clone()).collect(),
            progress,
            agreement,
            undecided: differ.iter().filter(|one| one.decided.is_none()).count(),
            differ: differ.len(),
            batch,
        };
        Ok(Seen::one("paper_batch", id, loaded))
    })
    .await
}

fn page(desk: &Desk<KeyAnswers>, loaded: &Loaded, typed: &Form, problems: &Problems) -> Parts {
    let Loaded { batch, progress, .. } = loaded;
    let (once, twice) = progress.counts();
    let home = format!("/paper/{}", batch.id);
    let mut facts = SummaryList::new()
        .row(
            "Questionnaire",
            &format!("{} (version {})", batch.questionnaire, batch.key_version),
        )
        .row("Sheets", &batch.sheets.to_string());
    if !loaded.without.is_empty() {
        facts = facts.row("Not on the sheets", &loaded.without.join("; "));
    }
    let mut page = Parts::new("Sheets to key in")
        .caption(&format!("{}, {}", batch.title, batch.first_day.text()))
        .problems(problems)
        .done(match desk.query("done").as_str() {
            "taken" => "The sheets are taken in.",
            "decided" => "It is decided which keyings count.",
            "all" => "There is no other sheet for you to key.",
            _ => "",
        });
    if batch.state != "open" {
        let (agreed, compared) = batch.agreement.unwrap_or_default();
        facts = if batch.state == "taken" {
            facts
                .row("State", "Taken in")
                .row("Both keyings agreed on", &share(agreed, compared))
        } else {
            facts.row("State", "Undone")
        };
        return page.html(&facts);
    }
    facts = facts
        .row("Keyed once", &once.to_string())
        .row("Keyed twice", &twice.to_string());
    if twice > 0 {
        facts = facts
            .row(
                "Both keyings agree on",
                &share(loaded.agreement.0, loaded.agreement.1),
            )
            .row(
                "Differences to decide",
                &format!("{} of {}", loaded.undecided, loaded.differ),
            );
    }
    page = page.html(&facts);
    let who = desk.viewer().account_id().unwrap_or(Id::NIL);
    let mut actions = Vec::new();
    if let Some(next) = progress.next(batch.sheets, who, 0) {
        actions.push(Button::link(
            &format!("Key sheet {next}"),
            &format!("{home}/sheets/{next}"),
        ));
    }
    if loaded.differ > 0 {
        actions.push(
            Button::link("Compare the keyings", &format!("{home}/compare")).kind(ButtonKind::Secondary),
        );
    }
    if actions.is_empty() {
        page = page.text("Somebody else keys these sheets a second time. Send her the address of this page.");
    } else {
        page = page.with(Part::Actions(actions));
    }
    let whole = usize::try_from(batch.sheets).is_ok_and(|sheets| sheets == twice);
    if whole && loaded.undecided == 0 {
        let take = FormPart::new(&format!("{home}/take"), &desk.hidden())
            .field(
                &Input::new("reason", "Why there are more answers than people signed in")
                    .hint("Only if there are.")
                    .value(typed.text("reason"))
                    .problems(problems),
            )
            .button(Button::new("Take them in"));
        page = page
            .heading("Take them in")
            .text("All sheets become answers of the session at once. That cannot be undone, and what was keyed is forgotten.")
            .with(Part::Form(take));
    }
    page.with(Part::Links(vec![(
        format!("{home}/undo"),
        "Undo this keying".to_owned(),
    )]))
}

/// GET /paper/{id}
pub(crate) async fn show(desk: Desk<KeyAnswers>, Path(id): Path<String>) -> Answer {
    let loaded = load(&desk, &id).await?;
    let page = page(&desk, &loaded, &Form::default(), &Problems::none());
    under(&desk, "Sheets to key in", &page, &above(&loaded.batch))
}

/// POST /paper/{id}/take
pub(crate) async fn take(desk: Desk<KeyAnswers>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["reason"], &[])?;
    let batch = named(&id)?;
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let loaded = load(&desk, &id).await?;
    let (now, entropy, reason) = (desk.now(), desk.shared_entropy(), form.text("reason").to_owned());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let found = keying::load(tx, scope, batch)?;
            let version = version_of(tx, &found)?;
            let done = keying::take(tx, scope, batch, &version, &reason, now, &*entropy)?;
            Ok(done.map(|()| LocalPath::of(format!("/paper/{batch}?done=taken"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, &loaded, &form, &problems);
            wrong(&desk, "Sheets to key in", &page, &above(&loaded.batch))
        }
        other => Ok(other?),
    }
}

/// GET /paper/{id}/undo: asks first, because what was keyed is forgotten.
pub(crate) async fn ask_undo(desk: Desk<KeyAnswers>, Path(id): Path<String>) -> Answer {
    let loaded = load(&desk, &id).await?;
    if loaded.batch.state != "open" {
        return Err(Refusal::Closed(ENDED.to_owned()).into());
    }
    let (once, twice) = loaded.progress.counts();
    let keyed = once.saturating_add(twice);
    let form = FormPart::new(desk.path(), &desk.hidden())
        .button(Button::new("Undo this keying").kind(ButtonKind::Warning));
    let page = Parts::new("Undo this keying?")
        .caption(&format!("{}, {}", loaded.batch.title, loaded.batch.first_day.text()))
        .text(&format!(
            "What was keyed of these sheets is forgotten and cannot be brought back: {keyed} of {} sheets were keyed, {twice} of them twice. Nothing was taken in yet; the sheets themselves can be keyed again.",
            loaded.batch.sheets
        ))
        .with(Part::Form(form));
    under(&desk, "Undo this keying", &page, &places(&loaded.batch))
}

/// POST /paper/{id}/undo
pub(crate) async fn undo(desk: Desk<KeyAnswers>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let batch = named(&id)?;
    let now = desk.now();
    Ok(desk
        .submit(&form, move |tx, scope| {
            let reference = keying::load(tx, scope, batch)?.reference;
            let done = keying::undo(tx, scope, batch, now)?;
            Ok(done.map(|()| LocalPath::of(format!("/sessions/{reference}/paper?done=undone"))))
        })
        .await?)
}

/// A question as it is keyed.
struct Field {
    key: String,
    label: String,
    hint: String,
    boxes: Vec<(usize, String)>,
    /// One digit is an answer.
    single: bool,
    lines: bool,
    value: String,
    error: String,
}

#[derive(Template)]
#[template(path = "keying.html")]
struct Screen {
    errors: ErrorSummary,
    caption: String,
    number: i64,
    second: bool,
    action: String,
    hidden: Html,
    fields: Vec<Field>,
    send: Button,
}

fn fields(sheet: &Sheet, value: impl Fn(&instrument::Question) -> String, problems: &Problems) -> Vec<Field> {
    let never = sheet.definition.never_asked(&[]);
    (1_usize..)
        .zip(sheet.definition.questions())
        .filter(|(_, question)| !never.contains(&question.key))
        .map(|(place, question)| {
            let choices = choices(sheet, question);
            Field {
                key: question.key.clone(),
                label: format!("{place}. {}", question.text),
                hint: match question.kind {
                    Kind::Multiple => "Several numbers with blanks between them".to_owned(),
                    Kind::Date => "Like 2026-03-12".to_owned(),
                    _ => String::new(),
                },
                single: !choices.is_empty() && choices.len() < 10 && question.kind != Kind::Multiple,
                boxes: (1_usize..)
                    .zip(choices.into_iter().map(|(_, words)| words))
                    .collect(),
                lines: question.kind == Kind::LongText,
                value: value(question),
                error: problems.of(&question.key).unwrap_or_default().to_owned(),
            }
        })
        .collect()
}

/// A sheet with its batch, its questionnaire, and what this person keyed of it before.
struct Opened {
    batch: Batch,
    sheet: Sheet,
    keying: i64,
    before: keying::Keyed,
}

async fn open(desk: &Desk<KeyAnswers>, id: &str, number: i64) -> Result<Opened, Stop> {
    let id = named(id)?;
    desk.view(move |tx, scope| {
        let batch = keying::load(tx, scope, id)?;
        if batch.state != "open" {
            return Err(Refusal::Closed(ENDED.to_owned()).into());
        }
        let keying = keying::keying_of(tx, scope, &batch, number)?;
        let before = keying::own_keying(tx, &batch, number, keying)?;
        let sheet = for_paper(version_of(tx, &batch)?.published.definition(), &batch.without);
        Ok(Seen::one(
            "paper_batch",
            id,
            Opened {
                batch,
                sheet,
                keying,
                before,
            },
        ))
    })
    .await
}

fn sheet_page(
    desk: &Desk<KeyAnswers>,
    opened: &Opened,
    number: i64,
    fields: Vec<Field>,
    problems: &Problems,
) -> Result<Page, Failure> {
    let batch = &opened.batch;
    let screen = Screen {
        errors: ErrorSummary::new(problems),
        caption: format!("{}: {}", batch.title, batch.questionnaire),
        number,
        second: opened.keying == 2,
        action: format!("/paper/{}/sheets/{number}", batch.id),
        hidden: desk.hidden(),
        fields,
        send: Button::new("Keep this sheet and go on"),
    };
    let trail = places(batch)
        .iter()
        .fold(Breadcrumbs::new(), |trail, (path, text)| trail.to(path, text));
    let page = Page::new(desk, &format!("Sheet {number}"), &screen)?.above(&trail);
    Ok(if problems.is_empty() {
        page
    } else {
        page.with_problems()
    })
}

/// GET /paper/{id}/sheets/{number}
pub(crate) async fn ask(desk: Desk<KeyAnswers>, Path((id, number)): Path<(String, i64)>) -> Answer {
    let opened = open(&desk, &id, number).await?;
    let fields = fields(
        &opened.sheet,
        |question| keying::typed(&opened.sheet, question, &opened.before),
        &Problems::none(),
    );
    sheet_page(&desk, &opened, number, fields, &Problems::none())?.answer()
}

/// POST /paper/{id}/sheets/{number}
pub(crate) async fn keep(
    desk: Desk<KeyAnswers>,
    Path((id, number)): Path<(String, i64)>,
    form: Form,
) -> Answer {
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let opened = open(&desk, &id, number).await?;
    let names: Vec<&str> = opened
        .sheet
        .definition
        .questions()
        .map(|question| question.key.as_str())
        .collect();
    form.only(&names, &[])?;
    let keyed = match read_keyed(&opened.sheet, |key| form.text(key)) {
        Ok(keyed) => keyed,
        Err(problems) => {
            let fields = fields(
                &opened.sheet,
                |question| form.text(&question.key).to_owned(),
                &problems,
            );
            return sheet_page(&desk, &opened, number, fields, &problems)?.answer();
        }
    };
    let (batch, now, entropy) = (opened.batch.id, desk.now(), desk.shared_entropy());
    Ok(desk
        .submit(&form, move |tx, scope| {
            let done = keying::keep_sheet(tx, scope, batch, number, &keyed, now, &*entropy)?;
            Ok(done.map(|next| {
                LocalPath::of(next.map_or_else(
                    || format!("/paper/{batch}?done=all"),
                    |next| format!("/paper/{batch}/sheets/{next}"),
                ))
            }))
        })
        .await?)
}
