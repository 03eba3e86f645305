//! Two pairs of records that may be of one person: one to look at, one joined.

use super::World;
use kernel::{Clock, Id};
use store::values;

store::statements! {
    LEARNER = "select learner_id from booking where id = ?1";
    PAIR = "insert into learner_pair (id, one_id, other_id, facts, state, kept_id, decided_at, changed_at) values (?1, ?2, ?3, 15, ?4, ?5, ?6, ?6)";
    JOINED = "update learner set joined_to = ?2 where id = ?1";
}

impl World {
    /// A pair in this state, of two people who booked a session: the one with the lower id stays.
    fn pair(&self, session: Id, area: Id, state: &'static str) -> Id {
        let mut people = ["one", "other"].map(|who| {
            let (_, booking) = self.book(session, area, &format!("{who}-{state}"));
            self.one(&LEARNER, values![booking.0], |row| row.get::<Id>(0))
        });
        people.sort();
        let [kept, gone] = people;
        self.paired(kept, gone, state)
    }

    /// The pair of these two.
    pub(super) fn paired(&self, kept: Id, gone: Id, state: &'static str) -> Id {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        self.write(move |tx| {
            tx.run(&PAIR, values![id, kept, gone, state, kept, now])?;
            if state == "joined" {
                tx.run(&JOINED, values![gone, kept])?;
            }
            Ok(())
        });
        id
    }

    /// The one to look at, and the one joined.
    pub(super) fn pairs(&self, session: Id, area: Id) -> [Id; 2] {
        ["found", "joined"].map(|state| self.pair(session, area, state))
    }
}
