//! The pages as a browser sees them.

use crate::world::{World, raw};
use http::StatusCode;
use kernel::Id;
use store::values;

store::statements! {
    ELSEWHERE = "select t.id from attendance t join session s on s.id = t.session_id join area a on a.id = s.area_id where a.name = 'Tri-borough' order by t.id limit 3";
    DROP_SIGNATURE = "delete from attendance where id = ?1";
    ANSWERS_ELSEWHERE = "update answer set number = 5 where question_key = 'trust' and number = 1 and response_id in
        (select r.id from response r join session s on s.id = r.session_id join area a on a.id = s.area_id where a.name = 'Tri-borough')";
    LOOKS = "select count(*) from audit_event where record_kind = ?1 and change = 'viewed'";
    OWED_ELSEWHERE = "update owed set waived_at = 1 where received_at is null and session_id in (select s.id from session s join area a on a.id = s.area_id where a.name = 'Tri-borough')";
}

const PAGES: [&str; 6] = [
    "delivery",
    "feedback",
    "before-and-after",
    "backgrounds",
    "use-in-practice",
    "attendance-by-borough",
];

#[test]
fn every_page_shows_its_tables_and_how_complete_they_are() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    assert_eq!(browser.get("/evidence").status, StatusCode::OK);
    let (registers, forms) = (
        "based on 55 of 74 sessions; 20 registers outstanding",
        "based on 60 of 74 sessions; 15 batches of feedback outstanding",
    );
    // Each table of each page says what it is based on: the ledger's papers, or that nobody owed any.
    for (page, based) in PAGES.into_iter().zip([
        &[registers, registers, registers][..],
        &[forms, forms],
        &["nothing was due", forms, forms, forms, forms],
        &[forms, forms],
        &[
            "based on 45 answers; of answers that were loaded",
            "based on 45 answers; of answers that were loaded",
        ],
        &[registers, registers],
    ]) {
        let seen = browser.get(&format!("/evidence/{page}?programme=harmful-practices-pilot"));
        assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.text());
        assert!(seen.text().contains("Disclosure profile"), "{page}");
        let text = seen.text();
        let found: Vec<&str> = text
            .split("<li>")
            .map(|part| part.split("</li>").next().unwrap())
            .filter(|line| line.starts_with("based on") || *line == "nothing was due")
            .collect();
        let tables = text.matches("<caption").count() + text.matches("no records match").count();
        assert_eq!(found.len(), tables, "{page}: one for each table");
        assert_eq!(found.len(), based.len(), "{page}: {found:?}");
        for (line, words) in found.iter().zip(based) {
            assert!(line.starts_with(words), "{page}: {line}");
        }
    }
    let none = browser.get("/evidence/feedback?programme=safe-and-together");
    assert!(
        none.text().contains("<li>nothing was due</li>"),
        "{}",
        none.text()
    );
    assert!(!none.text().contains("n=0/0"), "and no rows of nothing");
    let delivery = browser
        .get("/evidence/delivery?programme=harmful-practices-pilot")
        .text();
    assert!(
        delivery.contains("based on 55 of 74 sessions; 20 registers outstanding"),
        "{delivery}"
    );
    let feedback = browser.get("/evidence/feedback?programme=harmful-practices-pilot");
    assert!(feedback.text().contains("85% (n=532/625)"));
    assert!(feedback.text().contains("<svg"), "bars");
    let later = browser
        .get("/evidence/use-in-practice?programme=harmful-practices-pilot")
        .text();
    assert!(later.contains("76% (n=34/45)"), "{later}");
    let published = browser.get("/evidence/published");
    assert_eq!(published.status, StatusCode::OK);
    assert!(published.text().contains("0 unexplained"));
}

#[test]
fn what_a_filtered_table_waits_for_is_filtered_too() {
    let world = World::new();
    let browser = world.browser("coordinator", Some("East"));
    let delivery = browser
        .get("/evidence/delivery?programme=harmful-practices-pilot")
        .text();
    assert!(delivery.contains("8 registers outstanding"), "{delivery}");
    // The way to the ledger leads to what this table waits for, by the names of the ledger's own fields.
    let link = delivery
        .split("href=\"")
        .find_map(|part| part.split('"').next().filter(|link| link.starts_with("/ledger?")))
        .unwrap_or_else(|| panic!("no link to the ledger: {delivery}"));
    let fields: Vec<&str> = link
        .split(['?', '&', ';'])
        .filter_map(|part| part.split_once('=').map(|(name, _)| name))
        .collect();
    assert_eq!(fields, ["kind", "programme", "area"], "{link}");
    assert!(link.contains("kind=register"));
    let narrow = browser
        .get(
            "/evidence/delivery?programme=harmful-practices-pilot&year=2&from=2016-05-01&course=Multi-agency",
        )
        .text()
        .replace("&amp;", "&");
    assert!(narrow.contains("&from=2016-05-01&to=2017-03-31"), "{narrow}");
    assert!(narrow.contains("&course="), "{narrow}");
}

