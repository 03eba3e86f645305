//! What is compared leaves only together with everything that has left before, and is chosen in a form that tells what makes no sense.

use crate::compare::{LIKELY, PAGE, area, heads, page};
use crate::releases::{DELIVERY, log};
use crate::world::{Seen, World, raw};
use http::StatusCode;
use scraper::{Html, Selector};
use std::collections::BTreeMap;

store::statements! {
    /// All feedback of Tri-borough but three forms.
    ANSWERS_GONE = "delete from answer where response_id in (select r.id from response r join session s on s.id = r.session_id join area a on a.id = s.area_id
        where a.name = 'Tri-borough' and r.purpose = 'feedback') and response_id not in (select r.id from response r join session s on s.id = r.session_id
        join area a on a.id = s.area_id where a.name = 'Tri-borough' and r.purpose = 'feedback' order by r.id limit 3)";
    FORMS_GONE = "delete from response where purpose = 'feedback' and id not in (select n.response_id from answer n) ";
}

const FEEDBACK: &str = "/evidence/feedback?programme=harmful-practices-pilot";

/// What was chosen that makes no sense is told at its field, with no table under it, and what was chosen stays.
#[test]
fn a_comparison_that_makes_no_sense_is_told_at_its_field() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    for (query, field, words) in [
        ("&by=nonsense", "by", "Choose a comparison from the list"),
        (
            "&measure=nonsense",
            "measure",
            "Choose what to compare from the list",
        ),
        ("&by=again&measure=likely", "measure", "Forms carry no name"),
        (
            "&by=paired&measure=came",
            "measure",
            "This comparison has its own questions",
        ),
        (
            "&by=intention&measure=likely",
            "measure",
            "This comparison has its own questions",
        ),
        ("&by=area&against=Nowhere", "against", "Choose one of the groups"),
        (
            "&by=paired&against=Nowhere",
            "against",
            "Before is compared with after",
        ),
        (
            "&by=area&area=garbage",
            "area",
            "Choose an area with sessions of this programme",
        ),
    ] {
        let seen = browser.get(&format!("{PAGE}{query}"));
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let text = seen.text();
        assert!(
            text.contains(words) && text.contains(&format!("href=\"#{field}\"")),
            "{query}: {text}"
        );
        assert!(
            text.contains(&format!("id=\"{field}-error\"")),
            "{query}: at the field"
        );
        assert!(
            seen.rows().is_empty() && !text.contains("trellis-chart"),
            "{query}"
        );
        assert!(!text.contains("Take this out of the system"), "{query}");
    }
    let shown = Html::parse_document(
        &browser
            .get(&format!("{PAGE}&by=again&measure=likely&year=2"))
            .text(),
    );
    for (field, value) in [("by", "again"), ("measure", "likely"), ("year", "2")] {
        let css = Selector::parse(&format!("select#{field} option[selected]")).unwrap();
        let chosen = shown.select(&css).next().and_then(|option| option.attr("value"));
        assert_eq!(chosen, Some(value), "{field}");
    }
}

/// Each page leads to the comparison of the same part.
#[test]
fn every_page_leads_to_the_comparison_of_its_part() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let east = area(&world, "East");
    for subject in [
        "delivery",
        "feedback",
        "before-and-after",
        "backgrounds",
        "attendance-by-borough",
    ] {
        let query =
            format!("programme=harmful-practices-pilot&area={east}&year=2&from=1+5+2016&profile=partner");
        let text = browser
            .get(&format!("/evidence/{subject}?{query}"))
            .text()
            .replace("&#38;", "&");
        let link = text
            .split("href=\"")
            .find_map(|part| {
                part.split('"')
                    .next()
                    .filter(|link| link.starts_with("/evidence/compare?"))
            })
            .unwrap_or_else(|| panic!("{subject}: {text}"));
        assert_eq!(
            link,
            format!(
                "/evidence/compare?programme=harmful-practices-pilot&area={east}&year=2&from=2016-05-01&profile=partner"
            )
        );
        assert_eq!(browser.get(link).status, StatusCode::OK);
    }
    assert!(
        browser
            .get("/evidence")
            .text()
            .contains("href=\"/evidence/compare\"")
    );
}

/// Who works in one area compares nothing with another.
#[test]
fn another_area_is_out_of_sight() {
    let world = World::new();
    let browser = world.browser("coordinator", Some("East"));
    for by in ["area", "year", "quarter", "mode", "again"] {
        let seen = browser.get(&format!("{PAGE}&by={by}"));
        assert_eq!(seen.status, StatusCode::OK);
        assert!(!seen.text().contains("Tri-borough"), "{by}");
    }
    let seen = browser.get(&format!("{PAGE}&measure=likely"));
    assert_eq!(heads(&seen.table(LIKELY), 2)[0], ["East", "79% (n=185/234)"]);
    assert!(seen.text().contains("There is one group alone"));
    let other = browser.get(&format!("{PAGE}&area={}", area(&world, "Tri-borough")));
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
}

fn out(world: &World, page: &str, profile: &str, format: &str) -> Seen {
    let browser = world.browser("evaluator", None);
    browser.export(page, &[("profile-of-export", profile), ("format", format)])
}

