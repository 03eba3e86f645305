//! Codes at the door. None is stored: each is a keyed hash of the day and the time, so it cannot be guessed, opens one
//! day of one session, and dies by itself. Nothing about the people in the room can be read from it.

use crate::model::{SessionDayId, SessionId};
use kernel::{Id, Instant, hex};
use store::Keys;

/// The code on the screen changes this often.
pub const STEP_SECONDS: i64 = 30;
/// Whoever has opened the form may take this long to fill it in.
pub const TICKET_SECONDS: i64 = 15 * 60;
/// A device that is handed round may lie for this long between two people.
pub const SHARED_SECONDS: i64 = 2 * 60 * 60;
/// Feedback may be given for this long after signing in.
pub const FEEDBACK_SECONDS: i64 = 36 * 60 * 60;
/// The door opens this long before the start.
pub const EARLY_SECONDS: i64 = 2 * 60 * 60;
/// The door stays open this long after the end.
pub const LATE_SECONDS: i64 = 3 * 60 * 60;

/// Letters and digits that are not mistaken for each other, said or written.
const SPOKEN: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTVWXY";

/// The code on the screen now: day, then 128 bits of keyed hash of day and time step.
pub fn rotating(keys: &Keys, day: SessionDayId, now: Instant) -> String {
    let step = now.millis().div_euclid(STEP_SECONDS * 1000);
    format!("q{}{}", plain(day), mark(keys, &format!("screen {day} {step}")))
}

/// A code that opens the form until it runs out.
pub fn ticket(keys: &Keys, day: SessionDayId, now: Instant) -> String {
    let until = now.plus_seconds(TICKET_SECONDS).millis() / 1000;
    format!(
        "t{}{until:010x}{}",
        plain(day),
        mark(keys, &format!("ticket {day} {until}"))
    )
}

/// A code for a device that is handed round: each person who signs in on it gets it a new one, and the day's door closes it as any other.
pub fn handed_round(keys: &Keys, day: SessionDayId, now: Instant) -> String {
    let until = now.plus_seconds(SHARED_SECONDS).millis() / 1000;
    format!(
        "s{}{until:010x}{}",
        plain(day),
        mark(keys, &format!("shared {day} {until}"))
    )
}

/// A code is one of [`handed_round`], genuine or not: a phone's own does not open the page of a device that is handed round.
pub fn is_for_handing_round(code: &str) -> bool {
    code.starts_with('s')
}

/// The link to the questionnaires of a day, for one person: it outlives the door, opens no register and names the day only.
/// Whoever signs in again gets the same link again, and on another day of the session one that counts as the same person's. `who` is
/// only hashed, and the time in the link is that of everybody who signs in on the day, so that no link leads to a person (SH10, SH11).
pub fn feedback(keys: &Keys, session: SessionId, day: SessionDayId, now: Instant, who: &str) -> String {
    let nonce = person(keys, session, who);
    let until = last_second(now.plus_seconds(FEEDBACK_SECONDS));
    format!(
        "f{}{until:010x}{nonce}{}",
        plain(day),
        mark(keys, &format!("feedback {day} {until} {nonce}"))
    )
}

/// What stands for a person in the links to a session's questionnaires.
pub fn person(keys: &Keys, session: SessionId, who: &str) -> String {
    mark(keys, &format!("person {session} {who}"))
}

/// What a genuine link to a day's questionnaires opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedbackLink {
    /// The day.
    pub day: SessionDayId,
    /// What stands for its person on every day of the session.
    pub nonce: String,
    /// When the link ends.
    pub until: Instant,
}

/// The day a feedback link belongs to, while it holds.
pub fn read_feedback(keys: &Keys, code: &str, now: Instant) -> Option<FeedbackLink> {
    genuine_feedback(keys, code).filter(|link| now.millis() / 1000 <= link.until.millis() / 1000)
}

