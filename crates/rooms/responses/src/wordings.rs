//! Questions that people answer in their own words: one wording may stand in several questionnaires and versions.

use crate::books;
use crate::few::is_few;
use instrument::{Check, Kind, Question};
use kernel::{Fault, Id};
use std::collections::BTreeMap;
use store::Tx;

/// A version that asks a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedIn {
    /// The version.
    pub version: Id,
    /// The question's key there.
    pub question: String,
    /// Its place there.
    pub(crate) place: u64,
    /// It asks for a few words there.
    pub few: bool,
}

/// One wording of such a question.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wording {
    /// The question, as the latest version asks it.
    pub question: String,
    /// Where it is asked.
    pub places: Vec<AskedIn>,
    /// How many words it asks for, where it asks for a few.
    pub words: Option<usize>,
}

impl Wording {
    /// A version asks it under this key.
    pub fn asks(&self, version: Id, question: &str) -> bool {
        self.places
            .iter()
            .any(|asked| asked.version == version && asked.question == question)
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
        let questions = definition.questions().zip(0_u64..);
        for (question, place) in questions.filter(|(question, _)| is_text(question)) {
            let own = found.entry(key_of(&definition.key, question)).or_default();
            own.question.clone_from(&question.text);
            own.places.push(AskedIn {
                version: version.id.0,
                question: question.key.clone(),
                place,
                few: is_few(question),
            });
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
