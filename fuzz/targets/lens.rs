//! Case notes: whatever is written, what is marked stands in it on whole characters, in order, and alike each time.

#![no_main]

use lens::{About, Earlier, Lens, carried};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static LENS: LazyLock<Lens> = LazyLock::new(|| Lens::shipped().unwrap());

fuzz_target!(|data: &[u8]| {
    // Words of the one who is harmed, a zero byte, the note.
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (names, note) = text.split_once('\0').unwrap_or(("", text));
    let harmed: Vec<&str> = names.split(' ').collect();
    let about = About {
        child: names.len() % 2 == 1,
        harmed: &harmed,
        ..About::default()
    };
    let spans = |note: &str| -> Vec<_> { LENS.read(note, &about).into_iter().map(|finding| finding.span).collect() };
    let found = spans(note);
    for span in &found {
        assert!(!note.get(span.clone()).unwrap().is_empty());
    }
    assert!(found.windows(2).all(|two| two[0].start <= two[1].start));
    assert_eq!(found, spans(note));
    let _ = carried(note, &LENS.read(note, &about), &[Earlier { at: 1, text: note }]);
    let _ = Lens::parse(note);
});
