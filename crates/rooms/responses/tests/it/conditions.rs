//! When a question is asked: conditions with groups, put together by buttons, previewed, published, compared and kept to.

use crate::browser::{Browser, Seen};
use crate::drafts::{home, publish, published, written};
use crate::world::World;
use http::StatusCode;
use instrument::Condition;
use kernel::Id;
use store::values;

store::statements! {
    TOKEN = "select token from answer_link where id = ?1";
    KEPT = "select coalesce(non_answer, 'answered') from answer where question_key = 'how-many-times' order by 1";
}

fn add(browser: &Browser, page: &str, more: &[(&str, &str)]) -> Seen {
    browser.press(page, &[&[("act", "add")], more].concat())
}

/// A draft whose last question is asked if somebody agrees, and came often or once; and the page of that.
fn grouped(browser: &Browser) -> (String, String) {
    let draft = written(browser);
    let page = format!("{draft}/question/how-many-times/condition");
    let listened = ("of", "i-feel-listened-to");
    let before = ("of", "have-you-come-before");
    for fields in [
        &[listened, ("test", "at-most"), ("most", "2")][..],
        &[before, ("test", "is.yes-often"), ("to", "apart")],
        &[before, ("test", "is.yes-once"), ("to", "into:1")],
    ] {
        assert_eq!(home(&add(browser, &page, fields)), page);
    }
    (draft, page)
}

const WORDS: &str = "(‘I feel listened to’ is ‘Strongly agree’ or ‘Agree’) and (‘Have you come before?’ is ‘Yes, often’ or ‘Have you come before?’ is ‘Yes, once’)";

/// A group is added, joined the other way round and emptied by buttons; the draft says the whole condition in words.
#[test]
fn a_group_is_put_together_by_buttons() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let (draft, page) = grouped(&coordinator);
    let seen = coordinator.get(&draft).main();
    assert!(seen.contains(&format!("Only if {WORDS}")), "{seen}");
    let tables = coordinator.get(&page).all("caption");
    assert_eq!(tables, ["Asked only if", "Group 1: at least one of these holds"]);
    let press = |act: &str| assert_eq!(home(&coordinator.press(&page, &[("act", act)])), page);
    press("turn:1");
    let tables = coordinator.get(&page).all("caption");
    assert_eq!(tables, ["Asked only if", "Group 1: every one of these holds"]);
    press("remove:1.0");
    press("remove:1.0");
    let rows = coordinator.get(&page).all("tbody th");
    assert_eq!(
        rows,
        ["‘I feel listened to’ is ‘Strongly agree’ or ‘Agree’"],
        "the group is gone"
    );
}

/// What is wrong stands at its field, what was chosen is kept, and what the form does not offer is refused.
#[test]
fn what_was_chosen_is_kept() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let (_, page) = grouped(&coordinator);
    let wrong = add(
        &coordinator,
        &page,
        &[
            ("of", "i-feel-listened-to"),
            ("test", "within"),
            ("least", "5"),
            ("most", "2"),
            ("to", "into:1"),
        ],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.main().contains("Enter the smaller one first"));
    let kept = wrong.attributes(
        "main input[name=to][checked], main input[name=test][checked]",
        "value",
    );
    assert_eq!(kept, ["within", "into:1"]);
    assert_eq!(wrong.attributes("main input[name=least]", "value"), ["5"]);
    let answered = [("of", "have-you-come-before"), ("test", "answered")];
    for to in ["into:0", "into:9", "into:x", "elsewhere"] {
        let seen = add(&coordinator, &page, &[&answered[..], &[("to", to)]].concat());
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{to}");
    }
    for act in [
        "turn:0",
        "turn:9",
        "remove:2",
        "remove:1.2",
        "remove:0.0",
        "remove:",
        "turn",
    ] {
        let seen = coordinator.press(&page, &[("act", act)]);
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{act}");
    }
    let mut rows = coordinator.get(&page).all("tbody tr").len();
    assert_eq!(rows, 4, "nothing was changed: two clauses, two in the group");
    for number in ["1", "2", "3"] {
        for test in ["at-least", "at-most", "within"] {
            let fields = [
                ("of", "i-feel-listened-to"),
                ("test", test),
                ("least", number),
                ("most", "4"),
            ];
            let fields = [&fields[..], &[("to", "beside")]].concat();
            add(&coordinator, &page, &fields);
            let turned = [&fields[..], &[("not", "yes")]].concat();
            add(&coordinator, &page, &turned);
        }
    }
    rows = coordinator.get(&page).all("tbody tr").len();
    assert_eq!(rows, 4 + 14, "what stands there already is not added twice");
    for (number, status) in [
        ("4", StatusCode::SEE_OTHER),
        ("5", StatusCode::SEE_OTHER),
        ("6", StatusCode::SEE_OTHER),
        ("7", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let fields = [
            ("of", "i-feel-listened-to"),
            ("test", "at-least"),
            ("least", number),
            ("to", "beside"),
        ];
        assert_eq!(add(&coordinator, &page, &fields).status, status, "{number}");
    }
}

