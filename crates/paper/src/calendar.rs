//! Calendar files that say nothing: "Meeting", private, a random UID, no attendees, no text, no place (SH4).

use icalendar::{Calendar, Component, Event, EventStatus, Property};
use kernel::{Entropy, Fault, Instant};

/// The only title a calendar entry ever has.
pub const TITLE: &str = "Meeting";

/// What the file tells the calendar to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Put the entry in, or move it: a higher sequence replaces what stood there.
    Publish,
    /// Take it out.
    Cancel,
}

/// A meeting on one or more days. Keep `uid` with the record: moves and cancellations carry the same one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// From [`fresh_uid`].
    pub uid: String,
    /// 0 at first, one more for each change.
    pub sequence: u32,
    /// When this version was made.
    pub stamp: Instant,
    /// Start and end of each day.
    pub days: Vec<(Instant, Instant)>,
}

/// A random name for an entry. Says nothing about the record.
pub fn fresh_uid(entropy: &dyn Entropy) -> String {
    entropy.token()
}

/// The calendar file. Refuses a UID that is not one of ours (SF7).
pub fn write(meeting: &Meeting, method: Method) -> Result<String, Fault> {
    file(meeting, method, 1, meeting.days.len())
}

/// The calendar file that takes out every day that was ever sent: the meeting's own, and those up to `most` that an earlier version had.
pub fn cancel(meeting: &Meeting, most: usize) -> Result<String, Fault> {
    file(meeting, Method::Cancel, 1, most.max(meeting.days.len()))
}

/// The calendar file that takes out the days after the meeting's last, up to `most`; `None` when no version had more days than this one.
pub fn dropped(meeting: &Meeting, most: usize) -> Result<Option<String>, Fault> {
    let first = meeting.days.len().saturating_add(1);
    (first <= most)
        .then(|| file(meeting, Method::Cancel, first, most))
        .transpose()
}

/// A calendar of several meetings, for a program that reads it again and again: a meeting that is not in it any more is taken out there.
pub fn feed(meetings: &[Meeting]) -> Result<String, Fault> {
    let mut calendar = blank();
    calendar.append_property(Property::new("X-WR-CALNAME", "Meetings"));
    for meeting in meetings {
        add(&mut calendar, meeting, Method::Publish, 1..=meeting.days.len())?;
    }
    text(&calendar)
}

/// The days numbered `first` to `last`.
fn file(meeting: &Meeting, method: Method, first: usize, last: usize) -> Result<String, Fault> {
    let mut calendar = blank();
    calendar.append_property(Property::new(
        "METHOD",
        match method {
            Method::Publish => "PUBLISH",
            Method::Cancel => "CANCEL",
        },
    ));
    add(&mut calendar, meeting, method, first..=last)?;
    text(&calendar)
}

fn blank() -> Calendar {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Trellis//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar
}

/// Adds days of a meeting by their numbers. A day that the meeting no longer has is named without a time: what is to be taken out is known
/// by its UID (RFC 5546, 3.2.5).
fn add(
    calendar: &mut Calendar,
    meeting: &Meeting,
    method: Method,
    numbers: std::ops::RangeInclusive<usize>,
) -> Result<(), Fault> {
    if meeting.uid.len() != 32 || !meeting.uid.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(Fault::new("a calendar UID is not of our making"));
    }
    for number in numbers {
        let mut event = Event::new();
        event
            .summary(TITLE)
            .uid(&format!("{}-{number}", meeting.uid))
            .sequence(meeting.sequence)
            .add_property("DTSTAMP", utc(meeting.stamp));
        if let Some((start, end)) = meeting.days.get(number.saturating_sub(1)) {
            event
                .add_property("DTSTART", utc(*start))
                .add_property("DTEND", utc(*end));
        }
        event.add_property("CLASS", "PRIVATE").status(match method {
            Method::Publish => EventStatus::Confirmed,
            Method::Cancel => EventStatus::Cancelled,
        });
        calendar.push(event.done());
    }
    Ok(())
}

fn text(calendar: &Calendar) -> Result<String, Fault> {
    let mut text = String::new();
    std::fmt::Write::write_fmt(&mut text, format_args!("{calendar}"))
        .map_err(|error| Fault::caused("a calendar file could not be written", error))?;
    Ok(text)
}

/// `20260303T140500Z`.
fn utc(instant: Instant) -> String {
    let iso: String = instant
        .iso()
        .chars()
        .filter(|c| !matches!(c, '-' | ':'))
        .collect();
    let whole = iso.split(['.', 'Z']).next().unwrap_or_default();
    format!("{whole}Z")
}
