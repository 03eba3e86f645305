//! Who booked a session: for its coordinators, and for its own trainers to read. A search goes by POST, because it holds a
//! name and names do not belong into addresses.

use super::hand::{first_page, next_page, query_text, tag, typed, under};
use super::parts::{FormPart, Page, Part};
use crate::model::{Booking, BookingState, LATE_DAYS, LearnerId, Session, TurnOut};
use crate::places::manage::{self, BookingQuery};
use crate::places::shows;
use crate::reading;
use access::Scope;
use access::actions::{ManageBookings, ReadBookings};
use axum::extract::Path;
use axum::response::IntoResponse;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Form, Search, Seen};
use govuk::{Button, ButtonKind, Cell, Input, InputKind, Pagination, Select, Table};
use kernel::{Refusal, Stop};
use std::collections::BTreeSet;
use store::Tx;

fn done(code: &str) -> &'static str {
    match code {
        "added" => "The person has a place. A message with the calendar file is on its way to the address.",
        "added-kept" => {
            "The person has a place. A message is on its way to the address. The address was known under another name, which was kept: correct it on the page of the booking if it is wrong."
        }
        "waits" => {
            "No place is free: the person is on the waiting list, and a message saying so is on its way."
        }
        "waits-kept" => {
            "No place is free: the person is on the waiting list, and a message saying so is on its way. The address was known under another name, which was kept: correct it on the page of the booking if it is wrong."
        }
        "approved" => {
            "The booking is approved: the person has a place, and a message saying so is on its way."
        }
        "approved-waits" => {
            "The booking is approved. No place is free, so the person is on the waiting list; a message saying so is on its way."
        }
        "declined" => "The booking is declined, and a message saying so is on its way.",
        "cancelled" => {
            "The booking is cancelled. The person is written to, if there is an address; a freed place went to the waiting list."
        }
        "link" => "A new link is on its way. Links sent before no longer work.",
        "placed" => "The person has a place now, and a message saying so is on its way.",
        "first" => "No place is free: the person is now first on the waiting list. Nothing was sent.",
        "stayed" => "Nothing was changed: the person does not wait any more.",
        "named" => "The name is corrected. Nothing was sent.",
        _ => "",
    }
}

/// What adding a list of people came to.
fn several(desk: &Desk<ReadBookings>) -> String {
    let count = |name: &str| desk.query(name).parse::<u32>().unwrap_or(0);
    let placed = match count("placed") {
        1 => "1 person has a place.".to_owned(),
        many => format!("{many} people have a place."),
    };
    let waiting = match count("waiting") {
        0 => String::new(),
        1 => " 1 person is on the waiting list.".to_owned(),
        many => format!(" {many} people are on the waiting list."),
    };
    format!("{placed}{waiting} A message is on its way to each address.")
}

/// A page of a session's bookings.
struct Loaded {
    session: Session,
    bookings: Vec<Booking>,
    next: Option<String>,
    /// Who came, once that is known.
    came: Option<BTreeSet<LearnerId>>,
    /// How all its bookings turned out, once that is known.
    turn_out: Option<TurnOut>,
    /// The viewer plans or trains this session, and so is told what people need; other trainers of its area are not.
    prepares: bool,
}

/// Reads a page; a search stands in the trail each time, a look at the list once in a while.
async fn load(
    desk: &Desk<ReadBookings>,
    reference: String,
    query: BookingQuery,
    searched: bool,
) -> Result<Loaded, Stop> {
    let now = desk.now();
    let work = move |tx: &mut Tx<'_>, scope: &Scope<ReadBookings>| {
        let session = reading::session(tx, scope, &reference)?;
        let (bookings, next) = manage::page(tx, scope, session.id, &query)?;
        let id = session.id;
        let prepares =
            scope.viewer().may::<ManageBookings>().is_ok() || reading::trains(tx, id, scope.account_id())?;
        let came = if session.counts_as_held(now) {
            shows::came(tx, id)?
        } else {
            None
        };
        let turn_out = match came {
            Some(_) => Some(shows::turn_out(tx, id)?),
            None => None,
        };
        Ok(Seen::one(
            "session bookings",
            id,
            Loaded {
                session,
                bookings,
                next,
                came,
                turn_out,
                prepares,
            },
        ))
    };
    if searched {
        desk.noted("searched", work).await
    } else {
        desk.view(work).await
    }
}

/// A booking's state in words and colour.
fn shown(booking: &Booking, came: Option<&BTreeSet<LearnerId>>) -> (&'static str, &'static str) {
    if let Some(awaits) = booking.awaits {
        return (awaits.label(), "orange");
    }
    match booking.state {
        BookingState::Booked if booking.offer_until.is_some() => ("Offered", "turquoise"),
        BookingState::Booked if came.is_some_and(|came| came.contains(&booking.learner)) => ("Came", "green"),
        BookingState::Booked if came.is_some() => ("Did not come", "red"),
        BookingState::Booked => ("Booked", "green"),
        BookingState::Waiting => ("Waiting", "yellow"),
        BookingState::Cancelled if booking.given_up_days.is_some_and(|days| days < LATE_DAYS) => {
            ("Cancelled late", "orange")
        }
        BookingState::Cancelled => ("Cancelled", "grey"),
    }
}

