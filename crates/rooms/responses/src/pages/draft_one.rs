//! A draft: its sections and questions in their order, what is to be put right, and the buttons that move, copy and remove them.

use super::draft_acts::{Act, carry_out};
use super::draft_at::{conflict, load, under, wrong};
use super::draft_list::aside_button;
use super::draft_section::{self, heading};
use crate::bank;
use crate::drafts::{self, Record};
use crate::model::BankQuestionId;
use crate::records::draft as sql;
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Html, SummaryList, Table};
use instrument::{MAY_QUOTE, Question, REACH_ME, Section, Unfit};
use kernel::{Problems, Stop};
use store::values;

/// What stands beside a draft on its page.
struct Beside {
    wrong: Vec<Unfit>,
    undo: Option<String>,
}

async fn beside(desk: &Desk<ManageInstruments>, record: &Record) -> Result<Beside, Stop> {
    let record = record.clone();
    desk.read(move |tx, _| {
        let undo = tx.one(&sql::STEP_WHAT, values![record.id.0], |row| row.get::<String>(0))?;
        let wrong = drafts::wrong(tx, &record)?;
        Ok(Beside { wrong, undo })
    })
    .await
}

fn done(code: &str) -> &'static str {
    match code {
        "begun" => "The draft is begun.",
        "saved" => "The change is saved.",
        "moved" => "It is moved.",
        "copied" => "A copy stands below it.",
        "closed-with" => "The question stands at the end.",
        "removed" => "It is removed. Undo brings it back.",
        "kept" => "The question is in the question bank.",
        "undone" => "The last change is undone.",
        "back" => "The draft can be written on.",
        _ => "",
    }
}

/// What is asked of an answer, in a few words.
fn facts(record: &Record, question: &Question) -> String {
    let definition = &record.draft.definition;
    let mut words = vec![question.kind.label().to_owned()];
    if let Some(scale) = definition.scale_of(question) {
        words.push(scale.in_words());
    }
    if !question.options.is_empty() {
        words.push(format!("{} options", question.options.len()));
    }
    words.extend(question.checks.iter().map(|check| check.in_words()));
    for (set, text) in [
        (question.required, "must be answered"),
        (question.may_decline, "may be declined"),
        (question.may_not_know, "may be not known"),
        (question.link, "makes the link code and is not kept"),
        (question.is_reach_me(), "kept apart from the answers"),
    ] {
        if set {
            words.push(text.to_owned());
        }
    }
    words.join("; ")
}

fn row_button(text: &str, act: &str, about: &str) -> Html {
    (&Button::new(text)
        .kind(ButtonKind::Secondary)
        .sends("act", act)
        .about(about))
        .into()
}

fn row(record: &Record, beside: &Beside, question: &Question, edges: (bool, bool)) -> Vec<Cell> {
    let definition = &record.draft.definition;
    let key = &question.key;
    let about = &question.text;
    let path = format!("{}/question/{key}", record.path());
    let wrong: Vec<&str> = beside
        .wrong
        .iter()
        .filter(|unfit| unfit.key == *key || (unfit.key == question.scale && !unfit.key.is_empty()))
        .map(|unfit| unfit.what)
        .collect();
    let mut condition = question.asked_when(definition);
    if let Some(first) = condition.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let condition = Html::text(&condition)
        .and(&Html::text(" "))
        .and(&Html::link_about(
            &format!("{path}/condition"),
            "Change",
            &format!("when {about} is asked"),
        ));
    let (first, last) = edges;
    let mut buttons = Html::default();
    for (text, act, shown) in [
        ("Up", "up", !first),
        ("Down", "down", !last),
        ("Copy", "copy", true),
        ("Remove", "remove", true),
    ] {
        if shown {
            buttons = buttons.and(&row_button(text, &format!("{act}:{key}"), about));
        }
    }
    vec![
        Cell::link(&path, about),
        Cell::text(&facts(record, question)),
        Cell::html(condition),
        Cell::text(&wrong.join("; ")),
        Cell::html(buttons),
    ]
}

fn section_table(record: &Record, beside: &Beside, number: usize, section: &Section) -> Table {
    let sections = record.draft.definition.sections.len();
    let (questions, mut rows) = (section.questions.len(), Vec::new());
    for (place, question) in section.questions.iter().enumerate() {
        let first = number == 0 && place == 0;
        let last = number + 1 == sections && place + 1 == questions;
        rows.push(row(record, beside, question, (first, last)));
    }
    Table::new(&heading(number, section))
        .hide_caption()
        .column("Question")
        .column("Answer")
        .column("Asked")
        .column("To put right")
        .column("Move, copy, remove")
        .rows(rows)
        .when_empty("No question stands here yet.")
}

