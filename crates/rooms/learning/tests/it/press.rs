//! A press for tests: it prints the words one by line and nothing else. The real one has tests of its own, read by programs of others.

use paper::certificate::{Press, Words};

pub(crate) const PRESS: Press = Press {
    write: |words, made| Ok(printed(words, &made.iso()).into_bytes()),
    unprintable: |text| text.chars().find(|letter| *letter >= '\u{2e80}'),
};

fn printed(words: &Words, made: &str) -> String {
    let mut lines = vec![
        words.programme.clone(),
        words.name.clone(),
        words.title.clone(),
        words.length.clone(),
        words.days.join("; "),
        words.aims.join("; "),
        words.issued_by.clone(),
        words.issued_on.clone(),
        words.code.clone(),
        words.check_at.clone(),
        words.check_link.clone(),
    ];
    lines.push(made.to_owned());
    lines.push(words.mark.clone());
    lines.join("\n")
}
