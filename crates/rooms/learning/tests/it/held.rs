//! Places kept back for some people until a day.

use crate::pages::Browser;
use crate::pages_days::{coordinator, own};
use crate::world::{World, day};
use access::Viewer;
use access::actions::{BookPublicly, PlanCourses};
use http::StatusCode;
use kernel::{Day, Entropy, Id, Problems, SeededEntropy, Stop};
use learning::model::{BookingId, HeldDraft, HeldFor, SessionId};
use learning::places::{held, take};
use store::values;

store::statements! {
    /// Places taken, kept back and had.
    PLACES = "select taken, held, capacity from session where id = ?1";
    /// What the groups of places still keep, and those of them that are taken.
    GROUPS = "select cast(coalesce(sum(case when released_at is null then places - taken else 0 end), 0) as bigint), cast(coalesce(sum(taken), 0) as bigint) from held_places where session_id = ?1";
    /// Bookings with a place, and those whose place was kept back.
    BOOKED = "select count(*), count(case when on_held then 1 end) from booking where session_id = ?1 and state = 'booked'";
    BOOKING = "select b.id from booking b join learner l on l.id = b.learner_id where b.session_id = ?1 and l.email_blind = ?2";
    CODE = "select matches from held_places where kind = 'code'";
    GROUP = "select id from held_places where session_id = ?1 order by made_at, id";
}

fn keep(world: &World, session: SessionId, held_for: HeldFor, places: i64, until: Day) -> Result<Id, Stop> {
    let draft = HeldDraft {
        held_for,
        label: "Invited".to_owned(),
        places,
        until,
    };
    world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        held::keep(tx, scope, moment, session, &draft)
    })
}

/// Books under an address of one of two organisations, in a borough, with a code; the state it came to.
fn book(world: &World, session: SessionId, email: &str, west: bool, code: &str) -> Result<String, Stop> {
    let mut draft = world.person("Ann One");
    email.clone_into(&mut draft.person.name);
    email.clone_into(&mut draft.person.email);
    code.clone_into(&mut draft.code);
    if west {
        draft.person.area = learning::model::Workplace::Borough(world.west);
    }
    world.act::<BookPublicly, _>(&Viewer::public(), move |tx, scope, moment| {
        take::book(tx, scope, moment, session, &draft)
    })?;
    Ok(state(world, session, email))
}

fn state(world: &World, session: SessionId, name: &str) -> String {
    let all = world.states(session);
    all.into_iter().find(|(_, _, known)| known == name).unwrap().0
}

fn booking(world: &World, session: SessionId, email: &str) -> BookingId {
    let blind = world.db.keys().blind("learner email", email);
    BookingId(
        world
            .one(&BOOKING, values![session.0, blind], |row| row.get(0))
            .unwrap(),
    )
}

