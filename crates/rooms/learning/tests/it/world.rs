//! A small partnership to test in: two areas, a programme, one account of each kind that matters.

use access::actions::{BookPublicly, ManageOwnBooking, PlanCourses};
use access::{Action, Scope, Viewer};
use directory::model::{AreaId, ProgrammeId};
use kernel::{Clock, Day, FixedClock, Id, Instant, SeededEntropy, Stop};
use learning::Moment;
use learning::model::{
    BookingDraft, CourseDraft, CourseId, DayDraft, Mode, Person, Purpose, SessionDayId, SessionDraft,
    SessionId, Workplace,
};
use std::sync::Arc;
use store::testing::Database;
use store::{Row, Tx, Value, values};

store::statements! {
    INSTRUMENT = "insert into instrument_version (id, key, version, title, definition, hash, published_at) values (?1, ?2, 1, ?3, '', '', 0)";
    AREA = "insert into area (id, parent_id, name, gss, kind) values (?1, null, ?2, null, 'borough')";
    GROUP = "insert into area (id, parent_id, name, gss, kind) values (?1, null, ?2, null, 'group')";
    PROGRAMME = "insert into programme (id, slug, name, period_start, period_end) values (?1, ?2, ?2, '2026-01-01', null)";
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', false)";
    WORKER = "insert into worker (id, organisation_id, left_at) values (?1, ?2, null)";
    ACCOUNT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', 0)";
    ACCOUNT_AREA = "insert into account_area (account_id, area_id) values (?1, ?2)";
    TOKEN = "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device) values (?1, ?2, ?3, ?4, ?4, ?5, ?4, 'test')";
    TOKENS_SEEN = "update session_token set seen_at = ?1";
    PLACES = "select capacity, taken from session where id = ?1";
    STATES = "select b.state, b.queue_place, l.email_sealed, l.id from booking b join learner l on l.id = b.learner_id where b.session_id = ?1 order by b.made_at, b.id";
    MAILS = "select template, count(*) from mail group by template order by template";
    EVENTS = "select count(*) from audit_event";
    SESSION_ID = "select id from session where reference = ?1";
    COURSE_ID = "select id from course where reference = ?1";
    COURSES = "select count(*) from course where title = ?1 or title like ?1 || ' %'";
    DAYS = "select id from session_day where session_id = ?1 order by day";
    MARKS = "select count(*) from attendance where session_day_id = ?1";
    LEARNERS = "select count(*) from learner";
    BOOKING_ID = "select b.id from booking b join learner l on l.id = b.learner_id where b.session_id = ?1 and l.email_blind = ?2";
    JOBS = "select state, run_after from job where kind = 'learning.reminder' order by made_at";
}

/// The partnership.
pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) clock: FixedClock,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) east: AreaId,
    pub(crate) west: AreaId,
    pub(crate) programme: ProgrammeId,
    /// Works in every area.
    pub(crate) coordinator: Account,
    /// Works in the west only.
    pub(crate) westerner: Account,
    /// Trains what she is given.
    pub(crate) trainer: Account,
}

/// An account and its signed-in viewer.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) id: Id,
    pub(crate) viewer: Viewer,
    /// The cookie's token.
    pub(crate) token: String,
}

pub(crate) const BASE: &str = "https://trellis.example";

impl World {
    pub(crate) fn new() -> Self {
        let db = store::testing::database();
        let clock = FixedClock::at(Instant::on(day(2026, 3, 2), "09:00").unwrap());
        let entropy = Arc::new(SeededEntropy::new(7));
        let id = || Id::fresh(&clock, entropy.as_ref());
        let (east, west, programme) = (AreaId(id()), AreaId(id()), ProgrammeId(id()));
        let organisation = id();
        raw(&db, move |tx| {
            tx.run(&AREA, values![east.0, "East"])?;
            tx.run(&AREA, values![west.0, "West"])?;
            tx.run(&PROGRAMME, values![programme.0, "pilot"])?;
            tx.run(&ORGANISATION, values![organisation, "Council"])?;
            tx.run(
                &INSTRUMENT,
                values![programme.0, "end-of-session", "How was today?"],
            )?;
            tx.run(&INSTRUMENT, values![organisation, "before", "Before the course"])?;
            tx.run(&INSTRUMENT, values![east.0, "follow-up", "What became of it?"])?;
            Ok(())
        });
        let account = |role: &'static str, name: &'static str, all: bool, area: Option<AreaId>| {
            let (account, worker, session) = (id(), id(), id());
            let token = kernel::Entropy::token(entropy.as_ref()) + &kernel::Entropy::token(entropy.as_ref());
            let hash = identity::token::hash(&token);
            let now = clock.now();
            let nonce = Arc::clone(&entropy);
            let sealed = hash.clone();
            raw(&db, move |tx| {
                tx.run(&WORKER, values![worker, organisation])?;
                let email = format!("{role}-{worker}@council.example");
                let blind = tx.keys().blind("account email", &email);
                let email = tx.keys().seal(
                    "account",
                    "email_sealed",
                    account,
                    email.as_bytes(),
                    nonce.as_ref(),
                );
                let name = tx
                    .keys()
                    .seal("account", "name_sealed", account, name.as_bytes(), nonce.as_ref());
                tx.run(&ACCOUNT, values![account, worker, blind, email, name, role, all])?;
                if let Some(area) = area {
                    tx.run(&ACCOUNT_AREA, values![account, area.0])?;
                }
                tx.run(
                    &TOKEN,
                    values![
                        session,
                        account,
                        sealed.clone(),
                        now,
                        now.plus_seconds(86_400 * 300)
                    ],
                )?;
                Ok(())
            });
            let viewer = db
                .read_now(|tx| Ok(access::viewer_by_session(tx, &hash, now, 3600)?))
                .unwrap()
                .unwrap()
                .viewer;
            Account {
                id: account,
                viewer,
                token,
            }
        };
        let coordinator = account("coordinator", "Coral Coordinator", true, None);
        let westerner = account("coordinator", "Wes Westerner", false, Some(west));
        let trainer = account("trainer", "Tess Trainer", false, None);
        Self {
            db,
            clock,
            entropy,
            east,
            west,
            programme,
            coordinator,
            westerner,
            trainer,
        }
    }

