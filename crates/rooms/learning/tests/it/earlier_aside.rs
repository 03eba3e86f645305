//! What a file of earlier years makes is written aside in small units of work and put in place in one short one: bookings go on meanwhile, and what
//! changed meanwhile is looked at.

use crate::earlier::{ahead, id_in, job, system, upload_of, work};
use crate::earlier_people::{ask, before, sheet};
use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::{Clock, Id, Problems, Stop};
use learning::earlier::forms::Forms;
use learning::earlier::work::EarlierYears;
use learning::earlier::{Kind, keep};
use post::work::Work;
use std::sync::Arc;
use std::sync::mpsc::channel;
use store::{Stmt, values};

store::statements! {
    THERE = "select (select count(*) from booking) + (select count(*) from attendance) + (select count(*) from earlier_person) + (select count(*) from earlier_day)";
    PEOPLE = "select count(*) from learner";
    ASIDE = "select count(*) from earlier_staged";
    WAITING = "select count(*) from job where kind = 'learning.earlier' and dedupe_key like '%taken%'";
    NOT_QUEUED = "update earlier_import set state = 'open' where state = 'queued'";
    CANCELLED = "update session set state = 'cancelled' where venue = 'Town hall' and id <> ?1";
    WITHDRAWN = "update booking set state = 'cancelled' where id <> ?1 and learner_id in (select s.learner_id from earlier_staged s where s.stood)";
    JOINED = "update learner set joined_to = (select s.learner_id from earlier_staged s where s.stood) where id <> ?1 and id in (select s.learner_id from earlier_staged s where s.known and not s.stood)";
    BOOKED = "insert into booking (id, reference, session_id, learner_id, state, organisation, background, source, made_at, changed_at, calendar_uid) \
        select ?1, 'B-OTHER', s.session_id, s.learner_id, 'booked', '', '', 'staff', 0, 0, 'other' from earlier_staged s where s.known and not s.stood";
    MARKED = "insert into attendance (id, session_day_id, session_id, learner_id, how, at) select ?1, s.session_day_id, s.session_id, s.learner_id, 'register', 0 from earlier_staged s where s.stood";
    COME = "insert into learner (id, name_sealed, name_blind, email_blind, made_at) select ?1, s.name_sealed, s.name_blind, s.email_blind, 0 from earlier_staged s where not s.known";
    LOST = "delete from earlier_staged where place = 0 and round_id <> ?1";
    SOMEBODY = "insert into learner (id, name_sealed, name_blind, email_blind, made_at) select ?1, s.name_sealed, s.name_blind, s.name_blind, 0 from earlier_staged s where not s.known";
    SAME_REFERENCE = "update booking set reference = (select s.reference from earlier_staged s where not s.known) where id <> ?1 and id in (select b.id from booking b order by b.id limit 1)";
}

const YEARS: EarlierYears = EarlierYears(Forms::NONE);

/// Two people of a session: one came, the other is booked.
const FIRST: &str = "Date,Course,Venue,Work email,Attended\n\
    23/04/2019,Multi-agency,,ann@a.example,yes\n23/04/2019,Multi-agency,,bea@a.example,no\n";
/// The second came all the same, the first came once more, and somebody new.
const SECOND: &str = "Date,Course,Venue,Work email,Attended\n\
    23/04/2019,Multi-agency,,bea@a.example,yes\n24/04/2019,Multi-agency,Town hall,ann@a.example,yes\n\
    24/04/2019,Multi-agency,Town hall,cy@a.example,yes\n";

/// A file of so many people, asked to be taken in.
fn asked(world: &World, people: usize) -> Id {
    let viewer = &world.coordinator.viewer;
    let sheet = sheet(people, "last@work.example");
    let id = world
        .act::<PlanCourses, _>(viewer, move |tx, scope, moment| {
            keep::stage(tx, scope, moment, Kind::People, ("Many", "00"), &sheet)
        })
        .unwrap();
    let today = (Forms::NONE, day(2026, 3, 2));
    let (version, shown) = world
        .see::<PlanCourses, _>(viewer, |tx, scope| {
            let looked = keep::look(tx, scope, id, today)?;
            let shown = looked.checked.unwrap().digest();
            Ok((keep::agreed(tx, scope, id, today, (&shown, false))?, shown))
        })
        .unwrap();
    world
        .act::<PlanCourses, _>(viewer, move |tx, scope, moment| {
            keep::ask(tx, scope, moment, id, (version, &shown))
        })
        .unwrap();
    id
}

fn fresh(world: &World) -> Id {
    Id::fresh(&world.clock, world.entropy.as_ref())
}

