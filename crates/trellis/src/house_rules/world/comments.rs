//! What stands in the paths around comments: comments of East that were drawn, their themes, and one at which somebody has to look.

use super::World;
use kernel::{Clock, Id};
use store::values;

store::statements! {
    FRAME = "select f.id, t.id from code_frame f join theme t on t.frame_id = f.id where t.state = 'in-use' order by f.id, t.place limit 1";
    WRITTEN = "select a.response_id, a.question_key, a.occurrence from answer a join response r on r.id = a.response_id join session s on s.id = r.session_id \
        where s.area_id = ?1 and a.text_sealed is not null and not exists (select 1 from coding_item i where i.response_id = a.response_id and i.question_key = a.question_key) \
        order by a.response_id limit 3";
    COMMENT = "select a.response_id, a.question_key, a.occurrence from answer a join response r on r.id = a.response_id join session s on s.id = r.session_id \
        join course c on c.id = s.course_id where c.reference = ?1 and r.purpose = 'feedback' and a.text_sealed is not null order by a.response_id, a.question_key limit 1";
    ROUND = "insert into coding_round (id, frame_id, area_id, seed, twice, there, drawn, left_out, made_at) values (?1, ?2, ?3, 'seed', 0, 2, 2, 0, ?4)";
    ITEM = "insert into coding_item (id, round_id, place, response_id, question_key, occurrence, twice) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    READ = "insert into coding (item_id, reading, coder_id, outcome, version, at) values (?1, ?2, ?3, 'coded', 1, ?4)";
    FOUND = "insert into code (item_id, reading, theme_id) values (?1, ?2, ?3)";
    QUOTE = "select q.id from kept_quote q order by q.id limit 1";
    FOR_READERS = "update kept_quote set scope = 'readers' where id = ?1";
    REACHED = "select n.id from left_contact n order by n.id limit 2";
    REACHED_TOO = "insert into left_contact (id, response_id, contact_sealed, day, version) select ?1, r.id, ?2, r.day, 1 from response r join session s on s.id = r.session_id \
        where s.area_id = ?3 and not exists (select 1 from left_contact n where n.response_id = r.id) order by r.id limit 1";
    WAITS = "insert into contact_request (id, contact_id, state, asked_by, asked_at, reason_sealed) values (?1, ?2, 'asked', ?3, ?4, ?5)";
    WANTED = "insert into contact_request (id, contact_id, state, asked_by, asked_at, reason_sealed, decided_by, decided_at) values (?1, ?2, 'agreed', ?3, ?4, ?5, ?6, ?4)";
    ASKED = "insert into blanking (id, response_id, question_key, occurrence, state, version, asked_at) values (?1, ?2, ?3, ?4, 'asked', 1, ?5)";
}

impl World {
    /// A fault of a venue in an area.
    pub(super) fn faulty(&self, area: Id) -> learning::model::FaultId {
        let (now, owner) = (self.clock.now(), self.account_of("coordinator").0);
        let entropy = std::sync::Arc::clone(&self.entropy);
        self.db
            .db
            .write_now(move |tx| {
                let system = access::Scope::<access::actions::SystemJob>::of(&access::Viewer::system(
                    ticket::Ticket::of("test"),
                ))?;
                let draft = learning::model::FaultDraft {
                    area: directory::model::AreaId(area),
                    session: None,
                    venue: "Library".to_owned(),
                    kind: Some(learning::model::FaultKind::Venue),
                    words: kernel::Personal::new("Cold".to_owned()),
                    heard: false,
                    owner: Some(owner),
                    due: Some(now.day()),
                };
                let moment = learning::Moment::new(now, &*entropy, super::BASE);
                learning::faults::raise(tx, &system.leave_to(), &moment, &draft)
            })
            .unwrap()
    }

