//! Registers that come as files: matched by address, by name only where somebody says so, whole or not at all.

use crate::doors::arrive;
use crate::pages::{Browser, Seen};
use crate::pages_kept::open;
use crate::world::{self, World, day};
use access::actions::RunDoor;
use http::StatusCode;
use learning::door::{import, report};
use learning::model::{SessionDayId, SessionId};
use store::values;

store::statements! {
    SESSION_REFERENCE = "select reference from session where id = ?1";
    KEPT_FILES = "select count(*) from register_import";
    MARKED = "select t.how, t.booking_id is not null from attendance t where t.session_day_id = ?1 order by t.id";
}

const LIST: &str = "Name,Work e-mail,Present\nAnn One,ANN.ONE@work.example,yes\nBea Two,,yes\nZed New,zed@work.example,yes\nYan New,,yes\nXia,xia@work.example,no\n";

fn address(world: &World, session: SessionId) -> String {
    let reference: String = world
        .one(&SESSION_REFERENCE, values![session.0], |row| row.get(0))
        .unwrap();
    format!("/sessions/{reference}/register/import")
}

fn upload(browser: &Browser, page: &str, file: &[u8]) -> Seen {
    let (to, fields) = {
        let seen = browser.get(page);
        let action = seen.attributes("form[enctype]", "action").concat();
        let (to, mut fields) = seen.form(&action, &[]);
        fields.retain(|(name, _)| name != "file");
        (to, fields)
    };
    browser.upload(&to, &fields, file)
}

