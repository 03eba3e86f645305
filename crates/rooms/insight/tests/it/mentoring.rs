//! Mentoring as evidence: people by area, stages, hours, and what mentors carry.

use crate::world::{Seen, World, raw};
use http::StatusCode;
use kernel::Id;
use store::values;

store::statements! {
    FORGET = "delete from mentoring_entry";
    FIVE = "select m.id from mentoring m order by m.id limit 5";
    NO_ENTRY = "delete from mentoring_entry where mentoring_id = ?1";
    NONE = "delete from mentoring where id = ?1";
    ONE = "select m.id from mentoring m order by m.id limit 1";
    ALL = "select m.id from mentoring m order by m.id";
    EAST = "select id from area where name = 'East'";
    MEET = "insert into mentoring_entry (id, mentoring_id, account_id, kind, day, minutes, by_mentee, made_at)
        select ?1, n.mentoring_id, n.account_id, 'meeting', (select max(e.day) from mentoring_entry e), 60, ?4, ?3 from mentoring_mentor n where n.mentoring_id = ?2";
    TAKEN_BACK = "delete from mentoring_entry where id in (select e.id from mentoring_entry e where e.kind = 'meeting' order by e.id desc limit 6)";
    SIX_OF_ONE = "update mentoring set mentee_id = (select m.mentee_id from mentoring m order by m.id limit 1)
        where id in (select m.id from mentoring m order by m.id limit 6)";
    JOINED = "update learner set joined_to = (select m.mentee_id from mentoring m order by m.id limit 1)
        where id in (select m.mentee_id from mentoring m order by m.id limit 6) and id <> (select m.mentee_id from mentoring m order by m.id limit 1)";
    SAME = "insert into mentoring (id, reference, mentee_id, area_id, kind, state, began, ended_on, outcome, made_at)
        select ?1, ?3, m.mentee_id, m.area_id, m.kind, m.state, m.began, m.ended_on, m.outcome, m.made_at from mentoring m where m.id = ?2";
    COPY = "insert into mentoring (id, reference, mentee_id, area_id, kind, state, began, ended_on, outcome, made_at)
        select ?1, ?3, (select l.id from learner l where not exists (select 1 from mentoring o where o.mentee_id = l.id) order by l.id limit 1), m.area_id, m.kind, m.state, m.began, m.ended_on, m.outcome, m.made_at from mentoring m where m.id = ?2";
    TWO = "select m.id, m.mentee_id from mentoring m join mentoring_mentor n on n.mentoring_id = m.id where m.state = 'running' and n.until is null
        and n.account_id = (select o.account_id from mentoring_mentor o order by o.mentoring_id limit 1) order by m.id limit 2";
    SAME_PERSON = "update mentoring set mentee_id = ?2 where id = ?1";
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

/// Who is mentored for two aims by one mentor is one of the people whom she carries.
#[test]
fn one_person_for_two_aims_is_one_person() {
    let world = World::demonstration();
    raw(&world.db, |tx| {
        let pairs = tx.all(&TWO, &[], |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?;
        Ok(tx.run(&SAME_PERSON, values![pairs[0].0, pairs[1].1])?)
    });
    let carried = page(&world, "internal").table(CARRIED);
    assert_eq!(carried[1][1..], ["7", "7"], "{carried:?}");
}

/// Of days that are over, stages count that were reached by then; and how many pairs had contact lately is no figure of those days.
#[test]
fn a_time_that_is_over_has_its_own_stages() {
    let world = World::demonstration();
    let to = kernel::Clock::now(&world.clock).day().plus(-100).iso();
    let seen = world
        .browser("coordinator", None)
        .get(&format!("{PAGE}&profile=internal&to={to}"));
    let numbers = seen.table(STAGES).into_iter().map(|row| {
        let share = row[1].split_once("n=").unwrap().1.replace(')', "");
        let (reached, agreed) = share.split_once('/').unwrap();
        (reached.parse::<i64>().unwrap(), agreed.parse::<i64>().unwrap())
    });
    let all = numbers.fold((0, 0), |all, own| (all.0 + own.0, all.1 + own.1));
    assert_eq!(all, (6, 20), "{:?}", seen.table(STAGES));
    assert!(!seen.text().contains("running mentoring"), "{}", seen.text());
}

/// Proves SJ8: outside, counts of a few people are hidden with enough others and stand in no line below; hours stand for all areas and the whole
/// time together, and only where enough pairs entered some; what mentors carry is told to nobody.
#[test]
fn mentoring_of_a_few_is_not_told_outside() {
    let world = World::demonstration();
    for profile in ["partner", "public"] {
        let seen = page(&world, profile);
        let people = seen.table(PEOPLE);
        let away = people.iter().find(|row| row[0] == "Tri-borough").unwrap();
        assert_ne!(away.last().map(String::as_str), Some("3"), "{people:?}");
        assert!(!seen.text().contains("running mentoring"), "{}", seen.text());
        let stages = seen.table(STAGES);
        assert!(stages.iter().all(|row| row[1] == "[c]"), "{stages:?}");
        assert!(seen.table(CARRIED).is_empty());
    }
    let hours = page(&world, "partner").table(HOURS);
    assert_eq!(hours.len(), 1, "{hours:?}");
    assert_eq!(hours[0][0], "All");
    assert!(page(&world, "public").table(HOURS).is_empty(), "nine pairs");
    let east = world
        .db
        .read_now(|tx| Ok(tx.one(&EAST, &[], |row| row.get::<Id>(0))?))
        .unwrap();
    let from = kernel::Clock::now(&world.clock).day().plus(-100).iso();
    for part in [
        format!("area={}", east.unwrap()),
        "year=1".to_owned(),
        format!("from={from}"),
    ] {
        let seen = page(&world, &format!("partner&{part}"));
        assert!(seen.table(HOURS).is_empty(), "{part}");
        assert!(seen.text().contains("Hours are given outside only for all areas"));
    }
    raw(&world.db, |tx| {
        for id in tx.all(&FIVE, &[], |row| row.get::<Id>(0))? {
            tx.run(&NO_ENTRY, values![id])?;
        }
        Ok(())
    });
    assert!(
        page(&world, "partner").table(HOURS).is_empty(),
        "four pairs entered some"
    );
    assert_eq!(page(&world, "internal").table(HOURS).last().unwrap()[0], "All");
}

fn out(world: &World, page: &str) -> Seen {
    let browser = world.browser("evaluator", None);
    browser.export(page, &[("profile-of-export", "partner"), ("format", "csv")])
}

fn stopped(seen: &Seen, cell: &str) {
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = format!("Would show a small count: {cell}");
    assert!(seen.text().contains(&named), "{}", seen.text());
}

/// Proves SJ8: hours do not leave beside earlier ones that they differ from by what a few pairs entered or took back, however often those met.
#[test]
fn hours_are_held_against_hours_that_left() {
    let world = World::demonstration();
    assert_eq!(out(&world, PAGE).status, StatusCode::OK);
    assert_eq!(out(&world, PAGE).status, StatusCode::OK, "nothing has changed");
    let later = kernel::Clock::now(&world.clock).plus_seconds(60);
    let meet = |first: u128, of: &'static store::Stmt, times: u128| {
        raw(&world.db, move |tx| {
            let mut next = first;
            for pair in tx.all(of, &[], |row| row.get::<Id>(0))? {
                for _ in 0..times {
                    tx.run(
                        &MEET,
                        values![Id(uuid::Uuid::from_u128(next)), pair, later, false],
                    )?;
                    next += 1;
                }
            }
            Ok(())
        });
    };
    meet(1_000, &ONE, 6);
    stopped(&out(&world, PAGE), "Hours that were given / All / meeting");
    meet(2_000, &ALL, 1);
    assert_eq!(out(&world, PAGE).status, StatusCode::OK, "all of them met");
    let world = World::demonstration();
    assert_eq!(out(&world, PAGE).status, StatusCode::OK);
    raw(&world.db, |tx| Ok(tx.run(&TAKEN_BACK, &[])?));
    stopped(&out(&world, PAGE), "Hours that were given / All / meeting");
}

/// Proves SJ8: who is mentored for two aims, or under two records that are joined, is one person: hours and stages of four people are not told outside,
/// however many mentorings those have.
#[test]
fn four_people_are_few_however_many_mentorings_they_have() {
    for statement in [&SIX_OF_ONE, &JOINED] {
        let world = World::demonstration();
        assert!(!page(&world, "partner").table(HOURS).is_empty());
        raw(&world.db, |tx| Ok(tx.run(statement, &[])?));
        assert!(page(&world, "partner").table(HOURS).is_empty(), "{statement:?}");
    }
    let world = World::demonstration();
    copies(&world, &SAME);
    let stages = page(&world, "partner").table(STAGES);
    assert!(
        stages.iter().all(|row| row[1] == "[c]"),
        "six of three people: {stages:?}"
    );
    let world = World::demonstration();
    copies(&world, &COPY);
    let stages = page(&world, "partner").table(STAGES);
    assert!(stages.iter().any(|row| row[1] != "[c]"), "six people: {stages:?}");
}

/// A second mentoring for each, of somebody else or of the same.
fn copies(world: &World, statement: &'static store::Stmt) {
    raw(&world.db, move |tx| {
        for (pair, number) in tx
            .all(&ALL, &[], |row| row.get::<Id>(0))?
            .into_iter()
            .zip(0_u128..)
        {
            let id = Id(uuid::Uuid::from_u128(3_000 + number));
            tx.run(statement, values![id, pair, format!("M-COPY-{number}")])?;
        }
        Ok(())
    });
}

/// Proves SJ8: mentorings belong to no programme, so what left of one programme's days is held against what leaves of another's.
#[test]
fn mentoring_of_one_programme_is_held_against_that_of_another() {
    let world = World::demonstration();
    copies(&world, &COPY);
    let other = "/evidence/mentoring?programme=example-earlier-courses";
    assert_eq!(out(&world, other).status, StatusCode::OK);
    raw(&world.db, |tx| {
        Ok(tx.run(&NONE, values![Id(uuid::Uuid::from_u128(3_000))])?)
    });
    let seen = out(&world, PAGE);
    stopped(&seen, "Stages reached / ");
    assert!(seen.text().contains("/ Mentorings"), "{}", seen.text());
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
