//! One fault of a venue: what is wrong, who mends it until when, and what became of it.

use super::faults::{owner_and_day, standing};
use super::hand::{Hand, typed, under, version, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::faults;
use crate::model::{FaultId, FaultState, VenueFault};
use access::actions::ManageFaults;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, SummaryList, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

const FIELDS: &[&str] = &[
    "what",
    "version",
    "owner",
    "due-day",
    "due-month",
    "due-year",
    "done",
    "why",
];

/// A fault, and who can be asked to mend it.
type Loaded = (VenueFault, Vec<(Id, String)>);

async fn load(desk: &Desk<ManageFaults>, id: &str) -> Result<Loaded, Stop> {
    let id = Id::parse(id).map(FaultId).ok_or(Refusal::Unknown)?;
    desk.view(move |tx, scope| {
        let fault = faults::one(tx, scope, id)?;
        let owners = faults::owners(tx, scope, fault.area.0)?;
        Ok(Seen::one("venue fault", id.0, (fault, owners)))
    })
    .await
}

fn facts(desk: &Desk<ManageFaults>, fault: &VenueFault) -> SummaryList {
    let mut facts = SummaryList::new()
        .row("Venue", &fault.venue)
        .row("What is at fault", fault.kind.label())
        .row("What is wrong", fault.words.reveal())
        .row("Area", &fault.area_name)
        .row("State", standing(fault, desk.now().day()).0)
        .row("To be mended by", &fault.owner.1)
        .row("Until", &fault.due.text())
        .row("Raised", &fault.made_at.text());
    if fault.heard {
        facts = facts.row(
            "Raised from",
            "What somebody wrote on a form. Who it was is not known.",
        );
    }
    if let Some(session) = &fault.session {
        facts = facts.row("Session", session);
    }
    if let Some(at) = fault.closed_at {
        facts = facts.row("Closed", &at.text());
    }
    if let Some(words) = &fault.outcome {
        let key = if fault.state == FaultState::Left {
            "Why it will not be mended"
        } else {
            "What was done"
        };
        facts = facts.row(key, words.reveal());
    }
    facts
}

fn page(desk: &Desk<ManageFaults>, (fault, owners): &Loaded, values: &Typed, problems: &Problems) -> Page {
    let form = |what: &str| {
        FormPart::new(desk.path(), &desk.hidden())
            .value("what", what)
            .value("version", &fault.version.to_string())
    };
    let page = Page::new("Fault of a venue")
        .problems(problems)
        .html(&facts(desk, fault));
    if fault.state != FaultState::Open {
        let again = Button::new("Open it again").kind(ButtonKind::Secondary);
        return page.with(Part::Form(form("open").button(again)));
    }
    let words = |name: &str, label: &str| {
        Textarea::new(name, label)
            .rows(2)
            .value(values.text(name))
            .problems(problems)
    };
    page.heading("It is mended")
        .with(Part::Form(
            form("mended")
                .field(&words("done", "What was done"))
                .button(Button::new("Mended")),
        ))
        .heading("It will not be mended")
        .with(Part::Form(
            form("left")
                .field(&words("why", "Why not"))
                .button(Button::new("Leave it").kind(ButtonKind::Secondary)),
        ))
        .heading("Somebody else, or another day")
        .with(Part::Form(
            owner_and_day(form("assign"), owners, values, problems)
                .button(Button::new("Change").kind(ButtonKind::Secondary)),
        ))
}

fn as_it_is(fault: &VenueFault) -> Typed {
    Typed::none()
        .with("owner", fault.owner.0.to_string())
        .with_day("due", fault.due)
}

/// `GET /faults/{id}`
pub(crate) async fn show(desk: Desk<ManageFaults>, Path(id): Path<String>) -> Answer {
    let loaded = load(&desk, &id).await?;
    let done = match desk.query("done").as_str() {
        "raised" => "The fault is raised. It stands on Today of whoever is to mend it.",
        "assign" => "It is changed.",
        "mended" => "The fault is mended.",
        "left" => "The fault is left as it is.",
        "open" => "The fault is open again.",
        _ => "",
    };
    let page = page(&desk, &loaded, &as_it_is(&loaded.0), &Problems::none()).done(done);
    under(
        &desk,
        "Fault of a venue",
        &page,
        &[("/faults", "Faults of venues")],
    )
}

/// `POST /faults/{id}`
pub(crate) async fn send(desk: Desk<ManageFaults>, Path(id): Path<String>, form: Form) -> Answer {
    let values = typed(&form, FIELDS, &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, &id).await?;
    let (hand, record) = (Hand::of(&desk), (loaded.0.id, version(&values)));
    let what = values.text("what").to_owned();
    let mut problems = Problems::none();
    let due = if what != "assign" || values.day_is_empty("due") {
        None
    } else {
        values.day("due", &mut problems)
    };
    let (owner, sent) = (Id::parse(values.text("owner")), values.clone());
    let answer = if problems.is_empty() {
        desk.submit(&form, move |tx, scope| {
            let moment = hand.moment();
            let done = match what.as_str() {
                "assign" => faults::assign(tx, scope, &moment, record, (owner, due))?,
                "mended" => faults::close(
                    tx,
                    scope,
                    &moment,
                    record,
                    (FaultState::Mended, sent.text("done")),
                )?,
                "left" => faults::close(tx, scope, &moment, record, (FaultState::Left, sent.text("why")))?,
                "open" => faults::close(tx, scope, &moment, record, (FaultState::Open, ""))?,
                _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
            };
            Ok(done.map(|id| LocalPath::of(format!("/faults/{id}?done={what}"))))
        })
        .await
    } else {
        Err(Stop::Problems(problems))
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            // What was typed in another form of the page is as it was.
            let mut shown = as_it_is(&loaded.0);
            for field in FIELDS {
                if !values.text(field).is_empty() {
                    shown = shown.with(field, values.text(field));
                }
            }
            let page = page(&desk, &loaded, &shown, &problems);
            wrong(
                &desk,
                "Fault of a venue",
                &page,
                &[("/faults", "Faults of venues")],
            )
        }
        other => Ok(other?),
    }
}
