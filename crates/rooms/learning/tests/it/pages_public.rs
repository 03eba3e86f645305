//! What the public sees: the list, a session, booking, the link, the door.

use crate::pages::Browser;
use crate::world::{self, World, day};
use http::StatusCode;
use kernel::Instant;
use learning::door::code;
use learning::model::SessionId;
use store::values;

pub(crate) fn reference(world: &World, session: SessionId) -> String {
    world
        .one(&REFERENCE, values![session.0], |row| row.get(0))
        .unwrap()
}

pub(crate) fn person<'v>(
    world: &World,
    name: &'v str,
    email: &'v str,
    area: &'v mut String,
) -> Vec<(&'static str, &'v str)> {
    *area = world.east.to_string();
    vec![
        ("name", name),
        ("email", email),
        ("organisation", "Housing"),
        ("background", "housing"),
        ("area", area),
    ]
}

/// Proves SH9.
///
/// Looking at public pages sets no cookie; they are the same bytes for everybody, and new right after a change.
#[test]
fn the_public_list_shows_what_is_listed_and_sets_no_cookie() {
    let world = World::new();
    let session = world.session(2);
    let browser = Browser::of(&world, None);
    let list = browser.get("/sessions");
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(list.title(), "Sessions – Trellis");
    assert!(!list.headers.contains_key(http::header::SET_COOKIE));
    assert!(
        list.main()
            .contains("Responding well Thursday 12 March 2026 East In a room 2 places left"),
        "{}",
        list.main()
    );
    let again = browser.get("/");
    assert_eq!(again.main(), list.main());
    world.book(session, "Ann One").unwrap();
    assert!(
        browser.get("/sessions").main().contains("1 place left"),
        "fresh right after a booking"
    );
    let page = browser.get(&format!("/sessions/{}", reference(&world, session)));
    assert!(page.main().contains("1 place left") && page.main().contains("Book a place"));
    assert!(!page.main().contains("Ann"), "nobody's name");
    assert!(!page.headers.contains_key(http::header::SET_COOKIE));
}

#[test]
fn filters_narrow_the_list_and_pages_go_on_by_key() {
    let world = World::new();
    let first = world.session(2);
    for number in 0..30 {
        world.session_on(2, &[day(2026, 4, 1).plus(number)]);
    }
    let browser = Browser::of(&world, None);
    let list = browser.get("/sessions");
    assert_eq!(list.all("tbody tr").len(), 25);
    assert!(list.main().contains("31 sessions"));
    let next = list.attributes("a[rel=next]", "href").concat();
    let second = browser.get(&next);
    assert_eq!(second.all("tbody tr").len(), 6);
    assert!(second.attributes("a[rel=next]", "href").is_empty());
    let back = browser.get(&second.attributes("a[rel=prev]", "href").concat());
    assert_eq!(
        back.attributes("tbody a", "href"),
        list.attributes("tbody a", "href"),
        "the same page again"
    );
    assert!(back.attributes("a[rel=prev]", "href").is_empty(), "and the first");
    assert_eq!(back.attributes("a[rel=next]", "href").concat(), next);
    let march = browser.get("/sessions?month=2026-03");
    assert_eq!(march.all("tbody tr").len(), 1);
    assert!(march.attributes("tbody a", "href")[0].ends_with(&reference(&world, first)));
    assert_eq!(
        browser
            .get(&format!("/sessions?area={}", world.west))
            .all("tbody tr")
            .len(),
        0
    );
    assert_eq!(browser.get("/sessions?mode=online").all("tbody tr").len(), 0);
    assert_eq!(browser.get("/sessions?after=zz").all("tbody tr").len(), 25);
}

/// A filter that names nothing is told at its field, and no list stands under it that would pass for what was asked.
#[test]
fn a_filter_that_names_nothing_is_told_at_its_field() {
    let world = World::new();
    let session = world.session(2);
    let browser = Browser::of(&world, None);
    for (query, fields) in [
        ("area=zz", &["area"][..]),
        (&format!("area={}", session.0), &["area"]),
        ("course=zz", &["course"]),
        ("course=C-2222222", &["course"]),
        ("mode=zz", &["mode"]),
        ("month=2026-99", &["month"]),
        ("month=1026-03", &["month"]),
        (
            "month=99&mode=nonsense&course=x&area=x",
            &["area", "course", "mode", "month"],
        ),
    ] {
        let page = browser.get(&format!("/sessions?{query}"));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let told = page.attributes(".govuk-error-summary__list a", "href");
        let wanted: Vec<_> = fields.iter().map(|field| format!("#{field}")).collect();
        assert_eq!(told, wanted, "{query}");
        assert_eq!(page.all(".govuk-error-message").len(), fields.len(), "{query}");
        assert!(page.all("tbody tr").is_empty(), "{query}");
        assert!(page.main().contains("Clear filters"), "{query}");
    }
    let own = world
        .one(&COURSE, values![session.0], |row| row.get::<String>(0))
        .unwrap();
    for good in [
        format!("course={own}&area={}&mode=room&month=2026-03", world.east),
        format!("course={}", own.to_lowercase()),
    ] {
        let page = browser.get(&format!("/sessions?{good}"));
        assert_eq!(page.status, StatusCode::OK, "{good}");
        assert_eq!(page.all("tbody tr").len(), 1, "{good}");
    }
}

