//! People at sessions of earlier years from a spreadsheet: matched, shown, taken in whole or not at all, taken back whole.

use crate::earlier::{course, id_in, upload, upload_of, work};
use crate::pages::{Browser, Seen};
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::Id;
use learning::earlier::forms::Forms;
use learning::earlier::{Kind, keep};
use learning::model::SessionId;
use paper::sheet::Sheet;
use store::values;

store::statements! {
    STANDING = "select s.first_day, s.capacity, s.taken, (select count(*) from booking b where b.session_id = s.id), (select count(*) from attendance t where t.session_id = s.id), \
        (select count(*) from session_day d where d.session_id = s.id and d.register_at is not null), s.version from session s order by s.first_day, s.venue";
    PEOPLE = "select count(*) from learner";
    LEFT = "select (select count(*) from earlier_day) + (select count(*) from earlier_person)";
    BACKGROUNDS = "select b.background, coalesce(b.area_answer, a.name, ''), b.organisation from booking b left join area a on a.id = b.area_id order by b.organisation, b.background, b.id";
    SESSION_REFERENCE = "select reference from session where id = ?1";
    MAILS = "select count(*) from mail";
}

const SESSIONS: &str = "Date,Course,Borough,Venue\n23/04/2019,Multi-agency,East,Library\n24/04/2019,Multi-agency,East,Town hall\n24/04/2019,Multi-agency,West,Library\n";

pub(crate) const SHEET: &str = "Date,Course,Venue,Name,Work email,Employer,Borough,Profession,Attended\n\
    23/04/2019,Multi-agency,,Ann One,ann@a.example,Housing,East,Education,yes\n\
    23/04/2019,Multi-agency,,Bea Two,bea@a.example,Council,Somewhere else,Housing,did not attend\n\
    23/04/2019,Multi-agency,,Cy Three,,,,,yes\n\
    24/04/2019,Multi-agency,Town hall,Ann One,ANN@a.example,Housing,East,Education,yes\n";

/// A world with sessions of before, without numbers of people.
pub(crate) fn before() -> (World, Browser) {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let sent = upload(&browser, "Sessions", SESSIONS.as_bytes());
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&sent.location));
    (world, browser)
}

/// Presses the button.
pub(crate) fn ask(browser: &Browser, page: &str) -> Seen {
    let (to, fields) = browser.get(page).form("take-in", &[]);
    browser.post(&to, &fields)
}

/// First day, places, places taken, bookings, marks, registers and version of each session.
type Standing = (String, [i64; 6]);

fn standing(world: &World) -> Vec<Standing> {
    world.all(&STANDING, values![], |row| {
        let mut numbers = [0; 6];
        for (place, number) in numbers.iter_mut().enumerate() {
            *number = row.get::<i64>(place + 1)?;
        }
        Ok((row.get::<kernel::Day>(0)?.iso(), numbers))
    })
}

/// Proves SR10: people of earlier years are matched by address, shown, and taken in whole; the same file again adds nothing; taken back, every
/// session is as it was.
#[test]
fn people_are_matched_shown_taken_in_and_taken_back() {
    let (world, browser) = before();
    let were = standing(&world);
    let sent = upload_of(&browser, "people", "Sheets", SHEET.as_bytes());
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let import = id_in(&sent.location);
    let words = browser.get(&sent.location).main();
    assert!(
        words.contains("What would come of it") && words.contains("Somebody new"),
        "{words}"
    );
    assert_eq!(standing(&world), were, "nothing is made by looking");
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    work(&world, import);
    let now: Vec<_> = standing(&world).into_iter().map(|(_, numbers)| numbers).collect();
    assert_eq!(
        now,
        [[3, 3, 3, 2, 1, 1], [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1]],
        "{now:?}"
    );
    assert_eq!(world.count(&PEOPLE, None), 3, "Ann is one person");
    let said: Vec<(String, String, String)> = world.all(&BACKGROUNDS, values![], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    });
    let said: Vec<_> = said
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    let ann = ("education", "East", "Housing");
    let bea = ("housing", "elsewhere", "Council");
    assert_eq!(said, [("", "", ""), bea, ann, ann]);
    assert_eq!(world.count(&MAILS, None), 0, "nobody is written to");
    // Once more: everybody is there, also who gave no address.
    let again = upload_of(&browser, "people", "Once more", SHEET.as_bytes());
    let words = browser.get(&again.location).main();
    assert!(
        words.contains("would add nothing") && !words.contains("Take it in"),
        "{words}"
    );
    let (to, fields) = browser.get(&format!("/imports/{import}/undo")).form("undo", &[]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    work(&world, import);
    assert_eq!(standing(&world), were);
    assert_eq!((world.count(&PEOPLE, None), world.count(&LEFT, None)), (0, 0));
}

