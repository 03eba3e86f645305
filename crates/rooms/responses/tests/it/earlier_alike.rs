//! Forms of earlier years that stand already from another file: a corrected file does not count its people twice.

use crate::browser::Browser;
use crate::earlier::{ask, ask_as, back, look, map, over, row, stage, stage_as, stage_loose, work};
use crate::world::{World, raw};
use access::actions::PlanCourses;
use access::{Scope, Viewer};
use http::StatusCode;
use instrument::Published;
use kernel::{Clock, Day, Id, Instant, Refusal, Stop};
use learning::earlier::alike::Standing;
use learning::earlier::{State, keep};
use responses::FORMS;
use store::values;

store::statements! {
    REFERENCE = "select reference from session where id = ?1";
    PRINTS = "select import_id, prints_sealed from earlier_print";
    REASONS = "select record_id, reason_sealed from audit_event where change = 'to be taken in' and reason_sealed is not null order by sequence";
    MOVED = "update session_day set day = ?2 where session_id = ?1";
    OF_SOMEBODY_ELSE = "update earlier_import set account_id = (select a.id from account a where a.id <> earlier_import.account_id limit 1) where id = ?1";
    WORKS_THERE = "insert into account_area (account_id, area_id) select e.account_id, ?2 from earlier_import e where e.id = ?1";
    STILL_HERE = "update session_token set seen_at = ?1, factor_at = ?1, expires_at = ?2";
    NOT_EVERYWHERE = "update account set all_areas = false where id = (select e.account_id from earlier_import e where e.id = ?1)";
}

/// A world in which the sessions of two courses are over, with their references.
fn two() -> (World, [String; 2]) {
    let world = World::new();
    let (other, _) = world.another("Another course");
    world
        .clock
        .set(Instant::on(Day::new(2026, 4, 1).unwrap(), "09:00").unwrap());
    let references = [world.session.0, other.0].map(|id| {
        let found = world.all(&REFERENCE, values![id], |row| row.get(0));
        found.into_iter().next().unwrap()
    });
    (world, references)
}

/// So many forms of a session, each of other words.
pub(crate) fn forms(reference: &str, from: usize, many: usize) -> Vec<Vec<String>> {
    (from..from + many)
        .map(|number| row([reference, "Agree", "3", "", "", &format!("Said number {number}")]))
        .collect()
}

fn taken(world: &World, name: &str, rows: Vec<Vec<String>>) -> Id {
    let id = stage_as(world, (name, name), rows);
    ask(world, id).unwrap();
    work(world, id);
    assert_eq!(look(world, id).import.state, State::Taken);
    id
}

fn standing(world: &World, id: Id) -> Standing {
    look(world, id).checked.unwrap().standing
}

/// A number here, the file, and a number there.
type Stand = Vec<(usize, String, usize)>;

/// Twins with the files and lines that they stand in, and sessions with how many forms they have here and there.
fn told(world: &World, id: Id) -> (Stand, Stand) {
    let standing = standing(world, id);
    let name = |place: usize| standing.files[place].name.clone();
    let twins = standing.twins.iter();
    let met = standing.met.iter();
    (
        twins
            .map(|twin| (twin.line, name(twin.file), twin.other))
            .collect(),
        met.map(|met| (met.forms, name(met.file), met.stand)).collect(),
    )
}

/// What was said of forms that stand as files were taken in, as their histories have it.
fn reasons(world: &World) -> Vec<String> {
    let sealed = world.all(&REASONS, values![], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?))
    });
    let keys = world.db.keys();
    let opened = sealed.iter().map(|(id, reason)| {
        keys.open_text("audit_event", "reason_sealed", *id, reason)
            .unwrap()
    });
    opened.collect()
}

/// So many forms of a course and a day, each of other words.
fn forms_of(course: &str, day: &str, many: usize) -> Vec<Vec<String>> {
    let before = || vec![course.to_owned(), day.to_owned()];
    let forms = forms("", 0, many).into_iter();
    forms.map(|form| [before(), form].concat()).collect()
}

fn refused(outcome: Result<(), Stop>) -> String {
    let words = match outcome {
        Err(Stop::Refusal(Refusal::Closed(words))) => Some(words),
        _ => None,
    };
    words.unwrap()
}

