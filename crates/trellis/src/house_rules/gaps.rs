//! The ways from the evidence to what it lacks.

use super::world::World;
use http::Method;
use scraper::{Html, Selector};
use std::collections::BTreeSet;

/// Each page of evidence leads to the ledger, whatever it says, and the ledger lists as much as the page said is outstanding: of the same
/// programme, area and days.
#[tokio::test(flavor = "multi_thread")]
async fn each_gap_leads_to_as_much_in_the_ledger() {
    let world = World::new();
    let (lines, links) = (
        Selector::parse("ul.govuk-list li").unwrap(),
        Selector::parse("a[href^='/ledger?']").unwrap(),
    );
    let east = world.area("East");
    let mut followed = BTreeSet::new();
    for subject in [
        "delivery",
        "feedback",
        "before-and-after",
        "backgrounds",
        "attendance-by-borough",
        "use-in-practice",
        "said-and-done",
        "themes",
        "words",
        "mentoring",
        "compare",
    ] {
        for part in ["", &format!("&area={east}"), "&year=2", "&from=2016-05-01"] {
            let address = format!("/evidence/{subject}?programme=harmful-practices-pilot{part}");
            let page = world.ask("coordinator", Method::GET, &address, "").await;
            assert!(page.status.is_success(), "{address}: {}", page.status);
            let gaps: Vec<(String, String)> = {
                let html = Html::parse_document(&page.text);
                let based = html.select(&lines).map(|line| line.text().collect::<String>());
                let says = based.filter(|line| line.contains("based on") && line.contains(" outstanding"));
                let waits = says.filter(|line| !line.contains("nothing outstanding")).count();
                let gaps: Vec<(String, String)> = html
                    .select(&links)
                    .map(|link| (link.attr("href").unwrap().to_owned(), link.text().collect()))
                    .collect();
                assert!(!gaps.is_empty(), "{address}: {waits} lines and no link");
                gaps
            };
            for (href, words) in gaps.into_iter().filter(|(href, _)| !href.contains("state=all")) {
                let number = words.split_whitespace().nth(2).unwrap().to_owned();
                let ledger = world.ask("coordinator", Method::GET, &href, "").await;
                let verb = if number == "1" { "thing is" } else { "things are" };
                let told = format!("{number} {verb} ");
                assert!(ledger.text.contains(&told), "{address}: {words}: {href}");
                followed.insert(subject);
            }
        }
    }
    assert!(followed.len() >= 9, "{followed:?}");
}
