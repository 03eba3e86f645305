//! Calendar files for a program of others (`cargo xtask prove calendars`): those that people are sent, and some by chance. Beside each stands
//! what it has to say, in days and times of London.

use crate::alike::book;
use crate::letters::{change_days, outgoing};
use crate::mentoring::{WORK, agreed};
use crate::pages::Browser;
use crate::world::{World, day};
use crate::{feeds, meetings};
use kernel::{Day, Entropy, Instant, SeededEntropy};
use paper::calendar::{self, Meeting, Method};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where the files go.
struct Folder(PathBuf);

impl Folder {
    /// A file of this name, and what it has to say.
    fn put(&self, name: &str, text: &str, told: &Value) {
        std::fs::write(self.0.join(format!("{name}.ics")), text).unwrap();
        std::fs::write(self.0.join(format!("{name}.json")), told.to_string()).unwrap();
    }
}

/// The day of this number, from and to when.
fn at(number: u64, day: Day, starts: &str, ends: &str) -> Value {
    json!([number, day.iso(), starts, ends])
}

/// What a file has to say: its method (a calendar that is read again and again has none), its days, and the files whose entries
/// it replaces, the newest last.
fn told(method: Option<&str>, days: &[Value], after: &[&str]) -> Value {
    let status = if method == Some("CANCEL") {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    let secret = [
        "Ann",
        "Tess",
        "Trainer",
        "Housing",
        "Responding",
        "Library",
        "East",
        "work.example",
        "hearing",
    ];
    json!({ "method": method, "status": status, "days": days, "after": after, "secret": secret })
}

/// A booking, a session that moves and has a day less, the calendar of one's own, and the place given up.
fn booked(folder: &Folder) {
    let world = World::new();
    let session = world.session_on(2, &[day(2026, 3, 12), day(2026, 4, 1), day(2026, 4, 2)]);
    world.book(session, "Ann One").unwrap();
    let newest = |field: &str| {
        let (_, content) = outgoing(&world).pop().unwrap();
        content[field].as_str().unwrap().to_owned()
    };
    // The first is in winter time, the others in summer time.
    let days = [
        at(1, day(2026, 3, 12), "09:30", "13:00"),
        at(2, day(2026, 4, 1), "09:30", "13:00"),
        at(3, day(2026, 4, 2), "09:30", "13:00"),
    ];
    folder.put(
        "invitation",
        &newest("calendar"),
        &told(Some("PUBLISH"), &days, &[]),
    );
    change_days(&world, session, 1, &[day(2026, 4, 7), day(2026, 4, 8)]);
    let days = [
        at(1, day(2026, 4, 7), "10:00", "11:00"),
        at(2, day(2026, 4, 8), "10:00", "11:00"),
    ];
    let moved = told(Some("PUBLISH"), &days, &["invitation"]);
    folder.put("change", &newest("calendar"), &moved);
    let dropped = told(Some("CANCEL"), &[json!([3])], &["invitation"]);
    folder.put("dropped", &newest("dropped"), &dropped);
    let public = Browser::of(&world, None);
    let page = feeds::path(&world, session);
    let (target, fields) = public.get(&page).form("/calendar", &[]);
    public.post(&target, &fields);
    let feed = public.get(&feeds::address(&public.get(&page)).unwrap()).text();
    folder.put("feed", &feed, &told(None, &days, &["invitation"]));
    world.clock.advance(60);
    world.cancel(world.booking(session, "Ann One")).unwrap();
    let [first, second] = days;
    let before = ["invitation", "change", "dropped"];
    let gone = told(Some("CANCEL"), &[first, second, json!([3])], &before);
    folder.put("cancellation", &newest("calendar"), &gone);
}

/// A meeting of mentor and mentee: agreed, moved, called off.
fn mentored(folder: &Folder) {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let own = format!("/mentoring/{}", agreed(&world, &booking, &world.trainer));
    let mentor = Browser::of(&world, Some(&world.trainer));
    let file = || mentor.get(&format!("{own}/meeting")).text();
    mentor.send(&own, "next", meetings::FIRST);
    let days = [at(1, day(2026, 7, 9), "14:00", "15:00")];
    folder.put("meeting", &file(), &told(Some("PUBLISH"), &days, &[]));
    let later = [("next-day", "10"), ("starts", "9.30"), ("ends", "10.30")];
    mentor.send(&own, "next", &later);
    let days = [at(1, day(2026, 7, 10), "09:30", "10:30")];
    let moved = told(Some("PUBLISH"), &days, &["meeting"]);
    folder.put("meeting-moved", &file(), &moved);
    mentor.send(&own, "next", meetings::OPEN);
    let off = told(Some("CANCEL"), &days, &["meeting-moved"]);
    folder.put("meeting-off", &file(), &off);
}

/// So many meetings on days of four years, one file for each and a calendar of all.
fn by_chance(folder: &Folder, count: usize) {
    let dice = SeededEntropy::new(11);
    let stamp = Instant::on(day(2026, 1, 1), "08:00").unwrap();
    let time = |hour: u64| format!("{:02}:{:02}", hour + dice.below(8), dice.below(60));
    let (mut all, mut every) = (Vec::new(), Vec::new());
    for number in 0..count {
        let (mut days, mut said) = (Vec::new(), Vec::new());
        for place in 1..=1 + dice.below(4) {
            let date = day(2026, 1, 1).plus(i64::try_from(dice.below(1461)).unwrap());
            let (starts, ends) = (time(6), time(14));
            days.push((
                Instant::on(date, &starts).unwrap(),
                Instant::on(date, &ends).unwrap(),
            ));
            said.push(at(place, date, &starts, &ends));
        }
        let meeting = Meeting {
            uid: calendar::fresh_uid(&dice),
            sequence: u32::try_from(dice.below(1000)).unwrap(),
            stamp,
            days,
        };
        let (method, word) = if dice.below(2) == 0 {
            (Method::Publish, "PUBLISH")
        } else {
            (Method::Cancel, "CANCEL")
        };
        let text = calendar::write(&meeting, method).unwrap();
        folder.put(&format!("chance-{number}"), &text, &told(Some(word), &said, &[]));
        all.push(meeting);
        every.extend(said);
    }
    let text = calendar::feed(&all).unwrap();
    folder.put("chance-feed", &text, &told(None, &every, &[]));
}

/// Proves SH4: writes the files that another program then reads.
#[test]
#[ignore = "writes files for another program: cargo xtask test runs it"]
fn calendars_for_the_other_program() {
    let folder = Folder(PathBuf::from(std::env::var_os("FILES_FOLDER").unwrap()));
    let count = std::env::var_os("FILES_COUNT").unwrap();
    booked(&folder);
    mentored(&folder);
    by_chance(&folder, count.into_string().unwrap().parse().unwrap());
}
