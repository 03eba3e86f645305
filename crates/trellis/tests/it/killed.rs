//! Files of earlier years of each kind, taken in and taken back while the program is killed: all of it is done, or nothing.

use crate::day::desk::Desk;
use crate::day::serve;
use crate::house::{said, trellis};
use crate::imports::{COURSE, copied, rows, send, take_in, until};
use crate::web::status;
use kernel::Day;
use std::path::Path;
use std::time::Duration;

/// Tables that files of any kind write.
const TABLES: [&str; 12] = [
    "session",
    "session_day",
    "earlier_session",
    "learner",
    "booking",
    "attendance",
    "earlier_person",
    "earlier_day",
    "response",
    "answer",
    "earlier_response",
    "earlier_print",
];
type Left = [i64; 12];

/// How much there is of each kind.
struct Sizes {
    sessions: usize,
    /// People of each session of whom only the number is known.
    each: usize,
    forms: usize,
    people: usize,
}

/// A file that stands in a folder which no server uses, and what is done with it.
struct Press<'f> {
    what: &'static str,
    page: &'f str,
    back: bool,
}

impl Press<'_> {
    fn pressed(&self, desk: &Desk) {
        if self.back {
            let undo = format!("{}/undo", self.page);
            let answer = desk.send_on(&undo, &undo, &[]);
            assert_eq!(status(&answer), 303, "{answer:.2000}");
        } else {
            take_in(desk, self.page);
        }
    }

    /// What its page says when it is done.
    const fn done(&self) -> &'static str {
        if self.back {
            "Everything that came of it is gone"
        } else {
            "Take it back"
        }
    }
}

/// A demonstration with a session of before, and a file of each kind that was looked at.
struct House {
    place: tempfile::TempDir,
    desk: Desk,
    sessions: String,
    forms: String,
    people: String,
}

impl House {
    fn with(of: &Sizes) -> Self {
        let place = tempfile::tempdir().unwrap();
        let server = serve(&place.path().join("data"));
        let desk = Desk::open(server.port);
        let before = format!("Date,Course,Borough,Venue\n2019-04-23,{COURSE},East,Hall of before\n");
        let page = send(&desk, "sessions", &before);
        take_in(&desk, &page);
        until(&desk, &page, "Take it back");
        let first = Day::new(2004, 1, 5).unwrap();
        let (each, came) = (of.each, of.each.saturating_sub(1));
        let lines = (0..of.sessions).map(|number| {
            let day = first.plus(i64::try_from(number).unwrap()).iso();
            format!("{day},{COURSE},East,Hall {number},{each},{came}\n")
        });
        let head = "Date,Course,Borough,Venue,Booked,Signed in\n".to_owned();
        let sessions = send(
            &desk,
            "sessions",
            &std::iter::once(head).chain(lines).collect::<String>(),
        );
        let head = "Date,Course,The day gave me what I came for,Comments\n".to_owned();
        let lines = (0..of.forms).map(|number| format!("2019-04-23,{COURSE},Agree,It helped {number}\n"));
        let forms = send(
            &desk,
            "forms",
            &std::iter::once(head).chain(lines).collect::<String>(),
        );
        said_of_forms(&desk, &forms);
        let head = "Date,Course,Work email,Came\n".to_owned();
        let lines =
            (0..of.people).map(|number| format!("2019-04-23,{COURSE},person-{number}@before.example,yes\n"));
        let people = send(
            &desk,
            "people",
            &std::iter::once(head).chain(lines).collect::<String>(),
        );
        server.stop();
        Self {
            place,
            desk,
            sessions,
            forms,
            people,
        }
    }

    fn left(&self) -> Left {
        rows(&self.place.path().join("data"), TABLES)
    }

    /// Does it on a copy of the folder; `work` says when the server ends. What is there then.
    fn on_a_copy(&self, press: &Press<'_>, work: impl FnOnce(&Desk, crate::house::Server)) -> Left {
        let copy = tempfile::tempdir().unwrap();
        let data = copy.path().join("data");
        copied(&self.place.path().join("data"), &data);
        let server = serve(&data);
        let desk = self.desk.at(server.port);
        press.pressed(&desk);
        work(&desk, server);
        verified(&data);
        rows(&data, TABLES)
    }

    /// What it comes to when nobody kills it, and how long it takes.
    fn undisturbed(&self, press: &Press<'_>) -> (Left, Duration) {
        let mut took = Duration::ZERO;
        let whole = self.on_a_copy(press, |desk, server| {
            took = until(desk, press.page, press.done());
            server.stop();
        });
        (whole, took)
    }

    /// Kills the server at so many moments, spread over the time that it takes. What it comes to, and in words what was there.
    fn kills(&self, press: &Press<'_>, moments: u32) -> (Left, String) {
        let before = self.left();
        let (whole, took) = self.undisturbed(press);
        assert_ne!(whole, before, "{}: nothing came of it", press.what);
        let mut all = 0;
        for number in 0..moments {
            let after = took * (2 * number + 1) / (2 * moments);
            let found = self.on_a_copy(press, |_, mut server| {
                std::thread::sleep(after);
                server.child.kill().unwrap();
                server.child.wait().unwrap();
            });
            assert!(
                found == whole || found == before,
                "{}: {found:?} after {after:?}, before {before:?}, whole {whole:?}",
                press.what
            );
            all += u32::from(found == whole);
        }
        let nothing = moments - all;
        let words = format!(
            "{}, SIGKILL at {moments} moments: {nothing} times nothing of it was done, {all} times all of it, 0 times a part; the audit trail verifies",
            press.what
        );
        (whole, words)
    }