fn asks_for_the_tick(outcome: Result<(), Stop>) {
    let fields: Vec<String> = match outcome {
        Err(Stop::Problems(problems)) => problems.0.into_iter().map(|problem| problem.field).collect(),
        _ => Vec::new(),
    };
    assert_eq!(fields, ["others"]);
}

/// Proves SR10: a corrected file, most of whose forms stand word for word from the first, is refused until that one was taken back, and counts nobody
/// twice.
#[test]
fn a_corrected_file_waits_until_the_first_is_taken_back() {
    let (world, reference) = over();
    let first = taken(&world, "East 2022", forms(&reference, 0, 6));
    let mut rows = forms(&reference, 0, 5);
    rows.extend(forms(&reference, 100, 5));
    rows.reverse();
    let corrected = stage(&world, rows);
    let (twins, met) = told(&world, corrected);
    let stand = |line, other| (line, "East 2022".to_owned(), other);
    // Line 2 is the first below the headings.
    assert_eq!(
        twins,
        [(7, 6), (8, 5), (9, 4), (10, 3), (11, 2)].map(|(line, other)| stand(line, other))
    );
    assert_eq!(met, [(10, "East 2022".to_owned(), 6)]);
    let words = refused(ask(&world, corrected));
    assert!(
        words.starts_with("5 of its 10 forms stand word for word from \u{201c}East 2022\u{201d}")
            && words.contains("Take that file back first"),
        "{words}"
    );
    back(&world, first);
    assert_eq!(told(&world, corrected), (vec![], vec![]));
    ask_as(&world, corrected, false).unwrap();
    work(&world, corrected);
    assert_eq!(world.responses(), 10);
}

/// Proves SR10: less than half of a file, or fewer than five forms, may be other people who answered alike: that has to be said, and stands in the
/// history. A form that stands is the twin of one.
#[test]
fn people_who_answered_alike_are_taken_in_when_it_is_said() {
    let (world, reference) = over();
    let alike = || row([&reference, "Agree", "3", "", "", ""]);
    taken(&world, "East 2022", vec![alike(), alike()]);
    let id = stage(
        &world,
        vec![
            alike(),
            row([&reference, "agree", "", "", "", "Else"]),
            alike(),
            alike(),
        ],
    );
    let (twins, _) = told(&world, id);
    let lines: Vec<_> = twins.iter().map(|(line, _, other)| (*line, *other)).collect();
    assert_eq!(lines, [(2, 2), (4, 3)], "the third has nobody to be");
    asks_for_the_tick(ask_as(&world, id, false));
    ask_as(&world, id, true).unwrap();
    work(&world, id);
    assert_eq!(world.responses(), 6);
    assert_eq!(
        reasons(&world),
        ["said to be of other people than the forms that stand"]
    );
    // Five of eleven are not half of them.
    taken(&world, "Many", forms(&reference, 0, 5));
    let mut rows = forms(&reference, 0, 5);
    rows.extend(forms(&reference, 100, 6));
    let more = stage(&world, rows);
    assert_eq!(told(&world, more).0.len(), 5);
    asks_for_the_tick(ask_as(&world, more, false));
    ask_as(&world, more, true).unwrap();
}

/// Proves SR10: a file whose answers differ, of sessions of which forms stand already, says how many stand of each, and asks whether these are
/// other people. What was for something else, and what stands of no session of it, is not told.
#[test]
fn sessions_of_which_forms_stand_are_told() {
    let (world, [reference, other]) = two();
    taken(&world, "East 2022", forms(&reference, 0, 3));
    let id = stage(&world, forms(&reference, 100, 2));
    assert_eq!(told(&world, id), (vec![], vec![(2, "East 2022".to_owned(), 3)]));
    let standing = standing(&world, id);
    assert!(
        standing.met[0].called.starts_with(&format!("{reference}, ")),
        "its session"
    );
    assert!(standing.files[0].in_sight);
    asks_for_the_tick(ask_as(&world, id, false));
    let mut mapping = look(&world, id).mapping;
    mapping.form.purpose = "pre".to_owned();
    map(&world, id, mapping);
    assert_eq!(told(&world, id), (vec![], vec![]));
    ask_as(&world, id, false).unwrap();
    let elsewhere = stage(&world, forms(&other, 0, 3));
    assert_eq!(
        told(&world, elsewhere),
        (vec![], vec![]),
        "the same words of another session"
    );
}