/// Both files hold what the page holds, and the log says what was compared.
#[test]
fn a_comparison_leaves_as_a_file() {
    use calamine::{Reader, Xlsx};
    let world = World::new();
    let page = format!("{PAGE}&by=area&measure=likely&against=Tri-borough");
    let file = out(&world, &page, "internal", "csv").text();
    assert!(
        file.contains("\"Area\",\"Very likely: n\",\"Very likely: N\",\"Very likely: %\",\"95% interval\""),
        "{file}"
    );
    assert!(file.contains("\"East\",185,234,79,\"73% to 84%\""), "{file}");
    assert!(
        file.contains("\"East\",\"Tri-borough\",12,\"from +2 to +21\""),
        "{file}"
    );
    assert!(file.contains("Disclosure profile: internal"));
    let book = out(&world, &page, "partner", "xlsx");
    assert_eq!(book.status, StatusCode::OK, "{}", book.text());
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(book.bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert!(sheet.cells().any(|(_, _, cell)| *cell == "Tri-borough"));
    let kept = log(&world);
    assert_eq!(
        (kept[0][0].as_str(), kept[0][1].as_str()),
        (
            "compare",
            "programme=harmful-practices-pilot by=area measure=likely"
        )
    );
    assert_eq!(kept.len(), 2);
    let shown = world.browser("evaluator", None).get("/evidence/releases").text();
    assert!(shown.contains("by area, measure likely"), "{shown}");
}

/// The counts that stopped an export.
fn reasons(seen: &Seen) -> Vec<String> {
    let text = seen.text();
    let named = text.split("Would show a small count: ").skip(1);
    named
        .filter_map(|rest| rest.split('<').next())
        .map(str::to_owned)
        .collect()
}

/// Groups of a comparison, their sum, and what other pages print: together they must not show a group that is too small. Each of the pages
/// leaves by itself; after the comparison that hid the group, what would give it away does not, nor the other way round.
#[test]
fn no_page_gives_away_what_a_comparison_hides() {
    let few = || {
        let world = World::new();
        raw(&world.db, |tx| {
            tx.run(&ANSWERS_GONE, &[])?;
            Ok(tx.run(&FORMS_GONE, &[])?)
        });
        world
    };
    let world = few();
    let compare = format!("{PAGE}&by=area&measure=said-expectations");
    let seen = page(&world, "&by=area&measure=said-expectations&profile=partner");
    assert_eq!(seen.row(&["Tri-borough"])[1], "[c]");
    assert!(
        seen.text()
            .contains("Fewer than five answers each are not opened for anybody"),
        "{}",
        seen.text()
    );
    let internal = page(&world, "&by=area&measure=said-expectations");
    assert!(
        internal.rows_with("All").is_empty(),
        "less the others it would open the group"
    );
    let east = format!("{FEEDBACK}&area={}", area(&world, "East"));
    let pages = [compare.as_str(), FEEDBACK, &east];
    let stops = |order: [usize; 3]| -> Vec<(StatusCode, Vec<String>)> {
        let world = few();
        order
            .iter()
            .map(|place| {
                let seen = out(&world, pages[*place], "partner", "csv");
                (seen.status, reasons(&seen))
            })
            .collect()
    };
    for order in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
        let found = stops(order);
        assert_eq!(found[0].0, StatusCode::OK, "{order:?}: {found:?}");
        let stopped: Vec<&(StatusCode, Vec<String>)> = found
            .iter()
            .filter(|(status, _)| *status == StatusCode::UNPROCESSABLE_ENTITY)
            .collect();
        assert!(
            !stopped.is_empty(),
            "{order:?}: the whole, less East, is Tri-borough: {found:?}"
        );
        assert!(
            stopped
                .iter()
                .flat_map(|(_, cells)| cells)
                .any(|cell| cell.contains("Tri-borough")),
            "{order:?}: {found:?}"
        );
    }
}

/// Comparisons of the whole pilot leave beside its pages, or are stopped; none disagrees with itself.
#[test]
fn no_comparison_disagrees_with_itself() {
    let world = World::new();
    let mut seen = BTreeMap::new();
    for profile in ["partner", "public", "nhs"] {
        for page in [DELIVERY.to_owned(), FEEDBACK.to_owned()]
            .into_iter()
            .chain(["area", "year", "quarter", "mode", "again"].map(|by| format!("{PAGE}&by={by}")))
            .chain(
                ["likely", "first", "said-expectations", "said-knowledge-after"]
                    .map(|what| format!("{PAGE}&by=year&measure={what}")),
            )
            .chain([
                format!("{PAGE}&by=intention"),
                "/evidence/compare?programme=safe-and-together&by=paired".to_owned(),
            ])
        {
            let answer = out(&world, &page, profile, "csv");
            *seen.entry(answer.status).or_insert(0) += 1;
            assert!(
                [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status),
                "{page} {profile}: {}",
                answer.text()
            );
        }
    }
    assert!(seen[&StatusCode::OK] > 12, "{seen:?}");
}
