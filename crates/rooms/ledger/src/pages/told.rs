//! What was done on the page before, in words.

use crate::chasing::Outcome;
use govuk::{Banner, Html};

/// The words of an outcome that an address carries: numbers only.
pub(super) fn code(outcome: Outcome) -> String {
    format!(
        "asked.{}.{}.{}.{}.{}",
        outcome.asked, outcome.messages, outcome.rested, outcome.nobody, outcome.over
    )
}

fn parse(code: &str) -> Option<Outcome> {
    let numbers: Option<Vec<u64>> = code
        .strip_prefix("asked.")?
        .split('.')
        .map(|number| number.parse::<u16>().ok().map(u64::from))
        .collect();
    match numbers?.as_slice() {
        [asked, messages, rested, nobody, over] => Some(Outcome {
            asked: *asked,
            messages: *messages,
            rested: *rested,
            nobody: *nobody,
            over: *over,
        }),
        _ => None,
    }
}

/// What stands above the page.
pub(super) fn notice(code: &str) -> Html {
    let words = match code {
        "waived" => {
            "It is waived. It stands under the state Waived, where you can take that back.".to_owned()
        }
        "restored" => "The waiver is taken back. It is outstanding again.".to_owned(),
        "given" => "It is given to somebody else, who sees it from now on.".to_owned(),
        "planned" => "The plan is kept.".to_owned(),
        code => match parse(code) {
            Some(outcome) => words(outcome),
            None => return Html::default(),
        },
    };
    Html::of(&Banner::success(&words))
}

/// What became of asking.
pub(super) fn words(outcome: Outcome) -> String {
    let were = |count: u64| {
        if count == 1 {
            "1 thing was".to_owned()
        } else {
            format!("{count} things were")
        }
    };
    let mut sentences = Vec::new();
    if outcome.asked > 0 {
        let messages = match outcome.messages {
            1 => "one message".to_owned(),
            many => format!("{many} messages, one to each person"),
        };
        sentences.push(format!("{} asked for, in {messages}.", were(outcome.asked)));
    }
    for (count, why) in [
        (
            outcome.rested,
            "who owes it was asked less than a day ago, and nobody is asked twice within a day",
        ),
        (
            outcome.nobody,
            "nobody owes it who can sign in: say first who owes it",
        ),
        (outcome.over, "it has come or was waived"),
    ] {
        if count > 0 {
            sentences.push(format!("{} left alone: {why}.", were(count)));
        }
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_told_in_words() {
        let outcome = Outcome {
            asked: 3,
            messages: 2,
            rested: 1,
            nobody: 0,
            over: 2,
        };
        assert_eq!(parse(&code(outcome)), Some(outcome));
        assert_eq!(
            words(outcome),
            "3 things were asked for, in 2 messages, one to each person. 1 thing was left alone: who owes it was asked less than a day ago, and nobody \
             is asked twice within a day. 2 things were left alone: it has come or was waived."
        );
        for strange in ["asked.1", "asked.1.2.3.4.x", "asked.1.2.3.4.99999", "else"] {
            assert_eq!(parse(strange), None, "{strange}");
        }
    }
}
