//! The pages of a booking, for its owner and for its coordinators.

use crate::pages::Browser;
use crate::pages_public::{person, reference};
use crate::world::{self, World, day};
use http::StatusCode;
use kernel::Instant;
use store::values;

store::statements! {
    TRAINS_NO_MORE = "delete from session_trainer where account_id = ?1";
    WORKS_IN = "insert into account_area (account_id, area_id) values (?1, ?2)";
}

/// The list holds what can be booked: a session leaves it when its first day begins.
#[test]
fn a_session_that_has_begun_is_not_offered() {
    let world = World::new();
    world.session_on(3, &[day(2026, 3, 12), day(2026, 3, 13)]);
    world.session_on(3, &[day(2026, 3, 20)]);
    for (time, rows) in [("09:29", 2), ("09:30", 1), ("23:59", 1)] {
        world.clock.set(Instant::on(day(2026, 3, 12), time).unwrap());
        let list = Browser::of(&world, None).get("/sessions");
        assert_eq!(list.all("tbody tr").len(), rows, "{time}");
        assert!(
            list.main()
                .contains(if rows == 2 { "2 sessions" } else { "1 session" })
        );
        for link in list.attributes("tbody a", "href") {
            let book = Browser::of(&world, None).get(&format!("{link}/book"));
            assert_eq!(
                book.status,
                StatusCode::OK,
                "{time}: what is listed can be booked"
            );
        }
    }
}

