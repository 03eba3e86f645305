//! A small partnership with one course that has its questionnaires.

use access::actions::PlanCourses;
use access::{Scope, Viewer};
use directory::model::{AreaId, ProgrammeId};
use kernel::{Clock, Day, Entropy, FixedClock, Id, Instant, SeededEntropy, Stop};
use learning::Moment;
use learning::model::{CourseDraft, DayDraft, Mode, Purpose, SessionDayId, SessionDraft, SessionId};
use std::sync::Arc;
use store::testing::Database;
use store::{Row, Tx, Value, values};

store::statements! {
    AREA = "insert into area (id, parent_id, name, gss, kind) values (?1, null, ?2, null, 'borough')";
    PROGRAMME = "insert into programme (id, slug, name, period_start, period_end) values (?1, ?2, ?2, '2026-01-01', null)";
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', false)";
    WORKER = "insert into worker (id, organisation_id, left_at) values (?1, ?2, null)";
    ACCOUNT = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', 0)";
    TOKEN = "insert into session_token (id, account_id, token_hash, made_at, seen_at, expires_at, factor_at, device) values (?1, ?2, ?3, ?4, ?4, ?5, ?4, 'test')";
    COURSE_ID = "select id from course where reference = ?1";
    SESSION_ID = "select id from session where reference = ?1";
    DAYS = "select id from session_day where session_id = ?1 order by day";
    LEARNER = "insert into learner (id, name_sealed, email_sealed, email_blind, name_blind, made_at) values (?1, ?2, null, null, ?3, 0)";
    ATTENDANCE = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, organisation, background, area_id, at) values (?1, ?2, ?3, null, ?4, 'phone', 'Clinic', 'health-other', null, ?5)";
    RESPONSES = "select count(*) from response";
}

/// The partnership.
pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) area: AreaId,
    pub(crate) programme: ProgrammeId,
    pub(crate) coordinator: Account,
    pub(crate) practitioner: Account,
    organisation: Id,
    pub(crate) session: SessionId,
    pub(crate) day: SessionDayId,
}

/// An account, its signed-in viewer and its cookie.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) viewer: Viewer,
    pub(crate) token: String,
}

pub(crate) const BASE: &str = "https://trellis.example";

impl World {
    pub(crate) fn new() -> Self {
        let db = store::testing::database();
        let clock = Arc::new(FixedClock::at(
            Instant::on(Day::new(2026, 3, 2).unwrap(), "09:00").unwrap(),
        ));
        let entropy = Arc::new(SeededEntropy::new(11));
        let id = || Id::fresh(&*clock, &*entropy);
        let (area, programme, organisation) = (AreaId(id()), ProgrammeId(id()), id());
        raw(&db, move |tx| {
            tx.run(&AREA, values![area.0, "East"])?;
            tx.run(&PROGRAMME, values![programme.0, "pilot"])?;
            tx.run(&ORGANISATION, values![organisation, "Council"])?;
            Ok(())
        });
        let coordinator = account(
            &db,
            &*clock,
            &entropy,
            organisation,
            ("coordinator", "coordinator"),
        );
        let practitioner = account(
            &db,
            &*clock,
            &entropy,
            organisation,
            ("practitioner", "practitioner"),
        );
        responses::publish_ours(
            &db,
            &Viewer::system(ticket::Ticket::of("test")),
            &*clock,
            &*entropy,
        )
        .unwrap();
        let (session, days) = plan(
            &db,
            &*clock,
            &entropy,
            &coordinator,
            programme,
            area,
            "Responding well",
            1,
        );
        let day = days[0];
        Self {
            db,
            clock,
            entropy,
            area,
            programme,
            coordinator,
            practitioner,
            organisation,
            session,
            day,
        }
    }

    /// Another coordinator.
    pub(crate) fn colleague(&self) -> Account {
        let who = ("coordinator", "colleague");
        account(&self.db, &*self.clock, &self.entropy, self.organisation, who)
    }