fn take_in(browser: &Browser, preview: &str, says: &[(&str, &str)]) -> Seen {
    let (to, mut fields) = browser.get(preview).form(preview, &[]);
    fields.retain(|(name, _)| name.starts_with("form-") || name == "shown");
    fields.extend(
        says.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    browser.post(&to, &fields)
}

fn marked(world: &World, today: SessionDayId) -> Vec<(String, bool)> {
    world.all(&MARKED, values![today.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Proves SR10: a file is shown before anything is marked, nobody is matched by name alone unless somebody says so, and the same file again
/// adds nothing.
#[test]
fn a_list_is_shown_then_taken_in_and_again_adds_nothing() {
    let (world, session, today) = open();
    let (page, trainer) = (
        address(&world, session),
        Browser::of(&world, Some(&world.trainer)),
    );
    let sent = upload(&trainer, &page, LIST.as_bytes());
    assert!(sent.location.starts_with(&page), "{}", sent.main());
    let words = trainer.get(&sent.location).main();
    assert!(
        words.contains("by the address") && words.contains("Bea Two, by the name alone"),
        "{words}"
    );
    assert!(
        world.count(&world::MARKS, Some(today.0)) == 0,
        "nothing is marked by looking"
    );
    let saved = take_in(&trainer, &sent.location, &[]);
    assert!(saved.location.contains("done=saved"), "{}", saved.main());
    assert_eq!(
        marked(&world, today),
        [("paper".to_owned(), true)],
        "Ann alone is certain"
    );
    assert_eq!(
        trainer.get(&sent.location).status,
        StatusCode::GONE,
        "taken in, it is kept no longer"
    );
    // Once more with what is not certain: each once, and then nothing any more.
    let says = [("same", "3"), ("add", "4"), ("add", "5")];
    for _ in 0..2 {
        let sent = upload(&trainer, &page, LIST.as_bytes());
        let words = trainer.get(&sent.location).main();
        assert!(words.contains("There already"), "{words}");
        assert_eq!(
            take_in(&trainer, &sent.location, &says).status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            marked(&world, today).len(),
            4,
            "Ann, Bea, and two who had not booked"
        );
    }
    assert_eq!(world.count(&KEPT_FILES, None), 0);
}

/// Proves SR10: a row is taken for whom it was shown for, or nothing of the file is taken: what changed since is shown, and ticked by nobody.
#[test]
fn a_row_is_taken_for_whom_it_was_shown_for() {
    let (world, session, today) = open();
    let (page, trainer) = (
        address(&world, session),
        Browser::of(&world, Some(&world.trainer)),
    );
    let sent = upload(&trainer, &page, LIST.as_bytes());
    let (to, mut fields) = trainer.get(&sent.location).form(&sent.location, &[]);
    fields.retain(|(name, _)| name.starts_with("form-") || name == "shown");
    fields.push(("add".to_owned(), "4".to_owned()));
    fields.push(("add".to_owned(), "5".to_owned()));
    fields.push(("same".to_owned(), "5".to_owned()));
    // Somebody of the name of line 5 comes to the door meanwhile.
    let person = world.person("Yan New").person;
    world
        .act::<access::actions::SignInAtDoor, _>(&access::Viewer::public(), move |tx, scope, moment| {
            learning::door::sign_in::walk_in(tx, scope, moment, today, &person)
        })
        .unwrap();
    let refused = trainer.post(&to, &fields);
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.main()
    );
    let words = refused.main();
    assert!(
        words.contains("taken for somebody else") && words.contains("Changed since you looked"),
        "{words}"
    );
    assert_eq!(refused.attributes("input[name=add][checked]", "value"), ["4"]);
    assert!(
        refused
            .attributes("input[name=same][checked]", "value")
            .is_empty()
    );
    assert_eq!(marked(&world, today).len(), 1, "only who came to the door");
    // Looked at again, it is taken in.
    let saved = take_in(&trainer, &sent.location, &[("add", "4")]);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    assert_eq!(marked(&world, today).len(), 3);
}

/// Proves SR10: one bad row, and nothing of the file is taken; every bad row is listed.
#[test]
fn one_bad_row_leaves_nothing() {
    let (world, session, today) = open();
    let (page, trainer) = (
        address(&world, session),
        Browser::of(&world, Some(&world.trainer)),
    );
    let rows = "Somebody Else,,yes\n".repeat(4_000);
    let file = format!("{LIST}{rows}Bad Row,no address,yes\n,,perhaps\n");
    let refused = upload(&trainer, &page, file.as_bytes());
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.all("tbody tr").len(), 2, "{:?}", refused.all("tbody tr"));
    assert!(refused.main().contains("4007"), "the line is named");
    assert_eq!(world.count(&KEPT_FILES, None), 0);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 0);
    for (file, words) in [("", "Choose a file"), ("one,two\n1,2\n", "No row of headings")] {
        let refused = upload(&trainer, &page, file.as_bytes());
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.main().contains(words), "{}", refused.main());
    }
}

