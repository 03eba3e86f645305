//! Groups side by side: against the published figures, against a plain count of the rows, and against what has left before.

use crate::world::{Seen, World, raw};
use http::StatusCode;
use kernel::{Day, Id};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::values;

store::statements! {
    /// A form of Tri-borough whose writer is very likely to use what she learnt.
    ONE_LIKELY = "select r.id from answer n join response r on r.id = n.response_id join session s on s.id = r.session_id join area a on a.id = s.area_id
        where n.question_key = 'likelihood' and n.option_key = 'high' and a.name = 'Tri-borough' order by r.id limit 1";
    LESS_LIKELY = "update answer set option_key = 'low' where response_id = ?1 and question_key = 'likelihood'";
    ONLINE = "update course set mode = 'online' where title = 'Multi-agency'";
    /// Every signature: who, whether she is known, at which session of which course, and when that began.
    SIGNATURES = "select t.learner_id, case when l.email_blind is null then 0 else 1 end, s.id, c.id, s.first_day from attendance t
        join learner l on l.id = t.learner_id join session s on s.id = t.session_id join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id where p.slug = 'harmful-practices-pilot' and s.state = 'held'";
    /// Every booking that stands: who, whether she is known, for which session, and whether its register came.
    BOOKINGS = "select b.learner_id, case when l.email_blind is null then 0 else 1 end, s.id, c.id, s.first_day,
        case when o.received_at is null then 0 else 1 end from booking b
        join learner l on l.id = b.learner_id join session s on s.id = b.session_id join course c on c.id = s.course_id
        join programme p on p.id = c.programme_id left join owed o on o.session_id = s.id and o.kind = 'register'
        where p.slug = 'harmful-practices-pilot' and s.state = 'held' and b.state = 'booked'";
    /// The first and the last multi-agency session of East with a register.
    FIRST_AND_LAST = "select s.id from session s join course c on c.id = s.course_id join area a on a.id = s.area_id join owed o on o.session_id = s.id
        where c.title = 'Multi-agency' and a.name = 'East' and o.kind = 'register' and o.received_at is not null order by s.first_day, s.id";
    /// People at a session.
    AT = "select t.learner_id from attendance t where t.session_id = ?1 order by t.learner_id limit 6";
    SIGNED_BY = "update attendance set learner_id = ?3, booking_id = null where session_id = ?1 and learner_id = ?2";
    NO_BOOKING = "delete from booking where session_id = ?1 and learner_id in (?2, ?3)";
    REGISTERS_GONE = "update owed set received_at = null where kind = 'register' and session_id in (select s.id from session s
        join area a on a.id = s.area_id where a.name = 'Tri-borough' and s.first_day >= ?1)";
    DAYS_GONE = "update session_day set register_at = null where session_id in (select s.id from session s
        join area a on a.id = s.area_id where a.name = 'Tri-borough' and s.first_day >= ?1)";
    AREA = "select id from area where name = ?1";
}

pub(crate) const PAGE: &str = "/evidence/compare?programme=harmful-practices-pilot";
pub(crate) const LIKELY: &str = "Very likely to use what they learnt: area by area";

pub(crate) fn page(world: &World, query: &str) -> Seen {
    let seen = world.browser("evaluator", None).get(&format!("{PAGE}{query}"));
    assert_eq!(seen.status, StatusCode::OK, "{query}: {}", seen.text());
    seen
}

/// The first cells of each row.
pub(crate) fn heads(rows: &[Vec<String>], cells: usize) -> Vec<Vec<&str>> {
    let head = |row: &Vec<String>| -> usize { cells.min(row.len()) };
    rows.iter()
        .map(|row| row[..head(row)].iter().map(String::as_str).collect())
        .collect()
}

/// n and N of a printed share.
fn counts(cell: &str) -> (u64, u64) {
    if cell == "[x]" {
        return (0, 0);
    }
    let (_, counts) = cell.split_once("n=").unwrap_or_else(|| panic!("{cell}"));
    let (n, of) = counts.trim_end_matches(')').split_once('/').unwrap();
    (n.parse().unwrap(), of.parse().unwrap())
}

