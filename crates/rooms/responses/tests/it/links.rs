//! What a link opens, and what it never tells.

use crate::browser::Browser;
use crate::world::{World, raw};
use http::StatusCode;
use kernel::{Clock, Entropy, Id, SeededEntropy};
use std::collections::BTreeSet;
use store::{Engine, values};

store::statements! {
    CANCEL = "update session set state = 'cancelled' where id = ?1";
    ORDER = "select id, source from response";
    ANSWER_ORDER = "select response_id, non_answer from answer";
    USED = "select until, mark from answered";
}

/// Proves SH10: a link is bound to its day, its window and its own letters; none of a million guesses opens.
#[test]
fn a_link_opens_its_own_session_in_its_own_window_and_nothing_else() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let link = world.link();
    assert!(link.len() > 70, "a day, a window and at least 128 bits");
    let (_, other) = world.another("Another course");

    // Every single altered character, and the letters of another day, are a closed link.
    for place in 0..link.len() {
        let mut altered: Vec<char> = link.chars().collect();
        altered[place] = if altered[place] == '0' { '1' } else { '0' };
        let altered: String = altered.into_iter().collect();
        assert_eq!(
            browser.get(&format!("/feedback/{altered}")).status,
            StatusCode::GONE,
            "place {place}"
        );
    }
    let plain = |id: Id| id.to_string().replace('-', "");
    let moved = link.replace(&plain(world.day.0), &plain(other.0));
    assert_ne!(moved, link);
    assert_eq!(
        browser.get(&format!("/feedback/{moved}")).status,
        StatusCode::GONE
    );

    // A walk of a million codes that differ from a good one in their keyed part only.
    let (keys, guesses) = (world.db.keys().clone(), SeededEntropy::new(99));
    let head = &link[..link.len() - 32];
    let opened = (0..1_000_000)
        .filter(|_| {
            let guess = format!("{head}{}", guesses.token());
            learning::door::code::read_feedback(&keys, &guess, world.clock.now()).is_some()
        })
        .count();
    assert_eq!(opened, 0);

    // The window ends; a cancelled session takes no answers; a purpose that is not asked is unknown.
    let path = format!("/feedback/{link}");
    for (purpose, status) in [
        ("pre", StatusCode::OK),
        ("follow-up", StatusCode::NOT_FOUND),
        ("everything", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(
            browser.get(&format!("{path}/{purpose}")).status,
            status,
            "{purpose}"
        );
    }
    let fields = browser.get(&path).form(&[("expectations", "1")]);
    world.clock.advance(5 * 24 * 3600);
    assert_eq!(browser.get(&path).status, StatusCode::GONE);
    world.clock.advance(-5 * 24 * 3600);
    let session = world.session;
    raw(&world.db, move |tx| {
        tx.run(&CANCEL, values![session.0])?;
        Ok(())
    });
    assert_eq!(browser.post(&path, &fields).status, StatusCode::NOT_FOUND);
    assert_eq!(world.responses(), 0);
}

/// Two people in the room, signed in one after the other.
fn two_people(world: &World) {
    for name in ["Amina Test", "Berit Test"] {
        world.sign_in(world.session, world.day, name);
        world.clock.advance(60);
    }
}

/// Proves SH10: nothing behind a link names who was there.
#[test]
fn the_list_of_people_cannot_be_read_from_a_link() {
    let world = World::new();
    two_people(&world);
    let browser = Browser::of(&world, None);
    let link = world.link();
    for path in [
        format!("/feedback/{link}"),
        format!("/feedback/{link}/pre"),
        format!("/feedback/{link}/post"),
        format!("/thank-you/{link}"),
    ] {
        let page = browser.get(&path);
        assert_eq!(page.status, StatusCode::OK);
        for word in ["Amina", "Berit", "Clinic", "Test"] {
            assert!(!page.text.contains(word), "{path} says {word}");
        }
    }
}

