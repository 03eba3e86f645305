//! Calendar files: whatever the times, the file reads back as the meeting it is and says nothing else.

#![no_main]

use icalendar::{Calendar, CalendarComponent, Component};
use kernel::Instant;
use libfuzzer_sys::fuzz_target;
use paper::calendar::{Meeting, Method, write};

/// From the year 1 to the year 9999.
const FIRST: i64 = -62_135_596_800_000;
const SPAN: i64 = 315_537_897_600_000;

fn instant(bytes: &[u8]) -> Instant {
    let number = bytes.iter().fold(0_i64, |sum, byte| {
        sum.wrapping_mul(256).wrapping_add(i64::from(*byte))
    });
    Instant::from_millis(FIRST + number.rem_euclid(SPAN))
}

fuzz_target!(|data: &[u8]| {
    let (head, rest) = data.split_at(data.len().min(41));
    let (Some(choice), Some(uid), Some(stamp)) = (head.first(), head.get(1..33), head.get(33..41)) else {
        return;
    };
    // Half of the names are of our making, half are whatever was sent.
    let uid = if choice & 1 == 0 {
        uid.iter()
            .map(|byte| char::from(b"0123456789abcdef"[usize::from(byte & 15)]))
            .collect()
    } else {
        String::from_utf8_lossy(uid).into_owned()
    };
    let meeting = Meeting {
        uid,
        sequence: u32::from(*choice),
        stamp: instant(stamp),
        days: rest
            .chunks_exact(16)
            .map(|pair| (instant(&pair[..8]), instant(&pair[8..])))
            .collect(),
    };
    let method = if choice & 2 == 0 {
        Method::Publish
    } else {
        Method::Cancel
    };
    let Ok(text) = write(&meeting, method) else {
        assert!(
            meeting.uid.len() != 32 || !meeting.uid.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "a meeting of ours was refused"
        );
        return;
    };
    assert!(
        text.ends_with("\r\n")
            && text
                .split("\r\n")
                .all(|line| line.len() <= 75 && !line.contains('\n'))
    );
    let read: Calendar = text.parse().unwrap();
    assert_eq!(read.components.len(), meeting.days.len());
    for part in &read.components {
        let CalendarComponent::Event(event) = part else {
            panic!("something that is no event");
        };
        assert_eq!(event.property_value("SUMMARY"), Some("Meeting"));
        assert_eq!(event.properties().len(), 8, "an entry that says more");
    }
});
