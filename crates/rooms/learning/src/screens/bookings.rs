//! Who booked a session: for its coordinators, and for its own trainers to read. A search goes by POST, because it holds a
//! name and names do not belong into addresses.

use super::booking_form::{self, FIELDS, Shape, fields};
use super::hand::{Hand, tag, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{Booking, BookingState, Session};
use crate::places::{manage, take};
use crate::reading;
use crate::records::course as sql;
use access::actions::{ManageBookings, ReadBookings};
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Cell, Input, InputKind, Select, SummaryList, Table, Textarea};
use kernel::{Id, Problems, Refusal, Stop};

fn done(code: &str) -> &'static str {
    match code {
        "added" => "The booking is added. The person has been written to.",
        "cancelled" => {
            "The booking is cancelled. The person has been written to; a freed place went to the waiting list."
        }
        "link" => "A new link is on its way. Links sent before no longer work.",
        "moved" => "The person has a place, or gets the next one that is freed.",
        _ => "",
    }
}

async fn load(
    desk: &Desk<ReadBookings>,
    reference: String,
    state: Option<BookingState>,
    words: String,
) -> Result<(Session, Vec<Booking>), Stop> {
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let bookings = manage::list(tx, scope, session.id, state, &words)?;
        Ok(Seen::one("session bookings", session.id, (session, bookings)))
    })
    .await
}

/// A booking's state in words and colour.
const fn shown(state: BookingState) -> (&'static str, &'static str) {
    match state {
        BookingState::Booked => ("Booked", "green"),
        BookingState::Waiting => ("Waiting", "yellow"),
        BookingState::Cancelled => ("Cancelled", "grey"),
    }
}

fn list(
    desk: &Desk<ReadBookings>,
    session: &Session,
    bookings: &[Booking],
    state: &str,
    words: &str,
) -> Answer {
    let own = format!("/sessions/{}", session.reference);
    let manages = desk.viewer().may::<ManageBookings>().is_ok();
    let rows = bookings.iter().map(|booking| {
        let person = &booking.draft.person;
        let (text, colour) = shown(booking.state);
        let needs: Vec<&str> = [
            booking.draft.access_needs.as_str(),
            booking.draft.language_needs.as_str(),
        ]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
        vec![
            if manages {
                Cell::link(&format!("{own}/bookings/{}", booking.reference), &person.name)
            } else {
                Cell::text(&person.name)
            },
            Cell::text(&person.email),
            Cell::text(&person.organisation),
            Cell::text(label_of(BACKGROUNDS, &person.background)),
            Cell::text(&needs.join("; ")),
            tag(text, colour),
        ]
    });
    let table = Table::new("Bookings")
        .hide_caption()
        .stacked()
        .column("Name")
        .column("Work e-mail address")
        .column("Organisation")
        .column("Background")
        .column("Needs")
        .column("State")
        .rows(rows)
        .when_empty("Nobody has booked, or nobody fits what you looked for.");
    let search = FormPart::new(&format!("{own}/bookings/search"), &desk.hidden())
        .field(
            &Input::new("words", "Name, address, organisation or booking")
                .kind(InputKind::Search)
                .value(words),
        )
        .field(
            &Select::new("state", "State")
                .option("", "All")
                .options(
                    BookingState::ALL
                        .iter()
                        .map(|state| (state.code(), state.label())),
                )
                .value(state),
        )
        .button(Button::new("Search").kind(ButtonKind::Secondary));
    let mut page = Page::new("Bookings")
        .caption(&format!("{}, {}", session.title, session.first_day.text()))
        .done(done(&desk.query("done")))
        .text(&format!(
            "{} of {} places taken.",
            session.taken, session.capacity
        ));
    if manages {
        page = page.with(Part::Actions(vec![Button::link(
            "Add a booking",
            &format!("{own}/bookings/new"),
        )]));
    }
    let page = page.with(Part::Form(search)).html(&table).with(Part::Links(vec![
        (
            format!("{own}/bookings/export?format=csv"),
            "Download as CSV".to_owned(),
        ),
        (
            format!("{own}/bookings/export?format=xlsx"),
            "Download as XLSX".to_owned(),
        ),
    ]));
    let back = format!("{own}/plan");
    under(
        desk,
        "Bookings",
        &page,
        &[("/courses", "Courses"), (&back, "Session")],
    )
}

/// `GET /sessions/{reference}/bookings`
pub(crate) async fn show(desk: Desk<ReadBookings>, Path(reference): Path<String>) -> Answer {
    let (session, bookings) = load(&desk, reference, None, String::new()).await?;
    list(&desk, &session, &bookings, "", "")
}

/// `POST /sessions/{reference}/bookings/search`: reads only.
pub(crate) async fn search(desk: Desk<ReadBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["words", "state"], &[])?;
    let state = BookingState::parse(values.text("state"));
    let (session, bookings) = load(&desk, reference, state, values.text("words").to_owned()).await?;
    list(
        &desk,
        &session,
        &bookings,
        values.text("state"),
        values.text("words"),
    )
}

async fn for_adding(
    desk: &Desk<ManageBookings>,
    reference: String,
) -> Result<(Session, Vec<(Id, String)>), Stop> {
    desk.read(move |tx, scope| {
        Ok((
            reading::session(tx, scope, &reference)?,
            tx.all(&sql::AREA_CHOICES, &[], sql::choice)?,
        ))
    })
    .await
}

