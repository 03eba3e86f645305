//! Closed lists: each entry has a stored code and the words people read.

use directory::model::Coded;

/// An enum whose variants have a stored code and a label.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $code:literal $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// Every entry, in the order people read them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// What is stored.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Reads the stored code.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words!(
    /// How a course is given.
    Mode {
        /// People meet in a room.
        Room = "room" "In a room";
        /// People meet on a screen.
        Online = "online" "Online";
        /// People work through it alone.
        SelfStudy = "self-study" "Self-study";
    }
);

words!(
    /// What a course uses a questionnaire for.
    Purpose {
        /// At the end of a day.
        Feedback = "feedback" "Feedback at the end";
        /// Before the course.
        Pre = "pre" "Before the course";
        /// After the course.
        Post = "post" "After the course";
        /// Some months later.
        FollowUp = "follow-up" "Follow-up on use in practice";
    }
);

words!(
    /// A list on *Today*.
    TodayList {
        /// What meets today.
        Today = "today" "Sessions of today";
        /// What comes after today.
        Next = "next" "Next sessions";
        /// Days that are over and have no register.
        Registers = "registers" "Registers that are owed";
        /// Sessions that begin within two weeks of which fewer than half of the places are taken.
        Few = "few" "Few bookings";
        /// Sessions with bookings that wait for approval.
        Agreement = "agreement" "Bookings to approve";
        /// Sessions for which people wait.
        Waiting = "waiting" "Waiting lists";
    }
);

words!(
    /// A step towards running a kind of course alone.
    SignOff {
        /// Learnt how to run it.
        Trained = "trained" "Trained";
        /// Ran it while somebody watched.
        Observed = "observed" "Observed";
        /// May run it alone.
        Approved = "approved" "Approved";
    }
);

words!(
    /// How often a session is repeated.
    Rhythm {
        /// On the same weekday.
        Week = "week" "Every week";
        /// On the same weekday of every second week.
        Fortnight = "fortnight" "Every two weeks";
        /// On the same weekday of the month: the second Tuesday.
        Month = "month" "Every month, on the same weekday";
        /// On the days that are typed.
        Dates = "dates" "On dates of my own";
    }
);

words!(
    /// Where a session stands.
    SessionState {
        /// Still to come.
        Planned = "planned" "Planned";
        /// It took place.
        Held = "held" "Held";
        /// It will not take place.
        Cancelled = "cancelled" "Cancelled";
    }
);

words!(
    /// Why a session was cancelled or moved, as it is counted.
    Cause {
        /// Too few people booked.
        TooFew = "too-few" "Too few bookings";
        /// Who was to run it could not.
        Trainer = "trainer" "The trainer could not come";
        /// The room was not there, or not as it was needed.
        Venue = "venue" "The venue";
        /// Nobody could get there.
        Weather = "weather" "Weather or transport";
        /// The host or a partner wanted it so.
        Asked = "asked" "Asked for by the host or a partner";
        /// Something that is not in the list.
        Other = "other" "Something else";
    }
);

words!(
    /// Who asked for a session to be cancelled or moved.
    AskedBy {
        /// Whoever plans it.
        Us = "us" "We did";
        /// The venue.
        Venue = "venue" "The venue did";
        /// The trainer.
        Trainer = "trainer" "The trainer did";
        /// The host, or a partner.
        Host = "host" "The host or a partner did";
    }
);

words!(
    /// Where a booking stands.
    BookingState {
        /// Has a place.
        Booked = "booked" "Booked";
        /// On the waiting list.
        Waiting = "waiting" "On the waiting list";
        /// Given up.
        Cancelled = "cancelled" "Cancelled";
    }
);

words!(
    /// How somebody's being there was recorded.
    How {
        /// Signed in on her own phone.
        Phone = "phone" "Own phone";
        /// Marked by the trainer.
        Register = "register" "Register";
        /// Came without a booking.
        WalkIn = "walk-in" "Walk-in";
        /// Keyed in from a paper sheet.
        Paper = "paper" "Paper sheet";
    }
);

words!(
    /// Who entered a booking.
    Source {
        /// The person herself, on the public page.
        Public = "public" "Own booking";
        /// A coordinator.
        Staff = "staff" "Entered by a coordinator";
        /// Loaded in bulk.
        Loaded = "loaded" "Loaded";
    }
);

const fn kind(code: &'static str, label: &'static str) -> Coded {
    Coded {
        code,
        label,
        non_answer: false,
    }
}

/// The first day of a specialist course, planned as a session of its own.
pub const FIRST_DAY: &str = "specialist";
/// The kind of a second day that is planned as sessions of its own: it counts with its first as one course that was run.
pub const SECOND_DAY: &str = "specialist-second-day";

/// Kinds of course. The two published programmes need all of them.
pub const KINDS: &[Coded] = &[
    kind("multi-agency", "Multi-agency"),
    kind("specialist", "Specialist"),
    kind(SECOND_DAY, "Specialist: second day"),
    kind("follow-up-risk", "Follow-up: risk assessment"),
    kind("follow-up-safeguarding", "Follow-up: safeguarding"),
    kind("follow-up-psychological", "Follow-up: psychological impact"),
    kind("overview", "Overview"),
    kind("core", "Core"),
    kind("perpetrators", "Working with perpetrators"),
    kind("supervisors", "Supervisors"),
    kind("other", "Something else"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.code()), Some(*mode));
        }
        for state in BookingState::ALL {
            assert_eq!(BookingState::parse(state.code()), Some(*state));
        }
        assert_eq!(How::parse("smoke"), None);
        let mut codes: Vec<_> = KINDS.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KINDS.len());
    }
}
