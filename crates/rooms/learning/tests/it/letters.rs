//! What leaves the house by mail: to whom, with whose link, and what its calendar file says.

use crate::world::{self, World, day, why};
use kernel::Id;
use learning::plan::session::Reach;
use store::values;

/// Recipient and content of every queued message, opened.
pub(crate) fn outgoing(world: &World) -> Vec<(String, serde_json::Value)> {
    let rows = world.all(&MAILS, values![], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?, row.get::<Vec<u8>>(2)?))
    });
    let keys = world.db.keys();
    rows.into_iter()
        .map(|(id, recipient, content)| {
            let recipient = keys
                .open_text("mail", "recipient_sealed", id, &recipient)
                .unwrap();
            let content = keys.open_text("mail", "content_sealed", id, &content).unwrap();
            (recipient, serde_json::from_str(&content).unwrap())
        })
        .collect()
}

/// Proves SH1.
/// Proves SH2.
/// Proves SH4.
///
/// One message to each person, with her own link and a calendar file called Meeting; no course, venue, area, name or need
/// stands in any of them, whatever happens to the session.
#[test]
fn messages_are_neutral_and_go_to_one_person_each() {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12), day(2026, 3, 13)]);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    world.clock.advance(60);
    world.cancel(world.booking(session, "Ann One")).unwrap();
    for (version, what) in [(1, "move"), (2, "cancel"), (3, "restore")] {
        world.clock.advance(60);
        world
            .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                let days = [learning::model::DayDraft {
                    day: day(2026, 4, 1),
                    starts: "10:00".to_owned(),
                    ends: "11:00".to_owned(),
                }];
                match what {
                    "move" => learning::plan::change::reschedule(
                        tx,
                        scope,
                        moment,
                        session,
                        version,
                        &days,
                        &why("CANARY reason"),
                    ),
                    "cancel" => learning::plan::change::cancel(
                        tx,
                        scope,
                        moment,
                        session,
                        version,
                        &why("CANARY reason"),
                    ),
                    _ => learning::plan::change::restore(tx, scope, moment, session, version),
                }
            })
            .unwrap();
    }
    let all = outgoing(&world);
    assert_eq!(
        all.len(),
        3 + 2 + 3 * 2,
        "confirmations, given back and offered, then two people told three times"
    );
    let mut versions: std::collections::BTreeMap<String, Vec<i64>> = std::collections::BTreeMap::new();
    for (recipient, content) in &all {
        assert_eq!(recipient.matches('@').count(), 1);
        let text = content.to_string();
        for canary in [
            "Responding",
            "Library",
            "East",
            "Ann",
            "Bea",
            "Cat",
            "hearing",
            "CANARY",
            "Housing",
            "Step-free",
        ] {
            let without_link = text.replace(content["link"].as_str().unwrap(), "");
            assert!(!without_link.contains(canary), "{canary} in {text}");
        }
        let link = content["link"].as_str().unwrap();
        let token = link.strip_prefix("https://trellis.example/booking/").unwrap();
        assert!(
            token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{link}"
        );
        if let Some(calendar) = content["calendar"].as_str() {
            assert!(
                calendar.contains("SUMMARY:Meeting") && calendar.contains("CLASS:PRIVATE"),
                "{calendar}"
            );
            assert!(
                !calendar.contains("ATTENDEE")
                    && !calendar.contains("LOCATION")
                    && !calendar.contains("DESCRIPTION")
            );
            let sequence = calendar
                .lines()
                .find_map(|line| line.strip_prefix("SEQUENCE:"))
                .unwrap();
            versions
                .entry(recipient.clone())
                .or_default()
                .push(sequence.trim().parse().unwrap());
        }
    }
    for (recipient, sequences) in versions {
        assert!(
            sequences.is_sorted_by(|one, next| one < next),
            "{recipient}: each calendar file replaces the one before: {sequences:?}"
        );
    }
}

