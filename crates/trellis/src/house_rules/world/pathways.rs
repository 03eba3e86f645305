//! A pathway with a step that is signed off, and somebody on it.

use super::World;
use kernel::{Clock, Id};
use store::values;

store::statements! {
    PATHWAY = "insert into pathway (id, reference, title, audience, in_order, open, by_first, made_at) values (?1, 'P-2345678', 'Champion', 'housing officers', true, true, false, ?2)";
    STEP = "insert into pathway_step (id, pathway_id, place, title, kind) values (?1, ?2, 1, 'Co-led a session', 'sign-off')";
    CERTIFIED = "insert into pathway_certificate (id, walker_id, content_sealed, code_blind, issued_at, issued_by) values (?1, ?2, ?3, ?4, ?5, ?6)";
    RECOGNISED = "insert into recognised_learning (learner_id, course_id, made_by, made_at, id, evidence_sealed, holds_until) select ?1, c.id, ?2, ?3, ?4, ?5, ?6 from course c order by c.id limit 1";
    WALKER = "insert into pathway_learner (id, pathway_id, learner_id, how, since, waits_id, counted_on) values (?1, ?2, ?3, 'staff', ?4, ?5, ?4)";
}

/// What the paths of pathways name.
pub(super) struct Way {
    pub(super) reference: &'static str,
    pub(super) step: Id,
    pub(super) walker: Id,
    /// The same pathway's place of somebody else, who has a certificate of it.
    pub(super) certified: Id,
}

impl World {
    /// Something is recognised of what somebody learned elsewhere, for some time.
    pub(super) fn recognised(&self, learner: Id) {
        let (id, now, by) = (
            Id::fresh(&self.clock, &*self.entropy),
            self.clock.now(),
            self.account_of("coordinator").0,
        );
        let entropy = std::sync::Arc::clone(&self.entropy);
        self.write(move |tx| {
            let seen = b"Someone's certificate";
            let sealed = tx
                .keys()
                .seal("recognised_learning", "evidence_sealed", id, seen, &*entropy);
            let values = values![learner, by, now, id, sealed, now.day().plus(30)];
            Ok(tx.run(&RECOGNISED, values)?)
        });
    }

    /// The pathway, with this person on it.
    pub(super) fn way(&self, learner: Id, finished: Id) -> Way {
        let fresh = || Id::fresh(&self.clock, &*self.entropy);
        let (pathway, step, walker, now) = (fresh(), fresh(), fresh(), self.clock.now());
        let (certified, certificate, by) = (fresh(), fresh(), self.account_of("coordinator").0);
        let entropy = std::sync::Arc::clone(&self.entropy);
        self.write(move |tx| {
            tx.run(&PATHWAY, values![pathway, now])?;
            tx.run(&STEP, values![step, pathway])?;
            for (place, who) in [(walker, learner), (certified, finished)] {
                tx.run(&WALKER, values![place, pathway, who, now.day(), step])?;
            }
            let data = br#"{"name":"Someone","title":"Champion","length":"","aims":"Co-led a session","days":["2 March 2026"],"programme":"","issued_by":"Somebody","code":"K7Q4-MX2P-9HTR-B3WZ-6CDP","pathway":true}"#;
            let keys = tx.keys().clone();
            let sealed = keys.seal("pathway_certificate", "content_sealed", certificate, data, &*entropy);
            let blind = keys.blind("certificate code", "K7Q4MX2P9HTRB3WZ6CDP");
            Ok(tx.run(&CERTIFIED, values![certificate, certified, sealed, blind, now, by])?)
        });
        Way {
            reference: "P-2345678",
            step,
            walker,
            certified,
        }
    }
}
