//! A mentoring in East, whose mentor is the trainer.

use super::World;
use kernel::{Clock, Entropy, Id, Reference};
use store::values;

store::statements! {
    MENTORING = "insert into mentoring (id, reference, mentee_id, area_id, kind, state, began, made_at) values (?1, ?2, ?3, ?4, 'trainer', 'running', ?5, ?6)";
    MENTOR = "insert into mentoring_mentor (id, mentoring_id, account_id, since) values (?1, ?2, ?3, ?4)";
    MEETING = "insert into mentoring_meeting (mentoring_id, calendar_uid, calendar_sequence, starts_at, ends_at, called_off, changed_at) values (?1, ?2, 0, ?3, ?4, ?5, ?6)";
    STAGE = "insert into mentoring_stage (id, mentoring_id, place, title) values (?1, ?2, 1, 'Observed')";
}

impl World {
    /// The mentoring of this person, whose two meet tomorrow: its reference and its id.
    pub(super) fn mentored(&self, learner: Id, area: Id) -> (String, Id) {
        let fresh = || Id::fresh(&self.clock, &*self.entropy);
        let (id, mentor, stage, now) = (fresh(), fresh(), fresh(), self.clock.now());
        let by = self.account_of("trainer");
        let reference = Reference::fresh('M', &*self.entropy).as_str().to_owned();
        let (named, uid) = (reference.clone(), self.entropy.token());
        let (starts, ends) = (now.plus_seconds(86_400), now.plus_seconds(90_000));
        self.write(move |tx| {
            tx.run(
                &MENTORING,
                values![id, named.as_str(), learner, area, now.day(), now],
            )?;
            tx.run(&MENTOR, values![mentor, id, by.0, now.day()])?;
            tx.run(&MEETING, values![id, uid.as_str(), starts, ends, false, now])?;
            Ok(tx.run(&STAGE, values![stage, id])?)
        });
        (reference, id)
    }
}
