//! Clashes: a trainer who is to be in two places, two sessions in one room. They are told, and never refused.

use kernel::{Day, Id};

/// Another session at the time of one that is planned.
#[derive(Clone, PartialEq, Eq)]
pub struct Clash {
    /// The trainer who runs both, with the account; `None` where both meet in one room.
    pub trainer: Option<(Id, String)>,
    /// The day on which they meet.
    pub day: Day,
    /// The other, where it is in sight. Of one out of sight no more is known than that it is there.
    pub other: Option<Other>,
}

kernel::masked!(Clash);

/// The other session of a clash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Other {
    /// Its reference.
    pub reference: String,
    /// Title of its course.
    pub title: String,
    /// Name of the area that it counts for.
    pub area: String,
    /// Its start on that day, `HH:MM`.
    pub starts: String,
    /// Its end on that day, `HH:MM`.
    pub ends: String,
}

impl Clash {
    /// In words: who or what is taken, by what, and when.
    pub fn text(&self) -> String {
        let day = self.day.long_text();
        let what = match &self.other {
            Some(other) => format!(
                "\u{201c}{}\u{201d} in {}: {day}, {} to {}",
                other.title, other.area, other.starts, other.ends
            ),
            None => format!("another session at this time: {day}"),
        };
        match &self.trainer {
            Some((_, name)) => format!("{name} runs {what}"),
            None => format!("The venue has {what}"),
        }
    }

    /// What tells it from another, without a name.
    pub(crate) fn key(&self) -> String {
        let of = self
            .trainer
            .as_ref()
            .map_or_else(|| "venue".to_owned(), |(id, _)| id.to_string());
        let other = self
            .other
            .as_ref()
            .map_or("other", |other| other.reference.as_str());
        format!("{of}/{other}/{}", self.day)
    }
}

/// A venue as it is compared: small letters, single spaces.
pub fn venue_key(venue: &str) -> String {
    venue
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Two stretches of one day have time in common; the end of one may be the start of the other.
pub(crate) fn overlap(one: (&str, &str), other: (&str, &str)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_room_is_one_room_however_it_is_written() {
        assert_eq!(
            venue_key("  Central  Library,\tROOM 2 "),
            "central library, room 2"
        );
    }

    #[test]
    fn the_end_of_one_may_be_the_start_of_the_other() {
        assert!(!overlap(("09:30", "12:00"), ("12:00", "13:00")));
        assert!(overlap(("09:30", "12:01"), ("12:00", "13:00")));
        assert!(overlap(("09:30", "16:30"), ("12:00", "13:00")));
        assert!(!overlap(("14:00", "16:30"), ("12:00", "13:00")));
    }
}
