//! Pathways: what makes a step, who is on one, how far, and what holds people up.

use crate::alike::{book, certified, colleague, compare, join, take_apart, there};
use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::{ManageBookings, PlanCourses};
use http::StatusCode;
use kernel::{Clock, Id, Refusal, Stop};
use learning::model::{
    CourseId, LearnerId, OnIt, Pathway, PathwayDraft, SessionId, Standing, StepId, StepKind, WayStepDraft,
};
use learning::own_record;
use learning::pathways::progress::{Counts, Query};
use learning::pathways::{enrol, night, plan, progress, sign};
use std::sync::Arc;
use store::values;

store::statements! {
    TITLE = "select title from course where id = ?1";
    COURSE_OF = "select course_id from session where id = ?1";
    WALKERS = "select count(*) from pathway_learner where left_on is null";
    ROWS = "select id, learner_id, done, waits_id from pathway_learner order by id";
}

const WORK: &str = "ann.one@work.example";
const HOME: &str = "ann@gmail.com";

pub(crate) fn pathway(world: &World, change: impl Fn(&mut PathwayDraft)) -> Pathway {
    let mut draft = PathwayDraft {
        title: "Champion".to_owned(),
        audience: "housing officers".to_owned(),
        in_order: true,
        ..PathwayDraft::default()
    };
    change(&mut draft);
    let reference = world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::create(tx, scope, moment, &draft)
        })
        .unwrap();
    fetch(world, &reference)
}

pub(crate) fn fetch(world: &World, reference: &str) -> Pathway {
    world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
            plan::one(tx, scope, reference)
        })
        .unwrap()
}

pub(crate) fn add(world: &World, pathway: &Pathway, place: i64, title: &str, courses: &[CourseId]) -> StepId {
    let courses = courses
        .iter()
        .map(|course| {
            let title: String = world.one(&TITLE, values![course.0], |row| row.get(0)).unwrap();
            (*course, title)
        })
        .collect::<Vec<_>>();
    let draft = WayStepDraft {
        title: title.to_owned(),
        kind: if courses.is_empty() {
            StepKind::SignOff
        } else {
            StepKind::Course
        },
        place,
        courses,
    };
    let now = fetch(world, &pathway.reference);
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            plan::set_step(tx, scope, moment, &now, (now.version, None), &draft)
        })
        .unwrap();
    let steps = world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
            plan::steps(tx, scope, pathway)
        })
        .unwrap();
    steps
        .into_iter()
        .find(|step| step.draft.title == title)
        .unwrap()
        .id
}

fn course_of(world: &World, session: SessionId) -> CourseId {
    CourseId(
        world
            .one(&COURSE_OF, values![session.0], |row| row.get(0))
            .unwrap(),
    )
}

pub(crate) fn put_on(world: &World, pathway: &Pathway, references: &str) -> Result<usize, Stop> {
    let (pathway, references) = (pathway.clone(), references.to_owned());
    world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        enrol::by_bookings(tx, scope, moment, &pathway, &references)
    })
}

fn counts(world: &World, pathway: &Pathway) -> Counts {
    world
        .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
            progress::counts(tx, scope, pathway)
        })
        .unwrap()
}

pub(crate) fn people(world: &World, pathway: &Pathway, who: OnIt) -> Vec<(Id, i64, Option<String>)> {
    let query = Query {
        who,
        ..Query::default()
    };
    let (people, _) = world
        .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
            progress::people(tx, scope, pathway, query, progress::PAGE)
        })
        .unwrap();
    people
        .into_iter()
        .map(|one| (one.id, one.done, one.waits))
        .collect()
}

fn standings(world: &World, pathway: &Pathway, walker: Id) -> Vec<Standing> {
    let today = world.clock.now().day();
    let walking = world
        .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
            progress::walking(tx, scope, pathway, walker, today)
        })
        .unwrap();
    walking
        .progress
        .unwrap()
        .steps
        .iter()
        .map(|step| step.standing)
        .collect()
}

/// The night's work, as often as it leads to more.
pub(crate) fn night(world: &World) {
    let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(night::Counting)];
    let clock: Arc<dyn Clock> = Arc::new(kernel::FixedClock::at(world.clock.now()));
    let runner = post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works);
    for _ in 0..3 {
        runner.round().unwrap();
    }
}

pub(crate) fn sign(world: &World, pathway: &Pathway, walker: Id, step: StepId) -> Result<(), Stop> {
    let (pathway, today) = (pathway.clone(), world.clock.now().day());
    world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        sign::off(tx, scope, moment, &pathway, walker, (step, today), "seen at work")
    })
}

