//! Clashes: a trainer who is to be in two places, two sessions in one room, a venue with open faults. They are told, and never refused.

use super::FaultKind;
use kernel::{Day, Id};

/// What a session that is planned does not go with.
#[derive(Clone, PartialEq, Eq)]
pub enum Clash {
    /// Another session at its time.
    Session {
        /// The trainer who runs both, with the account; `None` where both meet in one room.
        trainer: Option<(Id, String)>,
        /// The day on which they meet.
        day: Day,
        /// The other, where it is in sight. Of one out of sight no more is known than that it is there.
        other: Option<Other>,
    },
    /// Open faults of its venue, kind by kind.
    Faults {
        /// Its first day.
        day: Day,
        /// How many of each kind.
        found: Vec<(FaultKind, i64)>,
    },
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
    /// The day on which it matters.
    pub const fn day(&self) -> Day {
        match self {
            Self::Session { day, .. } | Self::Faults { day, .. } => *day,
        }
    }

    /// In words: who or what is taken, by what, and when; or what is at fault.
    pub fn text(&self) -> String {
        match self {
            Self::Session { trainer, day, other } => {
                let day = day.long_text();
                let what = match other {
                    Some(other) => format!(
                        "\u{201c}{}\u{201d} in {}: {day}, {} to {}",
                        other.title, other.area, other.starts, other.ends
                    ),
                    None => format!("another session at this time: {day}"),
                };
                match trainer {
                    Some((_, name)) => format!("{name} runs {what}"),
                    None => format!("The venue has {what}"),
                }
            }
            Self::Faults { found, .. } => {
                let kinds: Vec<String> = found
                    .iter()
                    .map(|(kind, count)| format!("{} ({count})", kind.label().to_lowercase()))
                    .collect();
                let many = found
                    .iter()
                    .fold(0_i64, |sum, (_, count)| sum.saturating_add(*count));
                let faults = if many == 1 {
                    "1 open fault".to_owned()
                } else {
                    format!("{many} open faults")
                };
                format!("The venue has {faults}: {}", kinds.join(", "))
            }
        }
    }

    /// What tells it from another, without a name.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Session { trainer, day, other } => {
                let of = trainer
                    .as_ref()
                    .map_or_else(|| "venue".to_owned(), |(id, _)| id.to_string());
                let other = other.as_ref().map_or("other", |other| other.reference.as_str());
                format!("{of}/{other}/{day}")
            }
            Self::Faults { found, .. } => {
                let kinds: Vec<String> = found
                    .iter()
                    .map(|(kind, count)| format!("{}-{count}", kind.code()))
                    .collect();
                format!("faults/{}", kinds.join("/"))
            }
        }
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
