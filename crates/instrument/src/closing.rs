//! Two questions that a questionnaire may end with and that the house knows by their keys: whether words may be quoted, and how somebody
//! who wants an answer can be reached.

use crate::definition::{Definition, Kind, OptionText, Question};

/// The key of the question whether words may be quoted.
pub const MAY_QUOTE: &str = "may-quote";
/// The key of the question how somebody can be reached. What is answered to it is kept apart from the answers.
pub const REACH_ME: &str = "reach-me";

/// How far somebody agreed that her words are quoted, from the least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Consent {
    /// Not at all; also whoever was not asked, or did not answer.
    #[default]
    No,
    /// Inside the partnership.
    Partnership,
    /// In published reports too.
    Published,
}

impl Consent {
    /// All of them, from the least.
    pub const ALL: [Self; 3] = [Self::No, Self::Partnership, Self::Published];

    /// The option's key.
    pub const fn code(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Partnership => "partnership",
            Self::Published => "published",
        }
    }

    /// What an option's key stands for; anything else is no consent.
    pub fn of(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|consent| consent.code() == code)
            .unwrap_or_default()
    }
}

impl Question {
    /// Whether words may be quoted, as the house asks it.
    pub fn may_quote() -> Self {
        let option = |consent: Consent, text: &str| OptionText {
            key: consent.code().to_owned(),
            text: text.to_owned(),
        };
        Self {
            options: vec![
                option(Consent::No, "No, do not quote me"),
                option(Consent::Partnership, "Yes, inside the partnership only"),
                option(Consent::Published, "Yes, in published reports too"),
            ],
            hint: "Never with your name. If you leave this empty, nothing is quoted.".to_owned(),
            ..Self::plain(MAY_QUOTE, Kind::Single, "May we quote what you wrote?")
        }
    }

    /// How somebody can be reached, as the house asks it.
    pub fn reach_me() -> Self {
        Self {
            hint: "Only if you want to hear from us: your name, and an address or number that is safe for you. It is kept apart from your answers and shown to one person after a second one agreed.".to_owned(),
            ..Self::plain(REACH_ME, Kind::Text, "How can we reach you?")
        }
    }

    /// It asks how somebody can be reached.
    pub fn is_reach_me(&self) -> bool {
        self.key == REACH_ME
    }

    fn plain(key: &str, kind: Kind, text: &str) -> Self {
        Self {
            key: key.to_owned(),
            wording: String::new(),
            kind,
            text: text.to_owned(),
            hint: String::new(),
            required: false,
            scale: String::new(),
            options: Vec::new(),
            may_decline: false,
            may_not_know: false,
            link: false,
            checks: Vec::new(),
            show_if: None,
        }
    }

    /// Why it may not have its key, which the house knows.
    pub(crate) fn unlike_its_key(&self) -> Option<&'static str> {
        match self.key.as_str() {
            MAY_QUOTE => {
                let keys = self.options.iter().map(|option| option.key.as_str());
                let as_asked = self.kind == Kind::Single && !self.link;
                (!as_asked || !keys.eq(Consent::ALL.map(Consent::code)))
                    .then_some("this key asks whether words may be quoted: no, inside the partnership, or in published reports too")
            }
            REACH_ME => (self.kind != Kind::Text || self.link || self.required).then_some(
                "this key asks how somebody can be reached: one line of text that may be left empty",
            ),
            _ => None,
        }
    }
}

impl Definition {
    /// Puts one of these two at the end; false where it is asked already, or there is no section.
    pub fn close_with(&mut self, question: Question) -> bool {
        if self.question(&question.key).is_some() {
            return false;
        }
        let Some(last) = self.sections.last_mut() else {
            return false;
        };
        last.questions.push(question);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Published;

    fn with(question: Question) -> Definition {
        let mut definition = Definition::empty("example", "Example");
        assert!(definition.close_with(question));
        definition
    }

    #[test]
    fn whoever_was_not_asked_did_not_agree() {
        for code in ["", "no", "yes", "Published"] {
            assert_eq!(Consent::of(code), Consent::No, "{code}");
        }
        assert!(Consent::of("published") > Consent::of("partnership"));
    }

    #[test]
    fn the_house_knows_these_questions_by_their_keys() {
        for question in [Question::may_quote(), Question::reach_me()] {
            let mut whole = with(question.clone());
            assert!(!whole.close_with(question.clone()), "it is asked once");
            assert!(Published::publish(whole).is_ok());
            assert_ne!(
                Definition::empty("a", "A").fresh_key(&question.key),
                question.key,
                "no other question gets its key"
            );
        }
        let mut fewer = Question::may_quote();
        fewer.options.pop();
        let mut turned = Question::may_quote();
        turned.options.reverse();
        let mut kept = Question::reach_me();
        kept.required = true;
        for odd in [fewer, turned, kept] {
            assert!(Published::publish(with(odd)).is_err());
        }
    }
}
