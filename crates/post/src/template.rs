//! The texts of every message. None names a topic, a person, a case or a place; each says that something is waiting and
//! where to look (SH1, SH3).

use kernel::Instant;

/// Which message it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Template {
    /// A place is confirmed.
    Confirmed,
    /// On the waiting list.
    Waiting,
    /// A place came free.
    Offered,
    /// The date or time changed.
    Moved,
    /// Something about the meeting other than its date and time changed.
    DetailsChanged,
    /// The meeting will not take place.
    CalledOff,
    /// The person gave the place back.
    GivenBack,
    /// A day or two before.
    Reminder,
    /// A new account.
    Invite,
    /// A link to set a password.
    Reset,
    /// Something to see after signing in.
    SomethingWaiting,
}

impl Template {
    /// Every message there is.
    pub const ALL: [Self; 11] = [
        Self::Confirmed,
        Self::Waiting,
        Self::Offered,
        Self::Moved,
        Self::DetailsChanged,
        Self::CalledOff,
        Self::GivenBack,
        Self::Reminder,
        Self::Invite,
        Self::Reset,
        Self::SomethingWaiting,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Moved => "moved",
            Self::DetailsChanged => "details-changed",
            Self::CalledOff => "called-off",
            Self::GivenBack => "given-back",
            Self::Reminder => "reminder",
            Self::Invite => "invite",
            Self::Reset => "reset",
            Self::SomethingWaiting => "something-waiting",
        }
    }

    /// Reads the stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }

    /// The subject line.
    pub const fn subject(self) -> &'static str {
        match self {
            Self::Confirmed => "Your place is confirmed",
            Self::Waiting => "You are on the waiting list",
            Self::Offered => "A place has come free for you",
            Self::Moved => "A meeting has moved",
            Self::DetailsChanged => "Details of a meeting changed",
            Self::CalledOff => "A meeting will not take place",
            Self::GivenBack => "Your place is given back",
            Self::Reminder => "A reminder of your meeting",
            Self::Invite => "Your new account",
            Self::Reset => "The link you asked for",
            Self::SomethingWaiting => "Something is waiting for you",
        }
    }

    const fn opening(self) -> &'static str {
        match self {
            Self::Confirmed => {
                "Your place is confirmed. The calendar file with this message holds date and time."
            }
            Self::Waiting => "You are on the waiting list. You will hear from us when a place comes free.",
            Self::Offered => {
                "A place has come free and is yours. The calendar file with this message holds date and time."
            }
            Self::Moved => "A meeting you have a place in has moved. Please look at the new date and time.",
            Self::DetailsChanged => {
                "Details of a meeting you have a place in have changed. Please look at them under the link. The calendar file with this message takes the place of the one before."
            }
            Self::CalledOff => {
                "A meeting you booked will not take place. If you had a place, the calendar file with this message takes it out of your calendar."
            }
            Self::GivenBack => "You have given your place back. There is nothing more to do.",
            Self::Reminder => "This is a reminder of a meeting you have a place in.",
            Self::Invite => {
                "An account has been made for you. Set your password within one hour. If the hour has passed, ask for a new link."
            }
            Self::Reset => {
                "Somebody, most likely you, asked for a link to set a new password. It works once and for one hour. If it was not you, there is nothing to do."
            }
            Self::SomethingWaiting => "Something is waiting for you. Please sign in to see it.",
        }
    }

    /// The text of the message.
    pub fn text(self, days: &[(Instant, Instant)], link: &str) -> String {
        let mut text = format!("Hello,\n\n{}\n", self.opening());
        if !days.is_empty() {
            text.push('\n');
            for (start, end) in days {
                for part in [
                    &start.day().long_text(),
                    ", ",
                    &start.time_text(),
                    " to ",
                    &end.time_text(),
                    "\n",
                ] {
                    text.push_str(part);
                }
            }
        }
        if !link.is_empty() {
            for part in ["\n", link, "\n"] {
                text.push_str(part);
            }
        }
        text.push_str("\nThis message was sent by a machine. Answers to it are not read.\n");
        text
    }
}