/// One of two courses attended on every day makes a step, recognised learning makes one, and a sign-off makes the last: then it is finished.
#[test]
fn steps_are_made_by_attending_by_recognition_and_by_sign_off() {
    let world = World::new();
    let first = world.session_on(9, &[day(2026, 3, 12), day(2026, 3, 13)]);
    let second = world.session_on(9, &[day(2026, 3, 20)]);
    let way = pathway(&world, |_| {});
    add(
        &world,
        &way,
        1,
        "Beginning",
        &[course_of(&world, first), world.course()],
    );
    add(&world, &way, 2, "Deeper", &[course_of(&world, second)]);
    let last = add(&world, &way, 3, "Co-led a session", &[]);
    let ann = book(&world, first, WORK, "Housing");
    assert_eq!(put_on(&world, &way, &ann.reference).unwrap(), 1);
    assert_eq!(put_on(&world, &way, &ann.reference).unwrap(), 0, "she is on it");
    let walker = people(&world, &way, OnIt::Going)[0].0;
    assert_eq!(
        standings(&world, &way, walker),
        [Standing::Booked(day(2026, 3, 12)), Standing::Open, Standing::Open]
    );
    world.on(day(2026, 3, 14), "09:00");
    let days = world.days(first);
    there(&world, ann.id, days[0]);
    night(&world);
    assert_eq!(
        people(&world, &way, OnIt::Going)[0].1,
        0,
        "one day of two is not the course"
    );
    there(&world, ann.id, days[1]);
    world.on(day(2026, 3, 15), "09:00");
    night(&world);
    let going = people(&world, &way, OnIt::Going);
    assert_eq!((going[0].1, going[0].2.as_deref()), (1, Some("Deeper")));
    certified(&world, second, ann.learner);
    sign(&world, &way, walker, last).unwrap();
    assert_eq!(
        standings(&world, &way, walker),
        [
            Standing::Done(day(2026, 3, 13)),
            Standing::Recognised,
            Standing::Done(day(2026, 3, 15))
        ]
    );
    assert_eq!(people(&world, &way, OnIt::Finished).len(), 1);
    assert_eq!((counts(&world, &way).all, counts(&world, &way).finished), (1, 1));
    assert!(matches!(sign(&world, &way, walker, last), Err(Stop::Problems(_))));
    let back = way.clone();
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            sign::back(tx, scope, moment, &back, walker, last, "the wrong person")
        })
        .unwrap();
    let going = people(&world, &way, OnIt::Going);
    assert_eq!((going[0].1, going[0].2.as_deref()), (2, Some("Co-led a session")));
    assert_eq!(counts(&world, &way).of(last), 1);
}

/// What counts for some months has run out after them, and the pathway is not finished any more.
#[test]
fn what_was_done_long_ago_runs_out() {
    let world = World::new();
    let session = world.session(9);
    let way = pathway(&world, |draft| draft.months = Some(12));
    add(&world, &way, 1, "Beginning", &[course_of(&world, session)]);
    let ann = book(&world, session, WORK, "Housing");
    world.on(day(2026, 3, 13), "09:00");
    there(&world, ann.id, world.days(session)[0]);
    put_on(&world, &way, &ann.reference).unwrap();
    let walker = people(&world, &way, OnIt::Finished)[0].0;
    world.on(day(2027, 3, 12), "09:00");
    night(&world);
    assert_eq!(people(&world, &way, OnIt::Finished).len(), 1, "to the day");
    world.on(day(2027, 3, 13), "09:00");
    night(&world);
    assert_eq!(people(&world, &way, OnIt::Finished), []);
    assert_eq!(
        standings(&world, &way, walker),
        [Standing::RanOut(day(2026, 3, 12))]
    );
}

/// Whoever attended the first step is put on a pathway by night where it says so, once: who left is not put on it again.
#[test]
fn attending_the_first_step_puts_on_it() {
    let world = World::new();
    let session = world.session(9);
    let course = course_of(&world, session);
    let silent = pathway(&world, |_| {});
    add(&world, &silent, 1, "Beginning", &[course]);
    let way = pathway(&world, |draft| draft.ways_on.by_first = true);
    add(&world, &way, 1, "Beginning", &[course]);
    let ann = book(&world, session, WORK, "Housing");
    book(&world, session, HOME, "Housing");
    world.on(day(2026, 3, 13), "09:00");
    there(&world, ann.id, world.days(session)[0]);
    night(&world);
    let walkers: i64 = world.one(&WALKERS, values![], |row| row.get(0)).unwrap();
    assert_eq!(walkers, 1);
    let walker = people(&world, &way, OnIt::Finished)[0].0;
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            enrol::turn(tx, scope, moment, walker, true, "she asked")
        })
        .unwrap();
    world.on(day(2026, 3, 14), "09:00");
    night(&world);
    assert_eq!(people(&world, &way, OnIt::Left).len(), 1);
    let walkers: i64 = world.one(&WALKERS, values![], |row| row.get(0)).unwrap();
    assert_eq!(walkers, 0);
}

