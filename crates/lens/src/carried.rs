//! Words that were carried over from an earlier writer.

use crate::finding::Finding;
use std::collections::HashMap;

/// What somebody else wrote before, and when.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a, D> {
    /// When it was written.
    pub at: D,
    /// What was written.
    pub text: &'a str,
}

/// Words that must be the same, the phrase and those around it: fewer are the same by chance.
const SAME: usize = 6;

/// For each finding of a text since when its words have been carried over: the first of the earlier texts of others in which they stand, with
/// enough of the words around them; `None` where they are new.
pub fn carried<D: Copy + Ord>(
    text: &str,
    findings: &[Finding<'_>],
    earlier: &[Earlier<'_, D>],
) -> Vec<Option<D>> {
    let mut first: HashMap<Vec<String>, D> = HashMap::new();
    for known in earlier {
        let words = words(known.text);
        for run in words.windows(SAME) {
            let run = run.iter().map(|(_, word)| word.clone()).collect();
            first
                .entry(run)
                .and_modify(|at| *at = known.at.min(*at))
                .or_insert(known.at);
        }
    }
    let all = words(text);
    findings
        .iter()
        .map(|finding| {
            let from = all.partition_point(|(at, _)| *at < finding.span.start);
            let to = all.partition_point(|(at, _)| *at < finding.span.end);
            // Each run of words that holds the beginning of the phrase.
            (from.saturating_sub(SAME - 1)..=from)
                .filter(|start| start + SAME >= to.min(from + SAME))
                .filter_map(|start| all.get(start..start + SAME))
                .filter_map(|run| {
                    let run: Vec<String> = run.iter().map(|(_, word)| word.clone()).collect();
                    first.get(&run).copied()
                })
                .min()
        })
        .collect()
}

/// Words in small letters, with the byte at which each begins.
fn words(text: &str) -> Vec<(usize, String)> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '\u{2019}')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let at = word.as_ptr().addr() - text.as_ptr().addr();
            (at, word.to_lowercase().replace('\u{2019}', "'"))
        })
        .collect()
}