    /// A fault, and the page on which one is raised from a comment.
    pub(super) fn faults_wait(&mut self, area: Id, commented: &str) {
        let id = self.faulty(area);
        let (response, question, occurrence): (Id, String, i64) =
            self.one(&COMMENT, values![commented], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            });
        let place = format!("{response} {question} {occurrence}");
        let name = self.db.db.keys().blind("comment", &place);
        let name = kernel::hex::encode(name.iter().take(16));
        self.places.insert("/faults/{id}", format!("/faults/{id}"));
        self.quoted(area, commented, &name);
        for who in ["coordinator", "trainer"] {
            self.more
                .push((who, format!("/comments/{commented}/fault?comment={name}")));
        }
    }

    /// A quote, the page on which one is kept, and three people who can be reached: one of whom the coordinator sees how, one whom nobody asked
    /// about, and one whom somebody else asked about.
    fn quoted(&mut self, area: Id, commented: &str, name: &str) {
        let fresh = || Id::fresh(&self.clock, &*self.entropy);
        let quote: Id = self.one(&QUOTE, &[], |row| row.get(0));
        let (other, agreed, waits, now) = (fresh(), fresh(), fresh(), self.clock.now());
        let people = ["coordinator", "administrator"].map(|role| self.account_of(role).0);
        let left = self
            .db
            .db
            .read_now(|tx| Ok(tx.all(&REACHED, &[], |row| row.get::<Id>(0))?))
            .unwrap();
        let entropy = std::sync::Arc::clone(&self.entropy);
        let first = left[0];
        self.write(move |tx| {
            let keys = tx.keys().clone();
            let reason = |id| keys.seal("contact_request", "reason_sealed", id, b"A worry", &*entropy);
            let contact = keys.seal("left_contact", "contact_sealed", other, b"A number", &*entropy);
            tx.run(&FOR_READERS, values![quote])?;
            tx.run(&REACHED_TOO, values![other, contact, area])?;
            tx.run(
                &WANTED,
                values![agreed, first, people[0], now, reason(agreed), people[1]],
            )?;
            Ok(tx.run(&WAITS, values![waits, other, people[1], now, reason(waits)])?)
        });
        self.places.extend([
            ("/quotes/{id}", format!("/quotes/{quote}")),
            ("/contacts/{id}", format!("/contacts/{first}")),
        ]);
        for contact in [left[1], other] {
            self.more.push(("coordinator", format!("/contacts/{contact}")));
        }
        for who in ["coordinator", "evaluator"] {
            self.more
                .push((who, format!("/comments/{commented}/keep?comment={name}")));
        }
    }

    /// A comment that waits to be read, one in which two found different things, and one that waits to be looked at.
    pub(super) fn comments_wait(&mut self, area: Id) {
        let fresh = || Id::fresh(&self.clock, &*self.entropy);
        let (round, looked, now) = (fresh(), fresh(), self.clock.now());
        let items = [fresh(), fresh()];
        let readers = [
            (1_i64, self.account_of("coordinator").0),
            (2, self.account_of("evaluator").0),
        ];
        let (frame, theme): (Id, Id) = self.one(&FRAME, &[], |row| Ok((row.get(0)?, row.get(1)?)));
        self.write(move |tx| {
            let written = tx.all(&WRITTEN, values![area], |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
            })?;
            tx.run(&ROUND, values![round, frame, area, now])?;
            for (place, (item, (response, question, occurrence))) in (1_i64..).zip(items.iter().zip(&written))
            {
                let values = values![*item, round, place, *response, question, *occurrence, place == 2];
                tx.run(&ITEM, values)?;
            }
            for (reading, reader) in readers {
                tx.run(&READ, values![items[1], reading, reader, now])?;
            }
            tx.run(&FOUND, values![items[1], 1_i64, theme])?;
            let (response, question, occurrence) = written.last().unwrap();
            Ok(tx.run(&ASKED, values![looked, *response, question, *occurrence, now])?)
        });
        self.places.extend([
            ("/coding/rounds/{id}", format!("/coding/rounds/{round}")),
            ("/coding/frames/{id}", format!("/coding/frames/{frame}")),
            ("/coding/themes/{id}", format!("/coding/themes/{theme}")),
            ("/coding/blanked/{id}", format!("/coding/blanked/{looked}")),
        ]);
    }
}
