//! Areas, organisations and programmes: added, changed, and changed by two people at once.

use crate::browser::House;
use access::Role;
use http::StatusCode;
use kernel::Clock;

#[tokio::test]
async fn organisations_and_areas_are_added_and_changed() {
    let house = House::new();
    let (_, secret) = house.person("cora@x.example", Role::Coordinator);
    let mut browser = house.signed_in("cora@x.example", &secret).await;
    let twice = browser
        .fill(
            "/organisations/new",
            &[("name", "homerton hospital"), ("sector", "health")],
        )
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("<title>Error: "), "{}", twice.text);
    let added = browser
        .fill(
            "/organisations/new",
            &[
                ("name", "<b>Asha & Co</b>"),
                ("sector", "voluntary"),
                ("by-and-for", "yes"),
            ],
        )
        .await;
    assert_eq!(added.location, "/organisations?done=yes", "{}", added.text);
    let found = browser
        .fill_on("/organisations", "/organisations/search", &[("words", "asha")])
        .await;
    assert!(!found.location.contains("asha"), "{}", found.location);
    let list = browser.get(&found.location).await;
    assert_eq!(list.all("tbody tr").len(), 1);
    assert!(!list.text.contains("<b>Asha"));
    let path = format!("/organisations/{}", house.organisation);
    let stale = browser.get(&path).await.hidden(&path);
    let fields = [("name", "Homerton"), ("sector", "health")];
    assert_eq!(
        browser.fill(&path, &fields).await.location,
        "/organisations?done=yes"
    );
    let late = browser
        .post(&path, &stale, &[("name", "Other"), ("sector", "health")])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let bad = browser
        .fill(
            "/areas/new",
            &[
                ("name", "Hackney"),
                ("gss", "x"),
                ("parent", ""),
                ("kind", "borough"),
            ],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = browser
        .fill(
            "/areas/new",
            &[
                ("name", "Hackney"),
                ("gss", "E09000012"),
                ("parent", ""),
                ("kind", "borough"),
            ],
        )
        .await;
    assert_eq!(good.location, "/areas?done=yes", "{}", good.text);
    assert_eq!(browser.get("/areas").await.all("tbody tr").len(), 1);
}

/// More organisations than a page holds: every one is on some page, and a search goes on over its pages.
#[tokio::test]
async fn every_organisation_is_on_a_page() {
    let house = House::new();
    let (_, secret) = house.person("cora@x.example", Role::Coordinator);
    let many: Vec<_> = (0..450)
        .map(|number| directory::model::Organisation {
            id: directory::model::OrganisationId::fresh(house.clock.as_ref(), house.entropy.as_ref()),
            name: format!("Asha {number}"),
            sector: "voluntary".to_owned(),
            by_and_for: true,
            version: 1,
        })
        .collect();
    house
        .write(move |tx| {
            let system = access::Scope::<access::actions::SystemJob>::of(&access::Viewer::system(
                ticket::Ticket::of("test"),
            ))?;
            for one in &many {
                directory::organisations::add(tx, &system.leave_to(), one)?;
            }
            Ok(())
        })
        .unwrap();
    let mut browser = house.signed_in("cora@x.example", &secret).await;
    let searched = browser
        .fill_on("/organisations", "/organisations/search", &[("words", "asha")])
        .await;
    for (first, all) in [("/organisations", 451), (searched.location.as_str(), 450)] {
        let (mut next, mut names) = (first.to_owned(), std::collections::BTreeSet::new());
        loop {
            let page = browser.get(&next).await;
            assert_eq!(page.status, StatusCode::OK);
            names.extend(page.all("tbody tr th, tbody tr td:first-child"));
            let html = scraper::Html::parse_document(&page.text);
            let link = scraper::Selector::parse(".govuk-pagination__next a").unwrap();
            let Some(link) = html.select(&link).next() else {
                break;
            };
            next = link.attr("href").unwrap().to_owned();
            assert!(!next.contains("sha%20") && !next.contains("asha"), "{next}");
        }
        assert_eq!(names.len(), all, "{first}");
    }
}

