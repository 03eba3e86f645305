//! Questions that people answer in their own words: one wording may stand in several questionnaires and versions.

use crate::books;
use instrument::{Check, Kind, Question};
use kernel::{Fault, Id};
use std::collections::BTreeMap;
use store::Tx;

/// One wording of such a question.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wording {
    /// The question, as the latest version asks it.
    pub question: String,
    /// The versions that ask it, each with the question's key there.
    pub places: Vec<(Id, String)>,
    /// How many words it asks for, where it asks for a few.
    pub words: Option<usize>,
}

impl Wording {
    /// A version asks it under this key.
    pub fn asks(&self, version: Id, question: &str) -> bool {
        self.places
            .iter()
            .any(|(known, key)| *known == version && key == question)
    }
}

/// All of them, by the key of the wording. A question whose wording has no key is of its own questionnaire alone.
///
/// # Errors
/// A fault of the engine; a stored version that was altered.
pub fn in_own_words(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Wording>, Fault> {
    let mut found: BTreeMap<String, Wording> = BTreeMap::new();
    for version in books::versions(tx)? {
        let definition = version.published.definition();
        for question in definition.questions().filter(|question| is_text(question)) {
            let own = found.entry(key_of(&definition.key, question)).or_default();
            own.question.clone_from(&question.text);
            own.places.push((version.id.0, question.key.clone()));
            own.words = question.checks.iter().find_map(|check| match check {
                Check::Words(count) => Some(*count),
                _ => None,
            });
        }
    }
    Ok(found)
}

/// What a code is made from is never kept, and how to reach somebody is not read with the answers.
fn is_text(question: &Question) -> bool {
    matches!(question.kind, Kind::Text | Kind::LongText) && !question.link && !question.is_reach_me()
}

fn key_of(questionnaire: &str, question: &Question) -> String {
    if question.wording.is_empty() {
        format!("{questionnaire}/{}", question.key)
    } else {
        question.wording.clone()
    }
}