/// From her own record somebody joins an open pathway, sees what she can book next, and leaves it; one that is not open she cannot join.
#[test]
fn somebody_joins_from_her_own_record() {
    let world = World::new();
    let session = world.session(9);
    let next = world.session_on(9, &[day(2026, 4, 9)]);
    let course = course_of(&world, next);
    let way = pathway(&world, |draft| draft.ways_on.open = true);
    add(&world, &way, 1, "Deeper", &[course]);
    let closed = pathway(&world, |draft| draft.title = "Not for all".to_owned());
    let ann = book(&world, session, WORK, "Housing");
    let until = world.clock.now().plus_seconds(86_400);
    let token = own_record::token(world.db.keys(), ann.learner, 0, until);
    let own = format!("/record/{token}/pathways");
    let browser = Browser::of(&world, None);
    assert!(
        browser
            .get(&format!("/record/{token}"))
            .main()
            .contains("Your pathways")
    );
    let page = browser.get(&own);
    assert!(page.main().contains("Champion") && !page.main().contains("Not for all"));
    let joined = browser.send(&own, "join", &[]);
    let page = browser.get(&joined.location);
    assert!(page.main().contains("0 of 1 steps"), "{}", page.main());
    let books = page.attributes("main a[href$='/book']", "href");
    assert_eq!(books.len(), 1);
    assert_eq!(browser.get(&books[0]).status, StatusCode::OK);
    let left = browser.send(&own, "leave", &[]);
    assert!(
        browser
            .get(&left.location)
            .main()
            .contains("You are on no pathway")
    );
    let (target, mut fields) = browser.get(&own).form_for("/pathways", "join", &[]);
    for (name, value) in &mut fields {
        if name == "which" {
            *value = closed.id.to_string();
        }
    }
    assert_eq!(browser.post(&target, &fields).status, StatusCode::NOT_FOUND);
}

/// People whose sessions are out of sight are on no list, and not there when asked for.
#[test]
fn people_out_of_sight_are_on_no_list() {
    let world = World::new();
    let session = world.session(9);
    let way = pathway(&world, |_| {});
    add(&world, &way, 1, "Beginning", &[course_of(&world, session)]);
    let ann = book(&world, session, WORK, "Housing");
    put_on(&world, &way, &ann.reference).unwrap();
    let walker = people(&world, &way, OnIt::Going)[0].0;
    let today = world.clock.now().day();
    let (seen, one) = (
        world.see::<ManageBookings, _>(&world.westerner.viewer, |tx, scope| {
            progress::people(tx, scope, &way, Query::default(), 50)
        }),
        world.see::<ManageBookings, _>(&world.westerner.viewer, |tx, scope| {
            progress::walking(tx, scope, &way, walker, today)
        }),
    );
    assert_eq!(seen.unwrap().0.len(), 0);
    assert!(matches!(one, Err(Stop::Refusal(Refusal::Unknown))));
    let (way, reference) = (way, ann.reference);
    let put = world.act::<ManageBookings, _>(&world.westerner.viewer, move |tx, scope, moment| {
        enrol::by_bookings(tx, scope, moment, &way, &reference)
    });
    assert!(matches!(put, Err(Stop::Problems(_))));
}

/// Two records that are joined are on a pathway once, and each is again where it was when they are taken apart.
#[test]
fn joined_records_are_on_a_pathway_once() {
    let world = World::new();
    let second = colleague(&world);
    let (one, two) = (world.session(9), world.session_on(9, &[day(2026, 3, 20)]));
    let way = pathway(&world, |_| {});
    let step = add(&world, &way, 1, "Co-led a session", &[]);
    let work = book(&world, one, WORK, "Housing");
    let home = book(&world, two, HOME, "Housing");
    put_on(&world, &way, &format!("{}\n{}", work.reference, home.reference)).unwrap();
    let rows = || {
        world.all(&ROWS, values![], |row| {
            Ok((row.get::<Id>(0)?, LearnerId(row.get(1)?)))
        })
    };
    let before = rows();
    let hers = before
        .iter()
        .find(|(_, learner)| *learner == home.learner)
        .unwrap()
        .0;
    sign(&world, &way, hers, step).unwrap();
    let pair = compare(&world, &world.coordinator, &work.reference, &home.reference).unwrap();
    join(&world, &second, pair, work.learner).unwrap();
    night(&world);
    let finished = people(&world, &way, OnIt::Finished);
    assert_eq!(finished.len(), 1, "what was signed off for one record is hers");
    take_apart(&world, pair).unwrap();
    assert_eq!(rows(), before);
}

/// The list costs the same however many people and steps there are; one person's way is one statement.
#[test]
fn the_list_of_people_costs_a_fixed_number_of_statements() {
    let world = World::new();
    let session = world.session(50);
    let way = pathway(&world, |_| {});
    let course = course_of(&world, session);
    add(&world, &way, 1, "Beginning", &[course]);
    let queries = || {
        world
            .see::<ManageBookings, _>(&world.coordinator.viewer, |tx, scope| {
                progress::people(tx, scope, &way, Query::default(), 50)?;
                let list = tx.queries();
                progress::counts(tx, scope, &way)?;
                Ok((list, tx.queries()))
            })
            .unwrap()
    };
    let before = queries();
    for number in 0..6 {
        let one = book(&world, session, &format!("a{number}@work.example"), "Housing");
        put_on(&world, &way, &one.reference).unwrap();
        add(&world, &way, number + 2, &format!("Step {number}"), &[course]);
    }
    assert_eq!((before, queries()), ((1, 2), (1, 2)));
}
