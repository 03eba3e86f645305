//! What stands behind the links in messages that come months after a session.

use super::World;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use kernel::Id;
use learning::follow_up::{link, stop};
use learning::model::{LearnerId, SessionId};
use store::values;

store::statements! {
    COMMITS = "insert into commitment (id, session_id, booking_id, organisation, manager_sealed, what_sealed, due, state, made_at) \
        values (?1, ?2, ?3, 'Example Housing', ?4, ?5, ?6, 'open', ?7)";
    DUE_AGAIN = "update course set refresher_months = 1 where reference = ?1";
    PASSED_ON = "insert into passed_on (id, learner_id, session_id, day, kind, people, state, told_at) values (?1, ?2, ?3, ?4, 'briefing', 9, 'counted', ?5)";
    COPIED = "insert into copy_out (id, mark, kind, session_id, account_id, recipient_sealed, reason_sealed, lines, format, made_at, until) \
        values (?1, ?2, 'Bookings of a session', ?3, ?4, ?5, ?6, 3, 'csv', ?7, ?8)";
    WAVE = "insert into follow_up_wave (session_id, wave, due, attended, asked, asked_at) values (?1, 1, ?2, 4, 4, ?3)";
    ASKS = "insert into course_instrument (course_id, purpose, instrument_key) select s.course_id, 'follow-up', 'follow-up' from session s where s.id = ?1 \
        on conflict (course_id, purpose) do nothing";
}

impl World {
    /// The course of a session asks its people later what became of it.
    pub(super) fn asks_later(&self, session: Id) {
        self.write(move |tx| Ok(tx.run(&ASKS, values![session])?));
    }

    /// Where somebody who was there is asked what became of it, and where she says that she does not want to be.
    pub(super) fn asked_later(&self, session: Id, learner: Id) -> (String, String) {
        let now = kernel::Clock::now(&self.clock);
        self.asks_later(session);
        self.write(move |tx| Ok(tx.run(&WAVE, values![session, now.day(), now])?));
        let said = responses::loading::NewIntention {
            session: SessionId(session),
            learner: LearnerId(learner),
            what: "Something done",
            by: now.day().plus(20),
            asked: 1,
            outcome: None,
        };
        let entropy = std::sync::Arc::clone(&self.entropy);
        self.db
            .db
            .write_now(move |tx| {
                let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
                responses::loading::load_intentions(tx, &scope, std::slice::from_ref(&said), now, &*entropy)
            })
            .unwrap();
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

    /// People who came to a course a month ago should come again; its page of them.
    pub(super) fn due_again(&self, course: &str) -> String {
        let page = format!("/courses/{course}/refreshers");
        let course = course.to_owned();
        self.write(move |tx| Ok(tx.run(&DUE_AGAIN, values![&course])?));
        page
    }

    /// What somebody who was at a session passed on.
    pub(super) fn passed_on(&self, session: Id, learner: Id) -> Id {
        let (id, now) = (
            Id::fresh(&self.clock, &*self.entropy),
            kernel::Clock::now(&self.clock),
        );
        self.write(move |tx| Ok(tx.run(&PASSED_ON, values![id, learner, session, now.day(), now])?));
        id
    }

    /// A copy of personal data that somebody took out of a session; so many days until it is to be deleted.
    pub(in super::super) fn copied(&self, session: Id, account: Id, days: i64) -> Id {
        let (id, now) = (
            Id::fresh(&self.clock, &*self.entropy),
            kernel::Clock::now(&self.clock),
        );
        let entropy = std::sync::Arc::clone(&self.entropy);
        self.write(move |tx| {
            let seal = |column| tx.keys().seal("copy_out", column, id, b"The board", &*entropy);
            let (recipient, reason) = (seal("recipient_sealed"), seal("reason_sealed"));
            let mark = id.to_string().to_uppercase();
            let until = now.day().plus(days);
            Ok(tx.run(
                &COPIED,
                values![id, mark, session, account, recipient, reason, now, until],
            )?)
        });
        id
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
