//! How good the rules are: their own sentences, and those that were written for each row without sight of the rules.

use crate::finding::Act;
use crate::read::About;
use crate::rules::Lens;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Sentences for one row of the list of phrases.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The row.
    pub number: u16,
    /// The record is of somebody under 18.
    #[serde(default)]
    pub child: bool,
    /// What a reviewer would mark.
    pub positives: Vec<String>,
    /// What looks alike and is right.
    pub traps: Vec<String>,
}

/// Sentences for all rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// The rows.
    pub row: Vec<Row>,
}

impl Corpus {
    /// Reads a file of sentences.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

/// How often something was so, of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// How often it was.
    pub of: u32,
    /// How many there were.
    pub all: u32,
}

impl Share {
    /// As a number from 0 to 1; `None` of none.
    pub fn ratio(self) -> Option<f64> {
        (self.all > 0).then(|| f64::from(self.of) / f64::from(self.all))
    }

    const fn add(&mut self, was: bool) {
        self.all += 1;
        self.of += was as u32;
    }
}

/// What was measured of a row or a rule.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Of what was to be marked, how much was: recall.
    pub found: Share,
    /// Of what was marked, how much was to be: precision.
    pub right: Share,
    /// Sentences that were not marked and should have been.
    pub missed: Vec<String>,
    /// Sentences that were marked and should not have been.
    pub wrong: Vec<String>,
}

/// Measures each row by all of its rules, and each rule by what it marks itself of the sentences of its row and of its own examples and traps.
pub fn measure(lens: &Lens, corpus: &Corpus) -> (BTreeMap<u16, Measured>, BTreeMap<String, Measured>) {
    let (mut rows, mut rules) = (BTreeMap::new(), BTreeMap::new());
    for rule in lens.rules() {
        let about = About {
            child: rule.child,
            ..About::default()
        };
        let own: &mut Measured = rules.entry(rule.id.clone()).or_default();
        let sentences = rule.examples.iter().map(|text| (text, true));
        for (text, wanted) in sentences.chain(rule.traps.iter().map(|text| (text, false))) {
            let marked = lens
                .read(text, &about)
                .iter()
                .any(|finding| finding.rule.id == rule.id && finding.act == Act::Reword);
            if marked {
                own.right.add(wanted);
            }
        }
    }
    for row in &corpus.row {
        let about = About {
            child: row.child,
            ..About::default()
        };
        let own: &mut Measured = rows.entry(row.number).or_default();
        let sentences = row.positives.iter().map(|text| (text, true));
        for (text, wanted) in sentences.chain(row.traps.iter().map(|text| (text, false))) {
            let mut marked: Vec<&str> = lens
                .read(text, &about)
                .into_iter()
                .filter(|finding| finding.rule.row == row.number && finding.act == Act::Reword)
                .map(|finding| finding.rule.id.as_str())
                .collect();
            marked.sort_unstable();
            marked.dedup();
            if wanted {
                own.found.add(!marked.is_empty());
            }
            if !marked.is_empty() {
                own.right.add(wanted);
            }
            match (wanted, marked.is_empty()) {
                (true, true) => own.missed.push(text.clone()),
                (false, false) => own.wrong.push(text.clone()),
                _ => {}
            }
            for id in marked {
                let rule: &mut Measured = rules.entry(id.to_owned()).or_default();
                rule.right.add(wanted);
                if !wanted {
                    rule.wrong.push(text.clone());
                }
            }
        }
    }
    (rows, rules)
}

/// What rules do not keep of their own word: examples that their row does not mark, and traps that they mark, each with the rule's name.
pub fn broken(lens: &Lens) -> Vec<String> {
    let mut all = Vec::new();
    for rule in lens.rules() {
        let about = About {
            child: rule.child,
            ..About::default()
        };
        let marks = |text: &str, own: bool| {
            lens.read(text, &about).iter().any(|finding| {
                let of = finding.rule.id == rule.id || !own && finding.rule.row == rule.row;
                of && finding.act == Act::Reword
            })
        };
        let unmarked = rule.examples.iter().filter(|text| !marks(text, false));
        all.extend(unmarked.map(|text| format!("{} does not mark: {text}", rule.id)));
        let marked = rule.traps.iter().filter(|text| marks(text, true));
        all.extend(marked.map(|text| format!("{} marks: {text}", rule.id)));
    }
    all
}
