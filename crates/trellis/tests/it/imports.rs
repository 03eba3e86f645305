//! A file of earlier years while the program takes it in: killed at any moment, all of it is there or nothing.

use crate::day::desk::Desk;
use crate::day::serve;
use crate::house::{said, trellis};
use crate::web::{headers, status};
use std::path::Path;
use std::time::{Duration, Instant};

/// A course of the demonstration.
pub(crate) const COURSE: &str = "Difficult conversations (invented)";
/// How long the work may take.
const PATIENCE: Duration = Duration::from_mins(4);

/// What a killed import leaves: rows of each table that it writes.
type Left = [i64; 5];

/// A coordinator with a file that waits to be taken in, in a data folder that no server uses.
struct Waiting {
    place: tempfile::TempDir,
    desk: Desk,
    import: String,
    before: Left,
}

/// The page of a file once it stands in a state.
pub(crate) fn until(desk: &Desk, page: &str, words: &str) -> Duration {
    let begun = Instant::now();
    while !desk.get(page).contains(words) {
        assert!(
            begun.elapsed() < PATIENCE,
            "{page} never says {words}: {}",
            desk.get(page)
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    begun.elapsed()
}

/// Sends a file; the address of its page.
pub(crate) fn send(desk: &Desk, kind: &str, file: &str) -> String {
    let answer = desk.upload("/imports", &[("kind", kind), ("name", "Of before")], file);
    assert_eq!(status(&answer), 303, "{answer:.2000}");
    headers(&answer, "location").last().unwrap_or_default().to_owned()
}

pub(crate) fn take_in(desk: &Desk, page: &str) {
    let answer = desk.send_on(page, &format!("{page}/take-in"), &[]);
    assert_eq!(status(&answer), 303, "{answer:.2000}");
}

/// Rows of each table.
#[expect(
    clippy::disallowed_types,
    reason = "the server is stopped: the test reads the file on its own"
)]
pub(crate) fn rows<const TABLES: usize>(data: &Path, tables: [&str; TABLES]) -> [i64; TABLES] {
    let raw = rusqlite::Connection::open(data.join("trellis.db")).unwrap();
    tables.map(|table| {
        raw.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0))
            .unwrap()
    })
}

fn left(data: &Path) -> Left {
    rows(
        data,
        [
            "learner",
            "booking",
            "attendance",
            "earlier_person",
            "earlier_day",
        ],
    )
}

impl Waiting {
    /// A demonstration in which a session of before was taken in, and a file with so many people of it was looked at.
    fn with(people: usize) -> Self {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        let server = serve(&data);
        let desk = Desk::open(server.port);
        let session = format!("Date,Course,Borough,Venue\n23/04/2019,{COURSE},East,Hall of before\n");
        let page = send(&desk, "sessions", &session);
        take_in(&desk, &page);
        until(&desk, &page, "Take it back");
        let rows: Vec<String> = (0..people)
            .map(|number| format!("23/04/2019,{COURSE},person-{number}@before.example,yes"))
            .collect();
        let rows = rows.join("\n");
        let import = send(&desk, "people", &format!("Date,Course,Work email,Came\n{rows}"));
        assert!(desk.get(&import).contains("Take it in"));
        server.stop();
        let before = left(&data);
        Self {
            place,
            desk,
            import,
            before,
        }
    }

    /// A copy of the folder to work on.
    fn copy(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        copied(&self.place.path().join("data"), &copy.path().join("data"));
        copy
    }

    /// What is there when everything was taken in.
    fn whole(&self, people: usize) -> Left {
        let people = i64::try_from(people).unwrap();
        let [learners, bookings, marks, rows, days] = self.before;
        [
            learners + people,
            bookings + people,
            marks + people,
            rows + people,
            days + 1,
        ]
    }

    /// How long it takes when nobody kills it.
    fn undisturbed(&self, people: usize) -> Duration {
        let copy = self.copy();
        let data = copy.path().join("data");
        let server = serve(&data);
        let desk = self.desk.at(server.port);
        take_in(&desk, &self.import);
        let took = until(&desk, &self.import, "Take it back");
        server.stop();
        assert_eq!(left(&data), self.whole(people));
        took
    }

    /// Kills the server so long after the button was pressed; true where everything is there.
    fn killed(&self, people: usize, after: Duration) -> bool {
        let copy = self.copy();
        let data = copy.path().join("data");
        let mut server = serve(&data);
        take_in(&self.desk.at(server.port), &self.import);
        std::thread::sleep(after);
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        let found = left(&data);
        let whole = found == self.whole(people);
        assert!(
            whole || found == self.before,
            "{found:?} after {after:?}, before: {:?}",
            self.before
        );
        let trail = trellis()
            .args(["audit", "verify", "--data"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(trail.status.success(), "{}", said(&trail));
        whole
    }
}

pub(crate) fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), &place).unwrap();
        }
    }
}

/// Kills an import at so many moments, spread over the time that it takes.
fn kills(people: usize, moments: u32) -> String {
    let waiting = Waiting::with(people);
    let took = waiting.undisturbed(people);
    let whole = (0..moments)
        .map(|number| took * number / moments.saturating_sub(1).max(1))
        .filter(|after| waiting.killed(people, *after))
        .count();
    let nothing = usize::try_from(moments).unwrap() - whole;
    format!(
        "{people} people, SIGKILL at {moments} moments of the import: {nothing} times nothing of it was there, {whole} times all of it, 0 times a part; the audit trail verifies"
    )
}

/// Proves SR10: killed while it is taken in, a file of people is there whole or not at all.
#[test]
fn a_killed_import_leaves_all_or_nothing() {
    println!("imports: {}", kills(1_500, 3));
}

/// The same at some moments more.
#[test]
#[ignore = "run by cargo xtask prove imports --short"]
fn few_kills() {
    println!("imports: {}", kills(5_000, 8));
}

/// The same at many moments, with as many rows as a file may have.
#[test]
#[ignore = "run by cargo xtask prove imports"]
fn fifty_kills() {
    println!("imports: {}", kills(50_000, 50));
}
