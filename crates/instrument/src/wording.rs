//! When two questions ask the same. Figures of several versions are added up by the key of a wording, so a question whose words were
//! changed gets another key, unless somebody says with a reason that only a slip was mended.

use crate::definition::Question;
use kernel::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

impl Question {
    /// The key by which its figures are added up.
    pub fn counted_as(&self) -> &str {
        if self.wording.is_empty() {
            &self.key
        } else {
            &self.wording
        }
    }

    /// It asks the same thing in the same words: text, hint, kind and options.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.text.trim() == other.text.trim()
            && self.hint.trim() == other.hint.trim()
            && self.options == other.options
    }

    /// Its words may have been mended without another meaning: it asks for the same kind of answer, with the same keys.
    pub fn may_mean_the_same(&self, other: &Self) -> bool {
        let keys = |question: &Self| -> BTreeSet<String> {
            question.options.iter().map(|option| option.key.clone()).collect()
        };
        self.kind == other.kind && keys(self) == keys(other)
    }
}

/// A key for another wording of what was counted as `key`: `trust-1` becomes `trust-2`, or what comes next.
pub fn next_wording<'t>(key: &str, taken: impl IntoIterator<Item = &'t str>) -> String {
    let taken: BTreeSet<&str> = taken.into_iter().collect();
    let (base, number) = match key.rsplit_once('-') {
        Some((base, end)) if !base.is_empty() => match end.parse::<u32>() {
            Ok(number) => (base, number),
            Err(_) => (key, 1),
        },
        _ => (key, 1),
    };
    let numbers = number.saturating_add(1)..;
    numbers
        .map(|number| format!("{base}-{number}"))
        .find(|key| !taken.contains(key.as_str()))
        .unwrap_or_default()
}

/// A part as it is written to be marked.
#[derive(Serialize)]
struct Part<'p, T> {
    part: &'p T,
}

/// A short mark of a part of a questionnaire, by which a form knows whether somebody changed that part meanwhile.
pub fn mark(part: &impl Serialize) -> String {
    // By itself only a table can be written, and a part may be a list.
    let written = toml::to_string(&Part { part }).unwrap_or_default();
    let hash = hex::encode(&Sha256::digest(written.as_bytes()));
    hash.get(..16).unwrap_or_default().to_owned()
}
