//! A questionnaire as somebody sees it to whom some of its questions are not put.

use crate::condition::Condition;
use crate::definition::Definition;
use std::collections::BTreeSet;

impl Definition {
    /// The keys of the questions that are never asked where these are left out: these, and those whose conditions then cannot hold.
    pub fn never_asked(&self, left_out: &[String]) -> BTreeSet<String> {
        let mut never = BTreeSet::new();
        for question in self.questions() {
            let condition = question.show_if.as_ref();
            if left_out.contains(&question.key)
                || condition.is_some_and(|condition| condition.without(&never).is_never())
            {
                never.insert(question.key.clone());
            }
        }
        never
    }

    /// Without these, without what then is never asked, and without a heading over nothing. Conditions say no more than what can still be
    /// answered.
    #[must_use]
    pub fn shown(&self, left_out: &[String]) -> Self {
        let never = self.never_asked(left_out);
        let mut shown = self.clone();
        for section in &mut shown.sections {
            section
                .questions
                .retain(|question| !never.contains(&question.key));
            for question in &mut section.questions {
                let condition = question.show_if.take();
                let left = condition.map(|condition: Condition| condition.without(&never));
                question.show_if = left.filter(|condition| !condition.is_always());
            }
        }
        shown.sections.retain(|section| !section.questions.is_empty());
        shown
    }
}
