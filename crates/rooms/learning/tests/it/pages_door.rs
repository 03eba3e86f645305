//! The door on the screen: one's own phone, the projector, the register.

use crate::pages::Browser;
use crate::world::{self, World, day};
use http::StatusCode;
use kernel::Instant;
use learning::door::code;
use learning::model::{Purpose, SessionDayId};
use store::values;

fn reference(world: &World) -> String {
    world.one(&SESSION, values![], |row| row.get(0)).unwrap()
}

#[test]
fn the_door_takes_names_walk_ins_and_leads_to_the_questions() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
    }
    let (today, keys) = (world.days(session)[0], world.db.keys().clone());
    let browser = Browser::of(&world, None);
    let screen = format!(
        "/door/{}",
        code::rotating(&keys, today, kernel::Clock::now(&world.clock))
    );
    let led = browser.get(&screen).location;
    assert!(
        led.starts_with("/door/t"),
        "the code on the screen leads to one that can be loaded again"
    );
    let page = browser.get(&led);
    assert!(
        !page.text().contains("Ann") && !page.text().contains("Bea"),
        "no attendee is named at the door"
    );
    let (ticket, fields) = page.form("", &[("who", "ann.one@work.example")]);
    assert_ne!(ticket, screen, "the form has longer than the code on the screen");
    let entered = browser.post(&ticket, &fields);
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let feedback = entered.location.strip_prefix("/thank-you/").unwrap();
    assert_eq!(
        code::read_feedback(&keys, feedback, kernel::Clock::now(&world.clock)).map(|link| link.day),
        Some(today)
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
    // A name that is not known: what was typed stands there again, with a way to the form of who has not booked.
    let (to, mut fields) = browser.get(&led).form("", &[("who", "Nobody Known")]);
    let unknown = browser.post(&to, &fields);
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.attributes("input[name=who]", "value"), ["Nobody Known"]);
    assert!(unknown.main().contains("We did not find one booking"));
    fields.push(("what".to_owned(), "walk-in".to_owned()));
    let form = browser.post(&to, &fields);
    assert_eq!(form.attributes("input[name=name]", "value"), ["Nobody Known"]);
    assert!(form.attributes("a.govuk-back-link", "href")[0].starts_with("/door/t"));
    let area = world.east.to_string();
    let nobody = [
        ("name", "Nobody Known"),
        ("email", "nobody@work.example"),
        ("organisation", "Housing"),
        ("background", "housing"),
        ("area", area.as_str()),
    ];
    let (to, fields) = form.form("/walk-in", &nobody);
    let walked = browser.post(&to, &fields);
    assert!(walked.location.starts_with("/thank-you/f"), "{}", walked.main());
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 2);
    assert_eq!(browser.get("/door/q0").status, StatusCode::GONE);
    let typed = [
        ("session", reference(&world)),
        ("code", code::spoken(&keys, today)),
    ];
    let spoken = browser.fill(
        "/door",
        "/door",
        &[("session", &typed[0].1), ("code", &typed[1].1)],
    );
    assert!(spoken.location.starts_with("/door/t"), "{}", spoken.main());
    let wrong = browser.fill("/door", "/door", &[("session", &typed[0].1), ("code", "AAA AAA")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Signing in again leads to the same link; the next person, in the same second, gets one of her own. Neither tells the
    // moment of signing in.
    let (again, fields) = browser.get(&led).form("", &[("who", "Ann One")]);
    assert_eq!(
        browser.post(&again, &fields).location,
        format!("/thank-you/{feedback}")
    );
    let (ticket, fields) = browser.get(&led).form("", &[("who", "bea.two@work.example")]);
    let next = browser.post(&ticket, &fields).location;
    let next = next.strip_prefix("/thank-you/").unwrap();
    assert_ne!(next, feedback);
    assert_eq!(next[..43], feedback[..43], "the same day and the same end");
}

/// Proves SA7.
/// Who comes on the first day is asked the questions before the course first; on a later day those are left out.
#[test]
fn the_first_day_begins_with_the_questions_before_the_course() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.instruments = [Purpose::Feedback, Purpose::Pre, Purpose::Post]
        .map(|purpose| (purpose, "end-of-session".to_owned()))
        .to_vec();
    let session = world.session_of(world.course_from(draft), 3, &[day(2026, 3, 2), day(2026, 3, 3)]);
    world.book(session, "Ann One").unwrap();
    let mut arrived = Vec::new();
    for (date, day) in [day(2026, 3, 2), day(2026, 3, 3)]
        .into_iter()
        .zip(world.days(session))
    {
        world.clock.set(Instant::on(date, "08:45").unwrap());
        arrived.push(signs_in(&world, day, "Ann One"));
    }
    assert!(arrived[0].ends_with("/pre"), "{arrived:?}");
    assert!(
        arrived[1].starts_with("/thank-you/f") && arrived[1].matches('/').count() == 2,
        "{arrived:?}"
    );
    let nonce = |path: &str| {
        let link = path.split('/').nth(2).unwrap().to_owned();
        code::read_feedback(world.db.keys(), &link, kernel::Clock::now(&world.clock)).map(|link| link.nonce)
    };
    assert!(nonce(&arrived[1]).is_some());
    assert_eq!(
        nonce(&arrived[0]),
        nonce(&arrived[1]),
        "both days' links are one person's"
    );
}

