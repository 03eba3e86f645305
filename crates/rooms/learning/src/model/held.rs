//! Places kept back for some people until a day.

use super::course::text;
use directory::model::AreaId;
use kernel::{Day, Id, Problems};

/// For whom places are kept back, and how those people are known when they book.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeldFor {
    /// Who works in this borough, as she says.
    Area(AreaId),
    /// Whose work e-mail address ends with this, after the at sign.
    Agency(String),
    /// Who types this code.
    Code(String),
}

impl HeldFor {
    /// The code that is stored.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Area(_) => "area",
            Self::Agency(_) => "agency",
            Self::Code(_) => "code",
        }
    }

    /// From what is stored.
    pub(crate) fn stored(kind: &str, area: Option<Id>, matches: String) -> Option<Self> {
        match (kind, area) {
            ("area", Some(area)) => Some(Self::Area(AreaId(area))),
            ("agency", None) => Some(Self::Agency(matches)),
            ("code", None) => Some(Self::Code(matches)),
            _ => None,
        }
    }

    /// The borough.
    pub(crate) const fn area(&self) -> Option<Id> {
        match self {
            Self::Area(area) => Some(area.0),
            Self::Agency(_) | Self::Code(_) => None,
        }
    }

    /// What is compared with what somebody typed.
    pub(crate) fn matches(&self) -> &str {
        match self {
            Self::Area(_) => "",
            Self::Agency(text) | Self::Code(text) => text,
        }
    }

    /// Whether somebody with this borough, address and typed code is meant.
    pub fn fits(&self, borough: Option<Id>, email: &str, code: &str) -> bool {
        match self {
            Self::Area(area) => borough == Some(area.0),
            Self::Agency(end) => belongs(email, end),
            Self::Code(own) => !own.is_empty() && normal_code(code) == *own,
        }
    }
}

/// An address at this host, or at one below it.
fn belongs(email: &str, end: &str) -> bool {
    let host = super::normal_email(email);
    let host = host.rsplit_once('@').map_or("", |(_, host)| host);
    host == end
        || host
            .strip_suffix(end)
            .is_some_and(|before| !end.is_empty() && before.ends_with('.'))
}

/// A code as it is compared: letters and figures in capitals.
pub fn normal_code(text: &str) -> String {
    text.chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// What addresses of an agency end with, as it is compared: `Met.police.uk`, `@met.police.uk` and `name@met.police.uk` alike. `None`: it
/// is no host.
pub(crate) fn normal_host(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let host = text.rsplit_once('@').map_or(text.as_str(), |(_, host)| host);
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
    };
    (host.len() <= 200 && host.contains('.') && host.split('.').all(part)).then(|| host.to_owned())
}

/// Places kept back, as they stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldPlaces {
    /// Their id.
    pub id: Id,
    /// For whom.
    pub held_for: HeldFor,
    /// For whom, as staff call them; the name of the borough.
    pub label: String,
    /// How many.
    pub places: i64,
    /// How many of them are taken.
    pub taken: i64,
    /// The last day on which they are kept back.
    pub until: Day,
    /// They went to everybody.
    pub released: bool,
}

impl HeldPlaces {
    /// How many are still to be had by those they are kept for.
    pub const fn left(&self) -> i64 {
        if self.released {
            0
        } else {
            self.places.saturating_sub(self.taken)
        }
    }

    /// They are kept back on this day.
    pub fn stands(&self, today: Day) -> bool {
        !self.released && today <= self.until
    }
}

/// Places to keep back, as a coordinator enters them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldDraft {
    /// For whom.
    pub held_for: HeldFor,
    /// For whom, as staff call them; of a borough not needed.
    pub label: String,
    /// How many.
    pub places: i64,
    /// The last day on which they are kept back.
    pub until: Day,
}

impl HeldDraft {
    /// What is wrong with it, for a session that begins on this day.
    pub(crate) fn problems(&self, today: Day, first_day: Day) -> Problems {
        let mut problems = number_problems(self.places, self.until, today, first_day);
        if !matches!(self.held_for, HeldFor::Area(_)) {
            text(
                &mut problems,
                "label",
                &self.label,
                "Enter for whom the places are kept",
                120,
            );
        }
        problems
    }
}

/// What is wrong with a number of places and the day until which they are kept.
pub(crate) fn number_problems(places: i64, until: Day, today: Day, first_day: Day) -> Problems {
    let mut problems = Problems::none();
    if !(1..=5000).contains(&places) {
        problems.add("places", "Enter the number of places, 1 or more");
    }
    if until < today {
        problems.add("until", "This day is over. Enter today or a later day");
    } else if until >= first_day {
        problems.add("until", "Enter a day before the session begins");
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_known_by_the_end_of_the_address() {
        let agency = HeldFor::Agency("homerton.example".to_owned());
        for (email, fits) in [
            ("ann@homerton.example", true),
            ("Ann@Mail.Homerton.EXAMPLE ", true),
            ("ann@nothomerton.example", false),
            ("ann@homerton.example.org", false),
            ("homerton.example@other.example", false),
            ("", false),
        ] {
            assert_eq!(agency.fits(None, email, ""), fits, "{email}");
        }
    }

    #[test]
    fn a_code_is_read_in_any_spelling() {
        let code = HeldFor::Code("K7PW2M4X".to_owned());
        assert!(code.fits(None, "", " k7pw-2m4x "));
        assert!(!code.fits(None, "", "k7pw-2m4y"));
        assert!(!HeldFor::Code(String::new()).fits(None, "", ""));
    }

    #[test]
    fn a_host_is_written_one_way() {
        for text in ["Homerton.nhs.uk", " @homerton.nhs.uk", "ann@homerton.NHS.uk"] {
            assert_eq!(normal_host(text).as_deref(), Some("homerton.nhs.uk"), "{text}");
        }
        for text in ["", "uk", "homerton nhs.uk", ".nhs.uk", "nhs..uk", "-a.uk", "a@"] {
            assert_eq!(normal_host(text), None, "{text}");
        }
    }
}