#[test]
fn the_public_list_costs_a_fixed_number_of_statements() {
    let world = World::new();
    let count = || {
        world
            .db
            .read_now(|tx| {
                learning::lists::public(
                    tx,
                    &learning::lists::PublicQuery::default(),
                    Instant::on(day(2026, 3, 2), "09:00").unwrap(),
                )?;
                Ok(tx.queries())
            })
            .unwrap()
    };
    let before = count();
    for number in 0..30 {
        world.session_on(2, &[day(2026, 4, 1).plus(number)]);
    }
    assert_eq!((before, count()), (2, 2));
}

/// A booking from the list to the link: problems keep what was typed, the answer is one and the same, the link shows,
/// changes and cancels.
#[test]
fn a_person_books_changes_and_cancels() {
    let world = World::new();
    let session = world.session(1);
    let (own, browser, mut area) = (
        reference(&world, session),
        Browser::of(&world, None),
        String::new(),
    );
    let book = format!("/sessions/{own}/book");
    let wrong = browser.fill(
        &book,
        "/book",
        &[
            ("name", "Ann One"),
            ("email", "not an address"),
            ("access_needs", "<b>loop</b>"),
        ],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.title().starts_with("Error: "));
    assert_eq!(wrong.all(".govuk-error-summary__list li").len(), 4);
    assert_eq!(wrong.attributes("#name", "value"), ["Ann One"]);
    assert!(
        wrong.text().contains("&lt;b&gt;loop&lt;/b&gt;"),
        "typed text is text"
    );
    let sent = browser.fill(
        &book,
        "/book",
        &person(&world, "Ann One", "ann.one@work.example", &mut area),
    );
    assert_eq!(
        (sent.status, sent.location.as_str()),
        (StatusCode::SEE_OTHER, format!("/sessions/{own}/booked").as_str())
    );
    let thanks = browser.get(&sent.location);
    assert_eq!(thanks.heading(), "Look in your mail");
    // The same address again, and another person without a place: the same answer to the byte.
    let mut area2 = String::new();
    let again = browser.fill(
        &book,
        "/book",
        &person(&world, "Ann One", "ann.one@work.example", &mut area),
    );
    let other = browser.fill(
        &book,
        "/book",
        &person(&world, "Bea Two", "bea.two@work.example", &mut area2),
    );
    for seen in [&again, &other] {
        assert_eq!(
            (seen.status, &seen.location, &seen.bytes),
            (sent.status, &sent.location, &sent.bytes)
        );
    }
    let token = learning::places::link::token(world.db.keys(), world.booking(session, "Ann One"), 0);
    let home = format!("/booking/{token}");
    let mine = browser.get(&home);
    assert!(mine.main().contains("You have a place.") && mine.main().contains("ann.one@work.example"));
    assert!(!mine.main().contains("Bea"), "one's own booking and no other");
    let changed = browser.fill(
        &format!("{home}/change"),
        "/change",
        &[("organisation", "Health trust")],
    );
    assert_eq!(changed.location, format!("{home}?done=changed"));
    assert!(browser.get(&changed.location).main().contains("Health trust"));
    let waiting = learning::places::link::token(world.db.keys(), world.booking(session, "Bea Two"), 0);
    assert!(
        browser
            .get(&format!("/booking/{waiting}"))
            .main()
            .contains("You are number 1 on the waiting list")
    );
    assert_eq!(browser.get(&format!("{home}/cancel")).status, StatusCode::OK);
    assert_eq!(world.places(session), (1, 1), "looking cancels nothing");
    let gone = browser.fill(&format!("{home}/cancel"), "/cancel", &[]);
    assert_eq!(gone.location, format!("{home}?done=cancelled"));
    assert!(
        browser
            .get(&format!("/booking/{waiting}"))
            .main()
            .contains("You have a place.")
    );
    let back = browser.fill(&home, "/again", &[]);
    assert_eq!(back.location, format!("{home}?done=again"));
    assert!(
        browser
            .get(&home)
            .main()
            .contains("You are number 1 on the waiting list")
    );
}

