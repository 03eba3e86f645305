//! A person's own record: what opens it, what it shows, how the link to it is got and ended.

use crate::certificates::{held, press, there};
use crate::pages::{Browser, Seen};
use crate::world::{self, World, day};
use access::Viewer;
use access::actions::{ManageBookings, SeeOwnRecord};
use http::StatusCode;
use kernel::{Clock, Id, Refusal, Stop};
use learning::model::{CourseDraft, LearnerId, SessionId};
use learning::own_record;
use std::sync::Arc;
use store::values;

store::statements! {
    LEARNER = "select id from learner where email_blind = ?1";
    ROUND = "select record_round from learner where id = ?1";
    LETTERS = "select id, template, content_sealed from mail order by made_at, id";
    WISHES = "select count(*) from job where kind = 'learning.record'";
    CERTIFICATE_OF = "select id from certificate where learner_id = ?1";
}

fn learner(world: &World, name: &str) -> LearnerId {
    let blind = world
        .db
        .keys()
        .blind("learner email", &world.person(name).person.email);
    LearnerId(world.one(&LEARNER, values![blind], |row| row.get(0)).unwrap())
}

pub(crate) fn link(world: &World, name: &str) -> String {
    let learner = learner(world, name);
    let round: i64 = world.one(&ROUND, values![learner.0], |row| row.get(0)).unwrap();
    let until = world.clock.now().plus_seconds(own_record::LINK_DAYS * 86_400);
    format!(
        "/record/{}",
        own_record::token(world.db.keys(), learner, round, until)
    )
}

/// The links in the messages with this text, as far as they lead to a record.
fn links(world: &World, template: &str) -> Vec<String> {
    let rows = world.all(&LETTERS, values![], |row| {
        Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<Vec<u8>>(2)?))
    });
    rows.into_iter()
        .filter(|(_, known, _)| known == template)
        .map(|(id, _, sealed)| {
            let content = world
                .db
                .keys()
                .open("mail", "content_sealed", id, &sealed)
                .unwrap();
            let content: serde_json::Value = serde_json::from_slice(&content).unwrap();
            let link = content["link"].as_str().unwrap();
            link.strip_prefix(world::BASE).unwrap().to_owned()
        })
        .collect()
}

/// Does the work that is due.
fn work(world: &World) {
    let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(own_record::SendRecords::new(world::BASE))];
    let clock: Arc<dyn Clock> = Arc::new(kernel::FixedClock::at(world.clock.now()));
    post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
        .round()
        .unwrap();
}

fn open(world: &World, token: &str) -> Result<own_record::Holder, Stop> {
    world.see::<SeeOwnRecord, _>(&Viewer::public(), |tx, scope| {
        own_record::by_token(tx, scope, world.clock.now(), token)
    })
}

/// Proves SC6: only the signed link opens a record, and only that of its person; whatever is changed in it opens nothing.
#[test]
fn only_the_signed_link_opens_a_record() {
    let (world, _) = held();
    let token = link(&world, "Ann One").replace("/record/", "");
    assert_eq!(open(&world, &token).unwrap().name, "Ann One");
    let other = link(&world, "Bea Two").replace("/record/", "");
    let mut wrong = vec![
        format!("{}{}", &other[..32], &token[32..]),
        token.to_uppercase(),
        token[..73].to_owned(),
        String::new(),
        "é".repeat(37),
    ];
    for place in 32..74 {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
        wrong.push(String::from_utf8(bytes).unwrap());
    }
    for token in wrong {
        assert!(
            matches!(open(&world, &token), Err(Stop::Refusal(Refusal::Unknown))),
            "{token}"
        );
    }
}

/// A link to a record works for thirty days, then says that it has ended and nothing of its person.
#[test]
fn a_link_to_a_record_ends_by_itself() {
    let (world, _) = held();
    let path = link(&world, "Ann One");
    // Thirty days of 24 hours: the clocks were put forward meanwhile.
    world.on(day(2026, 4, 12), "14:59");
    assert!(Browser::of(&world, None).get(&path).main().contains("Ann One"));
    world.on(day(2026, 4, 12), "15:01");
    let ended = Browser::of(&world, None).get(&path);
    assert_eq!(ended.status, StatusCode::GONE);
    let words = ended.main();
    assert!(
        words.contains("works for 30 days") && !words.contains("Ann One"),
        "{words}"
    );
}

