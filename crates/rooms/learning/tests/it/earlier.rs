//! Sessions of earlier years from a spreadsheet: read, checked, shown, taken in whole or not at all, taken back whole.

use crate::pages::{Browser, Seen};
use crate::world::{World, day};
use access::actions::{PlanCourses, SystemJob};
use access::{Scope, Viewer};
use http::StatusCode;
use kernel::Id;
use learning::earlier::forms::Forms;
use learning::earlier::work::EarlierYears;
use learning::earlier::{Kind, State, keep, mapping::Mapping};
use paper::sheet::Sheet;
use post::jobs::Job;
use post::work::{Ahead, Work};
use std::sync::Arc;
use store::values;

store::statements! {
    MADE = "select s.first_day, s.state, s.original_day, s.capacity, s.taken, (select count(*) from attendance t where t.session_id = s.id), es.booked, es.signed_in, es.line \
        from session s join earlier_session es on es.session_id = s.id order by es.line";
    SESSIONS = "select count(*) from session";
    PEOPLE = "select (select count(*) from learner) + (select count(*) from booking) + (select count(*) from attendance) + (select count(*) from session_day) + (select count(*) from earlier_session)";
    KEPT = "select count(*) from earlier_import where sheets_sealed is not null";
    QUEUED = "select count(*) from job where kind = 'learning.earlier'";
    CHANGED = "update session set version = version + 1 where id in (select session_id from earlier_session where line = 4)";
    REFERENCE = "select s.reference from session s join earlier_session es on es.session_id = s.id where es.line = ?1";
}

const LOG: &str = "Training log\n\nDate,Course,Borough,Venue,No. registered,Attended,Places,Status,Reason,Original date,Register,Trainer\n\
    23/04/2019,Multi-agency,East,Library,3,2,10,,,,yes,Kim Trainer\n\
    24/04/2019,Multi-agency,East,Town hall,,,,Rescheduled,Snow,20/03/2019,missing,\n\
    25/04/2019,Multi-agency,West,Library,2,4,,Held,,,,\n\
    26/04/2019,Multi-agency,West,Library,1,,12,Cancelled,Too few,,,\n,,,,,,,,,,,\n";

pub(crate) fn course(world: &World) {
    let draft = world.course_draft();
    let draft = learning::model::CourseDraft {
        title: "Multi-agency".to_owned(),
        ..draft
    };
    world
        .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
            learning::plan::course::create(tx, scope, moment, &draft)
        })
        .unwrap();
}

pub(crate) fn upload(browser: &Browser, name: &str, file: &[u8]) -> Seen {
    upload_of(browser, "sessions", name, file)
}

pub(crate) fn upload_of(browser: &Browser, kind: &str, name: &str, file: &[u8]) -> Seen {
    let asked = [("kind", kind), ("name", name)];
    let (to, mut fields) = browser.get("/imports").form("/imports", &asked);
    fields.retain(|(name, _)| name != "file");
    browser.upload(&to, &fields, file)
}

/// The house's own work on a file.
pub(crate) fn work(world: &World, import: Id) {
    run(world, EarlierYears(Forms::NONE), import);
}

pub(crate) fn run(world: &World, work: impl Work + Copy + 'static, import: Id) {
    ahead(world, &work, import);
    let (entropy, job) = (Arc::clone(&world.entropy), job(world, &work, import));
    world.raw(move |tx| work.run(tx, &system()?, &job, entropy.as_ref(), job.made_at));
}

/// What the house's own work does before the writer is taken.
pub(crate) fn ahead(world: &World, work: &impl Work, import: Id) {
    let entropy: Arc<dyn kernel::Entropy> = world.entropy.clone();
    let job = job(world, work, import);
    work.ahead(&Ahead::new(&world.db, &entropy, job.made_at), &job)
        .unwrap();
}