/// The day a feedback link belongs to, also when it has ended: for a form that was opened in time.
pub fn genuine_feedback(keys: &Keys, code: &str) -> Option<FeedbackLink> {
    if !code.is_ascii() || !code.starts_with('f') {
        return None;
    }
    let day = SessionDayId(Id::parse(code.get(1..33)?)?);
    let until = i64::from_str_radix(code.get(33..43)?, 16).ok()?;
    let nonce = code.get(43..75)?;
    let wanted = mark(keys, &format!("feedback {day} {until} {nonce}"));
    let genuine = same(code.get(75..)?, &wanted);
    genuine.then(|| FeedbackLink {
        day,
        nonce: nonce.to_owned(),
        until: Instant::from_millis(until.saturating_mul(1000)),
    })
}

/// The last second of an instant's day in UTC, in seconds.
fn last_second(at: Instant) -> i64 {
    const DAY: i64 = 24 * 60 * 60;
    (at.millis() / 1000)
        .div_euclid(DAY)
        .saturating_add(1)
        .saturating_mul(DAY)
        .saturating_sub(1)
}

/// The day a code opens, if it does so now. A code on the screen is good for its own step and the one after.
pub fn read(keys: &Keys, code: &str, now: Instant) -> Option<SessionDayId> {
    if !code.is_ascii() {
        return None;
    }
    let day = SessionDayId(Id::parse(code.get(1..33)?)?);
    let rest = code.get(33..)?;
    match code.get(..1)? {
        "q" => {
            let step = now.millis().div_euclid(STEP_SECONDS * 1000);
            [step, step.saturating_sub(1)]
                .iter()
                .any(|step| same(rest, &mark(keys, &format!("screen {day} {step}"))))
                .then_some(day)
        }
        kind @ ("t" | "s") => {
            let until = i64::from_str_radix(rest.get(..10)?, 16).ok()?;
            let word = if kind == "t" { "ticket" } else { "shared" };
            let genuine = same(rest.get(10..)?, &mark(keys, &format!("{word} {day} {until}")));
            (genuine && now.millis() / 1000 <= until).then_some(day)
        }
        _ => None,
    }
}

/// The code of a day that a trainer reads out: six characters, `K7Q 4MX`. About 595 million; tries are limited.
pub fn spoken(keys: &Keys, day: SessionDayId) -> String {
    let bytes = keys.blind("door spoken", &day.to_string());
    let mut out = String::with_capacity(7);
    for (place, pair) in bytes.chunks(4).take(6).enumerate() {
        if place == 3 {
            out.push(' ');
        }
        let number = pair.iter().fold(0_usize, |sum, byte| {
            sum.wrapping_mul(256).wrapping_add(usize::from(*byte))
        });
        out.push(char::from(
            SPOKEN.get(number % SPOKEN.len()).copied().unwrap_or(b'2'),
        ));
    }
    out
}

/// What was typed is the spoken code of the day; case and spaces do not count.
pub fn spoken_is(keys: &Keys, day: SessionDayId, typed: &str) -> bool {
    let squeeze = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect()
    };
    same(&squeeze(typed), &squeeze(&spoken(keys, day)))
}

/// The door of a day is open.
pub fn window_open(starts: Option<Instant>, ends: Option<Instant>, now: Instant) -> bool {
    match (starts, ends) {
        (Some(starts), Some(ends)) => {
            now >= starts.plus_seconds(-EARLY_SECONDS) && now <= ends.plus_seconds(LATE_SECONDS)
        }
        _ => false,
    }
}

/// A day's id without hyphens.
fn plain(day: SessionDayId) -> String {
    day.to_string().replace('-', "")
}

/// 128 bits of keyed hash, as 32 hexadecimal digits.
pub(crate) fn mark(keys: &Keys, of: &str) -> String {
    hex::encode(keys.blind("signed link", of).iter().take(16))
}

/// Compares without telling by its time where two texts differ.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0_u8, |sum, (a, b)| sum | (a ^ b))
            == 0
}
