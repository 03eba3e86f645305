//! Mentoring: agreed, kept by the two, changed, ended; and what only the two read.

use crate::alike::{Booked, book, colleague};
use crate::pages::Browser;
use crate::world::{Account, World, day};
use access::actions::{PlanMentoring, ReadMentoring, SeeToday};
use directory::model::AreaId;
use http::StatusCode;
use kernel::{Clock, Refusal, Stop};
use learning::mentoring::reading::{self, Query, Reader};
use learning::mentoring::{agree, reading::Course};
use learning::model::{Agreement, Mentoring, MentoringState, USUAL_STAGES};
use learning::own_record;
use store::values;

store::statements! {
    ALSO_IN = "insert into account_area (account_id, area_id) values (?1, ?2)";
    NOW_TRAINS = "update account set role = 'trainer' where id = ?1";
}

pub(crate) const WORK: &str = "ann.one@work.example";

fn agreement(world: &World, booking: &Booked, mentor: &Account) -> Agreement {
    Agreement {
        booking: booking.reference.clone(),
        mentor: Some(mentor.id),
        area: Some(AreaId(world.east.0)),
        kind: "review-chair".to_owned(),
        aims: "Chair a review alone in a year".to_owned(),
        stages: USUAL_STAGES.to_owned(),
    }
}

pub(crate) fn agreed(world: &World, booking: &Booked, mentor: &Account) -> String {
    let draft = agreement(world, booking, mentor);
    world
        .act::<PlanMentoring, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            agree::create(tx, scope, moment, &draft)
        })
        .unwrap()
}

fn one(world: &World, who: &Account, reference: &str) -> Result<(Mentoring, Course), Stop> {
    world.see::<ReadMentoring, _>(&who.viewer, |tx, scope| {
        let mentoring = reading::one(tx, scope, reference)?;
        let course = reading::course(tx, scope, &mentoring, Reader::Staff(Some(who.id)))?;
        Ok((mentoring, course))
    })
}

fn listed(world: &World, who: &Account, query: &Query) -> usize {
    let today = world.clock.now().day();
    let (lines, _) = world
        .see::<ReadMentoring, _>(&who.viewer, |tx, scope| {
            reading::page(tx, scope, query, today, reading::PAGE)
        })
        .unwrap();
    lines.len()
}

fn quiet(world: &World, who: &Account) -> i64 {
    let today = world.clock.now().day();
    world
        .see::<SeeToday, _>(&who.viewer, |tx, scope| reading::quiet(tx, scope, today))
        .unwrap()
}

/// The link to the record of who booked.
pub(crate) fn record(world: &World, booking: &Booked) -> String {
    let until = world.clock.now().plus_seconds(86_400 * 20);
    let token = own_record::token(world.db.keys(), booking.learner, 0, until);
    format!("/record/{token}/mentoring")
}

const LOGGED: &[(&str, &str)] = &[
    ("kind", "shadowing"),
    ("minutes", "150"),
    ("learnt", "how to open a panel"),
    ("note", "I was afraid"),
];

