//! Calendar files, read by the crate that writes them. A program of others reads them in `cargo xtask prove calendars`.

use icalendar::{Calendar, CalendarComponent, Component};
use kernel::{Day, Instant, SeededEntropy};
use paper::calendar::{Meeting, Method, cancel, dropped, fresh_uid, write};
use proptest::prelude::*;

fn meeting() -> Meeting {
    let day = Day::new(2026, 7, 1).unwrap();
    let next = day.plus(1);
    Meeting {
        uid: fresh_uid(&SeededEntropy::new(4)),
        sequence: 2,
        stamp: Instant::on(day, "08:00").unwrap(),
        days: vec![
            (
                Instant::on(day, "09:30").unwrap(),
                Instant::on(day, "16:30").unwrap(),
            ),
            (
                Instant::on(next, "09:30").unwrap(),
                Instant::on(next, "12:00").unwrap(),
            ),
        ],
    }
}

/// Proves SH4.
#[test]
fn an_entry_says_nothing_and_moves_and_cancels_alike() {
    let meeting = meeting();
    for (method, word, status) in [
        (Method::Publish, "PUBLISH", "CONFIRMED"),
        (Method::Cancel, "CANCEL", "CANCELLED"),
    ] {
        let text = write(&meeting, method).unwrap();
        let read: Calendar = text.parse().unwrap();
        assert_eq!(read.property_value("METHOD"), Some(word));
        let events: Vec<_> = read
            .components
            .iter()
            .map(|part| match part {
                CalendarComponent::Event(event) => event,
                other => panic!("unexpected {other:?}"),
            })
            .collect();
        assert_eq!(events.len(), 2);
        for (place, event) in events.iter().enumerate() {
            let mut names: Vec<_> = event.properties().keys().map(String::as_str).collect();
            names.sort_unstable();
            assert_eq!(
                names,
                [
                    "CLASS", "DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "UID"
                ]
            );
            assert!(event.multi_properties().is_empty());
            assert_eq!(event.property_value("SUMMARY"), Some("Meeting"));
            assert_eq!(event.property_value("CLASS"), Some("PRIVATE"));
            assert_eq!(event.property_value("STATUS"), Some(status));
            assert_eq!(event.property_value("SEQUENCE"), Some("2"));
            let uid = format!("{}-{}", meeting.uid, place + 1);
            assert_eq!(event.property_value("UID"), Some(uid.as_str()));
        }
        // Summer time: 09:30 in London is 08:30 UTC.
        assert_eq!(events[0].property_value("DTSTART"), Some("20260701T083000Z"));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains('\n') && !line.contains('\r'));
        }
    }
}

/// A UID as ours are, one with a character in it that is none of theirs, and any text.
fn uid() -> impl Strategy<Value = String> {
    let foreign = ("[0-9a-f]{31}", 0..32_usize, "[\r\n:;,g ]");
    prop_oneof![
        "[0-9a-f]{32}",
        foreign.prop_map(|(mut uid, place, with)| {
            uid.insert_str(place.min(uid.len()), &with);
            uid
        }),
        "[\\PC\r\n\t:;]{0,40}",
    ]
}

proptest! {
    /// Proves SF7: no value can add a property to a calendar file.
    #[test]
    fn no_value_adds_a_property(uid in uid(), sequence in any::<u32>()) {
        let mut meeting = meeting();
        meeting.uid.clone_from(&uid);
        meeting.sequence = sequence;
        let ours = uid.len() == 32 && uid.chars().all(|c| c.is_ascii_hexdigit());
        let written = write(&meeting, Method::Publish);
        prop_assert_eq!(written.is_ok(), ours, "{:?}", uid);
        if let Ok(text) = written {
            prop_assert_eq!(text.matches("\r\n").count(), 4 + 2 + 2 * 10);
            let counted = format!("SEQUENCE:{sequence}\r\n");
            prop_assert_eq!(text.matches(counted.as_str()).count(), 2);
        }
    }
}

/// A cancellation reaches every day that was ever sent, also those the meeting no longer has.
#[test]
fn days_that_are_gone_are_taken_out() {
    let meeting = meeting();
    let names = |text: &str| {
        let read: Calendar = text.parse().unwrap();
        assert_eq!(read.property_value("METHOD"), Some("CANCEL"));
        read.components
            .iter()
            .map(|part| match part {
                CalendarComponent::Event(event) => {
                    assert_eq!(event.property_value("STATUS"), Some("CANCELLED"));
                    event.get_uid().unwrap().rsplit_once('-').unwrap().1.to_owned()
                }
                other => panic!("unexpected {other:?}"),
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&cancel(&meeting, 4).unwrap()), ["1", "2", "3", "4"]);
    assert_eq!(names(&cancel(&meeting, 0).unwrap()), ["1", "2"]);
    assert_eq!(names(&dropped(&meeting, 4).unwrap().unwrap()), ["3", "4"]);
    assert_eq!(dropped(&meeting, 2).unwrap(), None);
}
