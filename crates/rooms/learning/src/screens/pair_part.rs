//! Taking two records apart: asked first, with what came since and stays.

use super::hand::{Hand, typed, under, version, wrong};
use super::pair::{load, places};
use super::parts::{FormPart, Page, Part};
use crate::model::{PairId, PairState, Since};
use crate::pairs::part as parting;
use crate::pairs::reading::{self, Opened};
use access::actions::JoinLearners;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

const TITLE: &str = "Take two records apart";

fn came_since(since: &[Since]) -> Table {
    let rows = since.iter().map(|one| {
        let what = match one.kind.as_str() {
            "booking" => "Booked",
            "attendance" => "Was there",
            _ => "Certificate",
        };
        vec![
            Cell::text(what),
            Cell::link(&format!("/sessions/{}/plan", one.reference), &one.title),
            Cell::text(&one.day.text()),
        ]
    });
    Table::new("Came since, and stays with the record that stood for both")
        .column("What")
        .column("Session")
        .column("First day")
        .rows(rows)
        .when_empty("Nothing came since they were joined.")
}

async fn page(
    desk: &Desk<JoinLearners>,
    opened: &Opened,
    reason: &str,
    problems: &Problems,
) -> Result<Page, Stop> {
    if opened.pair.state != PairState::Joined {
        return Err(Refusal::Closed("These two records are not joined.".to_owned()).into());
    }
    let pair = opened.pair.clone();
    let since = desk
        .read(move |tx, scope| reading::since(tx, scope, &pair))
        .await?;
    let own = format!("/learners/{}", opened.pair.id);
    let form = FormPart::new(&format!("{own}/part"), &desk.hidden())
        .value("version", &opened.pair.version.to_string())
        .field(
            &Textarea::new("reason", "How do you know that they are two people?")
                .hint("Kept in the history")
                .rows(3)
                .value(reason)
                .problems(problems),
        )
        .button(Button::new("Take them apart").kind(ButtonKind::Warning))
        .button(Button::link("Leave it", &own).kind(ButtonKind::Secondary));
    Ok(Page::new("Take these two records apart?")
        .caption(&opened.sides.0.name)
        .problems(problems)
        .text("Each record has again the bookings, days, certificates and recognised courses that it had before.")
        .html(&came_since(&since))
        .with(Part::Form(form)))
}

/// `GET /learners/{id}/part`
pub(crate) async fn ask(desk: Desk<JoinLearners>, Path(id): Path<String>) -> Answer {
    let opened = load(&desk, &id).await?;
    let page = page(&desk, &opened, "", &Problems::none()).await?;
    under(&desk, TITLE, &page, &places())
}

/// `POST /learners/{id}/part`
pub(crate) async fn part(desk: Desk<JoinLearners>, Path(id): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["version", "reason"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let pair = Id::parse(&id).map(PairId).ok_or(Refusal::Unknown)?;
    let (hand, version, reason) = (
        Hand::of(&desk),
        version(&values),
        values.text("reason").to_owned(),
    );
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = parting::part(tx, scope, &hand.moment(), pair, version, &reason)?;
            Ok(done.map(|()| LocalPath::of(format!("/learners/{pair}?done=parted"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let opened = load(&desk, &id).await?;
            let page = page(&desk, &opened, values.text("reason"), &problems).await?;
            wrong(&desk, TITLE, &page, &places())
        }
        other => Ok(other?),
    }
}
