//! Two areas, one course, sessions where a test wants them, and accounts that are signed in.

use crate::browser::Browser;
use access::actions::{PlanCourses, SystemJob};
use access::{Action, Scope, Viewer};
use kernel::{Clock, Day, FixedClock, Id, Instant, SeededEntropy, Stop};
use post::runner::Work;
use std::sync::Arc;
use store::testing::Database;
use store::{Tx, Value, values};

store::statements! {
    AREA = "insert into area (id, parent_id, name, gss, kind) values (?1, null, ?2, null, 'borough')";
    PROGRAMME = "insert into programme (id, slug, name, period_start, period_end) values (?1, 'pilot', 'Pilot', '2026-01-01', null)";
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, 'Council', 'council', ?2)";
    COURSE = "insert into course (id, reference, programme_id, title, kind, aims, hours, days, mode, audience, target, archived, made_at) \
        values (?1, 'C-1', ?2, 'Responding well', 'multi-agency', '', 3, 1, 'room', '', null, ?3, 0)";
    ASKS = "insert into course_instrument (course_id, purpose, instrument_key) values (?1, 'feedback', 'end-of-session')";
    SESSION = "insert into session (id, reference, course_id, area_id, venue, access_notes, capacity, taken, first_day, last_day, state, listed, made_at) \
        values (?1, ?2, ?3, ?4, 'Library', '', 10, 0, ?5, ?5, ?6, ?7, 0)";
    DAY = "insert into session_day (id, session_id, day, starts, ends, register_at) values (?1, ?2, ?3, '09:30', '12:30', ?4)";
    WORKER = "insert into worker (id, organisation_id, left_at) values (?1, ?2, null)";
    ACCOUNT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', 0)";
    ACCOUNT_AREA = "insert into account_area (account_id, area_id) values (?1, ?2)";
    TOKEN = "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device) values (?1, ?2, ?3, ?4, ?4, ?5, ?4, 'test')";
    REGISTER_SAVED = "update session_day set register_at = ?2 where session_id = ?1";
    MOVED = "update session set first_day = ?2, last_day = ?2 where id = ?1";
    TRAINS = "insert into session_trainer (session_id, account_id) values (?1, ?2)";
    EVENTS = "select count(*) from audit_event where record_kind in ('owed', 'copy') and change = ?1";
    ACTORS = "select actor_kind, action from audit_event where record_kind = 'owed' and change = ?1 order by sequence";
    GIVEN = "update owed set owner_id = ?2 where id = ?1";
    WAVE = "insert into follow_up_wave (session_id, wave, due, attended, asked, asked_at) values (?1, ?2, ?3, 4, 4, 0)";
    PERSON = "insert into learner (id, name_sealed, name_blind, made_at) values (?1, ?2, ?2, 0)";
    BOOKED = "insert into booking (id, reference, session_id, learner_id, state, organisation, background, source, made_at, changed_at, calendar_uid) \
        values (?1, ?2, ?3, ?1, 'booked', 'Canal Housing', 'housing', 'public', 0, 0, ?2)";
    COMMITS = "insert into commitment (id, session_id, booking_id, organisation, manager_sealed, what_sealed, due, state, made_at) \
        values (?1, ?2, ?1, 'Canal Housing', ?3, ?4, ?5, 'open', 0)";
    COMMITMENT_IS = "update commitment set state = ?2 where id = ?1";
    BOOK = "insert into instrument_version (id, key, version, title, definition, hash, published_at) values (?1, ?2, 1, 'Feedback', '{}', '', 0)";
    FORM = "insert into response (id, instrument_version_id, session_id, purpose, day, source) values (?1, ?2, ?3, ?5, ?4, 'paper')";
    SESSION_GUARD = "select s.version from session s where s.id = ?3 and (?2 or ?1 is not null)";
    STATE = "update account set state = ?2 where id = ?1";
    MAILS = "select id, template, recipient_sealed, content_sealed from mail order by made_at, id";
    PLAN_SET = "insert into chasing (area_id, every_days, older_days, made_at, made_by) values (?1, ?2, ?3, 0, ?4)";
    PLANS = "select every_days, older_days from chasing where area_id = ?1";
}

