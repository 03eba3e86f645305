//! Cells of files of earlier years: what is read of one can be written and is read as the same again, and a column that is guessed is there.

#![no_main]

use kernel::Day;
use learning::earlier::Kind;
use learning::earlier::cells::{Order, attended, became, came, count, day, is_blank, past_day, time};
use learning::earlier::mapping::Mapping;
use libfuzzer_sys::fuzz_target;
use paper::table::{HERE, Sent};

fn cell(text: &str, today: Day) {
    for order in [None, Some(Order::Day), Some(Order::Month)] {
        if let Ok(read) = day(text, order) {
            assert_eq!(day(&read.iso(), order), Ok(read), "another day than it says");
        }
        if let Ok(read) = past_day(text, order, today) {
            assert!(
                read < today && read.parts().0 >= 1990,
                "a day that cannot be meant"
            );
        }
    }
    if let Ok(Some(read)) = time(text) {
        assert_eq!(time(&read), Ok(Some(read.clone())), "another time than it says");
    }
    if let Ok(Some(read)) = count(text) {
        assert_eq!(count(&read.to_string()), Ok(Some(read)));
        assert!((0..=1_000).contains(&read));
    }
    if is_blank(text) {
        assert_eq!(
            (count(text), time(text), came(text)),
            (Ok(None), Ok(None), Ok(None))
        );
    }
    let _ = (attended(text), became(text));
}

fuzz_target!(|data: &[u8]| {
    let read = HERE.tables(Sent {
        bytes: data,
        extension: "csv",
        declared: "text/csv",
    });
    let Ok(sheets) = read else {
        return;
    };
    let today = Day::new(2026, 3, 12).unwrap();
    for text in sheets.iter().flat_map(|sheet| &sheet.rows).flatten() {
        cell(text, today);
    }
    for kind in Kind::ALL {
        let guess = Mapping::guess(kind, &sheets);
        let width = guess.headings(&sheets).len();
        assert!(
            guess.columns.values().all(|place| *place < width),
            "a column that is not there"
        );
        let _ = guess.lacks(kind);
        let below = guess.heading.saturating_add(1);
        let moved = guess.moved(kind, 0, below, &sheets);
        assert!(moved.columns.len() <= moved.headings(&sheets).len());
    }
});