/// The last unit of work of a file after a change, all of it undone again: its statements, or nothing where the file is matched anew.
fn tried(world: &World, import: Id, change: Option<&'static Stmt>) -> Option<u64> {
    let (entropy, job, other) = (
        Arc::clone(&world.entropy),
        job(world, &YEARS, import),
        fresh(world),
    );
    let (told, heard) = channel();
    let undone = world.db.write_now(move |tx| {
        if let Some(change) = change {
            assert_eq!(tx.changed(change, values![other])?, 1, "{}", change.name);
        }
        let before = tx.queries();
        let outcome = YEARS.run(tx, &system()?, &job, entropy.as_ref(), job.made_at);
        let statements = tx.queries() - before;
        let fits = outcome.inspect_err(|stop| assert!(matches!(stop, Stop::Fault(_)), "{stop:?}"));
        let _ = told.send(fits.is_ok().then_some(statements));
        Err::<audit::Done<()>, _>(Stop::from(Problems::one("undone", "undone")))
    });
    assert!(matches!(undone, Err(Stop::Problems(_))), "{undone:?}");
    heard.recv().unwrap()
}

/// Proves SR10: a file of a thousand people is written aside in units of work of a few hundred rows, between which bookings are taken; the one that puts
/// it in place takes as many statements for a thousand people as for ten. Until then nothing of it is there.
#[test]
fn bookings_go_on_while_a_file_is_taken_in() {
    let (world, _) = before();
    let session = world.session(10);
    let few = asked(&world, 10);
    ahead(&world, &YEARS, few);
    let statements = tried(&world, few, None);
    assert!(statements.is_some());
    let many = asked(&world, 1_000);
    let commits = world.db.commits();
    ahead(&world, &YEARS, many);
    let pieces = world.db.commits() - commits;
    assert!(pieces >= 5, "written aside in {pieces} units of work");
    assert_eq!((world.count(&THERE, None), world.count(&PEOPLE, None)), (0, 0));
    world.book(session, "Ann One").unwrap();
    assert_eq!(tried(&world, many, None), statements);
    // Cut off and begun anew: there are no rows of two rounds.
    work(&world, many);
    assert_eq!(world.count(&PEOPLE, None), 1_001, "and who booked meanwhile");
    assert_eq!(world.places(session), (10, 1));
    assert_eq!(world.count(&WAITING, None), 2, "one for the sessions of before");
    assert_eq!(
        world.count(&ASIDE, None),
        10 + 1_000,
        "until it is asked for once more"
    );
    ahead(&world, &YEARS, many);
    assert_eq!(world.count(&ASIDE, None), 10);
}

/// What was written aside is put in place only while all that it rests on is as it was; what makes no difference to it hinders nothing.
#[test]
fn what_changed_since_it_was_written_aside_is_matched_anew() {
    let (world, browser) = before();
    let sent = upload_of(&browser, "people", "First", FIRST.as_bytes());
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&sent.location));
    ahead(&world, &YEARS, id_in(&sent.location));
    let sent = upload_of(&browser, "people", "Second", SECOND.as_bytes());
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    let import = id_in(&sent.location);
    assert_eq!(tried(&world, import, None), None, "nothing stands aside yet");
    ahead(&world, &YEARS, import);
    assert!(tried(&world, import, None).is_some());
    for change in [&CANCELLED, &WITHDRAWN, &JOINED, &BOOKED, &MARKED, &COME, &LOST] {
        assert_eq!(tried(&world, import, Some(change)), None, "{}", change.name);
    }
    for change in [&SOMEBODY, &SAME_REFERENCE] {
        assert!(tried(&world, import, Some(change)).is_some(), "{}", change.name);
    }
    let there = world.count(&THERE, None);
    // Somebody comes between: who was new is known, and the file is shown again.
    let other = fresh(&world);
    world.raw(move |tx| Ok(tx.run(&COME, values![other])?));
    ahead(&world, &YEARS, import);
    assert_eq!(world.count(&THERE, None), there);
    assert_told(&browser, &sent.location);
    assert_eq!(world.count(&ASIDE, None), 0);
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    work(&world, import);
    assert_eq!(world.count(&THERE, None), there + 2 + 3 + 3 + 2);
}

fn assert_told(browser: &Browser, page: &str) {
    let words = browser.get(page).main();
    assert!(
        words.contains("Something changed since this was shown") && words.contains("Take it in"),
        "{words}"
    );
}

/// What stands aside of a file that is not being taken in any more goes with the night's work.
#[test]
fn what_is_left_aside_is_swept() {
    let (world, _) = before();
    let import = asked(&world, 10);
    ahead(&world, &YEARS, import);
    let night = |world: &World| {
        let (entropy, now) = (Arc::clone(&world.entropy), world.clock.now());
        let job = job(world, &learning::jobs::Tidying, import);
        world.raw(move |tx| learning::jobs::Tidying.run(tx, &system()?, &job, entropy.as_ref(), now));
    };
    night(&world);
    assert_eq!(world.count(&ASIDE, None), 10, "it is being taken in");
    world.raw(|tx| Ok(tx.run(&NOT_QUEUED, values![])?));
    night(&world);
    assert_eq!(world.count(&ASIDE, None), 0);
}
