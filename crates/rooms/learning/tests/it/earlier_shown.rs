//! What is shown of a file of earlier years is what is taken in: all of it, and of somebody who still works here.

use crate::earlier::{course, id_in, upload, upload_of, work};
use crate::earlier_people::{ask, before};
use crate::pages::Browser;
use crate::world::{World, day};
use access::actions::PlanCourses;
use http::StatusCode;
use kernel::Id;
use learning::earlier::forms::Forms;
use learning::earlier::keep;
use store::values;

store::statements! {
    SUSPENDED = "update account set state = 'suspended' where id = ?1";
    SESSIONS = "select count(*) from session";
    REGISTERS = "select count(*) from session_day where register_at is not null";
}

fn digest(world: &World, import: Id) -> String {
    world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| {
            let looked = keep::look(tx, scope, import, (Forms::NONE, day(2026, 3, 2)))?;
            let checked = looked.checked.unwrap();
            assert!(checked.bad.is_empty() && checked.brings());
            Ok(checked.digest())
        })
        .unwrap()
}

/// Proves SR10: of two files that differ in one thing that would be written, what is agreed to of one is not agreed to of the other.
#[test]
fn everything_that_is_written_was_shown() {
    let (world, browser) = before();
    let of = |kind: &str, file: &str| {
        let sent = upload_of(&browser, kind, "One", file.as_bytes());
        digest(&world, id_in(&sent.location))
    };
    let sessions = |cells: &str| {
        let head = "Date,Course,Borough,Venue,Attended,Status,Trainer";
        of(
            "sessions",
            &format!("{head}\n25/04/2019,Multi-agency,East,Library,{cells}\n"),
        )
    };
    let one = sessions("2,Held,Kim");
    assert_eq!(one, sessions("2,Held,Kim"));
    for other in ["3,Held,Kim", ",Cancelled,Kim", "2,Held,Kit"] {
        assert_ne!(one, sessions(other), "{other}");
    }
    let people = |cells: &str| {
        let head = "Date,Course,Email,Name,Employer,Borough,Profession,Attended";
        of(
            "people",
            &format!("{head}\n23/04/2019,Multi-agency,ann@a.example,{cells}\n"),
        )
    };
    let one = people("Ann,Housing,East,Education,yes");
    assert_eq!(one, people("Ann,Housing,East,Education,yes"));
    for other in [
        "Anna,Housing,East,Education,yes",
        "Ann,Council,East,Education,yes",
        "Ann,Housing,West,Education,yes",
        "Ann,Housing,East,Housing,yes",
    ] {
        assert_ne!(one, people(other), "{other}");
    }
    // What is missing of sessions is asked for or not: that too.
    let sent = upload(
        &browser,
        "One",
        b"Date,Course,Borough\n26/04/2019,Multi-agency,East\n",
    );
    let before = digest(&world, id_in(&sent.location));
    let (to, fields) = browser.get(&sent.location).form("columns", &[("asks", "yes")]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    assert_ne!(before, digest(&world, id_in(&sent.location)));
}

/// Proves SA2: a file is taken in where its sender works; once she cannot sign in, nothing of it is, whoever asks.
#[test]
fn nothing_is_taken_in_for_who_is_gone() {
    let world = World::new();
    course(&world);
    let (all, west) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.westerner)),
    );
    let file = b"Date,Course,Borough\n26/04/2019,Multi-agency,West\n";
    let (one, two) = (upload(&west, "One", file), upload(&west, "Two", file));
    assert_eq!(ask(&west, &one.location).status, StatusCode::SEE_OTHER);
    let (to, fields) = all.get(&two.location).form("take-in", &[]);
    let who = world.westerner.id;
    world.raw(move |tx| Ok(tx.run(&SUSPENDED, values![who])?));
    work(&world, id_in(&one.location));
    let words = all.get(&one.location).main();
    assert!(words.contains("cannot sign in any more"), "{words}");
    assert!(!words.contains("Take it in"), "{words}");
    assert_eq!(all.post(&to, &fields).status, StatusCode::GONE);
    assert_eq!(world.count(&SESSIONS, None), 0);
}

/// A file with everybody who was there brings the registers that are missing; of one with some of them it is said, and they stay missing.
#[test]
fn a_register_comes_with_everybody_who_was_there() {
    let (world, browser) = before();
    let file = |who: &str| format!("Date,Course,Email\n23/04/2019,Multi-agency,{who}@a.example\n");
    let some = upload_of(&browser, "people", "Some", file("ann").as_bytes());
    let words = browser.get(&some.location).main();
    assert!(words.contains("Comes with this file"), "{words}");
    let (to, mut fields) = browser.get(&some.location).form("columns", &[]);
    assert!(
        fields.iter().any(|(name, _)| name == "whole"),
        "unless it is said"
    );
    fields.retain(|(name, _)| name != "whole");
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    let words = browser.get(&some.location).main();
    assert!(words.contains("Stays missing"), "{words}");
    assert_eq!(ask(&browser, &some.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&some.location));
    assert_eq!(world.count(&REGISTERS, None), 0);
    // What was said is known again: this file has everybody.
    let all = upload_of(&browser, "people", "All", file("bea").as_bytes());
    let (to, fields) = browser.get(&all.location).form("columns", &[("whole", "yes")]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(ask(&browser, &all.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&all.location));
    assert_eq!(world.count(&REGISTERS, None), 1);
    let again = upload_of(&browser, "people", "More", file("cy").as_bytes());
    assert!(browser.get(&again.location).main().contains("Here already"));
}

/// A session that was cancelled has no register, and none is said to be here.
#[test]
fn a_cancelled_session_has_no_register() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let log = b"Date,Course,Borough,Status,Reason\n23/04/2019,Multi-agency,East,Cancelled,Snow\n";
    let sent = upload(&browser, "Sessions", log);
    assert_eq!(ask(&browser, &sent.location).status, StatusCode::SEE_OTHER);
    work(&world, id_in(&sent.location));
    let file = b"Date,Course,Email,Attended\n23/04/2019,Multi-agency,ann@a.example,no\n";
    let sent = upload_of(&browser, "people", "Who did not come", file);
    let words = browser.get(&sent.location).main();
    assert!(words.contains("None: it was cancelled"), "{words}");
    assert!(!words.contains("Here already"), "{words}");
}
