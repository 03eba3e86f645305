//! One booking, for its coordinators. Each form says what it sends to whom before it is sent.

use super::booking_answer::answering;
use super::hand::{Hand, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{Booking, BookingState, CourseId, Session};
use crate::places::agree::{self, Says};
use crate::places::manage;
use crate::places::shows::{self, Shows};
use crate::reading;
use access::Scope;
use access::actions::ManageBookings;
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, Input, SummaryList, Textarea};
use kernel::{Day, Problems, Refusal, Stop};
use store::Tx;

fn facts(loaded: &Loaded) -> SummaryList {
    let Loaded {
        booking,
        missing,
        shows,
        ..
    } = loaded;
    let person = &booking.draft.person;
    let state = match (booking.awaits, booking.offer_until) {
        (Some(awaits), _) => awaits.label().to_owned(),
        (None, Some(until)) => format!(
            "{}, kept until {} on {} for the person to take",
            booking.state.label(),
            until.time_text(),
            until.day().long_text()
        ),
        (None, None) => booking.state.label().to_owned(),
    };
    let titles: Vec<&str> = missing.iter().map(|(_, title)| title.as_str()).collect();
    let mut facts = SummaryList::new()
        .row("Booking", &booking.reference)
        .row("State", &state);
    for (name, text) in [
        ("Not done before", titles.join(", ").as_str()),
        ("Learned elsewhere, as the person says", &booking.draft.earlier),
        ("Manager", &booking.draft.manager),
        ("Booked by a colleague", &booking.draft.booked_by),
        ("Came before", &came_before(*shows)),
    ] {
        if !text.is_empty() {
            facts = facts.row(name, text);
        }
    }
    facts
        .row("Made", &booking.made_at.text())
        .row("Work e-mail address", &person.email)
        .row("Organisation", &person.organisation)
        .row(
            "Professional background",
            label_of(BACKGROUNDS, &person.background),
        )
        .row("Borough", &booking.area_name)
        .row("Needs to take part", &booking.draft.access_needs)
        .row("Language or interpreting needs", &booking.draft.language_needs)
}

/// How often the person came before who had a place.
fn came_before(shows: Shows) -> String {
    match (shows.booked, shows.came) {
        (0, _) => String::new(),
        (booked, came) => format!("To {came} of {booked} sessions with a place and a register"),
    }
}

/// `what` is the form that came back with problems.
pub(super) struct Shown<'s> {
    values: &'s Typed,
    problems: &'s Problems,
}

impl Shown<'_> {
    /// Values and problems of one of the forms.
    pub(super) fn of(&self, what: &str) -> (Typed, Problems) {
        if self.values.text("what") == what {
            (self.values.clone(), self.problems.clone())
        } else {
            (Typed::none(), Problems::none())
        }
    }
}

/// A booking of a session, and what is asked for before its course and not done.
pub(super) struct Loaded {
    session: Session,
    pub(super) booking: Booking,
    pub(super) missing: Vec<(CourseId, String)>,
    shows: Shows,
}

fn load(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageBookings>,
    (session, booking): (&str, &str),
    today: Day,
) -> Result<Loaded, Stop> {
    let session = reading::session(tx, scope, session)?;
    let booking = reading::booking_of(tx, session.id, booking)?;
    Ok(Loaded {
        missing: agree::missing(tx, &session, booking.learner)?,
        shows: shows::of(tx, booking.learner, today)?,
        session,
        booking,
    })
}

fn page(desk: &Desk<ManageBookings>, loaded: &Loaded, shown: &Shown<'_>) -> Page {
    let Loaded { session, booking, .. } = loaded;
    let mut page = Page::new(&booking.draft.person.name)
        .caption(&session.title)
        .problems(shown.problems)
        .html(&facts(loaded));
    let form = |what: &str| FormPart::new(desk.path(), &desk.hidden()).value("what", what);
    let open = session.open_for_booking(desk.now());
    if open && booking.awaits.is_some() {
        page = answering(page, form, loaded, shown);
    } else if open && booking.state == BookingState::Waiting {
        page = promoting(page, form("promote"), session, booking, shown);
    }
    page = naming(page, form("name"), booking, shown);
    if booking.state != BookingState::Cancelled && !booking.draft.person.email.is_empty() {
        page = page
            .heading("Send a new link")
            .text("For somebody who lost the message, or whose link went to somebody else. One message goes to the address above. Links sent before stop working at once, and so do links to the record of this person.")
            .with(Part::Form(
                form("link").button(Button::new("Send a new link").kind(ButtonKind::Secondary)),
            ));
    }
    if booking.state != BookingState::Cancelled {
        page = cancelling(page, form("cancel"), booking, open, shown);
    }
    page.with(Part::Links(vec![(
        format!("/learners/records/{}", booking.learner),
        "The person's record".to_owned(),
    )]))
}

