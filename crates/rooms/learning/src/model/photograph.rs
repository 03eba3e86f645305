//! Photographs of paper sheets.

use kernel::Instant;

kernel::id!(
    /// A photograph of a day's paper sheet.
    PhotographId
);

/// What the virus scanner says of a photograph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scan {
    /// None was set up when it was sent.
    None,
    /// It has not looked at it yet.
    Waiting,
    /// It found nothing.
    Clean,
    /// It found something: the photograph is kept away.
    Infected,
}

impl Scan {
    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Clean => "clean",
            Self::Infected => "infected",
        }
    }

    /// Reads what is stored.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::None, Self::Waiting, Self::Clean, Self::Infected]
            .into_iter()
            .find(|scan| scan.code() == code)
    }
}

/// A photograph of a day's paper sheet, without its picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Photograph {
    /// Which.
    pub id: PhotographId,
    /// The random name that it is fetched by.
    pub name: String,
    /// When it was sent.
    pub sent_at: Instant,
    /// What the scanner says.
    pub scan: Scan,
    /// Bytes of its picture.
    pub size: i64,
    /// The organisation of whoever sent it.
    pub organisation: String,
    /// The viewer sent it, or somebody of her organisation.
    pub ours: bool,
}

kernel::masked!(Photograph);

impl Photograph {
    /// The viewer may fetch it (SG5): what the scanner has not passed is for the organisation of its sender alone. `scans` says that a scanner
    /// is set up.
    pub const fn may_be_fetched(&self, scans: bool) -> bool {
        match self.scan {
            Scan::Clean => true,
            Scan::None => !scans || self.ours,
            Scan::Waiting => self.ours,
            Scan::Infected => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SG5: until it is clean only the organisation of its sender may fetch it, and what is infected nobody.
    #[test]
    fn who_may_fetch_what() {
        let may = |scan, ours, scans| {
            let photograph = Photograph {
                id: PhotographId(kernel::Id::NIL),
                name: String::new(),
                sent_at: Instant::from_millis(0),
                scan,
                size: 1,
                organisation: String::new(),
                ours,
            };
            photograph.may_be_fetched(scans)
        };
        for scans in [false, true] {
            assert!(may(Scan::Clean, false, scans) && may(Scan::Clean, true, scans));
            assert!(!may(Scan::Waiting, false, scans) && may(Scan::Waiting, true, scans));
            assert!(!may(Scan::Infected, false, scans) && !may(Scan::Infected, true, scans));
            assert!(may(Scan::None, true, scans));
            assert_eq!(may(Scan::None, false, scans), !scans);
        }
    }
}
