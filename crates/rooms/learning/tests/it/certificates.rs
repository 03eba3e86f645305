//! Certificates: who gets one, what it says, when it is valid.

use crate::pages::Browser;
use crate::pages_days::own;
use crate::press::PRESS;
use crate::world::{self, Account, World, day};
use access::actions::{IssueCertificates, ManageBookings};
use http::StatusCode;
use kernel::{Clock, Id, Instant, Refusal, Stop};
use learning::certificates::{check, issue, reading, withdraw};
use learning::model::{CertificateId, SessionId};
use std::sync::Arc;
use store::values;

store::statements! {
    THERE = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, at) select ?1, ?2, b.session_id, b.id, b.learner_id, 'phone', ?4 from booking b where b.id = ?3";
    NAMELESS = "insert into learner (id, name_sealed, name_blind, email_sealed, email_blind, made_at, name_form) values (?1, ?2, ?3, null, null, ?4, 1)";
    WALKED_IN = "insert into attendance (id, session_day_id, session_id, booking_id, learner_id, how, at) values (?1, ?2, ?3, null, ?4, 'walk-in', ?5)";
    NOT_THERE = "delete from attendance where session_id = ?1 and session_day_id = (select d.id from session_day d where d.session_id = ?1 order by d.day limit 1) and learner_id in (select k.learner_id from certificate k)";
    CERTIFICATES = "select id from certificate where session_id = ?1 order by issued_at, id";
    VALID = "select count(*) from certificate where withdrawn_at is null";
    QUEUED = "select count(*) from mail where template = 'certificate'";
    SENT = "select count(*) from audit_event where record_kind = 'learner' and change = 'sent the link to the record'";
    HISTORY = "select count(*) from audit_event where record_id = ?1";
}

/// Somebody who booked was there on these of a session's days.
pub(crate) fn there(world: &World, session: SessionId, name: &str, places: &[usize]) {
    let (booking, days, now) = (
        world.booking(session, name),
        world.days(session),
        world.clock.now(),
    );
    for place in places {
        let (id, day) = (Id::fresh(&world.clock, world.entropy.as_ref()), days[*place]);
        world.raw(move |tx| Ok(tx.run(&THERE, values![id, day.0, booking.0, now])?));
    }
}

/// A session of two days that is over: Ann was there on both, Bea on one, Cat on none, and somebody who gave no address on both.
pub(crate) fn held() -> (World, SessionId) {
    let world = World::new();
    let session = world.session_on(9, &[day(2026, 3, 12), day(2026, 3, 13)]);
    for name in ["Ann One", "Bea Two", "Cat Three"] {
        world.book(session, name).unwrap();
    }
    world.on(day(2026, 3, 13), "14:00");
    there(&world, session, "Ann One", &[0, 1]);
    there(&world, session, "Bea Two", &[1]);
    let person = Id::fresh(&world.clock, world.entropy.as_ref());
    let (days, now, entropy) = (world.days(session), world.clock.now(), Arc::clone(&world.entropy));
    let marks = [(); 2].map(|()| Id::fresh(&world.clock, world.entropy.as_ref()));
    world.raw(move |tx| {
        let keys = tx.keys();
        let name = keys.seal("learner", "name_sealed", person, b"Dee Four", entropy.as_ref());
        let blind = keys.blind("learner name", "dee four");
        tx.run(&NAMELESS, values![person, name, blind, now])?;
        for (mark, day) in marks.iter().zip(&days) {
            tx.run(&WALKED_IN, values![*mark, day.0, session.0, person, now])?;
        }
        Ok(())
    });
    (world, session)
}

pub(crate) fn press(world: &World, account: &Account, session: SessionId) -> Result<issue::Issued, Stop> {
    world.act::<IssueCertificates, _>(&account.viewer, move |tx, scope, moment| {
        issue::all(tx, scope, moment, PRESS, session)
    })
}

fn ids(world: &World, session: SessionId) -> Vec<Id> {
    world.all(&CERTIFICATES, values![session.0], |row| row.get(0))
}

/// The file of a certificate of a session as its coordinator gets it, line by line.
fn printed(world: &World, session: SessionId, id: Id) -> Vec<String> {
    let browser = Browser::of(world, Some(&world.coordinator));
    let file = browser.copy(&format!("{}/certificates/{id}/file", own(world, session)));
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(file.headers[http::header::CONTENT_TYPE], "application/pdf");
    assert_eq!(
        file.headers[http::header::CONTENT_DISPOSITION],
        "attachment; filename=\"certificate.pdf\""
    );
    let mut lines: Vec<String> = file.text().lines().map(str::to_owned).collect();
    // The mark, which each copy has for itself.
    assert_eq!(lines.pop().map(|mark| mark.len()), Some(14));
    lines
}