/// Whoever holds a link ends all of them; a coordinator who sends a new link to a booking ends them too.
#[test]
fn links_to_a_record_can_be_ended() {
    let (world, session) = held();
    let browser = Browser::of(&world, None);
    let (first, bea) = (link(&world, "Ann One"), link(&world, "Bea Two"));
    let form = browser.get(&first).form("/end", &[]);
    let done = browser.post(&form.0, &form.1);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    assert!(browser.get(&done.location).main().contains("are ended"));
    let twice = browser.post(&form.0, &form.1);
    assert_eq!(twice.location, done.location, "sent twice, it is answered alike");
    let ended = browser.get(&first);
    assert_eq!(ended.status, StatusCode::GONE);
    assert!(ended.main().contains("was ended") && !ended.main().contains("Ann One"));
    assert_eq!(
        browser.get(&bea).status,
        StatusCode::OK,
        "those of others work on"
    );
    let second = link(&world, "Ann One");
    assert_eq!(browser.get(&second).status, StatusCode::OK);
    let booking = world.booking(session, "Ann One");
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::places::manage::renew_link(tx, scope, moment, booking)
        })
        .unwrap();
    assert_eq!(browser.get(&second).status, StatusCode::GONE);
}

/// A session of a course on a day, at which these people were.
fn attended(world: &World, draft: CourseDraft, date: kernel::Day, names: &[&str]) -> SessionId {
    world.on(date.plus(-10), "09:00");
    let course = world.course_from(draft);
    let session = world.session_of(course, 9, &[date]);
    for name in names {
        world.book(session, name).unwrap();
    }
    world.on(date, "14:00");
    for name in names {
        there(world, session, name, &[0]);
    }
    session
}

fn rows(seen: &Seen) -> Vec<String> {
    seen.all("tbody tr")
}

/// The record shows what one attended, whole or in part, with the certificates that are valid, and what is due again when.
#[test]
fn a_record_shows_what_was_attended_and_what_is_due() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let yearly = CourseDraft {
        title: "Once a year".to_owned(),
        hours: 1.0,
        refresher_months: Some(12),
        ..world.course_draft()
    };
    attended(&world, yearly, day(2026, 5, 31), &["Ann One"]);
    let browser = Browser::of(&world, None);
    let seen = browser.get(&link(&world, "Ann One"));
    assert_eq!(
        rows(&seen),
        [
            "Once a year 31 May 2026 1 hour None",
            "Responding well 12 March 2026 to 13 March 2026 3.5 hours Certificate (PDF) Responding well, 12 March 2026",
            "Once a year 31 May 2026 Due on 31 May 2027 Dates to book Once a year",
        ]
    );
    assert!(!seen.title().contains("Ann"), "no name in a title");
    let partly = browser.get(&link(&world, "Bea Two"));
    assert_eq!(
        rows(&partly),
        ["Responding well 12 March 2026 to 13 March 2026 1 of 2 days None"]
    );
    let nothing = browser.get(&link(&world, "Cat Three"));
    assert!(nothing.main().contains("There is nothing here yet"));
    world.on(day(2027, 3, 1), "10:00");
    let soon = Browser::of(&world, None).get(&link(&world, "Ann One"));
    assert_eq!(soon.all(".govuk-tag--yellow"), ["Due on 31 May 2027"]);
    world.on(day(2027, 5, 31), "10:00");
    let due = Browser::of(&world, None).get(&link(&world, "Ann One"));
    assert_eq!(due.all(".govuk-tag--red"), ["Due since 31 May 2027"]);
}

