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
    /// The person's booking waits until somebody agrees to it.
    AwaitsAgreement,
    /// Somebody is asked to agree to the booking of a person who works with her.
    AgreementAsked,
    /// The booking was not agreed to.
    NotAgreed,
    /// Somebody booked for a colleague.
    BookedForColleague,
    /// A place came free.
    Offered,
    /// A place came free and is kept for a time, to take or to leave.
    OfferedUntil,
    /// The person did not take it in time.
    OfferEnded,
    /// The person had booked before and has a place; what she filled in now was not taken.
    Stands,
    /// The same for somebody who waits.
    StandsWaiting,
    /// The date or time changed.
    Moved,
    /// The date or time changed; the person only waits.
    MovedWaiting,
    /// The meeting takes place after all.
    OnAgain,
    /// The meeting takes place after all; the person only waits.
    OnAgainWaiting,
    /// Something about the meeting other than its date and time changed.
    DetailsChanged,
    /// The meeting will not take place.
    CalledOff,
    /// The person gave the place back.
    GivenBack,
    /// Somebody else cancelled the person's place.
    CancelledForYou,
    /// The same, of a meeting that takes no bookings any more.
    CancelledForYouClosed,
    /// The person's number on the waiting list is given up, whoever did it.
    NoLongerWaiting,
    /// A day or two before.
    Reminder,
    /// Something that was earned can be fetched.
    Certificate,
    /// A link to one's own record.
    Record,
    /// Something on one's own record is due again.
    DueAgain,
    /// Some months later: what became of it?
    FollowUp,
    /// The one reminder of that.
    FollowUpAgain,
    /// What a manager said that she would see to.
    Promise,
    /// Its day comes soon.
    PromiseSoon,
    /// Its day is over.
    PromiseOver,
    /// A new account.
    Invite,
    /// A link to set a password.
    Reset,
    /// Something to see after signing in.
    SomethingWaiting,
}

