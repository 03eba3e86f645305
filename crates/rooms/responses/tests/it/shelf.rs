//! The question bank, comparing versions, and retiring them.

use crate::browser::Browser;
use crate::drafts::{add, begin, home, publish, published, questions};
use crate::world::World;
use http::StatusCode;
use store::values;

/// Questions of the newest versions are in the bank; one is taken with its wording key and scale, once, and its changed words are asked about.
#[test]
fn questions_are_taken_from_the_bank() {
    store::statements! {
        ONE = "select b.id from bank_question b where b.wording = ?1";
    }
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let found = coordinator.get("/instruments/bank?words=LISTEN");
    assert!(found.all("tbody tr").is_empty());
    let found = coordinator.get("/instruments/bank?words=trainer&kind=scale");
    let rows = found.all("tbody tr");
    assert_eq!(
        rows,
        [
            "The trainer knew the subject well Strongly agree to Strongly disagree (5 points) trainer-1 How was today?, version 1"
        ]
    );
    assert!(
        !coordinator
            .get("/instruments/bank?words=telephone")
            .main()
            .contains("telephone number"),
        "a question of a link code means nothing elsewhere"
    );
    let draft = begin(&coordinator, "Ours");
    let bank = format!("{draft}/bank");
    let one =
        |wording: &str| world.all(&ONE, values![wording], |row| row.get::<kernel::Id>(0))[0].to_string();
    let trainer = one("trainer-1");
    let section = || {
        coordinator
            .get(&bank)
            .attributes("select[name=section] option", "value")[0]
            .clone()
    };
    for wording in ["trainer-1", "materials-1"] {
        let taken = coordinator.press(&bank, &[("section", &section()), ("take", &one(wording))]);
        assert_eq!(home(&taken), bank);
    }
    let again = coordinator.press(&bank, &[("section", &section()), ("take", &trainer)]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "asked already");
    let changed = coordinator.fill(
        &format!("{draft}/question/trainer"),
        &[("text", "The trainer knew a lot")],
    );
    assert!(
        changed
            .main()
            .contains("Say whether the question still means the same")
    );
    assert_eq!(home(&publish(&coordinator, &draft)), "/instruments/ours");
    let ours = published(&world, "ours", 1);
    assert_eq!(ours.question("trainer").unwrap().counted_as(), "trainer-1");
    assert_eq!(ours.definition().scales.len(), 1, "one scale for both");
    let feedback = published(&world, "end-of-session", 1);
    let scale = |of: &instrument::Published| of.scale_of(of.question("trainer").unwrap()).unwrap().clone();
    assert_eq!(scale(&ours).labels, scale(&feedback).labels);
}

/// Somebody keeps a question of her draft for others, once.
#[test]
fn a_question_is_kept_in_the_bank() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = begin(&coordinator, "Ours");
    add(
        &coordinator,
        &draft,
        "long-text",
        &[("text", "What would you change?")],
    );
    let keep = [("act", "keep:what-would-you-change")];
    assert_eq!(home(&coordinator.press(&draft, &keep)), draft);
    let again = coordinator.press(&draft, &keep);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = coordinator.get("/instruments/bank?show=kept").all("tbody tr");
    assert_eq!(
        kept,
        ["What would you change? Several lines of text what-would-you-change Kept by somebody"]
    );
}