/// The preview and the server follow the groups: what is sent for a question that was not asked is never kept.
#[test]
fn answers_to_what_was_not_asked_are_dropped() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let (draft, _) = grouped(&coordinator);
    let paths = [
        ("2", "yes-once", "3"),
        ("1", "yes-often", "3"),
        ("2", "never", "Not asked on this path"),
        ("4", "yes-often", "Not asked on this path"),
    ];
    let sent = |listened: &'static str, before: &'static str| {
        [
            ("i-feel-listened-to", listened),
            ("have-you-come-before", before),
            ("how-many-times", "3"),
        ]
    };
    for (listened, before, shown) in paths {
        let seen = coordinator.fill(&format!("{draft}/preview"), &sent(listened, before));
        assert_eq!(seen.all("tbody tr")[2], format!("How many times? {shown}"));
    }
    publish(&coordinator, &draft);
    let version = published(&world, "how-are-we-doing", 1);
    let condition = version.question("how-many-times").unwrap().show_if.clone();
    assert!(matches!(condition, Some(Condition::All(parts)) if matches!(parts[1], Condition::Any(_))));
    let made = coordinator.fill(
        "/instruments/how-are-we-doing/1/open",
        &[
            ("name", "At the fair"),
            ("closes-day", "31"),
            ("closes-month", "3"),
            ("closes-year", "2026"),
        ],
    );
    let id = Id::parse(home(&made).rsplit('/').next().unwrap()).unwrap();
    let tokens: Vec<String> = world.all(&TOKEN, values![id], |row| row.get(0));
    let (anybody, path) = (Browser::of(&world, None), format!("/answer/{}", tokens[0]));
    let hints = anybody.get(&path).all(".govuk-hint").join(" ");
    assert!(hints.contains(&format!("Only if {WORDS}.")), "{hints}");
    for (listened, before, shown) in paths {
        let mut seen = anybody.fill(&path, &sent(listened, before));
        if shown != "3" {
            // She is told once, with what she typed still there; sent again it is left out.
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
            let told = seen.all("#how-many-times-error");
            assert!(
                told.concat()
                    .contains(&format!("This is asked only if {WORDS}. Change")),
                "{told:?}"
            );
            assert_eq!(seen.attributes("[name=how-many-times]", "value"), ["3"]);
            let form = seen.form(&[]);
            seen = anybody.post(&path, &form);
        }
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.main());
    }
    let kept: Vec<String> = world.all(&KEPT, values![], |row| row.get(0));
    assert_eq!(kept, ["answered", "answered", "not-asked", "not-asked"]);
}

/// Whoever presses a button of a page that somebody else's change has made old changes nothing; where a condition belongs is then chosen
/// anew, since another group may stand at that place.
#[test]
fn an_old_page_changes_no_condition() {
    let world = World::new();
    let (first, second) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.colleague())),
    );
    let (_, page) = grouped(&first);
    let old = first.get(&page);
    let hidden = |more: &[(&str, &str)]| {
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in ["form-token", "form-id", "version"] {
            let value = &old.attributes(&format!("main input[name=\"{name}\"]"), "value")[0];
            fields.push((name.to_owned(), value.clone()));
        }
        let more = more
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        fields.extend(more);
        fields
    };
    assert_eq!(home(&second.press(&page, &[("act", "remove:0")])), page);
    let before = first.get(&page).all("tbody th");
    let fields = [
        ("act", "add"),
        ("of", "have-you-come-before"),
        ("test", "is.never"),
        ("to", "into:1"),
    ];
    let told = first.post(&page, &hidden(&fields));
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.main().contains("colleague changed this draft on"),
        "{}",
        told.main()
    );
    assert_eq!(first.get(&page).all("tbody th"), before, "nothing was changed");
    assert_eq!(
        told.attributes("main input[name=test][checked]", "value"),
        ["is.never"],
        "what was chosen is kept"
    );
    assert!(
        told.attributes("main input[name=to][checked]", "value")
            .is_empty()
    );
    let fields = [("of", "have-you-come-before"), ("test", "is.never")];
    let again = add(&first, &page, &fields);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.main().contains("Choose where it belongs"),
        "{}",
        again.main()
    );
    let again = add(&first, &page, &[&fields[..], &[("to", "into:0")]].concat());
    assert_eq!(home(&again), page);
}

/// Two versions side by side say when a question is asked now and when it was before.
#[test]
fn versions_say_when_a_question_is_asked() {
    let world = World::new();
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let (draft, _) = grouped(&coordinator);
    publish(&coordinator, &draft);
    let from = [("from", "version"), ("key", "how-are-we-doing")];
    let next = home(&coordinator.fill("/instruments/new", &from));
    let page = format!("{next}/question/how-many-times/condition");
    coordinator.press(&page, &[("act", "remove:0")]);
    coordinator.press(&page, &[("act", "remove:0.1")]);
    publish(&coordinator, &next);
    let rows = coordinator
        .get("/instruments/how-are-we-doing/compare")
        .all("tbody tr");
    assert_eq!(
        rows,
        [format!(
            "How many times? Changed: when it is asked. Asked only if ‘Have you come before?’ is ‘Yes, often’ (before: only if {WORDS}) Added up with those of the earlier version"
        )]
    );
}
