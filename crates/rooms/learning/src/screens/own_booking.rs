//! One's own booking, reached by the link in the mail. Looking changes nothing, however often a mail scanner looks.

use super::booking_form::{self, READINGS, Shape, fields, in_words};
use super::compare::compare;
use super::hand::{Hand, limit, version};
use super::parts::{FormPart, Page, Part};
use super::public_session::other_dates;
use super::session::facts;
use super::typed::Typed;
use crate::lists;
use crate::model::{Awaits, BookingState, OwnBooking, PublicLine, Session, SessionState};
use crate::places::{offer, own, take as taking};
use crate::reading;
use access::actions::ManageOwnBooking;
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{BackLink, Button, ButtonKind, InsetText, SummaryList, Warning};
use kernel::{Id, Problems, Refusal, Stop};

/// A source may try so many links.
const TRIES: Allowance = Allowance {
    purpose: "own booking",
    tries: 300,
    seconds: 600,
};

async fn load(desk: &Desk<ManageOwnBooking>, token: &str) -> Result<(OwnBooking, Vec<(Id, String)>), Stop> {
    limit(desk, TRIES)?;
    let (token, now) = (token.to_owned(), desk.now());
    desk.read(move |tx, scope| Ok((own::by_token(tx, scope, now, &token)?, reading::boroughs(tx)?)))
        .await
}

fn done(code: &str) -> &'static str {
    match code {
        "changed" => "Your booking is changed.",
        "taken" => "The place is yours.",
        "cancelled" => "Your booking is cancelled.",
        "again" => "You have booked again and have a place.",
        "record" => "The link to your record is on its way to your work e-mail address.",
        _ => "",
    }
}

fn done_with(code: &str, state: BookingState) -> &'static str {
    match (code, state) {
        ("again", BookingState::Waiting) => "You have booked again and wait for a place.",
        _ => done(code),
    }
}

fn standing(found: &OwnBooking) -> String {
    match (found.session.state, found.booking.state) {
        (SessionState::Cancelled, _) => "This session will not take place.".to_owned(),
        (_, BookingState::Booked) => match found.booking.offer_until {
            Some(until) => format!(
                "A place has come free and is kept for you until {} on {}. Do you take it?",
                until.time_text(),
                until.day().long_text()
            ),
            None => "You have a place.".to_owned(),
        },
        (_, BookingState::Waiting) if found.booking.awaits == Some(Awaits::Manager) => {
            "Your booking waits until your manager agrees. You do not have a place yet.".to_owned()
        }
        (_, BookingState::Waiting) if found.booking.awaits.is_some() => {
            "Your booking waits until a coordinator approves it. You do not have a place yet.".to_owned()
        }
        (_, BookingState::Waiting) => {
            let place = found.ahead.unwrap_or(1);
            format!(
                "You are number {place} on the waiting list. When a place is freed for you, we write to you."
            )
        }
        (_, BookingState::Cancelled) => "This booking is cancelled.".to_owned(),
    }
}

