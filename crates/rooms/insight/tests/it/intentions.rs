//! What became of what people said they would do, under filters.

use crate::world::{Browser, Seen, World, raw};
use kernel::Id;

store::statements! {
    AREA = "select id from area where name = 'East'";
    AWAY = "update session set area_id = (select id from area where name = 'Tri-borough') where id in (select k.session_id from commitment k)";
    FOUR_AWAY = "update intention set session_id = (select k.session_id from commitment k order by k.id limit 1) where id in (select i.id from intention i where i.outcome is not null order by i.id limit 4)";
}

const BECAME: &str = "What became of what people said they would do";
const CLOSED: &str = "is not opened under these filters";

fn page(browser: &Browser, more: &str) -> Seen {
    browser.get(&format!(
        "/evidence/said-and-done?programme=example-earlier-courses{more}"
    ))
}

/// How many did it, as it prints.
fn done(seen: &Seen) -> String {
    seen.table(BECAME)[0][1].clone()
}

/// Proves SH11: no two looks show by their difference what fewer than five answered: days open nothing, because a day more is one answer more, and
/// an area is opened where every area has five answers or none.
#[test]
fn two_looks_show_no_answer_of_a_few() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    assert_eq!(done(&page(&browser, "")), "6");
    for days in ["&to=2026-03-02", "&from=2025-01-01"] {
        let seen = page(&browser, days);
        assert_eq!(done(&seen), "[c]", "{days}");
        assert!(seen.text().contains(CLOSED));
        assert!(seen.table("Why it was not done, or not all of it").is_empty());
    }
    assert_eq!(done(&page(&browser, "&year=1")), "6", "there is no other year");
    let found = world
        .db
        .read_now(|tx| Ok(tx.one(&AREA, &[], |row| row.get::<Id>(0))?));
    let east = format!("&area={}", found.unwrap().unwrap());
    assert_eq!(
        done(&page(&browser, &east)),
        "6",
        "nobody answered in another area"
    );
    raw(&world.db, |tx| {
        tx.run(&AWAY, &[])?;
        Ok(tx.run(&FOUR_AWAY, &[])?)
    });
    assert_eq!(done(&page(&browser, "")), "6");
    let part = page(&browser, &east);
    assert!(
        part.text().contains(CLOSED),
        "the whole less East is four answers"
    );
    assert_eq!(done(&part), "[c]");
    // Who sees East alone has nothing to take it from, and what others answered elsewhere closes nothing for her.
    let own = page(&world.browser("coordinator", Some("East")), "");
    assert!(
        !own.text().contains(CLOSED) && done(&own) != "[c]",
        "{}",
        own.text()
    );
}

/// How often a few passed something on is for ourselves: each time is what one of them did.
#[test]
fn what_a_few_passed_on_is_not_told_outside() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let passed = |profile: &str| page(&browser, &format!("&profile={profile}")).table("Passed on at work");
    let own = passed("internal");
    assert_eq!(own.last().unwrap()[1..], ["6", "69"], "{own:?}");
    for row in passed("public") {
        assert_eq!(row[1..], ["[c]", "[c]"], "{row:?}");
    }
}
