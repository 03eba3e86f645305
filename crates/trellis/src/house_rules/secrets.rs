//! What stands in addresses and links, and how hard it is to guess.

use super::world::World;
use kernel::{Clock, Entropy, Id, SystemEntropy};
use learning::door::code;
use learning::model::{BookingId, LearnerId, SessionDayId, SessionId};
use learning::places::{feed, link};
use std::collections::BTreeSet;

/// What the paths of the routes hold that is no secret, and why it need not be one. Everything else is held to be one.
const OPEN: [(&str, &str); 12] = [
    (
        "reference",
        "short, to be read out; opens nothing by itself (decision 4)",
    ),
    (
        "booking",
        "short, to be read out; opens nothing by itself (decision 4)",
    ),
    ("id", "an id of version 7; opens nothing without leave"),
    ("step", "an id of version 7; opens nothing without leave"),
    ("key", "the name of a questionnaire"),
    ("version", "a number that goes with the name of a questionnaire"),
    (
        "check",
        "100 random bits, so that none is guessed; it opens nothing, and is answered with valid or not valid (SH11)",
    ),
    ("language", "the tag of a language"),
    ("number", "a place on a page"),
    ("which", "a word of a list, and a version"),
    ("subject", "a word of a list"),
    ("purpose", "a word of a list"),
];

const DRAWN: usize = 2000;

/// How many bits of many texts of hexadecimal digits are drawn: those that are set in about half of them.
fn random_bits(texts: &[String]) -> usize {
    let longest = texts.first().unwrap().len();
    assert!(texts.iter().all(|text| text.len() == longest), "one length");
    let distinct: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(distinct.len(), texts.len(), "none twice");
    (0..longest)
        .flat_map(|place| (0..4).map(move |bit| (place, bit)))
        .filter(|(place, bit)| {
            let set = texts.iter().filter(|text| {
                let digit = text.as_bytes().get(*place).copied().map(char::from);
                digit.and_then(|digit| digit.to_digit(16)).unwrap() >> bit & 1 == 1
            });
            let share = set.count() * 100 / texts.len();
            (40..=60).contains(&share)
        })
        .count()
}

/// Proves SC6: each kind of secret in an address, a link or a cookie has at least 128 random bits; what a path holds besides is
/// listed with the reason why it need not be secret. An id has 74.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_in_addresses_are_random_enough() {
    let world = World::new();
    let in_paths: BTreeSet<&str> = world
        .entries
        .iter()
        .flat_map(|entry| entry.path.split('/'))
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .collect();
    let secret: Vec<&str> = in_paths
        .iter()
        .copied()
        .filter(|name| !OPEN.iter().any(|(open, _)| open == name))
        .collect();
    assert_eq!(
        secret,
        ["code", "token"],
        "a new kind of secret: draw it below as well"
    );

    let keys = world.db.db.keys();
    let now = world.clock.now();
    let day = SessionDayId(Id::fresh(&world.clock, &SystemEntropy));
    let session = SessionId(Id::fresh(&world.clock, &SystemEntropy));
    let booking = BookingId(Id::fresh(&world.clock, &SystemEntropy));
    let learner = LearnerId(Id::fresh(&world.clock, &SystemEntropy));
    let some = |one: &dyn Fn(i64) -> String| -> Vec<String> {
        (0..i64::try_from(DRAWN).unwrap()).map(one).collect()
    };
    let later = |number: i64| now.plus_seconds(number * code::STEP_SECONDS);
    let fresh_learner = || LearnerId(Id::fresh(&world.clock, &SystemEntropy));
    // Behind the letter that says what it is, which is no digit.
    let digits = |text: String| text.get(1..).unwrap().to_owned();
    for (what, texts) in [
        ("a token of a form", some(&|_| SystemEntropy.token())),
        (
            "a token of a session or of a link to a password",
            some(&|_| identity::token::fresh(&SystemEntropy).reveal().clone()),
        ),
        (
            "the link to a booking",
            some(&|round| link::token(keys, booking, round)),
        ),
        (
            "the link to a manager's answer",
            some(&|round| link::token_for_manager(keys, booking, round, "a@work.example")),
        ),
        (
            "the address of a calendar",
            some(&|round| feed::token(keys, learner, round)),
        ),
        (
            "the link to a commitment",
            some(&|number| {
                let id = learning::model::CommitmentId(booking.0);
                learning::commitments::own::token(keys, id, &format!("{number}@work.example"))
            }),
        ),
        (
            "the link to questions months later",
            some(&|wave| learning::follow_up::link::token(keys, session, wave % 10, fresh_learner())),
        ),
        (
            "the link to be asked no more",
            some(&|number| learning::follow_up::stop::token(keys, &format!("{number}@work.example"))),
        ),
        (
            "the link to a record",
            some(&|round| learning::own_record::token(keys, LearnerId(booking.0), round, now)),
        ),
        (
            "the code on the screen",
            some(&|number| digits(code::rotating(keys, day, later(number)))),
        ),
        (
            "the code of a form at the door",
            some(&|number| digits(code::ticket(keys, day, later(number)))),
        ),
        (
            "the link to questions",
            some(&|number| digits(code::feedback(keys, session, day, now, &number.to_string()))),
        ),
    ] {
        let bits = random_bits(&texts);
        assert!(bits >= 128, "{what}: {bits} random bits");
    }
    let ids = some(&|_| {
        Id::fresh(&world.clock, &SystemEntropy)
            .to_string()
            .replace('-', "")
    });
    assert_eq!(random_bits(&ids), 74, "an id");
}