/// Proves SH3.
///
/// The message's link leads to one's own booking and nothing wider, and giving a new link ends the old one.
#[test]
fn a_link_is_one_persons_own() {
    let world = World::new();
    let session = world.session(3);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let links: Vec<String> = outgoing(&world)
        .iter()
        .map(|(_, content)| {
            content["link"]
                .as_str()
                .unwrap()
                .strip_prefix(world::BASE)
                .unwrap()
                .to_owned()
        })
        .collect();
    let browser = crate::pages::Browser::of(&world, None);
    let (ann, bea) = (browser.get(&links[0]), browser.get(&links[1]));
    assert!(ann.main().contains("Ann One") && !ann.main().contains("Bea Two"));
    assert!(bea.main().contains("Bea Two") && !bea.main().contains("Ann One"));
}

/// Another venue is told once to everybody with a place, with a newer calendar file; other changes and the same words again
/// are told to nobody. A session called off sends its calendar file only to those who had an entry.
#[test]
fn changed_details_are_told_once() {
    let world = World::new();
    let session = world.session_on(1, &[day(2026, 3, 12)]);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let save = |version: i64, venue: &str, listed: bool| {
        world.clock.advance(60);
        let mut draft = world.session_draft(1, &[day(2026, 3, 12)]);
        venue.clone_into(&mut draft.venue);
        draft.listed = listed;
        world
            .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                learning::plan::session::update(tx, scope, moment, session, version, &draft, Reach::One)
            })
            .unwrap();
    };
    let told = || {
        world
            .mails()
            .into_iter()
            .find(|(template, _)| template == "details-changed")
            .map_or(0, |(_, count)| count)
    };
    save(1, "Library", false);
    assert_eq!(told(), 0, "the public list concerns nobody who booked");
    save(2, "Town hall", false);
    assert_eq!(told(), 1);
    let (recipient, content) = outgoing(&world).pop().unwrap();
    assert_eq!(recipient, "ann.one@work.example");
    assert!(!content.to_string().contains("Town hall"));
    let calendar = content["calendar"].as_str().unwrap();
    assert!(
        calendar.contains("SEQUENCE:1") && calendar.contains("METHOD:PUBLISH"),
        "{calendar}"
    );
    save(3, "Town hall", true);
    assert_eq!(told(), 1, "once per change");
    world.clock.advance(60);
    world
        .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::cancel(tx, scope, moment, session, 4, &why("snow"))
        })
        .unwrap();
    let all = outgoing(&world);
    let cancelled: Vec<_> = all
        .iter()
        .filter(|(_, content)| content.to_string().contains("METHOD:CANCEL"))
        .map(|(recipient, _)| recipient.as_str())
        .collect();
    assert_eq!(
        cancelled,
        ["ann.one@work.example"],
        "who only waited has no entry"
    );
}

pub(crate) fn change_days(
    world: &World,
    session: learning::model::SessionId,
    version: i64,
    days: &[kernel::Day],
) {
    let days: Vec<_> = days
        .iter()
        .map(|day| learning::model::DayDraft {
            day: *day,
            starts: "10:00".to_owned(),
            ends: "11:00".to_owned(),
        })
        .collect();
    world.clock.advance(60);
    world
        .act::<access::actions::PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::change::reschedule(tx, scope, moment, session, version, &days, &why("room"))
        })
        .unwrap();
}

