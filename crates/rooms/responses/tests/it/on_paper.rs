//! Questionnaires on paper: printed, keyed in by two people, decided, taken in.

use crate::browser::{Browser, Seen};
use crate::world::World;
use http::StatusCode;
use store::values;

store::statements! {
    REFERENCE = "select reference from session where id = ?1";
    KEPT = "select r.source, a.number, a.non_answer, a.text_sealed from response r join answer a on a.response_id = r.id where a.question_key = ?1 order by a.number";
    KEYED = "select (select count(*) from paper_sheet), (select count(*) from paper_decision)";
}

fn home(world: &World) -> String {
    let reference: Vec<String> = world.all(&REFERENCE, values![world.session.0], |row| row.get(0));
    format!("/sessions/{}/paper", reference[0])
}

/// Begins a batch; its address.
fn begun(browser: &Browser, home: &str, sheets: &str) -> String {
    let begun = browser.fill(home, &[("which", "feedback.1"), ("sheets", sheets)]);
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.main());
    begun.location
}

fn keyed(world: &World) -> (i64, i64) {
    world.all(&KEYED, values![], |row| Ok((row.get(0)?, row.get(1)?)))[0]
}

fn take(browser: &Browser, batch: &str, reason: &str) -> Seen {
    let form = browser
        .get(batch)
        .form_in("form[action$=take]", &[("reason", reason)]);
    browser.post(&format!("{batch}/take"), &form)
}

#[test]
fn two_keyings_become_answers_once_each_difference_is_decided() {
    let world = World::new();
    let colleague = world.colleague();
    let (first, second) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&colleague)),
    );
    let home = home(&world);
    let batch = begun(&first, &home, "3");
    let sheet = |number: u8| format!("{batch}/sheets/{number}");
    let kept = first.fill(
        &sheet(1),
        &[
            ("expectations", "2"),
            ("first-use", "I will listen"),
            ("background", "1"),
        ],
    );
    assert_eq!(kept.location, sheet(2), "the next sheet");
    first.fill(&sheet(2), &[("expectations", "1")]);
    let kept = first.fill(&sheet(3), &[]);
    assert_eq!(kept.location, format!("{batch}?done=all"));
    let page = first.get(&kept.location);
    assert!(
        page.all("a[href*=sheets]").is_empty(),
        "nothing is left for her: {}",
        page.main()
    );
    assert_eq!(
        first.fill(&sheet(1), &[("expectations", "5")]).status,
        StatusCode::SEE_OTHER,
        "she mends her own"
    );

    let other = second.get(&sheet(1));
    assert_eq!(other.all("h1"), ["Sheet 1, second keying"]);
    assert!(
        !other.text.contains("I will listen"),
        "she does not see what the first one keyed"
    );
    second.fill(
        &sheet(1),
        &[
            ("expectations", "3"),
            ("first-use", "i will  LISTEN"),
            ("background", "1"),
        ],
    );
    second.fill(&sheet(2), &[("expectations", "1")]);
    second.fill(&sheet(3), &[]);
    assert_eq!(
        first.get(&sheet(1)).status,
        StatusCode::GONE,
        "nobody is the second of her own"
    );

    let page = first.get(&batch);
    assert!(
        page.all("form[action$=take]").is_empty(),
        "not before it is decided"
    );
    let compared = first.get(&format!("{batch}/compare"));
    assert_eq!(compared.all("fieldset").len(), 1, "{}", compared.main());
    assert!(
        compared.main().contains("First keying: Strongly disagree")
            && compared.main().contains("Second keying: Neither agree")
    );
    let decided = first.fill(&format!("{batch}/compare"), &[("sheet.1.expectations", "second")]);
    assert_eq!(decided.status, StatusCode::SEE_OTHER);

    let refused = take(&first, &batch, "");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.main().contains("0 people signed in"),
        "{}",
        refused.main()
    );
    assert_eq!(world.responses(), 0);
    let taken = take(&first, &batch, "The register was lost");
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
    assert_eq!(world.responses(), 2, "a sheet with nothing on it is none");
    let answers = world.all(&KEPT, values!["expectations"], |row| {
        Ok((row.get::<String>(0)?, row.get::<Option<i64>>(1)?))
    });
    assert_eq!(
        answers,
        [("paper".to_owned(), Some(1)), ("paper".to_owned(), Some(3))]
    );
    let words: Vec<Option<Vec<u8>>> = world.all(&KEPT, values!["first-use"], |row| row.get(3));
    assert!(
        words
            .iter()
            .flatten()
            .all(|sealed| !String::from_utf8_lossy(sealed).contains("listen"))
    );
    assert_eq!(keyed(&world), (0, 0), "what was keyed is forgotten");
    assert!(first.get(&batch).main().contains("Both keyings agreed on"));
    assert_eq!(first.get(&sheet(1)).status, StatusCode::GONE);
}

#[test]
fn a_batch_is_undone_before_it_is_taken() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let home = home(&world);
    let batch = begun(&browser, &home, "1");
    browser.fill(&format!("{batch}/sheets/1"), &[("expectations", "2")]);
    assert_eq!(keyed(&world), (1, 0));
    let asked = browser.get(&format!("{batch}/undo"));
    assert!(
        asked.main().contains("1 of 1 sheets were keyed, 0 of them twice"),
        "{}",
        asked.main()
    );
    assert_eq!(keyed(&world), (1, 0), "asking forgets nothing");
    let form = asked.form_in("form[action$=undo]", &[]);
    let undone = browser.post(&format!("{batch}/undo"), &form);
    assert_eq!(undone.location, format!("{home}?done=undone"));
    assert_eq!((keyed(&world), world.responses()), ((0, 0), 0));
    assert_eq!(browser.get(&format!("{batch}/sheets/1")).status, StatusCode::GONE);
    assert!(browser.get(&home).main().contains("Undone"));
    assert_eq!(browser.get(&format!("{batch}/undo")).status, StatusCode::GONE);
}

/// Proves SA3: who runs no sessions keys nothing in; what is no number of a box comes back with what was typed.
#[test]
fn what_does_not_fit_a_sheet_comes_back() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let home = home(&world);
    for sheets in ["0", "101", "x", ""] {
        let refused = browser.fill(&home, &[("which", "feedback.1"), ("sheets", sheets)]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sheets}");
    }
    let batch = begun(&browser, &home, "1");
    let refused = browser.fill(
        &format!("{batch}/sheets/1"),
        &[("expectations", "9"), ("first-use", "Call her")],
    );
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.main().contains("Key a number from 1 to 5") && refused.text.contains("Call her"));
    assert_eq!(
        browser.get(&format!("{batch}/sheets/2")).status,
        StatusCode::NOT_FOUND
    );
    let stranger = Browser::of(&world, Some(&world.practitioner));
    for path in [&home, &batch] {
        assert_eq!(stranger.get(path).status, StatusCode::FORBIDDEN);
    }
}

#[test]
fn a_sheet_is_printed_with_boxes_and_a_code_of_its_own() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let home = home(&world);
    let links = browser.get(&home).attributes("a[href*='paper/']", "href");
    assert_eq!(links.len(), 3, "each questionnaire of the course");
    let page = browser.get(&format!("{home}/feedback.1"));
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attributes(".trellis-sheet svg", "role"), ["img"]);
    assert!(page.all(".trellis-paper__box").len() > 80);
    assert!(page.main().contains("Only if"), "a condition in words");
    assert!(page.main().contains("Sheet no."));
    for wrong in ["nothing.1", "feedback.2", "feedback", "follow-up.1", "pre.99"] {
        assert_eq!(
            browser.get(&format!("{home}/{wrong}")).status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
}