/// Both areas as the pilot's report has them, with intervals made by statsmodels (tests/fixed/make.py says how): 87 of 129 and 185 of 234.
#[test]
fn areas_stand_side_by_side_as_they_were_published() {
    let world = World::new();
    let seen = page(&world, "&measure=likely");
    assert_eq!(
        heads(&seen.table(LIKELY), 3),
        [
            ["East", "79% (n=185/234)", "73% to 84%"],
            ["Tri-borough", "67% (n=87/129)", "59% to 75%"],
            ["All", "75% (n=272/363)", "70% to 79%"],
        ]
    );
    let differences = format!("{LIKELY}: differences");
    assert_eq!(
        seen.table(&differences),
        [["Tri-borough", "East", "-12", "from -21 to -2", "Lower than East."]]
    );
    let turned = page(&world, "&measure=likely&against=Tri-borough");
    assert_eq!(
        turned.table(&differences),
        [[
            "East",
            "Tri-borough",
            "+12",
            "from +2 to +21",
            "Higher than Tri-borough."
        ]]
    );
    assert!(
        seen.text().contains("<svg class=\"trellis-chart trellis-plot\""),
        "{}",
        seen.text()
    );
    assert!(seen.text().contains("The groups are mostly different people"));
    // One answer changes, and the figure with it.
    let form = world
        .db
        .read_now(|tx| Ok(tx.one(&ONE_LIKELY, &[], |row| row.get::<Id>(0))?))
        .unwrap()
        .unwrap();
    assert_eq!(
        raw(&world.db, move |tx| Ok(tx.changed(&LESS_LIKELY, values![form])?)),
        1
    );
    let moved = page(&world, "&measure=likely").table(LIKELY);
    assert_eq!(
        heads(&moved, 2),
        [
            ["East", "79% (n=185/234)"],
            ["Tri-borough", "67% (n=86/129)"],
            ["All", "75% (n=271/363)"],
        ]
    );
}

/// By year, by quarter, by way of meeting: the same answers each time, and their sum is what *Feedback* prints.
#[test]
fn every_way_to_divide_adds_up_to_the_same() {
    let world = World::new();
    raw(&world.db, |tx| Ok(tx.changed(&ONLINE, &[])?));
    let mut groups = BTreeMap::new();
    for by in ["area", "year", "quarter", "mode"] {
        let seen = page(&world, &format!("&by={by}&measure=said-expectations"));
        let rows: Vec<Vec<String>> = seen.rows_with("85% (n=532/625)");
        assert_eq!(rows.len(), 1, "{by}: {}", seen.text());
        assert_eq!(rows[0][0], "All");
        let text = seen.text();
        let label = text.split("<caption").nth(1).unwrap().split('>').nth(1).unwrap();
        let caption = label.split('<').next().unwrap().trim().to_owned();
        let table = seen.table(&caption);
        let (own, sum) = table.split_at(table.len() - 1);
        let sums = own
            .iter()
            .map(|row| counts(&row[1]))
            .fold((0, 0), |all, own| (all.0 + own.0, all.1 + own.1));
        assert_eq!(sums, counts(&sum[0][1]), "{by}");
        let missing: u64 = own.iter().map(|row| row[3].parse::<u64>().unwrap()).sum();
        assert_eq!(missing.to_string(), sum[0][3], "{by}: missing answers");
        groups.insert(by, own.iter().map(|row| row[0].clone()).collect::<Vec<_>>());
    }
    assert_eq!(groups["area"], ["East", "Tri-borough"]);
    assert_eq!(groups["year"], ["Year 1", "Year 2"]);
    assert_eq!(groups["mode"], ["In a room", "Online"]);
    assert!(
        groups["quarter"].len() >= 6 && groups["quarter"].contains(&"April to June 2015".to_owned()),
        "{groups:?}"
    );
    // Narrowed to a year, the quarters are those of that year.
    let second = page(&world, "&by=year&year=2&measure=said-expectations");
    assert!(
        second.text().contains("There is one group alone"),
        "{}",
        second.text()
    );
    assert!(second.rows_with("Year 1").is_empty());
}

/// One row of attendance or booking.
struct Line {
    learner: Id,
    known: bool,
    session: Id,
    course: Id,
    day: Day,
    register: bool,
}

fn lines(world: &World, statement: &'static store::Stmt, register: bool) -> Vec<Line> {
    world
        .db
        .read_now(move |tx| {
            Ok(tx.all(statement, &[], |row| {
                Ok(Line {
                    learner: row.get(0)?,
                    known: row.get::<i64>(1)? == 1,
                    session: row.get(2)?,
                    course: row.get(3)?,
                    day: row.get(4)?,
                    register: register && row.get::<i64>(5)? == 1,
                })
            })?)
        })
        .unwrap()
}

/// Somebody who came early comes again at the end, to the same course.
fn some_come_again(world: &World) {
    let sessions: Vec<Id> = world
        .db
        .read_now(|tx| Ok(tx.all(&FIRST_AND_LAST, &[], |row| row.get::<Id>(0))?))
        .unwrap();
    let (first, last) = (sessions[0], sessions[sessions.len() - 1]);
    raw(&world.db, move |tx| {
        let at = |tx: &mut store::Tx<'_>, session: Id| tx.all(&AT, values![session], |row| row.get::<Id>(0));
        let (early, late) = (at(tx, first)?, at(tx, last)?);
        for (early, late) in early.into_iter().zip(late).filter(|(early, late)| early != late) {
            tx.run(&SIGNED_BY, values![last, late, early])?;
            tx.run(&NO_BOOKING, values![last, late, early])?;
        }
        Ok(())
    });
}