/// `GET /booking/{token}`
pub(crate) async fn show(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    let (found, _) = load(&desk, &token).await?;
    let others = others(&desk, &found.session).await?;
    let person = &found.booking.draft.person;
    let or = |text: &str| {
        if text.is_empty() {
            "None".to_owned()
        } else {
            text.to_owned()
        }
    };
    let mine = SummaryList::new()
        .row("Booking", &found.booking.reference)
        .row("Name", &person.name)
        .row("Work e-mail address", &person.email)
        .row("Organisation", &person.organisation)
        .row(
            "Professional background",
            label_of(BACKGROUNDS, &person.background),
        )
        .row("Borough", &found.booking.area_name)
        .row(
            "What you need to take part",
            &or(&found.booking.draft.access_needs),
        )
        .row(
            "Language or interpreting needs",
            &or(&found.booking.draft.language_needs),
        );
    let mine = match found.booking.draft.booked_by.as_str() {
        "" => mine,
        colleague => mine.row("Booked for you by", colleague),
    };
    let mut session = found.session.clone();
    session.change_reason = None;
    let mut page = Page::new("Your booking")
        .caption(&found.session.title)
        .done(done_with(&desk.query("done"), found.booking.state))
        .html(&InsetText::new(&standing(&found)))
        .html(&facts(&session))
        .heading("What you told us")
        .html(&mine);
    let base = format!("/booking/{token}");
    if found.session.open_for_booking(desk.now()) {
        if found.booking.offer_until.is_some() {
            let form = FormPart::new(&format!("{base}/take"), &desk.hidden());
            page = page.with(Part::Form(form.button(Button::new("Take the place"))));
        }
        let cancel = if found.booking.offer_until.is_some() {
            "No, I do not take it"
        } else {
            "Cancel your booking"
        };
        page = page.with(match found.booking.state {
            BookingState::Booked | BookingState::Waiting => Part::Actions(vec![
                Button::link("Change what you told us", &format!("{base}/change"))
                    .kind(ButtonKind::Secondary),
                Button::link(cancel, &format!("{base}/cancel")).kind(ButtonKind::Secondary),
            ]),
            BookingState::Cancelled if found.session.takes_bookings(desk.now()) => Part::Form(
                FormPart::new(&format!("{base}/again"), &desk.hidden()).button(Button::new("Book again")),
            ),
            BookingState::Cancelled => Part::Text("Booking is closed.".to_owned()),
        });
    }
    let page = page.with(Part::Links(vec![(
        format!("{base}/calendar"),
        "Your bookings in your own calendar".to_owned(),
    )]));
    let page = other_dates(page, &others).with(super::record_link::offer(&base, &desk.hidden()));
    front::Page::new(&desk, "Your booking", &page)?.answer()
}

/// `POST /booking/{token}/take`
pub(crate) async fn take(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let (found, _) = load(&desk, &token).await?;
    let (hand, id) = (Hand::of(&desk), found.booking.id);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = offer::take(tx, scope, &hand.moment(), id)?;
            Ok(done.map(|()| LocalPath::of(format!("/booking/{token}?done=taken"))))
        })
        .await;
    Ok(answer?)
}

/// Other dates of the course of a session that will not take place.
async fn others(desk: &Desk<ManageOwnBooking>, session: &Session) -> Result<Vec<PublicLine>, Stop> {
    if session.state != SessionState::Cancelled {
        return Ok(Vec::new());
    }
    let (session, now) = (session.clone(), desk.now());
    desk.read(move |tx, _| lists::others(tx, &session, now)).await
}

fn change_page(
    desk: &Desk<ManageOwnBooking>,
    areas: &[(Id, String)],
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden()).value("version", values.text("version"));
    form.fields = fields(values, areas, problems, Shape::Change);
    Page::new("Change what you told us")
        .problems(problems)
        .with(Part::Form(form.button(Button::new("Save"))))
}

/// `GET /booking/{token}/change`
pub(crate) async fn ask(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    let (found, areas) = load(&desk, &token).await?;
    own::refuse_begun(&found.session, desk.now())?;
    let values = booking_form::of(&found.booking.draft, found.booking.version);
    let page = change_page(&desk, &areas, &values, &Problems::none());
    front::Page::new(&desk, "Change your booking", &page)?
        .above(&BackLink::new(&format!("/booking/{token}"), "Your booking"))
        .answer()
}