fn places(world: &World, session: SessionId) -> (i64, i64, i64) {
    world
        .one(&PLACES, values![session.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap()
}

fn problem(answer: Result<impl Sized, Stop>, field: &str) -> String {
    match answer {
        Err(Stop::Problems(Problems(problems))) => problems
            .into_iter()
            .find(|problem| problem.field == field)
            .map_or_else(
                || panic!("nothing is wrong with {field}"),
                |problem| problem.message,
            ),
        _ => panic!("it is taken"),
    }
}

fn agency() -> HeldFor {
    HeldFor::Agency("homerton.example".to_owned())
}

#[test]
fn places_are_kept_for_those_they_are_meant_for() {
    let world = World::new();
    let session = world.session(4);
    keep(&world, session, agency(), 2, day(2026, 3, 9)).unwrap();
    keep(
        &world,
        session,
        HeldFor::Code("HABCDEFG".to_owned()),
        1,
        day(2026, 3, 9),
    )
    .unwrap();
    let public = Browser::of(&world, None);
    let page = public.get(&own(&world, session)).main();
    assert!(page.contains("1 place left"), "{page}");
    assert!(
        page.contains(
            "2 more places are kept until the end of Monday 9 March 2026 for people of one organisation"
        ),
        "{page}"
    );
    assert!(!page.contains("homerton"), "{page}");
    assert_eq!(
        public
            .get("/sessions")
            .all("tbody td")
            .concat()
            .matches("1 place left")
            .count(),
        1
    );
    let booked = |email: &str, code: &str| book(&world, session, email, false, code).unwrap();
    assert_eq!(booked("a@other.example", ""), "booked");
    assert_eq!(
        booked("b@other.example", ""),
        "waiting",
        "three are kept for others"
    );
    assert_eq!(booked("c@homerton.example", ""), "booked");
    assert_eq!(booked("d@other.example", " habc-defg"), "booked");
    assert_eq!(booked("e@mail.homerton.example", ""), "booked");
    assert_eq!(booked("f@homerton.example", ""), "waiting", "hers are all taken");
    assert_eq!(places(&world, session), (4, 0, 4));
    // A place that was kept back goes to those it is kept for, whoever waited before them.
    world
        .cancel(booking(&world, session, "c@homerton.example"))
        .unwrap();
    assert_eq!(state(&world, session, "f@homerton.example"), "booked");
    assert_eq!(state(&world, session, "b@other.example"), "waiting");
    world.cancel(booking(&world, session, "a@other.example")).unwrap();
    assert_eq!(state(&world, session, "b@other.example"), "booked");
    assert_eq!(places(&world, session), (4, 0, 4));
}

#[test]
fn places_nobody_took_are_anybodys_after_their_day() {
    let world = World::new();
    let session = world.session(2);
    let area = HeldFor::Area(world.west);
    keep(&world, session, area, 2, day(2026, 3, 9)).unwrap();
    assert_eq!(
        book(&world, session, "a@other.example", false, "").unwrap(),
        "waiting"
    );
    assert_eq!(
        book(&world, session, "b@other.example", true, "").unwrap(),
        "booked"
    );
    let night = |date| {
        world.on(day(2026, 3, date), "01:00");
        let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(learning::jobs::ReleasedPlaces::new(
            "http://127.0.0.1:8700",
        ))];
        let clock: std::sync::Arc<dyn kernel::Clock> =
            std::sync::Arc::new(kernel::FixedClock::at(kernel::Clock::now(&world.clock)));
        post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
            .round()
            .unwrap();
    };
    night(9);
    assert_eq!(
        state(&world, session, "a@other.example"),
        "waiting",
        "it is their last day"
    );
    night(10);
    assert_eq!(state(&world, session, "a@other.example"), "booked");
    assert_eq!(places(&world, session), (2, 0, 2));
    // A place that had been kept back is anybody's, too, once it is given back.
    assert_eq!(
        book(&world, session, "c@other.example", false, "").unwrap(),
        "waiting"
    );
    world.cancel(booking(&world, session, "b@other.example")).unwrap();
    assert_eq!(state(&world, session, "c@other.example"), "booked");
    assert_eq!(places(&world, session), (2, 0, 2));
}

/// Who books before the night's work comes to what it would have come to after it.
#[test]
fn places_whose_day_is_over_are_released_by_the_next_booking() {
    let world = World::new();
    let session = world.session(1);
    keep(&world, session, agency(), 1, day(2026, 3, 9)).unwrap();
    assert_eq!(
        book(&world, session, "a@other.example", false, "").unwrap(),
        "waiting"
    );
    world.on(day(2026, 3, 10), "00:10");
    assert_eq!(
        book(&world, session, "b@homerton.example", false, "").unwrap(),
        "waiting"
    );
    assert_eq!(
        state(&world, session, "a@other.example"),
        "booked",
        "she waited first"
    );
}

#[test]
fn no_more_places_are_kept_than_are_free() {
    let world = World::new();
    let session = world.session(3);
    world.book(session, "Ann One").unwrap();
    let until = day(2026, 3, 9);
    assert_eq!(
        problem(keep(&world, session, agency(), 3, until), "places"),
        "Only 2 more places are free"
    );
    let group = keep(&world, session, agency(), 2, until).unwrap();
    assert_eq!(
        problem(keep(&world, session, agency(), 1, until), "places"),
        "No place is free to be kept back"
    );
    for (wrong, words) in [
        (day(2026, 3, 12), "Enter a day before the session begins"),
        (day(2026, 2, 1), "This day is over. Enter today or a later day"),
    ] {
        assert_eq!(problem(keep(&world, session, agency(), 1, wrong), "until"), words);
    }
    // The session cannot lose places that are kept back, and the group none that are taken.
    let mut fewer = world.session_draft(2, &[day(2026, 3, 12)]);
    fewer.capacity = 2;
    let answer = world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
        learning::plan::session::update(
            tx,
            scope,
            moment,
            session,
            1,
            &fewer,
            learning::plan::session::Reach::One,
        )
    });
    assert_eq!(
        problem(answer, "capacity"),
        "1 places are taken and 2 kept back on 12 March 2026; there cannot be fewer"
    );
    book(&world, session, "b@homerton.example", false, "").unwrap();
    book(&world, session, "c@homerton.example", false, "").unwrap();
    let change = |places, until| {
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            held::change(tx, scope, moment, session, group, (places, until))
        })
    };
    assert_eq!(
        problem(change(1, until), "places"),
        "2 of them are taken; there cannot be fewer"
    );
    assert_eq!(
        problem(change(3, until), "places"),
        "No place is free to be kept back"
    );
}

