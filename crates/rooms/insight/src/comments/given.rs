//! How comments were given: at the end of a course, months after it, or by a link that is open to anybody. In addresses a course has its
//! reference, what was said of it months later the same with a word behind it, and a link its id.

use kernel::Id;

/// Behind the reference of a course.
const LATER: &str = "-later";

/// How comments were given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Given {
    #[default]
    AtTheEnd,
    Later,
    ByLink,
}

impl Given {
    pub(crate) const ALL: [Self; 3] = [Self::AtTheEnd, Self::Later, Self::ByLink];

    /// As addresses and statements say it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::AtTheEnd => "end",
            Self::Later => "later",
            Self::ByLink => "link",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|given| given.code() == code)
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::AtTheEnd => "At the end of a course",
            Self::Later => "Months after a course",
            Self::ByLink => "By a link that is open to anybody",
        }
    }

    /// What the forms of a course were for; those of a link belong to none.
    pub(super) const fn purpose(self) -> Option<&'static str> {
        match self {
            Self::AtTheEnd => Some("feedback"),
            Self::Later => Some("follow-up"),
            Self::ByLink => None,
        }
    }

    /// What the trail calls the comments of one course or link.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::AtTheEnd => "comments of course",
            Self::Later => "later comments of course",
            Self::ByLink => "comments of link",
        }
    }

    /// How an address names them, and what it names.
    pub(super) fn named(reference: &str) -> (Self, &str) {
        match reference.strip_suffix(LATER) {
            Some(course) => (Self::Later, course),
            None if Id::parse(reference).is_some() => (Self::ByLink, reference),
            None => (Self::AtTheEnd, reference),
        }
    }

    /// The name in an address.
    pub(super) fn reference(self, own: &str) -> String {
        match self {
            Self::Later => format!("{own}{LATER}"),
            Self::AtTheEnd | Self::ByLink => own.to_owned(),
        }
    }
}
