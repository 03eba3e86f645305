//! What the trainer puts on the projector: a code that changes every half minute, and one to read out.

use super::hand::{Hand, query_id};
use crate::door::code;
use crate::model::{Session, SessionDay};
use crate::reading;
use crate::records::door as sql;
use access::actions::RunDoor;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk};
use govuk::{BackLink, Html};
use kernel::{Id, Instant, Refusal};
use store::values;

#[derive(Template)]
#[template(path = "door.html")]
struct Screen {
    caption: String,
    open: bool,
    drawing: Html,
    place: String,
    reference: String,
    spoken: String,
    count: String,
    shut: String,
    register: String,
}

/// The day whose door is open now, or else the next one, or else the last.
pub(crate) fn current(session: &Session, now: Instant, wanted: Option<Id>) -> Option<&SessionDay> {
    let named = wanted.and_then(|id| session.days.iter().find(|day| day.id.0 == id));
    named
        .or_else(|| {
            session.days.iter().find(|day| {
                day.ends_at()
                    .is_some_and(|end| end.plus_seconds(code::LATE_SECONDS) >= now)
            })
        })
        .or_else(|| session.days.last())
}

/// `GET /sessions/{reference}/door`
pub(crate) async fn show(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let (session, counts) = desk
        .read(move |tx, scope| {
            let session = reading::session(tx, scope, &reference)?;
            let counts = tx.all(&sql::ATTENDANCE_COUNTS, values![session.id.0], |row| {
                Ok((row.get::<Id>(0)?, row.get::<i64>(1)?))
            })?;
            Ok((session, counts))
        })
        .await?;
    let hand = Hand::of(&desk);
    let day = current(&session, hand.now, query_id(&desk, "day")).ok_or(Refusal::Unknown)?;
    let open =
        reading::takes_place(session.state) && code::window_open(day.starts_at(), day.ends_at(), hand.now);
    let there = counts
        .iter()
        .find(|(id, _)| *id == day.id.0)
        .map_or(0, |(_, count)| *count);
    let address = hand.moment().address(&format!(
        "/door/{}",
        code::rotating(desk.keys(), day.id, hand.now)
    ));
    let screen = Screen {
        caption: format!("{}, {}", session.title, day.text()),
        open,
        drawing: if open {
            Html::drawing(&paper::qr::svg(&address, "Code to sign in")?)
        } else {
            Html::default()
        },
        place: hand
            .moment()
            .address("/door")
            .split_once("://")
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or_default(),
        reference: session.reference.clone(),
        spoken: if open {
            code::spoken(desk.keys(), day.id)
        } else {
            String::new()
        },
        count: format!("{there} signed in so far, of {} with a place.", session.taken),
        shut: "The door opens two hours before the start and closes three hours after the end.".to_owned(),
        register: format!("/sessions/{}/register?day={}", session.reference, day.id),
    };
    let back = BackLink::new(&format!("/sessions/{}/plan", session.reference), "Session");
    front::Page::new(&desk, "Sign in", &screen)?.above(&back).answer()
}
