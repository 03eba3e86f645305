//! Booking a place. Whatever happened, the answer is the same; the mail says what it was.

use super::booking_form::{self, Shape, fields};
use super::hand::{Hand, limit};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{HeldFor, Rules, Session};
use crate::places::{held, take};
use crate::plan::rules;
use crate::reading;
use access::actions::{BookPublicly, BrowsePublicly};
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, Input, InputKind, Panel, Textarea};
use kernel::{Id, Problems, Stop};

/// A source may ask for so many places; a whole team behind one address still can.
const BOOKINGS: Allowance = Allowance {
    purpose: "book",
    tries: 60,
    seconds: 600,
};
/// One address is written to so often a day.
const ADDRESS: Allowance = Allowance {
    purpose: "book address",
    tries: 20,
    seconds: 86_400,
};

/// A manager of many, or who books for a whole team, is written to more often.
const BESIDE: Allowance = Allowance {
    purpose: "book beside",
    tries: 120,
    seconds: 86_400,
};

/// What the form needs: the session, the boroughs, how bookings are taken, and whether places are kept for who has a code.
struct Loaded {
    session: Session,
    areas: Vec<(Id, String)>,
    rules: Rules,
    codes: bool,
}

async fn load(desk: &Desk<BookPublicly>, reference: String) -> Result<Loaded, Stop> {
    let now = desk.now();
    desk.read(move |tx, _| {
        let areas = reading::ask_boroughs(tx)?;
        let mut session = reading::public_session_alone(tx, &reference)?;
        let (days, held, rules) = (
            reading::ask_days(tx, session.id)?,
            held::ask(tx, session.id)?,
            rules::ask(tx, session.id)?,
        );
        session.days = days.all(tx)?;
        take::refuse_closed(&session, now)?;
        let held = held::today_of(tx, held, now.day())?;
        Ok(Loaded {
            codes: held.iter().any(|held| matches!(held.held_for, HeldFor::Code(_))),
            areas: areas.all(tx)?,
            rules: rules::answer(tx, rules, session.course)?,
            session,
        })
    })
    .await
}

fn page(desk: &Desk<BookPublicly>, loaded: &Loaded, values: &Typed, problems: &Problems) -> Page {
    let session = &loaded.session;
    let mut form = FormPart::new(desk.path(), &desk.hidden());
    form.trap = true;
    form.fields = fields(values, &loaded.areas, problems, Shape::Booking);
    form = form.field(
        &Input::new("booked_by", "Your own address, if you book for a colleague (optional)")
            .hint("Fill in the colleague's name and address above. The colleague gets the link to the booking; you hear that it is made.")
            .kind(InputKind::Email)
            .autocomplete("off")
            .value(values.text("booked_by"))
            .problems(problems),
    );
    if loaded.rules.manager {
        form = form.field(
            &Input::new("manager", "Your manager's address at work")
                .hint("We ask there whether you may come. You get a place once the answer is yes.")
                .kind(InputKind::Email)
                .autocomplete("off")
                .value(values.text("manager"))
                .problems(problems),
        );
    }
    if !loaded.rules.needs.is_empty() {
        form = form.field(
            &Textarea::new(
                "earlier",
                "If you learned it elsewhere, where and when? (optional)",
            )
            .hint(&format!(
                "{} Only the coordinator sees what you write.",
                needed(&loaded.rules)
            ))
            .rows(3)
            .value(values.text("earlier"))
            .problems(problems),
        );
    }
    if loaded.codes {
        form = form.field(
            &Input::new("code", "Code (optional)")
                .hint("If somebody gave you a code for a place of this session.")
                .width(10)
                .autocomplete("off")
                .value(values.text("code"))
                .problems(problems),
        );
    }
    let (heading, button) = if session.left() == 0 {
        ("Join the waiting list", "Join the waiting list")
    } else {
        ("Book a place", "Book")
    };
    Page::new(heading)
        .caption(&session.title)
        .problems(problems)
        .with(Part::Bullets(session.days_text()))
        .with(Part::Form(form.button(Button::new(button))))
}

/// What has to be done before, in words.
pub(super) fn needed(rules: &Rules) -> String {
    let titles: Vec<&str> = rules.needs.iter().map(|(_, title)| title.as_str()).collect();
    format!("Before this course people do: {}.", titles.join(", "))
}

fn frame(desk: &Desk<BookPublicly>, session: &Session, page: &Page) -> Result<front::Page, front::Failure> {
    let back = BackLink::new(&session.public_path().unwrap_or_default(), "Session");
    Ok(front::Page::new(desk, "Book a place", page)?.above(&back))
}

/// `GET /sessions/{reference}/book`
pub(crate) async fn ask(desk: Desk<BookPublicly>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    let page = page(&desk, &loaded, &Typed::none(), &Problems::none());
    frame(&desk, &loaded.session, &page)?.answer()
}

/// `POST /sessions/{reference}/book`
pub(crate) async fn book(desk: Desk<BookPublicly>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = booking_form::typed(&form, &["version"])?;
    let loaded = load(&desk, reference).await?;
    let session = &loaded.session;
    let next = LocalPath::of(format!("{}/booked", session.public_path().unwrap_or_default()));
    if !values.text("website").is_empty() {
        // A machine filled in what people do not see: it gets the same answer, and nothing is written.
        return Ok(axum::response::IntoResponse::into_response(next));
    }
    let problems = match booking_form::read(&values, &loaded.areas, Shape::Booking) {
        Ok(draft) => {
            limit(&desk, BOOKINGS)?;
            for (address, allowance) in [
                (&draft.person.email, ADDRESS),
                (&draft.booked_by, BESIDE),
                (&draft.manager, BESIDE),
            ] {
                if !address.is_empty() {
                    desk.allow(allowance, &crate::model::normal_email(address))?;
                }
            }
            let (hand, id) = (Hand::of(&desk), session.id);
            let booked = desk.submit_by(
                &form,
                move |tx, scope| take::facts(tx, scope, id),
                move |tx, scope, facts| {
                    let done = take::book_by(tx, scope, &hand.moment(), facts, &draft)?;
                    Ok(done.map(|()| next.clone()))
                },
            );
            // How long it takes says nothing of who has booked.
            let answer = desk.evenly(booked).await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = page(&desk, &loaded, &values, &problems);
    frame(&desk, session, &page)?.with_problems().answer()
}

/// `GET /sessions/{reference}/booked`
pub(crate) async fn thanks(desk: Desk<BrowsePublicly>, Path(reference): Path<String>) -> Answer {
    let session = desk
        .read(move |tx, _| reading::public_session(tx, &reference))
        .await?;
    let page = Page::default()
        .html(&Panel::new("Look in your mail", "We have written to the address you gave."))
        .text("The message says whether you have a place, are on the waiting list, or wait until somebody agrees. Its link lets you change or cancel your booking.")
        .text("If you had booked this session before, that booking stands as it was: what you filled in now is not taken, and the link lets you change it.")
        .text("If nothing arrives within a few minutes, look in the folder for unwanted mail, or book again with the same address: you will not be booked twice.")
        .with(Part::Links(vec![
            (session.public_path().unwrap_or_default(), "Back to the session".to_owned()),
            ("/sessions".to_owned(), "All sessions".to_owned()),
        ]));
    front::Page::new(&desk, "Look in your mail", &page)?.answer()
}