    /// A group of areas.
    pub(crate) fn group(&self, name: &'static str) -> Id {
        let id = Id::fresh(&self.clock, self.entropy.as_ref());
        raw(&self.db, move |tx| {
            tx.run(&GROUP, values![id, name])?;
            Ok(())
        });
        id
    }

    /// Runs a write as somebody.
    pub(crate) fn act<A: Action, T: Send + 'static>(
        &self,
        viewer: &Viewer,
        work: impl Fn(&mut Tx, &Scope<A>, &Moment) -> Result<audit::Done<T>, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        let (now, entropy, viewer) = (self.clock.now(), Arc::clone(&self.entropy), viewer.clone());
        self.db.write_now(move |tx| {
            let scope = Scope::<A>::of(&viewer)?;
            work(tx, &scope, &Moment::new(now, entropy.as_ref(), BASE))
        })
    }

    /// Another day, on which everybody who was signed in still is.
    pub(crate) fn on(&self, date: Day, time: &str) {
        let now = Instant::on(date, time).unwrap();
        self.clock.set(now);
        self.raw(move |tx| Ok(tx.run(&TOKENS_SEEN, values![now])?));
    }

    /// Writes behind the room's back.
    pub(crate) fn raw(&self, work: impl Fn(&mut Tx) -> Result<(), Stop> + Send + 'static) {
        raw(&self.db, work);
    }

    /// Reads as somebody.
    pub(crate) fn see<A: Action, T>(
        &self,
        viewer: &Viewer,
        work: impl FnOnce(&mut Tx, &Scope<A>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let scope = Scope::<A>::of(viewer)?;
        self.db.read_now(|tx| work(tx, &scope))
    }

    pub(crate) fn one<T>(
        &self,
        statement: &'static store::Stmt,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, kernel::Fault>,
    ) -> Option<T> {
        self.db
            .read_now(|tx| Ok(tx.one(statement, values, map)?))
            .unwrap()
    }

    pub(crate) fn all<T>(
        &self,
        statement: &'static store::Stmt,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, kernel::Fault>,
    ) -> Vec<T> {
        self.db
            .read_now(|tx| Ok(tx.all(statement, values, map)?))
            .unwrap()
    }

    pub(crate) fn course_draft(&self) -> CourseDraft {
        CourseDraft {
            programme: self.programme,
            title: "Responding well".to_owned(),
            kind: "multi-agency".to_owned(),
            aims: "Know what to do next".to_owned(),
            hours: 3.5,
            days: 1,
            mode: Mode::Room,
            audience: "Anyone who works with families".to_owned(),
            target: Some(15),
            refresher_months: None,
            follow_up: learning::model::FollowUpMonths::default(),
            areas: vec![],
            instruments: vec![(Purpose::Feedback, "end-of-session".to_owned())],
        }
    }

    pub(crate) fn course(&self) -> CourseId {
        self.course_from(self.course_draft())
    }

    /// Makes a course; after the first of this title its title has a number.
    pub(crate) fn course_from(&self, mut draft: CourseDraft) -> CourseId {
        let others: i64 = self
            .one(&COURSES, values![draft.title.clone()], |row| row.get(0))
            .unwrap();
        if others > 0 {
            draft.title = format!("{} {}", draft.title, others + 1);
        }
        let reference = self
            .act::<PlanCourses, _>(&self.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::course::create(tx, scope, moment, &draft)
            })
            .unwrap();
        CourseId(
            self.one(&COURSE_ID, values![reference], |row| row.get(0))
                .unwrap(),
        )
    }

    pub(crate) fn session_draft(&self, capacity: i64, days: &[Day]) -> SessionDraft {
        SessionDraft {
            area: self.east,
            venue: "Library".to_owned(),
            access_notes: "Step-free".to_owned(),
            capacity,
            listed: true,
            in_house: None,
            host: None,
            closes_before: None,
            days: days
                .iter()
                .map(|day| DayDraft {
                    day: *day,
                    starts: "09:30".to_owned(),
                    ends: "13:00".to_owned(),
                })
                .collect(),
            trainers: vec![self.trainer.id],
        }
    }

    /// A session with this many places in ten days.
    pub(crate) fn session(&self, capacity: i64) -> SessionId {
        self.session_on(capacity, &[day(2026, 3, 12)])
    }

    pub(crate) fn session_on(&self, capacity: i64, days: &[Day]) -> SessionId {
        self.session_of(self.course(), capacity, days)
    }

    pub(crate) fn session_of(&self, course: CourseId, capacity: i64, days: &[Day]) -> SessionId {
        let draft = self.session_draft(capacity, days);
        let reference = self
            .act::<PlanCourses, _>(&self.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::session::create(tx, scope, moment, course, &draft)
            })
            .unwrap();
        SessionId(
            self.one(&SESSION_ID, values![reference], |row| row.get(0))
                .unwrap(),
        )
    }

    pub(crate) fn person(&self, name: &str) -> BookingDraft {
        BookingDraft {
            person: Person {
                name: name.to_owned(),
                email: format!("{}@work.example", name.to_lowercase().replace(' ', ".")),
                organisation: "Housing".to_owned(),
                background: "housing".to_owned(),
                area: Workplace::Borough(self.east),
            },
            access_needs: "hearing loop".to_owned(),
            language_needs: String::new(),
            code: String::new(),
            manager: String::new(),
            earlier: String::new(),
            booked_by: String::new(),
        }
    }

    pub(crate) fn book(&self, session: SessionId, name: &str) -> Result<(), Stop> {
        let draft = self.person(name);
        self.act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        })
    }

    pub(crate) fn cancel(&self, booking: learning::model::BookingId) -> Result<(), Stop> {
        self.act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::own::cancel(tx, scope, moment, booking)
        })
    }

    pub(crate) fn booking(&self, session: SessionId, name: &str) -> learning::model::BookingId {
        let blind = self
            .db
            .keys()
            .blind("learner email", &self.person(name).person.email);
        learning::model::BookingId(
            self.one(&BOOKING_ID, values![session.0, blind], |row| row.get(0))
                .unwrap(),
        )
    }

    /// Capacity and places taken.
    pub(crate) fn places(&self, session: SessionId) -> (i64, i64) {
        self.one(&PLACES, values![session.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
    }

    /// State, number and address of each booking, in the order in which they were made.
    pub(crate) fn states(&self, session: SessionId) -> Vec<(String, Option<i64>, String)> {
        let rows = self.all(&STATES, values![session.0], |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<Option<i64>>(1)?,
                row.get::<Vec<u8>>(2)?,
                row.get::<Id>(3)?,
            ))
        });
        rows.into_iter()
            .map(|(state, place, email, id)| {
                (
                    state,
                    place,
                    self.db
                        .keys()
                        .open_text("learner", "email_sealed", id, &email)
                        .unwrap(),
                )
            })
            .collect()
    }

    pub(crate) fn mails(&self) -> Vec<(String, i64)> {
        self.all(&MAILS, values![], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub(crate) fn count(&self, statement: &'static store::Stmt, id: Option<Id>) -> i64 {
        let values: Vec<Value> = id.into_iter().map(Value::Id).collect();
        self.one(statement, &values, |row| row.get(0)).unwrap()
    }

    pub(crate) fn days(&self, session: SessionId) -> Vec<SessionDayId> {
        self.all(&DAYS, values![session.0], |row| Ok(SessionDayId(row.get(0)?)))
    }
}

/// A reason for cancelling or moving a session.
pub(crate) fn why(reason: &str) -> learning::model::Why {
    learning::model::Why {
        cause: learning::model::Cause::Trainer,
        asked_by: learning::model::AskedBy::Us,
        reason: reason.to_owned(),
    }
}

/// A day of the calendar.
pub(crate) fn day(year: i16, month: i8, date: i8) -> Day {
    Day::new(year, month, date).unwrap()
}

fn raw(db: &Database, work: impl Fn(&mut Tx) -> Result<(), Stop> + Send + 'static) {
    db.write_now(move |tx| {
        work(tx)?;
        let scope = Scope::<access::actions::SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
        Ok(audit::Done::upkeep(&scope, ()))
    })
    .unwrap();
}