fn code(printed: &[String]) -> String {
    printed[8].clone()
}

pub(crate) fn valid(world: &World, code: &str) -> bool {
    world
        .see::<access::actions::BrowsePublicly, _>(&access::Viewer::public(), |tx, scope| {
            Ok(check::valid(tx, scope, code)?)
        })
        .unwrap()
}

/// One press issues to everybody who was there on every day; the others stand there with why not; a second press does nothing.
#[test]
fn one_press_issues_to_who_was_there_on_every_day() {
    let (world, session) = held();
    let browser = Browser::of(&world, Some(&world.trainer));
    let page = format!("{}/certificates", own(&world, session));
    let before = browser.get(&page);
    let rows = before.all("tbody tr");
    assert_eq!(
        rows,
        [
            "Ann One 2 of 2 To be issued By mail",
            "Bea Two 1 of 2 Signed in on 1 of 2 days By mail",
            "Cat Three 0 of 2 Not signed in By mail",
            "Dee Four 2 of 2 To be issued No address: print it",
        ]
    );
    let sent = browser.fill(&page, "/certificates", &[]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let after = browser.get(&sent.location);
    assert!(
        after
            .main()
            .contains("2 certificates are issued. 1 person is written to."),
        "{}",
        after.main()
    );
    assert_eq!(
        after.all("tbody tr")[0],
        "Ann One 2 of 2 Issued on 13 March 2026 By mail"
    );
    let again = browser.fill(&page, "/certificates", &[]);
    assert!(browser.get(&again.location).main().contains("Nothing was issued"));
    assert_eq!(ids(&world, session).len(), 2);
    assert_eq!(
        world.count(&QUEUED, None),
        1,
        "one message, however often it is pressed"
    );
    for id in ids(&world, session) {
        assert_eq!(world.count(&HISTORY, Some(id)), 1, "issuing is in the trail");
    }
}

/// Who is taken from the register afterwards keeps her certificate until somebody decides; the list says that it has to be looked at.
#[test]
fn a_certificate_without_its_days_is_pointed_out() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    world.raw(move |tx| Ok(tx.run(&NOT_THERE, values![session.0])?));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let rows = browser
        .get(&format!("{}/certificates", own(&world, session)))
        .all("tbody tr");
    assert_eq!(
        rows[0],
        "Ann One 1 of 2 Issued on 13 March 2026, but not marked on every day now By mail"
    );
    assert_eq!(rows[1], "Bea Two 1 of 2 Signed in on 1 of 2 days By mail");
}

#[test]
fn a_certificate_says_what_was_true_when_it_was_issued() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let first = ids(&world, session)[0];
    let lines = printed(&world, session, first);
    assert_eq!(
        lines[..8],
        [
            "pilot",
            "Ann One",
            "Responding well",
            "3.5 hours",
            "12 March 2026; 13 March 2026",
            "Know what to do next",
            "Coral Coordinator",
            "13 March 2026",
        ]
    );
    let plain = code(&lines).replace('-', "");
    assert_eq!(lines[9], format!("{}/certificates", world::BASE));
    assert_eq!(
        lines[10],
        format!("{}/certificates/{plain}", world::BASE),
        "what the QR code says"
    );
    world.on(day(2026, 4, 1), "10:00");
    assert_eq!(printed(&world, session, first), lines, "the same file later");
}

#[test]
fn nothing_is_issued_before_the_end_or_of_what_did_not_take_place() {
    let (world, session) = held();
    world.clock.set(Instant::on(day(2026, 3, 13), "12:59").unwrap());
    let early = press(&world, &world.coordinator, session);
    assert!(
        matches!(early, Err(Stop::Refusal(Refusal::Closed(_)))),
        "{early:?}"
    );
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = browser.get(&format!("{}/certificates", own(&world, session)));
    assert!(page.main().contains("once the last day of the session has ended"));
    assert!(page.all("main form").is_empty(), "no button yet");
    world.clock.set(Instant::on(day(2026, 3, 13), "13:00").unwrap());
    press(&world, &world.coordinator, session).unwrap();
}

