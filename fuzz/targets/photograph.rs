//! Photographs: whatever the bytes, they are refused in words or come out as a picture that can be read and can leave.

#![no_main]

use libfuzzer_sys::fuzz_target;
use paper::photograph::{HERE, Kind, Sent, anew, page, taken};

/// Names and declared kinds that agree, and one that is never taken.
const NAMES: [(&str, &str); 4] = [
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
];

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    let (extension, declared) = NAMES[usize::from(choice & 3)];
    // Without the check that a file is all there, chance gets further into the readers.
    let made = if choice & 4 == 0 {
        let sent = Sent {
            bytes,
            extension,
            declared,
        };
        let made = taken(sent, HERE);
        assert!(
            made.is_err() || Kind::agreed(bytes, extension, declared).is_ok(),
            "taken although it is something else"
        );
        made
    } else {
        anew(bytes)
    };
    match made {
        Ok(picture) => {
            assert!(picture.starts_with(b"\xff\xd8\xff"), "no picture of ours");
            assert!(page(&picture, "7QX2-M4KD-0HVT").is_ok(), "it cannot leave");
            assert!(anew(&picture).is_ok(), "it cannot be read again");
        }
        Err(words) => assert!(!words.is_empty(), "refused without a word"),
    }
});
