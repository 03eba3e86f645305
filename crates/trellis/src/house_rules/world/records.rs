//! The records that stand in the paths of the house: live ones, in East.

use super::{BASE, World};
use access::{Scope, Viewer, actions::BookPublicly};
use kernel::{Clock, Entropy, Id, Reference};
use learning::Moment;
use learning::model::{BookingDraft, BookingId, LearnerId, Person, SessionDayId, SessionId};
use std::sync::Arc;
use store::values;

store::statements! {
    AN_ORGANISATION = "select id from organisation order by name limit 1";
    SESSION_ON = "select s.reference, c.reference, s.id, d.id from session s join course c on c.id = s.course_id join session_day d on d.session_id = s.id where s.area_id = ?1 and s.first_day = ?2";
    BOOKING_OF = "select b.reference, b.id from booking b join learner l on l.id = b.learner_id where b.session_id = ?1 and l.email_blind = ?2";
    OWED_HERE = "select o.id from owed o join session s on s.id = o.session_id where s.area_id = ?1 and o.received_at is null and o.waived_at is null order by o.id limit 1";
    COMMENTED = "select reference from course where title = 'Difficult conversations (invented)'";
    TRAINS = "insert into session_trainer (session_id, account_id) select s.id, ?1 from session s join course c on c.id = s.course_id where c.reference = ?2 on conflict do nothing";
    SIGNED_OFF = "insert into trainer_step (id, account_id, kind, step, day, made_by, made_at) values (?1, ?2, 'core', 'trained', ?3, ?4, ?5)";
    HELD = "insert into held_places (id, session_id, kind, label, matches, places, until, made_at) values (?1, ?2, 'code', 'Invited', 'HABCDEFG', 1, ?3, ?4)";
    HOLD = "update session set held = held + 1, capacity = capacity + 1 where id = ?1";
    ASKED = "update booking set state = 'waiting', awaits = 'manager', queue_place = 1000 where id = ?1";
    UNASKED = "update session set taken = taken - 1 where id = ?1";
    OFFERED = "update booking set offer_until = ?2 where id = ?1";
    FED_OF = "update learner set feed_on = true where id = ?1";
    FED = "update learner set feed_on = true where id = (select learner_id from booking where id = ?1)";
    LEARNER = "select learner_id from booking where id = ?1";
    ATTENDED = "select s.reference, s.id, t.learner_id from session s join course c on c.id = s.course_id join attendance t on t.session_id = s.id \
        where c.reference = ?1 and s.area_id = ?2 and s.last_day < ?3 order by s.first_day desc, s.id, t.learner_id limit 1";
    CERTIFIED = "insert into certificate (id, session_id, learner_id, content_sealed, code_blind, issued_at, issued_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    ON_PAPER = "insert into paper_batch (id, session_id, instrument_version_id, purpose, sheets, state, version, made_at, made_by) select ?1, ?2, v.id, 'feedback', 1, 'open', 1, ?3, ?4 from instrument_version v where v.key = 'end-of-session' and v.version = 1";
    KEYED = "insert into paper_sheet (batch_id, number, keying, keyed_by, answers_sealed) values (?1, 1, ?2, ?3, ?4)";
    DECIDED = "insert into paper_decision (batch_id, number, question_key, counts) values (?1, 1, 'expectations', 'first')";
    OPEN_LINK = "insert into answer_link (id, instrument_version_id, name, area_id, token, opens, closes, cap, daily, share, version, made_at, made_by) \
        select ?1, v.id, 'A link', ?2, ?3, ?4, ?5, 100, 100, 100, 1, ?6, ?7 from instrument_version v where v.key = 'end-of-session' and v.version = 1";
    DRAFTED = "insert into instrument_draft (id, key, title, base_version, content, version, state, made_at, made_by, changed_at) values (?1, ?2, 'A draft', 1, ?3, 1, ?4, ?5, ?6, ?5)";
}

