//! Writing a questionnaire in the browser: from nothing to what people answer.

use crate::browser::{Browser, Seen};
use crate::world::World;
use http::StatusCode;
use instrument::Published;
use store::values;

/// Begins a draft from nothing; its page.
pub(crate) fn begin(browser: &Browser, title: &str) -> String {
    let seen = browser.fill("/instruments/new", &[("from", "empty"), ("title", title)]);
    home(&seen)
}

/// Where a form led, without what the page is told.
pub(crate) fn home(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.main());
    seen.location.split('?').next().unwrap().to_owned()
}

pub(crate) fn add(browser: &Browser, draft: &str, kind: &str, values: &[(&str, &str)]) {
    let path = format!("{draft}/question?section=1&kind={kind}");
    let fields = browser.get(&path).form(values);
    let seen = browser.post(&format!("{draft}/question"), &fields);
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.main());
}

/// A draft with a scale, a choice, and a number that is asked only of some.
pub(crate) fn written(browser: &Browser) -> String {
    let draft = begin(browser, "How are we doing?");
    add(
        browser,
        &draft,
        "scale",
        &[("text", "I feel listened to"), ("scale", "ready.agreement")],
    );
    add(
        browser,
        &draft,
        "single",
        &[
            ("text", "Have you come before?"),
            ("options", "Yes, often\nYes, once\nNever"),
            ("may-decline", "yes"),
        ],
    );
    add(
        browser,
        &draft,
        "number",
        &[("text", "How many times?"), ("least", "1"), ("most", "99")],
    );
    draft
}

pub(crate) fn questions(browser: &Browser, draft: &str) -> Vec<String> {
    browser.get(draft).all("tbody th")
}

pub(crate) fn publish(browser: &Browser, draft: &str) -> Seen {
    browser.fill(&format!("{draft}/publish"), &[("sure", "yes")])
}

pub(crate) fn published(world: &World, key: &str, version: i64) -> Published {
    let key = key.to_owned();
    world
        .db
        .read_now(move |tx| Ok(responses::version_by_key(tx, &key, Some(version))?))
        .unwrap()
        .unwrap()
        .published
}

/// From nothing to a published version: questions of several kinds, moved, copied and removed by buttons, with a condition made of choices.
#[test]
fn a_questionnaire_is_written_and_published() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = written(&coordinator);
    let three = ["I feel listened to", "Have you come before?", "How many times?"];
    assert_eq!(questions(&coordinator, &draft), three);
    let press = |act: &str| assert_eq!(home(&coordinator.press(&draft, &[("act", act)])), draft);
    press("up:have-you-come-before");
    press("copy:i-feel-listened-to");
    assert_eq!(
        questions(&coordinator, &draft),
        [three[1], three[0], three[0], three[2]]
    );
    press("remove:i-feel-listened-to-2");
    let condition = format!("{draft}/question/how-many-times/condition");
    let asked = coordinator.get(&format!("{condition}?of=have-you-come-before"));
    assert!(asked.main().contains("Yes, often"), "{}", asked.main());
    for test in ["is.yes-often", "is.yes-once"] {
        let before = ("of", "have-you-come-before");
        let fields = [("act", "add"), before, ("test", test), ("to", "beside")];
        assert_eq!(
            coordinator.press(&condition, &fields).status,
            StatusCode::SEE_OTHER
        );
    }
    let fields = [("act", "how"), ("how", "any")];
    assert_eq!(
        coordinator.press(&condition, &fields).status,
        StatusCode::SEE_OTHER
    );
    let seen = coordinator.get(&draft).main();
    assert!(
        seen.contains(
            "Only if ‘Have you come before?’ is ‘Yes, often’ or ‘Have you come before?’ is ‘Yes, once’"
        ),
        "{seen}"
    );
    let unsure = coordinator.fill(&format!("{draft}/publish"), &[]);
    assert_eq!(
        unsure.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it is asked first"
    );
    let seen = publish(&coordinator, &draft);
    assert_eq!(home(&seen), "/instruments/how-are-we-doing");
    let found = published(&world, "how-are-we-doing", 1);
    let keys: Vec<&str> = found
        .definition()
        .questions()
        .map(|question| question.key.as_str())
        .collect();
    assert_eq!(
        keys,
        ["have-you-come-before", "i-feel-listened-to", "how-many-times"]
    );
    assert_eq!(
        coordinator.get(&draft).status,
        StatusCode::GONE,
        "what is published never changes"
    );
    assert_eq!(
        coordinator.press(&draft, &[("act", "undo")]).status,
        StatusCode::BAD_REQUEST
    );
}

/// The last change is undone, then the one before it, back to the beginning and no further.
#[test]
fn changes_are_undone_one_by_one() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = written(&coordinator);
    coordinator.press(&draft, &[("act", "remove:how-many-times")]);
    for left in [3, 2, 1, 0] {
        assert!(coordinator.get(&draft).main().contains("Undo:"));
        assert_eq!(home(&coordinator.press(&draft, &[("act", "undo")])), draft);
        assert_eq!(questions(&coordinator, &draft).len(), left);
    }
    assert!(
        !coordinator.get(&draft).main().contains("Undo:"),
        "nothing is left to undo"
    );
    let history = coordinator.get(&format!("{draft}/history"));
    let events = history.all("tbody tr");
    assert_eq!(events.len(), 9, "what was undone is told as well");
    assert!(
        events[8].contains("coordinator began the draft How are we doing?"),
        "{events:?}"
    );
    assert!(
        events[0].contains("undid a change added a question"),
        "{events:?}"
    );
}

