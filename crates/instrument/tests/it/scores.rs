//! Scores and their worked examples.

use instrument::{Definition, Published, Unfit, read};
use proptest::prelude::*;

const FORM: &str = r#"
key = "scored"
version = 1
title = "Scored"
[[scale]]
key = "seven"
polarity = "last-is-best"
labels = ["none", "", "", "", "", "", "all"]
[[section]]
title = "One"
[[section.question]]
key = "knows"
kind = "scale"
scale = "seven"
text = "Knows"
[[section.question]]
key = "fears"
kind = "scale"
scale = "seven"
text = "Fears"
[[section.question]]
key = "times"
kind = "number"
text = "How often"
[[score]]
key = "ready"
title = "Ready"
formula = { mean = [{ points = "knows" }, { reversed = "fears" }, { plain = 1 }] }
[[score.example]]
hundredths = 500
answers = { knows = "7", fears = "1" }
[[score.example]]
hundredths = 333
answers = { knows = "6", fears = "5" }
[[score.example]]
answers = { knows = "6" }
[[score]]
key = "strong"
title = "Strong points"
formula = { if = [{ at-least = ["times", 1] }, { count = [{ at-least = ["knows", 5] }, { within = ["fears", 1, 3] }] }, { sum = [{ points = "knows" }, { points = "fears" }] }] }
[[score.example]]
hundredths = 200
answers = { knows = "5", fears = "3", times = "1" }
[[score.example]]
hundredths = 800
answers = { knows = "5", fears = "3" }
"#;

fn publish(text: &str) -> Result<Published, Vec<Unfit>> {
    Published::publish(Definition::parse(text).unwrap())
}

/// What is said of a questionnaire that is not published.
fn said(text: &str) -> Vec<String> {
    publish(text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Proves SF5: a score is published only when every worked example comes out, and only over questions that there are.
#[test]
fn worked_examples_are_run_before_publishing() {
    let published = publish(FORM).unwrap();
    let again = publish(&published.canonical()).unwrap();
    assert_eq!(published.hash(), again.hash());
    let otherwise = "ready: a worked example comes out otherwise";
    for (from, to, wanted) in [
        ("hundredths = 500", "hundredths = 501", otherwise),
        (
            "answers = { knows = \"6\" }",
            "hundredths = 0\nanswers = { knows = \"6\" }",
            otherwise,
        ),
        (
            "knows = \"7\", fears",
            "knows = \"8\", fears",
            "ready: a worked example has an answer that does not fit",
        ),
        (
            "{ plain = 1 }]",
            "{ points = \"nothing\" }]",
            "ready: it counts points of a question that has none",
        ),
        (
            "{ reversed = \"fears\" }",
            "{ reversed = \"times\" }",
            "ready: it reverses a question that has no scale",
        ),
        (
            "at-least = [\"times\", 1]",
            "at-least = [\"sometimes\", 1]",
            "strong: its condition looks at a question that there is not, or is nested too deep",
        ),
        (
            "{ sum = [{ points = \"knows\" }, { points = \"fears\" }] }",
            "{ sum = [] }",
            "strong: it adds up nothing",
        ),
        (
            "key = \"strong\"",
            "key = \"knows\"",
            "knows: a score needs a key of its own and a title",
        ),
    ] {
        let text = FORM.replacen(from, to, 1);
        assert_ne!(text, FORM, "{from}");
        assert_eq!(said(&text), [wanted], "{to}");
    }
    let deep = (0..9).fold("{ plain = 1 }".to_owned(), |inner, _| {
        format!("{{ sum = [{inner}] }}")
    });
    let deep = FORM.replace("{ plain = 1 }", &deep);
    assert_eq!(said(&deep), ["ready: its formula is too deep or too long"]);
    assert!(Definition::parse(&FORM.replace("plain = 1", "script = \"1\"")).is_err());
}

proptest! {
    /// A mean lies between its parts, is exact to a hundredth, and a missing answer is never a zero.
    #[test]
    fn means_stay_within_their_parts(knows in 1_i64..=7, fears in 1_i64..=7, given in any::<bool>()) {
        let published = publish(FORM).unwrap();
        let (first, second) = (knows.to_string(), fears.to_string());
        let answers = read(&published, |key| match key {
            "knows" => vec![first.as_str()],
            "fears" if given => vec![second.as_str()],
            _ => Vec::new(),
        }).unwrap();
        let definition = published.definition();
        let score = definition.scores[0].formula.hundredths(definition, &answers);
        if given {
            let score = score.unwrap();
            let parts = [knows, 8 - fears, 1];
            prop_assert!(score >= 100 * parts.iter().min().unwrap() && score <= 100 * parts.iter().max().unwrap());
            let exact = 100 * parts.iter().sum::<i64>();
            prop_assert!((score * 3 - exact).abs() <= 1);
        } else {
            prop_assert_eq!(score, None);
        }
    }
}