/// How all bookings turned out, in a sentence.
fn turned_out(all: TurnOut) -> String {
    let late = match all.late {
        0 => String::new(),
        1 => format!(" 1 place was given back fewer than {LATE_DAYS} days before."),
        many => format!(" {many} places were given back fewer than {LATE_DAYS} days before."),
    };
    let people = if all.places == 1 { "person" } else { "people" };
    format!(
        "Of {} {people} with a place {} came and {} did not.{late}",
        all.places,
        all.came,
        all.missed()
    )
}

/// What somebody needs to take part, in one cell.
fn needs(booking: &Booking) -> String {
    let mut told = vec![
        booking.draft.access_needs.as_str(),
        booking.draft.language_needs.as_str(),
    ];
    told.retain(|text| !text.is_empty());
    told.join("; ")
}

/// The page; `asked` is what a search was for, none for the list as it is.
fn list(desk: &Desk<ReadBookings>, loaded: &Loaded, asked: Option<(&str, &str)>, forgotten: bool) -> Answer {
    let Loaded {
        session,
        bookings,
        next,
        came,
        turn_out,
        prepares,
    } = loaded;
    let (words, state) = asked.unwrap_or_default();
    let own = format!("/sessions/{}", session.reference);
    let manages = desk.viewer().may::<ManageBookings>().is_ok();
    let rows = bookings.iter().map(|booking| {
        let person = &booking.draft.person;
        let (text, colour) = shown(booking, came.as_ref());
        let mut cells = vec![
            if manages {
                Cell::link(&format!("{own}/bookings/{}", booking.reference), &person.name)
            } else {
                Cell::text(&person.name)
            },
            Cell::text(&person.email),
            Cell::text(&person.organisation),
            Cell::text(label_of(BACKGROUNDS, &person.background)),
        ];
        if *prepares {
            cells.push(Cell::text(&needs(booking)));
        }
        cells.push(tag(text, colour));
        cells
    });
    let mut table = Table::new("Bookings")
        .hide_caption()
        .column("Name")
        .column("Work e-mail address")
        .column("Organisation")
        .column("Background");
    if *prepares {
        table = table.column("Needs");
    }
    let table = table
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
        .done(&match desk.query("done").as_str() {
            "several" => several(desk),
            code => done(code).to_owned(),
        })
        .text(&format!(
            "{} of {} places taken.",
            session.taken, session.capacity
        ))
        .text(&turn_out.map_or_else(String::new, turned_out));
    if forgotten {
        page = page.text("A search is kept for an hour. Type it again; this is the whole list.");
    }
    if manages {
        page = page.with(Part::Actions(vec![
            Button::link("Add a booking", &format!("{own}/bookings/new")),
            Button::link("Add several people", &format!("{own}/bookings/several"))
                .kind(ButtonKind::Secondary),
        ]));
    }
    page = page.with(Part::Form(search)).html(&table);
    let page = page
        .html(&Pagination::new(None, next_page(desk, next.as_ref())).first(first_page(desk)))
        .with(Part::Links(vec![
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

/// `GET /sessions/{reference}/bookings`: all of them, or what its address says was searched for.
pub(crate) async fn show(desk: Desk<ReadBookings>, Path(reference): Path<String>) -> Answer {
    let after = query_text(&desk, "after");
    let search = desk.searched();
    let Search::For(form) = search else {
        let query = BookingQuery {
            after,
            ..BookingQuery::default()
        };
        let loaded = load(&desk, reference, query, false).await?;
        return list(&desk, &loaded, None, matches!(search, Search::Forgotten));
    };
    let query = BookingQuery {
        state: BookingState::parse(form.text("state")),
        words: form.text("words").to_owned(),
        after,
    };
    let loaded = load(&desk, reference, query, true).await?;
    list(
        &desk,
        &loaded,
        Some((form.text("words"), form.text("state"))),
        false,
    )
}

/// `POST /sessions/{reference}/bookings/search`: leads to the list at an address that does not say what was searched for.
pub(crate) async fn search(desk: Desk<ReadBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["words", "state"], &[])?;
    let state = values.text("state");
    if !state.is_empty() && BookingState::parse(state).is_none() {
        return Err(Refusal::Malformed("This form names a choice that there is not.").into());
    }
    if values.text("words").chars().count() > SEARCHED {
        return Err(Refusal::Malformed("Search for 200 characters or fewer.").into());
    }
    let asked = reference.clone();
    desk.read(move |tx, scope| reading::session(tx, scope, &asked).map(drop))
        .await?;
    Ok(desk
        .search(&format!("/sessions/{reference}/bookings"), &form)
        .into_response())
}

/// The most signs that are searched for.
const SEARCHED: usize = 200;
