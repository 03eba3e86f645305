//! Bookings that somebody agrees to first: a manager, a coordinator.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::Viewer;
use access::actions::{BookPublicly, ManageBookings, ManageOwnBooking, PlanCourses, SeeToday};
use http::StatusCode;
use kernel::{Refusal, Stop};
use learning::model::{Awaits, BookingState, CourseId, Rules, SessionId};
use learning::places::agree::{self, Answer, Says};
use learning::places::{link, take};
use learning::plan::rules;
use store::values;

store::statements! {
    AWAITS = "select b.awaits from booking b where b.id = ?1";
    COURSE_OF = "select course_id from session where id = ?1";
    REFERENCE_OF = "select reference from course where id = ?1";
    BOOKING_REFERENCE = "select reference from booking where id = ?1";
    LETTERS = "select count(*) from mail where template = ?1";
    FEEDS = "select count(*) from learner where feed_on";
    DEAR = "select title from course where id = ?1";
}

pub(crate) fn course_of(world: &World, session: SessionId) -> CourseId {
    CourseId(
        world
            .one(&COURSE_OF, values![session.0], |row| row.get(0))
            .unwrap(),
    )
}

pub(crate) fn set(world: &World, session: SessionId, change: impl Fn(&mut Rules)) {
    let mut wanted = Rules::default();
    change(&mut wanted);
    let course = course_of(world, session);
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            rules::set(tx, scope, moment, course, &wanted)
        })
        .unwrap();
}

/// Books and names a manager.
fn book(world: &World, session: SessionId, name: &str) {
    let mut draft = world.person(name);
    "boss@work.example".clone_into(&mut draft.manager);
    world
        .act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
            take::book(tx, scope, moment, session, &draft)
        })
        .unwrap();
}

pub(crate) fn awaits(world: &World, session: SessionId, name: &str) -> Option<String> {
    let booking = world.booking(session, name);
    world
        .one(&AWAITS, values![booking.0], |row| row.get::<Option<String>>(0))
        .unwrap()
}

fn letters(world: &World, template: &'static str) -> i64 {
    world.one(&LETTERS, values![template], |row| row.get(0)).unwrap()
}

pub(crate) fn state(world: &World, session: SessionId, name: &str) -> String {
    let email = world.person(name).person.email;
    let all = world.states(session);
    all.into_iter().find(|(_, _, known)| *known == email).unwrap().0
}

pub(crate) fn approve(
    world: &World,
    session: SessionId,
    name: &str,
    reason: &str,
    recognise: bool,
) -> Result<BookingState, Stop> {
    let booking = world.booking(session, name);
    let answer = Answer {
        says: Says::Yes,
        reason: reason.to_owned(),
        recognise,
    };
    world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        agree::coordinator_says(tx, scope, moment, booking, &answer)
    })
}

#[test]
fn no_place_is_given_until_a_coordinator_approves() {
    let world = World::new();
    let session = world.session(1);
    set(&world, session, |rules| rules.approval = true);
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
        assert_eq!(awaits(&world, session, name).as_deref(), Some("coordinator"));
    }
    assert_eq!(
        (world.places(session).1, letters(&world, "awaits-agreement")),
        (0, 2)
    );
    let agreement = || {
        let seen = world.see::<SeeToday, _>(&world.coordinator.viewer, |tx, scope| {
            learning::today(
                tx,
                scope,
                kernel::Instant::on(day(2026, 3, 3), "09:00").unwrap(),
                None,
            )
        });
        let seen = seen.unwrap();
        (seen.agreement.rows.len(), seen.waiting_lists.rows.len())
    };
    assert_eq!(agreement(), (1, 0));
    // Who asked later is approved first and has the place; who comes then waits for one.
    assert_eq!(
        approve(&world, session, "Bea Two", "", false).unwrap(),
        BookingState::Booked
    );
    assert_eq!(
        approve(&world, session, "Ann One", "", false).unwrap(),
        BookingState::Waiting
    );
    assert_eq!((letters(&world, "confirmed"), letters(&world, "waiting")), (1, 1));
    assert_eq!(agreement(), (0, 1));
    assert!(matches!(
        approve(&world, session, "Ann One", "", false),
        Err(Stop::Refusal(Refusal::Closed(_)))
    ));
    world.cancel(world.booking(session, "Bea Two")).unwrap();
    assert_eq!(state(&world, session, "Ann One"), "booked");
    // Whom a coordinator adds is agreed to by that.
    let draft = world.person("Cat Three");
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            take::add(tx, scope, moment, session, &draft)
        })
        .unwrap();
    assert_eq!(awaits(&world, session, "Cat Three"), None);
}