/// Proves SR10: the very same bytes are refused while they stand, whatever was said of their words; another sheet of them is another file, and
/// another purpose has to be said to be meant.
#[test]
fn the_same_bytes_are_not_taken_in_twice() {
    let (world, reference) = over();
    let first = stage_as(&world, ("East 2022", "bytes"), forms(&reference, 0, 2));
    ask(&world, first).unwrap();
    work(&world, first);
    // What was said of the columns differs, and so no answer is the same.
    let again = stage_as(&world, ("Again", "bytes"), forms(&reference, 0, 2));
    let mut mapping = look(&world, again).mapping;
    mapping.columns.remove("q-comments");
    map(&world, again, mapping.clone());
    assert!(told(&world, again).0.is_empty());
    let words = refused(ask(&world, again));
    assert!(
        words.contains("very same file was taken in as \u{201c}East 2022\u{201d}"),
        "{words}"
    );
    mapping.sheet = 1;
    map(&world, again, mapping.clone());
    assert!(standing(&world, again).same.is_none(), "another sheet");
    mapping.sheet = 0;
    mapping.form.purpose = "pre".to_owned();
    map(&world, again, mapping.clone());
    asks_for_the_tick(ask_as(&world, again, false));
    ask_as(&world, again, true).unwrap();
    assert_eq!(
        reasons(&world),
        ["said to be other answers of the same file"],
        "which is what the page asked"
    );
    work(&world, again);
    assert_eq!(look(&world, again).import.state, State::Taken);
    back(&world, first);
    let third = stage_as(&world, ("Third", "bytes"), forms(&reference, 0, 2));
    mapping.form.purpose = "feedback".to_owned();
    map(&world, third, mapping);
    assert!(
        standing(&world, third).same.is_none_or(|same| !same.wholly),
        "it was taken back"
    );
}

/// Proves SR10: forms that were taken in by course and day are known again when their sessions have come since, and the other way round: whoever sends
/// them sees sessions that who sent them first did not.
#[test]
fn forms_are_known_again_when_their_sessions_came_between() {
    let (world, reference) = over();
    let session = world.session.0;
    let moved = |day: &'static str| {
        raw(&world.db, move |tx| Ok(tx.run(&MOVED, values![session, day])?));
    };
    let rows = || forms_of("Responding well", "2026-03-12", 6);
    let loose = |name: &str| stage_loose(&world, name, rows());
    let stand = |id: Id, name: &str| {
        let (twins, met) = told(&world, id);
        assert_eq!(
            twins,
            (2..8)
                .map(|line| (line, name.to_owned(), line))
                .collect::<Stand>()
        );
        assert_eq!(met, [(6, name.to_owned(), 6)]);
        assert!(refused(ask(&world, id)).starts_with("All of its 6 forms stand word for word"));
        standing(&world, id).met.remove(0)
    };
    moved("2026-03-20");
    let first = loose("Before the sessions");
    ask_as(&world, first, false).unwrap();
    work(&world, first);
    moved("2026-03-12");
    let corrected = loose("After them");
    let met = stand(corrected, "Before the sessions");
    assert!(met.loose && met.called.starts_with(&format!("{reference}, ")));
    back(&world, first);
    ask_as(&world, corrected, false).unwrap();
    work(&world, corrected);
    moved("2026-03-20");
    let met = stand(loose("Out of sight"), "After them");
    assert!(met.loose && met.called == "Responding well, 12 March 2026");
    assert_eq!(world.responses(), 6);
}

/// Proves SR10: forms of a session of two days are known again when a corrected file says the other day.
#[test]
fn forms_of_another_day_of_the_session_are_compared() {
    let world = World::new();
    world.over_days("Two days", 2);
    world
        .clock
        .set(Instant::on(Day::new(2026, 4, 1).unwrap(), "09:00").unwrap());
    let [first, corrected] = ["2026-03-12", "2026-03-13"].map(|day| {
        let id = stage_loose(&world, day, forms_of("Two days", day, 5));
        if day.ends_with("12") {
            ask_as(&world, id, false).unwrap();
            work(&world, id);
        }
        id
    });
    assert_eq!(look(&world, first).import.state, State::Taken);
    let (twins, met) = told(&world, corrected);
    assert_eq!((twins.len(), met), (5, vec![(5, "2026-03-12".to_owned(), 5)]));
    assert!(!standing(&world, corrected).met[0].loose);
}

