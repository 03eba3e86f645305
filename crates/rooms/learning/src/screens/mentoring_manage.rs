//! Changing a mentoring: another mentor, pausing it, ending it. Each with the reason.

use super::hand::{Hand, typed, under, version, wrong};
use super::mentoring_one::{Loaded, load};
use super::mentorings::PLACES;
use super::parts::{FormPart, Page, Part};
use super::typed::{Typed, of_form};
use crate::mentoring::{agree, reading};
use crate::model::{MentoringState, Outcome};
use access::actions::PlanMentoring;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Radios, Select, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

fn manage_page(
    desk: &Desk<PlanMentoring>,
    loaded: &Loaded,
    choices: Vec<(Id, String)>,
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mentoring = &loaded.mentoring;
    let doing = values.text("what");
    let form = |what: &str| {
        FormPart::new(desk.path(), &desk.hidden())
            .value("what", what)
            .value("version", &mentoring.version.to_string())
    };
    let reason = |what: &str| {
        let name = format!("{what}_reason");
        Textarea::new(&name, "Reason")
            .hint("Kept in the history")
            .rows(2)
            .value(values.text(&name))
            .problems(&of_form(doing, what, problems))
    };
    let mut page = Page::new("Change this mentoring")
        .caption(&mentoring.name)
        .problems(&of_form(doing, doing, problems));
    if mentoring.state != MentoringState::Ended {
        page = page.heading("Another mentor").with(Part::Form(
            form("swap")
                .field(
                    &Select::new("mentor", "New mentor")
                        .option("", "Choose")
                        .options(choices.into_iter().map(|(id, name)| (id.to_string(), name)))
                        .value(values.text("mentor"))
                        .problems(&of_form(doing, "swap", problems)),
                )
                .field(&reason("swap"))
                .button(Button::new("Change the mentor").kind(ButtonKind::Secondary)),
        ));
    }
    let (what, words) = if mentoring.state == MentoringState::Running {
        ("pause", "Pause it")
    } else {
        ("resume", "Take it up again")
    };
    page = page.heading(words).with(Part::Form(
        form(what)
            .field(&reason(what))
            .button(Button::new(words).kind(ButtonKind::Secondary)),
    ));
    if mentoring.state == MentoringState::Ended {
        return page;
    }
    page.heading("End it").with(Part::Form(
        form("end")
            .field(
                &Radios::new("outcome", "How did it end?")
                    .choices(
                        Outcome::ALL
                            .iter()
                            .map(|outcome| (outcome.code(), outcome.label())),
                    )
                    .value(values.text("outcome"))
                    .problems(&of_form(doing, "end", problems)),
            )
            .field(&reason("end"))
            .button(Button::new("End it").kind(ButtonKind::Secondary)),
    ))
}

async fn to_manage(
    desk: &Desk<PlanMentoring>,
    reference: String,
) -> Result<(Loaded, Vec<(Id, String)>), Stop> {
    let loaded = load(desk, reference).await?;
    let choices = desk.read(agree::mentors).await?;
    Ok((loaded, choices))
}

/// `GET /mentoring/{reference}/manage`
pub(crate) async fn manage(desk: Desk<PlanMentoring>, Path(reference): Path<String>) -> Answer {
    let (loaded, choices) = to_manage(&desk, reference).await?;
    let page = manage_page(&desk, &loaded, choices, &Typed::none(), &Problems::none());
    under(&desk, "Change a mentoring", &page, PLACES)
}

/// `POST /mentoring/{reference}/manage`
pub(crate) async fn change(desk: Desk<PlanMentoring>, Path(reference): Path<String>, form: Form) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "swap" => &["what", "version", "mentor", "swap_reason"],
        "end" => &["what", "version", "outcome", "end_reason"],
        "resume" => &["what", "version", "resume_reason"],
        _ => &["what", "version", "pause_reason"],
    };
    let values = typed(&form, fields, &[])?;
    let (hand, what, version) = (Hand::of(&desk), values.text("what").to_owned(), version(&values));
    let (mentor, outcome) = (
        Id::parse(values.text("mentor")),
        Outcome::parse(values.text("outcome")),
    );
    let reason = values.text(&format!("{what}_reason")).to_owned();
    let named = reference.clone();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let moment = hand.moment();
            let mentoring = reading::one(tx, scope, &named)?;
            let to = match what.as_str() {
                "pause" => (MentoringState::Paused, None),
                "resume" => (MentoringState::Running, None),
                "end" => (MentoringState::Ended, outcome),
                "swap" => {
                    let done = agree::swap(tx, scope, &moment, &mentoring, version, mentor, &reason)?;
                    let home = format!("/mentoring/{}?done=swap", mentoring.reference);
                    return Ok(done.map(|()| LocalPath::of(home)));
                }
                _ => return Err(Refusal::Unknown.into()),
            };
            let done = agree::turn(tx, scope, &moment, &mentoring, version, to, &reason)?;
            let home = format!("/mentoring/{}?done=state", mentoring.reference);
            Ok(done.map(|()| LocalPath::of(home)))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => {
            let (loaded, choices) = to_manage(&desk, reference).await?;
            let page = manage_page(&desk, &loaded, choices, &values, &problems);
            wrong(&desk, "Change a mentoring", &page, PLACES)
        }
        other => Ok(other?),
    }
}
