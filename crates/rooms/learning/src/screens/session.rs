//! A session as staff see it.

use super::clashing::warned;
use super::course::{session_table, state};
use super::earlier_parts;
use super::hand::under;
use super::parts::{Page, Part};
use super::session_restore;
use crate::earlier::source;
use crate::model::{AskedBy, Cause, Clash, Session, SessionLine, SessionState, approved_for, in_words};
use crate::plan::change::recorded;
use crate::plan::clashes::{Wanted, clashes};
use crate::plan::series;
use crate::reading;
use access::Scope;
use access::actions::{
    IssueCertificates, KeyAnswers, ManageFaults, PlanCourses, ReadBookings, ReadCourses, RunDoor,
};
use axum::extract::Path;
use front::{Answer, Desk, Seen};
use govuk::{Button, ButtonKind, Html, SummaryList, Tag};
use kernel::{Id, Instant, Stop};
use store::Tx;

/// Words for what was just done, and what it did for people.
fn done(desk: &Desk<ReadCourses>, session: &Session) -> String {
    let count = |name: &str| desk.query(name).parse::<u32>().ok();
    let told = match count("told") {
        None => "",
        Some(0) if desk.query("done") == "changed" => "",
        Some(0) => " Nobody had to be written to.",
        Some(1) => " 1 person was written to.",
        Some(many) => &format!(" {many} people were written to."),
    };
    let placed = match count("placed") {
        None | Some(0) => "",
        Some(1) => " 1 person who waited has a place now and was told so.",
        Some(many) => &format!(" {many} people who waited have a place now and were told so."),
    };
    let what = match desk.query("done").as_str() {
        "created" => "The session is created.",
        "repeated" => match count("made") {
            Some(1) => return "1 more session is created. It is in the series below.".to_owned(),
            Some(made) => return format!("{made} more sessions are created. They are in the series below."),
            None => return String::new(),
        },
        "changed" => "The session is changed.",
        "moved" => "The session has its new days and times.",
        "cancelled" => "The session is cancelled.",
        "not-held" => "The session counts as cancelled: it did not take place.",
        "restored" => "The cancellation is taken back.",
        "held-after-all" => "The session counts again: it took place.",
        _ => return String::new(),
    };
    let later = match count("later") {
        None | Some(0) => "",
        Some(1) => " 1 later session of the series is changed in the same way.",
        Some(many) => &format!(" {many} later sessions of the series are changed in the same way."),
    };
    let now = desk.now();
    // Nobody closed it: its new day did.
    let closed = match session.closes_on() {
        Some(day)
            if desk.query("done") == "moved"
                && session.open_for_booking(now)
                && !session.takes_bookings(now) =>
        {
            format!(
                " Booking closed on {}, so people can no longer book by themselves. Change the session if they should.",
                day.text()
            )
        }
        _ => String::new(),
    };
    format!("{what}{later}{told}{placed}{closed}")
}

/// The facts of a session that anybody may know.
pub(crate) fn facts(session: &Session) -> SummaryList {
    let mut facts = SummaryList::new().row("Reference", &session.reference);
    for (place, text) in session.days_text().iter().enumerate() {
        facts = facts.row(
            &if session.days.len() == 1 {
                "When".to_owned()
            } else {
                format!("Day {}", place + 1)
            },
            text,
        );
    }
    facts = facts
        .row("How it is given", session.mode.label())
        .row("Venue", &session.venue);
    if let Some(host) = session.public_host() {
        facts = facts.row("Host", host);
    }
    facts = facts
        .row(
            "Getting in",
            if session.access_notes.is_empty() {
                "Not recorded"
            } else {
                &session.access_notes
            },
        )
        .row("Area", &session.area_name);
    if let Some(day) = session.original_day {
        facts = facts.row("First planned for", &day.long_text());
    }
    facts
}

