//! The parameters of every page, filled in by chance.

use super::fuzz::Dice;
use super::world::{PEOPLE, World};
use http::{Method, StatusCode};
use scraper::{Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Names that no page uses, or that it uses elsewhere.
const STRANGE: [&str; 6] = ["", "form-token", "website", "x", "area", "page"];

/// Bytes that no browser writes into an address.
const BROKEN: [&str; 8] = [
    "%",
    "%f",
    "%zz",
    "%00",
    "%ff%fe",
    "a&&=b&=",
    "%26area%3D1",
    "+%2B+",
];

/// The parameters of each page, with values it offers: from its filters and from links to it.
async fn parameters(world: &World) -> BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>> {
    let selector = |text: &str| Selector::parse(text).unwrap();
    let (forms, fields, options, links) = (
        selector("form:not([method=post])"),
        selector("input[name], select[name]"),
        selector("option"),
        selector("a[href*=\"?\"]"),
    );
    let mut found: BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let path = world.path(entry.path);
        for who in PEOPLE {
            let seen = world.ask(who, Method::GET, &path, "").await;
            let html = Html::parse_document(&seen.text);
            for form in html.select(&forms) {
                let to = form.attr("action").unwrap_or(&path);
                let Some(route) = world.route_to(&Method::GET, to) else {
                    continue;
                };
                for field in form.select(&fields) {
                    let values = found
                        .entry(route)
                        .or_default()
                        .entry(field.attr("name").unwrap().to_owned())
                        .or_default();
                    let offered = field.select(&options).filter_map(|one| one.attr("value"));
                    values.extend(offered.chain(field.attr("value")).map(str::to_owned));
                }
            }
            for link in html.select(&links) {
                let href = link.attr("href").unwrap();
                let Some(route) = world.route_to(&Method::GET, href) else {
                    continue;
                };
                let (_, query) = href.split_once('?').unwrap();
                for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                    let values = found
                        .entry(route)
                        .or_default()
                        .entry(name.into_owned())
                        .or_default();
                    values.insert(value.into_owned());
                }
            }
        }
    }
    found
}

/// A query: parameters of this page, mostly with values that it offers, sometimes with others, doubled, strange or broken. One in four has
/// nothing but what the page offers: pages refuse what names nothing, and one wrong filter is enough.
fn query(dice: &Dice, known: Option<&BTreeMap<String, BTreeSet<String>>>) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    let offered = dice.below(4) == 0;
    for (name, values) in known.into_iter().flatten() {
        if dice.below(3) == 0 || offered && values.is_empty() {
            continue;
        }
        let values: Vec<&String> = values.iter().collect();
        let value = if !offered && (values.is_empty() || dice.below(2) == 0) {
            dice.typed()
        } else {
            (*dice.one(&values)).clone()
        };
        pairs.append_pair(name, &value);
        if !offered && dice.below(10) == 0 {
            pairs.append_pair(name, &dice.typed());
        }
    }
    if offered {
        return pairs.finish();
    }
    if dice.below(4) == 0 {
        pairs.append_pair(dice.one::<&str>(&STRANGE), &dice.typed());
    }
    let mut query = pairs.finish();
    if dice.below(6) == 0 {
        query.push('&');
        query.push_str(dice.one::<&str>(&BROKEN));
    }
    // The rest would be refused with the whole head.
    query.truncate(8000);
    query
}

/// Proves SF2 and SE9: whatever stands behind the question mark, no page answers with a fault or hangs, and each page that has
/// parameters is shown with some of them.
#[tokio::test(flavor = "multi_thread")]
async fn no_address_breaks_the_house() {
    const EACH: usize = 24;
    let world = World::new();
    let parameters = parameters(&world).await;
    assert!(parameters.len() >= 8, "{:?}", parameters.keys());
    let dice = Dice::new(7);
    let (mut cases, mut shown) = (0, BTreeSet::new());
    for entry in world.entries.iter().filter(|entry| entry.method == Method::GET) {
        let known = parameters.get(entry.path);
        let least = if known.is_some() { EACH * 10 } else { EACH };
        for case in 0..EACH * 40 {
            // Of a page with parameters chance tries more, until one of its addresses is shown.
            if case >= least && (known.is_none() || shown.contains(entry.path)) {
                break;
            }
            let who = PEOPLE.get(case % PEOPLE.len()).copied().unwrap();
            let address = format!("{}?{}", world.path(entry.path), query(&dice, known));
            let Ok(uri) = address.parse::<http::Uri>() else {
                continue;
            };
            let path = uri.to_string();
            let asked = world.ask(who, Method::GET, &path, "");
            let seen = tokio::time::timeout(Duration::from_secs(20), asked)
                .await
                .unwrap_or_else(|_| panic!("{address:.300} as {who}: no answer"));
            assert!(
                !seen.status.is_server_error(),
                "{address:.300} as {who}: {}",
                seen.status
            );
            if seen.status == StatusCode::OK {
                shown.insert(entry.path);
            }
            cases += 1;
        }
    }
    println!("{cases} addresses of {} pages with parameters", parameters.len());
    assert!(cases > 1500, "{cases}");
    let never: Vec<&&str> = parameters.keys().filter(|path| !shown.contains(*path)).collect();
    assert!(never.is_empty(), "never shown with parameters: {never:?}");
}