/// Certificates are fetched through one's own record only.
#[test]
fn nobody_fetches_the_certificate_of_another() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let browser = Browser::of(&world, None);
    let certificate: Id = world
        .one(&CERTIFICATE_OF, values![learner(&world, "Ann One").0], |row| {
            row.get(0)
        })
        .unwrap();
    let mine = browser.get(&format!("{}/certificates/{certificate}", link(&world, "Ann One")));
    assert_eq!(mine.status, StatusCode::OK);
    assert!(mine.text().contains("Ann One"));
    let others = browser.get(&format!("{}/certificates/{certificate}", link(&world, "Bea Two")));
    assert_eq!(others.status, StatusCode::NOT_FOUND);
}

/// The message about a certificate leads to the record.
#[test]
fn the_message_leads_to_the_record() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let links = links(&world, "certificate");
    assert_eq!(links.len(), 1);
    let seen = Browser::of(&world, None).get(&links[0]);
    assert_eq!(
        (seen.status, seen.heading().as_str()),
        (StatusCode::OK, "Your record")
    );
}

/// Proves SD4: asked with a known address or another, the answer is the same; only the person who is known is written to, once an hour.
#[test]
fn the_answer_is_the_same_whether_the_address_is_known() {
    let (world, _) = held();
    let browser = Browser::of(&world, None);
    let ask = |email: &str| {
        let begun = std::time::Instant::now();
        let sent = browser.fill("/record", "/record", &[("email", email)]);
        assert!(begun.elapsed().as_millis() >= 10, "evenly");
        (
            sent.status,
            sent.location.clone(),
            browser.get(&sent.location).main(),
        )
    };
    let known = ask(" Ann.One@work.example ");
    assert_eq!(known.0, StatusCode::SEE_OTHER);
    assert_eq!(known, ask("nobody@work.example"));
    assert_eq!(known, ask("ann.one@work.example"));
    assert_eq!(
        world.count(&WISHES, None),
        3,
        "what is written is the same as well"
    );
    work(&world);
    work(&world);
    work(&world);
    let links = links(&world, "record");
    assert_eq!(links.len(), 1, "one message in an hour");
    assert!(browser.get(&links[0]).main().contains("Ann One"));
    let wrong = browser.fill("/record", "/record", &[("email", "no address")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// From one's booking the link is sent to the address of the booking: the page itself does not open the record.
#[test]
fn a_booking_sends_the_link_to_its_own_address() {
    let (world, session) = held();
    let browser = Browser::of(&world, None);
    let token = learning::places::link::token(world.db.keys(), world.booking(session, "Bea Two"), 0);
    let sent = browser.fill(&format!("/booking/{token}"), "/record", &[]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let back = browser.get(&sent.location);
    assert!(back.main().contains("is on its way"), "{}", back.main());
    assert!(
        !back.text().contains("/record/"),
        "no link to a record on the page"
    );
    let links = links(&world, "record");
    assert!(browser.get(&links[0]).main().contains("Bea Two"));
}

/// A record costs three statements, however much there is, and goes on page by page.
#[test]
fn a_long_record_is_read_page_by_page() {
    let world = World::new();
    let mut date = day(2026, 3, 20);
    for _ in 0..own_record::PAGE + 3 {
        attended(&world, world.course_draft(), date, &["Ann One"]);
        date = date.plus(11);
    }
    let token = link(&world, "Ann One").replace("/record/", "");
    let cost = world
        .see::<SeeOwnRecord, _>(&Viewer::public(), |tx, scope| {
            let holder = own_record::by_token(tx, scope, world.clock.now(), &token)?;
            own_record::page(tx, scope, &holder, None)?;
            own_record::refreshers(tx, scope, &holder)?;
            Ok(tx.queries())
        })
        .unwrap();
    assert_eq!(cost, 3, "whose, what was attended, and what is due");
    let browser = Browser::of(&world, None);
    let first = browser.get(&link(&world, "Ann One"));
    assert_eq!(rows(&first).len(), own_record::PAGE);
    let next = first.attributes(".govuk-pagination__next a", "href");
    let second = browser.get(&next[0]);
    assert_eq!(rows(&second).len(), 3);
    assert!(second.attributes(".govuk-pagination__next a", "href").is_empty());
}
