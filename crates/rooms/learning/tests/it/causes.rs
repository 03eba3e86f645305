//! Why a session is cancelled or moved, in a word that is counted, and who asked for it.

use crate::pages::{Browser, Seen};
use crate::pages_days::{borrowed, coordinator, date, own};
use crate::world::{World, why};
use access::actions::PlanCourses;
use http::StatusCode;
use learning::model::SessionId;
use store::values;

store::statements! {
    CAUSES = "select coalesce(change_cause, '-'), coalesce(change_asked_by, '-'), coalesce(cancel_cause, '-'), coalesce(cancel_asked_by, '-') from session where id = ?1";
    UNASKED = "update session set cancel_cause = null, cancel_asked_by = null where id = ?1";
}

/// What is stored: of a move and of a cancellation.
fn stored(world: &World, session: SessionId) -> [String; 4] {
    world
        .one(&CAUSES, values![session.0], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })
        .unwrap()
}

/// Sends one of the forms, with these fields beside what it holds.
fn send(browser: &Browser, page: &str, form: &str, fields: &[(&str, &str)]) -> Seen {
    browser.fill(&format!("{page}{form}"), form, fields)
}

/// Each form asks for the word, for who asked and for words of one's own, says all three at once when they are missing, and keeps what was chosen.
#[test]
fn who_cancels_says_what_was_behind_it_and_who_asked() {
    let world = World::new();
    let session = world.session(5);
    let (page, browser) = (own(&world, session), coordinator(&world));
    let empty = send(&browser, &page, "/cancel", &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["cause", "asked_by", "reason"] {
        assert_eq!(empty.all(&format!("[id='{field}-error']")).len(), 1, "{field}");
    }
    let half = send(
        &browser,
        &page,
        "/cancel",
        &[("cause", "too-few"), ("reason", "3 of 20")],
    );
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(half.attributes("[name=cause][checked]", "value"), ["too-few"]);
    assert!(half.all("[name=reason]").concat().contains("3 of 20"));
    let (target, fields) = half.form("/cancel", &[("asked_by", "host")]);
    let done = browser.post(&target, &fields);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    assert_eq!(stored(&world, session), ["-", "-", "too-few", "host"]);
    let said = "Too few bookings; asked for by the host or a partner";
    for place in ["plan", "history"] {
        let shown = browser.get(&format!("{page}/{place}")).main();
        assert!(shown.contains(said), "{place}: {shown}");
    }
    let public = Browser::of(&world, None).get(&page).main();
    assert!(
        !public.contains("Too few") && !public.contains("asked for by"),
        "{public}"
    );
    assert_eq!(
        send(&browser, &page, "/restore", &[]).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(stored(&world, session), ["-", "-", "-", "-"]);
}

/// A time that is put right is no move, and leaves the reason of the move before it.
#[test]
fn who_moves_says_what_was_behind_it_and_who_asked() {
    let world = World::new();
    let session = world.session(5);
    let (page, browser) = (own(&world, session), coordinator(&world));
    let moved = |cause: &'static str, by: &'static str, starts: &'static str| {
        let mut fields = date("1", "20", "5");
        fields.retain(|(name, _)| name != "starts-1");
        fields.extend([
            ("starts-1".to_owned(), starts),
            ("cause".to_owned(), cause),
            ("asked_by".to_owned(), by),
            ("reason".to_owned(), "burst pipe"),
        ]);
        send(&browser, &page, "/reschedule", &borrowed(&fields))
    };
    for (cause, by) in [("", "venue"), ("venue", ""), ("ghosts", "venue")] {
        let wrong = moved(cause, by, "09:30");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{cause} {by}");
    }
    assert_eq!(moved("venue", "venue", "09:30").status, StatusCode::SEE_OTHER);
    let wanted = ["venue", "venue", "-", "-"];
    assert_eq!(stored(&world, session), wanted);
    assert_eq!(moved("other", "us", "10:00").status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&world, session), wanted);
    let shown = browser.get(&format!("{page}/plan")).main();
    assert!(shown.contains("The venue; asked for by the venue"), "{shown}");
}

/// What was cancelled before anybody was asked says so.
#[test]
fn what_nobody_was_asked_is_not_recorded() {
    let world = World::new();
    let session = world.session(5);
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            let done = learning::plan::change::cancel(tx, scope, moment, session, 1, &why("ill"))?;
            tx.run(&UNASKED, values![session.0])?;
            Ok(done)
        })
        .unwrap();
    let page = coordinator(&world).get(&format!("{}/plan", own(&world, session)));
    let facts = page.all(".govuk-summary-list__row");
    let row = facts.iter().find(|row| row.contains("Behind the cancellation"));
    assert!(row.is_some_and(|row| row.contains("Not recorded")), "{facts:?}");
}