/// From the agreement to the end, on the pages: the mentor and the mentee enter what they did, a stage is reached, coordinators read what was
/// learnt, and nobody but the two what they noted for each other.
#[test]
fn the_two_keep_their_mentoring_and_only_they_read_their_notes() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let staff = Browser::of(&world, Some(&world.coordinator));
    let silent = staff.fill("/mentoring/new", "/mentoring/new", &[("stages", "")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        silent.all(".govuk-error-summary__list li").len(),
        6,
        "{}",
        silent.main()
    );
    let reference = agreed(&world, &booking, &world.trainer);
    let own = format!("/mentoring/{reference}");
    let mentor = Browser::of(&world, Some(&world.trainer));
    assert!(
        mentor.get("/mentoring").main().contains("Ann One"),
        "her own is in sight"
    );
    let wrong = mentor.send(&own, "log", &[("minutes", "0"), ("kind", "meeting")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("#minutes", "value"), ["0"]);
    let done = mentor.send(&own, "log", LOGGED);
    let page = mentor.get(&done.location).main();
    assert!(
        page.contains("2 h 30 min") && page.contains("I was afraid"),
        "{page}"
    );
    let read = staff.get(&own).main();
    assert!(
        read.contains("how to open a panel") && !read.contains("I was afraid"),
        "{read}"
    );
    let stage = one(&world, &world.trainer, &reference).unwrap().1.stages[0]
        .id
        .to_string();
    let reached = mentor.send(
        &own,
        "reach",
        &[
            ("stage", &stage),
            ("reached-day", "2"),
            ("reached-month", "3"),
            ("reached-year", "2026"),
        ],
    );
    assert!(
        mentor
            .get(&reached.location)
            .main()
            .contains("Reached on 2 March 2026")
    );
    // The mentee, by the link to her record.
    let hers = record(&world, &booking);
    let public = Browser::of(&world, None);
    let page = public.get(&hers);
    assert!(page.main().contains("I was afraid"), "{}", page.main());
    let logged = public.send(
        &hers,
        "log",
        &[("kind", "other"), ("minutes", "30"), ("note", "thank you")],
    );
    assert!(public.get(&logged.location).main().contains("thank you"));
    assert!(mentor.get(&own).main().contains("thank you"));
    assert!(!staff.get(&own).main().contains("thank you"));
    assert!(staff.get("/mentoring").main().contains("3 h"));
    let taken = public.send(&hers, "strike", &[]);
    assert!(!public.get(&taken.location).main().contains("thank you"));
    let ended = staff.send(
        &format!("{own}/manage"),
        "end",
        &[("outcome", "reached"), ("end_reason", "chairs alone now")],
    );
    assert!(staff.get(&ended.location).main().contains("The aim was reached"));
    assert_eq!(
        mentor.get(&own).all("main form[method=post]").len(),
        0,
        "an ended one takes nothing"
    );
    assert!(
        staff
            .get(&format!("{own}/history"))
            .main()
            .contains("chairs alone now")
    );
    let file = staff.copy("/mentoring/export?state=ended&format=csv").text();
    assert!(file.contains("Ann One") && file.contains(",150"), "{file}");
}

/// A new mentor: hours stay with who gave them, the one before has it in sight no longer, and the new one does not read what was noted before.
#[test]
fn hours_stay_with_who_gave_them() {
    let world = World::new();
    let second = colleague(&world);
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let own = format!("/mentoring/{reference}");
    let first = Browser::of(&world, Some(&world.trainer));
    first.send(&own, "log", LOGGED);
    let staff = Browser::of(&world, Some(&world.coordinator));
    let manage = format!("{own}/manage");
    let silent = staff.send(&manage, "swap", &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = second.id.to_string();
    let swapped = staff.send(
        &manage,
        "swap",
        &[("mentor", &id), ("swap_reason", "she moved away")],
    );
    assert_eq!(swapped.status, StatusCode::SEE_OTHER, "{}", swapped.main());
    let (_, course) = one(&world, &second, &reference).unwrap();
    let given: Vec<(bool, i64)> = course
        .mentors
        .iter()
        .map(|mentor| (mentor.account == world.trainer.id, mentor.minutes))
        .collect();
    assert_eq!(
        given.iter().filter(|one| **one == (true, 150)).count(),
        1,
        "{given:?}"
    );
    assert_eq!(course.entries[0].note, "", "a later mentor does not read it");
    assert_eq!(first.get(&own).status, StatusCode::NOT_FOUND);
    let loads = world
        .see::<PlanMentoring, _>(&world.coordinator.viewer, |tx, scope| {
            reading::loads(tx, scope, world.clock.now().day())
        })
        .unwrap();
    let of = |account: kernel::Id| loads.iter().find(|load| load.account == account).unwrap();
    assert_eq!((of(second.id).people, of(second.id).minutes), (1, 0));
    assert_eq!(
        (of(world.trainer.id).people, of(world.trainer.id).minutes),
        (0, 150)
    );
}

/// Who carries more than she offered is told of.
#[test]
fn who_carries_more_than_she_offered_is_told_of() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let staff = Browser::of(&world, Some(&world.coordinator));
    let id = world.trainer.id.to_string();
    let offer = |hours: &str| {
        let done = staff.fill(
            "/mentoring/mentors",
            "/mentors",
            &[("mentor", &id), ("people", "1"), ("hours", hours)],
        );
        staff.get(&done.location).main()
    };
    assert!(offer("3").contains("Within the offer"));
    Browser::of(&world, Some(&world.trainer)).send(&format!("/mentoring/{reference}"), "log", LOGGED);
    assert!(offer("3").contains("Within the offer"));
    assert!(offer("2").contains("More than offered"));
    let wrong = staff.fill("/mentoring/mentors", "/mentors", &[("people", "x")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Mentorings of other areas are not there; two who had no contact for six weeks are told of where they are in sight.
#[test]
fn silence_is_told_of_where_it_is_in_sight() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let query = Query {
        quiet: true,
        ..Query::default()
    };
    assert_eq!(
        (
            listed(&world, &world.coordinator, &query),
            quiet(&world, &world.coordinator)
        ),
        (0, 0)
    );
    world.on(day(2026, 4, 14), "09:00");
    for who in [&world.coordinator, &world.trainer] {
        assert_eq!((listed(&world, who, &query), quiet(&world, who)), (1, 1));
    }
    assert_eq!(
        (
            listed(&world, &world.westerner, &query),
            quiet(&world, &world.westerner)
        ),
        (0, 0)
    );
    assert!(matches!(
        one(&world, &world.westerner, &reference),
        Err(Stop::Refusal(Refusal::Unknown))
    ));
    Browser::of(&world, Some(&world.trainer)).send(
        &format!("/mentoring/{reference}"),
        "log",
        &[("kind", "meeting"), ("minutes", "45")],
    );
    assert_eq!(quiet(&world, &world.coordinator), 0);
    let running = Query {
        state: Some(MentoringState::Running),
        ..Query::default()
    };
    assert_eq!(listed(&world, &world.coordinator, &running), 1);
}

/// Who plans in the area reads its mentorings; a trainer of it only those in which she is the mentor.
#[test]
fn a_trainer_reads_the_mentorings_that_are_hers() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let (colleague, east) = (world.westerner.id, world.east.0);
    world.raw(move |tx| Ok(tx.run(&ALSO_IN, values![colleague, east])?));
    let query = Query::default();
    assert_eq!(listed(&world, &world.westerner, &query), 1);
    world.raw(move |tx| Ok(tx.run(&NOW_TRAINS, values![colleague])?));
    assert_eq!(listed(&world, &world.westerner, &query), 0);
    assert!(matches!(
        one(&world, &world.westerner, &reference),
        Err(Stop::Refusal(Refusal::Unknown))
    ));
    assert_eq!(listed(&world, &world.trainer, &query), 1);
}

/// The list costs one statement however many there are.
#[test]
fn the_list_of_mentorings_is_one_statement() {
    let world = World::new();
    let session = world.session(50);
    let queries = || {
        let today = world.clock.now().day();
        world
            .see::<ReadMentoring, _>(&world.coordinator.viewer, |tx, scope| {
                reading::page(tx, scope, &Query::default(), today, 50)?;
                Ok(tx.queries())
            })
            .unwrap()
    };
    let before = queries();
    for number in 0..4 {
        let booking = book(&world, session, &format!("a{number}@work.example"), "Housing");
        agreed(&world, &booking, &world.trainer);
    }
    assert_eq!((before, queries()), (1, 1));
}