/// Proves SA3: nobody issues, sees or takes out certificates of sessions out of sight.
#[test]
fn certificates_of_sessions_out_of_sight_are_not_there() {
    let (world, session) = held();
    let elsewhere = press(&world, &world.westerner, session);
    assert!(matches!(elsewhere, Err(Stop::Refusal(Refusal::Unknown))));
    press(&world, &world.trainer, session).unwrap();
    let (first, page) = (
        ids(&world, session)[0],
        format!("{}/certificates", own(&world, session)),
    );
    let browser = Browser::of(&world, Some(&world.westerner));
    for path in [
        page.clone(),
        format!("{page}/{first}"),
        format!("{page}/{first}/file"),
    ] {
        assert_eq!(browser.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    // Below another session of one's own it is not there either.
    let other = world.session_on(3, &[day(2026, 3, 20)]);
    let below = format!("{}/certificates/{first}", own(&world, other));
    let browser = Browser::of(&world, Some(&world.coordinator));
    assert_eq!(browser.get(&below).status, StatusCode::NOT_FOUND);
}

/// A withdrawn certificate is not valid, is not given out, and comes back by no press; issued anew it has another code.
#[test]
fn a_withdrawn_certificate_is_not_valid_and_stays_so() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let first = ids(&world, session)[0];
    let old = code(&printed(&world, session, first));
    assert!(valid(&world, &old));
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = format!("{}/certificates/{first}", own(&world, session));
    let bare = browser.send(&page, "withdraw", &[]);
    assert_eq!(
        bare.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason is needed"
    );
    assert!(valid(&world, &old));
    let done = browser.send(&page, "withdraw", &[("reason", "Left before noon")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    assert!(!valid(&world, &old));
    assert!(browser.get(&page).main().contains("Withdrawn"));
    let history = browser.get(&format!("{page}/history"));
    assert!(history.main().contains("Left before noon"), "{}", history.main());
    assert_eq!(browser.get(&format!("{page}/file")).status, StatusCode::GONE);
    assert_eq!(press(&world, &world.coordinator, session).unwrap().made, 0);
    let anew = browser.send(&page, "anew", &[]);
    assert_eq!(anew.status, StatusCode::SEE_OTHER, "{}", anew.main());
    let second = *ids(&world, session).last().unwrap();
    let new = code(&printed(&world, session, second));
    assert!(new != old && valid(&world, &new) && !valid(&world, &old));
    assert_eq!(world.count(&QUEUED, None), 2);
    assert_eq!(world.count(&SENT, None), 2, "each link stands in her own history");
}

/// After a corrected name the certificate is issued anew, once: the old code is not valid from then on.
#[test]
fn a_corrected_name_makes_a_new_certificate() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let first = ids(&world, session)[0];
    let old = code(&printed(&world, session, first));
    let anew = |id: Id| {
        world.act::<IssueCertificates, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            withdraw::reissue(tx, scope, moment, PRESS, session, CertificateId(id))
        })
    };
    let same = anew(first);
    assert!(
        matches!(same, Err(Stop::Refusal(Refusal::Closed(_)))),
        "it would say the same"
    );
    let booking = world.booking(session, "Ann One");
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::places::manage::rename(tx, scope, moment, booking, "Anne One-Okoye", "Married")
        })
        .unwrap();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = browser.get(&format!("{}/certificates/{first}", own(&world, session)));
    assert!(
        page.main().contains("this has changed: the name"),
        "{}",
        page.main()
    );
    world.clock.advance(60);
    let second = anew(first).unwrap();
    let lines = printed(&world, session, second.0);
    assert_eq!(lines[1], "Anne One-Okoye");
    assert!(valid(&world, &code(&lines)) && !valid(&world, &old));
    assert!(
        matches!(anew(first), Err(Stop::Refusal(Refusal::Closed(_)))),
        "only once"
    );
    assert_eq!(
        world.count(&VALID, None),
        2,
        "hers, and the one of who gave no address"
    );
}

/// A page of the list costs the session's guard and one statement, for any number of people; the rest is on the next page.
#[test]
fn the_list_of_certificates_costs_two_statements() {
    let world = World::new();
    let few = world.session_on(5, &[day(2026, 3, 12)]);
    let many = world.session_on(99, &[day(2026, 3, 12)]);
    world.book(few, "Ann One").unwrap();
    for number in 0..reading::PAGE + 3 {
        world
            .book(many, &format!("Person {}", "x".repeat(number + 1)))
            .unwrap();
    }
    let page = |session: SessionId, after: Option<Id>| {
        world
            .see::<IssueCertificates, _>(&world.trainer.viewer, |tx, scope| {
                let before = tx.queries();
                let (people, next) = reading::page(tx, scope, session, after)?;
                Ok((tx.queries() - before, people.len(), next))
            })
            .unwrap()
    };
    assert_eq!(page(few, None), (2, 1, None));
    let (cost, shown, next) = page(many, None);
    assert_eq!((cost, shown, next.is_some()), (2, reading::PAGE, true));
    assert_eq!(page(many, next), (2, 3, None));
}

