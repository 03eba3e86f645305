//! Delivery: papers that did not come are no zeroes, and people are not attendances.

use crate::world::{Seen, World, raw};
use kernel::Id;
use learning::model::Cause;
use std::collections::{BTreeMap, BTreeSet};
use store::values;

store::statements! {
    NAMELESS = "update learner set email_blind = null, email_sealed = null where id in (select t.learner_id from attendance t join session s on s.id = t.session_id
        join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East' and s.first_day >= '2016-04-01'
        order by t.learner_id limit 3)";
    WAIVE = "update owed set waived_at = 1 where kind = 'register' and received_at is null";
    A_SESSION = "select s.id from session s join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East'
        and s.first_day >= '2016-04-01' order by s.first_day, s.id limit 1";
    LATER = "update session set first_day = '2018-05-01', last_day = '2018-05-01' where id = ?1";
    ALL_BUT_ONE = "delete from attendance where session_id = ?1 and id not in (select t.id from attendance t where t.session_id = ?1 order by t.id limit 1)";
    OFF_BECAUSE = "update session set cancel_cause = ?1, cancel_asked_by = 'us', change_cause = 'other', change_asked_by = 'us' where state = 'cancelled'";
    MOVED_BECAUSE = "update session set change_cause = ?1, change_asked_by = 'host' where state <> 'cancelled' and original_day is not null";
    CANCEL = "update session set state = 'cancelled' where id in (select s.id from session s join course c on c.id = s.course_id join area a on a.id = s.area_id
        where c.title = 'Multi-agency' and a.name = 'East' and s.first_day >= ?1 and s.state = 'held')";
}

const PAGE: &str = "/evidence/delivery?programme=harmful-practices-pilot";
const TABLE: &str = "Sessions and people";

fn cells(seen: &Seen, heads: &[&str]) -> Vec<String> {
    let table = seen.table(TABLE);
    let row = table
        .iter()
        .find(|row| row.iter().zip(heads).all(|(cell, head)| cell == head));
    row.unwrap_or_else(|| panic!("no row {heads:?}"))[3..].to_vec()
}

/// A register or a batch of forms that was owed and did not come prints `[x]`, and every sum says how many came (evidence.md, values).
#[test]
fn what_did_not_come_is_no_zero() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let seen = browser.get(PAGE);
    assert_eq!(
        cells(&seen, &["Tri-borough", "2", "Follow-up: risk assessment"]),
        ["1", "0", "[x]", "[x]", "[x]"]
    );
    assert_eq!(
        cells(&seen, &["East", "1", "Multi-agency"]),
        [
            "9",
            "126",
            "99 (8 of 9 returns)",
            "at least 99",
            "90 (8 of 9 returns)"
        ]
    );
    assert_eq!(
        cells(&seen, &["East", "2", "Multi-agency"]),
        ["8", "136", "113", "113", "98"],
        "where all came nothing is said"
    );
    assert_eq!(
        cells(&seen, &["All"]),
        [
            "86",
            "857",
            "671 (67 of 86 returns)",
            "at least 560",
            "660 (72 of 86 returns)"
        ]
    );
    assert!(
        seen.text()
            .contains("[x] marks papers that were owed and did not come")
    );
    // 74 and 20 are counted in another way than the sessions of the table, and it says in which.
    for words in [
        "A course of two days counts once among these 74, and as one that gave its register where both days did; it is two of the 86 sessions that took place.",
        "1 register that did not come is for a session that was cancelled, which is not among the 74.",
        "74 courses were run;",
    ] {
        assert!(seen.text().contains(words), "{words}");
    }
    // In a file the counts stay numbers; what stands beside them has a column of its own.
    let file = browser
        .export(PAGE, &[("profile-of-export", "internal"), ("format", "csv")])
        .text();
    let mut lines = file.lines();
    assert!(lines.next().unwrap().contains("\"Sessions and people\""));
    let head = lines.next().unwrap();
    assert!(
        head.contains("\"Signed in (attendances)\",\"Signed in (attendances): about it\",\"People\",\"People: about it\""),
        "{head}"
    );
    assert!(
        file.contains("86,857,671,\"67 of 86 returns\",560,\"at least\",660,\"72 of 86 returns\""),
        "{file}"
    );
    assert!(file.contains("1,0,\"[x]\","), "{file}");
    // Courses that never asked for forms cannot have any.
    let none = browser.get("/evidence/delivery?programme=safe-and-together");
    assert_eq!(cells(&none, &["All"])[4], "[z]");
}

