//! Bookings and the people behind them.

use super::course::{limit, text};
use super::{BookingId, BookingState, LearnerId, SessionId};
use directory::model::{AreaId, BACKGROUNDS};
use kernel::{Id, Instant, Problems};
use post::address::Address;
use unicode_normalization::UnicodeNormalization;

/// Where somebody works.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Workplace {
    /// Not asked, or not answered.
    #[default]
    Open,
    /// In this borough.
    Borough(AreaId),
    /// In none of the partnership's boroughs.
    Elsewhere,
    /// She would rather not say: not an answer.
    NotSaid,
}

impl Workplace {
    /// The answers that name no borough.
    pub const OTHERS: [Self; 2] = [Self::Elsewhere, Self::NotSaid];

    /// From what is stored.
    pub(crate) fn stored(borough: Option<Id>, answer: Option<&str>) -> Self {
        match (borough, answer) {
            (Some(id), _) => Self::Borough(AreaId(id)),
            (None, Some(code)) => Self::parse(code),
            (None, None) => Self::Open,
        }
    }

    /// The answer with this code.
    pub(crate) fn parse(code: &str) -> Self {
        Self::OTHERS
            .into_iter()
            .find(|answer| answer.answer() == Some(code))
            .unwrap_or_default()
    }

    /// The borough, if one is named.
    pub const fn borough(self) -> Option<Id> {
        match self {
            Self::Borough(area) => Some(area.0),
            Self::Open | Self::Elsewhere | Self::NotSaid => None,
        }
    }

    /// The code of an answer that names none.
    pub const fn answer(self) -> Option<&'static str> {
        match self {
            Self::Elsewhere => Some("elsewhere"),
            Self::NotSaid => Some("not-said"),
            Self::Open | Self::Borough(_) => None,
        }
    }

    /// What people read; a borough has its own name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Elsewhere => "Somewhere else",
            Self::NotSaid => "Prefer not to say",
            Self::Open | Self::Borough(_) => "",
        }
    }
}

/// Who somebody is, as she wrote it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Her name.
    pub name: String,
    /// Her work e-mail address; empty for a walk-in who gave none.
    pub email: String,
    /// Whom she works for.
    pub organisation: String,
    /// Code in [`BACKGROUNDS`].
    pub background: String,
    /// The borough she works in.
    pub area: Workplace,
}

kernel::masked!(Person, BookingDraft);

impl Person {
    /// What is wrong with it. An address is required unless `email_optional`.
    pub fn problems(&self, email_optional: bool) -> Problems {
        let mut problems = Problems::none();
        name(&mut problems, &self.name, "Enter your name");
        let none = email_optional && self.email.trim().is_empty();
        if !none && !takes_mail(&self.email) {
            problems.add("email", "Enter a work e-mail address, like name@example.org");
        }
        text(
            &mut problems,
            "organisation",
            &self.organisation,
            "Enter the organisation you work for",
            200,
        );
        if !directory::model::holds(BACKGROUNDS, &self.background) {
            problems.add("background", "Choose your professional background");
        }
        if self.area == Workplace::Open {
            problems.add("area", "Choose the borough you work in");
        }
        problems
    }
}

/// A booking as somebody fills it in.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct BookingDraft {
    /// Who books.
    pub person: Person,
    /// What she needs to take part.
    pub access_needs: String,
    /// Language or interpreting needs.
    pub language_needs: String,
    /// The code of places that are kept back; empty where she has none. It is not kept.
    pub code: String,
    /// The work address of the manager who is to agree, where the course asks for that.
    pub manager: String,
    /// Where she learned before what the course asks for, in her words.
    pub earlier: String,
    /// The work address of the colleague who books for her; empty where she books herself.
    pub booked_by: String,
}

impl BookingDraft {
    /// What is wrong with it.
    pub fn problems(&self) -> Problems {
        let mut problems = self.person.problems(false);
        limit(&mut problems, "access_needs", &self.access_needs, 1000);
        limit(&mut problems, "language_needs", &self.language_needs, 1000);
        limit(&mut problems, "code", &self.code, 40);
        limit(&mut problems, "earlier", &self.earlier, 1000);
        let by = self.booked_by.trim();
        if !by.is_empty() && !takes_mail(by) {
            problems.add(
                "booked_by",
                "Enter your work e-mail address, like name@example.org, or leave it empty",
            );
        } else if !by.is_empty() && normal_email(by) == normal_email(&self.person.email) {
            problems.add(
                "booked_by",
                "This is the address that you book for. Leave it empty to book for yourself",
            );
        }
        problems
    }

    /// What is wrong with it where a manager is to agree.
    pub(crate) fn manager_problems(&self) -> Problems {
        let mut problems = Problems::none();
        if !takes_mail(&self.manager) {
            problems.add(
                "manager",
                "Enter your manager's work e-mail address, like name@example.org",
            );
        } else if normal_email(&self.manager) == normal_email(&self.person.email) {
            problems.add("manager", "This is your own address. Enter your manager's");
        }
        problems
    }
}

