//! What another version of a questionnaire changed, and what becomes of the figures.

use crate::condition::Condition;
use crate::definition::{Definition, Kind, Question};
use crate::scale::Scale;
use std::collections::BTreeSet;

/// What became of a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Became {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is still asked: what was changed of it, in plain words, and whether it stands elsewhere.
    Kept {
        /// What was changed.
        changed: Vec<&'static str>,
        /// It stands elsewhere among the questions that both have.
        moved: bool,
    },
}

/// What becomes of the figures of a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figures {
    /// Answers to both versions are added up.
    Together,
    /// Answers to the two versions stand apart.
    Apart,
    /// Only one of the versions asks.
    One,
    /// Free text or the link code: nothing is counted.
    None,
}

/// One question of two versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Its key.
    pub key: String,
    /// Its words: the later ones.
    pub text: String,
    /// What it read before, where that was something else.
    pub before: Option<String>,
    /// What became of it.
    pub became: Became,
    /// What becomes of its figures.
    pub figures: Figures,
}

impl Difference {
    /// Something is different.
    pub fn differs(&self) -> bool {
        match &self.became {
            Became::Added | Became::Removed => true,
            Became::Kept { changed, moved } => *moved || !changed.is_empty(),
        }
    }
}

impl Question {
    /// Both are asked after the same answers. A condition can be a group by itself, for what may be put beside it later: that asks nobody else.
    pub fn is_asked_like(&self, other: &Self) -> bool {
        let plain = |question: &Self| question.show_if.as_ref().map(Condition::plain);
        plain(self) == plain(other)
    }
}

/// Every question of two versions: those of the later one in its order, then those that are gone.
pub fn compare(earlier: &Definition, later: &Definition) -> Vec<Difference> {
    let still = unmoved(earlier, later);
    let mut all: Vec<Difference> = later
        .questions()
        .map(|new| match earlier.question(&new.key) {
            None => Difference {
                key: new.key.clone(),
                text: new.text.clone(),
                before: None,
                became: Became::Added,
                figures: if counts(new) { Figures::One } else { Figures::None },
            },
            Some(old) => Difference {
                key: new.key.clone(),
                text: new.text.clone(),
                before: (old.text != new.text).then(|| old.text.clone()),
                became: Became::Kept {
                    changed: changes(earlier, old, later, new),
                    moved: !still.contains(new.key.as_str()),
                },
                figures: figures(earlier, old, later, new),
            },
        })
        .collect();
    let gone = earlier
        .questions()
        .filter(|old| later.question(&old.key).is_none());
    all.extend(gone.map(|old| Difference {
        key: old.key.clone(),
        text: old.text.clone(),
        before: None,
        became: Became::Removed,
        figures: if counts(old) { Figures::One } else { Figures::None },
    }));
    all
}

/// Its answers are counted.
const fn counts(question: &Question) -> bool {
    !question.link && !matches!(question.kind, Kind::Text | Kind::LongText)
}

/// As the evidence engine pools: the same wording key, and the same points, better end and rule of falling together.
fn figures(earlier: &Definition, old: &Question, later: &Definition, new: &Question) -> Figures {
    if !counts(new) {
        return Figures::None;
    }
    let scale = |one: Option<&Scale>| {
        one.map(|scale| {
            let labels: Vec<String> = scale.labels.clone();
            (labels, scale.polarity, scale.ends())
        })
    };
    let alike = old.kind == new.kind
        && old.counted_as() == new.counted_as()
        && scale(earlier.scale_of(old)) == scale(later.scale_of(new));
    if alike { Figures::Together } else { Figures::Apart }
}

fn changes(earlier: &Definition, old: &Question, later: &Definition, new: &Question) -> Vec<&'static str> {
    [
        (old.text != new.text, "its words"),
        (old.hint != new.hint, "the sentence under it"),
        (old.kind != new.kind, "the kind of answer"),
        (old.options != new.options, "its options"),
        (earlier.scale_of(old) != later.scale_of(new), "its scale"),
        (old.required != new.required, "whether it must be answered"),
        (
            (old.may_decline, old.may_not_know) != (new.may_decline, new.may_not_know),
            "the ways of not answering",
        ),
        (old.link != new.link, "its part in the link code"),
        (old.checks != new.checks, "what an answer must fit"),
        (!old.is_asked_like(new), "when it is asked"),
        (
            old.counted_as() != new.counted_as(),
            "the wording key it is counted by",
        ),
    ]
    .into_iter()
    .filter_map(|(changed, what)| changed.then_some(what))
    .collect()
}

/// Keys of the longest row of questions that stand in the same order in both: the others were moved.
fn unmoved<'d>(earlier: &'d Definition, later: &'d Definition) -> BTreeSet<&'d str> {
    let order: Vec<&str> = earlier
        .questions()
        .map(|question| question.key.as_str())
        .collect();
    let places: Vec<(usize, &str)> = later
        .questions()
        .filter_map(|question| {
            let place = order.iter().position(|key| *key == question.key)?;
            Some((place, question.key.as_str()))
        })
        .collect();
    // For each question the longest rising row that ends with it, and the question before it in that row.
    let mut rows: Vec<(usize, Option<usize>)> = Vec::new();
    for (number, (place, _)) in places.iter().enumerate() {
        let best = rows
            .iter()
            .zip(&places)
            .take(number)
            .enumerate()
            .filter(|(_, (_, (other, _)))| other < place)
            .max_by_key(|(_, ((length, _), _))| *length)
            .map(|(before, ((length, _), _))| (*length, before));
        rows.push(best.map_or((1, None), |(length, before)| (length + 1, Some(before))));
    }
    let mut at = rows
        .iter()
        .enumerate()
        .max_by_key(|(number, (length, _))| (*length, std::cmp::Reverse(*number)))
        .map(|(number, _)| number);
    let mut still = BTreeSet::new();
    while let Some(number) = at {
        still.extend(places.get(number).map(|(_, key)| *key));
        at = rows.get(number).and_then(|(_, before)| *before);
    }
    still
}
