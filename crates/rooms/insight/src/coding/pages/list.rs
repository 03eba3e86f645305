//! What was drawn: all rounds, and one with how far it is.

use super::record;
use crate::coding::RoundRecord;
use crate::coding::rounds::{Progress, Round, one as round, progress, rounds};
use crate::coding::themes::frames;
use crate::comments::blank;
use access::Guarded;
use access::actions::CodeComments;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Page, Seen};
use govuk::{BackLink, Banner, Button, Cell, Filters, Html, Pagination, Select, SummaryList, Table};
use kernel::Id;

#[derive(Template)]
#[template(path = "coding-list.html")]
struct List {
    draw: Button,
    waiting: String,
    questions: Table,
    filters: Filters,
    table: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "coding-round.html")]
struct One {
    notice: Html,
    question: String,
    facts: SummaryList,
    read: Option<Button>,
    frame: String,
    /// How far two readers agree, where two read.
    agreement: Option<String>,
}

/// `GET /coding`
pub(super) async fn show(desk: Desk<CodeComments>) -> Answer {
    let (after, frame) = (
        Id::parse(&desk.query("after")),
        Id::parse(&desk.query("question")),
    );
    let (found, more, questions, waiting) = desk
        .read(move |tx, scope| {
            let (found, more) = rounds(tx, scope, after, frame)?;
            Ok((found, more, frames(tx)?, blank::waiting(tx, scope)?))
        })
        .await?;
    let own = frame.map(|frame| format!("question={frame}")).unwrap_or_default();
    let next = found.last().filter(|_| more);
    let next = next.map(|round| format!("/coding?{own}&after={}", round.id));
    let rows = found.iter().map(|round| {
        vec![
            Cell::link(&format!("/coding/rounds/{}", round.id), &round.question),
            Cell::text(&round.part()),
            Cell::text(&round.at.day().text()),
            Cell::number(round.drawn),
            Cell::number(round.read),
        ]
    });
    let list = List {
        draw: Button::link("Draw comments to read", "/coding/draw"),
        waiting: match waiting {
            0 => String::new(),
            1 => "1 comment waits for somebody to look whether it shows who a person is".to_owned(),
            many => format!("{many} comments wait for somebody to look whether they show who a person is"),
        },
        questions: Table::new("Questions and their themes")
            .column("Question")
            .figures("Themes in use")
            .figures("Version")
            .rows(questions.iter().map(|(id, question, version, themes)| {
                vec![
                    Cell::link(&format!("/coding/frames/{id}"), question),
                    Cell::number(themes),
                    Cell::number(version),
                ]
            }))
            .when_empty("Themes are kept for each question of which comments were drawn."),
        filters: Filters::new("/coding")
            .field(
                &Select::new("question", "Question")
                    .option("", "All")
                    .options(
                        questions
                            .iter()
                            .map(|(id, question, ..)| (id.to_string(), question.clone())),
                    )
                    .value(&frame.map(|id| id.to_string()).unwrap_or_default()),
            )
            .active(frame.is_some()),
        table: Table::new("Comments that were drawn")
            .column("Question")
            .column("From")
            .column("Drawn on")
            .figures("Drawn")
            .figures("Read")
            .rows(rows)
            .when_empty("No comments have been drawn yet."),
        pages: Pagination::new(None, next).first(after.map(|_| format!("/coding?{own}"))),
    };
    Page::new(&desk, "Reading for themes", &list)?
        .above(&BackLink::new("/evidence", "Back to evidence"))
        .answer()
}

fn facts(round: &Round, progress: &Progress) -> SummaryList {
    let how = round.sample.map_or_else(
        || format!("All {} comments that there were", round.drawn),
        |sample| {
            format!(
                "{} of {} by chance ({sample} were asked for)",
                round.drawn, round.there
            )
        },
    );
    let mut facts = SummaryList::new()
        .row("From", &round.part())
        .row("Drawn", &how)
        .row("Drawn on", &round.at.text())
        .row("Seed", &round.seed)
        .row("Read", &format!("{} of {}", progress.read, progress.drawn))
        .row("Read by you", &progress.own.to_string());
    if progress.for_two > 0 {
        facts = facts.row(
            "Read by two people",
            &format!(
                "{} of {} that shall be ({} in 100)",
                progress.by_two, progress.for_two, round.twice
            ),
        );
    }
    if progress.skipped > 0 {
        facts = facts.row("Left by you for later", &progress.skipped.to_string());
    }
    if progress.held_back > 0 {
        facts = facts.row("Held back for a look", &progress.held_back.to_string());
    }
    if round.left_out > 0 {
        facts = facts.row(
            "Left out",
            &format!(
                "{}, of sessions in which few answered: they would have a face",
                round.left_out
            ),
        );
    }
    facts
}

/// `GET /coding/rounds/{id}`
pub(super) async fn one(desk: Desk<CodeComments>, Path(id): Path<String>) -> Answer {
    let id = record(&id)?;
    let (found, far) = desk
        .view(move |tx, scope| {
            let found = round(tx, scope, id)?;
            let far = progress(tx, id, scope.account_id())?;
            Ok(Seen::one(RoundRecord::KIND, id, (found, far)))
        })
        .await?;
    let shape = One {
        notice: match desk.query("done").as_str() {
            "drawn" => Html::of(&Banner::success("The comments are drawn.")),
            "end" => Html::of(&Banner::success(
                "You have read all that there is to read for you here.",
            )),
            _ => Html::default(),
        },
        question: found.question.clone(),
        facts: facts(&found, &far),
        read: (far.drawn > 0)
            .then(|| Button::link("Read the next comment", &format!("/coding/rounds/{id}/read"))),
        frame: format!("/coding/frames/{}", found.frame),
        agreement: (far.for_two > 0).then(|| format!("/coding/rounds/{id}/agreement")),
    };
    Page::new(&desk, "Comments to read", &shape)?
        .above(&BackLink::new("/coding", "Back to reading for themes"))
        .answer()
}
