//! What people say that they will do: kept without a name, shown again by one's own link alone, and counted.

use crate::browser::{Browser, Seen};
use crate::follow_ups::{comes, daily, day, mails};
use crate::world::{World, raw};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use http::StatusCode;
use kernel::{Id, Instant};
use learning::door::code;
use responses::intentions::{Counted, Offered, Outcome};
use store::values;

store::statements! {
    KEPT = "select id, words_sealed, asked, outcome, reason from intention";
    COUNT = "select count(*) from intention";
    NOT_LATER = "update course set follow_up_first = null, follow_up_second = null";
    JOIN = "update learner set joined_to = ?2 where id = ?1";
    MOVE = "update attendance set learner_id = ?2 where learner_id = ?1";
}

/// Two people are there on the 12th of March: their links of the session's end.
fn two() -> (World, [(Id, String); 2]) {
    let world = World::new();
    let people = [("Ann", "ann@work.example"), ("Bea", "bea@work.example")].map(|(name, email)| {
        let id = comes(&world, world.session, &[world.day], name, email);
        (id, link(&world, id))
    });
    world.clock.set(Instant::on(day("2026-03-12"), "12:30").unwrap());
    (world, people)
}

fn link(world: &World, who: Id) -> String {
    let at = Instant::on(day("2026-03-12"), "09:30").unwrap();
    let keys = world.db.keys();
    code::feedback(keys, world.session, world.day, at, &who.to_string())
}

fn says(browser: &Browser, code: &str, what: &str) -> Seen {
    let by = [("by-day", "1"), ("by-month", "5"), ("by-year", "2026")];
    let values = [[("what", what)].as_slice(), &by].concat();
    browser.fill(&format!("/intention/{code}"), &values)
}

/// Somebody's page of what she said, by the message that asks her.
fn later(world: &World, who: &str) -> String {
    let all = mails(world);
    let own = all.iter().rfind(|mail| mail.to.starts_with(who)).unwrap();
    format!("{}/intention", own.link)
}

fn count(world: &World) -> i64 {
    world.all(&COUNT, &[], |row| row.get(0))[0]
}

/// Proves SH11: of two people each sees her own words by her own link and nobody else's; what is kept carries neither name nor time, opens
/// under no key of the house without that link, and the link of the session's end leads to nothing once she was asked.
#[test]
fn her_words_come_back_by_her_own_link_alone() {
    let (world, [(ann, ann_code), (_, bea_code)]) = two();
    let browser = Browser::of(&world, None);
    let thanks = browser.get(&format!("/thank-you/{ann_code}"));
    assert!(thanks.main().contains("Say what you will do, and by when"));
    for (code, what) in [
        (&ann_code, "Ask the father on his own"),
        (&bea_code, "Mend the referral form"),
    ] {
        let sent = says(&browser, code, what);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        let shown = browser.get(&sent.location).main();
        assert!(shown.contains(what) && shown.contains("1 May 2026"), "{shown}");
    }
    let rows = world.all(&KEPT, &[], |row| Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?)));
    assert_eq!(rows.len(), 2);
    for (id, sealed) in &rows {
        assert_eq!(id.0.get_version_num(), 4, "an id with no time in it");
        assert!(
            world
                .db
                .keys()
                .open("intention", "words_sealed", *id, sealed)
                .is_err()
        );
        assert_ne!(*id, ann);
    }

    daily(&world, "2026-06-12");
    for (who, own, other) in [
        ("ann", "Ask the father on his own", "Mend the referral form"),
        ("bea", "Mend the referral form", "Ask the father on his own"),
    ] {
        let shown = browser.get(&later(&world, who));
        assert_eq!(shown.status, StatusCode::OK);
        let text = shown.main();
        assert!(text.contains(own) && !text.contains(other), "{who}: {text}");
    }
    world.clock.set(Instant::on(day("2026-03-12"), "13:30").unwrap());
    let before = browser.get(&format!("/intention/{ann_code}")).main();
    assert!(!before.contains("Ask the father"), "{before}");
}

