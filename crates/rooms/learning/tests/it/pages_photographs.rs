//! Photographs of paper sheets: attached, listed, fetched by whom, looked at by the scanner, removed.

use crate::pages::{Browser, Seen};
use crate::pages_kept::open;
use crate::world::{World, day, why};
use access::actions::{PlanCourses, RunDoor, SystemJob};
use access::{Scope, Viewer};
use http::{StatusCode, header};
use kernel::{Clock, Id, Stop};
use learning::model::{DayDraft, PhotographId, Scan, SessionDayId, SessionId};
use learning::photographs::{MOST_OF_DAY, reading, scan, send};
use learning::plan::change;
use std::sync::Arc;
use store::values;

store::statements! {
    SESSION_REFERENCE = "select reference from session where id = ?1";
    SEALED = "select picture_sealed, original_sealed from sheet_photograph order by id";
    NAMES = "select id, name from sheet_photograph order by id";
    HOW_MANY = "select count(*) from sheet_photograph";
    FILL = "update sheet_photograph set size = ?1";
    OTHER_ORGANISATION = "insert into organisation (id, name, sector, by_and_for) values (?1, 'Refuge', 'charity', false)";
    MOVES = "update worker set organisation_id = ?1 where id = (select worker_id from account where id = ?2)";
    VERSION = "select version from session where id = ?1";
    EMPTY = "delete from sheet_photograph";
    TAKEN = "select count(*) from audit_event where change = 'copy taken out' and reason_sealed is not null";
    CHANGES = "select change from audit_event where record_kind in ('session_day', 'sheet photograph') and (change like '%photograph%' or change = 'exported') order by sequence";
    COPIES = "select mark, session_id from copy_out where kind = 'A photograph of a sheet' order by made_at, id";
    HELD = "select h.record_id from copy_held h join copy_out o on o.id = h.copy_id where o.mark = ?1 and h.kind = 'sheet photograph'";
}

/// A picture of two by two, with words beside it that must not be kept.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x00W\xddR\xf8\x00\x00\x00\x0etEXtComment\x00CANARY\xf5<\x9b+\x00\x00\x00\x0cIDATx\x9cc`\xf8\x0f\x84\x00\x06\x00\x01\xff\x93\xd1\xe4\x89\x00\x00\x00\x00IEND\xaeB`\x82";

fn address(world: &World, session: SessionId) -> String {
    let reference: String = world
        .one(&SESSION_REFERENCE, values![session.0], |row| row.get(0))
        .unwrap();
    format!("/sessions/{reference}/sheet/photographs")
}

fn attach_as(browser: &Browser, page: &str, more: &[(&str, &str)], file: (&str, &str, &[u8])) -> Seen {
    let (to, mut fields) = {
        let seen = browser.get(page);
        let action = seen.attributes("form[enctype]", "action").concat();
        seen.form(&action, more)
    };
    fields.retain(|(name, _)| name != "photograph" && name != "camera");
    browser.upload_as(&to, &fields, "photograph", file.0, file.1, file.2)
}

fn attach(browser: &Browser, page: &str) -> Seen {
    attach_as(browser, page, &[], ("Sheet of Ann.PNG", "image/png", PICTURE))
}

/// The picture and the photograph as it was sent, sealed.
type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>);