/// First time and again, by person and course, as a plain walk over all rows finds them; people apart from attendances.
#[test]
fn who_had_been_before_is_who_signed_in_before() {
    let world = World::new();
    some_come_again(&world);
    let signatures = lines(&world, &SIGNATURES, false);
    let mut earliest: HashMap<(Id, Id), Day> = HashMap::new();
    for line in &signatures {
        let day = earliest.entry((line.learner, line.course)).or_insert(line.day);
        *day = (*day).min(line.day);
    }
    let kind = |line: &Line| match earliest.get(&(line.learner, line.course)) {
        _ if !line.known => "Not known",
        Some(day) if *day < line.day => "Been before",
        _ => "First time",
    };
    let mut attended: BTreeMap<&str, (u64, BTreeSet<Id>)> = BTreeMap::new();
    for line in &signatures {
        let own = attended.entry(kind(line)).or_default();
        own.0 += 1;
        own.1.insert(line.learner);
    }
    assert!(attended["Been before"].0 >= 5, "some come again");
    let seen = page(&world, "&by=again");
    let table = seen.table("Attendances and people: first time and again");
    for row in &table {
        let Some((attendances, people)) = attended.get(row[0].as_str()) else {
            assert_eq!(row[0], "All");
            assert_eq!(row[1], signatures.len().to_string());
            continue;
        };
        assert_eq!(row[1], attendances.to_string(), "{row:?}");
        let known = if row[0] == "Not known" {
            "not recorded".to_owned()
        } else {
            people.len().to_string()
        };
        assert_eq!(row[3], known, "{row:?}");
    }
    assert_eq!(table.len(), attended.len() + 1);
    // Of those who had booked, by whether they had been before.
    let there: BTreeSet<(Id, Id)> = signatures
        .iter()
        .map(|line| (line.session, line.learner))
        .collect();
    let mut booked: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for line in lines(&world, &BOOKINGS, true).iter().filter(|line| line.register) {
        let own = booked.entry(kind(line)).or_default();
        own.0 += u64::from(there.contains(&(line.session, line.learner)));
        own.1 += 1;
    }
    let came = seen.table("Came, of those who had booked: first time against again");
    let shown: BTreeMap<&str, (u64, u64)> = came
        .iter()
        .filter(|row| row[0] != "All")
        .map(|row| (row[0].as_str(), counts(&row[1])))
        .collect();
    assert_eq!(shown, booked);
    let text = seen.text();
    assert!(text.contains("signed in to another session of the same course that began on an earlier day"));
    // The share of first attendances is of those who are known.
    let first = page(&world, "&by=area&measure=first");
    let all = first.rows_with("All");
    let (known, new) = (
        attended["First time"].0 + attended["Been before"].0,
        attended["First time"].0,
    );
    assert_eq!(counts(&all[0][1]), (new, known));
}

/// A session whose register did not come is in no share, and a group that lacks half of them says so and concludes nothing.
#[test]
fn a_group_without_half_of_its_registers_says_so() {
    let world = World::new();
    let bookings = lines(&world, &BOOKINGS, true);
    let kept = bookings.iter().filter(|line| line.register).count();
    assert!(kept < bookings.len());
    let seen = page(&world, "&by=area");
    assert_eq!(
        counts(&seen.rows_with("All")[0][1]).1,
        u64::try_from(kept).unwrap()
    );
    assert!(!seen.text().contains("Half or more"));
    let gone = |from: &'static str| {
        raw(&world.db, move |tx| {
            tx.run(&REGISTERS_GONE, values![from])?;
            Ok(tx.run(&DAYS_GONE, values![from])?)
        });
    };
    gone("2015-09-01");
    let half = page(&world, "&by=area");
    assert!(
        half.text()
            .contains("Half or more of what these should be based on is missing: Tri-borough."),
        "{}",
        half.text()
    );
    let row = half.row(&["Tri-borough"]);
    assert!(
        row[3].contains(" sessions; ") && row[3].contains("registers outstanding"),
        "{row:?}"
    );
    let kept: Vec<Line> = lines(&world, &BOOKINGS, true);
    assert_eq!(
        counts(&half.rows_with("All")[0][1]).1,
        u64::try_from(kept.iter().filter(|line| line.register).count()).unwrap()
    );
    let difference = half.row(&["Tri-borough", "East"]);
    assert_eq!(
        difference.last().unwrap(),
        "No conclusion: half or more of what Tri-borough should be based on is missing."
    );
    gone("2010-01-01");
    let none = page(&world, "&by=area");
    assert_eq!(none.row(&["Tri-borough"])[1], "[x]", "it is no zero");
    assert!(
        none.text()
            .contains("[x] marks papers that were owed and did not come")
    );
}

pub(crate) fn area(world: &World, name: &'static str) -> String {
    let found = world
        .db
        .read_now(|tx| Ok(tx.one(&AREA, values![name], |row| row.get::<Id>(0))?))
        .unwrap();
    found.unwrap().to_string()
}
