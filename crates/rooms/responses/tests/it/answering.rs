//! Answering by link, as a browser does.

use crate::browser::{Browser, Fields};
use crate::world::World;
use http::StatusCode;
use kernel::{Clock, Id};
use store::values;

store::statements! {
    ANSWERS = "select a.question_key, a.number, a.option_key, a.non_answer, a.text_sealed, r.id from answer a join response r on r.id = a.response_id order by a.question_key, a.occurrence";
    RESPONSE = "select r.session_id, r.programme_id, r.purpose, r.day, r.link_code, r.source from response r";
    EVENTS = "select count(*) from audit_event where change = 'questionnaire answered'";
}

struct Kept {
    question: String,
    number: Option<i64>,
    option: Option<String>,
    none: Option<String>,
    text: Option<String>,
}

fn kept(world: &World) -> Vec<Kept> {
    let rows = world.all(&ANSWERS, values![], |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<Option<i64>>(1)?,
            row.get::<Option<String>>(2)?,
            row.get::<Option<String>>(3)?,
            row.get::<Option<Vec<u8>>>(4)?,
            row.get::<Id>(5)?,
        ))
    });
    rows.into_iter()
        .map(|(question, number, option, none, sealed, id)| Kept {
            text: sealed.map(|sealed| {
                assert!(
                    !String::from_utf8_lossy(&sealed).contains("listen"),
                    "free text is sealed"
                );
                world
                    .db
                    .keys()
                    .open_text("answer", &question, id, &sealed)
                    .unwrap()
            }),
            question,
            number,
            option,
            none,
        })
        .collect()
}

#[test]
fn answers_become_rows_and_the_page_says_thank_you() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let path = format!("/feedback/{}", world.link());
    let page = browser.get(&path);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.all("h1"), ["How was today?"]);
    assert!(page.main().contains("Responding well"), "says which session");
    assert_eq!(
        page.all("fieldset").len(),
        20,
        "a group for each choice, with its legend"
    );
    assert_eq!(page.all("fieldset legend").len(), 20);
    assert_eq!(page.all("script:not([src])").len(), 0);

    let sent = browser.fill(
        &path,
        &[
            ("expectations", "2"),
            ("knowledge-before", "3"),
            ("likelihood", "high"),
            ("time-of-use", "month"),
            ("first-use", "I will listen first"),
            ("background", "prefer-not-to-say"),
        ],
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let thanks = browser.get(&sent.location);
    assert!(thanks.main().contains("Thank you"));
    assert_eq!(
        thanks.attributes("main a[href^='/feedback/']", "href").len(),
        2,
        "the other questionnaires of the course"
    );

    let rows = kept(&world);
    let find = |key: &str| rows.iter().find(|row| row.question == key).unwrap();
    assert_eq!(find("expectations").number, Some(2));
    assert_eq!(find("knowledge-before").number, Some(3));
    assert_eq!(find("likelihood").option.as_deref(), Some("high"));
    assert_eq!(find("first-use").text.as_deref(), Some("I will listen first"));
    assert_eq!(find("background").none.as_deref(), Some("prefer-not-to-say"));
    assert_eq!(find("materials").none.as_deref(), Some("not-recorded"));
    let stored = world.all(&RESPONSE, values![], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<Id>(1)?,
            row.get::<String>(2)?,
            row.get::<String>(3)?,
            row.get::<Option<Vec<u8>>>(4)?,
            row.get::<String>(5)?,
        ))
    });
    let today = world.clock.today().iso();
    assert_eq!(
        stored,
        [(
            world.session.0,
            world.programme.0,
            "feedback".to_owned(),
            today,
            None,
            "online".to_owned()
        )]
    );
}

/// Proves SF2: what does not fit is named at its field, what was typed is kept, and nothing is written.
#[test]
fn a_wrong_answer_is_named_at_its_field_and_the_rest_is_kept() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let path = format!("/feedback/{}/pre", world.link());
    let long = "x".repeat(201);
    let page = browser.fill(
        &path,
        &[("code-parent", &long), ("code-day", "seven"), ("knowledge", "6")],
    );
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.all("title").concat().starts_with("Error:"),
        "{:?}",
        page.all("title")
    );
    let named = page.attributes(".govuk-error-summary a", "href");
    assert_eq!(named, ["#code-parent", "#code-day", "#code-phone"]);
    assert_eq!(page.all(".govuk-error-message").len(), 3);
    assert_eq!(page.attributes("#code-day", "value"), ["seven"]);
    assert_eq!(page.attributes("input[name=knowledge][checked]", "value"), ["6"]);
    assert_eq!(world.responses(), 0);

    // Put right on the same page, it goes through.
    let mut fields = page.form(&[("code-parent", "Ma"), ("code-day", "7"), ("code-phone", "42")]);
    fields.retain(|(name, _)| name != "website");
    assert_eq!(browser.post(&path, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(world.responses(), 1);
    let keys: Vec<String> = kept(&world).into_iter().map(|row| row.question).collect();
    assert!(
        keys.iter().all(|key| !key.starts_with("code-")),
        "the code's answers are not kept"
    );
}

/// Proves SR7: the same form sent again gives the same answer and one response.
/// Proves SF3: a step that was taken cannot be replayed.
#[test]
fn a_form_sent_twice_counts_once() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let path = format!("/feedback/{}", world.link());
    world.link();
    let fields = browser.get(&path).form(&[("expectations", "1")]);
    let first = browser.post(&path, &fields);
    let again = browser.post(&path, &fields);
    assert_eq!(
        (first.status, &first.location),
        (StatusCode::SEE_OTHER, &again.location)
    );
    assert_eq!(world.responses(), 1);
    let events = world.all(&EVENTS, values![], |row| row.get::<i64>(0));
    assert_eq!(events, [1], "in the trail, by its session");
}