#[test]
fn a_place_that_comes_free_passes_over_who_waits_for_agreement() {
    let world = World::new();
    let session = world.session(1);
    world.book(session, "Ann One").unwrap();
    set(&world, session, |rules| rules.approval = true);
    world.book(session, "Bea Two").unwrap();
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(state(&world, session, "Bea Two"), "waiting");
    assert_eq!(world.places(session).1, 0);
    let booking = world.booking(session, "Bea Two");
    let promoted = world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        learning::places::manage::promote(tx, scope, moment, booking, "first")
    });
    assert!(matches!(promoted, Err(Stop::Refusal(Refusal::Closed(_)))));
}

#[test]
fn a_manager_agrees_by_link_and_then_a_coordinator_approves() {
    let world = World::new();
    let session = world.session(2);
    set(&world, session, |rules| {
        (rules.manager, rules.approval) = (true, true);
    });
    let public = Browser::of(&world, None);
    let area = world.east.to_string();
    let fill = |manager: &str| {
        let typed = [
            ("name", "Ann One"),
            ("email", "ann.one@work.example"),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
            ("manager", manager),
        ];
        public.fill(&format!("{}/book", own(&world, session)), "/book", &typed)
    };
    for wrong in ["", "boss", "Ann.One@work.example"] {
        let seen = fill(wrong);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(!seen.all("#manager-error").is_empty());
        assert_eq!(seen.attributes("#name", "value"), ["Ann One"]);
    }
    assert_eq!(fill("boss@work.example").status, StatusCode::SEE_OTHER);
    assert_eq!(
        (
            letters(&world, "agreement-asked"),
            letters(&world, "awaits-agreement")
        ),
        (1, 1)
    );
    let booking = world.booking(session, "Ann One");
    let token = link::token_for_manager(world.db.keys(), booking, 0, "boss@work.example");
    let own_token = link::token(world.db.keys(), booking, 0);
    assert_ne!(token, own_token);
    assert_eq!(
        public.get(&format!("/agreement/{own_token}")).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        public.get(&format!("/booking/{token}")).status,
        StatusCode::NOT_FOUND
    );
    let path = format!("/agreement/{token}");
    let page = public.get(&path);
    assert!(
        page.main().contains("Ann One") && page.main().contains("Responding well"),
        "{}",
        page.main()
    );
    assert!(
        !page.text().contains("hearing loop"),
        "what she needs is not for her manager"
    );
    assert!(
        public
            .get(&format!("/booking/{own_token}"))
            .main()
            .contains("waits until your manager agrees")
    );
    assert_eq!(
        public.fill(&path, &path, &[("says", "yes")]).location,
        "/agreement-thanks"
    );
    assert_eq!(awaits(&world, session, "Ann One").as_deref(), Some("coordinator"));
    assert_eq!(public.get(&path).status, StatusCode::GONE);
    assert!(
        public
            .get(&format!("/booking/{own_token}"))
            .main()
            .contains("waits until a coordinator approves it")
    );
    // On the coordinator's page.
    let reference: String = world
        .one(&BOOKING_REFERENCE, values![booking.0], |row| row.get(0))
        .unwrap();
    let one = format!("{}/bookings/{reference}", own(&world, session));
    let browser = coordinator(&world);
    assert!(browser.get(&one).main().contains("boss@work.example"));
    let done = browser.send(&one, "approve", &[]);
    assert!(
        done.location.ends_with("?done=approved"),
        "{} {}",
        done.location,
        done.main()
    );
    assert_eq!(state(&world, session, "Ann One"), "booked");
}

#[test]
fn a_manager_or_a_coordinator_says_no() {
    let world = World::new();
    let session = world.session(2);
    set(&world, session, |rules| rules.manager = true);
    for name in ["Ann One", "Bea Two"] {
        book(&world, session, name);
    }
    let first = world.booking(session, "Ann One");
    world
        .act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            agree::manager_says(tx, scope, moment, first, Says::No)
        })
        .unwrap();
    assert_eq!(state(&world, session, "Ann One"), "cancelled");
    assert_eq!(letters(&world, "not-agreed"), 1);
    // For a manager who does not answer a coordinator does, and says why.
    let second = world.booking(session, "Bea Two");
    let decline = |reason: &'static str| {
        world.act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            let answer = Answer {
                says: Says::No,
                reason: reason.to_owned(),
                recognise: false,
            };
            agree::coordinator_says(tx, scope, moment, second, &answer)
        })
    };
    assert!(matches!(decline(" "), Err(Stop::Problems(_))));
    assert_eq!(decline("Left the team").unwrap(), BookingState::Cancelled);
    assert_eq!(letters(&world, "not-agreed"), 2);
    // Booked again by the link, the manager is asked again.
    world
        .act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            take::rebook(tx, scope, moment, second)
        })
        .unwrap();
    assert_eq!(
        awaits(&world, session, "Bea Two").as_deref(),
        Some(Awaits::Manager.code())
    );
    assert_eq!(letters(&world, "agreement-asked"), 3);
}