/// Whom the person's message goes to.
pub(super) fn sent_to(booking: &Booking) -> String {
    let email = &booking.draft.person.email;
    if email.is_empty() {
        "Nothing is sent, because there is no address.".to_owned()
    } else {
        format!("One message goes to {email}.")
    }
}

fn promoting(page: Page, form: FormPart, session: &Session, booking: &Booking, shown: &Shown<'_>) -> Page {
    let (values, problems) = shown.of("promote");
    let first = if session.left() > 0 {
        format!(
            "A place is free: the person gets it now. {} It says that a place has come free, with a calendar file.",
            sent_to(booking)
        )
    } else {
        "No place is free: the person goes to the front of the waiting list, before everybody who has waited longer. Nothing is sent until a place is freed; then the message says that it is theirs.".to_owned()
    };
    page.heading("Give the next place to this person")
        .text(&first)
        .with(Part::Form(
            form.field(
                &Textarea::new("reason", "Reason")
                    .hint("It stands in the history and is sent to nobody.")
                    .rows(2)
                    .value(values.text("reason"))
                    .problems(&problems),
            )
            .button(Button::new("Give the next place to this person").kind(ButtonKind::Secondary)),
        ))
}

fn naming(page: Page, form: FormPart, booking: &Booking, shown: &Shown<'_>) -> Page {
    let (values, problems) = shown.of("name");
    let name = if values == Typed::none() {
        booking.draft.person.name.as_str()
    } else {
        values.text("name")
    };
    page.heading("Correct the name")
        .text("It changes in all of this person's bookings. Nothing is sent.")
        .with(Part::Form(
            form.field(&Input::new("name", "Name").value(name).problems(&problems))
                .field(
                    &Textarea::new("why", "Reason for the correction")
                        .rows(2)
                        .value(values.text("why"))
                        .problems(&problems),
                )
                .button(Button::new("Save the name").kind(ButtonKind::Secondary)),
        ))
}

fn cancelling(page: Page, form: FormPart, booking: &Booking, open: bool, shown: &Shown<'_>) -> Page {
    let (values, problems) = shown.of("cancel");
    let words = match booking.state {
        BookingState::Booked => format!(
            "{} It says that the place has been cancelled, with a calendar file to take the entry out. {}",
            sent_to(booking),
            if open {
                "The place goes to the waiting list at once, and who gets it is written to."
            } else {
                "Nobody is given the place any more."
            }
        ),
        BookingState::Waiting | BookingState::Cancelled => format!(
            "{} It says that the person is no longer on the waiting list.",
            sent_to(booking)
        ),
    };
    page.heading("Cancel this booking").text(&words).with(Part::Form(
        form.field(
            &Textarea::new("because", "Reason (optional)")
                .rows(2)
                .value(values.text("because"))
                .problems(&problems),
        )
        .button(Button::new("Cancel the booking").kind(ButtonKind::Warning)),
    ))
}

/// `GET /sessions/{reference}/bookings/{booking}`
pub(crate) async fn show(
    desk: Desk<ManageBookings>,
    Path((reference, booking)): Path<(String, String)>,
) -> Answer {
    let today = desk.now().day();
    let loaded = desk
        .view(move |tx, scope| {
            let loaded = load(tx, scope, (&reference, &booking), today)?;
            Ok(Seen::one("booking", loaded.booking.id, loaded))
        })
        .await?;
    let (values, problems) = (Typed::none(), Problems::none());
    let shown = Shown {
        values: &values,
        problems: &problems,
    };
    let page = page(&desk, &loaded, &shown);
    let back = format!("/sessions/{}/bookings", loaded.session.reference);
    under(&desk, "Booking", &page, &[(&back, "Bookings")])
}

