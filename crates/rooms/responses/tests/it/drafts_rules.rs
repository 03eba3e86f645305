//! What drafts keep to: wording keys, previews that keep nothing, files, leave, and sheets that are open meanwhile.

use crate::browser::Browser;
use crate::drafts::{begin, home, publish, published, questions, written};
use crate::world::World;
use access::Scope;
use access::actions::{ManageInstruments, ReadInstruments};
use http::StatusCode;
use instrument::Published;
use store::values;

/// The wording key of a question stays while its words stay; changed words get another key, unless somebody says why they mean the same.
#[test]
fn changed_words_are_counted_apart_unless_they_mean_the_same() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let seen = coordinator.fill(
        "/instruments/new",
        &[("from", "version"), ("key", "end-of-session")],
    );
    let draft = home(&seen);
    let save =
        |key: &str, values: &[(&str, &str)]| coordinator.fill(&format!("{draft}/question/{key}"), values);
    let unsaid = save("expectations", &[("text", "I got what I came for")]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unsaid
            .main()
            .contains("Say whether the question still means the same")
    );
    let apart = [("text", "I got what I came for"), ("meaning", "other")];
    assert_eq!(save("expectations", &apart).status, StatusCode::SEE_OTHER);
    let same = [("text", "It did what it set out to do."), ("meaning", "same")];
    assert_eq!(
        save("objectives", &same).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason"
    );
    let same = [&same[..], &[("reason", "A full stop was missing")]].concat();
    assert_eq!(save("objectives", &same).status, StatusCode::SEE_OTHER);
    let seen = publish(&coordinator, &draft);
    assert_eq!(home(&seen), "/instruments/end-of-session", "{}", seen.main());
    let (old, new) = (
        published(&world, "end-of-session", 1),
        published(&world, "end-of-session", 2),
    );
    let counted = |of: &Published, key: &str| of.question(key).unwrap().counted_as().to_owned();
    assert_eq!(counted(&new, "expectations"), "expectations-2");
    assert_eq!(counted(&new, "objectives"), "objectives-1");
    assert_eq!(counted(&new, "trainer"), counted(&old, "trainer"));
    assert_ne!(new.hash(), old.hash());
    // Back to the first words, and its figures are added up again.
    let seen = coordinator.fill(
        "/instruments/new",
        &[("from", "version"), ("key", "end-of-session")],
    );
    let next = home(&seen);
    let first = &old.question("expectations").unwrap().text;
    let seen = coordinator.fill(
        &format!("{next}/question/expectations"),
        &[("text", first), ("meaning", "other")],
    );
    assert_eq!(home(&seen), next);
    assert_eq!(home(&publish(&coordinator, &next)), "/instruments/end-of-session");
    assert_eq!(
        counted(&published(&world, "end-of-session", 3), "expectations"),
        "expectations-1"
    );
}

/// The preview reads what is typed, tells which questions the path puts, and keeps nothing.
#[test]
fn the_preview_follows_a_path_and_keeps_nothing() {
    store::statements! {
        EVENTS = "select count(*) from audit_event where change <> 'viewed'";
        ANSWERS = "select count(*) from answer";
    }
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = written(&coordinator);
    let condition = format!("{draft}/question/how-many-times/condition");
    let fields = [
        ("act", "add"),
        ("of", "have-you-come-before"),
        ("test", "is.never"),
        ("not", "yes"),
    ];
    coordinator.press(&condition, &fields);
    let count = |statement| world.all(statement, values![], |row| row.get::<i64>(0))[0];
    let before = count(&EVENTS);
    let preview = format!("{draft}/preview");
    let page = coordinator.get(&preview);
    assert_eq!(page.all(".trellis-phone h2"), ["How are we doing?"]);
    let seen = coordinator.fill(
        &preview,
        &[
            ("have-you-come-before", "never"),
            ("how-many-times", "3"),
            ("i-feel-listened-to", "2"),
        ],
    );
    assert_eq!(seen.status, StatusCode::OK);
    let rows = seen.all("tbody tr");
    assert_eq!(
        rows,
        [
            "I feel listened to Agree",
            "Have you come before? Never",
            "How many times? Not asked on this path"
        ]
    );
    let wrong = coordinator.fill(&preview, &[("how-many-times", "300")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.main().contains("Enter a number from 1 to 99"));
    assert_eq!((count(&EVENTS), count(&ANSWERS)), (before, 0));
}

/// A file begins a draft as well, and a copy is another questionnaire. What cannot be read says where.
#[test]
fn drafts_begin_from_files_and_copies() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let file = |text: &str| coordinator.fill("/instruments/new", &[("from", "file"), ("text", text)]);
    let seen = file("key = \"own\"\nversion = oops");
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.main().contains("Line 2, column 11"), "{}", seen.main());
    assert!(seen.main().contains("version = oops"), "what was typed is kept");
    let draft = home(&file(include_str!("../../../../../instruments/follow-up.toml")));
    assert_eq!(questions(&coordinator, &draft).len(), 5);
    assert!(
        coordinator.get(&draft).main().contains("Version 1"),
        "it is of a published one"
    );
    let same = publish(&coordinator, &draft);
    assert!(same.main().contains("Nothing differs"), "{}", same.main());
    let reserved =
        file("key = \"drafts\"\nversion = 1\ntitle = \"T\"\n[[section]]\ntitle = \"S\"\nquestion = []\n");
    assert_eq!(reserved.status, StatusCode::UNPROCESSABLE_ENTITY);
    let copy = [
        ("from", "copy"),
        ("key", "follow-up"),
        ("title", "Six months later"),
    ];
    let draft = home(&coordinator.fill("/instruments/new", &copy));
    assert_eq!(
        home(&publish(&coordinator, &draft)),
        "/instruments/six-months-later"
    );
    let list = coordinator.get("/instruments?words=SIX");
    assert_eq!(list.all("tbody tr").len(), 1);
    let used = coordinator.get("/instruments?show=used").all("tbody tr");
    assert_eq!(used.len(), 4, "those of the course: {used:?}");
}