/// Why it was moved and why it was cancelled: for staff only.
fn reasons(mut facts: SummaryList, session: &Session) -> SummaryList {
    let counted = |cause: Option<(Cause, AskedBy)>| {
        cause.map_or_else(
            || "Not recorded".to_owned(),
            |(cause, asked_by)| in_words(cause, asked_by),
        )
    };
    if let Some(reason) = &session.change_reason {
        facts = facts
            .row("Reason for the change", reason)
            .row("Behind the change", &counted(session.change_cause));
    }
    if let Some(reason) = &session.cancel_reason {
        facts = facts
            .row("Reason for the cancellation", reason)
            .row("Behind the cancellation", &counted(session.cancel_cause));
    }
    facts
}

/// Who hosts it, and when people were last asked to come: for staff only.
fn hosted(mut facts: SummaryList, session: &Session) -> SummaryList {
    if let Some((_, name)) = session.host.as_ref().filter(|_| session.public_host().is_none()) {
        facts = facts.row("Host", name);
    }
    if let Some(at) = session.message_at {
        let words = format!("Sent on {}", at.day().text());
        facts = facts.row("Message that asks people to come", &words);
    }
    facts
}

/// What the page of a session shows.
struct Shown {
    session: Session,
    trainers: Vec<(Id, String)>,
    /// It took place, and that stays.
    settled: bool,
    /// The sessions of its series, itself among them.
    series: Vec<SessionLine>,
    /// What it clashes with, while it is to come.
    found: Vec<Clash>,
    /// Who may run this kind of course alone; `None` where approvals are not kept.
    approved: Option<Vec<Id>>,
    /// What the file of earlier years says from which it came.
    earlier: Option<source::Said>,
}

/// Reads it.
fn shown(
    now: Instant,
    reference: String,
) -> impl Fn(&mut Tx<'_>, &Scope<ReadCourses>) -> Result<Seen<Shown>, Stop> + Send + 'static {
    move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let trainers = reading::trainers(tx, session.id)?;
        let settled = session.counts_as_held(now) && recorded(tx, session.id)?;
        let series = match session.series {
            Some(first) => series::of(tx, scope, first, now.day())?,
            None => Vec::new(),
        };
        let found = if session.state == SessionState::Planned && !session.over(now) {
            let ids = trainers.iter().map(|(id, _)| *id).collect();
            let draft = series::draft_of(&session, ids);
            clashes(tx, scope, &Wanted::of(&draft, session.mode, Some(session.id)))?
        } else {
            Vec::new()
        };
        let approved = approved_for(&reading::trainer_steps(tx, None)?, &session.kind);
        let earlier = source::said(tx, session.id)?;
        Ok(Seen::one(
            "session",
            session.id,
            Shown {
                session,
                trainers,
                settled,
                series,
                found,
                approved,
                earlier,
            },
        ))
    }
}

