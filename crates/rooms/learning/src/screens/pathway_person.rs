//! One person on a pathway: her way, signing a step off and taking that back, her certificate, taking her off and putting her on it again.

use super::hand::{Hand, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::pathways::PLACES;
use super::typed::{Typed, of_form};
use crate::certificates::sheet;
use crate::model::{Certificate, Pathway, Standing, StepId, StepKind, Taken};
use crate::pathways::progress::{self, Walking};
use crate::pathways::{certify, enrol, plan, sign};
use access::Scope;
use access::actions::ManageBookings;
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Radios, Select, Table, Textarea};
use kernel::{Day, Id, Problems, Refusal, Stop};
use paper::certificate::Press;
use store::Tx;

/// Where a step stands, in words and colour.
pub(super) fn stands(standing: Standing) -> Cell {
    match standing {
        Standing::Done(day) => tag(&format!("Done on {}", day.text()), "green"),
        Standing::Recognised => tag("Recognised", "green"),
        Standing::RanOut(day) => tag(&format!("Ran out, done on {}", day.text()), "orange"),
        Standing::Booked(day) => tag(&format!("Booked for {}", day.text()), "blue"),
        Standing::Open => tag("To do", "grey"),
    }
}

struct One {
    pathway: Pathway,
    walking: Walking,
    certificate: Option<Certificate>,
}

async fn load(desk: &Desk<ManageBookings>, reference: String, id: &str) -> Result<One, Stop> {
    let (id, today) = (Id::parse(id).ok_or(Refusal::Unknown)?, desk.now().day());
    desk.view(move |tx, scope| {
        let pathway = plan::one(tx, scope, &reference)?;
        let walking = progress::walking(tx, scope, &pathway, id, today)?;
        let certificate = certify::of(tx, scope, id)?;
        let one = One {
            pathway,
            walking,
            certificate,
        };
        Ok(Seen::one("pathway person", id, one))
    })
    .await
}

fn way(steps: &[Taken]) -> Table {
    let rows = steps
        .iter()
        .map(|step| vec![Cell::text(&step.title), stands(step.standing)]);
    Table::new("Steps")
        .hide_caption()
        .column("Step")
        .column("Where it stands")
        .rows(rows)
        .when_empty("The pathway has no steps yet.")
}

fn reason_field(what: &str, values: &Typed, problems: &Problems, hint: &str) -> Textarea {
    let name = format!("{what}_reason");
    Textarea::new(&name, "Reason")
        .hint(hint)
        .rows(2)
        .value(values.text(&name))
        .problems(problems)
}

fn one_page(desk: &Desk<ManageBookings>, one: &One, values: &Typed, problems: &Problems) -> Page {
    let walking = &one.walking;
    let steps: &[Taken] = walking
        .progress
        .as_ref()
        .map_or(&[], |progress| progress.steps.as_slice());
    let doing = values.text("what");
    let form = |what: &str| FormPart::new(desk.path(), &desk.hidden()).value("what", what);
    let page = Page::new(&walking.name)
        .caption(&one.pathway.draft.title)
        .problems(&of_form(doing, doing, problems));
    let mut page = match walking.left {
        Some(day) => page.text(&format!("She left this pathway on {}.", day.long_text())),
        None => page.html(&way(steps)),
    };
    let signable = |signed: bool| {
        steps
            .iter()
            .filter(move |step| step.kind == StepKind::SignOff && step.standing.counts() == signed)
            .map(|step| (step.step.to_string(), step.title.clone()))
            .collect::<Vec<_>>()
    };
    if !signable(false).is_empty() {
        let own = of_form(doing, "sign", problems);
        let hint = "What it rests on, for example who observed. Kept in the history.";
        page = page.heading("Sign a step off").with(Part::Form(
            form("sign")
                .field(
                    &Radios::new("step", "Step")
                        .choices(signable(false))
                        .value(values.text("step"))
                        .problems(&own),
                )
                .field(&values.date_input("day", "Day").problems(&own))
                .field(&reason_field("sign", values, &own, hint))
                .button(Button::new("Sign it off")),
        ));
    }
    if !signable(true).is_empty() {
        let own = of_form(doing, "unsign", problems);
        page = page.heading("Take a sign-off back").with(Part::Form(
            form("unsign")
                .field(
                    &Select::new("signed", "Step")
                        .option("", "Choose")
                        .options(signable(true))
                        .value(values.text("signed"))
                        .problems(&own),
                )
                .field(&reason_field("unsign", values, &own, "Kept in the history."))
                .button(Button::new("Take it back").kind(ButtonKind::Secondary)),
        ));
    }
    page = certified(desk, one, values, problems, page);
    let (what, words) = if walking.left.is_some() {
        ("again", "Put on it again")
    } else {
        ("off", "Take off this pathway")
    };
    let own = of_form(doing, what, problems);
    page.heading(words)
        .with(Part::Form(
            form(what)
                .field(&reason_field(what, values, &own, "Kept in the history."))
                .button(Button::new(words).kind(ButtonKind::Secondary)),
        ))
        .with(Part::Links(vec![
            (
                format!("/learners/records/{}", walking.learner),
                "Her record, where what she learned elsewhere is recognised".to_owned(),
            ),
            (
                format!("{}/history", desk.path()),
                "History of this person on the pathway".to_owned(),
            ),
        ]))
}

