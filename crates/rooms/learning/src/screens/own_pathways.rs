//! One's own pathways, from the link to one's record: how far, what can be booked next, and which others can be joined.

use super::certificate_one::pdf;
use super::hand::{Hand, limit, typed};
use super::own_record::TRIES;
use super::parts::{FormPart, Page, Part};
use super::pathway_person::stands;
use crate::certificates::sheet;
use crate::model::{PathwayId, Progress, StepKind};
use crate::own_record;
use crate::pathways::{certify, enrol, progress};
use access::actions::SeeOwnRecord;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Html, Table, Tag};
use kernel::{Id, Refusal};
use paper::certificate::Press;

const TITLE: &str = "Your pathways";

fn table(progress: &Progress) -> Table {
    let rows = progress.steps.iter().map(|step| {
        let next = match (&step.next, progress.may_take(step), step.kind) {
            (_, false, _) => Cell::text(""),
            (Some((reference, day)), true, _) => Cell::html(Html::link_about(
                &format!("/sessions/{reference}/book"),
                &format!("Book for {}", day.text()),
                &step.title,
            )),
            (None, true, StepKind::Course) => Cell::text("No date with a free place yet"),
            (None, true, StepKind::SignOff) => Cell::text("A coordinator signs it off"),
        };
        vec![Cell::text(&step.title), stands(step.standing), next]
    });
    let caption = format!(
        "{}: {} of {} steps",
        progress.title,
        progress.done(),
        progress.steps.len()
    );
    Table::new(&caption)
        .column("Step")
        .column("Where it stands")
        .column("Next")
        .rows(rows)
}

/// `GET /record/{token}/pathways`
pub(crate) async fn show(desk: Desk<SeeOwnRecord>, Path(token): Path<String>) -> Answer {
    limit(&desk, TRIES)?;
    let (asked, now) = (token.clone(), desk.now());
    let (all, choices, certified) = desk
        .read(move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &asked)?;
            let all = progress::own(tx, scope, &holder, now.day())?;
            let choices = enrol::choices(tx, scope, &holder)?;
            Ok((all, choices, certify::owned(tx, scope, &holder)?))
        })
        .await?;
    let own = format!("/record/{token}/pathways");
    let done = match desk.query("done").as_str() {
        "join" => "You are on the pathway.",
        "leave" => "You left the pathway. What you attended stays on your record.",
        _ => "",
    };
    let mut page = Page::new(TITLE).done(done);
    if !certified.is_empty() {
        let links = certified.iter().map(|(walker, title)| {
            (
                format!("{own}/{walker}"),
                format!("Certificate of “{title}” (PDF)"),
            )
        });
        page = page.heading("Certificates").with(Part::Links(links.collect()));
    }
    if all.is_empty() {
        page = page.text("You are on no pathway.");
    }
    for progress in &all {
        if progress.done() == progress.steps.len() {
            page = page.html(&Tag::new(&format!("Finished: {}", progress.title), "green"));
        }
        page = page.html(&table(progress)).with(Part::Form(
            FormPart::new(&own, &desk.hidden())
                .value("what", "leave")
                .value("which", &progress.id.to_string())
                .button(Button::new(&format!("Leave “{}”", progress.title)).kind(ButtonKind::Secondary)),
        ));
    }
    if !choices.is_empty() {
        page = page.heading("Pathways you can join");
    }
    for (id, title, audience) in &choices {
        page = page.text(&format!("{title}. For {audience}.")).with(Part::Form(
            FormPart::new(&own, &desk.hidden())
                .value("what", "join")
                .value("which", &id.to_string())
                .button(Button::new(&format!("Join “{title}”"))),
        ));
    }
    let page = page.with(Part::Links(vec![(
        format!("/record/{token}"),
        "Your record".to_owned(),
    )]));
    front::Page::new(&desk, TITLE, &page)?.answer()
}

/// `GET /record/{token}/pathways/{id}`: the certificate.
pub(crate) async fn file(
    press: Press,
    desk: Desk<SeeOwnRecord>,
    Path((token, id)): Path<(String, String)>,
) -> Answer {
    limit(&desk, TRIES)?;
    let walker = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let (now, base) = (desk.now(), desk.public_url().to_owned());
    let file = desk
        .read(move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &token)?;
            let certificate = certify::own(tx, scope, &holder, walker)?;
            Ok(sheet::write(press, &certificate, &base, "")?)
        })
        .await?;
    Ok(pdf(file))
}

/// `POST /record/{token}/pathways`
pub(crate) async fn change(desk: Desk<SeeOwnRecord>, Path(token): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["what", "which"], &[])?;
    limit(&desk, TRIES)?;
    let which = Id::parse(values.text("which")).ok_or(Refusal::Unknown)?;
    let (hand, now, what) = (Hand::of(&desk), desk.now(), values.text("what").to_owned());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &token)?;
            let moment = hand.moment();
            let done = match what.as_str() {
                "join" => enrol::by_herself(tx, scope, &moment, &holder, PathwayId(which))?,
                "leave" => enrol::leave(tx, scope, &moment, &holder, which)?,
                _ => return Err(Refusal::Unknown.into()),
            };
            let home = format!("/record/{token}/pathways?done={what}");
            Ok(done.map(|()| LocalPath::of(home)))
        })
        .await?;
    Ok(answer)
}
