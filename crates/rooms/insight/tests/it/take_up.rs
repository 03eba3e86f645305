//! Places and targets on Delivery: what was offered, booked and taken, how many people were in a session, and how many of a target were reached.

use crate::world::{Browser, Seen, World, raw};
use http::StatusCode;
use kernel::{Day, Id};
use store::values;

store::statements! {
    PLACES = "update session set capacity = ?1 where id in (select s.id from session s join course c on c.id = s.course_id join area a on a.id = s.area_id
        where c.title = 'Multi-agency' and a.name = 'East')";
    NO_PLACES = "update session set capacity = 0 where taken = 0 and id in (select s.id from session s join course c on c.id = s.course_id where c.title = 'Core')";
    A_SESSION = "select s.id from session s join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East'
        and s.first_day >= '2016-04-01' order by s.first_day, s.id limit 1";
    ALL_BUT = "delete from attendance where session_id = ?1 and id not in (select t.id from attendance t where t.session_id = ?1 order by t.id limit ?2)";
    CANCEL = "update session set state = 'cancelled' where id = ?1";
    TARGET = "insert into area_target (id, programme_id, course_id, area_id, first_day, last_day, people, sessions, made_at)
        select ?1, null, c.id, a.id, ?4, ?5, ?6, 9, 0 from course c cross join area a where c.title = ?2 and a.name = ?3";
    WHOLE = "insert into area_target (id, programme_id, course_id, area_id, first_day, last_day, people, made_at)
        select ?1, p.id, null, a.id, ?3, ?4, ?5, 0 from programme p cross join area a where p.slug = 'harmful-practices-pilot' and a.name = ?2";
    END = "update area_target set ended_at = 1";
    DAY_OF = "select first_day from session where id = ?1";
}

const PAGE: &str = "/evidence/delivery?programme=harmful-practices-pilot";
const TAKEN: &str = "Places and take-up";
const TARGETS: &str = "Targets";

/// The row of a table whose first cells are these, without them.
fn cells(seen: &Seen, table: &str, heads: &[&str]) -> Vec<String> {
    let rows = seen.table(table);
    let row = rows
        .iter()
        .find(|row| row.iter().zip(heads).all(|(cell, head)| cell == head));
    row.unwrap_or_else(|| panic!("no row {heads:?} in {rows:?}"))[heads.len()..].to_vec()
}

/// First and last day of a year of the pilot.
fn year(number: i16) -> (Day, Day) {
    let first = |number: i16| Day::new(2014 + number, 4, 1).unwrap();
    (first(number), first(number + 1).plus(-1))
}

fn fresh(world: &World) -> Id {
    Id::fresh(&world.clock, world.entropy.as_ref())
}

fn target(world: &World, course: &'static str, area: &'static str, (first, last): (Day, Day), people: i64) {
    let id = fresh(world);
    raw(&world.db, move |tx| {
        Ok(tx.run(&TARGET, values![id, course, area, first, last, people])?)
    });
}

fn whole(world: &World, area: &'static str, (first, last): (Day, Day), people: i64) {
    let id = fresh(world);
    raw(&world.db, move |tx| {
        Ok(tx.run(&WHOLE, values![id, area, first, last, people])?)
    });
}

fn a_session(world: &World) -> Id {
    raw(&world.db, |tx| {
        Ok(tx.one(&A_SESSION, &[], |row| row.get::<Id>(0))?.unwrap())
    })
}

fn evaluator(world: &World) -> Browser {
    world.browser("evaluator", None)
}