fn add_page(
    desk: &Desk<ManageBookings>,
    session: &Session,
    areas: &[(Id, String)],
    values: &Typed,
    problems: &Problems,
) -> Page {
    let mut form = FormPart::new(desk.path(), &desk.hidden());
    form.fields = fields(values, areas, problems, Shape::Booking);
    Page::new("Add a booking")
        .caption(&session.title)
        .problems(problems)
        .with(Part::Form(form.button(Button::new("Add the booking"))))
}

/// `GET /sessions/{reference}/bookings/new`
pub(crate) async fn new(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    let (session, areas) = for_adding(&desk, reference).await?;
    let page = add_page(&desk, &session, &areas, &Typed::none(), &Problems::none());
    let back = format!("/sessions/{}/bookings", session.reference);
    under(&desk, "Add a booking", &page, &[(&back, "Bookings")])
}

/// `POST /sessions/{reference}/bookings/new`
pub(crate) async fn add(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let single: Vec<&str> = FIELDS
        .iter()
        .copied()
        .filter(|name| !["version", "website"].contains(name))
        .collect();
    let values = typed(&form, &single, &[])?;
    let (session, areas) = for_adding(&desk, reference).await?;
    let back = format!("/sessions/{}/bookings", session.reference);
    let problems = match booking_form::read(&values, &areas) {
        Ok(draft) => {
            let (hand, id, home) = (Hand::of(&desk), session.id, back.clone());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = take::add(tx, scope, &hand.moment(), id, &draft)?;
                    Ok(done.map(|_| LocalPath::of(format!("{home}?done=added"))))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Err(problems) => problems,
    };
    let page = add_page(&desk, &session, &areas, &values, &problems);
    wrong(&desk, "Add a booking", &page, &[(&back, "Bookings")])
}

/// `GET /sessions/{reference}/bookings/{booking}`
pub(crate) async fn one(
    desk: Desk<ManageBookings>,
    Path((reference, booking)): Path<(String, String)>,
) -> Answer {
    let (session, booking) = desk
        .view(move |tx, scope| {
            let session = reading::session(tx, scope, &reference)?;
            let booking = reading::booking_of(tx, session.id, &booking)?;
            Ok(Seen::one("booking", booking.id, (session, booking)))
        })
        .await?;
    let person = &booking.draft.person;
    let facts = SummaryList::new()
        .row("Booking", &booking.reference)
        .row("State", booking.state.label())
        .row("Made", &booking.made_at.text())
        .row("Work e-mail address", &person.email)
        .row("Organisation", &person.organisation)
        .row(
            "Professional background",
            label_of(BACKGROUNDS, &person.background),
        )
        .row("Borough", &booking.area_name)
        .row("Needs to take part", &booking.draft.access_needs)
        .row("Language or interpreting needs", &booking.draft.language_needs);
    let mut page = Page::new(&person.name).caption(&session.title).html(&facts);
    if booking.state == BookingState::Waiting {
        page = page.with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden())
                .value("what", "promote")
                .value("reason", "")
                .button(Button::new("Give the next place to this person").kind(ButtonKind::Secondary)),
        ));
    }
    if booking.state != BookingState::Cancelled && !person.email.is_empty() {
        page = page
            .heading("Send a new link")
            .text("For somebody who lost the message, or whose link went to somebody else. Links sent before stop working at once.")
            .with(Part::Form(
                FormPart::new(desk.path(), &desk.hidden())
                    .value("what", "link")
                    .value("reason", "")
                    .button(Button::new("Send a new link").kind(ButtonKind::Secondary)),
            ));
    }
    if booking.state != BookingState::Cancelled {
        page = page
            .heading("Cancel this booking")
            .text("The person is written to. A freed place goes to the waiting list at once.")
            .with(Part::Form(
                FormPart::new(desk.path(), &desk.hidden())
                    .value("what", "cancel")
                    .field(&Textarea::new("reason", "Reason (optional)").rows(2))
                    .button(Button::new("Cancel the booking").kind(ButtonKind::Warning)),
            ));
    }
    let back = format!("/sessions/{}/bookings", session.reference);
    under(&desk, "Booking", &page, &[(&back, "Bookings")])
}

/// `POST /sessions/{reference}/bookings/{booking}`
pub(crate) async fn change(
    desk: Desk<ManageBookings>,
    Path((reference, booking)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let values = typed(&form, &["what", "reason"], &[])?;
    let asked = reference.clone();
    let booking = desk
        .read(move |tx, scope| {
            let session = reading::session(tx, scope, &asked)?;
            reading::booking_of(tx, session.id, &booking)
        })
        .await?;
    let (hand, id, reason) = (Hand::of(&desk), booking.id, values.text("reason").to_owned());
    let home = format!("/sessions/{reference}/bookings");
    let answer = match values.text("what") {
        "promote" => {
            desk.submit(&form, move |tx, scope| {
                let done = manage::promote(tx, scope, &hand.moment(), id)?;
                Ok(done.map(|_| LocalPath::of(format!("{home}?done=moved"))))
            })
            .await?
        }
        "link" => {
            desk.submit(&form, move |tx, scope| {
                let done = manage::renew_link(tx, scope, &hand.moment(), id)?;
                Ok(done.map(|()| LocalPath::of(format!("{home}?done=link"))))
            })
            .await?
        }
        "cancel" => {
            desk.submit(&form, move |tx, scope| {
                let done = manage::cancel(tx, scope, &hand.moment(), id, &reason)?;
                Ok(done.map(|()| LocalPath::of(format!("{home}?done=cancelled"))))
            })
            .await?
        }
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    Ok(answer)
}
