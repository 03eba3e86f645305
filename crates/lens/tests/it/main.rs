//! The lens from outside: the shipped rules, what stands around a phrase, and what is carried over.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod context;
mod shipped;

use lens::{About, Act, Lens};
use std::sync::LazyLock;

/// The shipped rules.
pub(crate) fn lens() -> Lens {
    Lens::shipped().unwrap()
}

/// A file of one rule with these lines in it, beside the lists that the lens asks for.
pub(crate) fn of(rule: &str) -> Result<Lens, lens::Unreadable> {
    static WORDS: LazyLock<String> = LazyLock::new(|| {
        let shipped: toml::Table = include_str!("../../../../lens/en-GB.toml").parse().unwrap();
        toml::to_string(&shipped["words"]).unwrap()
    });
    let words = &*WORDS;
    Lens::parse(&format!(
        "version = 1\nlanguage = \"en-GB\"\n[words]\n{words}\n[[rule]]\nid = \"one\"\nrow = 1\ncategory = \"euphemism\"\nseverity = 2\n\
         why = \"w\"\nask = \"a\"\nsource = \"s\"\nexamples = [\"\", \"\", \"\"]\ntraps = [\"\", \"\", \"\"]\n{rule}"
    ))
}

/// What the lens marks in a text, and how.
pub(crate) fn marks(lens: &Lens, text: &str, about: &About<'_>) -> Vec<(String, Act)> {
    lens.read(text, about)
        .into_iter()
        .map(|finding| (text[finding.span].to_owned(), finding.act))
        .collect()
}
