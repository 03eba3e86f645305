//! The published figures, recomputed from the records.

use crate::world::{World, raw};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use insight::published::{Line, Report, compare};
use kernel::{Id, Stop};
use store::Tx;
use store::testing::Database;
use store::values;
use ticket::Ticket;

store::statements! {
    ONE_ANSWER = "select a.response_id from answer a join response r on r.id = a.response_id where a.question_key = 'expectations' and a.number = 1 and r.purpose = 'feedback' order by a.response_id limit 1";
    CHANGE_ANSWER = "update answer set number = 5 where question_key = 'expectations' and response_id = ?1";
    ONE_SIGNATURE = "select t.id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id join area a on a.id = s.area_id where c.title = 'Multi-agency' and a.name = 'East' and s.first_day < '2016-04-01' order by t.id limit 1";
    DROP_SIGNATURE = "delete from attendance where id = ?1";
    ONE_REGISTER = "select o.id from owed o join session s on s.id = o.session_id join course c on c.id = s.course_id where o.kind = 'register' and o.received_at is not null and c.title = 'Multi-agency' order by o.id limit 1";
    LOSE_REGISTER = "update owed set received_at = null where id = ?1";
    LOSE_SHEET = "update session_day set register_at = null where session_id = (select session_id from owed where id = ?1)";
    ONE_BACKGROUND = "select a.response_id from answer a join response r on r.id = a.response_id join session s on s.id = r.session_id join course c on c.id = s.course_id where a.question_key = 'background' and a.option_key = 'housing' and r.purpose = 'feedback' and c.title = 'Multi-agency' order by a.response_id limit 1";
    FORGET_BACKGROUND = "update answer set option_key = null, non_answer = 'not-known' where question_key = 'background' and response_id = ?1";
    ONE_FOLLOW_UP = "select a.response_id from answer a join response r on r.id = a.response_id where a.number = 1 and r.purpose = 'follow-up' and a.question_key = 'used' order by a.response_id limit 1";
    CHANGE_FOLLOW_UP = "update answer set number = 5 where question_key = 'used' and number = 1 and response_id = ?1";
    ONE_WITH_BOROUGH = "select t.id from attendance t join session s on s.id = t.session_id join course c on c.id = s.course_id where c.title = 'Core' and t.area_id is not null order by t.id limit 1";
    FORGET_BOROUGH = "update attendance set area_id = null where id = ?1";
    INVENTED = "select c.id from course c join programme p on p.id = c.programme_id where p.slug = 'example-partnership'";
    DATE_SESSIONS = "update session set first_day = ?2, last_day = ?2 where course_id = ?1";
    DATE_FORMS = "update response set day = ?2 where session_id in (select s.id from session s where s.course_id = ?1)";
    GIVE_COURSE = "update course set title = ?3, programme_id = (select p.id from programme p where p.slug = ?2) where id = ?1";
    GIVE_FORMS = "update response set programme_id = (select p.id from programme p where p.slug = ?2)
        where session_id in (select s.id from session s where s.course_id = ?1)";
}

fn compared(tx: &mut Tx<'_>) -> Result<Report, Stop> {
    let system = Scope::<SystemJob>::of(&Viewer::system(Ticket::of("test")))?;
    compare(tx, &system.leave_to())
}

fn lines(db: &Database) -> Vec<Line> {
    let report = db.read_now(compared).unwrap();
    report
        .sections()
        .into_iter()
        .flat_map(|(_, lines)| lines)
        .collect()
}

/// Figures that moved, with what they were and what they are.
fn moved(before: &[Line], after: &[Line]) -> Vec<(String, i64)> {
    before
        .iter()
        .zip(after)
        .filter(|(old, new)| old.computed != new.computed)
        .map(|(old, new)| {
            let number = |text: &str| text.parse::<i64>().unwrap();
            (new.figure.clone(), number(&new.computed) - number(&old.computed))
        })
        .collect()
}