/// A course with fewer than five forms is left out of a table by course, and the table says so; how many forms it had is for ourselves.
#[test]
fn a_course_with_few_forms_is_left_out_in_words() {
    let world = World::new();
    let browser = world.browser("coordinator", Some("East"));
    let page = "/evidence/backgrounds?programme=harmful-practices-pilot&year=1";
    let own = browser.get(page).text();
    assert!(
        own.contains("1 course with fewer than five forms is left out (4 forms)."),
        "{own}"
    );
    assert!(own.contains("Rule: shares are of all forms of a course"));
    let partner = browser.get(&format!("{page}&profile=partner")).text();
    assert!(
        partner.contains("1 course with fewer than five forms is left out."),
        "{partner}"
    );
}

/// Answers that are missing are counted beside those that are there, and their reasons are ours to see.
#[test]
fn missing_answers_are_told() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/before-and-after?programme=harmful-practices-pilot";
    let seen = browser.get(page);
    let missing = |seen: &crate::world::Seen, table: &str| {
        let last = seen.table(table).pop().unwrap();
        (last[0].clone(), last[3].clone())
    };
    let all = |number: &str| ("All".to_owned(), number.to_owned());
    let (likely, when) = (
        "How likely people are to use what they learnt",
        "When they expect to use it first",
    );
    assert_eq!(missing(&seen, likely), all("297"));
    assert_eq!(missing(&seen, when), all("312"));
    assert_eq!(
        missing(&browser.get(&format!("{page}&profile=partner")), likely),
        all("297")
    );
    assert_eq!(
        missing(&browser.get(&format!("{page}&profile=public")), when),
        all("310")
    );
    let why = seen.table("Why answers are missing");
    assert_eq!(why.last().unwrap()[1..], ["0", "0", "0", "312"], "{why:?}");
    assert!(
        browser
            .get(&format!("{page}&profile=partner"))
            .table("Why answers are missing")
            .is_empty()
    );
}

/// Proves SA1: a coordinator of one area sees the figures of that area and of no other, however she asks.
#[test]
fn a_coordinator_of_one_area_sees_that_area() {
    let world = World::new();
    let (east, all) = (
        world.browser("coordinator", Some("East")),
        world.browser("coordinator", None),
    );
    let whole = all
        .get("/evidence/delivery?programme=harmful-practices-pilot")
        .text();
    assert!(whole.contains("Tri-borough"));
    let area = whole
        .split("<option value=\"")
        .find(|part| part.contains(">Tri-borough</option>"))
        .and_then(|part| part.split('"').next())
        .unwrap()
        .to_owned();
    for page in PAGES {
        let see = |query: &str| {
            let seen = east.get(&format!(
                "/evidence/{page}?programme=harmful-practices-pilot{query}"
            ));
            assert!(!seen.text().contains("Tri-borough"), "{page} {query}");
            seen
        };
        assert_eq!(see("").status, StatusCode::OK, "{page}");
        let (hidden, nowhere) = (see(&format!("&area={area}")), see("&area=nonsense"));
        assert_eq!(hidden.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert_eq!(
            hidden.shown(),
            nowhere.shown(),
            "out of sight is as if it were not there"
        );
    }
    let (own, sum) = (
        east.get("/evidence/feedback?programme=harmful-practices-pilot")
            .text(),
        all.get("/evidence/feedback?programme=harmful-practices-pilot")
            .text(),
    );
    assert!(sum.contains("/625)") && !own.contains("/625)"));
    // The later survey belongs to no area.
    assert!(
        !east
            .get("/evidence/use-in-practice?programme=harmful-practices-pilot")
            .text()
            .contains("/45)")
    );
    assert_eq!(east.get("/evidence/published").status, StatusCode::NOT_FOUND);
    let nowhere = world.browser("coordinator", Some("Hackney"));
    assert_eq!(
        nowhere
            .get("/evidence/delivery?programme=harmful-practices-pilot")
            .status,
        StatusCode::NOT_FOUND
    );
}

/// Proves SA1: records of another area change no byte of what a coordinator of one area is shown.
#[test]
fn records_elsewhere_change_no_byte() {
    let world = World::new();
    let east = world.browser("coordinator", Some("East"));
    let see = || -> Vec<String> {
        PAGES
            .iter()
            .map(|page| {
                east.get(&format!("/evidence/{page}?programme=harmful-practices-pilot"))
                    .shown()
            })
            .collect()
    };
    let before = see();
    assert!(before[0].contains("Multi-agency"));
    let changed = raw(&world.db, |tx| {
        let mut changed = 0;
        for id in tx.all(&ELSEWHERE, &[], |row| row.get::<Id>(0))? {
            changed += tx.changed(&DROP_SIGNATURE, values![id])?;
        }
        changed += tx.changed(&ANSWERS_ELSEWHERE, &[])?;
        Ok(changed + tx.changed(&OWED_ELSEWHERE, &[])?)
    });
    assert!(changed > 20, "{changed}");
    assert_eq!(see(), before);
}

#[test]
fn people_who_may_not_read_evidence_are_refused() {
    let world = World::new();
    for role in ["trainer", "adviser", "practitioner", "administrator"] {
        let browser = world.browser(role, None);
        for page in ["/evidence", "/evidence/delivery", "/evidence/published"] {
            assert_eq!(browser.get(page).status, StatusCode::FORBIDDEN, "{role} {page}");
        }
    }
    assert_eq!(
        world.browser("evaluator", None).get("/evidence/nonsense").status,
        StatusCode::NOT_FOUND
    );
}

/// Proves SB1: a look at figures of which nothing is hidden stands in the trail.
#[test]
fn looking_at_what_is_not_protected_is_recorded() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let looks = |page: &str| {
        let kind = format!("evidence ({page}) of programme");
        world
            .db
            .read_now(|tx| Ok(tx.one(&LOOKS, values![kind], |row| row.get::<i64>(0))?))
            .unwrap()
            .unwrap()
    };
    let page = "/evidence/backgrounds?programme=harmful-practices-pilot";
    browser.get(&format!("{page}&profile=public"));
    assert_eq!(looks("backgrounds"), 0);
    browser.get(page);
    browser.get(page);
    assert_eq!(looks("backgrounds"), 1);
    // The trail says which page it was.
    browser.get("/evidence/delivery?programme=harmful-practices-pilot");
    assert_eq!(
        (looks("backgrounds"), looks("delivery"), looks("feedback")),
        (1, 1, 0)
    );
    // The comparison shows both programmes with nothing hidden.
    browser.get("/evidence/published");
    assert_eq!(looks("published and recomputed"), 2);
}