/// Places are those of the sessions that count, and the share is of what was booked. Where nobody wrote down how many there were, there is no
/// share and no zero.
#[test]
fn places_offered_booked_and_taken_stand_apart() {
    let world = World::new();
    let browser = evaluator(&world);
    raw(&world.db, |tx| Ok(tx.changed(&PLACES, values![100_i64])?));
    let row = ["East", "2", "Multi-agency"];
    let seen = browser.get(PAGE);
    assert_eq!(cells(&seen, TAKEN, &row)[..3], ["800", "17% (n=136/800)", "14.1"]);
    // Where the table of sessions and people hides the bookings there is no share either, and where it hides the attendances no mean.
    let partner = browser.get(&format!("{PAGE}&profile=partner"));
    let (taken, sessions) = (partner.table(TAKEN), partner.table("Sessions and people"));
    assert_eq!(taken.len(), sessions.len());
    let mut hidden = 0;
    for (taken, sessions) in taken.iter().zip(&sessions) {
        assert_eq!(taken[..3], sessions[..3]);
        assert_eq!(taken[4] == "[c]", sessions[4] == "[c]", "{taken:?}");
        assert!(
            taken[5] == "[c]" || sessions[5] != "[c]",
            "{taken:?} {sessions:?}"
        );
        hidden += usize::from(taken[4] == "[c]") + usize::from(taken[5] == "[c]");
    }
    assert!(hidden > 2);
    let session = a_session(&world);
    raw(&world.db, move |tx| Ok(tx.changed(&CANCEL, values![session])?));
    assert_eq!(cells(&browser.get(PAGE), TAKEN, &row)[0], "700");
    assert!(raw(&world.db, |tx| Ok(tx.changed(&NO_PLACES, &[])?)) > 0);
    let none = browser.get("/evidence/delivery?programme=safe-and-together");
    let core = cells(&none, TAKEN, &["London Partnership", "1", "Core"]);
    assert_eq!(core[..2], ["not recorded", "not recorded"], "{core:?}");
    assert!(none.text().contains("the places are not recorded"));
}

/// The least and the most are of single sessions, so that they are hidden with the mean where few were in one of them: the mean and the
/// attendances would show how few. Sessions whose register did not come have no part in them.
#[test]
fn few_people_in_one_session_are_not_shown() {
    let world = World::new();
    let (browser, session) = (evaluator(&world), a_session(&world));
    let row = ["East", "2", "Multi-agency"];
    let people = |profile: &str| {
        let seen = browser.get(&format!("{PAGE}&profile={profile}"));
        (
            cells(&seen, TAKEN, &row)[2..].to_vec(),
            cells(&seen, TAKEN, &["All", "", ""])[2..].to_vec(),
        )
    };
    let (before, _) = people("internal");
    let (least, most): (u64, u64) = (before[1].parse().unwrap(), before[2].parse().unwrap());
    assert!(0 < least && least <= 14 && 14 < most, "{before:?}");
    assert!(
        raw(&world.db, move |tx| Ok(
            tx.changed(&ALL_BUT, values![session, 2_i64])?
        )) > 0,
        "two are left"
    );
    let (inside, _) = people("internal");
    assert_eq!(inside[1], "2", "{inside:?}");
    let (outside, all) = people("partner");
    assert_eq!(outside, ["[c]", "[c]", "[c]"], "{outside:?}");
    assert_eq!(all, ["[c]", "[c]", "[c]"], "and so they are of all");
    let missing = cells(
        &browser.get(PAGE),
        TAKEN,
        &["Tri-borough", "2", "Follow-up: risk assessment"],
    );
    assert_eq!(
        missing[2..],
        ["[x]", "[x]", "[x]"],
        "a register that did not come"
    );
}

