//! Clashes: a trainer who is to be in two places, two sessions in one room. They are told, and never refused.

use kernel::Day;

/// Another session at the time of one that is planned.
#[derive(Clone, PartialEq, Eq)]
pub struct Clash {
    /// The trainer who runs both; `None` where both meet in one room.
    pub trainer: Option<String>,
    /// The day of the other.
    pub day: Day,
    /// Its start, `HH:MM`.
    pub starts: String,
    /// Its end, `HH:MM`.
    pub ends: String,
    /// Reference and title of the other, where it is in sight.
    pub other: Option<(String, String)>,
    /// Name of the area that the other counts for.
    pub area: String,
}

kernel::masked!(Clash);

impl Clash {
    /// In words: who or what is taken, by what, and when.
    pub fn text(&self) -> String {
        let what = match &self.other {
            Some((_, title)) => format!("\u{201c}{title}\u{201d} in {}", self.area),
            None => format!("another session in {}", self.area),
        };
        let when = format!("{}, {} to {}", self.day.long_text(), self.starts, self.ends);
        match &self.trainer {
            Some(name) => format!("{name} runs {what}: {when}"),
            None => format!("The venue has {what}: {when}"),
        }
    }

    /// What tells it from another, without a name.
    pub(crate) fn key(&self) -> String {
        let of = if self.trainer.is_some() { 't' } else { 'v' };
        let other = self
            .other
            .as_ref()
            .map_or("other", |(reference, _)| reference.as_str());
        format!("{of}-{other}-{}-{}", self.day, self.starts)
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