/// Her certificate: issued once every step is done, withdrawn with a reason.
fn certified(
    desk: &Desk<ManageBookings>,
    one: &One,
    values: &Typed,
    problems: &Problems,
    page: Page,
) -> Page {
    let form = |what: &str| FormPart::new(desk.path(), &desk.hidden()).value("what", what);
    match (&one.certificate, &one.walking.progress) {
        (Some(certificate), _) => {
            let own = of_form(values.text("what"), "uncertify", problems);
            let hint = "Kept in the history. The code is not valid any more, and she is not told.";
            page.heading("Certificate")
                .text(&format!(
                    "Issued on {} by {}. Its check code is {}.",
                    certificate.issued_at.day().text(),
                    certificate.content.issued_by,
                    certificate.content.code
                ))
                .with(Part::Links(vec![(
                    format!("{}/certificate", desk.path()),
                    "The certificate (PDF)".to_owned(),
                )]))
                .with(Part::Form(
                    form("uncertify")
                        .field(&reason_field("uncertify", values, &own, hint))
                        .button(Button::new("Withdraw the certificate").kind(ButtonKind::Warning)),
                ))
        }
        (None, Some(progress)) if certify::finished(progress, desk.now().day()).is_some() => page
            .heading("Certificate")
            .text("She has done every step. The certificate is mailed to her as a link to her record.")
            .with(Part::Form(
                form("certify").button(Button::new("Issue the certificate")),
            )),
        (None, _) => page,
    }
}

/// The certificate itself, as a copy: with a mark that her own has not.
fn leaving(
    press: Press,
    (reference, id): (String, Id),
    today: Day,
    base: String,
) -> impl Fn(&mut Tx<'_>, &Scope<ManageBookings>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, mark| {
        let pathway = plan::one(tx, scope, &reference)?;
        progress::walking(tx, scope, &pathway, id, today)?;
        let certificate = certify::of(tx, scope, id)?.ok_or(Refusal::Unknown)?;
        // Without a mark nothing leaves yet.
        let file = if mark.is_empty() {
            Vec::new()
        } else {
            sheet::write(press, &certificate, &base, mark)?
        };
        Ok(Leaving::pdf(file, "certificate.pdf", "pathway person", id))
    }
}

const WHAT: &str = "A certificate";

/// `GET /pathways/{reference}/people/{id}/certificate`
pub(crate) async fn ask_file(
    press: Press,
    desk: Desk<ManageBookings>,
    Path((reference, id)): Path<(String, String)>,
) -> Answer {
    let (id, base) = (
        Id::parse(&id).ok_or(Refusal::Unknown)?,
        desk.public_url().to_owned(),
    );
    let today = desk.now().day();
    copies::ask(&desk, WHAT, leaving(press, (reference, id), today, base)).await
}