#[test]
fn every_published_training_figure_comes_out_again() {
    let world = World::new();
    let report = world.db.read_now(compared).unwrap();
    let text = report.text();
    assert_eq!(report.unexplained(), 0, "{text}");
    assert_eq!(text.lines().last().unwrap(), report.summary());
    let all = lines(&world.db);
    assert_eq!(
        all.len(),
        351,
        "every line of the seven files, and three figures of the text"
    );
    // What is explained is what the errata list, no more: one form in each of two courses of appendix 2, and one number in a text.
    let explained: Vec<&str> = all
        .iter()
        .filter(|line| line.printed != line.computed)
        .map(|line| line.figure.as_str())
        .collect();
    assert_eq!(
        explained,
        [
            "multi-agency: Social care - children: count",
            "specialist day 1: Not stated or unclear: count",
            "multi-agency: total",
            "specialist day 1: total",
            "working with perpetrators, year 2: times offered, as the text says"
        ]
    );
}

/// Nothing prints a published figure as computed: one row changed in the database moves exactly its figures.
#[test]
fn one_changed_row_moves_exactly_its_figure() {
    let world = World::new();
    let start = lines(&world.db);
    raw(&world.db, |tx| {
        let id = tx.one(&ONE_ANSWER, &[], |row| row.get::<Id>(0))?.unwrap();
        Ok(tx.changed(&CHANGE_ANSWER, values![id])?)
    });
    let answered = lines(&world.db);
    let found = moved(&start, &answered);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].0.contains("expectations") && found[0].0.ends_with("agree"),
        "{found:?}"
    );
    assert_eq!(
        (found[0].1, found[1].1),
        (-1, 1),
        "one agrees less, one disagrees more"
    );

    raw(&world.db, |tx| {
        let id = tx.one(&ONE_SIGNATURE, &[], |row| row.get::<Id>(0))?.unwrap();
        Ok(tx.changed(&DROP_SIGNATURE, values![id])?)
    });
    let unsigned = lines(&world.db);
    let found = moved(&answered, &unsigned);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0.contains("East") && found[0].0.contains("signed"),
        "{found:?}"
    );
    assert_eq!(found[0].1, -1);

    raw(&world.db, |tx| {
        let id = tx.one(&ONE_REGISTER, &[], |row| row.get::<Id>(0))?.unwrap();
        tx.run(&LOSE_SHEET, values![id])?;
        Ok(tx.changed(&LOSE_REGISTER, values![id])?)
    });
    let lost = lines(&world.db);
    let found = moved(&unsigned, &lost);
    assert!(
        found
            .iter()
            .any(|(figure, by)| figure.contains("sign-in sheets missing") && *by == 1),
        "{found:?}"
    );

    raw(&world.db, |tx| {
        let id = tx.one(&ONE_WITH_BOROUGH, &[], |row| row.get::<Id>(0))?.unwrap();
        Ok(tx.changed(&FORGET_BOROUGH, values![id])?)
    });
    let forgotten = lines(&world.db);
    let found = moved(&lost, &forgotten);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].0.starts_with("core") && found[0].1 == -1, "{found:?}");

    // Appendix 2: a form without its background is one of its group less, and one that is not stated more.
    raw(&world.db, |tx| {
        let id = tx.one(&ONE_BACKGROUND, &[], |row| row.get::<Id>(0))?.unwrap();
        Ok(tx.changed(&FORGET_BACKGROUND, values![id])?)
    });
    let unstated = lines(&world.db);
    let mut found = moved(&forgotten, &unstated);
    found.retain(|(figure, _)| figure.ends_with(": count"));
    assert_eq!(
        found,
        [
            ("multi-agency: Housing: count".to_owned(), -1),
            ("multi-agency: Not stated or unclear: count".to_owned(), 1)
        ]
    );

    // Table 2: one who agrees less.
    raw(&world.db, |tx| {
        let id = tx.one(&ONE_FOLLOW_UP, &[], |row| row.get::<Id>(0))?.unwrap();
        Ok(tx.changed(&CHANGE_FOLLOW_UP, values![id])?)
    });
    let followed = lines(&world.db);
    let found = moved(&unstated, &followed);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].0.ends_with("agree") && found[0].1 == -1 && found[1].1 == 1,
        "{found:?}"
    );

    // The comparison says so, and only there.
    let report = world.db.read_now(compared).unwrap();
    // The lost sheet moves two: the count of sheets that are missing, and the attendances for each sheet that is there.
    assert_eq!(report.unexplained(), 11, "{}", report.text());
}