/// A draft that is put aside is not listed with the others, and comes back.
#[test]
fn drafts_are_put_aside_and_brought_back() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = begin(&coordinator, "Perhaps later");
    let seen = coordinator.press(&draft, &[("act", "aside")]);
    assert_eq!(home(&seen), "/instruments/drafts");
    assert_eq!(coordinator.get(&draft).status, StatusCode::GONE);
    assert!(coordinator.get("/instruments/drafts").all("tbody tr").is_empty());
    assert_eq!(
        coordinator
            .get("/instruments/drafts?state=aside")
            .all("tbody tr")
            .len(),
        1
    );
    assert_eq!(home(&coordinator.fill(&format!("{draft}/back"), &[])), draft);
    assert_eq!(coordinator.get(&draft).status, StatusCode::OK);
    assert_eq!(
        coordinator
            .get("/instruments/drafts?words=perhaps")
            .all("tbody tr")
            .len(),
        1
    );
}

/// Proves SA3: who reads questionnaires does not write them.
#[test]
fn only_those_who_plan_write_questionnaires() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = begin(&coordinator, "Ours");
    let practitioner = Browser::of(&world, Some(&world.practitioner));
    for path in ["/instruments/new", "/instruments/drafts", &draft] {
        assert_eq!(practitioner.get(path).status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(
        coordinator
            .get("/instruments/drafts/01890000-0000-7000-8000-000000000000")
            .status,
        StatusCode::NOT_FOUND
    );
}

/// An answer sheet that was open when another version was published is taken as it was put.
#[test]
fn an_open_sheet_is_read_by_the_version_it_was_put_in() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let visitor = Browser::of(&world, None);
    let path = format!("/feedback/{}", world.link());
    let fields = visitor.get(&path).form(&[("expectations", "1")]);
    let seen = coordinator.fill(
        "/instruments/new",
        &[("from", "version"), ("key", "end-of-session")],
    );
    let draft = home(&seen);
    coordinator.press(&draft, &[("act", "remove:expectations")]);
    assert_eq!(
        home(&publish(&coordinator, &draft)),
        "/instruments/end-of-session"
    );
    let sent = visitor.post(&path, &fields);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    store::statements! {
        OF = "select v.version from response r join instrument_version v on v.id = r.instrument_version_id";
    }
    let of = world.all(&OF, values![], |row| row.get::<i64>(0));
    assert_eq!(of, [1]);
}

/// A long list of drafts is read page by page.
#[test]
fn drafts_are_listed_page_by_page() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let page = || coordinator.get("/instruments/drafts").all("tbody tr").len();
    for number in 0..60 {
        begin(&coordinator, &format!("Number {number}"));
    }
    assert_eq!(page(), 50);
    let next = coordinator
        .get("/instruments/drafts")
        .attributes("a[rel=next]", "href")
        .remove(0);
    assert_eq!(coordinator.get(&next).all("tbody tr").len(), 10);
}

/// Each list is one statement, however long it is.
#[test]
fn lists_take_one_statement_however_long_they_are() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let viewer = world.coordinator.viewer.clone();
    let statements = || {
        let viewer = viewer.clone();
        world
            .db
            .read_now(move |tx| {
                let (writes, reads) = (
                    Scope::<ManageInstruments>::of(&viewer)?,
                    Scope::<ReadInstruments>::of(&viewer)?,
                );
                let before = tx.queries();
                responses::lists::drafts(tx, &writes, &responses::lists::DraftQuery::default())?;
                responses::lists::instruments(tx, &reads, &responses::lists::InstrumentQuery::default())?;
                responses::bank::list(tx, &writes, &responses::bank::Asked::default())?;
                Ok(tx.queries() - before)
            })
            .unwrap()
    };
    assert_eq!(statements(), 3);
    for number in 0..9 {
        begin(&coordinator, &format!("Number {number}"));
    }
    assert_eq!(statements(), 3);
}
