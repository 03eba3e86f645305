//! Questions that are put to some only, in sessions.

use crate::browser::{Browser, Fields};
use crate::drafts::{home, publish};
use crate::world::World;
use http::StatusCode;
use store::values;

store::statements! {
    BACKGROUND = "select coalesce(a.option_key, a.non_answer) from answer a where a.question_key = 'background' order by 1";
    OFFICE = "select coalesce(a.non_answer, 'answered') from answer a where a.question_key = 'which-office-is-that' order by 1";
    REFERENCE = "select reference from session where id = ?1";
    NOTED = "select count(*) from audit_event where change like 'puts %'";
    FILLER = "insert into response (id, instrument_version_id, session_id, programme_id, purpose, day, link_code, source) \
        select ?1, r.instrument_version_id, r.session_id, r.programme_id, r.purpose, r.day, null, 'online' from response r order by r.id limit 1";
    FILLED = "insert into answer (response_id, question_key, occurrence, option_key) values (?1, 'background', 0, 'housing')";
}

/// The words of the question of that name.
const BACKGROUND_WORDS: &str = "Where do you work?";

const PAGE: &str = "/instruments/end-of-session/sparing";

fn rule(staff: &Browser, questions: &[&str], fewest: &str, quota: &str) -> StatusCode {
    let mut form: Fields = staff.get(PAGE).form(&[("fewest", fewest), ("quota", quota)]);
    form.retain(|(name, _)| name != "question");
    form.extend(
        questions
            .iter()
            .map(|key| ("question".to_owned(), (*key).to_owned())),
    );
    staff.post(PAGE, &form).status
}

fn background(world: &World) -> Vec<String> {
    world.all(&BACKGROUND, values![], |row| row.get(0))
}

/// In a session of few people a question that says who somebody is is not asked, and kept as not asked; where enough people come it is.
#[test]
fn a_small_group_is_not_asked_who_it_is() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    let (session, day) = world.another("A course of few");
    let links: Vec<String> = ["One", "Two", "Three", "Four", "Five"]
        .into_iter()
        .flat_map(|name| world.comes(session, &[day], name))
        .map(|code| format!("/feedback/{code}"))
        .collect();
    let opened = anybody.get(&links[4]);
    assert_eq!(rule(&staff, &["background"], "6", ""), StatusCode::SEE_OTHER);
    assert!(
        staff
            .get("/instruments/end-of-session")
            .main()
            .contains("fewer than 6 people")
    );
    let page = anybody.get(&links[0]);
    assert!(
        page.attributes("[name=background]", "value").is_empty(),
        "{}",
        page.main()
    );
    let sent = anybody.post(&links[0], &page.form(&[("expectations", "2")]));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    assert_eq!(background(&world), ["not-asked"]);
    // A form from before the rule, with the question in it.
    let sent = anybody.post(
        &links[4],
        &opened.form(&[("expectations", "2"), ("background", "housing")]),
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    assert_eq!(background(&world), ["not-asked", "not-asked"]);
    assert_eq!(rule(&staff, &["background"], "5", ""), StatusCode::SEE_OTHER);
    let page = anybody.get(&links[1]);
    let sent = anybody.post(
        &links[1],
        &page.form(&[("expectations", "2"), ("background", "housing")]),
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    assert_eq!(background(&world), ["housing", "not-asked", "not-asked"]);
    // The rule is taken away while somebody has her form open.
    let page = anybody.get(&links[2]);
    assert_eq!(rule(&staff, &[], "5", ""), StatusCode::SEE_OTHER);
    let sent = anybody.post(&links[2], &page.form(&[("expectations", "2")]));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    assert_eq!(world.all(&NOTED, values![], |row| row.get::<i64>(0)), [3]);
}

/// A sheet of paper has the questions that would be asked at its session, as a page has, and says what it leaves out to who prints it.
#[test]
fn a_sheet_of_paper_leaves_out_what_is_not_asked() {
    let world = World::new();
    let staff = Browser::of(&world, Some(&world.coordinator));
    let (session, day) = world.another("A course of few");
    for name in ["One", "Two", "Three", "Four", "Five"] {
        world.comes(session, &[day], name);
    }
    let reference: String = world
        .all(&REFERENCE, values![session.0], |row| row.get(0))
        .remove(0);
    let sheet = || {
        let page = staff.get(&format!("/sessions/{reference}/paper/feedback.1"));
        let questions = page.all(".trellis-paper__question strong");
        (questions, page.main().contains("put to some people only"))
    };
    let (all, told) = sheet();
    let asks = |words: &String| words.contains(BACKGROUND_WORDS);
    assert!(all.iter().any(asks) && !told, "{all:?}");
    assert_eq!(rule(&staff, &["background"], "6", ""), StatusCode::SEE_OTHER);
    let rest: Vec<String> = all.iter().filter(|words| !asks(words)).cloned().collect();
    assert_eq!(
        sheet(),
        (rest, true),
        "under the numbers by which they are keyed in"
    );
    assert_eq!(rule(&staff, &["background"], "5", ""), StatusCode::SEE_OTHER);
    assert_eq!(sheet(), (all, false));
}

/// The page where the rule is made says what becomes of sheets on paper.
#[test]
fn the_page_says_what_becomes_of_paper() {
    let world = World::new();
    let staff = Browser::of(&world, Some(&world.coordinator));
    let page = staff.get(PAGE).main();
    assert!(
        page.contains("Sheets on paper that are printed then leave them out"),
        "{page}"
    );
}

/// A version of the questionnaire in which one question is put to those only who work in housing, the rest as it was.
fn with_a_dependent_question(staff: &Browser) {
    let from = [("from", "version"), ("key", "end-of-session")];
    let draft = home(&staff.fill("/instruments/new", &from));
    let sections = staff
        .get(&draft)
        .attributes("a[href*='question?section=']", "href");
    let page = sections.last().unwrap();
    let fields = [("text", "Which office is that?")];
    let path = format!("{page}&kind=text");
    let fields = staff.get(&path).form(&fields);
    let added = staff.post(&format!("{draft}/question"), &fields);
    assert_eq!(home(&added), draft, "{}", added.main());
    let condition = format!("{draft}/question/which-office-is-that/condition");
    let fields = [("act", "add"), ("of", "background"), ("test", "is.housing")];
    assert_eq!(home(&staff.press(&condition, &fields)), condition);
    let published = publish(staff, &draft);
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.main());
}

