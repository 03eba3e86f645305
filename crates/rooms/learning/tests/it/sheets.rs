//! The paper sheet: printed with numbers, keyed in by them; and what is entered late.

use crate::doors::arrive;
use crate::pages::Browser;
use crate::pages_kept::open;
use crate::world::{self, World, day};
use access::actions::RunDoor;
use http::StatusCode;
use kernel::{Clock, Instant, Stop};
use learning::door::{register, sheet};
use learning::model::{How, SessionDayId, SessionId};
use store::values;

store::statements! {
    REFERENCE_OF = "select reference from session where id = ?1";
    HOWS = "select t.how from attendance t where t.session_day_id = ?1 order by t.id";
    REASONS = "select reason_sealed is not null from audit_event where change = 'register saved' order by sequence desc";
}

fn path(world: &World, session: SessionId, what: &str) -> String {
    let reference: String = world
        .one(&REFERENCE_OF, values![session.0], |row| row.get(0))
        .unwrap();
    format!("/sessions/{reference}/{what}")
}

fn hows(world: &World, today: SessionDayId) -> Vec<String> {
    world.all(&HOWS, values![today.0], |row| row.get(0))
}

fn key(world: &World, today: SessionDayId, numbers: &'static str, reason: &'static str) -> Result<u64, Stop> {
    world
        .act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            sheet::key_in(tx, scope, moment, today, numbers, reason)
        })
        .map(|save| save.made)
}

/// Who books after a sheet was printed does not move the numbers on it, and neither does who cancels.
#[test]
fn a_number_on_paper_stays_with_its_person() {
    let (world, session, today) = open();
    let numbers = |world: &World| {
        world
            .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
                let before = tx.queries();
                let lines = sheet::lines(tx, scope, session, today)?;
                assert_eq!(tx.queries() - before, 2);
                Ok(lines
                    .into_iter()
                    .map(|line| (line.name, line.number))
                    .collect::<Vec<_>>())
            })
            .unwrap()
    };
    let before = numbers(&world);
    world.clock.set(Instant::on(day(2026, 3, 10), "09:00").unwrap());
    world.clock.set(Instant::on(day(2026, 3, 11), "09:00").unwrap());
    world.book(session, "Aaron Aardvark").unwrap();
    world.cancel(world.booking(session, "Ann One")).unwrap();
    let after = numbers(&world);
    for line in &before {
        assert!(after.contains(line), "{line:?} in {after:?}");
    }
    assert!(after.contains(&("Aaron Aardvark".to_owned(), 3)));
}

#[test]
fn a_sheet_is_keyed_in_by_numbers_and_undone() {
    let (world, session, today) = open();
    assert!(arrive(&world, today, "ann.one@work.example"));
    let trainer = Browser::of(&world, Some(&world.trainer));
    let page = trainer.get(&path(&world, session, "sheet"));
    assert_eq!(page.all("tbody th"), ["Ann One", "Bea Two"]);
    assert_eq!(page.all(".trellis-sheet__square svg").len(), 1);
    assert!(!page.text().contains("@work.example"), "names, and no addresses");
    let printed = format!("Printed on {}. Destroy this sheet", world.clock.now().text());
    assert!(page.text().contains(&printed), "{}", page.text());
    let keying = path(&world, session, "sheet/key");
    let action = format!("/sheet/key?day={today}");
    let wrong = trainer.fill(&keying, &action, &[("numbers", "1 7")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.main().contains("has the numbers 1 to 2, not 7"),
        "{}",
        wrong.main()
    );
    assert_eq!(
        wrong.attributes("input[name=numbers]", "value"),
        ["1 7"],
        "what was typed stays"
    );
    let shown = trainer.fill(&keying, &action, &[("numbers", "1-2")]);
    assert_eq!(shown.status, StatusCode::OK);
    let words = shown.main();
    assert!(
        words.contains("Bea Two") && words.contains("Marked already: own phone"),
        "{words}"
    );
    assert_eq!(world.count(&world::MARKS, Some(today.0)), 1, "shown, not saved");
    let (to, mut fields) = shown.form(&action, &[]);
    fields.push(("what".to_owned(), "save".to_owned()));
    let saved = trainer.post(&to, &fields);
    assert!(saved.location.ends_with("done=saved"), "{}", saved.main());
    assert_eq!(hows(&world, today), ["phone", "paper"]);
    assert_eq!(
        trainer.post(&to, &fields).status,
        StatusCode::SEE_OTHER,
        "sent twice is sent once"
    );
    let page = trainer.get(&saved.location);
    let (to, fields) = page.form_for("", "undo", &[]);
    assert_eq!(trainer.post(&to, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(
        hows(&world, today),
        ["phone"],
        "what was keyed is taken back, who signed in herself stays"
    );
    // Keyed first, signed in on the phone after: her own mark, once.
    assert_eq!(key(&world, today, "2", "").unwrap(), 1);
    assert!(arrive(&world, today, "bea.two@work.example"));
    assert_eq!(hows(&world, today), ["phone", "phone"]);
}

/// Proves SA7.
#[test]
fn a_sheet_of_another_area_is_not_keyed_in() {
    let (world, session, today) = open();
    let stranger = world.westerner.viewer.clone();
    let keyed = world.act::<RunDoor, _>(&stranger, move |tx, scope, moment| {
        sheet::key_in(tx, scope, moment, today, "1", "")
    });
    assert!(keyed.is_err());
    assert!(hows(&world, today).is_empty());
    let elsewhere = Browser::of(&world, Some(&world.westerner));
    for page in ["sheet", "sheet/key"] {
        assert_eq!(
            elsewhere.get(&path(&world, session, page)).status,
            StatusCode::NOT_FOUND
        );
    }
}

/// A register is changed more than a week after its day only with a reason, which stands in the history.
#[test]
fn a_late_entry_says_why() {
    let (world, session, today) = open();
    let late = |stop: Result<u64, Stop>| match stop {
        Err(Stop::Problems(problems)) => problems.of("reason").is_some(),
        _ => false,
    };
    world.on(day(2026, 3, 19), "09:00");
    assert_eq!(
        key(&world, today, "1", "").unwrap(),
        1,
        "a week after, nobody is asked"
    );
    world.on(day(2026, 3, 20), "09:00");
    assert!(late(key(&world, today, "2", "  ")));
    assert_eq!(key(&world, today, "2", "The sheet was at the venue").unwrap(), 1);
    let trainer = Browser::of(&world, Some(&world.trainer));
    let register = path(&world, session, &format!("register?day={today}"));
    let page = trainer.get(&register);
    let (to, fields) = page.form_for("", "save", &[]);
    let refused = trainer.post(&to, &fields);
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.main()
    );
    assert!(refused.main().contains("more than a week ago"));
    let mut fields = fields;
    fields.retain(|(name, _)| name != "reason" && name != "present");
    fields.push(("reason".to_owned(), "Nobody came after all".to_owned()));
    let saved = trainer.post(&to, &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    assert!(hows(&world, today).is_empty());
    let reasons: Vec<bool> = world.all(&REASONS, &[], |row| row.get(0));
    assert_eq!(reasons.first(), Some(&true));
    let person = world.person("Wanda Walk").person;
    let added = world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
        register::walk_in(tx, scope, moment, today, &person)
    });
    assert!(matches!(added, Err(Stop::Problems(_))));
    assert_eq!(How::Paper.label(), "Paper sheet");
}