    /// Takes a file in, on the folder itself.
    fn take(&self, page: &str) {
        let server = serve(&self.place.path().join("data"));
        let desk = self.desk.at(server.port);
        take_in(&desk, page);
        until(&desk, page, "Take it back");
        server.stop();
    }
}

/// Says of which questionnaire the forms are, and which columns say of which session.
fn said_of_forms(desk: &Desk, page: &str) {
    let found = desk.get(page);
    let (before, _) = found.split_once(">How was today?, version 1<").unwrap();
    let version = before.rsplit("value=\"").next().unwrap();
    let version = version.split('"').next().unwrap();
    let typed = [
        ("sheet", "0"),
        ("heading", "1"),
        ("version", version),
        ("purpose", "feedback"),
        ("column-day", "0"),
        ("column-course", "1"),
    ];
    let answer = desk.send_on(page, &format!("{page}/columns"), &typed);
    assert_eq!(status(&answer), 303, "{answer:.2000}");
    assert!(desk.get(page).contains("Take it in"));
}

fn verified(data: &Path) {
    let trail = trellis()
        .args(["audit", "verify", "--data"])
        .arg(data)
        .output()
        .unwrap();
    assert!(trail.status.success(), "{}", said(&trail));
}

/// How a file changed what is there.
fn change(before: Left, after: Left) -> Left {
    let mut change = after;
    for (rows, were) in change.iter_mut().zip(before) {
        *rows -= were;
    }
    change
}

fn rows_of(change: Left, table: &str) -> i64 {
    let mut all = TABLES.iter().zip(change);
    all.find(|(known, _)| **known == table).unwrap().1
}

/// Kills the program while it takes in sessions and forms, and while it takes a file of each kind back; what came of each, line by line.
fn of_each(of: &Sizes, (taken_in, taken_back): (u32, u32)) -> String {
    let house = House::with(of);
    let start = house.left();
    let press = |what, page, back| Press { what, page, back };
    let many = |number: usize| i64::try_from(number).unwrap();
    let sessions = press("sessions taken in", house.sessions.as_str(), false);
    let (whole, line) = house.kills(&sessions, taken_in);
    let sessions_change = change(start, whole);
    assert_eq!(rows_of(sessions_change, "session"), many(of.sessions));
    assert_eq!(rows_of(sessions_change, "learner"), many(of.sessions * of.each));
    let mut lines = vec![format!("kinds: {} {line}", of.sessions)];
    let forms = press("filled-in forms taken in", house.forms.as_str(), false);
    let (whole, line) = house.kills(&forms, taken_in);
    let forms_change = change(start, whole);
    assert_eq!(rows_of(forms_change, "response"), many(of.forms));
    lines.push(format!("kinds: {} {line}", of.forms));
    house.take(&house.sessions);
    house.take(&house.forms);
    let before = house.left();
    house.take(&house.people);
    let people_change = change(before, house.left());
    assert_eq!(rows_of(people_change, "learner"), many(of.people));
    // Taken back it leaves nothing of what it brought, and no more goes.
    for (number, what, page, brought) in [
        (
            of.sessions,
            "sessions taken back",
            &house.sessions,
            sessions_change,
        ),
        (of.forms, "filled-in forms taken back", &house.forms, forms_change),
        (of.people, "people taken back", &house.people, people_change),
    ] {
        let (whole, line) = house.kills(&press(what, page.as_str(), true), taken_back);
        assert_eq!(change(whole, house.left()), brought, "{what}");
        lines.push(format!("kinds: {number} {line}"));
    }
    lines.join("\n")
}

/// Proves SR10: killed while it is taken in or back, a file of sessions, of forms or of people is there whole or not at all.
#[test]
fn a_killed_file_of_any_kind_is_whole_or_nothing() {
    let sizes = Sizes {
        sessions: 30,
        each: 4,
        forms: 120,
        people: 150,
    };
    println!("{}", of_each(&sizes, (1, 1)));
}

/// The same at some moments more.
#[test]
#[ignore = "run by cargo xtask prove imports --short"]
fn few_of_each() {
    let sizes = Sizes {
        sessions: 150,
        each: 10,
        forms: 500,
        people: 1_000,
    };
    println!("{}", of_each(&sizes, (3, 2)));
}

/// The same at more moments, of files as large as those of a partnership's years.
#[test]
#[ignore = "run by cargo xtask prove imports"]
fn many_of_each() {
    let sizes = Sizes {
        sessions: 1_000,
        each: 20,
        forms: 4_000,
        people: 5_000,
    };
    println!("{}", of_each(&sizes, (8, 4)));
}
