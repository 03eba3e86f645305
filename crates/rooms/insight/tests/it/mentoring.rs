//! Mentoring as evidence: people by area, stages, hours, and what mentors carry.

use crate::world::{Seen, World, raw};
use http::StatusCode;
use kernel::Id;
use store::values;

store::statements! {
    FORGET = "delete from mentoring_entry";
    FIVE = "select m.id from mentoring m order by m.id limit 5";
    NO_ENTRY = "delete from mentoring_entry where mentoring_id = ?1";
    NO_STAGE = "delete from mentoring_stage where mentoring_id = ?1";
    NO_MENTOR = "delete from mentoring_mentor where mentoring_id = ?1";
    NONE = "delete from mentoring where id = ?1";
}

const PAGE: &str = "/evidence/mentoring?programme=example-partnership";
const PEOPLE: &str = "Who is mentored, by area";
const STAGES: &str = "Stages reached";
const HOURS: &str = "Hours that were given";
const CARRIED: &str = "What mentors carry";

fn page(world: &World, profile: &str) -> Seen {
    let seen = world
        .browser("evaluator", None)
        .get(&format!("{PAGE}&profile={profile}"));
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    seen
}

/// The page adds up what the two people of each pair entered, says how many had contact lately, and leads to those that had none.
#[test]
fn mentoring_is_added_up_from_what_people_entered() {
    let world = World::demonstration();
    let seen = world
        .browser("coordinator", None)
        .get(&format!("{PAGE}&profile=internal"));
    let people = seen.table(PEOPLE);
    let east = people.iter().find(|row| row[0] == "East").unwrap();
    assert_eq!(east.last().map(String::as_str), Some("6"), "{people:?}");
    let all = people.last().unwrap();
    assert_eq!(all.last().map(String::as_str), Some("9"), "{people:?}");
    assert!(
        seen.text().contains("based on 7 of 8 running mentorings"),
        "{}",
        seen.text()
    );
    assert!(seen.text().contains("/mentoring?contact=quiet"));
    assert_eq!(seen.table(STAGES).len(), 3, "one row for each aim");
    let hours = seen.table(HOURS);
    let sum = |column: usize| -> f64 {
        let rows = hours.iter().filter(|row| row[0] != "All");
        rows.map(|row| row[column].parse::<f64>().unwrap()).sum()
    };
    for column in [1, 2, 3, 4] {
        let all: f64 = hours.last().unwrap()[column].parse().unwrap();
        assert!(all > 1.0 && (sum(column) - all).abs() < 0.2, "{hours:?}");
    }
    let carried = seen.table(CARRIED);
    assert_eq!(carried[0][..2], ["Mentors with somebody", "2"]);
    assert_eq!(carried[1][1..], ["8", "7"], "{carried:?}");
    // One began within six weeks: nobody can say of it that it is quiet.
    raw(&world.db, |tx| Ok(tx.run(&FORGET, &[])?));
    assert!(
        page(&world, "internal")
            .text()
            .contains("based on 1 of 8 running mentorings")
    );
}

/// Proves SJ8: outside, counts of a few people are hidden with enough others, hours stand for all areas together and only where there are five
/// pairs, and what mentors carry is told to nobody.
#[test]
fn mentoring_of_a_few_is_not_told_outside() {
    let world = World::demonstration();
    for profile in ["partner", "public"] {
        let seen = page(&world, profile);
        let people = seen.table(PEOPLE);
        let away = people.iter().find(|row| row[0] == "Tri-borough").unwrap();
        assert_ne!(away.last().map(String::as_str), Some("3"), "{people:?}");
        let hours = seen.table(HOURS);
        assert_eq!(hours.len(), 1, "{hours:?}");
        assert_eq!(hours[0][0], "All");
        assert!(seen.table(CARRIED).is_empty());
    }
    raw(&world.db, |tx| {
        for id in tx.all(&FIVE, &[], |row| row.get::<Id>(0))? {
            for statement in [&NO_ENTRY, &NO_STAGE, &NO_MENTOR, &NONE] {
                tx.run(statement, values![id])?;
            }
        }
        Ok(())
    });
    assert!(page(&world, "public").table(HOURS).is_empty());
    assert_eq!(page(&world, "internal").table(HOURS).last().unwrap()[0], "All");
}

/// The tables leave as a file like every other, with their foot.
#[test]
fn mentoring_leaves_as_a_file() {
    let world = World::demonstration();
    let browser = world.browser("evaluator", None);
    let file = browser.export(PAGE, &[("profile-of-export", "partner"), ("format", "csv")]);
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    for title in [PEOPLE, STAGES, HOURS] {
        assert!(file.text().contains(title), "{title}");
    }
    assert!(!file.text().contains(CARRIED));
}