/// Where somebody works is a borough, somewhere else, or not said; groups of boroughs are for sessions.
#[test]
fn the_borough_has_an_answer_for_everybody() {
    let world = World::new();
    let group = world.group("Both together");
    let session = world.session(9);
    let (browser, mut area) = (Browser::of(&world, None), String::new());
    let book = format!("/sessions/{}/book", reference(&world, session));
    let offered = browser.get(&book).all("#area option");
    assert_eq!(
        offered,
        ["Choose", "East", "West", "Somewhere else", "Prefer not to say"]
    );
    for (name, value, shown) in [
        ("Ann One", "elsewhere", "Somewhere else"),
        ("Bea Two", "not-said", "Prefer not to say"),
    ] {
        let email = format!("{}@work.example", name.to_lowercase().replace(' ', "."));
        let mut fields = person(&world, name, &email, &mut area);
        fields.retain(|(field, _)| *field != "area");
        fields.push(("area", value));
        let sent = browser.fill(&book, "/book", &fields);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        let token = learning::places::link::token(world.db.keys(), world.booking(session, name), 0);
        assert!(browser.get(&format!("/booking/{token}")).main().contains(shown));
        let change = browser.get(&format!("/booking/{token}/change"));
        assert_eq!(change.attributes("#area option[selected]", "value"), [value]);
    }
    let group = group.to_string();
    let mut fields = person(&world, "Cat Three", "cat.three@work.example", &mut area);
    fields.retain(|(field, _)| *field != "area");
    fields.push(("area", &group));
    let refused = browser.fill(&book, "/book", &fields);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// What people need is told to who plans and who trains the session, and not to other trainers of its area.
#[test]
fn needs_are_for_who_prepares_the_session() {
    let world = World::new();
    let session = world.session(9);
    world.book(session, "Ann One").unwrap();
    let list = format!("/sessions/{}/bookings", reference(&world, session));
    let told = |account| {
        let page = Browser::of(&world, Some(account)).get(&list);
        assert!(page.main().contains("Ann One"), "{}", page.main());
        page.main().contains("hearing loop")
    };
    assert!(told(&world.coordinator) && told(&world.trainer));
    let (trainer, east) = (world.trainer.id, world.east);
    world.raw(move |tx| {
        tx.run(&TRAINS_NO_MORE, values![trainer])?;
        Ok(tx.run(&WORKS_IN, values![trainer, east.0])?)
    });
    assert!(!told(&world.trainer), "somebody else trains it");
}

/// Two tabs of one's own booking: the second sees both texts field by field, in words, and keeps its own.
#[test]
fn a_conflict_shows_both_texts() {
    let world = World::new();
    let session = world.session(9);
    world.book(session, "Ann One").unwrap();
    let token = learning::places::link::token(world.db.keys(), world.booking(session, "Ann One"), 0);
    let home = format!("/booking/{token}");
    let browser = Browser::of(&world, None);
    let west = world.west.to_string();
    let second = browser.get(&format!("{home}/change"));
    browser.fill(
        &format!("{home}/change"),
        "/change",
        &[("organisation", "Health trust")],
    );
    let (target, fields) = second.form(
        "/change",
        &[
            ("area", &west),
            ("background", "education"),
            ("organisation", "School"),
        ],
    );
    let told = browser.post(&target, &fields);
    assert_eq!(told.status, StatusCode::CONFLICT);
    let rows = told.all("tbody tr");
    assert_eq!(
        rows,
        [
            "Organisation Health trust School",
            "Professional background Housing Education",
            "Borough you work in East West"
        ]
    );
    assert_eq!(told.attributes("#organisation", "value"), ["School"]);
    let (target, fields) = told.form("/change", &[]);
    assert_eq!(browser.post(&target, &fields).status, StatusCode::SEE_OTHER);
    assert!(browser.get(&home).main().contains("School"));
}

/// Who gives up a number on the waiting list is not told of a place.
#[test]
fn giving_up_a_number_is_no_giving_back_of_a_place() {
    let world = World::new();
    let session = world.session(1);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let browser = Browser::of(&world, None);
    let page = |name: &str| {
        let token = learning::places::link::token(world.db.keys(), world.booking(session, name), 0);
        format!("/booking/{token}")
    };
    let ann = browser.get(&format!("{}/cancel", page("Ann One"))).main();
    let bea = browser.get(&format!("{}/cancel", page("Bea Two"))).main();
    assert!(ann.contains("Your place goes to the next person"), "{ann}");
    assert!(
        !bea.contains("Your place") && bea.contains("You give up your number"),
        "{bea}"
    );
    let gone = browser.fill(&format!("{}/cancel", page("Bea Two")), "/cancel", &[]);
    assert!(
        !browser
            .get(&gone.location)
            .main()
            .contains("given your place back")
    );
}

/// Each step that writes to somebody says so first, asks for a reason where it jumps the queue, and tells afterwards what came of it.
#[test]
fn steps_that_send_say_so_and_tell_what_came_of_them() {
    let world = World::new();
    let session = world.session(1);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    let own = format!("/sessions/{}/bookings", reference(&world, session));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let links = browser.get(&own).attributes("tbody a", "href");
    let cat = &links[2];
    let page = browser.get(cat);
    assert_eq!(page.heading(), "Cat Three");
    assert!(
        page.main().contains("Nothing is sent until a place is freed"),
        "{}",
        page.main()
    );
    assert!(
        page.main()
            .contains("It says that the person is no longer on the waiting list."),
        "who waits has no place to lose"
    );
    let silent = browser.send(cat, "promote", &[]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.main().contains("Enter the reason"));
    let first = browser.send(cat, "promote", &[("reason", "comes from far away")]);
    assert!(
        browser
            .get(&first.location)
            .main()
            .contains("first on the waiting list. Nothing was sent.")
    );
    browser.send(&links[0], "cancel", &[("because", "asked")]);
    assert!(
        browser.get(cat).main().contains("Booked"),
        "the next place was hers"
    );
    let renamed = browser.send(cat, "name", &[("name", "Catherine Three"), ("why", "")]);
    assert_eq!(renamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        renamed.attributes("#name", "value"),
        ["Catherine Three"],
        "what was typed stays"
    );
    let renamed = browser.send(cat, "name", &[("name", "Catherine Three"), ("why", "her badge")]);
    assert!(browser.get(&renamed.location).main().contains("Catherine Three"));
    let area = world.east.to_string();
    let form = |name: &'static str, email: &'static str| {
        vec![
            ("name", name),
            ("email", email),
            ("organisation", "Police"),
            ("background", "police-justice"),
        ]
    };
    let new = format!("{own}/new");
    assert!(
        browser
            .get(&new)
            .main()
            .contains("No place is free now. One message goes to the address you enter")
    );
    let mut fields = form("Dee Four", "dee@work.example");
    fields.push(("area", &area));
    let added = browser.fill(&new, "/new", &fields);
    assert!(
        browser
            .get(&added.location)
            .main()
            .contains("No place is free: the person is on the waiting list")
    );
}

#[test]
fn bookings_are_searched_added_cancelled_and_taken_away_as_a_file() {
    let world = World::new();
    let session = world.session(1);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let own = format!("/sessions/{}/bookings", reference(&world, session));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let list = browser.get(&own);
    assert_eq!(list.all("tbody tr").len(), 2);
    assert!(list.main().contains("hearing loop"));
    let events = world.count(&world::EVENTS, None);
    for _ in 0..2 {
        let sent = browser.fill(&own, "/search", &[("words", "bea")]);
        assert!(
            sent.location.starts_with(&format!("{own}?search=")) && !sent.location.contains("bea"),
            "{}",
            sent.location
        );
        let found = browser.get(&sent.location);
        assert_eq!((found.status, found.all("tbody tr").len()), (StatusCode::OK, 1));
    }
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + 2,
        "each search stands in the trail"
    );
    let events = world.count(&world::EVENTS, None);
    let csv = browser.copy(&format!("{own}/export?format=csv"));
    assert_eq!(
        csv.headers["content-disposition"],
        "attachment; filename=\"list.csv\""
    );
    assert!(csv.text().contains("bea.two@work.example"));
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + 2,
        "who took the list stands in the trail: that it was taken out, and the copy"
    );
    let xlsx = browser.copy(&format!("{own}/export?format=xlsx"));
    assert!(xlsx.bytes.starts_with(b"PK"));
    assert_eq!(
        world.count(&world::EVENTS, None),
        events + 4,
        "also the second time"
    );
    let ann = list.attributes("tbody a", "href")[0].clone();
    let one = browser.get(&ann);
    assert_eq!(one.heading(), "Ann One");
    assert!(one.main().contains("One message goes to ann.one@work.example."));
    let gone = browser.send(&ann, "cancel", &[]);
    assert!(
        browser
            .get(&gone.location)
            .main()
            .contains("The booking is cancelled.")
    );
    assert_eq!(world.places(session), (1, 1), "the place went to who waited");
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert!(
        trainer.get(&own).main().contains("bea.two@work.example"),
        "a trainer reads who comes"
    );
    assert_eq!(trainer.get(&ann).status, StatusCode::FORBIDDEN);
    let area = world.east.to_string();
    let added = browser.fill(
        &format!("{own}/new"),
        "/new",
        &[
            ("name", "Cat Three"),
            ("email", "cat@work.example"),
            ("organisation", "Police"),
            ("background", "police-justice"),
            ("area", &area),
        ],
    );
    assert!(added.location.ends_with("?done=waits"), "{}", added.main());
}