/// A target is measured over its own area and days, people counted once; areas without one say so, and what is cancelled leaves it.
#[test]
fn targets_are_measured_over_their_own_days() {
    let world = World::new();
    let browser = evaluator(&world);
    assert!(browser.get(PAGE).table(TARGETS).is_empty());
    assert!(
        browser
            .get(PAGE)
            .text()
            .contains("No target is set for what is shown")
    );
    target(&world, "Multi-agency", "East", year(2), 100);
    let seen = browser.get(PAGE);
    let days = "1 April 2016 to 31 March 2017";
    let row = ["East", days, "Multi-agency"];
    let reached = cells(&seen, TARGETS, &row);
    assert_eq!(reached, ["100", "113", "113% (n=113/100)", "0", "8", "9"]);
    assert_eq!(cells(&seen, TARGETS, &["Tri-borough"])[2], "no target");
    assert!(!seen.text().contains("No target is set"));
    let session = a_session(&world);
    raw(&world.db, move |tx| Ok(tx.changed(&CANCEL, values![session])?));
    let fewer = cells(&browser.get(PAGE), TARGETS, &row);
    assert_eq!((fewer[0].as_str(), fewer[4].as_str()), ("100", "7"));
    let came: u64 = fewer[1].parse().unwrap();
    assert!(
        came < 113 && fewer[3] == 100_u64.saturating_sub(came).to_string(),
        "{fewer:?}"
    );
    // A whole programme is no sum of its courses: who came to two of them is one.
    whole(&world, "East", year(2), 400);
    let both = browser.get(PAGE);
    let all: u64 = cells(&both, TARGETS, &["East", days, "Whole programme"])[1]
        .trim_start_matches("at least ")
        .parse()
        .unwrap();
    let by_course: u64 = both
        .table("Sessions and people")
        .iter()
        .filter(|row| row[..2] == ["East", "2"])
        .filter_map(|row| row[6].trim_start_matches("at least ").parse::<u64>().ok())
        .sum();
    assert!(came < all && all < by_course, "{came} {all} {by_course}");
    let file = browser.export(PAGE, &[("profile-of-export", "internal"), ("format", "csv")]);
    assert_eq!(file.status, StatusCode::OK);
    let line = format!("\"{days}\",\"Whole programme\",400,{all}");
    assert!(file.text().contains(&line), "{line}: {}", file.text());
    // Of other days and courses nothing is said, and of half of its days not either.
    assert!(browser.get(&format!("{PAGE}&year=1")).table(TARGETS).is_empty());
    let half = browser.get(&format!("{PAGE}&from=1%204%202016&to=31%208%202016"));
    assert!(
        half.text().contains("2 targets reach beyond the days asked for"),
        "{}",
        half.text()
    );
    assert!(half.table(TARGETS).iter().all(|row| row[0] != "East"));
    let of_course = browser.get(&format!("{PAGE}&course=Multi-agency")).table(TARGETS);
    assert_eq!(of_course.len(), 2, "{of_course:?}");
    raw(&world.db, |tx| Ok(tx.changed(&END, &[])?));
    assert!(
        browser.get(PAGE).table(TARGETS).is_empty(),
        "an ended one is no target"
    );
}

/// Beside the people of each course, those of a target would show how many a hidden count is, and so would those of a target that leaves out a
/// few days of a year.
#[test]
fn a_target_shows_no_few_people() {
    let world = World::new();
    let browser = evaluator(&world);
    let partner = || browser.get(&format!("{PAGE}&profile=partner"));
    // Few came to this course in that year, and the page hides it.
    target(&world, "Follow-up: safeguarding", "East", year(1), 20);
    whole(&world, "East", year(1), 300);
    let (first, last) = year(2);
    target(&world, "Multi-agency", "East", (first, last), 100);
    let seen = partner();
    let of = |days: (Day, Day), what: &str| {
        let days = format!("{} to {}", days.0.text(), days.1.text());
        cells(&seen, TARGETS, &["East", &days, what])[1..4].to_vec()
    };
    assert_eq!(of(year(1), "Follow-up: safeguarding"), ["[c]", "[c]", "[c]"]);
    assert_eq!(of(year(1), "Whole programme"), ["[c]", "[c]", "[c]"]);
    assert_eq!(
        of((first, last), "Multi-agency"),
        ["113", "113% (n=113/100)", "0"]
    );
    let inside = browser.get(PAGE).table(TARGETS);
    assert!(inside.iter().flatten().all(|cell| cell != "[c]"), "{inside:?}");
    // Two came on the first day of the year, which a target of the rest leaves out.
    let session = a_session(&world);
    raw(&world.db, move |tx| {
        Ok(tx.changed(&ALL_BUT, values![session, 2_i64])?)
    });
    raw(&world.db, |tx| Ok(tx.changed(&END, &[])?));
    let day = raw(&world.db, move |tx| {
        Ok(tx
            .one(&DAY_OF, values![session], |row| row.get::<Day>(0))?
            .unwrap())
    });
    target(&world, "Multi-agency", "East", (day.plus(1), last), 100);
    let rest = partner().table(TARGETS);
    assert_eq!(rest[0][4], "[c]", "{rest:?}");
    assert_ne!(browser.get(PAGE).table(TARGETS)[0][4], "[c]");
}
