//! Whether a question still asks what was published: figures of several versions are added up only where it does.

use crate::model::InstrumentVersion;
use instrument::{Draft, Question, Unfit, next_wording};
use kernel::Problems;
use std::collections::BTreeSet;

/// What somebody says of a question whose words she changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// A slip was mended, with the reason why it means the same.
    Same(String),
    /// It asks something else: its figures stand apart.
    Other,
}

/// Questions that were published, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(Vec<Question>);

impl Known {
    /// Those of the versions of a questionnaire.
    pub(crate) fn of(versions: Vec<InstrumentVersion>) -> Self {
        let newest_first = versions.into_iter().rev();
        Self(
            newest_first
                .flat_map(|version| {
                    version
                        .published
                        .definition()
                        .questions()
                        .cloned()
                        .collect::<Vec<_>>()
                })
                .collect(),
        )
    }

    /// With questions that were published elsewhere.
    #[must_use]
    pub(crate) fn and(mut self, more: Vec<Question>) -> Self {
        self.0.extend(more);
        self
    }

    /// What was last published under a wording key.
    fn counted_as(&self, wording: &str) -> Option<&Question> {
        self.0.iter().find(|known| known.counted_as() == wording)
    }

    /// Something was published under this wording key.
    pub(crate) fn has(&self, wording: &str) -> bool {
        self.counted_as(wording).is_some()
    }

    /// The question asks other words than those that were published under its wording key.
    pub(crate) fn differs(&self, question: &Question) -> Option<&Question> {
        let mut same_key = self
            .0
            .iter()
            .filter(|known| known.counted_as() == question.counted_as())
            .peekable();
        same_key.peek()?;
        let newest = self.counted_as(question.counted_as());
        if same_key.any(|known| known.reads_like(question)) {
            None
        } else {
            newest
        }
    }

    /// The wording key of a published question with this key that reads just like it.
    fn back_to(&self, question: &Question) -> Option<&Question> {
        self.0
            .iter()
            .find(|known| known.key == question.key && known.reads_like(question))
    }
}

/// Gives a changed question the wording key it is counted by. A changed text keeps its key only where somebody says why it means the
/// same; without her word it is a problem of the field `meaning`.
pub(crate) fn settle(
    draft: &mut Draft,
    known: &Known,
    question: &mut Question,
    meaning: Option<&Meaning>,
) -> Result<(), Problems> {
    if let Some(back) = known.back_to(question) {
        question.wording.clone_from(&back.wording);
    }
    let Some(published) = known.differs(question) else {
        draft.mended.remove(&question.key);
        return Ok(());
    };
    match meaning {
        None => Err(Problems::one(
            "meaning",
            "The words were changed. Say whether the question still means the same",
        )),
        Some(Meaning::Same(_)) if !published.may_mean_the_same(question) => Err(Problems::one(
            "meaning",
            "Another kind of answer or other options are another question: its figures stand apart",
        )),
        Some(Meaning::Same(reason)) => {
            if reason.trim().is_empty() {
                return Err(Problems::one("reason", "Enter why it still means the same"));
            }
            draft
                .mended
                .insert(question.key.clone(), reason.trim().to_owned());
            Ok(())
        }
        Some(Meaning::Other) => {
            let mut taken: BTreeSet<String> = known
                .0
                .iter()
                .map(|known| known.counted_as().to_owned())
                .collect();
            taken.extend(
                draft
                    .definition
                    .questions()
                    .filter(|other| other.key != question.key)
                    .map(|other| other.counted_as().to_owned()),
            );
            question.wording = next_wording(question.counted_as(), taken.iter().map(String::as_str));
            draft.mended.remove(&question.key);
            Ok(())
        }
    }
}

impl Known {
    /// Questions of a draft whose words differ from what was published under their wording key, without a word on what they mean; and
    /// two questions that would be counted as one.
    pub(crate) fn unsettled(&self, draft: &Draft) -> Vec<Unfit> {
        let mut counted = BTreeSet::new();
        let mut wrong = Vec::new();
        for question in draft.definition.questions() {
            let mut add = |what| {
                wrong.push(Unfit {
                    key: question.key.clone(),
                    what,
                });
            };
            if !counted.insert(question.counted_as()) {
                add("another question is counted by the same wording key");
            }
            if self.differs(question).is_some() && !draft.mended.contains_key(&question.key) {
                add("its words differ from what was published: open it and say whether it means the same");
            }
        }
        wrong
    }
}
