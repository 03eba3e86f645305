//! Questionnaires as forms of other programs.

use crate::browser::Browser;
use crate::world::World;
use http::StatusCode;
use instrument::Definition;
use store::values;

store::statements! {
    DRAFTS = "select content, base_version from instrument_draft";
}

#[test]
fn a_version_taken_out_becomes_a_draft_of_the_next() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let book = browser.get("/instruments/before/2/form");
    assert_eq!(book.status, StatusCode::OK);
    let page = browser.upload("/instruments/new/form", "file", &book.bytes);
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    assert!(
        page.main().contains("Everything in the form is taken")
            && page.main().contains("The next version of")
    );
    let taken = browser.post("/instruments/new/form", &page.form(&[]));
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
    let drafts = world.all(&DRAFTS, values![], |row| {
        Ok((row.get::<String>(0)?, row.get::<Option<i64>>(1)?))
    });
    let draft = instrument::Draft::parse(&drafts[0].0).unwrap();
    let ours = Definition::parse(include_str!("../../../../../instruments/before.toml")).unwrap();
    assert_eq!((draft.definition, drafts[0].1), (ours, Some(2)));
    let again = browser.get(&format!("{}/form", taken.location.split('?').next().unwrap()));
    assert_eq!(again.bytes, book.bytes, "a draft is taken out as a version is");
    for wrong in [
        &b"no workbook"[..],
        &paper::xlsx::write(&paper::Grid::new("List", ["Name"])).unwrap(),
    ] {
        let refused = browser.upload("/instruments/new/form", "file", wrong);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(
        Browser::of(&world, Some(&world.practitioner))
            .get("/instruments/new/form")
            .status,
        StatusCode::FORBIDDEN
    );
}

/// What cannot be taken is named with its row before anything is begun.
#[test]
fn what_is_left_out_is_named_first() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let row = |cells: &[&str]| {
        cells
            .iter()
            .map(|cell| (*cell).to_owned())
            .collect::<Vec<String>>()
    };
    let survey = [
        row(&["type", "name", "label", "relevant"]),
        row(&["integer", "age", "How old are you?", ""]),
        row(&["geopoint", "where", "Where are you?", ""]),
        row(&["text", "near", "What is near?", "${where} != ''"]),
    ];
    let book = paper::book::write(&[("survey", &survey)]).unwrap();
    let page = browser.upload("/instruments/new/form", "file", &book);
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    let rows = page.all("table tbody tr");
    assert!(
        rows.iter().any(|row| row.starts_with("survey 3 where")),
        "{rows:?}"
    );
    assert!(
        rows.iter()
            .any(|row| row.contains("near its condition cannot be taken: it looks at where")),
        "{rows:?}"
    );
    assert_eq!(
        world.all(&DRAFTS, values![], |row| row.get::<String>(0)),
        Vec::<String>::new()
    );
    let taken = browser.post("/instruments/new/form", &page.form(&[]));
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let drafts = world.all(&DRAFTS, values![], |row| row.get::<String>(0));
    assert_eq!(
        instrument::Draft::parse(&drafts[0])
            .unwrap()
            .definition
            .questions()
            .count(),
        1
    );
}

/// The translations of a questionnaire go out with its form and come back with it.
#[test]
fn a_form_carries_its_translations_both_ways() {
    let world = World::new();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let ours = Definition::parse(include_str!("../../../../../instruments/before.toml")).unwrap();
    let mut urdu = instrument::Translation::new(instrument::Language::parse("ur").unwrap());
    for text in ours.texts() {
        urdu.set(&text.place, &text.source, &format!("اردو {}", text.source));
    }
    let sheets = instrument::xlsform::write_with(&ours, std::slice::from_ref(&urdu));
    let book = paper::book::write(&sheets.named()).unwrap();
    let page = browser.upload("/instruments/new/form", "file", &book);
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    assert!(
        page.main().contains("Everything in the form is taken") && page.main().contains("Urdu"),
        "{}",
        page.main()
    );
    let taken = browser.post("/instruments/new/form", &page.form(&[]));
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
    let drafts = world.all(&DRAFTS, values![], |row| row.get::<String>(0));
    let draft = instrument::Draft::parse(&drafts[0]).unwrap();
    assert_eq!(draft.translations, [urdu]);
    let again = browser.get(&format!("{}/form", taken.location.split('?').next().unwrap()));
    assert_eq!(again.bytes, book, "it goes out as it came in");
}