#[test]
fn small_counts_are_hidden_for_the_public() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/backgrounds?programme=harmful-practices-pilot";
    let (open, public) = (browser.get(page), browser.get(&format!("{page}&profile=public")));
    let wide = open.row(&["Housing"]);
    assert!(wide.iter().any(|cell| cell == "20"), "{wide:?}");
    let narrow = public.row(&["Housing"]);
    assert!(narrow.iter().any(|cell| cell == "[c]"), "{narrow:?}");
    let share = wide.last().unwrap();
    assert!(share.contains('%') && share.contains("n="), "{wide:?}");
    for cell in narrow
        .iter()
        .skip(1)
        .filter(|cell| *cell != "[c]" && !cell.contains('%'))
    {
        assert_eq!(cell.replace(',', "").parse::<u64>().unwrap() % 5, 0, "{narrow:?}");
    }
}

/// Any two days narrow a page; what is no day is named at its field and kept.
#[test]
fn days_narrow_a_page() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/delivery?programme=harmful-practices-pilot";
    let all = browser.get(page).row(&["All"]);
    let some = browser.get(&format!("{page}&from=1%204%202016&to=31%2F3%2F2017"));
    assert_eq!(some.status, StatusCode::OK);
    let year = browser.get(&format!("{page}&year=2"));
    assert_eq!(
        some.row(&["All"]),
        year.row(&["All"]),
        "the second year by its days"
    );
    assert_ne!(some.row(&["All"]), all);
    let wrong = browser.get(&format!("{page}&from=31%202%202016"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("31 2 2016") && wrong.text().contains("govuk-error-summary"));
    let backwards = browser.get(&format!("{page}&from=2016-05-01&to=2016-04-01"));
    assert!(backwards.text().contains("must not be before the first"));
}

/// A word that is no profile shows no more than the public would see.
#[test]
fn an_unknown_profile_opens_nothing() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/backgrounds?programme=harmful-practices-pilot";
    let (typo, public) = (
        browser.get(&format!("{page}&profile=intrenal")),
        browser.get(&format!("{page}&profile=public")),
    );
    assert_eq!(typo.row(&["Housing"]), public.row(&["Housing"]));
}

/// Only what exists for the one who asks is linked: no comparison for who sees one area, and no table where there is no programme.
#[test]
fn nothing_is_linked_that_is_not_there() {
    let world = World::new();
    let links = |browser: &crate::world::Browser| browser.get("/evidence").text();
    assert!(links(&world.browser("evaluator", None)).contains("/evidence/published"));
    let east = world.browser("coordinator", Some("East"));
    assert!(!links(&east).contains("/evidence/published"));
    let empty = World::empty();
    let text = links(&empty.browser("evaluator", None));
    assert!(
        text.contains("There is nothing to count yet") && !text.contains("/evidence/delivery"),
        "{text}"
    );
}

/// A later version with another scale stands in a row of its own, and never turns the answers to the first one round.
#[test]
fn versions_with_another_scale_stand_apart() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/feedback?programme=harmful-practices-pilot";
    let before = browser.get(page);
    world.another_version("end-of-session");
    let after = browser.get(page);
    assert!(before.text().contains("85% (n=532/625)"));
    assert!(
        after.text().contains("85% (n=532/625)"),
        "the first version's answers are what they were"
    );
    assert!(
        after.text().contains("(version 2)"),
        "and the second version's stand apart"
    );
}