/// The questions lead on to it; what is answered can be changed; "could not" is not "did not", and nobody is asked why she has done it.
#[test]
fn what_became_of_it_is_said_by_the_same_link() {
    let (world, [(_, ann), _]) = two();
    let browser = Browser::of(&world, None);
    says(&browser, &ann, "Ask the father on his own");
    daily(&world, "2026-06-12");
    let place = later(&world, "ann");
    let sheet = place.trim_end_matches("/intention");
    let sent = browser.fill(sheet, &[("used", "2")]);
    assert_eq!(sent.location, place, "{}", sent.main());
    assert!(browser.get(sheet).main().contains("Say what became of it"));
    let stands = || {
        world.all(&KEPT, &[], |row| {
            Ok((
                row.get::<i64>(2)?,
                row.get::<Option<String>>(3)?,
                row.get::<Option<String>>(4)?,
            ))
        })[0]
            .clone()
    };
    assert_eq!(stands(), (1, None, None));
    assert_eq!(browser.fill(&place, &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    for wrong in [
        [("outcome", "perhaps"), ("reason", "")],
        [("outcome", "done"), ("reason", "because")],
    ] {
        assert_eq!(browser.fill(&place, &wrong).status, StatusCode::BAD_REQUEST);
    }
    for (outcome, reason, kept) in [
        ("could-not", "no-support", Some("no-support")),
        ("did-not", "", None),
        ("done", "no-time", None),
    ] {
        let sent = browser.fill(&place, &[("outcome", outcome), ("reason", reason)]);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        assert_eq!(stands(), (1, Some(outcome.to_owned()), kept.map(str::to_owned)));
    }

    // Asked again after six months she finds what she answered; two months later nobody can come back, and the words go.
    daily(&world, "2026-09-12");
    let again = later(&world, "ann");
    assert_ne!(again, place);
    let shown = browser.get(&again);
    assert!(shown.main().contains("Ask the father"));
    let chosen = shown.attributes("input[name=outcome][checked]", "value");
    assert_eq!(chosen, ["done"]);
    assert_eq!(
        browser.get(&place).status,
        StatusCode::GONE,
        "the link before it has ended"
    );
    let words = || world.all(&KEPT, &[], |row| Ok(row.get::<Option<Vec<u8>>>(1)?.is_some()))[0];
    daily(&world, "2026-11-11");
    assert!(words(), "the link is open");
    daily(&world, "2026-11-12");
    assert!(!words(), "the link has ended");
    assert_eq!(
        stands().1.as_deref(),
        Some("done"),
        "what became of it is still counted"
    );
}

/// One link says one thing, which can be changed and taken back; no more is said than people signed in.
#[test]
fn one_link_says_one_thing_and_takes_it_back() {
    let (world, [(_, ann), (_, bea)]) = two();
    let browser = Browser::of(&world, None);
    says(&browser, &ann, "First words");
    says(&browser, &ann, "Other words");
    assert_eq!(count(&world), 1);
    let page = browser.get(&format!("/intention/{ann}"));
    assert!(page.main().contains("Other words") && !page.main().contains("First words"));
    says(&browser, &bea, "A third");
    let stranger = says(&browser, &world.unsigned_link(7), "A fourth");
    assert_eq!(stranger.status, StatusCode::GONE, "{}", stranger.main());
    for (what, by) in [("", "1"), ("Something", "32"), (&"x".repeat(501), "1")] {
        let values = [
            ("what", what),
            ("by-day", by),
            ("by-month", "5"),
            ("by-year", "2026"),
        ];
        let wrong = browser.fill(&format!("/intention/{ann}"), &values);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.main().contains("There is a problem"));
    }
    let past = [
        ("what", "Too late"),
        ("by-day", "12"),
        ("by-month", "3"),
        ("by-year", "2026"),
    ];
    let past = browser.fill(&format!("/intention/{ann}"), &past);
    assert!(past.main().contains("Enter a day to come"), "{}", past.main());
    let form = browser
        .get(&format!("/intention/{ann}"))
        .form_in("main form:has(input[value=take-back])", &[]);
    let sent = browser.post(&format!("/intention/{ann}"), &form);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    assert_eq!(count(&world), 1);
    assert!(browser.get(&sent.location).main().contains("It is taken back"));
}

/// Where nobody is asked later, nobody is asked what she will do.
#[test]
fn nobody_says_what_nobody_will_ask_about() {
    let (world, [(_, ann), _]) = two();
    let browser = Browser::of(&world, None);
    let fields = browser.get(&format!("/intention/{ann}")).form(&[
        ("what", "Something"),
        ("by-day", "1"),
        ("by-month", "5"),
        ("by-year", "2026"),
    ]);
    raw(&world.db, |tx| Ok(tx.run(&NOT_LATER, &[])?));
    assert!(
        !browser
            .get(&format!("/thank-you/{ann}"))
            .main()
            .contains("what you will do")
    );
    let led = browser.get(&format!("/intention/{ann}"));
    assert_eq!(led.location, format!("/thank-you/{ann}"));
    let sent = browser.post(&format!("/intention/{ann}"), &fields);
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(count(&world), 0);
}

/// Whose record was joined to another since still finds her own words.
#[test]
fn a_record_that_was_joined_keeps_its_words() {
    let (world, [(ann, code), _]) = two();
    let browser = Browser::of(&world, None);
    says(&browser, &code, "Ask the father on his own");
    let kept = comes(&world, world.session, &[], "Ann", "ann.new@work.example");
    raw(&world.db, move |tx| {
        tx.run(&MOVE, values![ann, kept])?;
        Ok(tx.run(&JOIN, values![ann, kept])?)
    });
    daily(&world, "2026-06-12");
    let shown = browser.get(&later(&world, "ann.new"));
    assert!(shown.main().contains("Ask the father"), "{}", shown.main());
}

/// Who said something, who was asked and what she answered is counted.
#[test]
fn what_was_said_and_done_is_counted() {
    let (world, [(_, ann), (_, bea)]) = two();
    let nameless = comes(&world, world.session, &[world.day], "Cee", "");
    let browser = Browser::of(&world, None);
    for code in [&ann, &bea, &link(&world, nameless)] {
        says(&browser, code, "Something");
    }
    daily(&world, "2026-06-12");
    browser.fill(
        &later(&world, "bea"),
        &[("outcome", "could-not"), ("reason", "no-time")],
    );
    let (mut found, offered) = world
        .db
        .read_now(|tx| {
            let system = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            let (leave, filter) = (system.leave_to(), responses::tallies::Filter::default());
            let found = responses::intentions::counted(tx, &leave, world.programme.0, &filter)?;
            let offered = responses::intentions::offered_at(tx, &leave, world.programme.0, &filter)?;
            Ok((found, offered))
        })
        .unwrap();
    found.sort_by_key(|own| (own.asked, own.outcome.is_some()));
    let of = |asked, outcome, reason: Option<&str>| Counted {
        asked,
        outcome,
        why: reason.map(str::to_owned),
        count: 1,
    };
    assert_eq!(
        found,
        [
            of(false, None, None),
            of(true, None, None),
            of(true, Some(Outcome::CouldNot), Some("no-time"))
        ]
    );
    assert_eq!(offered, Offered { sessions: 1, said: 1 });
}
