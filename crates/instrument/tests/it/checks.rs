//! Checks of single answers, and the four ways of not answering.

use instrument::{Answer, Definition, NonAnswer, Published, Value, read};

const FORM: &str = r#"
key = "checked"
version = 1
title = "Checked"
[[scale]]
key = "five"
polarity = "first-is-best"
labels = ["yes", "", "", "", "no"]
[[section]]
title = "One"
[[section.question]]
key = "letters"
kind = "text"
text = "Two letters"
checks = [{ letters = 2 }]
[[section.question]]
key = "digits"
kind = "text"
text = "Three digits"
checks = [{ digits = 3 }]
[[section.question]]
key = "day"
kind = "number"
text = "A day"
checks = [{ within = [1, 31] }]
[[section.question]]
key = "feelings"
kind = "multiple"
text = "Two at most"
options = [{ key = "a", text = "A" }, { key = "b", text = "B" }, { key = "c", text = "C" }]
checks = [{ at-most = 2 }]
[[section.question]]
key = "date"
kind = "date"
text = "When?"
[[section.question]]
key = "sure"
kind = "yes-no-unsure"
text = "Are you?"
may_decline = true
may_not_know = true
[[section.question]]
key = "why"
kind = "long-text"
text = "Why?"
show_if = { is = ["sure", "no"] }
"#;

fn form() -> Published {
    Published::publish(Definition::parse(FORM).unwrap()).unwrap()
}

fn sent(key: &str, values: &[&str]) -> Result<Vec<Value>, Vec<String>> {
    read(
        &form(),
        |asked| if asked == key { values.to_vec() } else { Vec::new() },
    )
    .map(|answers| {
        answers
            .into_iter()
            .filter(|answer: &Answer| answer.question == key)
            .map(|answer| answer.value)
            .collect()
    })
    .map_err(|problems| problems.0.into_iter().map(|problem| problem.field).collect())
}

/// Proves SF2: type, length, range and number of answers are checked, and the field is named.
#[test]
fn each_check_takes_what_fits_and_names_the_field_otherwise() {
    for (key, values) in [
        ("letters", &["Ma"][..]),
        ("letters", &["Ży"]),
        ("digits", &["042"]),
        ("day", &["1"]),
        ("day", &["31"]),
        ("feelings", &["a", "c"]),
        ("date", &["2026-02-28"]),
        ("sure", &["unsure"]),
    ] {
        assert_eq!(sent(key, values).unwrap().len(), values.len(), "{key} {values:?}");
    }
    for (key, values) in [
        ("letters", &["M"][..]),
        ("letters", &["Mam"]),
        ("letters", &["M1"]),
        ("digits", &["42"]),
        ("digits", &["4 2"]),
        ("digits", &["٤٢٠"]),
        ("day", &["0"]),
        ("day", &["32"]),
        ("day", &["7.5"]),
        ("day", &["99999999999999999999"]),
        ("feelings", &["a", "b", "c"]),
        ("feelings", &["a", "d"]),
        ("date", &["2026-02-29"]),
        ("sure", &["maybe"]),
        ("sure", &["yes", "no"]),
        ("sure", &["not-recorded"]),
    ] {
        assert_eq!(sent(key, values).unwrap_err(), [key], "{key} {values:?}");
    }
}

#[test]
fn four_ways_of_not_answering_stay_apart() {
    let none = |non_answer| Ok(vec![Value::None(non_answer)]);
    assert_eq!(
        sent("sure", &["prefer-not-to-say"]),
        none(NonAnswer::PreferNotToSay)
    );
    assert_eq!(sent("sure", &["not-known"]), none(NonAnswer::NotKnown));
    assert_eq!(sent("sure", &[]), none(NonAnswer::NotRecorded));
    assert_eq!(
        sent("why", &["because"]),
        none(NonAnswer::NotAsked),
        "sent, but not put"
    );
    for non_answer in NonAnswer::ALL {
        assert_eq!(NonAnswer::parse(non_answer.code()), Some(non_answer));
    }
    assert_eq!(
        sent("day", &["not-known"]).unwrap_err(),
        ["day"],
        "not offered there"
    );
}

#[test]
fn a_check_that_does_not_suit_its_question_is_not_published() {
    for (from, to) in [
        ("checks = [{ letters = 2 }]", "checks = [{ within = [1, 2] }]"),
        (
            "checks = [{ within = [1, 31] }]",
            "checks = [{ within = [31, 1] }]",
        ),
        ("checks = [{ at-most = 2 }]", "checks = [{ at-most = 0 }]"),
        ("kind = \"date\"", "kind = \"date\"\nmay_decline = true"),
    ] {
        let text = FORM.replace(from, to);
        assert_ne!(text, FORM);
        let wrong = Published::publish(Definition::parse(&text).unwrap()).unwrap_err();
        assert_eq!(wrong.len(), 1, "{to}: {wrong:?}");
    }
    let pattern = FORM.replace("letters = 2", "matches = \"(a+)+\"");
    assert!(Definition::parse(&pattern).is_err(), "no patterns to run");
}