/// What is asked only because of a question that is left out is left out with it, on a page and on paper: nobody answers it for nothing. What
/// the sheets left out when they were printed was not asked, however many came.
#[test]
fn what_was_not_on_the_sheet_was_not_asked() {
    let world = World::new();
    let colleague = world.colleague();
    let (first, second, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&colleague)),
        Browser::of(&world, None),
    );
    with_a_dependent_question(&first);
    let (session, day) = world.another("A course of few");
    let links: Vec<String> = ["One", "Two", "Three", "Four", "Five"]
        .into_iter()
        .flat_map(|name| world.comes(session, &[day], name))
        .map(|code| format!("/feedback/{code}"))
        .collect();
    let reference: String = world
        .all(&REFERENCE, values![session.0], |row| row.get(0))
        .remove(0);
    let paper = format!("/sessions/{reference}/paper");
    let whole = first.get(&format!("{paper}/feedback.2"));
    assert!(whole.main().contains("Which office is that?") && !whole.main().contains(", without"));
    let opened = anybody.get(&links[1]);
    assert_eq!(rule(&first, &["background"], "6", ""), StatusCode::SEE_OTHER);
    let sheet = first.get(&format!("{paper}/feedback.2"));
    let numbers: Vec<String> = whole
        .all(".trellis-paper__question strong")
        .iter()
        .filter(|words| words.contains(BACKGROUND_WORDS) || words.contains("Which office is that?"))
        .map(|words| words.split('.').next().unwrap().to_owned())
        .collect();
    assert_eq!(numbers.len(), 2, "{numbers:?}");
    let (place, office) = (&numbers[0], &numbers[1]);
    assert!(
        !sheet.main().contains("Which office is that?"),
        "{}",
        sheet.main()
    );
    assert!(
        sheet.main().contains(&format!(", without {place}, {office}")),
        "{}",
        sheet.main()
    );
    assert!(!anybody.get(&links[0]).main().contains("Which office is that?"));
    // Her form is from before the rule: what would tell where she works is not kept either.
    let fields = [
        ("expectations", "2"),
        ("background", "housing"),
        ("which-office-is-that", "North"),
    ];
    let sent = anybody.post(&links[1], &opened.form(&fields));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let office_kept = || world.all(&OFFICE, values![], |row| row.get::<String>(0));
    assert_eq!(
        (background(&world), office_kept()),
        (vec!["not-asked".to_owned()], vec!["not-asked".to_owned()])
    );
    // More come than the rule wants, after the sheets were printed.
    assert_eq!(rule(&first, &["background"], "5", ""), StatusCode::SEE_OTHER);
    let square = format!("{paper}?which=feedback.2&without={place}.{office}");
    let page = first.get(&square);
    assert_eq!(
        page.attributes("[name=without]", "value"),
        [format!("{place}, {office}")],
        "the square says what is missing"
    );
    let wrong = first.post(&paper, &page.form(&[("sheets", "1"), ("without", "3, 999")]));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attributes("[name=without]", "value"), ["3, 999"]);
    let begun = first.post(&paper, &first.get(&square).form(&[("sheets", "1")]));
    let batch = home(&begun);
    let begun = world
        .db
        .read_now(move |tx| {
            Ok(audit::history_of(
                tx,
                "session",
                session.0,
                audit::Part::Changes,
                None,
                1,
            )?)
        })
        .unwrap();
    assert_eq!(begun[0].change, "began to key paper in without");
    let without = begun[0].reason.as_ref().map(|reason| reason.reveal().as_str());
    assert_eq!(without, Some("background, which-office-is-that"));
    assert!(
        first.get(&batch).main().contains("Not on the sheets"),
        "{}",
        first.get(&batch).main()
    );
    for browser in [&first, &second] {
        let keying = browser.get(&format!("{batch}/sheets/1"));
        assert!(
            keying.attributes("[name=background]", "name").is_empty(),
            "it is not on the sheet"
        );
        let fields = keying.form(&[("expectations", "1")]);
        assert_eq!(
            browser.post(&format!("{batch}/sheets/1"), &fields).status,
            StatusCode::SEE_OTHER
        );
    }
    let form = first.get(&batch).form_in("form[action$=take]", &[("reason", "")]);
    let taken = first.post(&format!("{batch}/take"), &form);
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
    assert_eq!(background(&world), ["not-asked", "not-asked"]);
    assert_eq!(office_kept(), ["not-asked", "not-asked"]);
}

