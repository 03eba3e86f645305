//! The records that stand in the paths of the house: live ones, in East.

use super::{BASE, World};
use access::{Scope, Viewer, actions::BookPublicly};
use kernel::{Clock, Entropy, Id};
use learning::Moment;
use learning::model::{BookingDraft, BookingId, Person, SessionDayId, SessionId};
use std::sync::Arc;
use store::values;

store::statements! {
    AN_ORGANISATION = "select id from organisation order by name limit 1";
    SESSION_ON = "select s.reference, c.reference, s.id, d.id from session s join course c on c.id = s.course_id join session_day d on d.session_id = s.id where s.area_id = ?1 and s.first_day = ?2";
    BOOKING_OF = "select b.reference, b.id from booking b where b.session_id = ?1 order by b.id limit 1";
    OWED_HERE = "select o.id from owed o join session s on s.id = o.session_id where s.area_id = ?1 and o.received_at is null and o.waived_at is null order by o.id limit 1";
    INSTRUMENT = "select key from instrument_version order by key limit 1";
}

/// A session as the paths name it.
struct Named {
    reference: String,
    course: String,
    id: Id,
    day: Id,
}

impl World {
    fn session_on(&self, area: Id, day: kernel::Day) -> Named {
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
    fn book(&self, session: Id, area: Id) -> (String, BookingId) {
        let (now, entropy) = (self.clock.now(), Arc::clone(&self.entropy));
        let draft = BookingDraft {
            person: Person {
                name: "Someone booked".to_owned(),
                email: "booked@house.example".to_owned(),
                organisation: "Example Housing".to_owned(),
                background: "housing".to_owned(),
                area: Some(directory::model::AreaId(area)),
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
        self.one(&BOOKING_OF, values![session], |row| {
            Ok((row.get(0)?, BookingId(row.get(1)?)))
        })
    }

    pub(super) fn find_records(&mut self) {
        let (east, today) = (self.area("East"), self.clock.today());
        let session = self.session_on(east, today);
        let coming = self.session_on(east, today.plus(9));
        let (booking, booked) = self.book(coming.id, east);
        let (course, coming) = (session.course, coming.reference);
        let keys = self.db.db.keys();
        let day = SessionDayId(session.day);
        let account = self.account;
        let places = [
            (
                "/sessions/{reference}/bookings/{booking}",
                format!("/sessions/{coming}/bookings/{booking}"),
            ),
            (
                "/sessions/{reference}",
                format!("/sessions/{}", session.reference),
            ),
            ("/sessions/{reference}/book", format!("/sessions/{coming}/book")),
            (
                "/sessions/{reference}/bookings/new",
                format!("/sessions/{coming}/bookings/new"),
            ),
            ("/courses/{reference}", format!("/courses/{course}")),
            (
                "/door/{code}",
                format!(
                    "/door/{}",
                    learning::door::code::ticket(keys, day, self.clock.now())
                ),
            ),
            ("/feedback/{code}", {
                format!(
                    "/feedback/{}",
                    learning::door::code::feedback(keys, day, self.clock.now(), "someone")
                )
            }),
            ("/thank-you/{code}", {
                format!(
                    "/thank-you/{}",
                    learning::door::code::feedback(keys, day, self.clock.now(), "someone")
                )
            }),
            ("/booking/{token}", {
                let token = learning::places::link::token(keys, booked, 0);
                format!("/booking/{token}")
            }),
            (
                "/set-password/{token}",
                format!("/set-password/{}", self.entropy.token()),
            ),
            ("/accounts/{id}", format!("/accounts/{account}")),
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
            ("/ledger/{id}", {
                let owed: Id = self.one(&OWED_HERE, values![east], |row| row.get(0));
                format!("/ledger/{owed}")
            }),
            ("/evidence/{subject}", "/evidence/delivery".to_owned()),
            ("/instruments/{key}/{version}", {
                let key: String = self.one(&INSTRUMENT, &[], |row| row.get(0));
                format!("/instruments/{key}/1")
            }),
        ];
        self.places = places.into_iter().collect();
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
}
