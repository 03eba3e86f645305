//! Forms of other programs: whatever stands in their cells, they are taken or named row by row; what can be published is written so that it is
//! read again.

#![no_main]

use instrument::Published;
use instrument::xlsform::{Row, Sheets, read, write_with};
use libfuzzer_sys::fuzz_target;

/// Lines of cells that tabs part.
fn rows(text: &str) -> Vec<Row> {
    text.lines()
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // Questions, lists and settings, which a record separator parts.
    let named = ["survey", "choices", "settings"].map(str::to_owned);
    let sheets = named.into_iter().zip(text.split('\u{1e}').map(rows)).collect();
    let Ok(sheets) = Sheets::of(sheets) else {
        return;
    };
    let taken = match read(&sheets) {
        Ok(taken) => taken,
        Err(left) => {
            assert!(
                left.iter().all(|left| !left.why.is_empty()),
                "left without a word"
            );
            return;
        }
    };
    assert!(taken.definition.questions().next().is_some());
    assert!(
        taken.left.iter().all(|left| !left.why.is_empty()),
        "left without a word"
    );
    if Published::publish(taken.definition.clone()).is_ok() {
        let written = write_with(&taken.definition, &taken.translations);
        let again = read(&written).expect("a form of ours is none");
        assert!(
            Published::publish(again.definition).is_ok(),
            "a form of ours comes back unfit"
        );
    }
});