fn page(desk: &Desk<ManageInstruments>, record: &Record, beside: &Beside, problems: &Problems) -> Page {
    let (definition, own) = (&record.draft.definition, record.path());
    let version = record.version.to_string();
    let form = || FormPart::new(&own, &desk.hidden()).value("version", &version);
    let base = record.base.map_or_else(
        || "Nothing: it is a new questionnaire".to_owned(),
        |base| format!("Version {base}"),
    );
    let whole: Vec<&str> = beside
        .wrong
        .iter()
        .filter(|unfit| definition.question(&unfit.key).is_none())
        .map(|unfit| unfit.what)
        .collect();
    let mut page = Page::new(&definition.title)
        .caption("Draft of a questionnaire")
        .problems(problems)
        .done(done(&desk.query("done")))
        .html(
            &SummaryList::new()
                .change("Title", &definition.title, &format!("{own}/words"), "Change")
                .change(
                    "Introduction",
                    &definition.introduction,
                    &format!("{own}/words"),
                    "Change",
                )
                .row("Key", &record.key)
                .row("Begun from", &base)
                .row("Changed", &record.changed_at.text())
                .row(
                    "To put right",
                    &match beside.wrong.len() {
                        0 => "Nothing: it can be published".to_owned(),
                        1 => "1 thing before it can be published".to_owned(),
                        many => format!("{many} things before it can be published"),
                    },
                ),
        )
        .with(Part::Actions(vec![
            Button::link("Check and publish", &format!("{own}/publish")),
            Button::link("Preview", &format!("{own}/preview")).kind(ButtonKind::Secondary),
            Button::link("Take it out as an XLSForm", &format!("{own}/form")).kind(ButtonKind::Secondary),
        ]));
    if !whole.is_empty() {
        page = page.with(Part::Bullets(
            whole.iter().map(|what| (*what).to_owned()).collect(),
        ));
    }
    if let Some(what) = &beside.undo {
        page = page.with(Part::Form(
            form().button(
                Button::new(&format!("Undo: {what}"))
                    .kind(ButtonKind::Secondary)
                    .sends("act", "undo"),
            ),
        ));
    }
    for (number, section) in definition.sections.iter().enumerate() {
        page = page
            .heading(&heading(number, section))
            .with(Part::Form(
                form().field(&section_table(record, beside, number, section)),
            ))
            .with(Part::Links(vec![
                (
                    format!(
                        "{own}/question?section={}",
                        draft_section::name(definition, number)
                    ),
                    format!("Add a question to ‘{}’", heading(number, section)),
                ),
                (
                    format!("{own}/section/{}", number + 1),
                    format!("Change the heading ‘{}’", heading(number, section)),
                ),
            ]))
            .with(Part::Form(section_buttons(form(), record, number, section)));
    }
    let mut links = vec![
        (format!("{own}/section/new"), "Add a section".to_owned()),
        (
            format!("{own}/bank"),
            "Take questions from the question bank".to_owned(),
        ),
        (format!("{own}/translations"), "Translations".to_owned()),
    ];
    for scale in &definition.scales {
        links.push((
            format!("{own}/scale/{}", scale.key),
            format!("Change the scale ‘{}’", scale.in_words()),
        ));
    }
    links.push((format!("{own}/history"), "Who changed what".to_owned()));
    let mut closing = form();
    for (act, question, text) in [
        ("ask-quotes", MAY_QUOTE, "Ask whether words may be quoted"),
        ("ask-contact", REACH_ME, "Let people leave a way to reach them"),
    ] {
        if definition.question(question).is_none() {
            closing = closing.button(Button::new(text).kind(ButtonKind::Secondary).sends("act", act));
        }
    }
    if !closing.buttons.is_empty() {
        page = page
            .heading("At the end")
            .text("Words are quoted only as far as whoever wrote them agreed to it here. A way to reach somebody is kept apart from the answers, and shown only after a second person agreed.")
            .with(Part::Form(closing));
    }
    page.heading("More")
        .with(Part::Links(links))
        .with(Part::Form(form().button(aside_button())))
}

fn section_buttons(form: FormPart, record: &Record, number: usize, section: &Section) -> FormPart {
    let (about, count) = (heading(number, section), record.draft.definition.sections.len());
    let mut form = form;
    for (text, act, shown) in [
        ("Move the section up", "section-up", number > 0),
        ("Move the section down", "section-down", number + 1 < count),
        ("Remove the section", "section-remove", count > 1),
    ] {
        if shown {
            form = form.button(
                Button::new(text)
                    .kind(ButtonKind::Secondary)
                    .sends("act", &format!("{act}:{number}"))
                    .about(&about),
            );
        }
    }
    form
}

/// GET /instruments/drafts/{id}
pub(crate) async fn show(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    let beside = beside(&desk, &record).await?;
    let page = page(&desk, &record, &beside, &Problems::none());
    under(&desk, "Draft", &page, &record)
}

/// POST /instruments/drafts/{id}
pub(crate) async fn act(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["act", "version"], &[])?;
    let wanted = Act::parse(form.text("act"))?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let (draft, now, path) = (record.id, desk.now(), record.path());
    let kept = BankQuestionId::fresh(desk.clock(), desk.entropy());
    let version = form.text("version").parse().unwrap_or(-1);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let as_seen = (draft, version);
            Ok(match &wanted {
                Act::Undo => drafts::undo(tx, scope, as_seen, now)?
                    .map(|()| LocalPath::of(format!("{path}?done=undone"))),
                Act::Keep(key) => bank::keep(tx, scope, (draft, version, kept), key, now)?
                    .map(|()| LocalPath::of(format!("{path}?done=kept"))),
                Act::Aside => drafts::put_aside(tx, scope, as_seen, now)?
                    .map(|()| LocalPath::of("/instruments/drafts?done=aside")),
                other => drafts::change(tx, scope, draft, now, |tx, record| {
                    drafts::still(tx, record, version, drafts::NOTHING_DONE)?;
                    carry_out(record, other)
                })?
                .map(|done| LocalPath::of(format!("{path}?done={done}"))),
            })
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let beside = beside(&desk, &record).await?;
            let page = page(&desk, &record, &beside, &problems);
            if record.version == version {
                wrong(&desk, "Draft", &page, &record)
            } else {
                conflict(&desk, "Draft", &page, &record)
            }
        }
        other => Ok(other?),
    }
}