/// Once enough people of a course were asked nobody else is.
#[test]
fn a_question_is_asked_until_enough_people_were() {
    let world = World::new();
    let (staff, anybody) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, None),
    );
    let (session, day) = world.another("A course of many");
    let links: Vec<String> = ["One", "Two", "Three", "Four", "Five", "Six"]
        .into_iter()
        .flat_map(|name| world.comes(session, &[day], name))
        .map(|code| format!("/feedback/{code}"))
        .collect();
    assert_eq!(rule(&staff, &["background"], "5", "50"), StatusCode::SEE_OTHER);
    let asks = |link: &str| {
        !anybody
            .get(link)
            .attributes("[name=background]", "value")
            .is_empty()
    };
    let page = anybody.get(&links[0]);
    let sent = anybody.post(
        &links[0],
        &page.form(&[("expectations", "2"), ("background", "housing")]),
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let fill = |count: i64| {
        for _ in 0..count {
            let id = kernel::Id::fresh(&*world.clock, &*world.entropy);
            crate::world::raw(&world.db, move |tx| {
                tx.run(&FILLER, values![id])?;
                Ok(tx.run(&FILLED, values![id])?)
            });
        }
    };
    fill(48);
    assert!(asks(&links[1]), "49 were asked");
    fill(1);
    assert!(!asks(&links[1]), "50 were asked");
}

/// Proves SA3: only who writes questionnaires sets it; a number that is none, and a question that there is not, are refused.
#[test]
fn the_rule_is_set_by_who_writes_questionnaires() {
    let world = World::new();
    let staff = Browser::of(&world, Some(&world.coordinator));
    for (fewest, quota) in [("4", ""), ("1001", ""), ("x", ""), ("10", "49"), ("10", "many")] {
        let status = rule(&staff, &["background"], fewest, quota);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fewest} {quota}");
    }
    assert_eq!(rule(&staff, &["surprise"], "10", ""), StatusCode::BAD_REQUEST);
    let stranger = Browser::of(&world, Some(&world.practitioner));
    assert_eq!(stranger.get(PAGE).status, StatusCode::FORBIDDEN);
    assert_eq!(
        staff.get("/instruments/none/sparing").status,
        StatusCode::NOT_FOUND
    );
}