impl Template {
    /// Every message there is.
    pub const ALL: [Self; 33] = [
        Self::Confirmed,
        Self::Waiting,
        Self::AwaitsAgreement,
        Self::AgreementAsked,
        Self::NotAgreed,
        Self::BookedForColleague,
        Self::Offered,
        Self::OfferedUntil,
        Self::OfferEnded,
        Self::Stands,
        Self::StandsWaiting,
        Self::Moved,
        Self::MovedWaiting,
        Self::OnAgain,
        Self::OnAgainWaiting,
        Self::DetailsChanged,
        Self::CalledOff,
        Self::GivenBack,
        Self::CancelledForYou,
        Self::CancelledForYouClosed,
        Self::NoLongerWaiting,
        Self::Reminder,
        Self::Certificate,
        Self::Record,
        Self::DueAgain,
        Self::FollowUp,
        Self::FollowUpAgain,
        Self::Promise,
        Self::PromiseSoon,
        Self::PromiseOver,
        Self::Invite,
        Self::Reset,
        Self::SomethingWaiting,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waiting => "waiting",
            Self::AwaitsAgreement => "awaits-agreement",
            Self::AgreementAsked => "agreement-asked",
            Self::NotAgreed => "not-agreed",
            Self::BookedForColleague => "booked-for-colleague",
            Self::Offered => "offered",
            Self::OfferedUntil => "offered-until",
            Self::OfferEnded => "offer-ended",
            Self::Stands => "stands",
            Self::StandsWaiting => "stands-waiting",
            Self::Moved => "moved",
            Self::MovedWaiting => "moved-waiting",
            Self::OnAgain => "on-again",
            Self::OnAgainWaiting => "on-again-waiting",
            Self::DetailsChanged => "details-changed",
            Self::CalledOff => "called-off",
            Self::GivenBack => "given-back",
            Self::CancelledForYou => "cancelled-for-you",
            Self::CancelledForYouClosed => "cancelled-for-you-closed",
            Self::NoLongerWaiting => "no-longer-waiting",
            Self::Reminder => "reminder",
            Self::Certificate => "certificate",
            Self::Record => "record",
            Self::DueAgain => "due-again",
            Self::FollowUp => "follow-up",
            Self::FollowUpAgain => "follow-up-again",
            Self::Promise => "promise",
            Self::PromiseSoon => "promise-soon",
            Self::PromiseOver => "promise-over",
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
            Self::AwaitsAgreement => "Your booking waits for agreement",
            Self::AgreementAsked => "Your agreement is asked for",
            Self::NotAgreed => "Your booking was not agreed to",
            Self::BookedForColleague => "You booked for a colleague",
            Self::Offered => "A place has come free for you",
            Self::OfferedUntil => "A place is kept for you: please answer",
            Self::OfferEnded => "The place that was kept for you went on",
            Self::Stands | Self::StandsWaiting => "Your booking stands as it was",
            Self::Moved | Self::MovedWaiting => "A meeting has moved",
            Self::OnAgain | Self::OnAgainWaiting => "A meeting takes place after all",
            Self::DetailsChanged => "Details of a meeting changed",
            Self::CalledOff => "A meeting will not take place",
            Self::GivenBack => "Your place is given back",
            Self::CancelledForYou | Self::CancelledForYouClosed => "Your place is cancelled",
            Self::NoLongerWaiting => "You are no longer on the waiting list",
            Self::Reminder => "A reminder of your meeting",
            Self::Promise => "What you said you would review",
            Self::PromiseSoon => "A reminder: the day you set comes soon",
            Self::PromiseOver => "A reminder: the day you set is over",
            Self::Invite => "Your new account",
            Self::Certificate => "Your certificate is ready",
            Self::DueAgain => "Something on your record is due again",
            Self::FollowUp => "What became of it?",
            Self::FollowUpAgain => "A reminder: what became of it?",
            Self::Reset | Self::Record => "The link you asked for",
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
            Self::AwaitsAgreement => {
                "Your booking is here and waits until somebody agrees to it. You do not have a place yet. You will hear from us when there is an answer."
            }
            Self::AgreementAsked => {
                "Somebody who works with you has booked a meeting and named you as the one who agrees to it. Please look at it under the link, and say yes or no. If you do not know what this is about, there is nothing to do."
            }
            Self::NotAgreed => {
                "Your booking of a meeting was not agreed to, so you do not have a place. If you want to know why, ask the one who had to agree."
            }
            Self::BookedForColleague => {
                "You booked a meeting for a colleague. What the booking came to is in a message to the address that you gave for the colleague; only the link in it changes or cancels the booking. If you did not book, there is nothing to do."
            }
            Self::OfferedUntil => {
                "A place has come free and is kept for you for a short time. Look under the link until when, and say there whether you take it. If you do not answer, it goes to the next person who waits."
            }
            Self::OfferEnded => {
                "You did not answer in time, so the place that was kept for you went to the next person who waits. Open the calendar file with this message to take it out of your calendar. What you can do now is under the link."
            }
            Self::Stands => {
                "You had booked before and have a place. That booking stands as it was; what was filled in now was not taken. To change what you told us, use the link."
            }
            Self::StandsWaiting => {
                "You had booked before and wait for a place. That booking stands as it was; what was filled in now was not taken. To change what you told us, use the link."
            }
            Self::Moved => {
                "A meeting you have a place in has moved. Please look at the new date and time. The calendar file with this message takes the place of the one before. If there is a second one, open it to take days that were dropped out of your calendar."
            }
            Self::MovedWaiting => {
                "A meeting has moved. You are on its waiting list and do not have a place yet. Please look at the new date and time. You will hear from us when a place comes free."
            }
            Self::OnAgain => {
                "A meeting that had been called off takes place after all, and you have a place. Open the calendar file with this message to put it back into your calendar."
            }
            Self::OnAgainWaiting => {
                "A meeting that had been called off takes place after all. You are on its waiting list and do not have a place yet. You will hear from us when a place comes free."
            }
            Self::DetailsChanged => {
                "Details of a meeting you have a place in have changed. Please look at them under the link. The calendar file with this message takes the place of the one before."
            }
            Self::CalledOff => {
                "A meeting you booked will not take place. If you had a place, open the calendar file with this message to take it out of your calendar. Other dates, where there are any, are under the link."
            }
            Self::GivenBack => {
                "You have given your place back. Open the calendar file with this message to take it out of your calendar."
            }
            Self::CancelledForYou => {
                "Your place in a meeting has been cancelled for you. Open the calendar file with this message to take it out of your calendar. If you did not ask for this, you can book again under the link."
            }
            Self::CancelledForYouClosed => {
                "Your place in a meeting has been cancelled for you. Open the calendar file with this message to take it out of your calendar. The meeting takes no more bookings."
            }
            Self::NoLongerWaiting => {
                "You are no longer on the waiting list of a meeting. There is nothing more to do."
            }
            Self::Reminder => "This is a reminder of a meeting you have a place in.",
            Self::Certificate => {
                "A certificate is ready for you. The link opens your record, where you can fetch it, and works for 30 days. After that, ask for a new link on the same page. Whoever has the link sees your record: do not pass it on."
            }
            Self::Record => {
                "Somebody, most likely you, asked for the link to your record. It works for 30 days. Whoever has it sees your record: do not pass it on. If it was not you, there is nothing to do."
            }
            Self::DueAgain => {
                "Something that you came to before is due again. The link opens your record, where you see what it is, and works for 30 days. After that, ask for a new link on the same page. Whoever has the link sees your record: do not pass it on."
            }
            Self::FollowUp => {
                "Some months ago you came to a meeting of ours. We would like to know what became of it in your work: a few questions, about two minutes. Your name is not asked for and not kept with your answers. The link is yours alone and works for 60 days; please do not pass it on."
            }
            Self::FollowUpAgain => {
                "Two weeks ago we asked you what became of a meeting of ours in your work. If you want to answer, the link still works; it takes about two minutes, and your name is not kept with your answers. You will not be reminded of it again."
            }
            Self::Promise => {
                "When you agreed to a booking you said that your organisation would review something by a day. Under the link you see what, and can say that it is done, move the day once, or withdraw it. You are reminded two weeks before the day, and once after it."
            }
            Self::PromiseSoon => {
                "In two weeks or sooner comes the day by which you said that your organisation would review something. Under the link you see what, and can say how it stands."
            }
            Self::PromiseOver => {
                "The day is over by which you said that your organisation would review something. Please say under the link how it stands: that it is done, that it needs more time, or that it will not be."
            }
            Self::Invite => {
                "An account has been made for you. Set your password within one hour. If the hour has passed, ask for a new link."
            }
            Self::Reset => {
                "Somebody, most likely you, asked for a link to set a new password. It works once and for one hour. If it was not you, there is nothing to do."
            }
            Self::SomethingWaiting => "Something is waiting for you. Please sign in to see it.",
        }
    }

    /// What stands above the days where something ended, so that nobody takes them for days to come.
    const fn above_days(self) -> &'static str {
        match self {
            Self::CalledOff
            | Self::GivenBack
            | Self::CancelledForYou
            | Self::CancelledForYouClosed
            | Self::NoLongerWaiting
            | Self::NotAgreed
            | Self::OfferEnded => "This is about the meeting on:\n",
            _ => "",
        }
    }

    /// The text of the message; `leave` is where to say that no more like it are wanted.
    pub fn text(self, days: &[(Instant, Instant)], link: &str, leave: &str) -> String {
        let mut text = format!("Hello,\n\n{}\n", self.opening());
        if !days.is_empty() {
            text.push('\n');
            text.push_str(self.above_days());
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
        if !leave.is_empty() {
            text.push_str(
                "\nIf you want no more messages like this one, say so here; you do not have to sign in:\n",
            );
            for part in [leave, "\n"] {
                text.push_str(part);
            }
        }
        text.push_str("\nThis message was sent by a machine. Answers to it are not read.\n");
        text
    }
}
