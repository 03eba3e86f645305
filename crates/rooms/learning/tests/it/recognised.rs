//! What somebody learned elsewhere, recognised on her record: it counts for bookings and pathways alike, until its day, and is taken back.

use crate::agreements::{approve, awaits, course_of, set};
use crate::alike::{Booked, book};
use crate::own_records::link;
use crate::pages::{Browser, Seen};
use crate::pathways::{add, night, pathway, people, put_on};
use crate::world::{World, day};
use access::actions::ManageBookings;
use http::StatusCode;
use kernel::{Refusal, Stop};
use learning::learners::recognise;
use learning::model::{CourseId, OnIt, Pathway, RecognisedDraft, SessionId};

const WORK: &str = "ann.one@work.example";

/// A course that is done before another, of which Ann has booked a session, and a pathway that begins with it, on which she is.
struct Before {
    world: World,
    first: CourseId,
    session: SessionId,
    way: Pathway,
    ann: Booked,
}

fn before() -> Before {
    let world = World::new();
    let first = world.course();
    let session = world.session(9);
    set(&world, session, |rules| {
        rules.needs = vec![(first, String::new())];
    });
    let ann = book(&world, session, WORK, "Housing");
    let way = pathway(&world, |_| {});
    add(&world, &way, 1, "Beginning", &[first]);
    put_on(&world, &way, &ann.reference).unwrap();
    Before {
        world,
        first,
        session,
        way,
        ann,
    }
}

impl Before {
    fn own(&self) -> String {
        format!("/learners/records/{}", self.ann.learner)
    }

    fn page(&self) -> Seen {
        Browser::of(&self.world, Some(&self.world.coordinator)).get(&self.own())
    }

    fn finished(&self) -> usize {
        people(&self.world, &self.way, OnIt::Finished).len()
    }

    /// Recognises the first course until a day.
    fn recognise(&self, evidence: &'static str, until: Option<kernel::Day>) -> Result<(), Stop> {
        let (learner, course) = (self.ann.learner, self.first);
        self.world
            .act::<ManageBookings, _>(&self.world.coordinator.viewer, move |tx, scope, moment| {
                let draft = RecognisedDraft {
                    course: Some(course),
                    evidence: evidence.to_owned(),
                    holds_until: until,
                };
                recognise::record(tx, scope, moment, learner, &draft)
            })
    }
}

