//! The trainer's device: marks made without a connection, sent in lots when there is one, and sent again when no answer came.

use super::{Day, Session, Way, way};
use crate::web::{Cut, body, get, hidden, post, post_and_drop, post_and_drop_at_each_byte, status};
use kernel::{Clock, Id, SystemClock, SystemEntropy};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PATH: &str = "/offline/marks";
/// Marks of one lot.
const LOT: usize = 4;

/// Sends the first lot over connections that break, one at each byte of it: how many there were.
pub(crate) fn breaks_off(day: &Day, session: &Session, made: &[Value]) -> usize {
    let page = get(day.port(), PATH).unwrap();
    let text = serde_json::to_string(made.get(..LOT).unwrap()).unwrap();
    let now = SystemClock.now().millis().to_string();
    let typed = [
        ("kept", session.pack.pointer("/id").unwrap().as_str().unwrap()),
        ("token", session.pack.pointer("/token").unwrap().as_str().unwrap()),
        ("now", now.as_str()),
        ("marks", text.as_str()),
    ];
    post_and_drop_at_each_byte(day.port(), PATH, &hidden(&page), &typed)
}

/// Marks whoever has no phone, and some who have one.
pub(crate) fn marks(day: &Day, session: &Session, all: &[Value]) {
    let token = session.pack.pointer("/token").unwrap().as_str().unwrap();
    let kept = session.pack.pointer("/id").unwrap().as_str().unwrap();
    let mut taken = BTreeSet::new();
    day.wait(u64::try_from(session.number * 90).unwrap(), "");
    for round in 0.. {
        // The later lots first, every other time.
        let mut lots: Vec<&[Value]> = all.chunks(LOT).collect();
        if (round + session.number).is_multiple_of(2) {
            lots.reverse();
        }
        for (place, lot) in lots.into_iter().enumerate() {
            let Some(page) = get(day.port(), PATH).filter(|page| status(page) == 200) else {
                day.wait(40, "no form for marks");
                continue;
            };
            let now = SystemClock.now().millis().to_string();
            let text = serde_json::to_string(lot).unwrap();
            let typed = [
                ("kept", kept),
                ("token", token),
                ("now", now.as_str()),
                ("marks", text.as_str()),
            ];
            day.count_sent();
            if round == 0 && place.is_multiple_of(2) {
                post_and_drop(day.port(), PATH, &hidden(&page), &typed, Cut::Behind);
                continue;
            }
            let answer = post(day.port(), PATH, &hidden(&page), &typed).unwrap_or_default();
            if status(&answer) != 200 {
                day.wait(40, &answer);
                continue;
            }
            let Ok(told) = serde_json::from_str::<Value>(body(&answer)) else {
                continue;
            };
            assert_eq!(
                told.pointer("/waiting").unwrap(),
                0,
                "nothing of this day is a question"
            );
            taken.extend(
                told.pointer("/taken")
                    .unwrap()
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|id| id.as_str().unwrap().to_owned()),
            );
        }
        if taken.len() == all.len() {
            return;
        }
        day.wait(60, &format!("{} of {} marks are taken", taken.len(), all.len()));
    }
}

/// The marks, in the order in which they were made: one of them wrong at first, and taken back.
pub(crate) fn made(session: &Session) -> Vec<Value> {
    let pack = &session.pack;
    let mut marks = Vec::new();
    for person in pack.pointer("/people").unwrap().as_array().unwrap() {
        let seat: usize = person
            .pointer("/note")
            .unwrap()
            .as_str()
            .unwrap()
            .rsplit('-')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let words: &[bool] = match way(seat) {
            Way::Device | Way::Both => &[true],
            Way::Away => &[true, false],
            Way::Phone | Way::WalkIn => &[],
        };
        for there in words {
            let seq = i64::try_from(marks.len()).unwrap();
            marks.push(json!({
                "id": Id::fresh(&SystemClock, &SystemEntropy).to_string(),
                "day": pack.pointer("/days/0/id").unwrap(),
                "who": person.pointer("/id").unwrap(),
                "there": there,
                "at": SystemClock.now().millis() + seq,
                "seq": seq,
            }));
        }
    }
    marks
}