/// Proves SR7.
///
/// One form sent twice is one booking and one answer, and so it is with the same form sent by a second tab.
#[test]
fn a_form_sent_twice_books_once() {
    let world = World::new();
    let session = world.session(9);
    let (browser, mut area) = (Browser::of(&world, None), String::new());
    let page = browser.get(&format!("/sessions/{}/book", reference(&world, session)));
    let (target, fields) = page.form(
        "/book",
        &person(&world, "Ann One", "ann.one@work.example", &mut area),
    );
    let (first, second) = (browser.post(&target, &fields), browser.post(&target, &fields));
    assert_eq!((first.status, &first.location), (second.status, &second.location));
    assert_eq!(world.places(session), (9, 1));
    assert_eq!(world.mails(), [("confirmed".to_owned(), 1)]);
}

/// Proves SA11.
///
/// Fields that the form does not have are refused, not ignored; so is a field twice.
#[test]
fn extra_fields_are_refused() {
    let world = World::new();
    let session = world.session(9);
    let (browser, mut area) = (Browser::of(&world, None), String::new());
    let page = browser.get(&format!("/sessions/{}/book", reference(&world, session)));
    for (name, value) in [
        ("state", "booked"),
        ("taken", "0"),
        ("source", "staff"),
        ("name", "Twice"),
    ] {
        let (target, mut fields) = page.form(
            "/book",
            &person(&world, "Ann One", "ann.one@work.example", &mut area),
        );
        fields.push((name.to_owned(), value.to_owned()));
        assert_eq!(
            browser.post(&target, &fields).status,
            StatusCode::BAD_REQUEST,
            "{name}"
        );
    }
    assert_eq!(world.places(session), (9, 0));
}

/// Proves SH6.
///
/// Every GET of the public pages, also as a robot would send it, changes nothing, and links from a mail are not found.
#[test]
fn looking_changes_nothing() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    world.book(session, "Ann One").unwrap();
    let (own, keys) = (reference(&world, session), world.db.keys().clone());
    let token = learning::places::link::token(&keys, world.booking(session, "Ann One"), 0);
    let ticket = code::ticket(&keys, world.days(session)[0], kernel::Clock::now(&world.clock));
    let browser = Browser::of(&world, None);
    let before = (world.count(&world::EVENTS, None), world.db.version());
    for path in [
        "/".to_owned(),
        "/sessions".to_owned(),
        format!("/sessions/{own}"),
        format!("/sessions/{own}/book"),
        format!("/sessions/{own}/booked"),
        format!("/booking/{token}"),
        format!("/booking/{token}/change"),
        format!("/booking/{token}/cancel"),
        "/door".to_owned(),
        format!("/door/{ticket}"),
        format!("/door/{ticket}/walk-in"),
        "/door/thanks".to_owned(),
    ] {
        let seen = browser.get(&path);
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        assert!(!seen.text().contains("og:"), "{path}");
        if path.starts_with("/booking") || path.starts_with("/door/") {
            assert!(
                seen.headers["x-robots-tag"].to_str().unwrap().contains("noindex"),
                "{path}"
            );
            assert_eq!(seen.headers["cache-control"], "no-store", "{path}");
        }
    }
    assert_eq!((world.count(&world::EVENTS, None), world.db.version()), before);
}

/// Proves SH1.
///
/// Titles, file names and addresses of the public pages say nothing of what the service is for, whatever a course is
/// called and whoever books.
#[test]
fn titles_are_neutral() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    world.book(session, "Ann One").unwrap();
    let (own, keys) = (reference(&world, session), world.db.keys().clone());
    let token = learning::places::link::token(&keys, world.booking(session, "Ann One"), 0);
    let browser = Browser::of(&world, None);
    let neutral = |path: &str| {
        let seen = browser.get(path);
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        for word in ["Responding well", "Ann One", own.as_str()] {
            assert!(!seen.title().contains(word), "{path}: {}", seen.title());
        }
    };
    for path in [
        "/sessions".to_owned(),
        format!("/sessions/{own}"),
        format!("/sessions/{own}/book"),
        format!("/sessions/{own}/booked"),
        format!("/booking/{token}"),
        format!("/booking/{token}/change"),
        format!("/booking/{token}/cancel"),
        "/door".to_owned(),
        "/door/thanks".to_owned(),
    ] {
        neutral(&path);
    }
    let ticket = code::ticket(&keys, world.days(session)[0], kernel::Clock::now(&world.clock));
    neutral(&format!("/door/{ticket}"));
    neutral(&format!("/door/{ticket}/walk-in"));
}

store::statements! {
    REFERENCE = "select reference from session where id = ?1";
    COURSE = "select c.reference from course c join session s on s.course_id = c.id where s.id = ?1";
}
