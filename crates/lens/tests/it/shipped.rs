//! The shipped rules against their own sentences and those that were written apart.

use crate::lens;
use lens::measure::{Corpus, Measured, Share, broken, measure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

fn corpus() -> Corpus {
    Corpus::parse(include_str!("../../../../lens/corpus.toml")).unwrap()
}

/// Sentences that no rule was corrected by.
fn blind() -> Corpus {
    Corpus::parse(include_str!("../../../../lens/blind.toml")).unwrap()
}

/// Each rule's examples are marked for its row, and its traps are left alone.
#[test]
fn each_rule_keeps_its_word() {
    let wrong = broken(&lens());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each of the hundred rows has a rule, and three sentences of each kind that were written without sight of it.
#[test]
fn every_row_has_its_rules_and_sentences() {
    let rows: BTreeSet<u16> = lens().rules().iter().map(|rule| rule.row).collect();
    assert_eq!(rows, (1..=100).collect());
    let corpus = corpus();
    let measured: BTreeSet<u16> = corpus.row.iter().map(|row| row.number).collect();
    assert_eq!(measured, rows);
    for row in &corpus.row {
        assert!(
            row.positives.len() >= 3 && row.traps.len() >= 3,
            "row {}",
            row.number
        );
    }
}

/// No rule is wrong in more than one of ten sentences that it marks.
#[test]
fn no_rule_is_often_wrong() {
    let (rows, rules) = measure(&lens(), &corpus());
    let bad: Vec<String> = rules
        .iter()
        .filter(|(_, measured)| measured.right.ratio().is_some_and(|right| right < 0.9))
        .map(|(id, measured)| format!("{id}: {}", measured.wrong.join(" | ")))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    let of = |pick: fn(&Measured) -> Share| {
        let shares: Vec<_> = rows.values().map(pick).collect();
        f64::from(shares.iter().map(|share| share.of).sum::<u32>())
            / f64::from(shares.iter().map(|share| share.all).sum::<u32>())
    };
    assert!(of(|row| row.right) >= 0.95 && of(|row| row.found) >= 0.6);
}

/// The page of the rules says what was measured. `BLESS=1 cargo test -p lens the_page_says` writes it anew.
#[test]
fn the_page_says_what_was_measured() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lens.md");
    let known = std::fs::read_to_string(&path).unwrap();
    let (before, _) = known.split_once("<!-- measured -->\n").unwrap();
    let page = format!("{before}<!-- measured -->\n{}", table());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        known == page || std::env::var_os("BLESS").is_some(),
        "docs/lens.md is not what is measured"
    );
}

fn table() -> String {
    let lens = lens();
    let (rows, rules) = measure(&lens, &corpus());
    let mut text =
        "\n| row | rule | what it is | found | right when marked |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    for (row, measured) in &rows {
        for (place, rule) in lens.rules().iter().filter(|rule| rule.row == *row).enumerate() {
            let found = if place == 0 {
                format!("{} of {}", measured.found.of, measured.found.all)
            } else {
                String::new()
            };
            let right = rules.get(&rule.id).map(|rule| rule.right).unwrap_or_default();
            let _ = writeln!(
                text,
                "| {row} | `{}` | {} | {found} | {} of {} |",
                rule.id,
                rule.category.label(),
                right.of,
                right.all
            );
        }
    }
    let (found, right) = sums(&rows);
    let _ = writeln!(text, "| all | | | {found} | {right} |");
    let (blind, _) = measure(&lens, &blind());
    let (found, right) = sums(&blind);
    let _ = writeln!(
        text,
        "\nOn the sentences that nobody looked at ([`lens/blind.toml`](../lens/blind.toml)): {found} found; of those marked, {right} right."
    );
    text
}

/// *Found* and *right when marked* over all rows.
fn sums(rows: &BTreeMap<u16, Measured>) -> (String, String) {
    let sum = |pick: fn(&Measured) -> Share| {
        let (of, all) = (
            rows.values().map(|row| pick(row).of).sum::<u32>(),
            rows.values().map(|row| pick(row).all).sum::<u32>(),
        );
        format!("{of} of {all}")
    };
    (sum(|row| row.found), sum(|row| row.right))
}