/// Whatever is kept, booked, given back, changed and released: every place is counted once.
#[test]
fn every_place_is_counted_once_whatever_happens() {
    let world = World::new();
    let session = world.session(12);
    let entropy = SeededEntropy::new(23);
    let below = |limit| i64::try_from(entropy.below(limit)).unwrap();
    let (mut booked, mut waited, mut kept) = (0, 0, 0);
    for turn in 0..400 {
        let email = format!(
            "p{}@{}",
            below(8),
            if below(3) == 0 {
                "homerton.example"
            } else {
                "other.example"
            }
        );
        let groups = world.all(&GROUP, values![session.0], |row| row.get::<Id>(0));
        let group = usize::try_from(below(20)).unwrap();
        match below(10) {
            0 | 1 => {
                let whom = if below(2) == 0 {
                    agency()
                } else {
                    HeldFor::Area(world.west)
                };
                kept += i64::from(keep(&world, session, whom, 1 + below(3), day(2026, 3, 9)).is_ok());
            }
            2 => {
                if let Some(group) = groups.get(group).copied() {
                    let change = 1 + below(3);
                    let _refused =
                        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                            if turn % 2 == 0 {
                                held::release(tx, scope, moment, session, group)
                            } else {
                                held::change(tx, scope, moment, session, group, (change, day(2026, 3, 8)))
                            }
                        });
                }
            }
            3..=5 => {
                if world.states(session).iter().any(|(_, _, name)| *name == email) {
                    world.cancel(booking(&world, session, &email)).unwrap();
                }
            }
            _ => match book(&world, session, &email, below(2) == 0, "").unwrap().as_str() {
                "booked" => booked += 1,
                _ => waited += 1,
            },
        }
        let (taken, held, capacity) = places(&world, session);
        assert!(taken + held <= capacity, "turn {turn}");
        let (left, of_groups) = world
            .one(&GROUPS, values![session.0], |row| {
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
            })
            .unwrap();
        let bookings = world
            .one(&BOOKED, values![session.0], |row| {
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
            })
            .unwrap();
        assert_eq!(
            (held, taken, of_groups),
            (left, bookings.0, bookings.1),
            "turn {turn}"
        );
    }
    assert!(booked > 20 && waited > 10 && kept > 3, "{booked} {waited} {kept}");
}

