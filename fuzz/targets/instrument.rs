//! Definitions of questionnaires: what is published reads back as itself, and answers to it are read without harm.

#![no_main]

use instrument::{Definition, Published, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Definition, a zero byte, a form's answers.
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let Some(Ok(text)) = parts.next().map(std::str::from_utf8) else {
        return;
    };
    let Ok(definition) = Definition::parse(text) else {
        return;
    };
    let Ok(published) = Published::publish(definition) else {
        return;
    };
    let again = Published::publish(Definition::parse(&published.canonical()).unwrap()).unwrap();
    assert_eq!(
        published.hash(),
        again.hash(),
        "the canonical form is another questionnaire"
    );
    assert_eq!(published.canonical(), again.canonical());
    let fields: Vec<(String, String)> = form_urlencoded::parse(parts.next().unwrap_or_default())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let _ = read(&published, |key| {
        fields
            .iter()
            .filter(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
            .collect()
    });
});
