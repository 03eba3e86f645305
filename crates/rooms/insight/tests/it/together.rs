//! Releases of different pages, filters and profiles, held against one another.

use crate::releases::{ATTENDANCE, DELIVERY};
use crate::world::{Seen, World, raw};
use http::StatusCode;
use store::values;

const BACKGROUNDS: &str = "/evidence/backgrounds?programme=harmful-practices-pilot";
const FEEDBACK: &str = "/evidence/feedback?programme=harmful-practices-pilot";
const BEFORE_AFTER: &str = "/evidence/before-and-after?programme=harmful-practices-pilot";
const USE: &str = "/evidence/use-in-practice?programme=harmful-practices-pilot";

store::statements! {
    AREA = "select id from area where name = ?1";
    COURSE = "select id from course where title = ?1";
    /// Releases of nothing, each of another day.
    JUNK = "insert into release (id, page, query, profile, format, hash, cells, released_by, at)
        select ?1, 'delivery', ?2, 'partner', 'csv', '', '{}', id, ?3 from account order by id limit 1";
}

fn out(world: &World, page: &str, profile: &str) -> Seen {
    let browser = world.browser("evaluator", None);
    browser.export(page, &[("profile-of-export", profile), ("format", "csv")])
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

/// Leaves, and nothing stops it.
fn leaves(world: &World, page: &str, profile: &str) {
    let seen = out(world, page, profile);
    assert_eq!(
        seen.status,
        StatusCode::OK,
        "{page} {profile}: {:?}",
        reasons(&seen)
    );
}

/// Is stopped, and the page says for which count.
fn stopped(world: &World, page: &str, profile: &str, cell: &str) {
    let seen = out(world, page, profile);
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{page} {profile}");
    let text = seen.text();
    assert!(
        text.contains("Would show a small count") && text.contains(cell),
        "{text}"
    );
}

fn id(world: &World, statement: &'static store::Stmt, name: &'static str) -> String {
    let found = world
        .db
        .read_now(|tx| Ok(tx.one(statement, values![name], |row| row.get::<kernel::Id>(0))?))
        .unwrap();
    found.unwrap().to_string()
}

/// What a whole programme's pages say under one profile goes together.
#[test]
fn the_pages_of_a_whole_programme_leave_together() {
    let world = World::new();
    for page in [DELIVERY, FEEDBACK, BACKGROUNDS, BEFORE_AFTER, USE, ATTENDANCE] {
        leaves(&world, page, "partner");
    }
}

/// What is hidden is chosen once for a programme: every filter of Delivery shows a part of the same table, so that no two of them give
/// a hidden count away. People are no sums, and are held against each other one by one.
#[test]
fn every_filter_of_delivery_leaves_beside_every_other() {
    let world = World::new();
    let course = format!("&course={}", id(&world, &COURSE, "Follow-up: safeguarding"));
    let areas = ["East", "Tri-borough"].map(|name| format!("&area={}", id(&world, &AREA, name)));
    leaves(&world, DELIVERY, "partner");
    for area in ["", &areas[0], &areas[1]] {
        for course in ["", &course] {
            for year in ["", "&year=1", "&year=2"] {
                let page = format!("{DELIVERY}{area}{course}{year}");
                let reasons = reasons(&out(&world, &page, "partner"));
                assert!(
                    reasons
                        .iter()
                        .all(|cell| cell.ends_with("/ People") || cell.ends_with("People who signed in")),
                    "{page}: {reasons:?}"
                );
            }
        }
    }
}

/// An area's attendances by borough, beside its Delivery: what both are the sum of is hidden on one and printed on the other.
#[test]
fn two_pages_of_one_area_are_held_against_each_other() {
    let world = World::new();
    let area = format!("&area={}", id(&world, &AREA, "East"));
    leaves(&world, &format!("{DELIVERY}{area}"), "partner");
    stopped(
        &world,
        &format!("{ATTENDANCE}{area}"),
        "partner",
        "Sessions and people / East, 1, Follow-up: safeguarding / Signed in",
    );
}

/// Backgrounds leave out a course with few forms: beside Delivery, which counts them, the difference is how many. Nothing that left in
/// between makes Delivery be forgotten.
#[test]
fn what_one_page_leaves_out_does_not_follow_from_another() {
    let world = World::new();
    let area = id(&world, &AREA, "East");
    let part = format!("&area={area}&year=1");
    leaves(&world, &format!("{DELIVERY}{part}"), "partner");
    raw(&world.db, |tx| {
        for number in 1..=300_i64 {
            let day = kernel::Day::new(2031, 1, 1).unwrap().plus(number);
            let (id, query) = (
                kernel::Id(uuid::Uuid::from_u128(number.unsigned_abs().into())),
                format!("programme=harmful-practices-pilot from={}", day.iso()),
            );
            tx.run(&JUNK, values![id, query, i64::from(u32::MAX) * 1000 + number])?;
        }
        Ok(())
    });
    stopped(
        &world,
        &format!("{BACKGROUNDS}{part}"),
        "partner",
        "Feedback forms",
    );
}

/// All pages under many filters and profiles: some are stopped, none disagrees with itself.
#[test]
fn no_table_disagrees_with_itself() {
    let world = World::new();
    let east = format!("&area={}", id(&world, &AREA, "East"));
    let filters = [String::new(), east, "&year=1".to_owned()];
    let mut seen = std::collections::BTreeMap::new();
    for page in [DELIVERY, FEEDBACK, BACKGROUNDS, BEFORE_AFTER, USE, ATTENDANCE] {
        for filter in &filters {
            for profile in ["partner", "nhs"] {
                let answer = out(&world, &format!("{page}{filter}"), profile);
                *seen.entry(answer.status).or_insert(0) += 1;
                assert!(
                    [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status),
                    "{page}{filter} {profile}: {}",
                    answer.text()
                );
            }
        }
    }
    assert!(
        seen[&StatusCode::OK] > 12 && seen[&StatusCode::UNPROCESSABLE_ENTITY] > 0,
        "{seen:?}"
    );
}

/// Forms of a version that did not ask a question are neither among its answers nor among those that are missing: a release of both
/// versions still agrees with itself, and with what left before and after.
#[test]
fn a_later_version_leaves_beside_the_first() {
    let world = World::new();
    leaves(&world, DELIVERY, "partner");
    world.another_version("end-of-session");
    for _ in 0..12 {
        world.feedback_today();
    }
    for page in [FEEDBACK, BEFORE_AFTER, BACKGROUNDS, DELIVERY] {
        leaves(&world, page, "partner");
    }
    for profile in ["public", "nhs"] {
        for page in [FEEDBACK, BEFORE_AFTER] {
            let status = out(&world, page, profile).status;
            assert!(!status.is_server_error(), "{page} {profile}: {status}");
        }
    }
}