/// A waiver does not make a table complete: it says that somebody decided not to wait.
#[test]
fn a_waiver_stays_in_sight() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let before = cells(&browser.get(PAGE), &["All"]);
    assert!(raw(&world.db, |tx| Ok(tx.changed(&WAIVE, values![])?)) >= 20);
    let seen = browser.get(PAGE);
    assert!(
        seen.text()
            .contains("based on 55 of 74 sessions; 0 outstanding, 20 waived"),
        "{}",
        seen.text()
    );
    assert_eq!(cells(&seen, &["All"]), before, "what did not come did not come");
}

/// People are counted once each by their address; attendances of people without one are no people, and the number is then the least.
#[test]
fn people_and_attendances_stand_apart() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let row = ["East", "2", "Multi-agency"];
    assert_eq!(cells(&browser.get(PAGE), &row)[2..4], ["113", "113"]);
    assert_eq!(raw(&world.db, |tx| Ok(tx.changed(&NAMELESS, values![])?)), 3);
    let seen = browser.get(PAGE);
    assert_eq!(cells(&seen, &row)[2..4], ["113", "at least 110"]);
    assert!(seen.text().contains("671 attendances by at least 557 people"));
    assert!(seen.text().contains("Some signed in without an address"));
    // What was not held counts neither way.
    raw(&world.db, |tx| Ok(tx.changed(&CANCEL, values!["2016-04-01"])?));
    let rest = browser.get(PAGE);
    assert!(
        rest.table(TABLE).iter().all(|cells| cells[..3] != row),
        "the row is gone"
    );
    assert!(
        rest.text().contains("558 attendances by at least "),
        "{}",
        rest.text()
    );
    let people: u64 = cells(&rest, &["All"])[3]
        .trim_start_matches("at least ")
        .parse()
        .unwrap();
    assert!(
        (447..557).contains(&people),
        "its people with it, but for those who came elsewhere: {people}"
    );
    // For partners a small number of people is hidden.
    let partner = browser.get(&format!("{PAGE}&profile=partner"));
    assert_eq!(
        cells(&partner, &["East", "1", "Follow-up: safeguarding"])[3],
        "[c]"
    );
}

/// Document 003 says where people came from, and neither where a block was held, nor who had booked, nor how many people came. None of it
/// is printed as if it had been found.
#[test]
fn what_a_source_does_not_give_is_not_recorded() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let page = "/evidence/delivery?programme=safe-and-together";
    let seen = browser.get(page);
    let table = seen.table(TABLE);
    let areas: BTreeSet<&str> = table.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(areas, BTreeSet::from(["All", "London Partnership"]));
    assert_eq!(
        cells(&seen, &["London Partnership", "1", "Core"]),
        ["10", "not recorded", "195", "not recorded", "[z]"]
    );
    for profile in ["internal", "partner", "public"] {
        let seen = browser.get(&format!("{page}&profile={profile}"));
        let all = cells(&seen, &["All"]);
        assert_eq!(
            (all[1].as_str(), all[3].as_str()),
            ("not recorded", "not recorded")
        );
        for words in [
            "no booking is on record, how many had booked is not recorded",
            "attendances are counted, and how many people they were is not recorded",
        ] {
            assert!(seen.text().contains(words), "{profile}: {words}");
        }
        assert!(!seen.text().contains("each counted once"), "{profile}");
    }
    let pilot = browser.get(PAGE).table(TABLE);
    assert!(pilot.iter().flatten().all(|cell| cell != "not recorded"));
}

