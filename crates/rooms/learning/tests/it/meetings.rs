//! The next meeting of two people in their calendars: agreed, moved, called off, and nothing said of who they are.

use crate::alike::book;
use crate::mentoring::{WORK, agreed, record};
use crate::pages::Browser;
use crate::world::{World, day};
use http::{StatusCode, header};

/// The parts of a calendar file: its method, and the lines of its one entry by their names.
fn read(text: &str) -> (String, Vec<(String, String)>) {
    let lines: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let method = lines.iter().find(|(name, _)| name == "METHOD").unwrap().1.clone();
    let begin = lines.iter().position(|(_, value)| value == "VEVENT").unwrap();
    let entry = lines[begin + 1..]
        .iter()
        .take_while(|(_, value)| value != "VEVENT")
        .cloned()
        .collect();
    (method, entry)
}

fn of<'e>(entry: &'e [(String, String)], name: &str) -> &'e str {
    &entry.iter().find(|(known, _)| known == name).unwrap().1
}

pub(crate) const FIRST: &[(&str, &str)] = &[
    ("next-day", "9"),
    ("next-month", "7"),
    ("next-year", "2026"),
    ("starts", "14.00"),
    ("ends", "15:00"),
];

/// No time is agreed.
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("next-day", ""),
    ("next-month", ""),
    ("next-year", ""),
    ("starts", ""),
    ("ends", ""),
];

/// Proves SH4: the file of an agreed meeting is called "Meeting" and private and says nothing else; moved and called off it carries the same random
/// name, and the next meeting another. Who has the mentoring out of sight gets none.
#[test]
fn a_meeting_says_nothing_and_moves_and_is_called_off_alike() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let own = format!("/mentoring/{reference}");
    let mentor = Browser::of(&world, Some(&world.trainer));
    let staff = Browser::of(&world, Some(&world.coordinator));
    let public = Browser::of(&world, None);
    let file = format!("{own}/meeting");
    assert_eq!(mentor.get(&file).status, StatusCode::NOT_FOUND, "none is agreed");
    let saved = mentor.send(&own, "next", FIRST);
    let page = mentor.get(&saved.location);
    assert!(
        page.main().contains("9 July 2026, 14:00 to 15:00"),
        "{}",
        page.main()
    );
    let seen = mentor.get(&file);
    assert_eq!(seen.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    assert_eq!(
        seen.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"meetings.ics\""
    );
    let (method, entry) = read(&seen.text());
    let mut names: Vec<&str> = entry.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "CLASS", "DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "UID"
        ]
    );
    assert_eq!((method.as_str(), of(&entry, "SEQUENCE")), ("PUBLISH", "0"));
    assert_eq!(
        (of(&entry, "SUMMARY"), of(&entry, "CLASS")),
        ("Meeting", "PRIVATE")
    );
    assert_eq!(of(&entry, "DTSTART"), "20260709T130000Z", "summer time");
    let uid = of(&entry, "UID").to_owned();
    for secret in [reference.as_str(), "Ann", "Housing"] {
        assert!(!seen.text().contains(secret), "{secret}");
    }
    // The mentee has the same file by the link to her record; a coordinator who reads the mentoring is led to none.
    let hers = record(&world, &booking);
    let links = public
        .get(&hers)
        .attributes("main a[href*='/mentoring/']", "href");
    assert_eq!(public.get(&links[0]).text(), seen.text());
    assert!(
        staff
            .get(&own)
            .attributes("main a[href$='/meeting']", "href")
            .is_empty()
    );
    assert_eq!(
        Browser::of(&world, Some(&world.westerner)).get(&file).status,
        StatusCode::NOT_FOUND
    );
    // The same again is no move.
    mentor.send(&own, "next", FIRST);
    assert_eq!(of(&read(&mentor.get(&file).text()).1, "SEQUENCE"), "0");
    mentor.send(
        &own,
        "next",
        &[("next-day", "10"), ("starts", "9.30"), ("ends", "10")],
    );
    mentor.send(
        &own,
        "next",
        &[("next-day", "10"), ("starts", "9.30"), ("ends", "10.30")],
    );
    let (method, moved) = read(&mentor.get(&file).text());
    assert_eq!((method.as_str(), of(&moved, "SEQUENCE")), ("PUBLISH", "1"));
    assert_eq!(
        (of(&moved, "UID"), of(&moved, "DTSTART")),
        (uid.as_str(), "20260710T083000Z")
    );
    mentor.send(&own, "next", OPEN);
    let (method, off) = read(&mentor.get(&file).text());
    assert_eq!((method.as_str(), of(&off, "STATUS")), ("CANCEL", "CANCELLED"));
    assert_eq!((of(&off, "UID"), of(&off, "SEQUENCE")), (uid.as_str(), "2"));
    mentor.send(&own, "next", FIRST);
    let (method, anew) = read(&mentor.get(&file).text());
    assert_eq!((method.as_str(), of(&anew, "SEQUENCE")), ("PUBLISH", "3"));
    assert_eq!(
        (of(&anew, "UID"), of(&anew, "DTSTART")),
        (uid.as_str(), "20260709T130000Z"),
        "a calendar that kept what was called off has it once"
    );
    world.on(day(2026, 7, 9), "15:00");
    let id = links[0].rsplit('/').next().unwrap();
    let over = format!("{}/{id}", record(&world, &booking));
    let seen = Browser::of(&world, None).get(&over);
    assert_eq!(seen.status, StatusCode::NOT_FOUND, "it is over");
}