/// A name with a letter that cannot be printed holds nobody else up.
#[test]
fn a_name_that_cannot_be_printed_is_named_and_left_out() {
    let (world, session) = held();
    let booking = world.booking(session, "Ann One");
    world
        .act::<ManageBookings, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::places::manage::rename(tx, scope, moment, booking, "Ann 山田", "As she writes it")
        })
        .unwrap();
    assert_eq!(press(&world, &world.coordinator, session).unwrap().made, 1);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let page = browser.get(&format!("{}/certificates", own(&world, session)));
    assert!(
        page.main()
            .contains("The letter 山 in the name cannot be printed"),
        "{}",
        page.main()
    );
}

/// The message can be sent again; it says nothing of anybody.
#[test]
fn the_message_is_sent_again_on_demand() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let mine = ids(&world, session);
    let send = |id: Id| {
        browser.send(
            &format!("{}/certificates/{id}", own(&world, session)),
            "send",
            &[],
        )
    };
    let statuses: Vec<StatusCode> = mine.iter().map(|id| send(*id).status).collect();
    assert_eq!(
        statuses,
        [StatusCode::SEE_OTHER, StatusCode::GONE],
        "nobody without an address is written to"
    );
    assert_eq!(world.count(&QUEUED, None), 2);
    assert_eq!(world.count(&SENT, None), 2, "each link stands in her own history");
}

/// Proves SH11: the page says valid or not valid and nothing else: what is mistyped, unknown or withdrawn gets the same bytes, and the
/// page of a valid code differs from them in that word only.
#[test]
fn the_check_page_tells_nothing_but_validity() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let browser = Browser::of(&world, None);
    let mine = ids(&world, session);
    let codes: Vec<String> = mine
        .iter()
        .map(|id| code(&printed(&world, session, *id)))
        .collect();
    let first = CertificateId(mine[0]);
    world
        .act::<IssueCertificates, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            withdraw::withdraw(tx, scope, moment, session, first, "A mistake")
        })
        .unwrap();
    let typed = |code: &str| {
        browser
            .fill("/certificates", "/certificates", &[("code", code)])
            .main()
    };
    let not_valid = typed("0000-0000-0000-0000-0000");
    assert!(
        not_valid.contains("This certificate is not valid."),
        "{not_valid}"
    );
    for code in [
        codes[0].as_str(),
        "K7Q4-MX2P",
        "no code at all",
        "' or 1=1 --",
        &codes[1].replace('-', "")[1..],
    ] {
        assert_eq!(typed(code), not_valid, "{code}");
    }
    let shown = typed(&codes[1].to_lowercase());
    assert_eq!(shown, not_valid.replace("is not valid.", "is valid."));
    let linked = browser.get(&format!("/certificates/{}", codes[1].replace('-', "")));
    assert_eq!(
        (linked.status, linked.main()),
        (StatusCode::OK, shown),
        "by the QR code"
    );
    assert_eq!(linked.title(), browser.get("/certificates").title());
    let empty = browser.fill("/certificates", "/certificates", &[("code", "")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Proves SH11: of 2,000 codes drawn like ours, and of every code that differs from a valid one in one letter, none is valid.
#[test]
fn codes_are_not_guessed_from_each_other() {
    let (world, session) = held();
    press(&world, &world.coordinator, session).unwrap();
    let genuine: Vec<String> = ids(&world, session)
        .iter()
        .map(|id| code(&printed(&world, session, *id)).replace('-', ""))
        .collect();
    let mut tried = 0;
    for code in &genuine {
        assert!(valid(&world, code));
        for place in 0..code.len() {
            for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars() {
                let neighbour: String = code
                    .chars()
                    .enumerate()
                    .map(|(at, own)| if at == place { letter } else { own })
                    .collect();
                if neighbour != *code {
                    assert!(!valid(&world, &neighbour), "{neighbour}");
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(tried, 2 * 20 * 31);
    for _ in 0..2000 {
        let drawn = learning::certificates::code::fresh(&kernel::SystemEntropy);
        assert!(!valid(&world, &drawn), "{drawn}");
    }
}

/// Proves SH10 and SH11: whoever tries codes is stopped after sixty in ten minutes.
#[test]
fn trying_codes_comes_to_an_end() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    for number in 0..60 {
        let seen = browser.get(&format!("/certificates/{number:020}"));
        assert_eq!(seen.status, StatusCode::OK, "{number}");
    }
    assert_eq!(
        browser.get("/certificates/00000000000000000060").status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let typed = browser.fill("/certificates", "/certificates", &[("code", "0000")]);
    assert_eq!(typed.status, StatusCode::TOO_MANY_REQUESTS, "typed or linked");
}

/// Proves SH11: the answer takes as long whatever the code is.
#[test]
fn the_check_page_answers_evenly() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let begun = std::time::Instant::now();
    browser.get("/certificates/no-code");
    assert!(begun.elapsed().as_millis() >= 10);
}