/// What a part is based on is counted in that part's own sessions: what a cancelled one owes is named beside them, and where second days
/// alone are shown nothing is said about how many courses were run.
#[test]
fn a_part_counts_its_own_sessions() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let east = world.browser("coordinator", Some("East"));
    let cancelled = east
        .get(&format!("{PAGE}&course=follow-up:+risk+assessment&year=1"))
        .text();
    for words in [
        "based on no session; 1 register outstanding",
        "1 register that did not come is for a session that was cancelled.",
    ] {
        assert!(cancelled.contains(words), "{words}: {cancelled}");
    }
    assert!(!cancelled.contains("were run;"), "{cancelled}");
    let second = browser
        .get(&format!("{PAGE}&course=specialist+day+2&year=1"))
        .text();
    assert!(
        second.contains("based on 5 of 6 sessions; 1 register outstanding"),
        "{second}"
    );
    assert!(
        !second.contains("run;") && !second.contains("counts once"),
        "{second}"
    );
    let tri = world.browser("coordinator", Some("Tri-borough"));
    let one = tri
        .get(&format!("{PAGE}&course=follow-up:+risk+assessment&year=2"))
        .text();
    assert!(one.contains("1 course was run;"), "{one}");
}

/// Each reason has a row of its own: of a cancelled session that of the cancellation, of a moved one that of the move. What nobody was asked is
/// not recorded, which is no reason.
#[test]
fn what_was_cancelled_or_moved_is_counted_by_its_reason() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    let counted = || {
        let seen = browser.get(PAGE);
        let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for row in seen.table("Cancelled and moved sessions") {
            let sum = sums.entry(row[3].clone()).or_default();
            sum.0 += row[4].parse::<u64>().unwrap();
            sum.1 += row[5].parse::<u64>().unwrap();
        }
        (sums, seen.text().contains("Where the reason is not recorded"))
    };
    let (before, told) = counted();
    let (off, moved) = before["not recorded"];
    assert!(before.len() == 1 && off > 0 && moved > 0 && told, "{before:?}");
    for cause in Cause::ALL {
        raw(&world.db, move |tx| {
            Ok(tx.changed(&OFF_BECAUSE, values![cause.code()])?)
        });
        let wanted = BTreeMap::from([
            (cause.label().to_owned(), (off, 0)),
            ("not recorded".to_owned(), (0, moved)),
        ]);
        assert_eq!(counted(), (wanted, true));
    }
    raw(
        &world.db,
        |tx| Ok(tx.changed(&MOVED_BECAUSE, values!["weather"])?),
    );
    let wanted = BTreeMap::from([
        ("Something else".to_owned(), (off, 0)),
        ("Weather or transport".to_owned(), (0, moved)),
    ]);
    assert_eq!(counted(), (wanted, false));
}

/// The foot says of what is hidden, and of nothing else, that it is hidden.
#[test]
fn the_foot_names_what_is_hidden() {
    let world = World::new();
    let browser = world.browser("evaluator", None);
    // One who came alone in a year of her own: with her year another year is hidden.
    raw(&world.db, |tx| {
        let session = tx.one(&A_SESSION, &[], |row| row.get::<Id>(0))?.unwrap();
        tx.run(&LATER, values![session])?;
        Ok(tx.changed(&ALL_BUT_ONE, values![session])?)
    });
    let mut met = BTreeSet::new();
    for (profile, year) in [
        ("partner", ""),
        ("partner", "1"),
        ("partner", "2"),
        ("public", "1"),
        ("public", "2"),
    ] {
        let seen = browser.get(&format!("{PAGE}&profile={profile}&year={year}"));
        let all = cells(&seen, &["All"]);
        let (attendances, people) = (all[2] == "[c]", all[3] == "[c]");
        for (hidden, words) in [
            (attendances && !people, "The number of attendances is hidden"),
            (people && !attendances, "The number of people is hidden"),
            (
                attendances && people,
                "Each of the numbers of attendances and of people is hidden",
            ),
            (!attendances && !people, "each counted once"),
        ] {
            assert_eq!(seen.text().contains(words), hidden, "{profile} {year}: {all:?}");
        }
        met.insert((attendances, people));
    }
    assert!(met.contains(&(true, false)), "{met:?}");
}