/// On a day that is not the last nobody is asked to look back, but told when she will be.
#[test]
fn feedback_waits_for_the_last_day() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2), day(2026, 3, 3)]);
    world.book(session, "Ann One").unwrap();
    let mut arrived = Vec::new();
    for (date, day) in [day(2026, 3, 2), day(2026, 3, 3)]
        .into_iter()
        .zip(world.days(session))
    {
        world.clock.set(Instant::on(date, "08:45").unwrap());
        arrived.push(signs_in(&world, day, "Ann One"));
    }
    assert!(arrived[0].starts_with("/door/thanks"), "{arrived:?}");
    let told = Browser::of(&world, None).get(&arrived[0]).main();
    assert!(told.contains("at the end of the last day"), "{told}");
    assert!(arrived[1].starts_with("/thank-you/f"), "{arrived:?}");
}

/// Somebody signs in; where that leads.
fn signs_in(world: &World, day: SessionDayId, who: &str) -> String {
    let ticket = code::ticket(world.db.keys(), day, kernel::Clock::now(&world.clock));
    Browser::of(world, None)
        .fill(&format!("/door/{ticket}"), "", &[("who", who)])
        .location
}

/// The questions before the course are put until it is well under way; to what looks back people are led in the second half of the day.
#[test]
fn signing_in_leads_to_the_questions_of_the_hour() {
    let world = World::new();
    let mut draft = world.course_draft();
    draft.instruments = [Purpose::Pre, Purpose::Feedback, Purpose::Post]
        .map(|purpose| (purpose, "end-of-session".to_owned()))
        .to_vec();
    let session = world.session_of(world.course_from(draft), 3, &[day(2026, 3, 12)]);
    world.book(session, "Ann One").unwrap();
    let day_id = world.days(session)[0];
    let led = |time: &str| {
        world.clock.set(Instant::on(day(2026, 3, 12), time).unwrap());
        signs_in(&world, day_id, "Ann One")
    };
    for (time, begins, ends) in [
        ("08:00", "/feedback/f", "/pre"),
        ("10:30", "/feedback/f", "/pre"),
        ("10:31", "/thank-you/f", ""),
        ("11:14", "/thank-you/f", ""),
        ("11:15", "/feedback/f", ""),
        ("14:00", "/feedback/f", ""),
    ] {
        let path = led(time);
        assert!(path.starts_with(begins) && path.ends_with(ends), "{time}: {path}");
        assert_eq!(path.ends_with("/pre"), ends == "/pre", "{time}: {path}");
    }
}

/// Proves SH10: one person gets one link, whether she types her name, her address, or fills in the form of who has not booked. A name that was
/// typed into that form leads to nobody's link but the writer's own.
#[test]
fn one_person_has_one_link_however_she_signs_in() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    world.book(session, "Ann One").unwrap();
    let today = world.days(session)[0];
    let area = world.east.to_string();
    let walks_in = |name: &str, email: &str| {
        let ticket = code::ticket(world.db.keys(), today, kernel::Clock::now(&world.clock));
        let fields = [
            ("name", name),
            ("email", email),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
        ];
        Browser::of(&world, None)
            .fill(&format!("/door/{ticket}/walk-in"), "/walk-in", &fields)
            .location
    };
    let ann = signs_in(&world, today, "Ann One");
    assert_eq!(walks_in("Annie Other", "ANN.ONE@work.example"), ann);
    let nell = walks_in("Nell Noaddress", "");
    assert!(nell.starts_with("/thank-you/f"), "{nell}");
    let other = walks_in("Nell Noaddress", "");
    assert!(other.starts_with("/thank-you/f"), "{other}");
    assert_ne!(other, nell, "another person of the same name");
    assert_ne!(nell, ann);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 3);
}

