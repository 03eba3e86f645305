//! The pages of people with two records.

use crate::alike::{book, colleague, compare, join};
use crate::pages::Browser;
use crate::world::{World, day};
use http::StatusCode;
use learning::own_record;
use learning::places::link;

const WORK: &str = "ann.one@work.example";
const HOME: &str = "ann@gmail.com";

/// From two references to one person and back, by two coordinators.
#[test]
fn two_coordinators_join_two_records_and_take_them_apart() {
    let world = World::new();
    let second = colleague(&world);
    let (one, two) = (world.session(9), world.session_on(9, &[day(2026, 3, 20)]));
    let work = book(&world, one, WORK, "Housing");
    let home = book(&world, two, HOME, "Housing");
    let (first, other) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&second)),
    );
    assert!(first.get("/courses").main().contains("People with two records"));
    assert!(
        first
            .get("/learners")
            .main()
            .contains("There is nothing to look at")
    );
    let wrong = first.fill(
        "/learners",
        "/learners",
        &[("one", &work.reference), ("other", "B-2345678")],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("#one", "value").concat(), work.reference);
    let same = first.fill(
        "/learners",
        "/learners",
        &[("one", &work.reference), ("other", &work.reference)],
    );
    assert!(same.main().contains("of one record already"), "{}", same.main());
    let found = first.fill(
        "/learners",
        "/learners",
        &[
            ("one", &work.reference),
            ("other", &home.reference.to_lowercase()),
        ],
    );
    let own = found.location;
    let page = first.get(&own);
    let words = page.main();
    for shown in [WORK, HOME, "Housing", "East", "Name, Organisation"] {
        assert!(words.contains(shown), "{shown}: {words}");
    }
    assert!(!words.contains("hearing loop"), "needs are the trainer's");
    assert!(!page.title().contains("Ann"));
    let silent = first.send(&own, "propose", &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(silent.all(".govuk-error-summary__list li").len(), 2);
    let learner = work.learner.to_string();
    let proposed = first.send(&own, "propose", &[("kept", &learner), ("reason", "she rang")]);
    let after = first.get(&proposed.location);
    assert!(
        after.main().contains("Another coordinator has to agree"),
        "{}",
        after.main()
    );
    assert!(!after.main().contains("Agree and join them"));
    let agreed = other.send(&own, "agree", &[]);
    assert!(
        other
            .get(&agreed.location)
            .main()
            .contains("The two records are joined")
    );
    let ask = other.get(&format!("{own}/part"));
    assert!(ask.main().contains("Nothing came since"), "{}", ask.main());
    let part = format!("{own}/part");
    assert_eq!(
        other.fill(&part, "/part", &[]).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let parted = other.fill(&part, "/part", &[("reason", "two people")]);
    assert!(other.get(&parted.location).main().contains("are taken apart"));
    let history = other.get(&format!("{own}/history")).main();
    for event in [
        "Proposed to join",
        "Joined",
        "Taken apart",
        "she rang",
        "two people",
    ] {
        assert!(history.contains(event), "{event}: {history}");
    }
    assert_eq!(
        Browser::of(&world, Some(&world.trainer)).get("/learners").status,
        StatusCode::FORBIDDEN
    );
}

/// Links that went to either record go on working, and show the one person.
#[test]
fn links_of_either_record_keep_working() {
    let world = World::new();
    let second = colleague(&world);
    let session = world.session(9);
    let work = book(&world, session, WORK, "Housing");
    let home = book(&world, session, HOME, "Housing");
    let now = kernel::Clock::now(&world.clock);
    let record = |learner| {
        let until = now.plus_seconds(86_400 * 25);
        format!(
            "/record/{}",
            own_record::token(world.db.keys(), learner, 0, until)
        )
    };
    let booking = |id| format!("/booking/{}", link::token(world.db.keys(), id, 0));
    world.on(day(2026, 3, 13), "09:00");
    crate::alike::there(&world, work.id, world.days(session)[0]);
    let pair = compare(&world, &world.coordinator, &work.reference, &home.reference).unwrap();
    join(&world, &second, pair, work.learner).unwrap();
    let public = Browser::of(&world, None);
    let (one, other) = (
        public.get(&record(work.learner)),
        public.get(&record(home.learner)),
    );
    assert_eq!(one.status, StatusCode::OK);
    assert_eq!(one.all("tbody tr"), other.all("tbody tr"));
    assert_eq!(one.all("tbody tr").len(), 1);
    let second_booking = public.get(&booking(home.id));
    assert_eq!(second_booking.status, StatusCode::OK);
    assert!(
        second_booking.main().contains(&work.reference),
        "{}",
        second_booking.main()
    );
    // Ending the links ends those of both.
    let ended = public.fill(&record(home.learner), "/end", &[]);
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    for learner in [work.learner, home.learner] {
        assert_eq!(public.get(&record(learner)).status, StatusCode::GONE);
    }
}
