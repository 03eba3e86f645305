//! The door on the screen: one's own phone, the projector, the register.

use crate::pages::Browser;
use crate::world::{self, World, day};
use http::StatusCode;
use kernel::Instant;
use learning::door::code;
use learning::model::Purpose;
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
    let page = browser.get(&screen);
    assert!(
        !page.text().contains("Ann") && !page.text().contains("Bea"),
        "no attendee is named at the door"
    );
    let (ticket, fields) = page.form("", &[("who", "ann.one@work.example")]);
    assert_ne!(ticket, screen, "the form has longer than the code on the screen");
    let entered = browser.post(&ticket, &fields);
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let feedback = entered.location.strip_prefix("/feedback/").unwrap();
    assert_eq!(
        code::read_feedback(&keys, feedback, kernel::Clock::now(&world.clock)).map(|link| link.day),
        Some(today)
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1);
    let unknown = browser.fill(&screen, "", &[("who", "Nobody Known")]);
    assert!(unknown.location.contains("/walk-in"));
    let area = world.east.to_string();
    let nobody = [
        ("name", "Nobody Known"),
        ("email", "nobody@work.example"),
        ("organisation", "Housing"),
        ("background", "housing"),
        ("area", area.as_str()),
    ];
    let walked = browser.fill(&unknown.location, "/walk-in", &nobody);
    assert!(walked.location.starts_with("/feedback/"), "{}", walked.main());
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
    let (again, fields) = browser.get(&screen).form("", &[("who", "Ann One")]);
    assert_eq!(
        browser.post(&again, &fields).location,
        format!("/feedback/{feedback}")
    );
    let (ticket, fields) = browser.get(&screen).form("", &[("who", "bea.two@work.example")]);
    let next = browser.post(&ticket, &fields).location;
    let next = next.strip_prefix("/feedback/").unwrap();
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
        let screen = code::rotating(world.db.keys(), day, kernel::Clock::now(&world.clock));
        arrived.push(
            Browser::of(&world, None)
                .fill(&format!("/door/{screen}"), "", &[("who", "Ann One")])
                .location,
        );
    }
    assert!(arrived[0].ends_with("/pre"), "{arrived:?}");
    assert!(
        arrived[1].starts_with("/feedback/f") && arrived[1].matches('/').count() == 2,
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
        let screen = code::rotating(world.db.keys(), day, kernel::Clock::now(&world.clock));
        let browser = Browser::of(&world, None);
        let sent = browser.fill(&format!("/door/{screen}"), "", &[("who", "Ann One")]);
        arrived.push((sent.location.clone(), browser.get(&sent.location).main()));
    }
    assert!(arrived[0].0.starts_with("/door/thanks"), "{arrived:?}");
    assert!(arrived[0].1.contains("at the end of the last day"), "{arrived:?}");
    assert!(arrived[1].0.starts_with("/feedback/f"), "{arrived:?}");
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
    let html = after.text();
    assert!(html.contains("Undo what was just saved"));
    let undo: Vec<(String, String)> = after.form(&format!("?day={today}"), &[]).1;
    assert_eq!(undo.iter().filter(|(name, _)| name == "shown").count(), 2);
    assert!(undo.contains(&("what".to_owned(), "undo".to_owned())));
    assert_eq!(browser.post(&target, &undo).status, StatusCode::SEE_OTHER);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 0);
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