pub(crate) fn system() -> Result<Scope<SystemJob>, kernel::Stop> {
    Ok(Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of(
        "test",
    )))?)
}

pub(crate) fn job(world: &World, work: &impl Work, import: Id) -> Job {
    Job {
        id: import,
        kind: work.kind().to_owned(),
        payload: serde_json::json!({ "import": import.to_string() }),
        attempt: 1,
        made_at: kernel::Clock::now(&world.clock),
        key: String::new(),
    }
}

pub(crate) fn id_in(location: &str) -> Id {
    let name = location.rsplit('/').next().unwrap().split('?').next().unwrap();
    Id::parse(name).unwrap()
}

type Made = (
    String,
    String,
    Option<String>,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<i64>,
);

fn made(world: &World) -> Vec<Made> {
    world.all(&MADE, values![], |row| {
        Ok((
            row.get::<kernel::Day>(0)?.iso(),
            row.get(1)?,
            row.get::<Option<kernel::Day>>(2)?.map(kernel::Day::iso),
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
            row.get(7)?,
        ))
    })
}

/// Proves SR10: a file is read, shown and taken in; numbers that are not recorded are no zero; the same file again adds nothing, and a whole
/// file is taken back.
#[test]
fn a_file_is_read_shown_taken_in_and_taken_back() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let sent = upload(&browser, "East, first year", LOG.as_bytes());
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
    let import = id_in(&sent.location);
    let words = browser.get(&sent.location).main();
    assert!(words.contains("What would come of it"), "{words}");
    assert_eq!(world.count(&SESSIONS, None), 0, "nothing is made by looking");
    let (to, fields) = browser.get(&sent.location).form("take-in", &[]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(world.count(&QUEUED, None), 1);
    assert_eq!(world.count(&SESSIONS, None), 0, "it is the house's own work");
    work(&world, import);
    let held =
        |day: &str, original: Option<&str>, numbers: (i64, i64, i64), said: (Option<i64>, Option<i64>)| {
            let (places, taken, came) = numbers;
            (
                day.to_owned(),
                "held".to_owned(),
                original.map(str::to_owned),
                places,
                taken,
                came,
                said.0,
                said.1,
            )
        };
    let wanted = vec![
        held("2019-04-23", None, (10, 3, 2), (Some(3), Some(2))),
        held("2019-04-24", Some("2019-03-20"), (0, 0, 0), (None, None)),
        held("2019-04-25", None, (2, 2, 4), (Some(2), Some(4))),
        (
            "2019-04-26".to_owned(),
            "cancelled".to_owned(),
            None,
            12,
            1,
            0,
            Some(1),
            None,
        ),
    ];
    assert_eq!(made(&world), wanted);
    assert_eq!(world.count(&KEPT, None), 0, "what was read is kept no longer");
    let reference: String = world.one(&REFERENCE, values![4], |row| row.get(0)).unwrap();
    let page = browser.get(&format!("/sessions/{reference}/plan")).main();
    assert!(
        page.contains("East, first year, line 4") && page.contains("Kim Trainer"),
        "{page}"
    );
    assert!(!page.contains("00:00"), "{page}");
    // Once more: everything is there.
    let again = upload(&browser, "Once more", LOG.as_bytes());
    let words = browser.get(&again.location).main();
    assert!(
        words.contains("Was taken in as East, first year") && words.contains("would add nothing"),
        "{words}"
    );
    assert!(!words.contains("Take it in"), "{words}");
    // Taken back, nothing is left of it.
    let (to, fields) = browser.get(&format!("/imports/{import}/undo")).form("undo", &[]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    work(&world, import);
    assert_eq!((world.count(&SESSIONS, None), world.count(&PEOPLE, None)), (0, 0));
    let words = browser.get(&format!("/imports/{import}")).main();
    assert!(words.contains("Taken back"), "{words}");
}

/// Proves SR10: one bad row, and nothing of the file can be taken in; each is told with its line, its column and why.
#[test]
fn one_bad_row_leaves_nothing() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let bad = "03/04/2019,Multi-agency,East,Hall,x,,,,,,,\n21/05/2030,Nothing of ours,Nowhere,,,,,,,,,\n23/04/2019,Multi-agency,East,library,,,,,,,,\n";
    let sent = upload(&browser, "With mistakes", format!("{LOG}{bad}").as_bytes());
    let seen = browser.get(&sent.location);
    let words = seen.main();
    for told in [
        "3 of 7 rows are wrong",
        "Say above whether the day or the month comes first",
        "This is not a whole number",
        "This day is not over",
        "No course of ours is called so",
        "No area of yours is called so",
        "stand in line 4",
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    let import = id_in(&sent.location);
    let file = browser.copy(&format!("/imports/{import}/rows?format=csv"));
    let text = String::from_utf8(file.bytes).unwrap();
    assert_eq!(
        text.lines().count(),
        9,
        "rows, an empty line and the mark: {text}"
    );
    let (to, fields) = browser.get(&sent.location).form("columns", &[]);
    let asked = browser.post(&to.replace("columns", "take-in"), &fields[..2]);
    assert_eq!(asked.status, StatusCode::GONE, "{}", asked.main());
    assert_eq!((world.count(&QUEUED, None), world.count(&SESSIONS, None)), (0, 0));
}

/// What the columns are, what a date means and how a file calls an area is said once, and known again in the next file.
#[test]
fn what_was_said_is_known_again() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let file = "When;What;Where\n03/04/2019;multi-agency;E.\n";
    let sent = upload(&browser, "One", file.as_bytes());
    let words = browser.get(&sent.location).main();
    assert!(
        words.contains("Say which columns these are: Course, Area, Day"),
        "{words}"
    );
    let say = |values: &[(&str, &str)]| {
        let (to, fields) = browser.get(&sent.location).form("columns", values);
        assert_eq!(browser.post(&to, &fields).status, StatusCode::SEE_OTHER);
    };
    say(&[("column-course", "1"), ("column-area", "2"), ("column-day", "0")]);
    let east = world.east.to_string();
    say(&[("order", "month"), ("area-0", &east)]);
    let words = browser.get(&sent.location).main();
    assert!(
        words.contains("What would come of it") && words.contains("East"),
        "{words}"
    );
    let next = upload(
        &browser,
        "Two",
        "When;What;Where\n05/06/2019;Multi-agency;E.\n".as_bytes(),
    );
    let words = browser.get(&next.location).main();
    assert!(words.contains("What would come of it"), "{words}");
    let odd = [
        ("column-day", "7"),
        ("sheet", "3"),
        ("heading", "0"),
        ("order", "year"),
    ];
    for (name, value) in odd {
        let (to, mut fields) = browser.get(&sent.location).form("columns", &[]);
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
        assert_eq!(
            browser.post(&to, &fields).status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}"
        );
    }
}