/// From the record: what was seen, by whom, until when. It opens a course that asks for it and makes a step, and neither once it is taken back.
#[test]
fn what_was_learned_elsewhere_is_recognised_and_taken_back() {
    let all = before();
    let world = &all.world;
    assert_eq!(
        awaits(world, all.session, "Ann One").as_deref(),
        Some("coordinator")
    );
    let browser = Browser::of(world, Some(&world.coordinator));
    let own = all.own();
    let silent = browser.send(&own, "recognise", &[("until-day", "1")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        silent.all(".govuk-error-summary__list li").len(),
        3,
        "{}",
        silent.main()
    );
    let course = all.first.to_string();
    let typed = [
        ("course", course.as_str()),
        ("evidence", "Certificate of another borough"),
        ("until-day", "1"),
        ("until-month", "5"),
        ("until-year", "2026"),
    ];
    let done = browser.send(&own, "recognise", &typed);
    let page = browser.get(&done.location);
    for shown in [
        "What was learned elsewhere is recognised.",
        "Certificate of another borough",
        "2 March 2026, Coral Coordinator",
        "Until 1 May 2026",
    ] {
        assert!(page.main().contains(shown), "{shown}: {}", page.main());
    }
    assert!(
        !page.attributes("#course option", "value").contains(&course),
        "it is not offered twice"
    );
    assert!(matches!(all.recognise("once more", None), Err(Stop::Problems(_))));
    assert_eq!(all.finished(), 1, "it makes the step at once");
    let second = course_of(world, all.session);
    let next = world.session_of(second, 5, &[day(2026, 4, 9)]);
    book(world, next, WORK, "Housing");
    assert_eq!(awaits(world, next, "Ann One"), None);
    let record = Browser::of(world, None).get(&link(world, "Ann One")).main();
    assert!(record.contains("Certificate of another borough"), "{record}");
    let nothing = browser.send(&own, "back", &[]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = browser.send(
        &own,
        "back",
        &[("taken", &course), ("back_reason", "of somebody else")],
    );
    let page = browser.get(&back.location);
    assert!(page.main().contains("Nothing is recognised."), "{}", page.main());
    assert_eq!(all.finished(), 0, "the step is open at once");
    let third = world.session_of(second, 5, &[day(2026, 4, 16)]);
    book(world, third, WORK, "Housing");
    assert_eq!(awaits(world, third, "Ann One").as_deref(), Some("coordinator"));
    let history = browser.get(&format!("{own}/history")).main();
    for event in [
        "Earlier learning recognised",
        "Certificate of another borough",
        "Recognition taken back",
        "of somebody else",
    ] {
        assert!(history.contains(event), "{event}: {history}");
    }
}

/// After its last day it counts for no booking and no step, and something can be recognised anew.
#[test]
fn what_is_recognised_runs_out_after_its_day() {
    let all = before();
    let world = &all.world;
    let until = day(2026, 5, 1);
    assert!(matches!(
        all.recognise("long ago", Some(day(2026, 3, 1))),
        Err(Stop::Problems(_))
    ));
    all.recognise("A certificate", Some(until)).unwrap();
    let second = course_of(world, all.session);
    for (date, whose) in [(until, None), (until.plus(1), Some("coordinator"))] {
        let session = world.session_of(second, 5, &[date]);
        book(world, session, WORK, "Housing");
        assert_eq!(
            awaits(world, session, "Ann One").as_deref(),
            whose,
            "counted on the first day of the session"
        );
    }
    world.on(until, "09:00");
    night(world);
    assert_eq!(all.finished(), 1, "to the day");
    world.on(until.plus(1), "09:00");
    night(world);
    assert_eq!(all.finished(), 0);
    let page = all.page();
    assert!(page.main().contains("Ran out on 1 May 2026"), "{}", page.main());
    all.recognise("A newer certificate", None).unwrap();
    let page = all.page();
    assert!(
        page.main().contains("A newer certificate") && page.main().contains("For good"),
        "{}",
        page.main()
    );
    assert_eq!(all.finished(), 1);
}

/// What a coordinator recognises while she approves a booking is the same: her reason is what was seen.
#[test]
fn recognised_with_a_booking_it_stands_on_the_record() {
    let all = before();
    approve(&all.world, all.session, "Ann One", "Taught it elsewhere", true).unwrap();
    let page = all.page();
    assert!(page.main().contains("Taught it elsewhere"), "{}", page.main());
    assert_eq!(all.finished(), 1);
}

/// For somebody out of sight nothing is recognised, and nothing taken back.
#[test]
fn nothing_is_recognised_for_somebody_out_of_sight() {
    let all = before();
    let (learner, course) = (all.ann.learner, all.first);
    let unknown = |done: Result<(), Stop>| matches!(done, Err(Stop::Refusal(Refusal::Unknown)));
    let elsewhere = &all.world.westerner.viewer;
    let recorded = all
        .world
        .act::<ManageBookings, _>(elsewhere, move |tx, scope, moment| {
            let draft = RecognisedDraft {
                course: Some(course),
                evidence: "seen".to_owned(),
                holds_until: None,
            };
            recognise::record(tx, scope, moment, learner, &draft)
        });
    assert!(unknown(recorded));
    all.recognise("seen", None).unwrap();
    let taken = all
        .world
        .act::<ManageBookings, _>(elsewhere, move |tx, scope, moment| {
            recognise::take_back(tx, scope, moment, learner, course, "no reason")
        });
    assert!(unknown(taken));
    assert_eq!(all.finished(), 1);
}