/// Proves SR10: one bad row, and nothing of a sheet can be taken in; each is told with its line, its column and why.
#[test]
fn one_bad_person_leaves_nothing() {
    let (world, browser) = before();
    let were = standing(&world);
    let bad = "24/04/2019,Multi-agency,,Dee Four,dee@a.example,,Mars,Juggler,perhaps\n\
        25/04/2019,Multi-agency,,Eve Five,no address,,,,\n\
        23/04/2019,Nothing of ours,,,,,,,yes\n\
        23/04/2019,Multi-agency,,Ann Again,Ann@a.example,,,,yes\n";
    let sent = upload_of(&browser, "people", "Wrong", format!("{SHEET}{bad}").as_bytes());
    let seen = browser.get(&sent.location);
    let words = seen.main();
    for told in [
        "4 of 8 rows are wrong",
        "Several sessions of this course were on this day",
        "No area of ours is called so",
        "No background is called so",
        "neither yes nor no",
        "No session of yours of this course was on this day",
        "not a work e-mail address",
        "Say whether she came",
        "No course of ours is called so",
        "Neither a work e-mail address nor a name",
        "stands in line 2",
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    let import = id_in(&sent.location);
    let (to, fields) = seen.form("columns", &[]);
    let asked = browser.post(&to.replace("columns", "take-in"), &fields[..2]);
    assert_eq!(asked.status, StatusCode::GONE, "{}", asked.main());
    work(&world, import);
    assert_eq!(standing(&world), were);
    // What names mean can be said.
    let odd = browser
        .get(&sent.location)
        .form("columns", &[("background-0", "juggler")]);
    assert_eq!(
        browser.post(&odd.0, &odd.1).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let (to, fields) = browser
        .get(&sent.location)
        .form("columns", &[("background-0", "other"), ("area-0", "elsewhere")]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    let words = browser.get(&sent.location).main();
    assert!(!words.contains("Juggler") && !words.contains("Mars"), "{words}");
}

/// What would come of a file is taken in as it was shown, or not at all: what changed since is shown first.
#[test]
fn what_changed_since_it_was_shown_is_not_taken_in() {
    let (world, browser) = before();
    let (one, two) = (
        upload_of(&browser, "people", "One", SHEET.as_bytes()),
        upload_of(&browser, "people", "Two", SHEET.as_bytes()),
    );
    let (to, fields) = browser.get(&one.location).form("take-in", &[]);
    // Both are asked for; the first that is done leaves the second nothing as it was shown.
    assert_eq!(ask(&browser, &two.location).status, StatusCode::SEE_OTHER);
    let more = format!("{SHEET}23/04/2019,Multi-agency,,Dee Four,dee@a.example,,,,yes\n");
    let three = upload_of(&browser, "people", "Three", more.as_bytes());
    assert_eq!(ask(&browser, &three.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&two.location));
    let were = standing(&world);
    work(&world, id_in(&three.location));
    assert_eq!(standing(&world), were);
    let words = browser.get(&three.location).main();
    assert!(
        words.contains("Something changed since this was shown"),
        "{words}"
    );
    assert!(
        words.contains("Take it in"),
        "it can be looked at and asked for again: {words}"
    );
    let late = browser.post(&to, &fields);
    assert_eq!(late.status, StatusCode::GONE, "everything of it is there by now");
    let (to, fields) = browser.get(&three.location).form("take-in", &[("shown", "0")]);
    let other = browser.post(&to, &fields);
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        other.main().contains("other things would come"),
        "{}",
        other.main()
    );
    assert_eq!(ask(&browser, &three.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&three.location));
    assert_ne!(standing(&world), were);
}

/// A sheet is matched by the reference of a session too, and then counts for all its days unless it names one; a later file has to go before
/// an earlier one, and what is in use stays.
#[test]
fn a_reference_means_every_day_and_what_is_in_use_stays() {
    let (world, _) = before();
    let days = [day(2026, 3, 12), day(2026, 3, 13)];
    let session = world.session_on(10, &days);
    world.book(session, "Ann One").unwrap();
    world.on(day(2026, 3, 20), "09:00");
    let reference: String = world
        .one(&SESSION_REFERENCE, values![session.0], |row| row.get(0))
        .unwrap();
    let browser = Browser::of(&world, Some(&world.coordinator));
    let sheet = format!(
        "Session reference,Email,Date\n{reference},ann.one@work.example,\n{reference},bea@a.example,2026-03-13\n"
    );
    let sent = upload_of(&browser, "people", "By reference", sheet.as_bytes());
    assert_eq!(
        ask(&browser, &sent.location).status,
        StatusCode::SEE_OTHER,
        "{}",
        browser.get(&sent.location).main()
    );
    let first = id_in(&sent.location);
    work(&world, first);
    let marks = |session: SessionId| -> Vec<i64> {
        let days = world.days(session);
        days.iter()
            .map(|day| world.count(&crate::world::MARKS, Some(day.0)))
            .collect()
    };
    assert_eq!(
        (marks(session), world.places(session)),
        (vec![1, 2], (10, 2)),
        "Ann has her booking"
    );
    let more = format!("Session reference,Email\n{reference},cy@a.example\n");
    world.clock.advance(60);
    let sent = upload_of(&browser, "people", "Later", more.as_bytes());
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    let second = id_in(&sent.location);
    work(&world, second);
    let undo = |import: Id| {
        let (to, fields) = browser.get(&format!("/imports/{import}/undo")).form("undo", &[]);
        let answer = browser.post(&to, &fields);
        work(&world, import);
        answer.status
    };
    assert_eq!(undo(first), StatusCode::GONE, "a later file rests on it");
    assert_eq!(undo(second), StatusCode::SEE_OTHER);
    assert_eq!(undo(first), StatusCode::SEE_OTHER);
    assert_eq!((marks(session), world.places(session)), (vec![0, 0], (10, 1)));
}

/// Where a file of sessions gave the numbers of people, names are not put beside them: they would be counted twice.
#[test]
fn people_are_not_counted_twice() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let log = "Date,Course,Borough,Booked,Attended\n23/04/2019,Multi-agency,East,3,2\n";
    let sent = upload(&browser, "Numbers", log.as_bytes());
    ask(&browser, &sent.location);
    work(&world, id_in(&sent.location));
    let sheet = "Date,Course,Email\n23/04/2019,Multi-agency,ann@a.example\n";
    let sent = upload_of(&browser, "people", "Names", sheet.as_bytes());
    let words = browser.get(&sent.location).main();
    assert!(words.contains("take that file back first"), "{words}");
    // And nobody is matched where her sender does not work.
    let west = Browser::of(&world, Some(&world.westerner));
    let sent = upload_of(&west, "people", "Of the east", sheet.as_bytes());
    assert!(west.get(&sent.location).main().contains("No session of yours"));
}

pub(crate) fn sheet(rows: usize, last: &str) -> Vec<Sheet> {
    let head = ["Day", "Course", "Work email"].map(str::to_owned).to_vec();
    let row = |number: usize| {
        vec![
            "2019-04-23".to_owned(),
            "Multi-agency".to_owned(),
            format!("person-{number}@work.example"),
        ]
    };
    let mut all: Vec<_> = std::iter::once(head).chain((0..rows).map(row)).collect();
    last.clone_into(&mut all[rows - 1][2]);
    vec![Sheet {
        name: String::new(),
        rows: all,
    }]
}

/// Proves SR10: of fifty thousand people one, the last but one, is wrong: none is taken. Matching them takes as many statements as matching ten.
#[test]
fn one_wrong_of_fifty_thousand_people_leaves_none() {
    let (world, _) = before();
    let were = standing(&world);
    let stage = |rows: usize, last: &'static str| {
        world
            .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                keep::stage(
                    tx,
                    scope,
                    moment,
                    Kind::People,
                    ("Large", "00"),
                    &sheet(rows, last),
                )
            })
            .unwrap()
    };
    let look = |id: Id| {
        world
            .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
                let looked = keep::look(tx, scope, id, (Forms::NONE, day(2026, 3, 2)))?;
                Ok((looked.checked.unwrap(), tx.queries()))
            })
            .unwrap()
    };
    let (few, many) = (stage(10, "last@work.example"), stage(50_000, "nobody"));
    let (checked, statements) = look(few);
    assert!(checked.bad.is_empty() && checked.people.len() == 10);
    let (checked, more) = look(many);
    assert_eq!(
        (checked.bad.len(), checked.bad[0].line, more),
        (1, 50_000, statements)
    );
    let shown = checked.digest();
    let refused = world.see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
        keep::agreed(tx, scope, many, (Forms::NONE, day(2026, 3, 2)), (&shown, false))
    });
    assert!(refused.is_err());
    work(&world, many);
    assert_eq!(standing(&world), were);
    assert_eq!((world.count(&PEOPLE, None), world.count(&LEFT, None)), (0, 0));
}