/// A file on whose sessions something rests is not taken back; and what changed between asking and doing is told.
#[test]
fn what_is_in_use_stays() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let sent = upload(&browser, "One", LOG.as_bytes());
    let import = id_in(&sent.location);
    let (to, fields) = browser.get(&sent.location).form("take-in", &[]);
    browser.post(&to, &fields);
    work(&world, import);
    let (to, fields) = browser.get(&format!("/imports/{import}/undo")).form("undo", &[]);
    browser.post(&to, &fields);
    world.raw(|tx| Ok(tx.run(&CHANGED, values![])?));
    work(&world, import);
    assert_eq!(world.count(&SESSIONS, None), 4);
    let words = browser.get(&format!("/imports/{import}")).main();
    assert!(words.contains("can no longer be taken back"), "{words}");
    let refused = browser.get(&format!("/imports/{import}/undo"));
    let (to, fields) = refused.form("undo", &[]);
    assert_eq!(browser.post(&to, &fields).status, StatusCode::GONE);
}

/// Proves SA2: a file is its sender's own, but for who works in all areas; and a sender takes in only what is of her areas.
#[test]
fn a_file_is_its_senders_own() {
    let world = World::new();
    course(&world);
    let (all, west) = (
        Browser::of(&world, Some(&world.coordinator)),
        Browser::of(&world, Some(&world.westerner)),
    );
    let sent = upload(&all, "Of everywhere", LOG.as_bytes());
    assert_eq!(west.get(&sent.location).status, StatusCode::NOT_FOUND);
    let own = upload(&west, "Of the west", LOG.as_bytes());
    let words = west.get(&own.location).main();
    assert!(
        words.contains("2 of 4 rows are wrong") && words.contains("No area of yours"),
        "{words}"
    );
    assert_eq!(all.get(&own.location).status, StatusCode::OK);
    assert!(!west.get("/imports").main().contains("Of everywhere"));
}