/// The thank-you page says that signing in again leads back: so it does for who has not booked, by her address, and writes nothing.
#[test]
fn who_has_not_booked_comes_back_by_her_address() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    let (today, area) = (world.days(session)[0], world.east.to_string());
    let walks_in = || {
        let ticket = code::ticket(world.db.keys(), today, kernel::Clock::now(&world.clock));
        let fields = [
            ("name", "Wanda Walk"),
            ("email", "wanda@work.example"),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
        ];
        Browser::of(&world, None)
            .fill(&format!("/door/{ticket}/walk-in"), "/walk-in", &fields)
            .location
    };
    let ticket = code::ticket(world.db.keys(), today, kernel::Clock::now(&world.clock));
    let form = Browser::of(&world, None).get(&format!("/door/{ticket}/walk-in"));
    assert!(
        form.main().contains("With it you can sign in again"),
        "the form says so"
    );
    let wanda = walks_in();
    assert!(wanda.starts_with("/thank-you/f"), "{wanda}");
    let events = world.count(&world::EVENTS, None);
    assert_eq!(signs_in(&world, today, " WANDA@work.example"), wanda);
    assert_eq!(walks_in(), wanda);
    assert_eq!(world.count(&world::EVENTS, None), events);
    assert_eq!(
        signs_in(&world, today, "Wanda Walk"),
        "",
        "a name alone finds no walk-in"
    );
}

/// The register says so when somebody is on it already, and keeps what was typed.
#[test]
fn the_register_says_who_is_on_it_already() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    let (own, today) = (
        format!("/sessions/{}/register", reference(&world)),
        world.days(session)[0],
    );
    let browser = Browser::of(&world, Some(&world.trainer));
    let area = world.east.to_string();
    let add = |email: &str| {
        let fields = [
            ("name", "Wanda Walk"),
            ("email", email),
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
        ];
        let page = browser.get(&own);
        let (to, fields) = page.form_for(&format!("?day={today}"), "walk-in", &fields);
        browser.post(&to, &fields)
    };
    let added = add("wanda@work.example");
    assert!(added.location.ends_with("&done=added"), "{}", added.main());
    let again = add("wanda@work.example");
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.main().contains("is already on the register"),
        "{}",
        again.main()
    );
    assert_eq!(again.attributes("input[name=name]", "value"), ["Wanda Walk"]);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
    assert!(
        add("").location.ends_with("&done=added"),
        "who gives no address may be another"
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 2);
}

