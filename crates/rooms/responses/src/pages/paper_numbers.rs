//! The numbers under which questions stand on sheets of paper, and by which whoever keys them in says what is missing.

use instrument::Definition;
use kernel::Problems;
use std::collections::BTreeSet;

/// The number of a question, from 1, by which it is keyed in.
pub(crate) fn number(definition: &Definition, key: &str) -> usize {
    definition.before(key).count() + 1
}

/// The numbers that are missing on a sheet without these questions.
pub(crate) fn missing(definition: &Definition, spared: &[String]) -> Vec<String> {
    let anyway = definition.never_asked(&[]);
    let left_out = definition.never_asked(spared);
    let questions = definition.questions();
    questions
        .filter(|question| left_out.contains(&question.key) && !anyway.contains(&question.key))
        .map(|question| number(definition, &question.key).to_string())
        .collect()
}

/// The questions whose numbers are typed as missing: `3, 7`, and all from 3 to 7 as `3-7` or `3 to 7`.
pub(crate) fn named(definition: &Definition, typed: &str) -> Result<Vec<String>, Problems> {
    let keys: Vec<&str> = definition
        .questions()
        .map(|question| question.key.as_str())
        .collect();
    let mut found = BTreeSet::new();
    for part in typed.split([',', ';', '.']) {
        let part = part.replace(['-', '\u{2013}'], " to ");
        let mut words = part.split_whitespace().peekable();
        while let Some(first) = words.next() {
            let last = match words.next_if_eq(&"to") {
                Some(_) => words.next(),
                None => Some(first),
            };
            let range = last.and_then(|last| between(&keys, first, last));
            let range = range.ok_or_else(|| {
                let words = "Enter numbers of questions of these sheets, with commas between them, or the first and the last of several as in 3-7";
                Problems::one("without", words)
            })?;
            found.extend(range.iter().map(|key| (*key).to_owned()));
        }
    }
    Ok(found.into_iter().collect())
}

/// What stands from one number to another, both included; nothing where there is no such number or the first is the larger one.
fn between<'k>(keys: &'k [&'k str], first: &str, last: &str) -> Option<&'k [&'k str]> {
    let (first, last) = (first.parse::<usize>().ok()?, last.parse().ok()?);
    keys.get(first.checked_sub(1)?..last)
        .filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever types a range means all that is between; what is no number of the sheet is told and not left out.
    #[test]
    fn numbers_are_read_one_by_one_and_from_one_to_another() {
        let text = include_str!("../../../../../instruments/end-of-session.toml");
        let definition = Definition::parse(text).unwrap();
        let keys: Vec<&str> = definition
            .questions()
            .map(|question| question.key.as_str())
            .collect();
        let of = |places: &[usize]| {
            let mut found: Vec<String> = places.iter().map(|place| keys[place - 1].to_owned()).collect();
            found.sort();
            Some(found)
        };
        for (typed, places) in [
            ("", &[][..]),
            ("3, 7", &[3, 7]),
            ("3 7;3.7.", &[3, 7]),
            ("3-7", &[3, 4, 5, 6, 7]),
            ("1, 3 to 5; 7 \u{2013} 8", &[1, 3, 4, 5, 7, 8]),
        ] {
            assert_eq!(named(&definition, typed).ok(), of(places), "{typed}");
        }
        for typed in [
            "0", "999", "3, x", "7-3", "4-3", "3-", "-7", "to", "3-999", "3/7", "3 bis 7",
        ] {
            assert!(named(&definition, typed).is_err(), "{typed}");
        }
    }
}
