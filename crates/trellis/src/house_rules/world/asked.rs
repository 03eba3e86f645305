//! What stands behind the links in messages that come months after a session.

use super::World;
use kernel::Id;
use learning::follow_up::{link, stop};
use learning::model::{LearnerId, SessionId};
use store::values;

store::statements! {
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
}