/// Proves SH11: two people, two responses: neither id, order, time, reference nor link leads from an answer to a person.
#[test]
fn answers_of_a_small_room_cannot_be_laid_beside_the_people() {
    let world = World::new();
    two_people(&world);
    let browser = Browser::of(&world, None);
    let mut made: Vec<Id> = Vec::new();
    for _ in 0..12 {
        let link = world.link();
        let path = format!("/feedback/{link}");
        assert_eq!(
            browser.fill(&path, &[("expectations", "1")]).status,
            StatusCode::SEE_OTHER
        );
        world.clock.advance(60);
        let now: BTreeSet<Id> = world
            .all(&ORDER, values![], |row| row.get::<Id>(0))
            .into_iter()
            .collect();
        made.extend(
            now.iter()
                .filter(|id| !made.contains(id))
                .copied()
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(made.len(), 12);
    // Ids are random, not timed: they do not rise with the order of sending, and carry the mark of a random id.
    assert!(made.windows(2).any(|pair| pair[0] > pair[1]));
    assert!(made.iter().all(|id| id.0.get_version_num() == 4));
    // The file keeps the rows by id, not in the order of sending. No index has the second column: the table itself is read.
    if world.db.engine() == Engine::Sqlite {
        for table in [&ORDER, &ANSWER_ORDER] {
            let stored = world.all(table, values![], |row| row.get::<Id>(0));
            assert!(stored.is_sorted(), "{}", table.name);
        }
    }
    // A row has the day and no column for a person, a booking, an account or a time.
    let table = include_str!("../../../../../migrations/0006_responses.sql");
    let columns: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("--| response."))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        columns,
        [
            "id",
            "instrument_version_id",
            "session_id",
            "programme_id",
            "purpose",
            "day",
            "link_code",
            "source"
        ]
    );
    // A used link leaves a keyed mark with the link's last day, the same for all.
    let used = world.all(&USED, values![], |row| {
        Ok((row.get::<String>(0)?, row.get::<Vec<u8>>(1)?))
    });
    assert_eq!(used.len(), 12);
    assert_eq!(
        used.iter().map(|(until, _)| until).collect::<BTreeSet<_>>().len(),
        1
    );
    assert!(used.iter().all(|(_, mark)| mark.len() == 32));
}

/// Over two days the questions before the course are put on the first and those that look back on the last, to each person once, and no
/// room has more answers than people (SH10).
#[test]
fn over_two_days_everybody_is_asked_once() {
    let world = World::new();
    let (session, days) = world.over_days("Two days", 2);
    let links = world.comes(session, &days, "Amina Test");
    let browser = Browser::of(&world, None);
    let code = [
        ("code-parent", "Ma"),
        ("code-day", "7"),
        ("code-phone", "42"),
        ("knowledge", "3"),
    ];
    // The first day: before the course, and a word on what comes later.
    let first = browser.get(&format!("/feedback/{}", links[0]));
    assert_eq!(first.status, StatusCode::SEE_OTHER, "feedback is not asked yet");
    let thanks = browser.get(&first.location);
    assert!(
        thanks.main().contains("at the end of the last day"),
        "{}",
        thanks.main()
    );
    assert_eq!(
        thanks.attributes("main li a", "href"),
        [format!("/feedback/{}/pre", links[0])]
    );
    let before = format!("/feedback/{}/pre", links[0]);
    assert_eq!(browser.fill(&before, &code).status, StatusCode::SEE_OTHER);
    let fields = browser
        .get(&format!("/feedback/{}", links[1]))
        .form(&[("expectations", "1")]);
    assert_eq!(
        browser.post(&format!("/feedback/{}", links[0]), &fields).status,
        StatusCode::GONE,
        "nor taken"
    );
    // The last day: what is left, by another link of the same person.
    let thanks = browser.get(&format!("/thank-you/{}", links[1]));
    assert_eq!(
        thanks.attributes("main li a", "href"),
        [
            format!("/feedback/{}/feedback", links[1]),
            format!("/feedback/{}/post", links[1])
        ]
    );
    let feedback = format!("/feedback/{}", links[1]);
    assert_eq!(browser.post(&feedback, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(
        browser.get(&feedback).location,
        format!("/thank-you/{}", links[1]),
        "answered once"
    );
    assert_eq!(world.responses(), 2);
    // One person came, on two days: there is no second set of answers for anybody.
    let stranger =
        learning::door::code::feedback(world.db.keys(), session, days[1], world.clock.now(), "nobody");
    let fields = browser
        .get(&format!("/feedback/{stranger}"))
        .form(&[("expectations", "5")]);
    assert_eq!(
        browser.post(&format!("/feedback/{stranger}"), &fields).status,
        StatusCode::GONE
    );
    assert_eq!(world.responses(), 2);
}

/// Used links are forgotten when none of them can be open any more.
#[test]
fn used_links_are_forgotten() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    world.clock.advance(10 * 24 * 3600);
    for _ in 0..2 {
        let path = format!("/feedback/{}", world.link());
        assert_eq!(
            browser.fill(&path, &[("expectations", "1")]).status,
            StatusCode::SEE_OTHER
        );
        world.clock.advance(6 * 24 * 3600);
    }
    assert_eq!(world.all(&USED, values![], |row| row.get::<String>(0)).len(), 1);
}