/// Proves SR8: the second of two editors of an area, an organisation or an account is shown who was first and both texts of each field
/// that differs, keeps what she typed, and may save it.
#[tokio::test]
async fn the_second_editor_is_shown_both_texts() {
    type Fields = &'static [(&'static str, &'static str)];
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let (amara, _) = house.person("amara@x.example", Role::Trainer);
    let mut first = house.signed_in("admin@x.example", &secret).await;
    let mut second = house.signed_in("admin@x.example", &secret).await;
    let area = [("name", "Hackney"), ("gss", ""), ("parent", "")];
    let made = first
        .fill("/areas/new", &[&area[..], &[("kind", "borough")]].concat())
        .await;
    assert_eq!(made.location, "/areas?done=yes");
    let list = first.get("/areas").await.text;
    let link = list
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/areas/0"))
        .unwrap()
        .to_owned();
    let organisation = format!("/organisations/{}", house.organisation);
    let account = format!("/accounts/{amara}");
    let reach = format!("{account}/reach");
    let cases: [(&str, &str, Fields, Fields, [&str; 2]); 3] = [
        (
            &link,
            &link,
            &[("name", "Hackney Wick"), ("gss", "E09000012"), ("parent", "")],
            &[("name", "Hackney Downs"), ("gss", ""), ("parent", "")],
            ["Hackney Wick", "Hackney Downs"],
        ),
        (
            &organisation,
            &organisation,
            &[("name", "Homerton"), ("sector", "health")],
            &[
                ("name", "Homerton Hospital"),
                ("sector", "health"),
                ("by-and-for", "yes"),
            ],
            ["Homerton", "Homerton Hospital"],
        ),
        (
            &account,
            &reach,
            &[("role", "coordinator"), ("all-areas", "yes")],
            &[("role", "evaluator"), ("all-areas", "yes")],
            ["Coordinator", "Evaluator"],
        ),
    ];
    for (page, action, mine, theirs, [saved, typed]) in cases {
        let stale = second.get(page).await.hidden(action);
        let done = first.fill_on(page, action, mine).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{page} {}", done.text);
        let when = house.clock.now().text();
        house.clock.advance(120);
        let late = second.post(action, &stale, theirs).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{page} {}", late.text);
        assert!(
            late.text
                .contains(&format!("Person admin saved a change on {when} while")),
            "{page} {}",
            late.text
        );
        let cells = late.all("table td, table th");
        for text in [saved, typed] {
            assert!(
                cells.iter().any(|cell| cell == text),
                "{page}: {text} in {cells:?}"
            );
        }
        let chosen = late.all("option[selected]").concat() + &late.text;
        assert!(
            chosen.contains(typed),
            "{page}: what was typed stands in the form"
        );
        let again = second.post(action, &late.hidden(action), theirs).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{page} {}", again.text);
    }
}

/// A programme is added and changed; a wrong date and a taken name are named at their field, and the second of two editors is shown what
/// the first wrote.
#[tokio::test]
async fn programmes_are_added_and_changed() {
    let house = House::new();
    let (_, secret) = house.person("admin@x.example", Role::Administrator);
    let mut browser = house.signed_in("admin@x.example", &secret).await;
    assert!(
        browser
            .get("/programmes")
            .await
            .text
            .contains("There is no programme yet")
    );
    let first = [
        ("name", "Safer together"),
        ("start-day", "1"),
        ("start-month", "4"),
        ("start-year", "2026"),
    ];
    let wrong = browser
        .fill(
            "/programmes/new",
            &[
                ("name", "Safer together"),
                ("start-day", "31"),
                ("start-month", "2"),
                ("start-year", "2026"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Safer together"), "what was typed is kept");
    let added = browser.fill("/programmes/new", &first).await;
    assert_eq!(added.location, "/programmes?done=yes", "{}", added.text);
    let twice = browser.fill("/programmes/new", &first).await;
    assert!(
        twice.text.contains("There is a programme with this name already"),
        "{}",
        twice.text
    );
    let path = browser
        .get("/programmes")
        .await
        .text
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/programmes/0"))
        .unwrap()
        .to_owned();
    let stale = browser.get(&path).await.hidden(&path);
    let backwards = browser
        .fill(
            &path,
            &[
                ("name", "Safer together"),
                ("start-day", "2"),
                ("start-month", "4"),
                ("start-year", "2026"),
                ("end-day", "1"),
                ("end-month", "4"),
                ("end-year", "2026"),
            ],
        )
        .await;
    assert!(
        backwards.text.contains("must not be before the first"),
        "{}",
        backwards.text
    );
    let renamed = [
        ("name", "Safer homes"),
        ("start-day", "1"),
        ("start-month", "4"),
        ("start-year", "2026"),
    ];
    assert_eq!(
        browser.fill(&path, &renamed).await.location,
        "/programmes?done=yes"
    );
    let late = browser
        .post(
            &path,
            &stale,
            &[
                ("name", "Kinder homes"),
                ("start-day", "1"),
                ("start-month", "4"),
                ("start-year", "2026"),
            ],
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.text.contains("Safer homes") && late.text.contains("Kinder homes"),
        "{}",
        late.text
    );
}