#[test]
fn a_new_link_replaces_the_old_one() {
    let world = World::new();
    let session = world.session(2);
    world.book(session, "Ann One").unwrap();
    let booking = world.booking(session, "Ann One");
    let link = |round| {
        let token = learning::places::link::token(world.db.keys(), booking, round);
        format!("/booking/{token}")
    };
    let nobody = Browser::of(&world, None);
    assert_eq!(nobody.get(&link(0)).status, StatusCode::OK);
    let mails = || world.mails().iter().map(|(_, count)| count).sum::<i64>();
    let before = mails();
    let list = format!("/sessions/{}/bookings", reference(&world, session));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let one = browser.get(&list).attributes("tbody a", "href")[0].clone();
    let page = browser.get(&one);
    assert!(page.main().contains("Send a new link"));
    let sent = browser.send(&one, "link", &[]);
    assert!(sent.location.ends_with("?done=link"), "{}", sent.main());
    assert!(
        browser
            .get(&sent.location)
            .main()
            .contains("A new link is on its way.")
    );
    assert_eq!(mails(), before + 1);
    assert_eq!(
        nobody.get(&link(0)).status,
        StatusCode::NOT_FOUND,
        "the old link opens nothing"
    );
    assert_eq!(nobody.get(&link(1)).status, StatusCode::OK);
}
