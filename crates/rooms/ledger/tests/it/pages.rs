//! The pages of the ledger.

use crate::world::{World, system};
use access::actions::ReadLedger;
use http::StatusCode;
use ledger::Standing;
use ledger::reading::{Query, entries};

/// The first address on a page that ends so, before its filters.
fn address_of(text: &str, end: &str) -> Option<String> {
    let mut all = text.split("href=\"").filter_map(|part| part.split('"').next());
    let found = all.find(|address| {
        let path = address.split('?').next().unwrap();
        path.starts_with("/ledger/") && path.ends_with(end)
    });
    found.map(str::to_owned)
}

fn waive_address(text: &str) -> String {
    address_of(text, "/waive")
        .or_else(|| address_of(text, "/restore"))
        .unwrap()
}

#[test]
fn a_coordinator_waives_with_a_reason_and_it_stands_in_the_trail() {
    let world = World::new();
    world.session(world.east, "2026-02-10", "held", false);
    world.settle();
    let browser = world.browser("coordinator", None);
    let list = browser.get("/ledger?kind=register");
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    let address = waive_address(&list.text);
    let empty = browser.send(&address, &[("reason", "")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.events("waived"), 0);
    let sent = browser.send(&address, &[("reason", "The sheet was lost in the post")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(world.events("waived"), 1);
    assert!(
        browser
            .get("/ledger?state=waived")
            .text
            .contains("lost in the post")
    );
    assert!(!browser.get("/ledger?kind=register").text.contains("/waive"));
    let again = browser.send(&address, &[("reason", "Once more")]);
    assert_ne!(again.status, StatusCode::SEE_OTHER, "given up once");
    assert_eq!(world.events("waived"), 1);
}

/// Each line names the one who owes it: a trainer of the session, else a coordinator of its area, else one of all areas; and who
/// waived it.
#[test]
fn a_line_says_by_whom() {
    let world = World::new();
    let trained = world.session(world.east, "2026-02-10", "held", false);
    world.session(world.east, "2026-02-11", "held", false);
    world.session(world.west, "2026-02-12", "held", false);
    let trainer = world.named("trainer", None, "Tara Trainer");
    world.named("coordinator", Some(world.east), "Edda East");
    world.trains(trained, trainer);
    let browser = world.browser("coordinator", None);
    world.settle();
    let owed_by = |text: &str| -> Vec<String> {
        let page = scraper::Html::parse_document(text);
        let (rows, cells) = (
            scraper::Selector::parse("tbody tr").unwrap(),
            scraper::Selector::parse("th, td").unwrap(),
        );
        page.select(&rows)
            .map(|row| row.select(&cells).nth(3).unwrap().text().collect::<String>())
            .map(|text| text.trim().to_owned())
            .collect()
    };
    assert_eq!(
        owed_by(&browser.get("/ledger?kind=register").text),
        ["Sam Test", "Edda East", "Tara Trainer"]
    );
    let address = waive_address(&browser.get("/ledger?kind=register").text);
    browser.send(&address, &[("reason", "The sheet was lost")]);
    let waived = browser.get("/ledger?state=waived").text;
    assert!(waived.contains("by Sam Test: The sheet was lost"), "{waived}");
}

#[test]
fn a_waiver_is_taken_back_after_a_page_that_says_what_that_means() {
    let world = World::new();
    world.session(world.east, "2026-02-10", "held", false);
    world.settle();
    let browser = world.browser("coordinator", None);
    let address = waive_address(&browser.get("/ledger?kind=register").text);
    browser.send(&address, &[("reason", "The sheet was lost in the post")]);
    let complete = || {
        world.see(|tx, _| {
            Ok(ledger::completeness(
                tx,
                &system().leave_to(),
                world.programme,
                "register",
            )?)
        })
    };
    let waived = Standing {
        due: 1,
        waived: 1,
        sessions: 1,
        ..Standing::default()
    };
    assert_eq!(
        complete(),
        waived,
        "what was waived did not come, and is not waited for"
    );
    let back = waive_address(&browser.get("/ledger?state=waived").text);
    assert!(back.ends_with("/restore?state=waived"), "{back}");
    let page = browser.get(&back);
    assert!(page.text.contains("lost in the post"), "{}", page.text);
    assert_eq!(world.events("waiver taken back"), 0, "looking changes nothing");
    assert_eq!(browser.send(&back, &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(world.events("waiver taken back"), 1);
    let outstanding = Standing {
        due: 1,
        outstanding: 1,
        sessions: 1,
        ..Standing::default()
    };
    assert_eq!(complete(), outstanding);
    assert!(
        browser.get("/ledger?kind=register").text.contains("/waive"),
        "outstanding again"
    );
    assert_eq!(
        browser.get(&back).status,
        StatusCode::GONE,
        "nothing to take back"
    );
    let trainer = world.browser("trainer", None);
    assert_eq!(trainer.get(&back).status, StatusCode::FORBIDDEN);
}

/// Proves SA1: what is owed in an area out of sight changes no byte of a coordinator's ledger, and cannot be waived.
#[test]
fn what_is_owed_elsewhere_is_not_there() {
    let world = World::new();
    world.session(world.east, "2026-02-10", "held", false);
    let (viewer, _) = world.account("coordinator", Some(world.east));
    world.settle();
    let see = |query: &Query| {
        world.scoped::<ReadLedger, _>(&viewer, |tx, scope| {
            Ok((entries(tx, scope, query)?, ledger::outstanding(tx, scope)?))
        })
    };
    let before = see(&Query::default());
    assert_eq!(before.0.rows.len(), 2);
    world.session(world.west, "2026-02-11", "held", false);
    world.settle();
    assert_eq!(see(&Query::default()), before);
    let west = Query {
        area: Some(world.west),
        ..Query::default()
    };
    assert!(see(&west).0.rows.is_empty());
    let all = world
        .browser("coordinator", None)
        .get(&format!("/ledger?area={}", world.west))
        .text;
    let hidden = waive_address(&all);
    let east = world.browser("coordinator", Some(world.east));
    assert_eq!(east.get(&hidden).status, StatusCode::NOT_FOUND);
    let own = waive_address(&east.get("/ledger").text);
    let sent = east.send_to(&own, &hidden, &[("reason", "Not mine")]);
    assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.text);
    assert_eq!(world.events("waived"), 0);
}

#[test]
fn only_coordinators_waive() {
    let world = World::new();
    world.session(world.east, "2026-02-10", "held", false);
    world.settle();
    let address = waive_address(&world.browser("coordinator", None).get("/ledger").text);
    for role in ["trainer", "evaluator", "adviser", "practitioner", "administrator"] {
        let browser = world.browser(role, None);
        assert_eq!(browser.get(&address).status, StatusCode::FORBIDDEN, "{role}");
        let expected = if role == "trainer" {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(browser.get("/ledger").status, expected, "{role}");
    }
}

/// A part of the ledger is counted as it is listed, and what names no part is a problem at its field.
#[test]
fn what_is_listed_is_what_is_counted() {
    let world = World::new();
    for on in ["2026-02-03", "2026-02-10", "2026-02-17"] {
        world.session(world.east, on, "held", false);
    }
    world.session(world.west, "2026-02-10", "held", false);
    world.settle();
    let browser = world.browser("coordinator", None);
    let rows = |text: &str| text.matches("<th scope=\"row\"").count();
    for (query, count) in [
        (String::new(), "8 things are outstanding."),
        ("?kind=register".to_owned(), "4 things are outstanding."),
        (format!("?area={}", world.east), "6 things are outstanding."),
        (
            "?from=2026-02-10&to=2026-02-16&kind=feedback".to_owned(),
            "2 things are outstanding.",
        ),
        (
            format!("?course={}&kind=register", world.course),
            "4 things are outstanding.",
        ),
        ("?course=responding+WELL".to_owned(), "8 things are outstanding."),
        (
            "?to=2026-02-03&kind=register".to_owned(),
            "1 thing is outstanding.",
        ),
        ("?state=received".to_owned(), "Nothing has come."),
        ("?state=all".to_owned(), "8 things are listed."),
    ] {
        let seen = browser.get(&format!("/ledger{query}"));
        assert_eq!(seen.status, StatusCode::OK, "{query}");
        assert!(seen.text.contains(count), "{query}: {}", seen.text);
        let number = count.split(' ').next().unwrap().parse().unwrap_or(0);
        assert_eq!(rows(&seen.text), number, "{query}");
    }
    for query in [
        "area=nowhere",
        "programme=7",
        "course=Unheard+of",
        "from=31+2+2026",
        "from=2026-02-10&to=2026-02-09",
    ] {
        let seen = browser.get(&format!("/ledger?{query}"));
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(
            seen.text.contains("govuk-error-summary") && rows(&seen.text) == 0,
            "{query}"
        );
        assert!(!seen.text.contains("outstanding."), "{query}: nothing is counted");
    }
}

/// Whoever waives something comes back to the part and the page where she found it.
#[test]
fn a_decision_leads_back_to_where_it_was_made() {
    let world = World::new();
    for number in 0..60 {
        world.session(
            world.east,
            &format!("2026-01-{:02}", number % 28 + 1),
            "held",
            false,
        );
    }
    world.settle();
    let browser = world.browser("coordinator", None);
    let plain = |text: &str| text.replace("&amp;", "&");
    let first = browser.get("/ledger?kind=register");
    let next = plain(&first.text);
    let next = next
        .split("href=\"")
        .find(|part| part.contains("after="))
        .unwrap();
    let next = next.split('"').next().unwrap();
    assert!(next.starts_with("/ledger?kind=register&after="), "{next}");
    let address = plain(&waive_address(&browser.get(next).text));
    let page = browser.get(&address);
    assert!(
        plain(&page.text).contains(&format!("href=\"{next}\"")),
        "{}",
        page.text
    );
    let sent = browser.send(&address, &[("reason", "Lost")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(sent.to, format!("{next}&done=waived"));
    let back = plain(&waive_address(&browser.get("/ledger?state=waived").text));
    let sent = browser.send(&back, &[]);
    assert_eq!(sent.to, "/ledger?state=waived&done=restored");
}
