//! Places: the last one, the waiting list, and booking once more.

use crate::world::{self, World};
use access::Viewer;
use access::actions::{BookPublicly, ManageBookings, ManageOwnBooking, PlanCourses, ReadBookings};
use kernel::{Instant, Refusal, Stop};
use learning::model::BookingState::{Booked, Waiting};
use learning::places::{manage, take};
use learning::plan::session::Reach;
use proptest::prelude::*;

fn booked(world: &World, session: learning::model::SessionId) -> Vec<String> {
    world
        .states(session)
        .into_iter()
        .filter(|(state, ..)| state == "booked")
        .map(|(_, _, email)| email)
        .collect()
}

fn waiting(world: &World, session: learning::model::SessionId) -> Vec<String> {
    let mut all: Vec<_> = world
        .states(session)
        .into_iter()
        .filter(|(state, ..)| state == "waiting")
        .collect();
    all.sort_by_key(|(_, place, _)| *place);
    all.into_iter().map(|(_, _, email)| email).collect()
}

#[test]
fn a_place_then_the_waiting_list_then_the_freed_place() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    assert_eq!(world.places(session), (1, 1));
    assert_eq!(booked(&world, session), ["ann.one@work.example"]);
    assert_eq!(
        waiting(&world, session),
        ["bea.two@work.example", "cat.three@work.example"]
    );
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(
        booked(&world, session),
        ["bea.two@work.example"],
        "the oldest who waits gets the place"
    );
    assert_eq!(waiting(&world, session), ["cat.three@work.example"]);
    assert_eq!(world.places(session), (1, 1));
    assert_eq!(
        world.mails(),
        [
            ("confirmed", 1),
            ("given-back", 1),
            ("offered", 1),
            ("waiting", 2)
        ]
        .map(|(t, n)| (t.to_owned(), n))
    );
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(
        world.places(session),
        (1, 1),
        "giving a place back twice frees one place"
    );
}

#[test]
fn booking_twice_is_booking_once_and_the_answer_is_the_same() {
    let world = World::new();
    let session = world.session(5);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Ann One").unwrap();
    world.book(session, "Ann One").unwrap();
    assert_eq!(world.places(session), (5, 1));
    assert_eq!(world.count(&world::LEARNERS, None), 1);
    assert_eq!(
        world.mails(),
        [("confirmed", 1), ("stands", 1)].map(|(t, n)| (t.to_owned(), n)),
        "her link once more, and not a third time within the hour"
    );
}

#[test]
fn who_cancelled_may_book_again_and_goes_to_the_end() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    world.cancel(world.booking(session, "Ann One")).unwrap();
    let booking = world.booking(session, "Ann One");
    let state = world
        .act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            take::rebook(tx, scope, moment, booking)
        })
        .unwrap();
    assert_eq!(state, Waiting);
    assert_eq!(
        waiting(&world, session),
        ["cat.three@work.example", "ann.one@work.example"]
    );
}

