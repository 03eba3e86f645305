//! Registers that come as files, reports of Teams and Zoom among them: whatever the bytes, they are refused in words or by their rows, or are
//! people who can be called by something.

#![no_main]

use learning::door::report::{Kind, MOST_ROWS, Wrong, read};
use libfuzzer_sys::fuzz_target;
use paper::table::{HERE, Sent};

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    let sent = Sent {
        bytes,
        extension: ["csv", "tsv", "txt", "xlsx"][usize::from(choice & 3)],
        declared: "",
    };
    match read(sent, HERE) {
        Ok(report) => {
            assert!(!report.entries.is_empty() && report.entries.len() <= MOST_ROWS);
            for entry in &report.entries {
                assert!(entry.line > 0 && !entry.called().is_empty());
                assert!(entry.email.is_empty() || entry.email.contains('@'));
                assert_eq!(
                    entry.seconds.is_some(),
                    report.kind != Kind::List,
                    "minutes of a list, or none of a report"
                );
                assert!(
                    entry.seconds.is_none_or(|seconds| seconds >= 0),
                    "less than no time"
                );
            }
        }
        Err(Wrong::File(words)) => assert!(!words.is_empty(), "refused without a word"),
        Err(Wrong::Rows(bad)) => {
            assert!(!bad.is_empty());
            assert!(bad.iter().all(|row| row.line > 0 && !row.why.is_empty()));
        }
    }
});
