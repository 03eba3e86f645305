//! The question bank, by itself and beside a draft into which its questions are taken.

use super::draft_at::{self, LIST, load};
use super::draft_list::next_page;
use super::draft_section;
use super::question_form;
use crate::bank::{self, Asked, Line};
use crate::drafts::{self, Record};
use crate::model::BankQuestionId;
use access::actions::ManageInstruments;
use axum::extract::Path;
use front::parts::{FormPart, Page, Part, under};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Filters, Input, InputKind, Pagination, Select, Table};
use instrument::Kind;
use kernel::{Id, Problems, Refusal, Stop};

/// What whoever takes a question is told where its section is not there any more as she saw it.
const OTHER_SECTION: &str = "The section you chose is not there any more as you saw it. Nothing was taken: choose a section, and take the question again";

fn asked(desk: &Desk<ManageInstruments>) -> Result<Asked, Refusal> {
    let kind = desk.query("kind");
    if !kind.is_empty() {
        question_form::kind(&kind)?;
    }
    Ok(Asked {
        words: desk.query("words"),
        kind,
        only_kept: desk.query("show") == "kept",
        after: Id::parse(&desk.query("after")),
    })
}

fn filters(desk: &Desk<ManageInstruments>, asked: &Asked) -> Filters {
    Filters::new(desk.path())
        .field(
            &Input::new("words", "Words")
                .kind(InputKind::Search)
                .value(&asked.words),
        )
        .field(
            &Select::new("kind", "Kind of answer")
                .option("", "All")
                .options(Kind::ALL.iter().map(|kind| (kind.code(), kind.label())))
                .value(&asked.kind),
        )
        .field(
            &Select::new("show", "Show")
                .option("", "All")
                .option("kept", "Kept by somebody")
                .value(&desk.query("show")),
        )
        .active(!desk.query_text().is_empty())
}

fn cells(line: &Line) -> Vec<Cell> {
    let question = &line.kept.question;
    let answer = line
        .kept
        .scale
        .as_ref()
        .map_or_else(|| question.kind.label().to_owned(), instrument::Scale::in_words);
    let of = line.of.as_ref().map_or_else(
        || "Kept by somebody".to_owned(),
        |(title, version)| format!("{title}, version {version}"),
    );
    vec![
        Cell::text(&question.text),
        Cell::text(&answer),
        Cell::text(question.counted_as()),
        Cell::text(&of),
    ]
}

fn table() -> Table {
    Table::new("Questions")
        .hide_caption()
        .column("Question")
        .column("Answer")
        .column("Wording key")
        .column("Where it is asked")
        .when_empty("No question fits these filters.")
}

/// Lines of one page, and where the next one begins.
async fn lines(desk: &Desk<ManageInstruments>, asked: &Asked) -> Result<(Vec<Line>, Option<String>), Stop> {
    let wanted = asked.clone();
    let found = desk.read(move |tx, scope| bank::list(tx, scope, &wanted)).await?;
    let next = found.rows.last().filter(|_| found.more);
    let next = next.map(|last| next_page(desk, &last.id.to_string()));
    Ok((found.rows, next))
}

/// GET /instruments/bank
pub(crate) async fn list(desk: Desk<ManageInstruments>) -> Answer {
    let asked = asked(&desk)?;
    let (lines, next) = lines(&desk, &asked).await?;
    let page = Page::new("Question bank")
        .text("Questions of the published questionnaires, and those that somebody kept. A draft takes them with their wording key and scale, so that figures are added up.")
        .html(&filters(&desk, &asked))
        .html(&table().rows(lines.iter().map(cells)))
        .html(&Pagination::new(None, next));
    under(&desk, "Question bank", &page, LIST)
}

/// The bank beside a draft. `chosen` is the section that takes what is chosen; `None` where the one that a form named is not there any more.
async fn of_draft(
    desk: &Desk<ManageInstruments>,
    record: &Record,
    chosen: Option<usize>,
    problems: &Problems,
) -> Answer {
    let asked = asked(desk)?;
    let (lines, next) = lines(desk, &asked).await?;
    let rows = lines.iter().map(|line| {
        let take = Button::new("Take")
            .kind(ButtonKind::Secondary)
            .sends("take", &line.id.to_string())
            .about(&line.kept.question.text);
        let mut cells = cells(line);
        cells.push(Cell::html(&take));
        cells
    });
    let definition = &record.draft.definition;
    let sections = definition.sections.iter().enumerate();
    let sections = sections.map(|(place, section)| {
        let heading = draft_section::heading(place, section);
        (draft_section::name(definition, place), heading)
    });
    let own = format!("{}/bank", record.path());
    let form = FormPart::new(&own, &desk.hidden())
        .field(
            &Select::new("section", "Into which section?")
                .options(sections)
                .value(&draft_section::name(definition, chosen.unwrap_or(0))),
        )
        .field(&table().column("Take it").rows(rows));
    let page = Page::new("Take questions from the bank")
        .caption(&record.draft.definition.title)
        .problems(problems)
        .done(if desk.query("done") == "taken" {
            "The question stands at the end of the section."
        } else {
            ""
        })
        .html(&filters(desk, &asked))
        .with(Part::Form(form))
        .html(&Pagination::new(None, next));
    if problems.is_empty() {
        draft_at::under(desk, "Question bank", &page, record)
    } else if chosen.is_some() {
        draft_at::wrong(desk, "Question bank", &page, record)
    } else {
        draft_at::conflict(desk, "Question bank", &page, record)
    }
}

/// GET /instruments/drafts/{id}/bank
pub(crate) async fn choose(desk: Desk<ManageInstruments>, Path(id): Path<String>) -> Answer {
    let record = load(&desk, &id).await?;
    of_draft(&desk, &record, Some(0), &Problems::none()).await
}

/// POST /instruments/drafts/{id}/bank
pub(crate) async fn take(desk: Desk<ManageInstruments>, Path(id): Path<String>, form: Form) -> Answer {
    form.only(&["section", "take"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let record = load(&desk, &id).await?;
    let wanted = Id::parse(form.text("take"))
        .map(BankQuestionId)
        .ok_or(Refusal::Unknown)?;
    let (draft, now, path) = (record.id, desk.now(), record.path());
    let section = form.text("section").to_owned();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = drafts::change(tx, scope, draft, now, |tx, record| {
                let Some(place) = draft_section::place(&record.draft.definition, &section) else {
                    return Err(drafts::changed(tx, record, OTHER_SECTION)?);
                };
                let kept = bank::one(tx, wanted)?;
                let taken = kept.take_into(&mut record.draft.definition, place);
                if taken.is_none() {
                    return Err(Problems::one("section", "This question is asked here already").into());
                }
                Ok(("took a question from the bank", kept.question.text, ()))
            })?;
            Ok(done.map(|()| LocalPath::of(format!("{path}/bank?done=taken"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let record = load(&desk, &id).await?;
            let chosen = draft_section::place(&record.draft.definition, form.text("section"));
            of_draft(&desk, &record, chosen, &problems).await
        }
        other => Ok(other?),
    }
}