/// Fields of the form that says what to do.
fn fields_of(what: &str) -> Result<&'static [&'static str], Stop> {
    match what {
        "promote" => Ok(&["what", "reason"]),
        "approve" => Ok(&["what", "why_yes"]),
        "decline" => Ok(&["what", "why_no"]),
        "link" => Ok(&["what"]),
        "name" => Ok(&["what", "name", "why"]),
        "cancel" => Ok(&["what", "because"]),
        _ => Err(Refusal::Malformed("This form does not say what to do.").into()),
    }
}

/// `POST /sessions/{reference}/bookings/{booking}`
pub(crate) async fn change(
    desk: Desk<ManageBookings>,
    Path((reference, booking)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let lists: &[&str] = if form.text("what") == "approve" {
        &["recognise"]
    } else {
        &[]
    };
    let values = typed(&form, fields_of(form.text("what"))?, lists)?;
    let (asked, today) = (reference.clone(), desk.now().day());
    let loaded = desk
        .read(move |tx, scope| load(tx, scope, (&asked, &booking), today))
        .await?;
    let home = format!("/sessions/{reference}/bookings");
    match carry_out(&desk, &form, &values, &loaded.booking, home.clone()).await {
        Err(Stop::Problems(problems)) => {
            let problems = renamed(problems, values.text("what"));
            let shown = Shown {
                values: &values,
                problems: &problems,
            };
            let page = page(&desk, &loaded, &shown);
            wrong(&desk, "Booking", &page, &[(&home, "Bookings")])
        }
        other => Ok(other?),
    }
}

/// The field of a reason has a name of its own in each form of the page.
fn renamed(mut problems: Problems, what: &str) -> Problems {
    let field = match what {
        "name" => "why",
        "cancel" => "because",
        "approve" => "why_yes",
        "decline" => "why_no",
        _ => "reason",
    };
    for problem in &mut problems.0 {
        if problem.field == "reason" {
            field.clone_into(&mut problem.field);
        }
    }
    problems
}

async fn carry_out(
    desk: &Desk<ManageBookings>,
    form: &Form,
    values: &Typed,
    booking: &Booking,
    home: String,
) -> Result<axum::response::Response, Stop> {
    let (hand, id) = (Hand::of(desk), booking.id);
    let [reason, why, because, name] =
        ["reason", "why", "because", "name"].map(|field| values.text(field).to_owned());
    let next = move |word: &str| LocalPath::of(format!("{home}?done={word}"));
    let answer = agree::Answer {
        says: if values.text("what") == "approve" {
            Says::Yes
        } else {
            Says::No
        },
        reason: [values.text("why_yes"), values.text("why_no")].concat(),
        recognise: form.ticked("recognise")?,
    };
    match values.text("what") {
        "promote" => {
            desk.submit(form, move |tx, scope| {
                let done = manage::promote(tx, scope, &hand.moment(), id, &reason)?;
                Ok(done.map(|state| match state {
                    BookingState::Booked => next("placed"),
                    BookingState::Waiting => next("first"),
                    BookingState::Cancelled => next("stayed"),
                }))
            })
            .await
        }
        "approve" | "decline" => {
            desk.submit(form, move |tx, scope| {
                let done = agree::coordinator_says(tx, scope, &hand.moment(), id, &answer)?;
                Ok(done.map(|state| match state {
                    BookingState::Booked => next("approved"),
                    BookingState::Waiting => next("approved-waits"),
                    BookingState::Cancelled => next("declined"),
                }))
            })
            .await
        }
        "link" => {
            desk.submit(form, move |tx, scope| {
                let done = manage::renew_link(tx, scope, &hand.moment(), id)?;
                Ok(done.map(|()| next("link")))
            })
            .await
        }
        "name" => {
            desk.submit(form, move |tx, scope| {
                let done = manage::rename(tx, scope, &hand.moment(), id, &name, &why)?;
                Ok(done.map(|()| next("named")))
            })
            .await
        }
        _ => {
            desk.submit(form, move |tx, scope| {
                let done = manage::cancel(tx, scope, &hand.moment(), id, &because)?;
                Ok(done.map(|()| next("cancelled")))
            })
            .await
        }
    }
}