/// An address that no mail goes to is taken in no form; should one be stored all the same, nobody is told that she was written to.
#[test]
fn an_address_that_takes_no_mail_is_no_silence() {
    let world = World::new();
    let session = world.session(2);
    let mut draft = world.person("Ann One");
    draft.person.email = "ann..one@work.example".to_owned();
    let booked = world
        .act::<access::actions::BookPublicly, _>(&access::Viewer::public(), move |tx, scope, moment| {
            learning::places::take::book(tx, scope, moment, session, &draft)
        });
    let Err(kernel::Stop::Problems(problems)) = booked else {
        panic!("taken: {booked:?}")
    };
    assert!(problems.of("email").is_some());
    world.book(session, "Ann One").unwrap();
    let booking = world.booking(session, "Ann One");
    let entropy = std::sync::Arc::clone(&world.entropy);
    world.raw(move |tx| {
        let learner = tx
            .one(&LEARNER, values![booking.0], |row| row.get::<Id>(0))?
            .unwrap();
        let email = tx.keys().seal(
            "learner",
            "email_sealed",
            learner,
            b"ann..one@work.example",
            entropy.as_ref(),
        );
        Ok(tx.run(&EMAIL, values![learner, email])?)
    });
    let cancelled = world.cancel(booking);
    assert!(matches!(cancelled, Err(kernel::Stop::Fault(_))), "{cancelled:?}");
    assert_eq!(world.places(session), (2, 1));
}

/// Method and the entries' names of a calendar file, read by the crate that writes it: a program of others reads them in `cargo xtask prove calendars`.
fn entries(file: &serde_json::Value) -> Option<(String, Vec<String>)> {
    let read: icalendar::Calendar = file.as_str()?.parse().unwrap();
    let names = read
        .components
        .iter()
        .map(|part| {
            let icalendar::CalendarComponent::Event(event) = part else {
                panic!("not an entry")
            };
            let uid = icalendar::Component::get_uid(event).unwrap();
            uid.rsplit_once('-').unwrap().1.to_owned()
        })
        .collect();
    Some((read.property_value("METHOD").unwrap().to_owned(), names))
}

/// A day that is dropped leaves the calendar: the message about the move takes it out, and so does a later cancellation, whatever became
/// of the session in between.
#[test]
fn a_dropped_day_leaves_the_calendar() {
    let world = World::new();
    let april = |date| day(2026, 4, date);
    let session = world.session_on(1, &[april(1), april(2), april(3)]);
    world.book(session, "Ann One").unwrap();
    world.book(session, "Bea Two").unwrap();
    let newest = || {
        let (_, content) = outgoing(&world)
            .into_iter()
            .rfind(|(to, content)| to.starts_with("ann") && content["calendar"].is_string())
            .unwrap();
        (
            entries(&content["calendar"]).unwrap(),
            entries(&content["dropped"]),
        )
    };
    let file = |method: &str, names: &[&str]| {
        (
            method.to_owned(),
            names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(),
        )
    };
    assert_eq!(newest(), (file("PUBLISH", &["1", "2", "3"]), None));
    change_days(&world, session, 1, &[april(7), april(8)]);
    assert_eq!(
        newest(),
        (file("PUBLISH", &["1", "2"]), Some(file("CANCEL", &["3"])))
    );
    change_days(&world, session, 2, &[april(9)]);
    assert_eq!(
        newest(),
        (file("PUBLISH", &["1"]), Some(file("CANCEL", &["2", "3"])))
    );
    change_days(&world, session, 3, &[april(9), april(10)]);
    assert_eq!(
        newest(),
        (file("PUBLISH", &["1", "2"]), Some(file("CANCEL", &["3"])))
    );
    world.clock.advance(60);
    world.cancel(world.booking(session, "Ann One")).unwrap();
    assert_eq!(newest(), (file("CANCEL", &["1", "2", "3"]), None));
    // Bea waited all the while: her calendar never had a third day.
    let (_, content) = outgoing(&world)
        .into_iter()
        .rfind(|(to, content)| to.starts_with("bea") && content["calendar"].is_string())
        .unwrap();
    assert_eq!(entries(&content["calendar"]), Some(file("PUBLISH", &["1", "2"])));
    change_days(&world, session, 4, &[april(20)]);
    let (_, content) = outgoing(&world).pop().unwrap();
    assert_eq!(entries(&content["dropped"]), Some(file("CANCEL", &["2"])));
}

store::statements! {
    MAILS = "select id, recipient_sealed, content_sealed from mail order by made_at, id";
    LEARNER = "select learner_id from booking where id = ?1";
    EMAIL = "update learner set email_sealed = ?2 where id = ?1";
}
