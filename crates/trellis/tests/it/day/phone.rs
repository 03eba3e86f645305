//! Phones at the door. Half of them lose their connection and come back.

use super::{Day, Session, Way, address, way, workplace};
use crate::web::{Cut, first_area, get, headers, hidden, post, post_and_drop, status};
use std::sync::atomic::Ordering;

/// What was typed into the form, with what the page hid in it.
struct Filled {
    path: String,
    hidden: Vec<(String, String)>,
    typed: Vec<(&'static str, String)>,
}

impl Filled {
    fn fetched(port: u16, session: &Session, seat: usize) -> Option<Self> {
        let walks_in = way(seat) == Way::WalkIn;
        let path = if walks_in {
            format!("{}/walk-in", session.door)
        } else {
            session.door.clone()
        };
        let page = get(port, &path).filter(|page| status(page) == 200)?;
        let typed = if walks_in {
            vec![
                ("name", "Robin Example".to_owned()),
                ("email", address(session.number, seat)),
                ("organisation", workplace(session.number, seat)),
                ("background", "housing".to_owned()),
                ("area", first_area(&page)?),
            ]
        } else {
            vec![("who", address(session.number, seat))]
        };
        Some(Self {
            path,
            hidden: hidden(&page),
            typed,
        })
    }

    fn typed(&self) -> Vec<(&str, &str)> {
        self.typed
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    /// Sends it; what else than a yes the server said.
    fn sent(&self, day: &Day) -> Result<(), String> {
        day.count_sent();
        let answer = post(day.port(), &self.path, &self.hidden, &self.typed()).unwrap_or_default();
        let leads = headers(&answer, "location").last().is_some_and(|place| {
            ["/feedback/", "/thank-you/", "/door/thanks"]
                .iter()
                .any(|next| place.starts_with(next))
        });
        if status(&answer) == 303 && leads {
            Ok(())
        } else {
            Err(answer)
        }
    }

    fn drops(&self, day: &Day, cut: Cut) {
        day.count_sent();
        post_and_drop(day.port(), &self.path, &self.hidden, &self.typed(), cut);
    }
}

/// Somebody signs in, and goes on trying until she is told that she is there.
pub(crate) fn signs_in(day: &Day, session: &Session, seat: usize) {
    let turn = seat * 12 + session.number;
    day.wait(u64::try_from(turn * 37 % 900).unwrap(), "");
    let mut form = None;
    // Half of the phones lose the connection, once or twice, before anything is answered.
    if (seat + session.number).is_multiple_of(2) {
        form = fetched(day, session, seat);
        for (place, cut) in [Cut::Behind, Cut::Inside].into_iter().enumerate() {
            if let Some(form) = form.as_ref().filter(|_| place == 0 || turn.is_multiple_of(3)) {
                form.drops(day, cut);
                day.wait(30, "");
            }
        }
        // Some begin anew when they are back, the others send what they had again.
        form = form.filter(|_| !turn.is_multiple_of(5));
    }
    loop {
        let Some(filled) = form.take().or_else(|| fetched(day, session, seat)) else {
            day.wait(40, "no form");
            continue;
        };
        let sent = if turn.is_multiple_of(7) {
            // Pressed twice.
            std::thread::scope(|scope| {
                let second = scope.spawn(|| filled.sent(day));
                let first = filled.sent(day);
                second.join().unwrap().or(first)
            })
        } else {
            filled.sent(day)
        };
        let Err(told) = sent else {
            day.told.fetch_add(1, Ordering::SeqCst);
            return;
        };
        if turn.is_multiple_of(2) {
            form = Some(filled);
        }
        day.wait(40, &told);
    }
}

fn fetched(day: &Day, session: &Session, seat: usize) -> Option<Filled> {
    Filled::fetched(day.port(), session, seat)
}