#[test]
fn the_register_is_kept_without_a_script() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    let (own, today) = (format!("/sessions/{}", reference(&world)), world.days(session)[0]);
    let browser = Browser::of(&world, Some(&world.trainer));
    let page = browser.get(&format!("{own}/register"));
    assert_eq!(
        page.all(".govuk-checkboxes__item label"),
        ["Ann One", "Bea Two", "Cat Three"]
    );
    let boxes = page.attributes("[data-register] input[type=checkbox]", "value");
    let (target, mut fields) = page.form(&format!("?day={today}"), &[]);
    fields.retain(|(name, _)| name != "present");
    let stranger = fields
        .iter()
        .cloned()
        .chain([("present".to_owned(), session.to_string())])
        .collect::<Vec<_>>();
    assert_eq!(browser.post(&target, &stranger).status, StatusCode::NOT_FOUND);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 0);
    for learner in &boxes[..2] {
        fields.push(("present".to_owned(), learner.clone()));
    }
    let saved = browser.post(&target, &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 2);
    let after = browser.get(&saved.location);
    assert!(after.main().contains("The register is saved."));
    assert_eq!(
        saved.location,
        format!("{own}/register?day={today}&done=saved"),
        "nobody stands in the address"
    );
    let html = after.text();
    assert!(html.contains("Undo what was just saved"));
    let undo: Vec<(String, String)> = after.form_for(&format!("?day={today}"), "undo", &[]).1;
    let undone = browser.post(&target, &undo);
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.main());
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 0);
    for again in [&saved.location, &undone.location] {
        assert!(
            !browser.get(again).text().contains("Undo what was just saved"),
            "{again}"
        );
    }
    let elsewhere = Browser::of(&world, Some(&world.westerner)).get(&format!("{own}/register"));
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[test]
fn the_screen_shows_a_square_and_a_code_while_the_door_is_open() {
    let world = World::new();
    let session = world.session_on(5, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    let own = format!("/sessions/{}/door", reference(&world));
    let open = Browser::of(&world, Some(&world.trainer)).get(&own);
    assert_eq!(open.attributes("svg[role=img]", "aria-label").len(), 1);
    assert!(
        open.main()
            .contains(&code::spoken(world.db.keys(), world.days(session)[0]))
    );
    assert_eq!(
        open.attributes("[data-refresh-seconds]", "data-refresh-seconds"),
        ["10"]
    );
    world.clock.set(Instant::on(day(2026, 3, 2), "05:00").unwrap());
    let shut = Browser::of(&world, Some(&world.trainer)).get(&own);
    assert!(shut.attributes("main svg", "role").is_empty());
}

store::statements! {
    SESSION = "select reference from session";
}

/// A device that is handed round signs one person in after the other, names nobody, leads nobody to another's questions, and is empty for
/// the next.
#[test]
fn a_device_that_is_handed_round_names_nobody() {
    let world = World::new();
    let session = world.session_on(3, &[day(2026, 3, 2)]);
    world.clock.set(Instant::on(day(2026, 3, 2), "08:45").unwrap());
    for name in ["Ann One", "Bea Two"] {
        world.book(session, name).unwrap();
    }
    let (today, keys) = (world.days(session)[0], world.db.keys().clone());
    let browser = Browser::of(&world, None);
    let typed = [
        ("session", &*reference(&world)),
        ("code", &*code::spoken(&keys, today)),
        ("shared", "yes"),
    ];
    let mut place = browser.fill("/door", "/door", &typed).location;
    assert!(
        place.starts_with("/door/s") && place.ends_with("/shared"),
        "{place}"
    );
    let own = code::ticket(&keys, today, kernel::Clock::now(&world.clock));
    assert_eq!(
        browser.get(&format!("/door/{own}/shared")).status,
        StatusCode::NOT_FOUND,
        "a phone's own code opens no device that is handed round"
    );
    for (who, there) in [("Ann One", 1), ("bea.two@work.example", 2), ("Ann One", 2)] {
        let page = browser.get(&place);
        assert!(
            !page.text().contains("Ann") && !page.text().contains("Bea"),
            "nobody is named"
        );
        assert_eq!(page.attributes("input[name=who]", "value"), Vec::<String>::new());
        assert_eq!(page.attributes("input[name=who]", "autocomplete"), ["off"]);
        let (to, fields) = page.form("/shared", &[("who", who)]);
        place = browser.post(&to, &fields).location;
        assert!(
            place.contains("/shared?done=in"),
            "to the empty page, not to her questions: {place}"
        );
        assert_eq!(world.count(&world::MARKS, Some(today.0)), there);
    }
    assert!(browser.get(&place).main().contains("Hand the device on"));
    let (to, fields) = browser.get(&place).form("/shared", &[("who", "Nobody Known")]);
    assert_eq!(
        browser.post(&to, &fields).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let mut fields = fields;
    fields.push(("what".to_owned(), "walk-in".to_owned()));
    let form = browser.post(&to, &fields);
    assert_eq!(form.attributes("input[name=name]", "value"), ["Nobody Known"]);
    assert_eq!(form.attributes("input[name=name]", "autocomplete"), ["off"]);
    let area = world.east.to_string();
    let (to, fields) = form.form(
        "/shared/walk-in",
        &[
            ("organisation", "Housing"),
            ("background", "housing"),
            ("area", area.as_str()),
        ],
    );
    assert!(browser.post(&to, &fields).location.contains("/shared?done=in"));
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 3);
    let later = std::sync::Arc::new(kernel::FixedClock::at(
        Instant::on(day(2026, 3, 2), "16:01").unwrap(),
    ));
    let late = Browser::at(&world, None, later);
    assert_eq!(late.get(&place).status, StatusCode::GONE, "the door is closed");
}