    /// Somebody who looks after the house.
    pub(crate) fn administrator(&self) -> Account {
        let who = ("administrator", "administrator");
        account(&self.db, &*self.clock, &self.entropy, self.organisation, who)
    }

    /// Another course with one session.
    pub(crate) fn another(&self, title: &'static str) -> (SessionId, SessionDayId) {
        let (session, days) = self.over_days(title, 1);
        (session, days[0])
    }

    /// A course whose session runs over so many days.
    pub(crate) fn over_days(&self, title: &'static str, days: i16) -> (SessionId, Vec<SessionDayId>) {
        plan(
            &self.db,
            &*self.clock,
            &self.entropy,
            &self.coordinator,
            self.programme,
            self.area,
            title,
            days,
        )
    }

    /// Somebody signs in on each of these days; her links of these days.
    pub(crate) fn comes(&self, session: SessionId, days: &[SessionDayId], name: &'static str) -> Vec<String> {
        let (now, entropy, clock) = (self.clock.now(), self.entropy.clone(), self.clock.clone());
        let marked = days.to_vec();
        raw(&self.db, move |tx| {
            let learner = Id::fresh(&*clock, &*entropy);
            let keys = tx.keys();
            let sealed = keys.seal("learner", "name_sealed", learner, name.as_bytes(), &*entropy);
            let blind = keys.blind("learner name", name);
            tx.run(&LEARNER, values![learner, sealed, blind])?;
            for day in &marked {
                let mark = Id::fresh(&*clock, &*entropy);
                tx.run(&ATTENDANCE, values![mark, day.0, session.0, learner, now])?;
            }
            Ok(())
        });
        days.iter()
            .map(|day| learning::door::code::feedback(self.db.keys(), session, *day, now, name))
            .collect()
    }

    /// Somebody signs in at the door.
    pub(crate) fn sign_in(&self, session: SessionId, day: SessionDayId, name: &'static str) {
        let (now, entropy, clock) = (self.clock.now(), self.entropy.clone(), self.clock.clone());
        raw(&self.db, move |tx| {
            let (learner, mark) = (Id::fresh(&*clock, &*entropy), Id::fresh(&*clock, &*entropy));
            let keys = tx.keys();
            let sealed = keys.seal("learner", "name_sealed", learner, name.as_bytes(), &*entropy);
            let blind = keys.blind("learner name", name);
            tx.run(&LEARNER, values![learner, sealed, blind])?;
            tx.run(&ATTENDANCE, values![mark, day.0, session.0, learner, now])?;
            Ok(())
        });
    }

    /// Somebody signs in to the session; the link that the door hands out.
    pub(crate) fn link(&self) -> String {
        self.sign_in(self.session, self.day, "Somebody");
        learning::door::code::feedback(
            self.db.keys(),
            self.session,
            self.day,
            self.clock.now(),
            &self.entropy.token(),
        )
    }