/// `POST /booking/{token}/change`
pub(crate) async fn change(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    let values = booking_form::typed(
        &form,
        &["email", "website", "code", "manager", "earlier", "booked_by"],
    )?;
    let (found, areas) = load(&desk, &token).await?;
    // The address is how she is known: the form does not hold it.
    let whole = values
        .clone()
        .with("email", found.booking.draft.person.email.as_str());
    let problems = match booking_form::read(&whole, &areas, Shape::Change) {
        Ok(draft) => {
            let (hand, id, based, home) =
                (Hand::of(&desk), found.booking.id, version(&values), token.clone());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = own::change(tx, scope, &hand.moment(), id, based, &draft)?;
                    Ok(done.map(|()| LocalPath::of(format!("/booking/{home}?done=changed"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                Err(Stop::Refusal(Refusal::Changed { .. })) => {
                    return conflict(&desk, &found, &areas, values);
                }
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = change_page(&desk, &areas, &values, &problems);
    front::Page::new(&desk, "Change your booking", &page)?
        .with_problems()
        .answer()
}

/// Somebody saved first, most likely herself in another tab: both texts field by field, and what was typed is kept.
fn conflict(
    desk: &Desk<ManageOwnBooking>,
    found: &OwnBooking,
    areas: &[(Id, String)],
    values: Typed,
) -> Answer {
    let now = booking_form::of(&found.booking.draft, found.booking.version);
    let saved = in_words(&now, areas).with("area", found.booking.area_name.as_str());
    let table = compare(READINGS, &(), &saved, &in_words(&values, areas));
    let values = values.with("version", found.booking.version.to_string());
    let form = change_page(desk, areas, &values, &Problems::none());
    let mut page = Page::new("Your booking was changed first")
        .html(&Warning::new(
            "Your booking was changed while you were typing. What you typed is in the form below. Saving it replaces the newer words.",
        ))
        .html(&table);
    page.parts.extend(form.parts);
    front::Page::new(desk, "Change your booking", &page)?
        .status(http::StatusCode::CONFLICT)
        .answer()
}

/// What cancelling comes to, by what there is to cancel and whether people may still book.
const fn consequence(state: BookingState, open: bool) -> &'static str {
    match state {
        BookingState::Booked if !open => {
            "Your place goes to the next person on the waiting list at once. Booking is closed, so you cannot book again by yourself. We write to you that it is given back."
        }
        BookingState::Waiting if !open => {
            "You give up your number on the waiting list. Booking is closed, so you cannot book again by yourself. We write to you that you are no longer on the list."
        }
        BookingState::Booked => {
            "Your place goes to the next person on the waiting list at once. You can book again as long as there are places. We write to you that it is given back."
        }
        BookingState::Waiting => {
            "You give up your number on the waiting list. If you book again, you go to its end. We write to you that you are no longer on the list."
        }
        BookingState::Cancelled => "This booking is cancelled already.",
    }
}

/// `GET /booking/{token}/cancel`
pub(crate) async fn ask_cancel(desk: Desk<ManageOwnBooking>, Path(token): Path<String>) -> Answer {
    let (found, _) = load(&desk, &token).await?;
    own::refuse_begun(&found.session, desk.now())?;
    let home = format!("/booking/{token}");
    let page = Page::new("Cancel your booking?")
        .caption(&found.session.title)
        .with(Part::Bullets(found.session.days_text()))
        .text(consequence(
            found.booking.state,
            found.session.takes_bookings(desk.now()),
        ))
        .with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden())
                .button(Button::new("Cancel my booking").kind(ButtonKind::Warning))
                .button(Button::link("Keep it", &home).kind(ButtonKind::Secondary)),
        ));
    front::Page::new(&desk, "Cancel your booking?", &page)?
        .above(&BackLink::new(&home, "Your booking"))
        .answer()
}

/// `POST /booking/{token}/cancel`
pub(crate) async fn cancel(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let (found, _) = load(&desk, &token).await?;
    let (hand, id) = (Hand::of(&desk), found.booking.id);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = own::cancel(tx, scope, &hand.moment(), id)?;
            Ok(done.map(|()| LocalPath::of(format!("/booking/{token}?done=cancelled"))))
        })
        .await?;
    Ok(answer)
}

/// `POST /booking/{token}/again`
pub(crate) async fn again(desk: Desk<ManageOwnBooking>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    let (found, _) = load(&desk, &token).await?;
    let (hand, id) = (Hand::of(&desk), found.booking.id);
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = taking::rebook(tx, scope, &hand.moment(), id)?;
            Ok(done.map(|_| LocalPath::of(format!("/booking/{token}?done=again"))))
        })
        .await?;
    Ok(answer)
}