/// Proves SR10: a file all of whose forms stand is refused, however few they are.
#[test]
fn a_small_file_that_stands_wholly_is_refused() {
    let (world, reference) = over();
    taken(&world, "East 2022", forms(&reference, 0, 4));
    for (many, words) in [
        (
            1,
            "Its only form stands word for word from \u{201c}East 2022\u{201d}",
        ),
        (
            3,
            "All of its 3 forms stand word for word from \u{201c}East 2022\u{201d}",
        ),
    ] {
        let id = stage(&world, forms(&reference, 0, many));
        let told = refused(ask(&world, id));
        assert!(told.starts_with(words), "{told}");
    }
    let mut rows = forms(&reference, 0, 3);
    rows.extend(forms(&reference, 100, 1));
    asks_for_the_tick(ask_as(&world, stage(&world, rows), false));
}

/// Proves SR10: the same bytes as answers to another version of the questionnaire are the same forms.
#[test]
fn another_version_is_the_same_questionnaire() {
    let (world, reference) = over();
    let published = world
        .db
        .read_now(|tx| Ok(responses::version_by_key(tx, "end-of-session", None)?))
        .unwrap()
        .unwrap()
        .published;
    let mut definition = published.definition().clone();
    definition.version = 2;
    let published = Published::publish(definition).unwrap();
    let system = Viewer::system(ticket::Ticket::of("test"));
    responses::loading::publish(&world.db, &system, &published, &*world.clock, &*world.entropy).unwrap();
    let first = stage_as(&world, ("East 2022", "bytes"), forms(&reference, 0, 2));
    ask(&world, first).unwrap();
    work(&world, first);
    let again = stage_as(&world, ("Again", "bytes"), forms(&reference, 0, 2));
    let looked = look(&world, again);
    let mut mapping = looked.mapping;
    let versions = looked.versions.iter();
    let mut ours = versions.filter(|(_, title)| title.starts_with("How was today?"));
    let (other, _) = ours
        .find(|(id, _)| id.to_string() != mapping.form.version)
        .unwrap();
    mapping.form.version = other.to_string();
    mapping.columns.remove("q-comments");
    map(&world, again, mapping);
    assert!(standing(&world, again).same.is_some_and(|same| same.wholly));
    let words = refused(ask(&world, again));
    assert!(words.contains("very same file was taken in"), "{words}");
}

/// The page leads to the files that forms stand from beside its own, and to no other; of those that whoever looks cannot open it says who takes them back.
#[test]
fn only_files_of_the_same_sessions_are_to_be_taken_back() {
    let (world, [reference, other]) = two();
    let first = taken(&world, "East 2022", forms(&reference, 0, 6));
    let unseen = taken(&world, "Of a colleague", forms(&reference, 50, 2));
    let unrelated = taken(&world, "Unrelated", forms(&other, 0, 6));
    let id = stage(&world, forms(&reference, 100, 2));
    let (area, now) = (world.area.0, world.clock.now());
    raw(&world.db, move |tx| {
        tx.run(&OF_SOMEBODY_ELSE, values![unseen])?;
        tx.run(&WORKS_THERE, values![id, area])?;
        tx.run(&STILL_HERE, values![now, now.plus_seconds(3600)])?;
        Ok(tx.run(&NOT_EVERYWHERE, values![id])?)
    });
    let page = Browser::of_files(&world, &world.coordinator).get(&format!("/imports/{id}"));
    let links = page.attributes("main a", "href");
    let led = [first, unseen, unrelated].map(|file| links.contains(&format!("/imports/{file}")));
    assert_eq!(led, [true, false, false]);
    let words = page.main();
    assert!(
        words.contains(
            "Whoever sent \u{201c}Of a colleague\u{201d}, or works in all areas, can take it back."
        ),
        "{words}"
    );
}

/// Proves SR10: what came to stand after a file was shown is found in the unit of work that takes it in: nothing of it is taken, and the page says
/// why.
#[test]
fn what_came_between_is_found_when_it_is_taken_in() {
    let (world, reference) = over();
    let ids = [("One", 0), ("Other", 3)]
        .map(|(name, from)| stage_as(&world, (name, name), forms(&reference, from, 6)));
    for id in ids {
        ask_as(&world, id, false).unwrap();
    }
    for id in ids {
        work(&world, id);
    }
    let [one, other] = ids.map(|id| look(&world, id));
    assert_eq!(
        (one.import.state, other.import.state),
        (State::Taken, State::Open)
    );
    assert!(
        other
            .import
            .told
            .unwrap()
            .starts_with("Something changed since this was shown")
    );
    assert_eq!(world.responses(), 6);
    assert_eq!(told(&world, ids[1]).0.len(), 3);
}