/// What is done with the demonstration after its programmes ended changes no recomputed figure.
#[test]
fn using_the_demonstration_leaves_the_published_programmes_as_they_were() {
    let world = World::new();
    let before = world.db.read_now(compared).unwrap();
    world.feedback_today();
    let after = world.db.read_now(compared).unwrap();
    assert_eq!(after.unexplained(), 0, "{}", after.text());
    assert_eq!(after.text(), before.text());
}

/// The course that the demonstration invents, if it is there.
fn invented(world: &World) -> Option<Id> {
    let found = world
        .db
        .read_now(|tx| Ok(tx.all(&INVENTED, &[], |row| row.get::<Id>(0))?));
    found.unwrap().first().copied()
}

/// Makes the invented course one of another programme, under another title.
fn give(world: &World, course: Id, slug: &'static str, title: &'static str) {
    raw(&world.db, move |tx| {
        assert_eq!(tx.changed(&GIVE_COURSE, values![course, slug, title])?, 1);
        Ok(tx.changed(&GIVE_FORMS, values![course, slug])?)
    });
}

/// The programme that the demonstration invents moves no published figure, on whichever days it is held; rows of the same kind that
/// belong to a published programme move that programme's figures and no others.
#[test]
fn what_is_invented_is_in_no_published_figure() {
    const OWN: (&str, &str) = ("example-partnership", "Difficult conversations (invented)");
    let (plain, whole) = (World::new(), World::demonstration());
    let text = |world: &World| world.db.read_now(compared).unwrap().text();
    let published = text(&plain);
    assert_eq!(invented(&plain), None);
    let course = invented(&whole).unwrap();
    let page = "/evidence/delivery?programme=example-partnership";
    assert_eq!(
        whole.browser("evaluator", None).get(page).row(&["All"])[3..],
        ["2", "48", "96", "42", "48"],
        "sessions, registered, attendances, people, forms"
    );
    assert_eq!(text(&whole), published);
    let start = lines(&whole.db);
    // Everybody filled in a form at each of the two runs, 48 in all: to every statement 40 agreed, 8 did neither, nobody disagreed.
    let first = whole.db.read_now(compared).unwrap().sections().swap_remove(0).1;
    let forms = first.iter().filter_map(|line| {
        let (_, what) = line.figure.rsplit_once(": ")?;
        let by = [("agree", 40), ("neither", 8), ("answered", 48)];
        let (_, by) = by.into_iter().find(|(name, _)| *name == what)?;
        Some((line.figure.clone(), by))
    });
    let of_pilot: Vec<(String, i64)> = forms.chain([("courses run".to_owned(), 2)]).collect();
    assert_eq!(of_pilot.len(), 15 * 3 + 1);
    // Both runs of two days were attended by 24 people of Hackney.
    let of_partnership = [
        ("core, Hackney, year 1: attended".to_owned(), 96),
        ("core, all, year 1: attended".to_owned(), 96),
        ("core, year 1: blocks".to_owned(), 2),
    ];
    for (slug, title, day, expected) in [
        ("harmful-practices-pilot", OWN.1, "2015-06-01", &of_pilot[..]),
        ("safe-and-together", "Core", "2021-10-01", &of_partnership),
    ] {
        raw(&whole.db, move |tx| {
            assert_eq!(tx.changed(&DATE_SESSIONS, values![course, day])?, 2);
            Ok(tx.changed(&DATE_FORMS, values![course, day])?)
        });
        assert_eq!(text(&whole), published, "in the days of {slug}, not of it");
        give(&whole, course, slug, title);
        assert_eq!(moved(&start, &lines(&whole.db)), expected, "{slug}");
        give(&whole, course, OWN.0, OWN.1);
        assert_eq!(text(&whole), published, "given back");
    }
}

/// The files are compiled into one module of the room, the one that compares.
#[test]
fn the_computing_code_does_not_know_the_published_files() {
    let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = [
        "src",
        "../responses/src",
        "../ledger/src",
        "../learning/src",
        "../../evidence/src",
    ]
    .iter()
    .map(|folder| room.join(folder))
    .collect();
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("src/published") {
                    folders.push(path);
                }
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            files += 1;
            assert!(!text.contains("data/published"), "{}", path.display());
        }
    }
    assert!(files > 100, "{files}");
}