/// The check code of the certificate in the house.
const CHECKED: &str = "K7Q4-MX2P-9HTR-B3WZ-6CDN";

/// A questionnaire that is published and written on.
const QUESTIONNAIRE: &str = "before";

/// A session as the paths name it.
pub(super) struct Named {
    pub(super) reference: String,
    pub(super) course: String,
    pub(super) id: Id,
    pub(super) day: Id,
}

impl World {
    /// The session of an area on a day.
    pub(super) fn session_on(&self, area: Id, day: kernel::Day) -> Named {
        self.one(&SESSION_ON, values![area, day], |row| {
            Ok(Named {
                reference: row.get(0)?,
                course: row.get(1)?,
                id: row.get(2)?,
                day: row.get(3)?,
            })
        })
    }

    /// Somebody books a place; her reference and her booking.
    pub(super) fn book(&self, session: Id, area: Id, who: &str) -> (String, BookingId) {
        let (now, entropy) = (self.clock.now(), Arc::clone(&self.entropy));
        let draft = BookingDraft {
            person: Person {
                name: "Someone booked".to_owned(),
                email: format!("{who}@work.house.example"),
                organisation: "Example Housing".to_owned(),
                background: "housing".to_owned(),
                area: learning::model::Workplace::Borough(directory::model::AreaId(area)),
            },
            ..BookingDraft::default()
        };
        self.db
            .db
            .write_now(move |tx| {
                let scope = Scope::<BookPublicly>::of(&Viewer::public())?;
                let moment = Moment::new(now, &*entropy, BASE);
                learning::places::take::book(tx, &scope, &moment, SessionId(session), &draft)
            })
            .unwrap();
        let blind = self
            .db
            .db
            .keys()
            .blind("learner email", &format!("{who}@work.house.example"));
        self.one(&BOOKING_OF, values![session, blind], |row| {
            Ok((row.get(0)?, BookingId(row.get(1)?)))
        })
    }

    /// The course of which there are comments.
    fn commented(&self) -> String {
        self.one(&COMMENTED, &[], |row| row.get(0))
    }

    /// A step that a coordinator recorded of a trainer.
    pub(super) fn signed_off(&self, trainer: Id) -> Id {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        let by = self.account_of("coordinator");
        self.write(move |tx| Ok(tx.run(&SIGNED_OFF, values![id, trainer, now.day(), by.0, now])?));
        id
    }

    /// A place that is kept for who has a code.
    fn kept_back(&self, session: Id) -> Id {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        self.write(move |tx| {
            tx.run(&HELD, values![id, session, now.day().plus(3), now])?;
            Ok(tx.run(&HOLD, values![session])?)
        });
        id
    }

    /// A booking that waits for a manager.
    fn asked(&self, session: Id, area: Id) -> BookingId {
        let (_, booking) = self.book(session, area, "asked");
        self.write(move |tx| {
            tx.run(&ASKED, values![booking.0])?;
            Ok(tx.run(&UNASKED, values![session])?)
        });
        booking
    }

    /// Who booked has a place that is kept for her to take, and has turned her calendar on.
    fn fed(&self, booking: BookingId) -> LearnerId {
        let until = self.clock.now().plus_seconds(86_400);
        self.write(move |tx| {
            tx.run(&OFFERED, values![booking.0, until])?;
            Ok(tx.run(&FED, values![booking.0])?)
        });
        LearnerId(self.one(&LEARNER, values![booking.0], |row| row.get(0)))
    }