/// Proves SR10: of forms whose session is not known the course and the day say which stand; what is kept of the answers are sealed fingerprints that
/// name no response, and looking takes as many statements for many rows as for one.
#[test]
fn fingerprints_say_nothing_of_answers() {
    let (world, [reference, _]) = two();
    let first = taken(&world, "East 2022", forms(&reference, 0, 30));
    let prints = world.all(&PRINTS, values![], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?))
    });
    assert_eq!((prints.len(), prints[0].0), (1, first));
    // How rows are packed; of each a line and four fingerprints of 16 bytes; what sealing adds.
    assert_eq!(prints[0].1.len(), 1 + 30 * (4 + 64) + 41);
    assert!(!String::from_utf8_lossy(&prints[0].1).contains("Said"));
    let cost = |id: Id| {
        let today = world.clock.now().day();
        let scope = Scope::<PlanCourses>::of(&world.coordinator.viewer).unwrap();
        let looked = world.db.read_now(|tx| {
            keep::look(tx, &scope, id, (FORMS, today))?;
            Ok(tx.queries())
        });
        looked.unwrap()
    };
    let (few, many) = (
        stage(&world, forms(&reference, 20, 1)),
        stage(&world, forms(&reference, 0, 300)),
    );
    assert_eq!((told(&world, few).0.len(), told(&world, many).0.len()), (1, 30));
    assert_eq!(cost(few), cost(many));
    let loose = |course: &str, day: &str, name: &str| {
        let said = row(["", "Agree", "3", "", "", "Of nowhere"]);
        stage_loose(
            &world,
            name,
            vec![[vec![course.to_owned(), day.to_owned()], said].concat()],
        )
    };
    let one = loose("Responding well", "2019-05-03", "Loose");
    ask_as(&world, one, false).unwrap();
    work(&world, one);
    for (course, day, stand) in [
        ("Responding well", "2019-05-03", 1),
        ("Responding well", "2019-05-04", 0),
        ("Another course", "2019-05-03", 0),
    ] {
        let id = loose(course, day, "Again");
        assert_eq!(told(&world, id).0.len(), stand, "{course} {day}");
        if stand == 1 {
            let met = &standing(&world, id).met[0];
            assert!(
                met.loose && met.called == "Responding well, 3 May 2019",
                "{}",
                met.called.len()
            );
        }
    }
}

/// The page lists what stands by session and by row with the way to the other file, asks for the tick, keeps nothing without it, and has no button where the first
/// file is to be taken back.
#[test]
fn the_page_says_what_stands_already() {
    let (world, reference) = over();
    let browser = Browser::of_files(&world, &world.colleague());
    let first = taken(&world, "East 2022", forms(&reference, 0, 6));
    let mut rows = forms(&reference, 100, 15);
    rows.extend(forms(&reference, 3, 1));
    let id = stage(&world, rows);
    let page = browser.get(&format!("/imports/{id}"));
    let words = page.main();
    for said in [
        "6 forms of this session stand from \u{201c}East 2022\u{201d}",
        "Row 17 The same answers stand from the file \u{201c}East 2022\u{201d}, row 5",
        "These are other people who answered alike",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(
        page.attributes("main a", "href")
            .contains(&format!("/imports/{first}"))
    );
    let take_in = format!("/imports/{id}/take-in");
    let form = format!("main form[action=\"{take_in}\"]");
    let seen = browser.post(&take_in, &page.form_in(&form, &[]));
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        seen.main().contains("Tick that these are other people"),
        "{}",
        seen.main()
    );
    assert_eq!(look(&world, id).import.state, State::Open);
    let page = browser.get(&format!("/imports/{id}"));
    let seen = browser.post(&take_in, &page.form_in(&form, &[("others", "yes")]));
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    let refused = stage(&world, forms(&reference, 0, 5));
    let page = browser.get(&format!("/imports/{refused}"));
    assert!(
        page.main().contains("Take that file back first"),
        "{}",
        page.main()
    );
    assert!(
        page.attributes("main form", "action")
            .iter()
            .all(|action| !action.ends_with("take-in"))
    );
}