/// A booking as coordinators and the session's trainers see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Its short reference.
    pub reference: String,
    /// The session.
    pub session: SessionId,
    /// The person.
    pub learner: LearnerId,
    /// Where it stands.
    pub state: BookingState,
    /// Number on the waiting list.
    pub queue_place: Option<i64>,
    /// What was filled in.
    pub draft: BookingDraft,
    /// Name of the borough.
    pub area_name: String,
    /// When it was made.
    pub made_at: Instant,
    /// Random name of the calendar entry.
    pub calendar_uid: String,
    /// Version of the calendar entry.
    pub calendar_sequence: i64,
    /// The most days that were ever sent to the person's calendar.
    pub calendar_days: i64,
    /// Part of the signed link.
    pub link_round: i64,
    /// The places kept back that it may take from.
    pub held_places: Option<Id>,
    /// Its place is one of those.
    pub on_held: bool,
    /// Whose agreement it waits for; no place is given to it until then.
    pub awaits: Option<super::Awaits>,
    /// Until when a place that came free is kept for her to take.
    pub offer_until: Option<Instant>,
    /// How many days before the session the place was given back that was hers.
    pub given_up_days: Option<i64>,
    /// Counts its changes.
    pub version: i64,
}

/// A booking as its owner sees it through her link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnBooking {
    /// The booking.
    pub booking: Booking,
    /// The session it is for.
    pub session: super::Session,
    /// Her place on the waiting list, from 1.
    pub ahead: Option<i64>,
}

/// The form of an address in which two spellings of it are the same.
pub fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The form of a name in which two spellings of it are the same: case, spaces, and the kinds of apostrophe, dash and letter form do not
/// count. Whoever changes this counts up `name_form`.
pub fn normal_name(name: &str) -> String {
    let plain: String = name.chars().map(plain_mark).nfkc().collect();
    plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Apostrophes as `'` and dashes as `-`: keyboards put in what they like.
const fn plain_mark(c: char) -> char {
    match c {
        '`' | '´' | '\u{2b9}'..='\u{2bc}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        other => other,
    }
}

/// A name that must be there: somebody can be called by it, so a letter stands in it.
pub(crate) fn name(problems: &mut Problems, value: &str, missing: &str) {
    if value.trim().is_empty() || value.chars().any(char::is_alphabetic) {
        text(problems, "name", value, missing, 120);
    } else {
        problems.add("name", "Enter a name with at least one letter");
    }
}

/// One mailbox that a message can be sent to, at a host with a dot in its name.
pub(crate) fn takes_mail(text: &str) -> bool {
    Address::parse(text).is_some_and(|address| {
        let (local, host) = address.reveal().split_once('@').unwrap_or_default();
        local.len() <= 64 && host.contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_no_mail_goes_to_are_refused() {
        for good in ["a@b.uk", " Ann.Other+x@Council.gov.uk ", "o'neill@c.example"] {
            assert!(takes_mail(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.uk",
            "a b@c.uk",
            "a@b.uk\r\nBcc: x@y.uk",
            "<a@b.uk>",
            "a@b..uk",
            "a,b@c.uk",
            "@b.uk",
            "ann..smith@c.example",
            ".ann@c.example",
            "ann.@c.example",
            "ann@-c.example",
        ] {
            assert!(!takes_mail(bad), "{bad}");
        }
    }

    /// Proves SK4: what somebody wrote about herself does not come out of a debug print.
    #[test]
    fn a_debug_print_masks_the_person() {
        let draft = BookingDraft {
            person: Person {
                name: "Ann Canary".to_owned(),
                email: "canary@work.example".to_owned(),
                organisation: "Canary House".to_owned(),
                background: "housing".to_owned(),
                area: Workplace::Elsewhere,
            },
            access_needs: "canary loop".to_owned(),
            language_needs: "canary tongue".to_owned(),
            earlier: "canary college".to_owned(),
            manager: "canary.boss@work.example".to_owned(),
            booked_by: "canary.mate@work.example".to_owned(),
            code: String::new(),
        };
        let text = format!("{draft:?} {:?}", draft.person).to_lowercase();
        assert!(!text.contains("canary"), "{text}");
    }

    #[test]
    fn an_answer_without_a_borough_comes_back() {
        for answer in Workplace::OTHERS {
            assert_eq!(Workplace::stored(None, answer.answer()), answer);
            assert!(!answer.label().is_empty());
        }
        assert_eq!(Workplace::stored(None, None), Workplace::Open);
    }

    #[test]
    fn a_name_is_the_same_name_in_any_case_and_spacing() {
        assert_eq!(normal_name("  Ann   OTHER "), "ann other");
    }

    #[test]
    fn a_name_is_the_same_name_whatever_the_keyboard_put_in() {
        for name in [
            "Mary O\u{2019}Brien-Lee",
            "mary o`brien\u{2011}lee",
            "MARY O\u{b4}BRIEN\u{2013}LEE",
        ] {
            assert_eq!(normal_name(name), "mary o'brien-lee", "{name}");
        }
        assert_eq!(normal_name("Zoe\u{308} \u{ff21}nn"), normal_name("Zo\u{eb} Ann"));
        assert_ne!(
            normal_name("Zo\u{eb}"),
            normal_name("Zoe"),
            "an accent is part of a name"
        );
    }

    #[test]
    fn a_name_has_a_letter_in_it() {
        for (text, fits) in [
            ("Şahin", true),
            ("李", true),
            ("…", false),
            ("\u{2800}", false),
            ("7", false),
        ] {
            let person = Person {
                name: text.to_owned(),
                ..Person::default()
            };
            assert_eq!(person.problems(false).of("name").is_none(), fits, "{text:?}");
        }
    }

    #[test]
    fn an_empty_form_names_every_field_that_is_needed() {
        let problems = BookingDraft::default().problems();
        let fields: Vec<_> = problems.0.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "organisation", "background", "area"]);
    }
}