#[test]
fn nobody_books_what_is_over_or_cancelled_or_not_listed() {
    let world = World::new();
    let session = world.session(1);
    world
        .clock
        .set(Instant::on(world::day(2026, 3, 12), "09:30").unwrap());
    assert!(matches!(
        world.book(session, "Late Lea"),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    let unlisted = World::new();
    let course = unlisted.course();
    let mut draft = unlisted.session_draft(3, &[world::day(2026, 3, 12)]);
    draft.listed = false;
    let reference = unlisted
        .act::<PlanCourses, _>(&unlisted.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::session::create(tx, scope, moment, course, &draft)
        })
        .unwrap();
    let id = unlisted
        .one(&world::SESSION_ID, store::values![reference], |row| row.get(0))
        .unwrap();
    let hidden = unlisted.book(learning::model::SessionId(id), "Ann One");
    assert!(
        matches!(hidden, Err(Stop::Refusal(Refusal::Unknown))),
        "{hidden:?}"
    );
}

/// What people may do to a session of few places.
#[derive(Clone, Debug)]
enum Step {
    Book(u8),
    Cancel(u8),
    Capacity(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(
        prop_oneof![
            4 => (0_u8..8).prop_map(Step::Book),
            3 => (0_u8..8).prop_map(Step::Cancel),
            1 => (1_i64..5).prop_map(Step::Capacity),
        ],
        1..30,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 10, ..ProptestConfig::default() })]

    /// Whatever people do, places go to those who have waited longest, nobody waits while a place is free, and the
    /// count of places is the number of people who have one. Checked against a plain model of a queue.
    #[test]
    fn the_waiting_list_is_a_queue(steps in steps()) {
        let world = World::new();
        let session = world.session(2);
        let mut capacity = 2_usize;
        let (mut placed, mut line): (Vec<u8>, Vec<u8>) = (vec![], vec![]);
        let name = |who: u8| format!("Person {who}");
        let mut ever: Vec<u8> = vec![];
        for step in steps {
            match step {
                Step::Book(who) => {
                    world.book(session, &name(who)).unwrap();
                    ever.push(who);
                    if !placed.contains(&who) && !line.contains(&who) {
                        if placed.len() < capacity { placed.push(who) } else { line.push(who) }
                    }
                }
                Step::Cancel(who) => {
                    if ever.contains(&who) {
                        world.cancel(world.booking(session, &name(who))).unwrap();
                    }
                    placed.retain(|other| *other != who);
                    line.retain(|other| *other != who);
                }
                Step::Capacity(number) => {
                    let draft = world.session_draft(number, &[world::day(2026, 3, 12)]);
                    let version = world.see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
                        Ok(scope.pass::<learning::guards::SessionRecord>(tx, session)?.version())
                    }).unwrap();
                    let changed = world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                        learning::plan::session::update(tx, scope, moment, session, version, &draft, Reach::One)
                    });
                    let wanted = usize::try_from(number).unwrap();
                    if wanted >= placed.len() {
                        changed.unwrap();
                        capacity = wanted;
                    } else {
                        prop_assert!(matches!(changed, Err(Stop::Problems(_))));
                    }
                }
            }
            while placed.len() < capacity && !line.is_empty() {
                placed.push(line.remove(0));
            }
            let email = |who: &u8| format!("person.{who}@work.example");
            let mut expected: Vec<String> = placed.iter().map(email).collect();
            let mut found = booked(&world, session);
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(waiting(&world, session), line.iter().map(email).collect::<Vec<_>>());
            prop_assert_eq!(world.places(session), (i64::try_from(capacity).unwrap(), i64::try_from(placed.len()).unwrap()));
        }
    }
}

#[test]
fn a_coordinator_adds_once_and_lets_somebody_in_first() {
    let world = World::new();
    let session = world.session(1);
    let add_draft = |draft: learning::model::BookingDraft| {
        world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            take::add(tx, scope, moment, session, &draft)
        })
    };
    let add = |name: &str| add_draft(world.person(name)).map(|added| (added.state, added.name_kept));
    assert_eq!(add("Ann One").unwrap(), (Booked, false));
    assert!(matches!(add("Ann One"), Err(Stop::Problems(_))));
    assert_eq!(add("Bea Two").unwrap(), (Waiting, false));
    assert_eq!(add("Cat Three").unwrap(), (Waiting, false));
    let cat = world.booking(session, "Cat Three");
    let state = world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            manage::promote(tx, scope, moment, cat, "comes from far away")
        })
        .unwrap();
    assert_eq!(state, Waiting, "there is no free place");
    let silent = world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        manage::promote(tx, scope, moment, cat, "  ")
    });
    assert!(
        matches!(silent, Err(Stop::Problems(_))),
        "out of turn only with a reason"
    );
    assert_eq!(
        waiting(&world, session),
        ["cat.three@work.example", "bea.two@work.example"]
    );
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(booked(&world, session), ["cat.three@work.example"]);
}

/// Who books again after a cancellation is booked with what she fills in now, whether she or a coordinator does it.
#[test]
fn booking_again_takes_the_new_details() {
    let world = World::new();
    let session = world.session(3);
    let west = world.west;
    world.book(session, "Ann One").unwrap();
    for (round, by_staff) in [(1, false), (2, true)] {
        world.cancel(world.booking(session, "Ann One")).unwrap();
        let mut draft = world.person("Ann One");
        draft.person.organisation = format!("Organisation {round}");
        draft.person.background = "police-justice".to_owned();
        draft.person.area = learning::model::Workplace::Borough(west);
        draft.access_needs = format!("access {round}");
        draft.language_needs = format!("language {round}");
        let new = draft.clone();
        if by_staff {
            world
                .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                    take::add(tx, scope, moment, session, &new)
                })
                .unwrap();
        } else {
            world
                .act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
                    take::book(tx, scope, moment, session, &new)
                })
                .unwrap();
        }
        let list = world
            .see::<ReadBookings, _>(&world.coordinator.viewer, |tx, scope| {
                manage::list(tx, scope, session)
            })
            .unwrap();
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].draft, draft);
        assert_eq!(list[0].state, Booked);
    }
}
