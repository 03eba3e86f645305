//! Where a request stands at a moment.

use kernel::{Fault, Instant};

/// A request waits so many days for a second person.
pub(crate) const WAITS_DAYS: i64 = 7;
/// What was agreed to is shown for so many hours.
pub(crate) const OPEN_HOURS: i64 = 24;

/// Where a request stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It waits for a second person.
    Asked,
    /// A second person agreed; shown until then.
    Shown(Instant),
    /// It was shown, and is not any more.
    Over,
    /// A second person refused.
    Refused,
    /// Nobody decided in time.
    Lapsed,
}

impl Standing {
    /// Of what is stored, at a moment.
    pub(crate) fn of(
        state: &str,
        asked: Instant,
        decided: Option<Instant>,
        now: Instant,
    ) -> Result<Self, Fault> {
        Ok(match (state, decided) {
            ("asked", _) if asked.plus_seconds(WAITS_DAYS * 86_400) > now => Self::Asked,
            ("asked" | "lapsed", _) => Self::Lapsed,
            ("refused", _) => Self::Refused,
            ("agreed", Some(at)) => {
                let until = at.plus_seconds(OPEN_HOURS * 3_600);
                if until > now {
                    Self::Shown(until)
                } else {
                    Self::Over
                }
            }
            _ => return Err(Fault::new("a request in no known state")),
        })
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Asked => "Waits for a second person",
            Self::Shown(_) => "A second person agreed",
            Self::Over => "Was shown",
            Self::Refused => "Refused",
            Self::Lapsed => "Nobody decided in time",
        }
    }
}