#[test]
fn a_coordinator_sets_the_rules_of_a_course() {
    let world = World::new();
    let session = world.session(2);
    let other = world.course();
    let course = course_of(&world, session);
    let title: String = world.one(&DEAR, values![other.0], |row| row.get(0)).unwrap();
    let reference: String = world
        .one(&REFERENCE_OF, values![course.0], |row| row.get(0))
        .unwrap();
    let path = format!("/courses/{reference}/rules");
    let browser = coordinator(&world);
    let wrong = browser.fill(&path, "/rules", &[("offer_hours", "999")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.all("#offer_hours-error").is_empty());
    let needs = other.to_string();
    let fields = [
        ("agree", "manager"),
        ("needs", needs.as_str()),
        ("offer_hours", "48"),
    ];
    let saved = browser.fill(&path, "/rules", &fields);
    assert_eq!(
        saved.location,
        format!("/courses/{reference}?done=rules"),
        "{}",
        saved.main()
    );
    let page = browser.get(&format!("/courses/{reference}")).main();
    for words in [
        "A manager agrees",
        &format!("Done before: {title}"),
        "kept for 48 hours",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // From a form that is older than what stands, nothing is taken.
    let old = browser
        .get(&path)
        .form("/rules", &[("version", "0"), ("offer_hours", "2")]);
    assert_eq!(browser.post(&old.0, &old.1).status, StatusCode::CONFLICT);
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainer.get(&path).status, StatusCode::FORBIDDEN);
}

/// Proves SH10: the link that went to one address does not answer once another is asked.
#[test]
fn only_the_manager_who_is_asked_now_answers() {
    let world = World::new();
    let session = world.session(2);
    set(&world, session, |rules| rules.manager = true);
    let book_with = |manager: &str| {
        let mut draft = world.person("Ann One");
        manager.clone_into(&mut draft.manager);
        world
            .act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
                take::book(tx, scope, moment, session, &draft)
            })
            .unwrap();
    };
    book_with("bos@work.example");
    let booking = world.booking(session, "Ann One");
    let path = |manager: &str| {
        format!(
            "/agreement/{}",
            link::token_for_manager(world.db.keys(), booking, 0, manager)
        )
    };
    let public = Browser::of(&world, None);
    assert_eq!(public.get(&path("bos@work.example")).status, StatusCode::OK);
    world.cancel(booking).unwrap();
    book_with("boss@work.example");
    assert_eq!(
        public.get(&path("bos@work.example")).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(public.get(&path("BOSS@work.example")).status, StatusCode::OK);
}

#[test]
fn a_new_link_ends_the_calendar_and_asks_the_manager_again() {
    let world = World::new();
    let session = world.session(2);
    set(&world, session, |rules| rules.manager = true);
    book(&world, session, "Ann One");
    let booking = world.booking(session, "Ann One");
    world
        .act::<ManageOwnBooking, _>(&Viewer::public(), move |tx, scope, moment| {
            learning::places::feed::turn(tx, scope, moment, booking, true)
        })
        .unwrap();
    let on = || world.one(&FEEDS, values![], |row| row.get::<i64>(0)).unwrap();
    assert_eq!((on(), letters(&world, "agreement-asked")), (1, 1));
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::places::manage::renew_link(tx, scope, moment, booking)
        })
        .unwrap();
    assert_eq!((on(), letters(&world, "agreement-asked")), (0, 2));
    let public = Browser::of(&world, None);
    let path = |round| {
        format!(
            "/agreement/{}",
            link::token_for_manager(world.db.keys(), booking, round, "boss@work.example")
        )
    };
    assert_eq!(public.get(&path(0)).status, StatusCode::NOT_FOUND);
    assert_eq!(public.get(&path(1)).status, StatusCode::OK);
}