fn sheet(rows: usize, last: &str) -> Vec<Sheet> {
    let head = ["Day", "Course", "Area", "Venue"].map(str::to_owned).to_vec();
    let row = |number: usize| {
        vec![
            day(2000, 1, 1).plus(i64::try_from(number % 5000).unwrap()).iso(),
            "Multi-agency".to_owned(),
            "East".to_owned(),
            format!("Room {}", number / 5000),
        ]
    };
    let mut all: Vec<_> = std::iter::once(head).chain((0..rows).map(row)).collect();
    last.clone_into(&mut all[rows - 1][2]);
    vec![Sheet {
        name: String::new(),
        rows: all,
    }]
}

/// Proves SR10: of fifty thousand rows one, the last but one, is wrong: none is taken. Looking at them takes as many statements as looking at ten.
#[test]
fn one_wrong_of_fifty_thousand_leaves_none() {
    let world = World::new();
    course(&world);
    let stage = |rows: usize, last: &'static str| {
        world
            .act::<PlanCourses, _>(&world.coordinator.viewer, move |tx, scope, moment| {
                keep::stage(
                    tx,
                    scope,
                    moment,
                    Kind::Sessions,
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
    let (few, many) = (stage(10, "East"), stage(50_000, "Nowhere"));
    let (checked, statements) = look(few);
    assert!(checked.bad.is_empty() && checked.rows.len() == 10);
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
    assert_eq!((world.count(&SESSIONS, None), world.count(&QUEUED, None)), (0, 0));
    let found = world
        .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| keep::list(tx, scope, None))
        .unwrap();
    assert!(found.0.iter().all(|import| import.state == State::Open));
    assert_eq!(
        Mapping::guess(Kind::Sessions, &sheet(10, "East")).columns.len(),
        4
    );
}

/// What was sent and never taken in is kept for a month and no longer; what was taken in stays on record.
#[test]
fn a_file_that_nobody_takes_in_goes() {
    let world = World::new();
    course(&world);
    let browser = Browser::of(&world, Some(&world.coordinator));
    let taken = upload(&browser, "Taken in", LOG.as_bytes());
    let import = id_in(&taken.location);
    let (to, fields) = browser.get(&taken.location).form("take-in", &[]);
    browser.post(&to, &fields);
    work(&world, import);
    upload(&browser, "Left lying", LOG.as_bytes());
    let names = || {
        let found = world
            .see::<PlanCourses, _>(&world.coordinator.viewer, |tx, scope| keep::list(tx, scope, None))
            .unwrap();
        found.0.into_iter().map(|import| import.name).collect::<Vec<_>>()
    };
    world.clock.advance(29 * 86_400);
    run(&world, learning::jobs::Tidying, import);
    assert_eq!(names().len(), 2);
    world.clock.advance(2 * 86_400);
    run(&world, learning::jobs::Tidying, import);
    assert_eq!(names(), ["Taken in"]);
}
