//! What was said of the columns of a file of earlier years, kept under a name and offered for files with the same headings.

use crate::earlier::{course, upload};
use crate::pages::{Browser, Seen};
use crate::world::World;
use http::StatusCode;

const FILE: &str = "When;What;Where\n03/04/2019;multi-agency;E.\n";

/// Presses a button of the forms about what was kept.
fn press(browser: &Browser, page: &str, what: &str, values: &[(&str, &str)]) -> Seen {
    let seen = browser.get(page);
    let (to, mut fields) = seen.form("/kept", &[]);
    fields.retain(|(name, _)| name.starts_with("form-"));
    fields.push(("what".to_owned(), what.to_owned()));
    fields.extend(
        values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    browser.post(&to, &fields)
}

/// What one person said and kept under a name another finds at the next file with the same headings, and no other file; a name that is there
/// gives way, and what is kept no longer is offered no more.
#[test]
fn what_was_said_is_kept_under_a_name() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let sent = upload(&browser, "One", FILE.as_bytes());
    let columns = [("column-course", "1"), ("column-area", "2"), ("column-day", "0")];
    let (to, fields) = browser.get(&sent.location).form("columns", &columns);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    let west = world.west.to_string();
    let said = [("order", "month"), ("area-0", west.as_str())];
    let (to, fields) = browser.get(&sent.location).form("columns", &said);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    let nameless = press(&browser, &sent.location, "keep", &[("kept-name", " ")]);
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let kept = press(&browser, &sent.location, "keep", &[("kept-name", "The old log")]);
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.main());
    }
    let other = Browser::of(&world, Some(&world.westerner));
    let next = upload(&other, "Two", FILE.as_bytes());
    assert!(
        other.get(&next.location).main().contains("Say which columns"),
        "she has said nothing yet"
    );
    let offered = other
        .get(&next.location)
        .attributes("select[name=kept] option", "value");
    let offered: Vec<_> = offered.iter().filter(|id| !id.is_empty()).collect();
    assert_eq!(offered.len(), 1, "one name, one offer");
    let unknown = press(&other, &next.location, "use", &[("kept", &west)]);
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let used = press(&other, &next.location, "use", &[("kept", offered[0])]);
    assert_eq!(used.status, StatusCode::SEE_OTHER, "{}", used.main());
    let words = other.get(&next.location).main();
    assert!(words.contains("What would come of it"), "{words}");
    let elsewhere = upload(
        &other,
        "Three",
        "When;What;Which\n03/04/2019;multi-agency;E.\n".as_bytes(),
    );
    assert!(
        other.get(&elsewhere.location).all("select[name=kept]").is_empty(),
        "other headings"
    );
    let gone = press(&browser, &sent.location, "forget", &[("kept", offered[0])]);
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&sent.location).all("select[name=kept]").is_empty());
    let odd = press(&other, &next.location, "burn", &[]);
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

/// Proves SA2: what somebody keeps under a name nobody else overwrites or drops, but for who works in all areas; and a name that cannot be kept
/// comes back as it was typed.
#[test]
fn what_somebody_kept_is_hers() {
    let world = World::new();
    course(&world);
    let (all, west) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.westerner)),
    );
    let (one, two) = (
        upload(&all, "One", FILE.as_bytes()),
        upload(&west, "Two", FILE.as_bytes()),
    );
    let keep = |browser: &Browser, page: &str, name: &str| {
        press(browser, page, "keep", &[("kept-name", name)]).status
    };
    assert_eq!(keep(&all, &one.location, "Log"), StatusCode::SEE_OTHER);
    let refused = press(&west, &two.location, "keep", &[("kept-name", "Log")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.main().contains("Somebody else keeps"),
        "{}",
        refused.main()
    );
    let offered = west
        .get(&two.location)
        .attributes("select[name=kept] option", "value");
    let kept = offered.iter().find(|id| !id.is_empty()).unwrap();
    let refused = press(&west, &two.location, "forget", &[("kept", kept)]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keep(&west, &two.location, "Own log"), StatusCode::SEE_OTHER);
    assert_eq!(keep(&west, &two.location, "Own log"), StatusCode::SEE_OTHER);
    assert_eq!(keep(&all, &one.location, "Own log"), StatusCode::SEE_OTHER);
    assert_eq!(
        keep(&west, &two.location, "Own log"),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let long = "x".repeat(101);
    let typed = press(&west, &two.location, "keep", &[("kept-name", &long)]);
    assert_eq!(typed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(typed.attributes("input[name=kept-name]", "value"), [long]);
}
