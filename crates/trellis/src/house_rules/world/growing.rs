//! More rows in the lists of the house.

use super::World;
use access::Role;
use http::Method;
use kernel::{Clock, Entropy, Id, Reference};
use store::values;

store::statements! {
    ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, ?2, 'council', false)";
    AREA = "insert into area (id, parent_id, name, gss, kind) values (?1, null, ?2, null, 'borough')";
    PROGRAMME = "insert into programme (id, slug, name, period_start, period_end) values (?1, ?2, ?2, '2026-01-01', null)";
    PATHWAY = "insert into pathway (id, reference, title, audience, in_order, open, by_first, made_at) values (?1, ?2, ?3, 'housing officers', true, true, false, ?4)";
    STEP = "select p.id, s.id from pathway p join pathway_step s on s.pathway_id = p.id where p.reference = 'P-2345678'";
    WALKER = "insert into pathway_learner (id, pathway_id, learner_id, how, since, waits_id, counted_on) values (?1, ?2, ?3, 'staff', ?4, ?5, ?4)";
    LEARNER = "select learner_id from booking where id = ?1";
    TARGET = "insert into area_target (id, programme_id, area_id, first_day, last_day, people, made_at) select ?1, p.id, ?2, ?3, ?3, 20, ?4 from programme p order by p.id limit 1";
}

impl World {
    /// So many more of what the house has lists of. The demonstration itself has dozens of courses, sessions, comments and things owed.
    pub(in super::super) fn grow(&self, count: usize) {
        for _ in 0..count {
            let word: String = self.entropy.token().chars().take(8).collect();
            self.partners(&word);
            let (one, other) = (
                self.learner(&format!("{word}-one")),
                self.learner(&format!("{word}-other")),
            );
            self.paired(one.min(other), one.max(other), "found");
            self.walks(&word, one);
            self.targeted(self.area("East"));
            self.drafted("aside");
        }
    }

    /// An organisation, an area, a programme, and a trainer with a step.
    fn partners(&self, word: &str) {
        let [organisation, area, programme] = [(); 3].map(|()| Id::fresh(&self.clock, &*self.entropy));
        let named = format!("Grown {word}");
        self.write(move |tx| {
            tx.run(&ORGANISATION, values![organisation, named.as_str()])?;
            tx.run(&AREA, values![area, named.as_str()])?;
            Ok(tx.run(&PROGRAMME, values![programme, named.as_str()])?)
        });
        let trainer = self.account_for(&format!("grown {word}"), Role::Trainer, Some("East"));
        self.make_ready(trainer);
        self.signed_off(trainer.0);
    }

    /// Somebody who booked a session to come, for whom her manager said something, who passed something on, and who is mentored.
    fn learner(&self, word: &str) -> Id {
        let (east, today) = (self.area("East"), self.clock.today());
        let (session, coming) = (self.session_on(east, today), self.session_on(east, today.plus(9)));
        let (_, booking) = self.book(coming.id, east, word);
        let learner: Id = self.one(&LEARNER, values![booking.0], |row| row.get(0));
        self.commits(coming.id, booking.0);
        self.passed_on(session.id, learner);
        self.mentored(learner, east);
        self.copied(session.id, self.account_of("coordinator").0, 30);
        self.open_link(east);
        self.on_paper(session.id);
        self.photographed(session.id, session.day);
        self.marks_wait(session.id, session.day);
        self.earlier("open");
        self.faulty(east);
        learner
    }

    /// A target of an area for today.
    pub(super) fn targeted(&self, area: Id) -> Id {
        let (id, now) = (Id::fresh(&self.clock, &*self.entropy), self.clock.now());
        self.write(move |tx| Ok(tx.run(&TARGET, values![id, area, now.day(), now])?));
        id
    }

    /// A pathway, and somebody more on the one of the house.
    fn walks(&self, word: &str, learner: Id) {
        let (pathway, walker) = (
            Id::fresh(&self.clock, &*self.entropy),
            Id::fresh(&self.clock, &*self.entropy),
        );
        let (known, step): (Id, Id) = self.one(&STEP, &[], |row| Ok((row.get(0)?, row.get(1)?)));
        let reference = Reference::fresh('P', &*self.entropy).as_str().to_owned();
        let (title, now) = (format!("Grown {word}"), self.clock.now());
        self.write(move |tx| {
            tx.run(
                &PATHWAY,
                values![pathway, reference.as_str(), title.as_str(), now],
            )?;
            Ok(tx.run(&WALKER, values![walker, known, learner, now.day(), step])?)
        });
    }

    /// The lists of the house: who looks at each, and its address; first those that `grow` makes longer.
    pub(in super::super) fn lists(&self) -> [Vec<(&'static str, String)>; 2] {
        let (east, today) = (self.area("East"), self.clock.today());
        let (now, coming) = (self.session_on(east, today), self.session_on(east, today.plus(9)));
        let (here, there) = (
            format!("/sessions/{}", now.reference),
            format!("/sessions/{}", coming.reference),
        );
        let of = |who: &'static str, paths: &[&str]| -> Vec<(&'static str, String)> {
            paths.iter().map(|path| (who, (*path).to_owned())).collect()
        };
        let longer = [
            "/areas",
            "/commitments",
            "/copies",
            "/faults",
            "/imports",
            "/instruments/drafts?state=aside",
            "/instruments/links",
            "/learners",
            "/mentoring",
            "/organisations",
            "/passed-on",
            "/pathways",
            "/pathways/P-2345678/people",
            "/planning/targets",
            "/programmes",
            "/trainers",
            &format!("{here}/paper"),
            &format!("{here}/register/held"),
            &format!("{here}/register/settle"),
            &format!("{here}/sheet/photographs"),
            &format!("{there}/bookings"),
        ];
        let others = [
            "/coding",
            "/comments",
            "/contacts",
            "/courses",
            "/instruments",
            "/instruments/bank",
            "/ledger",
            "/mentoring/mentors",
            "/planning",
            "/planning/calendar",
            "/quotes",
            "/registers/waiting",
            "/today",
            &format!("{here}/register"),
            &format!("{there}/history"),
            &self.path("/courses/{reference}/refreshers"),
        ];
        let first = [of("administrator", &["/accounts"]), of("coordinator", &longer)];
        let second = [
            of("stranger", &["/sessions"]),
            of("administrator", &["/audit", "/jobs"]),
            of("coordinator", &others),
            of("trainer", &["/ledger", "/mentoring", "/planning", "/today"]),
        ];
        [first.concat(), second.concat()]
    }

    /// What a list costs in statements, how long its page is, and how many rows it has in tables.
    pub(in super::super) async fn price(&self, who: &str, path: &str) -> (u64, usize, usize) {
        let before = self.db.db.statements_read();
        let page = self.ask(who, Method::GET, path, "").await;
        let cost = self.db.db.statements_read() - before;
        assert_eq!(page.status, http::StatusCode::OK, "{path} as {who}");
        (cost, page.text.len(), page.text.matches("<tr").count())
    }
}