/// Two versions side by side say what changed and what becomes of the figures; so does the page before publishing.
#[test]
fn versions_are_compared() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    assert!(
        coordinator
            .get("/instruments/follow-up/compare")
            .main()
            .contains("only one version")
    );
    let draft = home(&coordinator.fill("/instruments/new", &[("from", "version"), ("key", "follow-up")]));
    coordinator.press(&draft, &[("act", "remove:hindered")]);
    let values = [("text", "It suits my job"), ("meaning", "other")];
    coordinator.fill(&format!("{draft}/question/fit"), &values);
    let values = [
        ("text", "I have used at work what I learned"),
        ("meaning", "same"),
        ("reason", "Another spelling"),
    ];
    coordinator.fill(&format!("{draft}/question/used"), &values);
    let wanted = [
        "I have used at work what I learned (before: I have used at work what I learnt) Changed: its words Added up with those of the earlier version: Another spelling",
        "It suits my job (before: What I learnt suits what my job lets me do) Changed: its words, the wording key it is counted by Stand apart from those of the earlier version",
        "What helped, and what got in the way? Removed Nothing is counted",
    ];
    let before = coordinator.get(&format!("{draft}/publish")).all("tbody tr");
    assert_eq!(before, wanted);
    publish(&coordinator, &draft);
    let page = coordinator.get("/instruments/follow-up/compare");
    assert_eq!(page.all("tbody tr"), wanted);
    assert_eq!(
        coordinator
            .get("/instruments/follow-up/compare?from=1&to=9")
            .status,
        StatusCode::NOT_FOUND
    );
}

/// A retired version is not put to people any more, a retired questionnaire is not chosen any more; both with a reason, and taken back.
#[test]
fn versions_and_questionnaires_are_retired_and_taken_back() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let retire = "/instruments/end-of-session/retire";
    let only = coordinator.fill(retire, &[("what", "1"), ("reason", "Old")]);
    assert_eq!(
        only.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the only version in use"
    );
    let draft = home(&coordinator.fill(
        "/instruments/new",
        &[("from", "version"), ("key", "end-of-session")],
    ));
    coordinator.fill(&format!("{draft}/words"), &[("title", "How was this day?")]);
    publish(&coordinator, &draft);
    let visitor = Browser::of(&world, None);
    let sheet = format!("/feedback/{}", world.link());
    let title = || visitor.get(&sheet).all("h1");
    assert_eq!(title(), ["How was this day?"]);
    let unsaid = coordinator.fill(retire, &[("what", "2"), ("reason", "")]);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "why?");
    let page = coordinator.get(retire).main();
    assert!(
        page.contains("Courses that still use it Responding well"),
        "{page}"
    );
    assert_eq!(
        home(&coordinator.fill(retire, &[("what", "2"), ("reason", "A slip in it")])),
        retire
    );
    assert_eq!(title(), ["How was today?"]);
    let told = coordinator.get("/instruments/end-of-session").main();
    assert!(told.contains("A slip in it"), "{told}");
    let back = coordinator.get(retire).attributes("button[name=back]", "value");
    assert_eq!(home(&coordinator.press(retire, &[("back", &back[0])])), retire);
    assert_eq!(title(), ["How was this day?"]);
    assert_eq!(
        home(&coordinator.fill(retire, &[("what", "whole"), ("reason", "Another one")])),
        retire
    );
    assert_eq!(
        coordinator.get("/instruments?show=retired").all("tbody tr").len(),
        1
    );
    assert_eq!(title(), ["How was this day?"], "those who chose it keep it");
    // The next version counts on from the newest, in use or not.
    assert!(questions(&coordinator, &draft).is_empty());
    let unknown = [("back", "01890000-0000-7000-8000-000000000000")];
    assert_eq!(coordinator.press(retire, &unknown).status, StatusCode::NOT_FOUND);
}

/// The list of questionnaires goes out as a file with the filters of its page, all of it.
#[test]
fn the_list_of_questionnaires_is_taken_as_a_file() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let page = coordinator.get("/instruments?words=before");
    let links = page.attributes("main a[href*='/instruments/export']", "href");
    assert_eq!(links.len(), 2, "{links:?}");
    let file = coordinator.get(&links[0]);
    assert_eq!(file.status, StatusCode::OK);
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert!(
        lines[0].starts_with("\"Questionnaire\",\"Key\",\"Newest version\""),
        "{text}"
    );
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[1].contains(",\"before\","), "{text}");
    let all = coordinator.get("/instruments/export?format=csv");
    let all = String::from_utf8(all.bytes).unwrap();
    assert!(all.lines().count() > lines.len(), "{all}");
    let book = coordinator.get(&links[1]);
    assert!(book.bytes.starts_with(b"PK"));
}