    /// A certificate of a session that took place: the session's reference, its own id, the session and whose it is.
    fn certified(&self, course: &str) -> (String, Id, Id, Id) {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        let (reference, session, learner) =
            self.one(&ATTENDED, values![course, self.area("East"), now.day()], |row| {
                Ok((row.get::<String>(0)?, row.get::<Id>(1)?, row.get::<Id>(2)?))
            });
        let content = learning::model::Content {
            name: "Someone certified".to_owned(),
            title: "Difficult conversations".to_owned(),
            length: "12 hours".to_owned(),
            aims: "Know what to do next.".to_owned(),
            days: vec!["2 February 2026".to_owned()],
            programme: "Pilot".to_owned(),
            issued_by: "Somebody".to_owned(),
            code: CHECKED.to_owned(),
            pathway: false,
        };
        let data = serde_json::to_vec(&content).unwrap();
        let (by, entropy) = (self.account_of("coordinator"), Arc::clone(&self.entropy));
        self.write(move |tx| {
            let sealed = tx
                .keys()
                .seal("certificate", "content_sealed", id, &data, &*entropy);
            let blind = tx.keys().blind("certificate code", &CHECKED.replace('-', ""));
            let values = values![id, session, learner, sealed, blind, now, by.0];
            Ok(tx.run(&CERTIFIED, values)?)
        });
        (reference, id, session, learner)
    }

    /// A questionnaire that is being written, or one that was put aside.
    pub(super) fn drafted(&self, state: &'static str) -> Id {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        let by = self.account_of("coordinator");
        self.write(move |tx| {
            let found = responses::version_by_key(tx, QUESTIONNAIRE, None)?.unwrap();
            let draft = instrument::Draft::of(found.published.definition().clone());
            let values = values![id, QUESTIONNAIRE, draft.written(), state, now, by.0];
            Ok(tx.run(&DRAFTED, values)?)
        });
        id
    }

    /// A questionnaire that is open to anybody, of an area: its record and its address.
    pub(super) fn open_link(&self, area: Id) -> (Id, String) {
        let (id, now, token) = (
            Id::fresh(&self.clock, &*self.entropy),
            self.clock.now(),
            self.entropy.token(),
        );
        let by = self.account_of("coordinator");
        let own = token.clone();
        self.write(move |tx| {
            let values = values![id, area, &own, now.day(), now.day().plus(9), now, by.0];
            Ok(tx.run(&OPEN_LINK, values)?)
        });
        (id, token)
    }

    /// Sheets of a session that are keyed in.
    pub(super) fn on_paper(&self, session: Id) -> Id {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        let by = self.account_of("coordinator");
        self.write(move |tx| Ok(tx.run(&ON_PAPER, values![id, session, now, by.0])?));
        id
    }

