//! Two records that may be of one person: what agrees between them, and where the question stands.

use super::{BookingState, LearnerId};
use kernel::{Day, Instant};
use std::collections::BTreeSet;

kernel::id!(
    /// Two records that may be of one person.
    PairId
);

/// Something that agrees between two records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fact {
    /// The same name, whatever capitals, spaces and accents it was written with.
    Name,
    /// An organisation that both gave.
    Organisation,
    /// A professional background that both gave.
    Background,
    /// A borough that both gave.
    Borough,
    /// Addresses of one employer: the same part after the @, unless anybody can have an address there.
    Domain,
    /// The one had a place in a session and was not marked; the other came to it without booking and gave no address.
    TurnedUp,
}

impl Fact {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Organisation,
        Self::Background,
        Self::Borough,
        Self::Domain,
        Self::TurnedUp,
    ];

    const fn bit(self) -> i64 {
        match self {
            Self::Name => 1,
            Self::Organisation => 2,
            Self::Background => 4,
            Self::Borough => 8,
            Self::Domain => 16,
            Self::TurnedUp => 32,
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Organisation => "Organisation",
            Self::Background => "Professional background",
            Self::Borough => "Borough",
            Self::Domain => "Employer's part of the address",
            Self::TurnedUp => "Booked a session to which the other came unbooked",
        }
    }
}

/// What agrees.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts(BTreeSet<Fact>);

/// Things besides the name that must agree before two records may be joined.
const BESIDES: usize = 2;

impl Facts {
    /// These facts.
    pub fn of(facts: impl IntoIterator<Item = Fact>) -> Self {
        Self(facts.into_iter().collect())
    }

    /// From what is stored.
    pub(crate) fn stored(bits: i64) -> Self {
        Self::of(Fact::ALL.into_iter().filter(|fact| bits & fact.bit() != 0))
    }

    /// As it is stored.
    pub(crate) fn bits(&self) -> i64 {
        self.0.iter().fold(0, |bits, fact| bits | fact.bit())
    }

    /// It agrees.
    pub fn has(&self, fact: Fact) -> bool {
        self.0.contains(&fact)
    }

    /// The name agrees and two things more: a name alone joins nobody.
    pub fn enough(&self) -> bool {
        self.has(Fact::Name) && self.0.len() > BESIDES
    }

    /// In words.
    pub fn text(&self) -> String {
        let labels: Vec<&str> = self.0.iter().map(|fact| fact.label()).collect();
        if labels.is_empty() {
            "Nothing".to_owned()
        } else {
            labels.join(", ")
        }
    }
}

/// Where the question stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PairState {
    /// Nobody has looked yet.
    Found,
    /// Somebody says that they are one person.
    Proposed,
    /// Somebody else agreed: one record stands for both.
    Joined,
    /// They are two people.
    Different,
    /// They were joined, and taken apart again.
    Parted,
}

impl PairState {
    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Proposed => "proposed",
            Self::Joined => "joined",
            Self::Different => "different",
            Self::Parted => "parted",
        }
    }

    /// The state with this code.
    pub fn parse(code: &str) -> Option<Self> {
        [
            Self::Found,
            Self::Proposed,
            Self::Joined,
            Self::Different,
            Self::Parted,
        ]
        .into_iter()
        .find(|state| state.code() == code)
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Found => "To look at",
            Self::Proposed => "Waits for a second person",
            Self::Joined => "Joined",
            Self::Different => "Two people",
            Self::Parted => "Taken apart",
        }
    }
}

/// Which pairs a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PairList {
    /// Those about which something is to be done.
    #[default]
    Open,
    /// Those joined.
    Joined,
    /// Two people each, found out before or after.
    Apart,
}

impl PairList {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Joined, Self::Apart];

    /// As an address has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Joined => "joined",
            Self::Apart => "apart",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "To look at",
            Self::Joined => "Joined",
            Self::Apart => "Two people",
        }
    }
}

/// A row of the list.
#[derive(Clone, PartialEq, Eq)]
pub struct PairLine {
    /// The pair.
    pub id: PairId,
    /// Where it stands.
    pub state: PairState,
    /// What agreed when it was found.
    pub facts: Facts,
    /// Names of the two.
    pub names: (String, String),
    /// When something of it last changed.
    pub changed: Instant,
}

/// A pair.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its id.
    pub id: PairId,
    /// The two records.
    pub sides: (LearnerId, LearnerId),
    /// Where it stands.
    pub state: PairState,
    /// The record that stands for both, as proposed or since.
    pub kept: Option<LearnerId>,
    /// Why they are one person.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: Option<kernel::Id>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// Counts the changes.
    pub version: i64,
}

impl Pair {
    /// The side that is not `learner`; `None` when that is neither.
    pub fn beside(&self, learner: LearnerId) -> Option<LearnerId> {
        let (one, other) = self.sides;
        match learner {
            kept if kept == one => Some(other),
            kept if kept == other => Some(one),
            _ => None,
        }
    }
}

/// One of the two, as the page shows her.
#[derive(Clone, PartialEq, Eq)]
pub struct Side {
    /// The record.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// Her address; empty where she gave none.
    pub email: String,
    /// First seen.
    pub made_at: Instant,
    /// The record that stands for this one already.
    pub joined_to: Option<LearnerId>,
    /// What she said of herself at one time or another: organisation, code of the background, borough.
    pub said: Vec<Said>,
    /// How many bookings, days on which she was there, valid certificates, courses recognised.
    pub counts: [i64; 4],
}

/// What somebody said of herself once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// Organisation.
    pub organisation: String,
    /// Code of the background.
    pub background: String,
    /// The borough, and its name.
    pub borough: Option<(kernel::Id, String)>,
}

/// A session that both booked, or a day on which both were there.
#[derive(Clone, PartialEq, Eq)]
pub struct Shared {
    /// Reference of the session.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The day, or the first of the session.
    pub day: Day,
    /// Where the two bookings stand, of a session.
    pub states: Option<(BookingState, BookingState)>,
    /// The session is still to come and both hold something in it: one of the bookings has to be cancelled first.
    pub blocks: bool,
}

/// Something of the person that came after her records were joined.
#[derive(Clone, PartialEq, Eq)]
pub struct Since {
    /// booking, attendance or certificate.
    pub kind: String,
    /// Reference of the session.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its day.
    pub day: Day,
}

kernel::masked!(PairLine, Pair, Side, Said, Shared, Since);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_one_thing_more_are_not_enough() {
        assert!(!Facts::of([Fact::Name]).enough());
        assert!(!Facts::of([Fact::Name, Fact::Borough]).enough());
        assert!(Facts::of([Fact::Name, Fact::Borough, Fact::Organisation]).enough());
        let colleagues = [Fact::Organisation, Fact::Background, Fact::Borough, Fact::Domain];
        assert!(!Facts::of(colleagues).enough(), "colleagues are not one person");
    }

    #[test]
    fn facts_are_stored_and_read_again() {
        for bits in 0..64 {
            assert_eq!(Facts::stored(bits).bits(), bits);
        }
        assert_eq!(Facts::default().text(), "Nothing");
    }
}
