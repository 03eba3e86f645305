//! A pathway with a step that is signed off, and somebody on it.

use super::World;
use kernel::{Clock, Id};
use store::values;

store::statements! {
    PATHWAY = "insert into pathway (id, reference, title, audience, in_order, open, by_first, made_at) values (?1, 'P-2345678', 'Champion', 'housing officers', true, true, false, ?2)";
    STEP = "insert into pathway_step (id, pathway_id, place, title, kind) values (?1, ?2, 1, 'Co-led a session', 'sign-off')";
    WALKER = "insert into pathway_learner (id, pathway_id, learner_id, how, since, waits_id, counted_on) values (?1, ?2, ?3, 'staff', ?4, ?5, ?4)";
}

/// What the paths of pathways name.
pub(super) struct Way {
    pub(super) reference: &'static str,
    pub(super) step: Id,
    pub(super) walker: Id,
}

impl World {
    /// The pathway, with this person on it.
    pub(super) fn way(&self, learner: Id) -> Way {
        let fresh = || Id::fresh(&self.clock, &*self.entropy);
        let (pathway, step, walker, now) = (fresh(), fresh(), fresh(), self.clock.now());
        self.write(move |tx| {
            tx.run(&PATHWAY, values![pathway, now])?;
            tx.run(&STEP, values![step, pathway])?;
            Ok(tx.run(&WALKER, values![walker, pathway, learner, now.day(), step])?)
        });
        Way {
            reference: "P-2345678",
            step,
            walker,
        }
    }
}
