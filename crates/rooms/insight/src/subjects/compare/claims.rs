//! What the counts of a comparison are of, for holding them against everything that has left.

use super::kinds::{Comparison, Measure, Measures, Scales};
use crate::together::{Claim, MISSING, Place};
use evidence::Table;
use evidence::compare::{Compared, Shown};
use evidence::scale::Side;
use evidence::table::RowKind;
use evidence::value::mark;
use kernel::Day;

/// What is counted, by which question it is divided, and which answers are the two sides.
#[derive(Clone, Debug)]
pub(super) struct Source {
    comparison: Comparison,
    of: &'static str,
    by: String,
    yes: Vec<String>,
    no: Vec<String>,
    /// Missing answers are counted, as forms that do not name one.
    missing: bool,
}

/// The question on another page by whose name its options are counted there.
pub(super) const LIKELIHOOD: &str = "How likely people are to use what they learnt";

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl Source {
    pub(super) fn of(measures: &Measures, measure: &Measure, comparison: Comparison) -> Self {
        let (of, by, yes, no) = match measure {
            Measure::Came => (
                "bookings",
                "coming".to_owned(),
                strings(&["came"]),
                strings(&["stayed away"]),
            ),
            Measure::First => (
                "attendances",
                "earlier attendance".to_owned(),
                strings(&["first"]),
                strings(&["again"]),
            ),
            Measure::Likely => {
                let (yes, no) = measures.likelihood.clone().unwrap_or_default();
                ("forms", LIKELIHOOD.to_owned(), yes, no)
            }
            Measure::Statement(scales, place) => statement(measures, *scales, *place),
        };
        Self {
            comparison,
            of,
            by,
            yes,
            no,
            missing: matches!(measure, Measure::Likely | Measure::Statement(..)),
        }
    }

    /// A source whose counts are given by their names.
    pub(super) const fn new(of: &'static str, by: String, yes: Vec<String>, no: Vec<String>) -> Self {
        Self {
            comparison: Comparison::Intention,
            of,
            by,
            yes,
            no,
            missing: true,
        }
    }

    /// The claims of all groups and of their sum.
    pub(super) fn claims(
        &self,
        title: &str,
        compared: &Compared,
        keys: &[String],
        whole: &Place,
        start: Day,
    ) -> Vec<Claim> {
        let again = self.comparison == Comparison::Again;
        let mut claims = Vec::new();
        for (group, key) in compared.groups.iter().zip(keys) {
            if again {
                // Bookings are divided further here, by a question of its own.
                let further = Self {
                    by: "coming, by earlier attendance".to_owned(),
                    yes: vec![format!("{key}: came")],
                    no: vec![format!("{key}: stayed away")],
                    ..self.clone()
                };
                claims.extend(further.shown(title, group, whole));
            } else {
                let place = self.comparison.place(key, whole, start);
                claims.extend(self.shown(title, group, &place));
            }
        }
        if let Some(all) = &compared.all {
            claims.extend(self.shown(title, all, whole));
            if again {
                let each = |side: &str| keys.iter().map(|key| format!("{key}: {side}")).collect();
                let further = Self {
                    by: "coming, by earlier attendance".to_owned(),
                    yes: each("came"),
                    no: each("stayed away"),
                    ..self.clone()
                };
                claims.extend(further.shown(title, all, whole));
            }
        }
        claims
    }

    /// The claims of one group.
    pub(super) fn shown(&self, title: &str, group: &Shown, place: &Place) -> Vec<Claim> {
        let claim = |column: &str, by: &str, answers: Vec<String>, shown: Option<u64>| Claim {
            cell: format!("{title} / {} / {column}", group.name),
            of: self.of.to_owned(),
            place: place.clone(),
            by: by.to_owned(),
            answers,
            but: false,
            shown,
        };
        if group.closed {
            // That there are some, and fewer than five, is all that is said.
            return vec![claim("Forms", "", Vec::new(), None)];
        }
        let both = [self.yes.as_slice(), &self.no].concat();
        let mut claims = vec![
            claim("n", &self.by, self.yes.clone(), group.n),
            claim("N", &self.by, both, group.of),
        ];
        if group.rest.is_none() {
            claims.push(claim("N less n", &self.by, self.no.clone(), None));
        }
        if self.missing {
            claims.push(claim("Missing", &self.by, strings(&[MISSING]), group.missing));
        }
        claims
    }
}

/// A statement is divided as the page divides it that prints all of it: by sides, or point by point.
fn statement(
    measures: &Measures,
    scales: Scales,
    place: usize,
) -> (&'static str, String, Vec<String>, Vec<String>) {
    let items = measures
        .pooled(scales)
        .map(|pooled| pooled.statements.items())
        .unwrap_or_default();
    let Some(item) = items.get(place) else {
        return ("forms", String::new(), Vec::new(), Vec::new());
    };
    let again = items
        .iter()
        .take(place)
        .filter(|known| known.label == item.label)
        .count();
    let by = format!("{} {again}", item.label);
    let (yes, no) = match scales {
        Scales::Agreement => {
            // Where the words for the sides differ, the page calls them better and worse.
            let word = |side: Side, plain: &str| {
                let own = item.scale.word(side);
                if items.iter().all(|other| other.scale.word(side) == own) {
                    own.to_owned()
                } else {
                    plain.to_owned()
                }
            };
            let mut no = vec![word(Side::Worse, "worse")];
            if item.scale.has_neither() {
                no.insert(0, "neither".to_owned());
            }
            (vec![word(Side::Better, "better")], no)
        }
        Scales::Others => points(&item.scale),
    };
    ("forms", by, yes, no)
}

/// The points of the better side, and the others.
pub(super) fn points(scale: &evidence::Scale) -> (Vec<String>, Vec<String>) {
    let (better, others): (Vec<u8>, Vec<u8>) =
        (1..=scale.points()).partition(|point| scale.side(*point) == Some(Side::Better));
    let named = |points: Vec<u8>| points.into_iter().map(|point| format!("point_{point}")).collect();
    (named(better), named(others))
}

/// Attendances by whether the person had been before.
pub(super) fn attended(table: &Table, whole: &Place) -> Vec<Claim> {
    let words = [("First time", "first"), ("Been before", "again")];
    table
        .rows
        .iter()
        .filter_map(|row| {
            let (label, count) = (row.cells.first()?, row.cells.get(1)?);
            let answer = words.iter().find(|(name, _)| *name == label.display);
            let answers = match (row.kind, answer) {
                (RowKind::Body, Some((_, answer))) => vec![(*answer).to_owned()],
                (RowKind::Body, None) => vec!["not known".to_owned()],
                _ => Vec::new(),
            };
            (count.n.is_some() || count.display == mark::HIDDEN).then(|| Claim {
                cell: format!("{} / {} / Attendances", table.title, label.display),
                of: "attendances".to_owned(),
                place: whole.clone(),
                by: if answers.is_empty() {
                    String::new()
                } else {
                    "earlier attendance".to_owned()
                },
                answers,
                but: false,
                shown: count.n,
            })
        })
        .collect()
}
