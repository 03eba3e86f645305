//! One target: what came of it, changing it, and ending it.

use super::hand::{Hand, changed, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::targets::{PLACES, fields, read};
use super::typed::Typed;
use crate::model::{TargetId, TargetLine};
use crate::targets;
use access::actions::PlanCourses;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, SummaryList, Textarea, Warning};
use kernel::{Id, Problems, Refusal, Stop};

const FIELDS: &[&str] = &[
    "what",
    "version",
    "first-day",
    "first-month",
    "first-year",
    "last-day",
    "last-month",
    "last-year",
    "people",
    "sessions",
    "reason",
];

async fn load(desk: &Desk<PlanCourses>, id: &str) -> Result<TargetLine, Stop> {
    let id = Id::parse(id).map(TargetId).ok_or(Refusal::Unknown)?;
    desk.read(move |tx, scope| targets::one(tx, scope, id)).await
}

fn path(line: &TargetLine) -> String {
    format!("/planning/targets/{}", line.target.id)
}

/// A target as its form shows it.
fn of(line: &TargetLine) -> Typed {
    let draft = &line.target.draft;
    Typed::none()
        .with_day("first", draft.first_day)
        .with_day("last", draft.last_day)
        .with("people", draft.people.to_string())
        .with(
            "sessions",
            draft
                .sessions
                .map_or_else(String::new, |sessions| sessions.to_string()),
        )
        .with("version", line.target.version.to_string())
}

fn facts(line: &TargetLine) -> SummaryList {
    let (target, reached) = (&line.target, &line.reached);
    let facts = SummaryList::new()
        .row("Of", &target.of_what())
        .row("Area", &target.area_name)
        .row("Days", &target.draft.period())
        .row("People to reach", &target.draft.people.to_string())
        .row("People who came", &line.came())
        .row("Of the target", &line.share())
        .row("Left to reach", &line.left().to_string())
        .row("Sessions planned", &reached.planned.to_string())
        .row("Sessions held", &line.held())
        .row("Places taken", &reached.booked.to_string());
    match target.ended {
        None => facts,
        Some(ended) => facts.row("Ended", &ended.day().text()),
    }
}

fn page(desk: &Desk<PlanCourses>, line: &TargetLine, values: &Typed, problems: &Problems) -> Page {
    let mut links = vec![(
        format!("{}/history", path(line)),
        "History of this target".to_owned(),
    )];
    if let Some(course) = &line.target.course {
        links.push((format!("/courses/{course}"), "The course".to_owned()));
    }
    let mut page = Page::new("Target")
        .caption(&format!("{}, {}", line.target.area_name, line.target.of_what()))
        .problems(problems)
        .html(&facts(line));
    if line.reached.unknown > 0 {
        page = page.text("Some came without an address: who of them are the same is not known, and they are not among the people.");
    }
    page = page.with(Part::Links(links));
    if line.target.ended.is_some() {
        return page.text("This target was ended: nothing is measured against it any more.");
    }
    let form = |what: &str| {
        FormPart::new(&path(line), &desk.hidden())
            .value("what", what)
            .value("version", values.text("version"))
    };
    let mut change = form("change");
    change.fields = fields(values, problems);
    let end = form("end")
        .field(
            &Textarea::new("reason", "Why is it ended?")
                .hint("It stands in the history.")
                .value(values.text("reason"))
                .problems(problems),
        )
        .button(Button::new("End the target").kind(ButtonKind::Warning));
    page.heading("Change it")
        .with(Part::Form(change.button(Button::new("Save the target"))))
        .heading("End it")
        .text("Nothing is measured against it any more. Its history stays.")
        .with(Part::Form(end))
}

/// `GET /planning/targets/{id}`
pub(crate) async fn show(desk: Desk<PlanCourses>, Path(id): Path<String>) -> Answer {
    let line = load(&desk, &id).await?;
    let done = match desk.query("done").as_str() {
        "set" => "The target is set.",
        "changed" => "The target is changed.",
        "ended" => "The target is ended.",
        _ => "",
    };
    let page = page(&desk, &line, &of(&line), &Problems::none()).done(done);
    under(&desk, "Target", &page, PLACES)
}

/// `POST /planning/targets/{id}`
pub(crate) async fn send(desk: Desk<PlanCourses>, Path(id): Path<String>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &[])?;
    let line = load(&desk, &id).await?;
    let (hand, home) = (Hand::of(&desk), path(&line));
    let based = (line.target.id, version(&values));
    let answer = match values.text("what") {
        "change" => match read(&values) {
            Err(problems) => Err(problems.into()),
            Ok(draft) => {
                desk.submit(&form, move |tx, scope| {
                    let done = targets::update(tx, scope, &hand.moment(), based, &draft)?;
                    Ok(done.map(|()| LocalPath::of(format!("{home}?done=changed"))))
                })
                .await
            }
        },
        "end" => {
            let reason = values.text("reason").to_owned();
            desk.submit(&form, move |tx, scope| {
                let done = targets::end(tx, scope, &hand.moment(), based, &reason)?;
                Ok(done.map(|()| LocalPath::of(format!("{home}?done=ended"))))
            })
            .await
        }
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    // What the other form holds is what stands.
    let shown = if values.text("what") == "end" {
        of(&line)
            .with("reason", values.text("reason"))
            .with("version", values.text("version"))
    } else {
        values
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            wrong(&desk, "Target", &page(&desk, &line, &shown, &problems), PLACES)
        }
        Err(Stop::Refusal(Refusal::Changed { .. })) => conflict(&desk, &id, shown).await,
        other => Ok(other?),
    }
}

/// Somebody saved first: shows what stands now above what was typed, and lets it be saved over the newer one.
async fn conflict(desk: &Desk<PlanCourses>, id: &str, values: Typed) -> Answer {
    let line = load(desk, id).await?;
    let record = line.target.id.0;
    let who = desk
        .read(move |tx, _| super::history::last(tx, "target", record))
        .await?;
    let values = values.with("version", line.target.version.to_string());
    let shown = page(desk, &line, &values, &Problems::none());
    let mut both = Page::new("Somebody changed this first").html(&Warning::new(&format!(
        "{who} What stands now is below; what you typed is in the form. Saving it replaces the newer target."
    )));
    both.parts.extend(shown.parts);
    changed(desk, "Somebody changed this first", &both, PLACES)
}