/// What is wrong with a time stands at its field, and what was typed is kept; who ends the mentoring calls the meeting off.
#[test]
fn a_time_is_checked_and_an_ended_mentoring_meets_no_more() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let own = format!("/mentoring/{reference}");
    let mentor = Browser::of(&world, Some(&world.trainer));
    for (fields, field, words) in [
        (&[("next-day", "")][..], "next", "no time"),
        (&[("starts", "2 pm")], "starts", "like 09:30"),
        (&[("ends", "")], "ends", "like 10:30"),
        (&[("ends", "13:00")], "ends", "after the start"),
        (&[("next-year", "2025")], "next", "This day is over"),
    ] {
        let mut values = FIRST.to_vec();
        if field == "next" && words == "no time" {
            values.retain(|(name, _)| !name.starts_with("next"));
        }
        for (name, value) in fields {
            values.retain(|(known, _)| known != name);
            values.push((name, value));
        }
        let wrong = mentor.send(&own, "next", &values);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        let told = wrong.all(&format!("#{field}-error")).concat();
        assert!(told.contains(words), "{told}");
        let kept = wrong.attributes("#starts", "value").concat();
        assert!(kept == "14.00" || kept == "2 pm", "{kept}");
    }
    mentor.send(&own, "next", FIRST);
    let staff = Browser::of(&world, Some(&world.coordinator));
    staff.send(
        &format!("{own}/manage"),
        "end",
        &[("outcome", "reached"), ("end_reason", "she leads alone")],
    );
    let file = mentor.get(&format!("{own}/meeting")).text();
    assert_eq!(read(&file).0, "CANCEL");
    let page = mentor.get(&own).main();
    assert!(
        page.contains("Calendar file that takes the meeting out"),
        "{page}"
    );
}

/// Whoever agrees the next meeting while this one is under way leaves this one in the calendars, where it takes place; one that goes on for longer is
/// the same. What was called off and is over is another.
#[test]
fn a_meeting_under_way_stays_where_it_is() {
    let world = World::new();
    let booking = book(&world, world.session(9), WORK, "Housing");
    let reference = agreed(&world, &booking, &world.trainer);
    let own = format!("/mentoring/{reference}");
    let mentor = || Browser::of(&world, Some(&world.trainer));
    let entry = || {
        let (method, entry) = read(&mentor().get(&format!("{own}/meeting")).text());
        let [uid, sequence] = ["UID", "SEQUENCE"].map(|name| of(&entry, name).to_owned());
        (method, uid, sequence)
    };
    let plain = |uid: &str, sequence: &str| ("PUBLISH".to_owned(), uid.to_owned(), sequence.to_owned());
    mentor().send(&own, "next", FIRST);
    let (_, first, _) = entry();
    world.on(day(2026, 7, 9), "14:50");
    mentor().send(&own, "next", FIRST);
    assert_eq!(entry(), plain(&first, "0"), "the same again is no move");
    mentor().send(&own, "next", &[("ends", "15:30")]);
    assert_eq!(entry(), plain(&first, "1"), "it goes on for longer");
    // A day without a time, while it takes place, calls nothing off.
    mentor().send(&own, "next", &[("next-day", "16"), ("starts", ""), ("ends", "")]);
    assert_eq!(entry(), plain(&first, "1"));
    mentor().send(
        &own,
        "next",
        &[("next-day", "16"), ("starts", "14:00"), ("ends", "15:00")],
    );
    let (method, second, sequence) = entry();
    assert_ne!(second, first, "today's stays where it is");
    assert_eq!((method.as_str(), sequence.as_str()), ("PUBLISH", "0"));
    // Called off, over, agreed anew.
    mentor().send(&own, "next", &[("starts", ""), ("ends", "")]);
    assert_eq!(entry().0, "CANCEL");
    world.on(day(2026, 7, 16), "15:00");
    mentor().send(
        &own,
        "next",
        &[("next-day", "23"), ("starts", "14:00"), ("ends", "15:00")],
    );
    assert_ne!(entry().1, second);
}
