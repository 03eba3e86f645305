//! Certificates, and what a person's own record shows.

use super::LearnerId;
use kernel::{Day, Id, Instant};
use paper::certificate::Press;
use serde::{Deserialize, Serialize};

kernel::id!(
    /// A certificate.
    CertificateId
);

/// What stands on a certificate, as it was when it was issued.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Who attended.
    pub name: String,
    /// The course.
    pub title: String,
    /// Its length in words.
    pub length: String,
    /// What people should take away.
    pub aims: String,
    /// The days of the session, in words.
    pub days: Vec<String>,
    /// The programme that gives it.
    pub programme: String,
    /// Who issued it.
    pub issued_by: String,
    /// The check code in its groups.
    pub code: String,
    /// It is of a pathway: its aims are the steps.
    #[serde(default)]
    pub pathway: bool,
}

kernel::masked!(Content);

impl Content {
    /// It says the same of the person and the course: who issued it, and the code, do not count.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let plain = |content: &Self| Self {
            issued_by: String::new(),
            code: String::new(),
            ..content.clone()
        };
        plain(self) == plain(other)
    }

    /// The first letter on it that cannot be printed.
    pub fn unprintable(&self, press: Press) -> Option<char> {
        [
            &self.name,
            &self.title,
            &self.aims,
            &self.programme,
            &self.issued_by,
        ]
        .into_iter()
        .find_map(|text| (press.unprintable)(text))
    }
}

/// A certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// The person.
    pub learner: LearnerId,
    /// What stands on it.
    pub content: Content,
    /// When it was issued.
    pub issued_at: Instant,
    /// When it was withdrawn; `None` while it is valid.
    pub withdrawn_at: Option<Instant>,
}

/// How a certificate gets to somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// She is written to.
    Mail,
    /// She is known from a file of earlier years alone, and is not written to by a press that writes to many.
    File,
    /// There is no address: it is printed.
    Paper,
}

impl Reach {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "By mail",
            Self::File => "Came with a file: not written to by this press",
            Self::Paper => "No address: print it",
        }
    }
}

/// Somebody who had a place in a session or was there, and her certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Attender {
    /// The person.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
    /// How hers gets there.
    pub reach: Reach,
    /// Days of the session on which she was there.
    pub there: i64,
    /// Her last certificate: its id, when it was issued and when it was withdrawn.
    pub last: Option<(CertificateId, Instant, Option<Instant>)>,
}

kernel::masked!(Attender);

impl Attender {
    /// Why she gets no certificate, in words; `None`: she was there on every day.
    ///
    /// What the course asks is one thing: being signed in on all days of the session, however that was recorded. Half of it is not
    /// rounded up, and feedback is not a price: it is anonymous, so nobody could know.
    pub fn lacks(&self, days: i64, press: Press) -> Option<String> {
        if self.there >= days {
            let letter = (press.unprintable)(&self.name)?;
            return Some(format!("The letter {letter} in the name cannot be printed"));
        }
        Some(match (self.there, days) {
            (0, _) => "Not signed in".to_owned(),
            (there, days) => format!("Signed in on {there} of {days} days"),
        })
    }
}

/// A session in a person's own record.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordLine {
    /// The session's reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Length of the course in hours.
    pub hours: f64,
    /// Days on which the person was there.
    pub there: i64,
    /// Days of the session.
    pub days: i64,
    /// The certificate that is valid, if there is one.
    pub certificate: Option<Id>,
}

impl RecordLine {
    /// The person was there on every day.
    pub const fn whole(&self) -> bool {
        self.there >= self.days
    }
}

/// A course that a person should come to again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refresher {
    /// The course's reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// When the person was last there, on every day.
    pub last: Day,
    /// When it is due again.
    pub due: Day,
}

/// The length of a course in words.
pub fn hours_text(hours: &str) -> String {
    if hours == "1" {
        "1 hour".to_owned()
    } else {
        format!("{hours} hours")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESS: Press = Press {
        write: |_, _| Ok(Vec::new()),
        unprintable: |text| text.chars().find(|letter| !letter.is_ascii()),
    };

    fn attender(there: i64, name: &str) -> Attender {
        Attender {
            learner: LearnerId(Id(uuid::Uuid::nil())),
            name: name.to_owned(),
            reach: Reach::Mail,
            there,
            last: None,
        }
    }

    #[test]
    fn only_every_day_is_enough() {
        assert_eq!(attender(2, "Ada Okoye").lacks(2, PRESS), None);
        assert_eq!(
            attender(1, "Ada Okoye").lacks(2, PRESS).as_deref(),
            Some("Signed in on 1 of 2 days")
        );
        assert_eq!(
            attender(0, "Ada Okoye").lacks(1, PRESS).as_deref(),
            Some("Not signed in")
        );
    }

    #[test]
    fn a_name_that_cannot_be_printed_is_said() {
        let words = attender(1, "Ada 山").lacks(1, PRESS).unwrap();
        assert!(words.contains('山'), "{words}");
    }
}