/// Only the last fifty states are kept.
#[test]
fn what_can_be_undone_is_bounded() {
    store::statements! {
        KEPT = "select count(*) from instrument_draft_step where content is not null";
        STEPS = "select count(*) from instrument_draft_step";
    }
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = written(&coordinator);
    for _ in 0..26 {
        coordinator.press(&draft, &[("act", "down:i-feel-listened-to")]);
        coordinator.press(&draft, &[("act", "up:i-feel-listened-to")]);
    }
    let count = |statement| world.all(statement, values![], |row| row.get::<i64>(0))[0];
    assert_eq!((count(&STEPS), count(&KEPT)), (55, 50));
}

/// Two people at once: whoever saves a part that somebody else changed is told, with both texts, and what she typed stays; parts that
/// nobody else touched are saved side by side.
#[test]
fn two_people_write_without_losing_anything() {
    let world = World::new();
    let (first, second) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.colleague())),
    );
    let draft = written(&first);
    let question = format!("{draft}/question/how-many-times");
    let mine = first
        .get(&question)
        .form(&[("text", "How often?"), ("least", "1"), ("most", "50")]);
    let other = first
        .get(&format!("{draft}/words"))
        .form(&[("title", "How are we doing now?")]);
    let moved = first.get(&draft);
    let hers = second.get(&question).form(&[("text", "How many times in all?")]);
    assert_eq!(home(&second.post(&question, &hers)), draft);
    let told = first.post(&question, &mine);
    assert_eq!(told.status, StatusCode::CONFLICT);
    let page = told.main();
    assert!(page.contains("colleague changed this draft on"), "{page}");
    assert!(
        page.contains("How many times in all?") && told.text.contains("How often?"),
        "{page}"
    );
    let again = told.form(&[]);
    assert_eq!(home(&first.post(&question, &again)), draft, "saved knowingly");
    assert!(questions(&first, &draft).contains(&"How often?".to_owned()));
    let words = format!("{draft}/words");
    assert_eq!(
        home(&first.post(&words, &other)),
        draft,
        "nobody else touched the title"
    );
    let mut late: Vec<(String, String)> = vec![("act".to_owned(), "remove:how-many-times".to_owned())];
    for name in ["form-token", "form-id", "version"] {
        let value = &moved.attributes(&format!("main input[name=\"{name}\"]"), "value")[0];
        late.push((name.to_owned(), value.clone()));
    }
    let told = first.post(&draft, &late);
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert_eq!(questions(&first, &draft).len(), 3, "nothing was removed");
}

/// A slip in the words of an option of a question that nobody was asked yet is mended, and conditions on it go on looking at it; an option that is
/// taken out is named before it is published.
#[test]
fn mended_options_keep_their_conditions() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = written(&coordinator);
    let condition = format!("{draft}/question/how-many-times/condition");
    let before = ("of", "have-you-come-before");
    coordinator.press(&condition, &[("act", "add"), before, ("test", "is.yes-often")]);
    let question = format!("{draft}/question/have-you-come-before");
    let says = |options: &str| {
        assert_eq!(home(&coordinator.fill(&question, &[("options", options)])), draft);
        coordinator.get(&draft).main()
    };
    let seen = says("Yes, very often\nYes, once\nNever");
    assert!(
        seen.contains("Only if ‘Have you come before?’ is ‘Yes, very often’"),
        "{seen}"
    );
    assert!(
        coordinator
            .get(&format!("{draft}/publish"))
            .all("tbody tr")
            .is_empty()
    );
    let seen = says("Yes, once\nNever");
    assert!(
        seen.contains("its condition looks at an answer that there is not"),
        "{seen}"
    );
    let rows = coordinator.get(&format!("{draft}/publish")).all("tbody tr");
    assert_eq!(rows.len(), 1, "{rows:?}");
}

/// What is wrong stands at its question, and nothing is published before it is put right.
#[test]
fn what_is_wrong_is_named_at_its_question() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let draft = begin(&coordinator, "Nothing yet");
    let seen = coordinator.get(&format!("{draft}/publish")).main();
    assert!(seen.contains("a questionnaire has 1 to 300 questions"), "{seen}");
    let draft = written(&coordinator);
    let condition = format!("{draft}/question/how-many-times/condition");
    let fields = [
        ("act", "add"),
        ("of", "have-you-come-before"),
        ("test", "answered"),
    ];
    coordinator.press(&condition, &fields);
    // The question moves before the one that it looks at.
    coordinator.press(&draft, &[("act", "up:how-many-times")]);
    coordinator.press(&draft, &[("act", "up:how-many-times")]);
    let page = coordinator.get(&format!("{draft}/publish"));
    let rows = page.all("tbody tr");
    assert_eq!(
        rows,
        ["How many times? its condition looks at a question that does not come before it"]
    );
    assert_eq!(
        page.attributes("main form", "method").len(),
        0,
        "there is nothing to press"
    );
    let row = &coordinator.get(&draft).all("tbody tr")[0];
    assert!(
        row.contains("its condition looks at a question that does not come before it"),
        "{row}"
    );
}