    /// A link that belongs to nobody who signed in.
    pub(crate) fn unsigned_link(&self, number: u8) -> String {
        learning::door::code::feedback(
            self.db.keys(),
            self.session,
            self.day,
            self.clock.now(),
            &format!("nobody {number}"),
        )
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

    /// How many responses there are.
    pub(crate) fn responses(&self) -> i64 {
        self.all(&RESPONSES, values![], |row| row.get(0))[0]
    }
}

fn account(
    db: &Database,
    clock: &dyn Clock,
    entropy: &Arc<SeededEntropy>,
    organisation: Id,
    (role, who): (&'static str, &'static str),
) -> Account {
    let id = || Id::fresh(clock, entropy.as_ref());
    let (account, worker, session, now) = (id(), id(), id(), clock.now());
    let token = entropy.token() + &entropy.token();
    let hash = identity::token::hash(&token);
    let (nonce, sealed) = (Arc::clone(entropy), hash.clone());
    raw(db, move |tx| {
        let email = format!("{who}@council.example");
        let keys = tx.keys();
        let blind = keys.blind("account email", &email);
        let email = keys.seal("account", "email_sealed", account, email.as_bytes(), &*nonce);
        let name = keys.seal("account", "name_sealed", account, who.as_bytes(), &*nonce);
        tx.run(&WORKER, values![worker, organisation])?;
        tx.run(&ACCOUNT, values![account, worker, blind, email, name, role, true])?;
        let expires = now.plus_seconds(86_400 * 300);
        tx.run(&TOKEN, values![session, account, sealed.clone(), now, expires])?;
        Ok(())
    });
    let viewer = db
        .read_now(|tx| Ok(access::viewer_by_session(tx, &hash, now, 3600)?))
        .unwrap()
        .unwrap()
        .viewer;
    Account { viewer, token }
}

#[expect(clippy::too_many_arguments, reason = "each is a different fact of the plan")]
fn plan(
    db: &Database,
    clock: &dyn Clock,
    entropy: &Arc<SeededEntropy>,
    coordinator: &Account,
    programme: ProgrammeId,
    area: AreaId,
    title: &'static str,
    days: i16,
) -> (SessionId, Vec<SessionDayId>) {
    let (now, entropy, viewer) = (clock.now(), Arc::clone(entropy), coordinator.viewer.clone());
    let session: Id = {
        let course = CourseDraft {
            programme,
            title: title.to_owned(),
            kind: "multi-agency".to_owned(),
            aims: "Know what to do next".to_owned(),
            hours: 3.5,
            days: i64::from(days),
            mode: Mode::Room,
            audience: "Anyone".to_owned(),
            target: None,
            refresher_months: None,
            follow_up: learning::model::FollowUpMonths::default(),
            areas: vec![],
            instruments: vec![
                (Purpose::Feedback, "end-of-session".to_owned()),
                (Purpose::Pre, "before".to_owned()),
                (Purpose::Post, "after".to_owned()),
                (Purpose::FollowUp, "follow-up".to_owned()),
            ],
        };
        let draft = SessionDraft {
            area,
            venue: "Library".to_owned(),
            access_notes: String::new(),
            capacity: 40,
            listed: true,
            in_house: None,
            host: None,
            closes_before: None,
            days: (0..days)
                .map(|number| DayDraft {
                    day: Day::new(2026, 3, 12).unwrap().plus(i64::from(number)),
                    starts: "09:30".to_owned(),
                    ends: "13:00".to_owned(),
                })
                .collect(),
            trainers: vec![],
        };
        let (nonce, who) = (Arc::clone(&entropy), viewer.clone());
        let reference = db
            .write_now(move |tx| {
                let scope = Scope::<PlanCourses>::of(&who)?;
                learning::plan::course::create(tx, &scope, &Moment::new(now, &*nonce, BASE), &course)
            })
            .unwrap();
        let course = db
            .read_now(|tx| Ok(tx.one(&COURSE_ID, values![reference], |row| row.get::<Id>(0))?))
            .unwrap()
            .unwrap();
        let reference = db
            .write_now(move |tx| {
                let scope = Scope::<PlanCourses>::of(&viewer)?;
                let moment = Moment::new(now, &*entropy, BASE);
                learning::plan::session::create(
                    tx,
                    &scope,
                    &moment,
                    learning::model::CourseId(course),
                    &draft,
                )
            })
            .unwrap();
        db.read_now(|tx| Ok(tx.one(&SESSION_ID, values![reference], |row| row.get::<Id>(0))?))
            .unwrap()
            .unwrap()
    };
    let days = db
        .read_now(|tx| Ok(tx.all(&DAYS, values![session], |row| row.get::<Id>(0))?))
        .unwrap();
    (SessionId(session), days.into_iter().map(SessionDayId).collect())
}

/// Writes behind the rooms' backs.
pub(crate) fn raw(db: &Database, work: impl Fn(&mut Tx) -> Result<(), Stop> + Send + 'static) {
    db.write_now(move |tx| {
        work(tx)?;
        let scope = Scope::<access::actions::SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
        Ok(audit::Done::upkeep(&scope, ()))
    })
    .unwrap();
}
