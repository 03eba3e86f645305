//! What stands behind the links in messages that come months after a session.

use super::World;
use kernel::Id;
use learning::follow_up::{link, stop};
use learning::model::{LearnerId, SessionId};
use store::values;

store::statements! {
    COMMITS = "insert into commitment (id, session_id, booking_id, organisation, manager_sealed, what_sealed, due, state, made_at) \
        values (?1, ?2, ?3, 'Example Housing', ?4, ?5, ?6, 'open', ?7)";
    WAVE = "insert into follow_up_wave (session_id, wave, due, attended, asked, asked_at) values (?1, 1, ?2, 4, 4, ?3)";
    ASKS = "insert into course_instrument (course_id, purpose, instrument_key) select s.course_id, 'follow-up', 'follow-up' from session s where s.id = ?1 \
        on conflict (course_id, purpose) do nothing";
}

impl World {
    /// Where somebody who was there is asked what became of it, and where she says that she does not want to be.
    pub(super) fn asked_later(&self, session: Id, learner: Id) -> (String, String) {
        let now = kernel::Clock::now(&self.clock);
        self.write(move |tx| {
            tx.run(&ASKS, values![session])?;
            Ok(tx.run(&WAVE, values![session, now.day(), now])?)
        });
        let keys = self.db.db.keys();
        (
            format!(
                "/follow-up/{}",
                link::token(keys, SessionId(session), 1, LearnerId(learner))
            ),
            format!(
                "/no-follow-up/{}",
                stop::token(keys, "someone@work.house.example")
            ),
        )
    }

    /// What a manager said that her organisation would review: the link to it.
    pub(super) fn commits(&self, session: Id, booking: Id) -> String {
        let (id, now) = (
            Id::fresh(&self.clock, &*self.entropy),
            kernel::Clock::now(&self.clock),
        );
        let entropy = std::sync::Arc::clone(&self.entropy);
        self.write(move |tx| {
            let seal = |column, text: &str| {
                tx.keys()
                    .seal("commitment", column, id, text.as_bytes(), &*entropy)
            };
            let (manager, what) = (
                seal("manager_sealed", "boss@work.house.example"),
                seal("what_sealed", "Something reviewed"),
            );
            let due = now.day().plus(20);
            Ok(tx.run(&COMMITS, values![id, session, booking, manager, what, due, now])?)
        });
        let token = learning::commitments::own::token(
            self.db.db.keys(),
            learning::model::CommitmentId(id),
            "boss@work.house.example",
        );
        format!("/commitment/{token}")
    }
}