/// A session, as the room that plans it records it.
struct Planned;

impl access::Guarded for Planned {
    type Id = Id;
    const KIND: &'static str = "session";
    const GUARD: &'static store::Stmt = &SESSION_GUARD;
}

pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) clock: FixedClock,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) programme: Id,
    pub(crate) east: Id,
    pub(crate) west: Id,
    pub(crate) course: Id,
    organisation: Id,
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn system() -> Scope<SystemJob> {
    Scope::of(&Viewer::system(ticket::Ticket::of("test"))).unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        let db = store::testing::database();
        let clock = FixedClock::at(Instant::on(day("2026-03-02"), "09:00").unwrap());
        let entropy = Arc::new(SeededEntropy::new(5));
        let id = || Id::fresh(&clock, entropy.as_ref());
        let world = Self {
            programme: id(),
            east: id(),
            west: id(),
            course: id(),
            organisation: id(),
            db,
            clock,
            entropy: Arc::clone(&entropy),
        };
        let (programme, east, west, course, organisation) = (
            world.programme,
            world.east,
            world.west,
            world.course,
            world.organisation,
        );
        world.raw(move |tx| {
            tx.run(&AREA, values![east, "East"])?;
            tx.run(&AREA, values![west, "West"])?;
            tx.run(&PROGRAMME, values![programme])?;
            tx.run(&ORGANISATION, values![organisation, false])?;
            tx.run(&COURSE, values![course, programme, false])?;
            tx.run(&ASKS, values![course])?;
            Ok(())
        });
        world
    }

    pub(crate) fn raw<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.db
            .write_now(move |tx| {
                let value = work(tx)?;
                Ok(audit::Done::upkeep(&system(), value))
            })
            .unwrap()
    }

    /// A session of one day in an area.
    pub(crate) fn session(&self, area: Id, on: &str, state: &'static str, register: bool) -> Id {
        let (id, day_id) = (self.id(), self.id());
        let (course, on) = (self.course, day(on));
        let saved = register.then(|| self.clock.now());
        self.raw(move |tx| {
            let reference = format!("S-{id}");
            tx.run(&SESSION, values![id, reference, course, area, on, state, true])?;
            tx.run(&DAY, values![day_id, id, on, Value::from(saved)])?;
            Ok(())
        });
        id
    }

    pub(crate) fn id(&self) -> Id {
        Id::fresh(&self.clock, self.entropy.as_ref())
    }

    pub(crate) fn settle(&self) -> u64 {
        let (entropy, now) = (Arc::clone(&self.entropy), self.clock.now());
        self.raw(move |tx| ledger::settle(tx, &system(), entropy.as_ref(), now))
    }

    pub(crate) fn save_register(&self, session: Id) {
        let now = self.clock.now();
        self.raw(move |tx| Ok(tx.changed(&REGISTER_SAVED, values![session, now])?));
    }

    /// A form of feedback came.
    pub(crate) fn save_feedback(&self, session: Id) {
        self.save_answer(session, "feedback");
    }

    /// A form came.
    pub(crate) fn save_answer(&self, session: Id, purpose: &'static str) {
        let (book, form, today) = (self.id(), self.id(), self.clock.now().day());
        self.raw(move |tx| {
            tx.run(&BOOK, values![book, purpose])?;
            Ok(tx.run(&FORM, values![form, book, session, today, purpose])?)
        });
    }

    /// A manager said that the referral form would be reviewed by a day.
    pub(crate) fn commits(&self, session: Id, due: &str) -> Id {
        let (id, due, entropy) = (self.id(), day(due), Arc::clone(&self.entropy));
        self.raw(move |tx| {
            let seal = |tx: &Tx<'_>, column, text: &str| {
                tx.keys()
                    .seal("commitment", column, id, text.as_bytes(), entropy.as_ref())
            };
            let (manager, what) = (
                seal(tx, "manager_sealed", "boss@canal.example"),
                seal(tx, "what_sealed", "The referral form"),
            );
            tx.run(&PERSON, values![id, vec![7_u8; 8]])?;
            tx.run(&BOOKED, values![id, format!("B-{id}"), session])?;
            Ok(tx.run(&COMMITS, values![id, session, manager, what, due])?)
        });
        id
    }

    /// It is done, or not, or will not be.
    pub(crate) fn set_commitment(&self, id: Id, state: &'static str) {
        self.raw(move |tx| Ok(tx.run(&COMMITMENT_IS, values![id, state])?));
    }

    /// The people of a session were asked what became of it, from this day on.
    pub(crate) fn asked(&self, session: Id, wave: i64, due: &str) {
        let due = day(due);
        self.raw(move |tx| Ok(tx.run(&WAVE, values![session, wave, due])?));
    }

    /// The trail says that she planned the session.
    pub(crate) fn planned_by(&self, session: Id, viewer: &Viewer) {
        let (viewer, now) = (viewer.clone(), self.clock.now());
        self.db
            .write_now(move |tx| {
                let scope = Scope::<PlanCourses>::of(&viewer)?;
                let pass = scope.pass_new::<Planned>(session);
                audit::Done::recorded(tx, pass, audit::Change::new("created"), now, ())
            })
            .unwrap();
    }

    /// A viewer with a name.
    pub(crate) fn viewer(&self, role: &'static str, area: Option<Id>, name: &'static str) -> Viewer {
        self.account_of(role, area, name).0
    }

    pub(crate) fn move_to(&self, session: Id, on: &str) {
        let on = day(on);
        self.raw(move |tx| Ok(tx.changed(&MOVED, values![session, on])?));
    }

    pub(crate) fn events(&self, change: &'static str) -> i64 {
        self.db
            .read_now(|tx| Ok(tx.one(&EVENTS, values![change], |row| row.get::<i64>(0))?))
            .unwrap()
            .unwrap()
    }

    /// Who did so: the kind of the actor, and the action.
    pub(crate) fn actors(&self, change: &'static str) -> Vec<(String, String)> {
        self.db
            .read_now(|tx| {
                Ok(tx.all(&ACTORS, values![change], |row| {
                    Ok((row.get::<String>(0)?, row.get::<String>(1)?))
                })?)
            })
            .unwrap()
    }

    /// Somebody owes it, however that came.
    pub(crate) fn owes(&self, owed: Id, account: Id) {
        self.raw(move |tx| Ok(tx.run(&GIVEN, values![owed, account])?));
    }

    /// An account that is in another state from now on.
    pub(crate) fn set_state(&self, account: Id, state: &'static str) {
        self.raw(move |tx| Ok(tx.run(&STATE, values![account, state])?));
    }

    /// Every message so far: its recipient, and its text with its link.
    pub(crate) fn mails(&self) -> Vec<(String, String)> {
        self.db
            .read_now(|tx| {
                let keys = tx.keys().clone();
                Ok(tx.all(&MAILS, &[], |row| {
                    let id: Id = row.get(0)?;
                    let template = post::template::Template::parse(&row.get::<String>(1)?).unwrap();
                    let to = keys.open_text("mail", "recipient_sealed", id, &row.get::<Vec<u8>>(2)?)?;
                    let content = keys.open_text("mail", "content_sealed", id, &row.get::<Vec<u8>>(3)?)?;
                    Ok((
                        to,
                        format!("{}\n{}{content}", template.subject(), template.text(&[], "", "")),
                    ))
                })?)
            })
            .unwrap()
    }

    /// What is asked for in an area without anybody's doing.
    pub(crate) fn set_plan(&self, area: Id, every: i64, older: i64, by: Id) {
        self.raw(move |tx| Ok(tx.run(&PLAN_SET, values![area, every, older, by])?));
    }

    /// The plan of an area.
    pub(crate) fn plan(&self, area: Id) -> Option<(i64, i64)> {
        self.db
            .read_now(|tx| Ok(tx.one(&PLANS, values![area], |row| Ok((row.get(0)?, row.get(1)?)))?))
            .unwrap()
    }

    /// The daily job that asks by plan.
    pub(crate) fn ask_by_plan(&self) {
        let (entropy, now, id) = (Arc::clone(&self.entropy), self.clock.now(), self.id());
        self.raw(move |tx| {
            let work = ledger::Chasing::new("https://trellis.example");
            let job = post::jobs::Job {
                id,
                kind: work.kind().to_owned(),
                payload: serde_json::Value::Null,
                attempt: 1,
                made_at: now,
                key: "today".to_owned(),
            };
            work.run(tx, &system(), &job, entropy.as_ref(), now)
        });
    }

    /// Reads as the system.
    pub(crate) fn see<T>(&self, work: impl FnOnce(&mut Tx<'_>, &Scope<SystemJob>) -> Result<T, Stop>) -> T {
        self.db.read_now(|tx| work(tx, &system())).unwrap()
    }

    /// A new account, signed in: its viewer and its cookie.
    pub(crate) fn account(&self, role: &'static str, area: Option<Id>) -> (Viewer, String) {
        let (viewer, cookie, _) = self.account_of(role, area, "Sam Test");
        (viewer, cookie)
    }

    /// An account of somebody with a name.
    pub(crate) fn named(&self, role: &'static str, area: Option<Id>, name: &'static str) -> Id {
        self.account_of(role, area, name).2
    }

    /// She trains a session.
    pub(crate) fn trains(&self, session: Id, account: Id) {
        self.raw(move |tx| Ok(tx.changed(&TRAINS, values![session, account])?));
    }

    fn account_of(&self, role: &'static str, area: Option<Id>, name: &'static str) -> (Viewer, String, Id) {
        let (account, worker, session) = (self.id(), self.id(), self.id());
        let token =
            kernel::Entropy::token(self.entropy.as_ref()) + &kernel::Entropy::token(self.entropy.as_ref());
        let (hash, now, organisation) = (identity::token::hash(&token), self.clock.now(), self.organisation);
        let (nonce, kept) = (Arc::clone(&self.entropy), hash.clone());
        self.raw(move |tx| {
            tx.run(&WORKER, values![worker, organisation])?;
            let seal = |tx: &Tx<'_>, column: &'static str, text: &str| {
                tx.keys()
                    .seal("account", column, account, text.as_bytes(), nonce.as_ref())
            };
            let address = format!("{}@house.example", name.to_lowercase().replace(' ', "."));
            let (email, name) = (seal(tx, "email_sealed", &address), seal(tx, "name_sealed", name));
            let blind = tx.keys().blind("email", &account.to_string());
            tx.run(
                &ACCOUNT,
                values![account, worker, blind, email, name, role, area.is_none()],
            )?;
            if let Some(area) = area {
                tx.run(&ACCOUNT_AREA, values![account, area])?;
            }
            tx.run(
                &TOKEN,
                values![session, account, kept.clone(), now, now.plus_seconds(86_400)],
            )?;
            Ok(())
        });
        let viewer = self
            .db
            .read_now(|tx| Ok(access::viewer_by_session(tx, &hash, now, 3600)?))
            .unwrap()
            .unwrap()
            .viewer;
        (viewer, format!("__Host-trellis={token}"), account)
    }

    pub(crate) fn browser(&self, role: &'static str, area: Option<Id>) -> Browser {
        self.browser_of(role, area, "Sam Test").0
    }

    /// The browser of a new account with a name, and the account.
    pub(crate) fn browser_of(
        &self,
        role: &'static str,
        area: Option<Id>,
        name: &'static str,
    ) -> (Browser, Id) {
        let (_, cookie, account) = self.account_of(role, area, name);
        (self.browse(cookie), account)
    }

    fn browse(&self, cookie: String) -> Browser {
        let clock: Arc<dyn Clock> = Arc::new(FixedClock::at(self.clock.now()));
        let settings = front::Settings {
            public_url: "https://trellis.example".to_owned(),
            ..front::Settings::default()
        };
        let app = front::App::new((*self.db).clone(), clock, self.entropy.clone(), settings);
        Browser {
            service: ledger::routes().service(app),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            cookie,
        }
    }

    pub(crate) fn scoped<A: Action, T>(
        &self,
        viewer: &Viewer,
        work: impl FnOnce(&mut Tx<'_>, &Scope<A>) -> Result<T, Stop>,
    ) -> T {
        let scope = Scope::<A>::of(viewer).unwrap();
        self.db.read_now(|tx| work(tx, &scope)).unwrap()
    }
}