#[test]
fn a_coordinator_keeps_places_for_a_code_and_it_opens_them() {
    let world = World::new();
    let session = world.session(1);
    let (plan, browser) = (own(&world, session), coordinator(&world));
    let path = format!("{plan}/held");
    assert!(
        browser
            .get(&format!("{plan}/plan"))
            .attributes("main a", "href")
            .contains(&path)
    );
    let fields = |places| {
        [
            ("for", "code"),
            ("label", "Night shift"),
            ("places", places),
            ("until-day", "9"),
            ("until-month", "3"),
            ("until-year", "2026"),
        ]
    };
    let wrong = browser.fill(&path, "/held", &fields("2"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.attributes("#label", "value"),
        ["Night shift"],
        "what was typed is kept"
    );
    assert!(
        wrong
            .all("#places-error")
            .concat()
            .contains("Only 1 more place is free")
    );
    let missing = browser.fill(&path, "/held", &[("for", "agency")]);
    for field in ["host", "label", "places", "until"] {
        assert!(!missing.all(&format!("#{field}-error")).is_empty(), "{field}");
    }
    assert_eq!(
        browser.fill(&path, "/held", &fields("1")).location,
        format!("{path}?done=kept")
    );
    let code: String = world.one(&CODE, values![], |row| row.get(0)).unwrap();
    let shown = format!("{} {}", &code[..4], &code[4..]);
    assert!(browser.get(&path).main().contains(&format!("Code {shown}")));
    let public = Browser::of(&world, None);
    let area = world.east.to_string();
    let book = |name: &str, code: &str| {
        let email = format!("{name}@work.example").to_lowercase();
        let typed = [
            ("name", name),
            ("email", email.as_str()),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
            ("code", code),
        ];
        public.fill(&format!("{plan}/book"), "/book", &typed)
    };
    let refused = book("Ann", "H222 2222");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.all("#code-error").is_empty());
    assert_eq!(refused.attributes("#name", "value"), ["Ann"]);
    for (name, code, comes_to) in [("Bea", "", "waiting"), ("Cat", shown.as_str(), "booked")] {
        assert_eq!(book(name, code).status, StatusCode::SEE_OTHER);
        assert_eq!(
            state(&world, session, &format!("{name}@work.example").to_lowercase()),
            comes_to
        );
    }
    // Taken, it can be given more time, not released twice.
    let group: Id = world.one(&GROUP, values![session.0], |row| row.get(0)).unwrap();
    let one = format!("{path}/{group}");
    let longer = [
        ("places", "1"),
        ("until-day", "10"),
        ("until-month", "3"),
        ("until-year", "2026"),
    ];
    assert_eq!(
        browser.send(&one, "change", &longer).location,
        format!("{path}?done=changed&placed=0")
    );
    assert!(browser.get(&path).main().contains("10 March 2026"));
    assert_eq!(
        browser.send(&one, "release", &[]).location,
        format!("{path}?done=released&placed=0")
    );
    assert_eq!(browser.get(&one).status, StatusCode::GONE);
    assert!(browser.get(&path).main().contains("Released"));
    // A trainer keeps nothing back.
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert_eq!(trainer.get(&path).status, StatusCode::FORBIDDEN);
}

#[test]
fn who_waits_and_is_given_a_code_gets_a_place_that_is_kept() {
    let world = World::new();
    let session = world.session(1);
    keep(
        &world,
        session,
        HeldFor::Code("HABCDEFG".to_owned()),
        1,
        day(2026, 3, 9),
    )
    .unwrap();
    assert_eq!(
        book(&world, session, "a@other.example", false, "").unwrap(),
        "waiting"
    );
    assert_eq!(
        book(&world, session, "a@other.example", false, "HABCDEFG").unwrap(),
        "booked"
    );
    assert_eq!(places(&world, session), (1, 0, 1));
}