/// Of an online session whoever was connected long enough was there; how long that is, the coordinator sets.
#[test]
fn a_report_of_an_online_session_counts_minutes() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, "bea.two@work.example"));
    let (page, trainer) = (
        address(&world, session),
        Browser::of(&world, Some(&world.trainer)),
    );
    let report = "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole\nAnn One\tx\ty\t50m\tann.one@work.example\tAttendee\nBea Two\tx\ty\t3h\tbea.two@work.example\tAttendee\n";
    // The day has three and a half hours.
    let sent = upload(&trainer, &page, report.as_bytes());
    let words = trainer.get(&sent.location).main();
    assert!(
        words.contains("105 minutes or more") && words.contains("not long enough"),
        "{words}"
    );
    assert!(
        trainer
            .get(&page)
            .attributes("input[name=minutes]", "value")
            .is_empty(),
        "a trainer sets nothing"
    );
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let set = coordinator.fill(
        &page,
        &format!("import/minutes?day={today}"),
        &[("minutes", "45")],
    );
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.main());
    let wrong = coordinator.fill(&page, &format!("import/minutes?day={today}"), &[("minutes", "0")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = trainer.get(&sent.location).main();
    assert!(words.contains("45 minutes or more"), "{words}");
    assert_eq!(
        take_in(&trainer, &sent.location, &[]).status,
        StatusCode::SEE_OTHER
    );
    let both = [("phone".to_owned(), true), ("register".to_owned(), true)];
    assert_eq!(marked(&world, today), both, "her own sign-in is not doubled");
}

/// Proves SR10: a row of a report that cannot be read holds up the file until somebody leaves that row out, and the history has the number of
/// those.
#[test]
fn who_rings_in_is_left_out_by_hand() {
    let (world, session, today) = open();
    let (page, trainer) = (
        address(&world, session),
        Browser::of(&world, Some(&world.trainer)),
    );
    let report = "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\n+44 7700 900123\tx\ty\t3h\t\nAnn One\tx\ty\t3h\tann.one@work.example\n+44 7700 900456\tx\ty\t3h\t\n";
    let sent = upload(&trainer, &page, report.as_bytes());
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let shown = trainer.get(&sent.location);
    assert!(shown.main().contains("+44 7700 900123"), "{}", shown.main());
    assert_eq!(shown.attributes("input[name=leave]", "value"), ["2", "4"]);
    for says in [&[][..], &[("leave", "2")]] {
        let held_up = take_in(&trainer, &sent.location, says);
        assert_eq!(held_up.status, StatusCode::UNPROCESSABLE_ENTITY, "{says:?}");
        assert_eq!(held_up.all("[id='leave-error']").len(), 1, "{says:?}");
        assert_eq!(
            held_up.attributes("input[name=leave][checked]", "value").len(),
            says.len()
        );
        assert!(marked(&world, today).is_empty(), "{says:?}");
    }
    let taken = take_in(&trainer, &sent.location, &[("leave", "2"), ("leave", "4")]);
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
    assert_eq!(marked(&world, today), [("register".to_owned(), true)]);
    let told = world
        .db
        .read_now(move |tx| {
            let changes = audit::Part::Changes;
            Ok(audit::history_of(tx, "session_day", today.0, changes, None, 9)?)
        })
        .unwrap();
    let told = told
        .iter()
        .find(|event| event.change == "register taken in from a file")
        .and_then(|event| event.reason.as_ref())
        .map(|reason| reason.reveal().as_str());
    assert_eq!(told, Some("2 rows left out"));
}

/// Proves SA7: what somebody sent is shown to nobody else, and a register elsewhere takes no file.
#[test]
fn a_file_is_its_senders_own() {
    let (world, session, today) = open();
    let (page, trainer) = (
        address(&world, session),
        Browser::of(&world, Some(&world.trainer)),
    );
    let sent = upload(&trainer, &page, LIST.as_bytes());
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    assert_eq!(coordinator.get(&sent.location).status, StatusCode::GONE);
    let elsewhere = Browser::of(&world, Some(&world.westerner));
    assert_eq!(elsewhere.get(&page).status, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere.get(&sent.location).status, StatusCode::NOT_FOUND);
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 0);
    world.on(day(2026, 3, 20), "09:00");
    let trainer = Browser::of(&world, Some(&world.trainer));
    let late = take_in(&trainer, &sent.location, &[]);
    assert_eq!(
        late.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "more than a week after its day it needs a reason"
    );
    let taken = take_in(&trainer, &sent.location, &[("reason", "The list came by post")]);
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
}

/// However many rows a file has, they are matched with the same few statements.
#[test]
fn a_long_file_is_matched_in_few_statements() {
    let (world, session, today) = open();
    let cost = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("Person {number}a")).collect();
        let text = format!("Name\n{}\n", names.join("\n"));
        let sent = paper::table::Sent {
            bytes: text.as_bytes(),
            extension: "csv",
            declared: "text/csv",
        };
        let Ok(read) = report::read(sent, paper::table::HERE) else {
            panic!("a list of names is read");
        };
        let read = std::sync::Arc::new(read);
        let id = world
            .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
                import::keep(tx, scope, moment, today, &read)
            })
            .unwrap();
        world
            .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
                let before = tx.queries();
                assert_eq!(import::preview(tx, scope, session, id)?.rows.len(), count);
                Ok(tx.queries() - before)
            })
            .unwrap()
    };
    assert_eq!(cost(1), cost(4_000));
}