/// Proves SH10: a link answers each questionnaire once, with a fresh form too and also the day after; another person's link is
/// another answer.
#[test]
fn a_link_answers_once() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let (link, other) = (world.link(), world.link());
    let path = format!("/feedback/{link}");
    let answer = |path: &str| browser.fill(path, &[("expectations", "5")]).status;
    let opened: Vec<_> = [0, 1]
        .map(|_| browser.get(&path).form(&[("expectations", "5")]))
        .into();
    assert_eq!(answer(&path), StatusCode::SEE_OTHER);
    assert_eq!(
        browser.post(&path, &opened[0]).status,
        StatusCode::GONE,
        "another form that was open on the same link"
    );
    world.clock.advance(24 * 3600);
    assert_eq!(
        browser.post(&path, &opened[1]).status,
        StatusCode::GONE,
        "the day after"
    );
    world.clock.advance(-24 * 3600);
    // The link now leads to what is left to answer, and no further.
    let again = browser.get(&path);
    assert_eq!(
        (again.status, again.location.as_str()),
        (StatusCode::SEE_OTHER, format!("/thank-you/{link}").as_str())
    );
    let left = browser.get(&again.location).text;
    assert!(left.contains(&format!("{path}/pre")) && left.contains(&format!("{path}/post")));
    assert!(!left.contains(&format!("{path}/feedback")));
    let code = [
        ("code-parent", "Ma"),
        ("code-day", "7"),
        ("code-phone", "42"),
        ("knowledge", "3"),
    ];
    assert_eq!(
        browser.fill(&format!("{path}/pre"), &code).status,
        StatusCode::SEE_OTHER,
        "the same person's other questionnaire"
    );
    assert_eq!(answer(&format!("/feedback/{other}")), StatusCode::SEE_OTHER);
    assert_eq!(world.responses(), 3);
}

/// Proves SH10: a session's questionnaire takes no more responses than people signed in.
#[test]
fn no_more_answers_than_people() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let paths: Vec<String> = (0..3)
        .map(|number| format!("/feedback/{}", world.unsigned_link(number)))
        .collect();
    world.link();
    world.link();
    let answer = |path: &str| browser.fill(path, &[("expectations", "5")]).status;
    let statuses: Vec<StatusCode> = paths.iter().map(|path| answer(path)).collect();
    assert_eq!(
        statuses,
        [StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::GONE]
    );
    world.link();
    assert_eq!(
        answer(&paths[2]),
        StatusCode::SEE_OTHER,
        "one more person, one more response"
    );
    assert_eq!(world.responses(), 3);
}

/// Proves SH10: the trap is thanked and kept out; a field that does not belong, a repeat and a missing token are refused.
#[test]
fn machines_and_altered_forms_leave_nothing() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let path = format!("/feedback/{}", world.link());
    let page = browser.get(&path);
    let trapped = browser.post(&path, &page.form(&[("website", "https://spam.example")]));
    assert_eq!(trapped.status, StatusCode::SEE_OTHER, "thanked like anybody");
    let good = page.form(&[("expectations", "1")]);
    let spoilt: [fn(&mut Fields); 4] = [
        |fields| fields.push(("surprise".to_owned(), "1".to_owned())),
        |fields| fields.push(("expectations".to_owned(), "2".to_owned())),
        |fields| fields.retain(|(name, _)| name != "form-token"),
        |fields| {
            for (name, value) in fields {
                if name == "form-id" {
                    value.push('0');
                }
            }
        },
    ];
    for spoil in spoilt {
        let mut fields = good.clone();
        spoil(&mut fields);
        assert_eq!(browser.post(&path, &fields).status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(world.responses(), 0);
    assert_eq!(browser.post(&path, &good).status, StatusCode::SEE_OTHER);
}

/// Proves SH10: a source has so many answers in an hour and no more, however many links it holds.
#[test]
fn one_source_cannot_flood_a_session() {
    let world = World::new();
    let browser = Browser::of(&world, None);
    let mut last = StatusCode::OK;
    for _ in 0..201 {
        let path = format!("/feedback/{}", world.link());
        let form = browser.get(&path).form(&[("website", "x")]);
        last = browser.post(&path, &form).status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    world.clock.advance(3601);
    let path = format!("/feedback/{}", world.link());
    assert_eq!(
        browser.fill(&path, &[("expectations", "1")]).status,
        StatusCode::SEE_OTHER
    );
}