    /// Sheets that two people keyed, who differ: it is decided who is right.
    fn keyed_twice(&self, session: Id) -> Id {
        let id = self.on_paper(session);
        let people = [self.account_of("coordinator"), self.account_of("trainer")];
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            for ((keying, who), typed) in (1_i64..)
                .zip(people)
                .zip(["expectations\u{1f}1", "expectations\u{1f}2"])
            {
                let sealed = tx
                    .keys()
                    .seal("paper_sheet", "answers_sealed", id, typed.as_bytes(), &*entropy);
                tx.run(&KEYED, values![id, keying, who.0, sealed])?;
            }
            Ok(tx.run(&DECIDED, values![id])?)
        });
        id
    }

    pub(super) fn find_records(&mut self) {
        let (east, today) = (self.area("East"), self.clock.today());
        let session = self.session_on(east, today);
        let coming = self.session_on(east, today.plus(9));
        let (booking, booked) = self.book(coming.id, east, "booked");
        let (held, asked, fed) = (
            self.kept_back(coming.id),
            self.asked(coming.id, east),
            self.fed(booked),
        );
        let commitment = self.commits(coming.id, booked.0);
        let [found, joined] = self.pairs(coming.id, east);
        let (course, coming) = (session.course, coming.reference);
        let keys = self.db.db.keys();
        let day = SessionDayId(session.day);
        let account = self.account;
        let (commented, trainer) = (self.commented(), self.account_of("trainer"));
        let (trained, course_of_comments) = (commented.clone(), commented.clone());
        self.write(move |tx| Ok(tx.run(&TRAINS, values![trainer.0, &trained])?));
        let step = self.signed_off(trainer.0);
        let (took_place, certificate, held_session, learner) = self.certified(&commented);
        let way = self.way(fed.0, learner);
        self.recognised(fed.0);
        let (mentored, mentoring) = self.mentored(learner, east);
        let copied = self.copied(session.id, self.account_of("coordinator").0, 30);
        let passed_on = self.passed_on(held_session, learner);
        let due_again = self.due_again(&course_of_comments);
        let (asked_later, leave) = self.asked_later(held_session, learner);
        self.write(move |tx| Ok(tx.run(&FED_OF, values![learner])?));
        self.asks_later(session.id);
        let answers =
            learning::door::code::feedback(keys, SessionId(session.id), day, self.clock.now(), "someone");
        let round = learning::door::code::handed_round(keys, day, self.clock.now());
        let record = {
            let until = self.clock.now().plus_seconds(86_400);
            let token = learning::own_record::token(keys, LearnerId(learner), 0, until);
            format!("/record/{token}")
        };
        let file = self.file_read(session.id, session.day);
        let (photograph, picture) = self.photographed(session.id, session.day);
        self.marks_wait(session.id, session.day);
        let (draft, aside) = (self.drafted("open"), self.drafted("aside"));
        let (batch, keyed) = (self.on_paper(session.id), self.keyed_twice(session.id));
        let (link, open) = self.open_link(east);
        let (looked_at, taken_in) = (self.earlier("open"), self.earlier("taken"));
        let target = self.targeted(east);
        let owed: Id = self.one(&OWED_HERE, values![east], |row| row.get(0));
        let places = [
            (
                "/sessions/{reference}/bookings/{booking}",
                format!("/sessions/{coming}/bookings/{booking}"),
            ),
            (
                "/sessions/{reference}",
                format!("/sessions/{}", session.reference),
            ),
            (
                "/sessions/{reference}/register/import/{id}",
                format!("/sessions/{}/register/import/{file}", session.reference),
            ),
            (
                "/sessions/{reference}/sheet/photographs/{id}",
                format!("/sessions/{}/sheet/photographs/{photograph}", session.reference),
            ),
            ("/photographs/{token}", format!("/photographs/{picture}")),
            ("/imports/{id}", format!("/imports/{looked_at}")),
            ("/imports/{id}/undo", format!("/imports/{taken_in}/undo")),
            ("/sessions/{reference}/book", format!("/sessions/{coming}/book")),
            ("/sessions/{reference}/held", format!("/sessions/{coming}/held")),
            (
                "/sessions/{reference}/held/{id}",
                format!("/sessions/{coming}/held/{held}"),
            ),
            (
                "/sessions/{reference}/bookings/several",
                format!("/sessions/{coming}/bookings/several"),
            ),
            (
                "/sessions/{reference}/message",
                format!("/sessions/{coming}/message"),
            ),
            (
                "/sessions/{reference}/bookings/new",
                format!("/sessions/{coming}/bookings/new"),
            ),
            ("/courses/{reference}", format!("/courses/{course}")),
            ("/courses/{reference}/refreshers", due_again),
            (
                "/door/{code}",
                format!(
                    "/door/{}",
                    learning::door::code::ticket(keys, day, self.clock.now())
                ),
            ),
            ("/door/{code}/shared", format!("/door/{round}/shared")),
            (
                "/door/{code}/shared/walk-in",
                format!("/door/{round}/shared/walk-in"),
            ),
            ("/feedback/{code}", format!("/feedback/{answers}")),
            ("/thank-you/{code}", format!("/thank-you/{answers}")),
            ("/intention/{code}", format!("/intention/{answers}")),
            ("/booking/{token}", {
                let token = learning::places::link::token(keys, booked, 0);
                format!("/booking/{token}")
            }),
            ("/agreement/{token}", {
                let token = learning::places::link::token_for_manager(keys, asked, 0, "");
                format!("/agreement/{token}")
            }),
            ("/calendar/{token}", {
                let token = learning::places::feed::token(keys, fed, 0);
                format!("/calendar/{token}")
            }),
            (
                "/set-password/{token}",
                format!("/set-password/{}", self.entropy.token()),
            ),
            ("/planning/targets/{id}", format!("/planning/targets/{target}")),
            ("/pathways/{reference}", format!("/pathways/{}", way.reference)),
            (
                "/pathways/{reference}/steps/{id}",
                format!("/pathways/{}/steps/{}", way.reference, way.step),
            ),
            (
                "/pathways/{reference}/people/{id}",
                format!("/pathways/{}/people/{}", way.reference, way.walker),
            ),
            ("/mentoring/{reference}", format!("/mentoring/{mentored}")),
            ("/learners/{id}", format!("/learners/{found}")),
            ("/learners/records/{id}", format!("/learners/records/{fed}")),
            ("/learners/{id}/part", format!("/learners/{joined}/part")),
            ("/accounts/{id}", format!("/accounts/{account}")),
            ("/trainers/{id}", format!("/trainers/{}", trainer.0)),
            (
                "/trainers/{id}/steps/{step}",
                format!("/trainers/{}/steps/{step}", trainer.0),
            ),
            (
                "/sessions/{reference}/certificates",
                format!("/sessions/{took_place}/certificates"),
            ),
            (
                "/sessions/{reference}/certificates/{id}",
                format!("/sessions/{took_place}/certificates/{certificate}"),
            ),
            (
                "/sessions/{reference}/certificates/export",
                format!("/sessions/{took_place}/certificates/export"),
            ),
            ("/certificates/{check}", format!("/certificates/{CHECKED}")),
            (
                "/record/{token}/certificates/{id}",
                format!("{record}/certificates/{certificate}"),
            ),
            (
                "/record/{token}/passed-on/{id}",
                format!("{record}/passed-on/{passed_on}"),
            ),
            ("/copies/{id}", format!("/copies/{copied}")),
            ("/passed-on/{id}", format!("/passed-on/{passed_on}")),
            (
                "/pathways/{reference}/people/{id}/certificate",
                format!("/pathways/{}/people/{}/certificate", way.reference, way.certified),
            ),
            (
                "/record/{token}/pathways/{id}",
                format!("{record}/pathways/{}", way.certified),
            ),
            (
                "/record/{token}/mentoring/{id}",
                format!("{record}/mentoring/{mentoring}"),
            ),
            ("/record/{token}", record),
            ("/commitment/{token}", commitment),
            ("/follow-up/{token}", asked_later),
            ("/no-follow-up/{token}", leave),
            ("/areas/{id}", format!("/areas/{east}")),
            ("/programmes/{id}", {
                let all = self
                    .db
                    .db
                    .read_now(|tx| Ok(directory::programmes::list(tx)?))
                    .unwrap();
                format!("/programmes/{}", all.first().unwrap().id)
            }),
            ("/organisations/{id}", {
                let organisation: Id = self.one(&AN_ORGANISATION, &[], |row| row.get(0));
                format!("/organisations/{organisation}")
            }),
            ("/ledger/{id}", format!("/ledger/{owed}")),
            ("/evidence/{subject}", "/evidence/delivery".to_owned()),
            ("/comments/{reference}", format!("/comments/{commented}")),
            (
                "/sessions/{reference}/paper/{which}",
                format!("/sessions/{}/paper/feedback.1", session.reference),
            ),
            ("/instruments/links/{id}", format!("/instruments/links/{link}")),
            ("/answer/{token}", format!("/answer/{open}")),
            ("/paper/{id}", format!("/paper/{keyed}")),
            ("/paper/{id}/sheets/{number}", format!("/paper/{batch}/sheets/1")),
            ("/instruments/{key}", format!("/instruments/{QUESTIONNAIRE}")),
            (
                "/instruments/{key}/{version}",
                format!("/instruments/{QUESTIONNAIRE}/2"),
            ),
            ("/instruments/drafts/{id}", format!("/instruments/drafts/{draft}")),
            (
                "/instruments/{key}/{version}/translations/{language}",
                format!("/instruments/{QUESTIONNAIRE}/2/translations/ur"),
            ),
            (
                "/instruments/drafts/{id}/translations/{language}",
                format!("/instruments/drafts/{draft}/translations/ur"),
            ),
            (
                "/instruments/drafts/{id}/back",
                format!("/instruments/drafts/{aside}/back"),
            ),
            (
                "/instruments/drafts/{id}/section/{number}",
                format!("/instruments/drafts/{draft}/section/1"),
            ),
            (
                "/instruments/drafts/{id}/question/{key}",
                format!("/instruments/drafts/{draft}/question/knowledge"),
            ),
            (
                "/instruments/drafts/{id}/scale/{key}",
                format!("/instruments/drafts/{draft}/scale/seven"),
            ),
        ];
        self.places = places.into_iter().collect();
        self.comments_wait(east);
        self.faults_wait(east, &course_of_comments);
    }

    /// A path of the router with records of the house in it.
    pub(in super::super) fn path(&self, pattern: &str) -> String {
        let mut found: Vec<(&str, &String)> = self
            .places
            .iter()
            .filter(|(known, _)| pattern.starts_with(**known))
            .map(|(known, path)| (*known, path))
            .collect();
        found.sort_by_key(|(known, _)| known.len());
        let path = found.last().map_or_else(
            || pattern.to_owned(),
            |(known, path)| format!("{path}{}", pattern.strip_prefix(known).unwrap()),
        );
        let path = path.replace("{purpose}", "feedback");
        assert!(
            !path.contains('{'),
            "no record for {pattern}: add one to world.rs"
        );
        path
    }

    /// The route that a form is sent to: the one whose words are the address's own where it has words.
    pub(in super::super) fn route_of(&self, action: &str) -> Option<&'static str> {
        self.route_to(&http::Method::POST, action)
    }

    /// The route that an address leads to.
    pub(in super::super) fn route_to(&self, method: &http::Method, address: &str) -> Option<&'static str> {
        let path = address.split('?').next().unwrap();
        let words = |pattern: &str| pattern.split('/').filter(|part| !part.starts_with('{')).count();
        self.entries
            .iter()
            .filter(|entry| entry.method == *method && fits(entry.path, path))
            .map(|entry| entry.path)
            .max_by_key(|pattern| words(pattern))
    }

    /// The same path to records that do not exist.
    pub(in super::super) fn missing(&self, pattern: &str) -> String {
        let mut path = String::new();
        for part in pattern.split('/').skip(1) {
            path.push('/');
            match part {
                "{reference}" if pattern.starts_with("/courses") => self.no_reference('C', &mut path),
                "{reference}" => self.no_reference('S', &mut path),
                "{booking}" => self.no_reference('B', &mut path),
                "{id}" => path.push_str(&Id::fresh(&self.clock, &*self.entropy).to_string()),
                "{token}" => path.push_str(&self.entropy.token()),
                "{number}" => path.push('1'),
                "{which}" => path.push_str("feedback.1"),
                other => path.push_str(other),
            }
        }
        assert!(!path.contains('{'), "{pattern} names something else");
        path
    }

    fn no_reference(&self, kind: char, path: &mut String) {
        path.push_str(Reference::fresh(kind, &*self.entropy).as_str());
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    let same = |(wanted, given): (&&str, &&str)| wanted.starts_with('{') || wanted == given;
    wanted.len() == given.len() && wanted.iter().zip(&given).all(same)
}