/// `GET /sessions/{reference}/plan`
pub(crate) async fn show(desk: Desk<ReadCourses>, Path(reference): Path<String>) -> Answer {
    let Shown {
        session,
        trainers,
        settled,
        series,
        found,
        approved,
        earlier,
    } = desk.view(shown(desk.now(), reference)).await?;
    let now = desk.now();
    let viewer = desk.viewer();
    let (books, door, plans) = (
        viewer.may::<ReadBookings>().is_ok(),
        viewer.may::<RunDoor>().is_ok(),
        viewer.may::<PlanCourses>().is_ok(),
    );
    let names: Vec<String> = trainers
        .iter()
        .map(|(id, name)| {
            let known = !plans || approved.as_ref().is_none_or(|known| known.contains(id));
            if known {
                name.clone()
            } else {
                format!("{name} (not approved for this kind of course)")
            }
        })
        .collect();
    let (word, colour) = state(session.state);
    let facts = hosted(reasons(facts(&session), &session), &session)
        .row(
            "Trainers",
            &if names.is_empty() {
                "None yet".to_owned()
            } else {
                names.join(", ")
            },
        )
        .row(
            "Places",
            &match session.held {
                0 => format!("{} of {} taken", session.taken, session.capacity),
                held => format!(
                    "{} of {} taken, {held} kept back",
                    session.taken, session.capacity
                ),
            },
        )
        .row(
            "Who can book",
            &match (session.listed, &session.in_house) {
                (true, _) => "Everybody, on the public list".to_owned(),
                (false, Some(name)) => format!("People of {name}, by a link that you pass on"),
                (false, None) => "Nobody: a coordinator adds people".to_owned(),
            },
        )
        .row(
            "Booking closes",
            &session.closes_on().map_or_else(
                || "When it begins".to_owned(),
                |day| format!("At the end of {}", day.long_text()),
            ),
        )
        .html("State", Html::from(&Tag::new(word, colour)));
    let own = format!("/sessions/{}", session.reference);
    let mut links = Vec::new();
    let mut link = |allowed: bool, path: &str, text: &str| {
        if allowed {
            links.push((format!("{own}{path}"), text.to_owned()));
        }
    };
    let alive = session.state != SessionState::Cancelled;
    link(books, "/bookings", "Bookings and waiting list");
    link(door && alive, "/door", "Door: codes for the screen");
    link(door && alive, "/register", "Register");
    link(
        viewer.may::<IssueCertificates>().is_ok() && alive,
        "/certificates",
        "Certificates",
    );
    link(
        viewer.may::<KeyAnswers>().is_ok() && alive,
        "/paper",
        "Questionnaires on paper",
    );
    link(
        plans && session.open_for_booking(now),
        "/message",
        "A message that asks people to come",
    );
    link(
        plans && session.open_for_booking(now),
        "/held",
        "Places kept back",
    );
    link(session.listed, "", "Public page");
    link(true, "/history", "History of this session");
    if viewer.may::<ManageFaults>().is_ok() {
        links.push((
            format!("/faults/new?session={}", session.reference),
            "Raise a fault of its venue".to_owned(),
        ));
    }
    if let Some(path) = session.invitation.as_ref().and(session.public_path()) {
        links.push((
            path,
            "The page where its people book: pass on its address".to_owned(),
        ));
    }
    let mut page = Page::new(&session.title)
        .caption(&session.first_day.long_text())
        .done(&done(&desk, &session));
    page = warned(page, &found, "This clashes with other sessions.")
        .html(&facts)
        .with(Part::Links(links));
    if let Some(said) = &earlier {
        page = page
            .heading("From a file of earlier years")
            .html(&earlier_parts::said_of(said));
    }
    if plans {
        page = plan(page, &session, settled, now);
    }
    if !series.is_empty() {
        page = page
            .heading("Sessions of this series to come")
            .html(&session_table(&series));
    }
    let course = format!("/courses/{}", session.course_reference);
    under(
        &desk,
        "Session",
        &page,
        &[("/courses", "Courses"), (&course, "Course")],
    )
}

/// What a coordinator may do with it. `settled`: it took place, and that stays.
fn plan(page: Page, session: &Session, settled: bool, now: Instant) -> Page {
    let to = |text: &str, path: &str| Button::link(text, &format!("/sessions/{}/{path}", session.reference));
    let mut actions = Vec::new();
    if session.state == SessionState::Cancelled {
        if session.begun(now) && !session.over(now) {
            return page.text("It was to have begun before now. If it takes place after all, put that on record once its last day is over.");
        }
        actions.push(
            to(session_restore::words(session.over(now)).button, "restore").kind(ButtonKind::Secondary),
        );
    } else {
        actions.push(to("Change the session", "edit"));
        if !settled {
            let word = if session.over(now) {
                "It did not take place"
            } else {
                "Cancel the session"
            };
            actions.push(to("Move to another date", "reschedule").kind(ButtonKind::Secondary));
            actions.push(to(word, "cancel").kind(ButtonKind::Warning));
        }
        actions.push(to("Repeat it", "repeat").kind(ButtonKind::Secondary));
    }
    page.with(Part::Actions(actions))
}