/// `POST /pathways/{reference}/people/{id}/certificate`
pub(crate) async fn file(
    press: Press,
    desk: Desk<ManageBookings>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let (id, base) = (
        Id::parse(&id).ok_or(Refusal::Unknown)?,
        desk.public_url().to_owned(),
    );
    let today = desk.now().day();
    copies::take(&desk, WHAT, &form, leaving(press, (reference, id), today, base)).await
}

fn places(one: &One) -> Vec<(String, &'static str)> {
    let own = format!("/pathways/{}", one.pathway.reference);
    let mut places: Vec<(String, &'static str)> = PLACES
        .iter()
        .map(|(href, text)| ((*href).to_owned(), *text))
        .collect();
    places.push((own.clone(), "Pathway"));
    places.push((format!("{own}/people"), "People"));
    places
}

/// `GET /pathways/{reference}/people/{id}`
pub(crate) async fn one(desk: Desk<ManageBookings>, Path((reference, id)): Path<(String, String)>) -> Answer {
    let one = load(&desk, reference, &id).await?;
    let done = match desk.query("done").as_str() {
        "sign" => "The step is signed off.",
        "unsign" => "The sign-off is taken back.",
        "off" => "The person is taken off the pathway.",
        "certify" => "The certificate is issued.",
        "uncertify" => "The certificate is withdrawn.",
        "again" => "The person is on the pathway again.",
        _ => "",
    };
    let values = Typed::none().with_day("day", desk.now().day());
    let page = one_page(&desk, &one, &values, &Problems::none()).done(done);
    under(&desk, "Person on a pathway", &page, &places(&one))
}

/// `POST /pathways/{reference}/people/{id}`
pub(crate) async fn change(
    press: Press,
    desk: Desk<ManageBookings>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "sign" => &["what", "step", "day-day", "day-month", "day-year", "sign_reason"],
        "unsign" => &["what", "signed", "unsign_reason"],
        "again" => &["what", "again_reason"],
        "certify" => &["what"],
        "uncertify" => &["what", "uncertify_reason"],
        _ => &["what", "off_reason"],
    };
    let values = typed(&form, fields, &[])?;
    let one = load(&desk, reference, &id).await?;
    let (hand, pathway, walker) = (Hand::of(&desk), one.pathway.clone(), one.walking.id);
    let what = values.text("what").to_owned();
    let reason = values.text(&format!("{what}_reason")).to_owned();
    let named = if what == "unsign" { "signed" } else { "step" };
    let step = Id::parse(values.text(named)).map(StepId);
    let mut problems = Problems::none();
    if matches!(what.as_str(), "sign" | "unsign") && step.is_none() {
        problems.add(named, "Choose the step");
    }
    let day = if what == "sign" {
        values.day("day", &mut problems)
    } else {
        None
    };
    if problems.is_empty() {
        let home = format!("/pathways/{}/people/{walker}", pathway.reference);
        let answer = desk
            .submit(&form, move |tx, scope| {
                let moment = hand.moment();
                let done = match (what.as_str(), step, day) {
                    ("sign", Some(step), Some(day)) => {
                        sign::off(tx, scope, &moment, &pathway, walker, (step, day), &reason)?
                    }
                    ("unsign", Some(step), _) => {
                        sign::back(tx, scope, &moment, &pathway, walker, step, &reason)?
                    }
                    ("off", ..) => enrol::turn(tx, scope, &moment, walker, true, &reason)?,
                    ("certify", ..) => certify::issue(tx, scope, &moment, press, &pathway, walker)?,
                    ("uncertify", ..) => certify::withdraw(tx, scope, &moment, walker, &reason)?,
                    ("again", ..) => enrol::turn(tx, scope, &moment, walker, false, &reason)?,
                    _ => return Err(Refusal::Unknown.into()),
                };
                let home = format!("{home}?done={what}");
                Ok(done.map(|()| LocalPath::of(home)))
            })
            .await;
        match answer {
            Err(Stop::Problems(found)) => problems = found,
            other => return Ok(other?),
        }
    }
    let page = one_page(&desk, &one, &values, &problems);
    wrong(&desk, "Person on a pathway", &page, &places(&one))
}