fn kept(world: &World) -> Vec<Sealed> {
    world.all(&SEALED, values![], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn names(world: &World) -> Vec<(Id, String)> {
    world.all(&NAMES, values![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Saves a photograph, for a reason.
fn save(browser: &Browser, link: &str) -> Seen {
    browser.fill(
        link,
        link,
        &[("recipient", "The trainer"), ("reason", "To key the sheet in")],
    )
}

/// It is a page with a picture on it that was made anew.
fn is_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && holds(bytes, b"\xff\xd8\xff")
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn scanner_says(world: &World, id: Id, clean: bool) {
    let now = world.clock.now();
    world
        .db
        .write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            scan::answered(tx, &scope, PhotographId(id), clean, now)
        })
        .unwrap();
}

/// Proves SG2, SG4 and SG8: a photograph is kept sealed without what was beside the picture, listed, and goes out under a random name, only to be
/// saved, in a sandbox, as a copy: for whom and why stands in the trail, and its mark is in the file.
#[test]
fn a_photograph_is_attached_and_goes_out_only_to_be_saved() {
    let (world, session, _) = open();
    let page = address(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    assert!(trainer.get(&page).main().contains("No photograph is attached"));
    let sent = attach(&trainer, &page);
    assert!(sent.location.contains("done=attached"), "{}", sent.main());
    let seen = trainer.get(&sent.location);
    assert!(
        seen.main().contains("Not looked at: no virus scanner is set up"),
        "{}",
        seen.main()
    );
    let (picture, original) = kept(&world).remove(0);
    assert!(original.is_none(), "as it was sent it is kept for a scanner only");
    let picture = picture.unwrap();
    assert!(!holds(&picture, b"JFIF") && !holds(&picture, b"CANARY"), "sealed");
    let (id, name) = names(&world).remove(0);
    assert!(name.len() >= 22 && !name.contains(&id.to_string()), "{name}");
    let link = seen.attributes("main a[href^='/photographs/']", "href").remove(0);
    assert_eq!(link, format!("/photographs/{name}"));
    assert!(!is_sheet(&trainer.get(&link).bytes), "not without a reason");
    let bare = trainer.fill(&link, &link, &[("recipient", "The trainer"), ("reason", " ")]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.main().contains("Enter why it leaves"), "{}", bare.main());
    let file = save(&trainer, &link);
    assert_eq!(file.status, StatusCode::OK);
    assert!(is_sheet(&file.bytes) && !holds(&file.bytes, b"CANARY"));
    let head = |name: header::HeaderName| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(head(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(
        head(header::CONTENT_DISPOSITION),
        "attachment; filename=\"sheet.pdf\""
    );
    assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(head(header::CACHE_CONTROL), "no-store");
    let policy = head(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.ends_with("; sandbox") && policy.starts_with("default-src 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("'self'"), "{policy}");
    let changes: Vec<String> = world.all(&CHANGES, values![], |row| row.get(0));
    assert_eq!(changes, ["photograph of the sheet attached", "exported"]);
    assert_eq!(world.count(&TAKEN, None), 1, "why stands in the trail");
    let copies: Vec<(String, Option<Id>)> =
        world.all(&COPIES, values![], |row| Ok((row.get(0)?, row.get(1)?)));
    let (mark, of) = copies.first().unwrap();
    assert_eq!((copies.len(), *of), (1, Some(session.0)));
    let printed = format!("(Copy {mark})");
    assert!(holds(&file.bytes, printed.as_bytes()), "{mark}");
    assert_eq!(world.all(&HELD, values![mark], |row| row.get::<Id>(0)), [id]);
    // Beside the list of those who are keyed in, too.
    let key = page.replace("/photographs", "/key");
    assert!(trainer.get(&key).attributes("main a", "href").contains(&link));
}

/// Proves SG2: tricks with the path lead nowhere, and who may not run this door is not told that there is a photograph.
#[test]
fn only_who_runs_the_door_gets_it() {
    let (world, session, _) = open();
    let page = address(&world, session);
    attach(&Browser::of(&world, Some(&world.trainer)), &page);
    let (id, name) = names(&world).remove(0);
    let coordinator = Browser::of(&world, Some(&world.coordinator));
    let file = save(&coordinator, &format!("/photographs/{name}"));
    assert!(is_sheet(&file.bytes));
    let west = Browser::of(&world, Some(&world.westerner));
    for path in [
        format!("/photographs/{name}"),
        page.clone(),
        format!("{page}/{id}"),
        format!("/photographs/{id}"),
        "/photographs/%2e%2e%2f%2e%2e%2fetc%2fpasswd".to_owned(),
    ] {
        assert_eq!(west.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [
        format!("/photographs/{id}"),
        format!("/photographs/{name}.jpg"),
        format!("/photographs/{}", name.to_uppercase()),
        "/photographs/..%2f..%2ftrellis.db".to_owned(),
    ] {
        assert_eq!(coordinator.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    let nobody = Browser::of(&world, None).get(&format!("/photographs/{name}"));
    assert!(nobody.location.starts_with("/sign-in"), "{}", nobody.location);
}

/// Proves SG1: what is not all of one kind is refused in words at its field, and nothing is kept.
#[test]
fn what_is_no_photograph_is_refused_at_its_field() {
    let (world, session, _) = open();
    let page = address(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    for (file, words) in [
        (("sheet.jpg", "image/png", PICTURE), "is not a photograph"),
        (
            ("sheet.svg", "image/svg+xml", &b"<svg/>"[..]),
            "is not a photograph",
        ),
        (("sheet.heic", "image/heic", PICTURE), "Most Compatible"),
        (("sheet.png", "image/png", &PICTURE[..60]), "not whole"),
        (("sheet.png", "image/png", &b""[..]), "Choose a photograph"),
    ] {
        let refused = attach_as(&trainer, &page, &[], file);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", file.0);
        assert!(refused.main().contains(words), "{}: {}", file.0, refused.main());
        assert_eq!(refused.all("#photograph-error").len(), 1, "{}", file.0);
    }
    assert_eq!(world.count(&HOW_MANY, None), 0);
}

/// Proves SG1: a day keeps so many photographs, and all of them together so many bytes.
#[test]
fn there_is_an_end_to_how_many_are_kept() {
    let (world, session, today) = open();
    let page = address(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    let one = |field| send::Sent {
        field,
        original: vec![1],
        picture: vec![2],
    };
    let many = |count: usize| -> Result<usize, Stop> {
        let sent: Arc<Vec<send::Sent>> = Arc::new((0..count).map(|_| one("photograph")).collect());
        world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
            send::attach(tx, scope, moment, today, &sent, "", false)
        })
    };
    assert!(
        matches!(many(MOST_OF_DAY + 1), Err(Stop::Problems(_))),
        "all or none"
    );
    assert_eq!(world.count(&HOW_MANY, None), 0);
    assert_eq!(many(MOST_OF_DAY - 1).unwrap(), MOST_OF_DAY - 1);
    world.raw(|tx| Ok(tx.run(&FILL, values![1_i64 << 30])?));
    let full = attach(&trainer, &page);
    assert!(full.main().contains("no room for more"), "{}", full.main());
    world.raw(|tx| Ok(tx.run(&FILL, values![1_i64])?));
    assert!(attach(&trainer, &page).location.contains("done=attached"));
    assert!(trainer.get(&page).main().contains("Remove one to attach another"));
    let large = world.act::<RunDoor, _>(&world.trainer.viewer, move |tx, scope, moment| {
        let sent = [send::Sent {
            field: "photograph",
            original: vec![1],
            picture: vec![0; 4 * 1024 * 1024 + 1],
        }];
        send::attach(tx, scope, moment, today, &sent, "", false)
    });
    assert!(matches!(large, Err(Stop::Problems(_))));
}

/// Proves SG5: with a scanner a photograph waits: only the organisation of its sender may fetch it, until it is clean; as it was sent it is kept
/// until then and no longer.
#[test]
fn until_it_is_clean_only_the_organisation_of_its_sender_gets_it() {
    let (world, session, _) = open();
    let page = address(&world, session);
    let (refuge, trainer_id) = (Id::fresh(&world.clock, &*world.entropy), world.trainer.id);
    world.raw(move |tx| {
        tx.run(&OTHER_ORGANISATION, values![refuge])?;
        Ok(tx.run(&MOVES, values![refuge, trainer_id])?)
    });
    let trainer = Browser::scanned(&world, &world.trainer);
    let coordinator = Browser::scanned(&world, &world.coordinator);
    attach(&trainer, &page);
    let (id, name) = names(&world).remove(0);
    let file = format!("/photographs/{name}");
    assert!(kept(&world)[0].1.is_some(), "as it was sent, for the scanner");
    assert_eq!(save(&trainer, &file).status, StatusCode::OK);
    let refused = coordinator.get(&file);
    assert_eq!(refused.status, StatusCode::GONE);
    assert!(refused.main().contains("has not looked at this photograph yet"));
    let seen = coordinator.get(&page);
    assert!(
        seen.main().contains("until then only Refuge can fetch it"),
        "{}",
        seen.main()
    );
    assert!(!seen.attributes("main a", "href").contains(&file));
    scanner_says(&world, id, true);
    assert_eq!(kept(&world)[0].1, None);
    assert_eq!(save(&coordinator, &file).status, StatusCode::OK);
    // What was said is said: a later answer changes nothing.
    scanner_says(&world, id, false);
    assert_eq!(coordinator.get(&file).status, StatusCode::OK);
}

/// Proves SG5: where no scanner answers for a week, what was sent goes and its picture goes on waiting.
#[test]
fn as_it_was_sent_it_is_kept_for_a_week_at_most() {
    let (world, session, _) = open();
    attach(
        &Browser::scanned(&world, &world.trainer),
        &address(&world, session),
    );
    for (days, original) in [(6, true), (2, false)] {
        world.clock.advance(days * 86_400);
        let works: Vec<Box<dyn post::runner::Work>> = vec![Box::new(learning::jobs::Tidying)];
        let clock: Arc<dyn Clock> = Arc::new(kernel::FixedClock::at(world.clock.now()));
        post::runner::Runner::new((*world.db).clone(), clock, world.entropy.clone(), None, works)
            .round()
            .unwrap();
        let (picture, sent) = kept(&world).remove(0);
        assert_eq!((picture.is_some(), sent.is_some()), (true, original));
    }
    let waiting = world
        .db
        .read_now(|tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            scan::waiting(tx, &scope, None)
        })
        .unwrap();
    assert_eq!(waiting.len(), 1);
}

/// A day of whose sheet there is a photograph neither moves nor goes.
#[test]
fn a_day_with_a_photograph_stays() {
    let (world, session, today) = open();
    attach(
        &Browser::of(&world, Some(&world.trainer)),
        &address(&world, session),
    );
    let move_it = || {
        world.act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            let version = tx.one(&VERSION, values![session.0], |row| row.get(0))?.unwrap();
            let days = [DayDraft {
                day: day(2026, 3, 20),
                starts: "09:30".to_owned(),
                ends: "13:00".to_owned(),
            }];
            change::reschedule(
                tx,
                scope,
                moment,
                session,
                version,
                &days,
                &why("The room is gone"),
            )
        })
    };
    let Err(Stop::Problems(problems)) = move_it() else {
        panic!("the photograph's day was moved");
    };
    assert!(
        problems
            .of("has-1")
            .is_some_and(|words| words.contains("A photograph of the sheet"))
    );
    assert_eq!(world.count(&HOW_MANY, None), 1);
    world.raw(|tx| Ok(tx.run(&EMPTY, &[])?));
    move_it().unwrap();
    assert_eq!(world.days(session), [today], "the same day, at another date");
}

/// Proves SG5: nothing of an infected photograph is kept or served, and who looks at the day is told; one that was sent before there was a
/// scanner waits for it like the others.
#[test]
fn an_infected_photograph_is_kept_away() {
    let (world, session, _) = open();
    let page = address(&world, session);
    attach(&Browser::of(&world, Some(&world.trainer)), &page);
    let trainer = Browser::scanned(&world, &world.trainer);
    let (id, name) = names(&world).remove(0);
    let waiting = world
        .db
        .read_now(|tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            let listed = scan::waiting(tx, &scope, None)?;
            let after = scan::waiting(tx, &scope, listed.last().copied())?;
            Ok((listed, after, scan::content(tx, &scope, PhotographId(id))?))
        })
        .unwrap();
    assert_eq!((waiting.0, waiting.1), (vec![PhotographId(id)], Vec::new()));
    assert!(
        waiting.2.unwrap().starts_with(b"\xff\xd8"),
        "the picture, where nothing else is kept"
    );
    assert!(trainer.get(&page).main().contains("Waits for the virus scanner"));
    scanner_says(&world, id, false);
    assert_eq!(kept(&world), [(None, None)]);
    let file = trainer.get(&format!("/photographs/{name}"));
    assert_eq!(file.status, StatusCode::GONE);
    assert!(!file.bytes.starts_with(b"\xff\xd8"));
    assert!(
        trainer
            .get(&page)
            .main()
            .contains("found something, so it was not kept")
    );
    let told = world
        .see::<access::actions::SeeToday, _>(&world.trainer.viewer, |tx, scope| {
            Ok(reading::kept_away(tx, scope, 5)?)
        })
        .unwrap();
    assert_eq!(told.len(), 1);
    let elsewhere = world
        .see::<access::actions::SeeToday, _>(&world.westerner.viewer, |tx, scope| {
            Ok(reading::kept_away(tx, scope, 5)?)
        })
        .unwrap();
    assert_eq!(elsewhere, []);
}

/// It is removed only with a reason, which the trail keeps; a day long past wants a reason to attach one.
#[test]
fn removing_and_attaching_late_want_a_reason() {
    let (world, session, today) = open();
    let page = address(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    attach(&trainer, &page);
    let (id, _) = names(&world).remove(0);
    let one = format!("{page}/{id}");
    let refused = trainer.fill(&one, &one, &[("reason", "")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.main().contains("Enter why the photograph is removed"));
    let removed = trainer.fill(&one, &one, &[("reason", "Wrong sheet")]);
    assert!(removed.location.contains("done=removed"), "{}", removed.main());
    assert_eq!(world.count(&HOW_MANY, None), 0);
    assert_eq!(trainer.get(&one).status, StatusCode::NOT_FOUND);
    world.on(day(2026, 4, 2), "10:00");
    let trainer = Browser::of(&world, Some(&world.trainer));
    let late = format!("{page}?day={today}");
    let refused = attach(&trainer, &late);
    assert!(
        refused.main().contains("Enter why it is changed now"),
        "{}",
        refused.main()
    );
    let file = ("sheet.png", "image/png", PICTURE);
    let sent = attach_as(&trainer, &late, &[("reason", "The sheet came by post")], file);
    assert!(sent.location.contains("done=attached"), "{}", sent.main());
}

/// The photographs of a day cost one statement and the day's guard, however many there are.
#[test]
fn the_list_costs_one_statement() {
    let (world, session, today) = open();
    let page = address(&world, session);
    let trainer = Browser::of(&world, Some(&world.trainer));
    for count in 1..4 {
        assert!(attach(&trainer, &page).location.contains("attached"));
        world
            .see::<RunDoor, _>(&world.trainer.viewer, |tx, scope| {
                let before = tx.queries();
                let listed = reading::list(tx, scope, today)?;
                assert_eq!(listed.len(), count);
                assert!(listed.iter().all(|one| one.scan == Scan::None && one.ours));
                assert_eq!(tx.queries() - before, 2, "the guard and the list");
                Ok(())
            })
            .unwrap();
    }
    let other: Result<Vec<_>, _> = world.see::<RunDoor, _>(&world.westerner.viewer, |tx, scope| {
        reading::list(tx, scope, SessionDayId(today.0))
    });
    assert!(other.is_err());
}
