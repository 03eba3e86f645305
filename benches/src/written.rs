//! What people write in their own words: invented, and no two thousand of them alike.

use crate::world::system;
use crate::years::spread;
use anyhow::Result;
use insight::loading::{NewRound, NewTheme, load};
use instrument::{Check, Kind, Question, Value};
use kernel::{Id, SystemClock, SystemEntropy};
use std::collections::BTreeSet;
use store::Db;

/// Of 100 who are asked for a few words, how many give some.
const FEW: usize = 95;
/// Of 100 who are asked for more, how many write.
const MORE: usize = 25;

/// Comments of the question that is read for themes.
const WORDING: &str = "first-use-1";
/// Comments that are drawn and read; one in five by two people.
const READ: usize = 5_000;
const TWICE: usize = 20;

const FEELINGS: [&str; 24] = [
    "curious",
    "calm",
    "tired",
    "hopeful",
    "ready",
    "nervous",
    "glad",
    "unsure",
    "confident",
    "angry",
    "moved",
    "heard",
    "clear",
    "alert",
    "worried",
    "able",
    "steady",
    "sad",
    "warm",
    "open",
    "slow",
    "strong",
    "awake",
    "patient",
];
const HOW: [&str; 8] = [
    "", "very ", "a bit ", "more ", "less ", "quite ", "so ", "always ",
];

const BEGINNINGS: [&str; 8] = [
    "I will ask on my own",
    "We need an interpreter",
    "I want to talk with my manager",
    "I will write down",
    "Our team should meet",
    "I will call the adviser",
    "I shall look at our policy",
    "I will give the number",
];
const ENDINGS: [&str; 8] = [
    "before the first appointment.",
    "when somebody seems afraid to speak.",
    "so that nobody has to tell it twice.",
    "and not wait until the next review.",
    "as the case in the exercise showed.",
    "in the room at the front desk.",
    "with the people from housing.",
    "at the start of each visit.",
];

/// What a person in this place writes; nothing where she leaves the question out.
pub(crate) fn answer(question: &Question, place: usize) -> Option<Value> {
    let turn = place * 7 + question.key.len();
    let picked = |from: &[&str], step: usize| {
        from.get(spread(turn + step, from.len()))
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    let few = question
        .checks
        .iter()
        .any(|check| matches!(check, Check::Words(_)));
    let text = match question.kind {
        Kind::Text if few && spread(turn, 100) < FEW => {
            let word = |step: usize| picked(&HOW, step * 5) + &picked(&FEELINGS, step * 11);
            [1, 2, 3].map(word).join(", ")
        }
        Kind::LongText if spread(turn, 100) < MORE => {
            format!("{} {}", picked(&BEGINNINGS, 3), picked(&ENDINGS, 29))
        }
        _ => return None,
    };
    Some(Value::Text(text))
}

const THEMES: [NewTheme; 4] = [
    ["Asking", "How somebody is asked", "", "I will ask on my own"],
    ["Others", "Whom to bring in", "", "I will call the adviser"],
    [
        "Ways of working",
        "What a team changes",
        "",
        "Our team should meet",
    ],
    [
        "Places",
        "Where people are spoken with",
        "",
        "In the room at the front desk",
    ],
];
const MARKS: [&[&str]; 4] = [
    &["ask", "number"],
    &["adviser", "interpreter", "housing"],
    &["team", "policy", "manager", "review"],
    &["room", "visit", "appointment"],
];

store::statements! {
    READERS = "select id from account where role in ('coordinator', 'evaluator') order by role, id limit 2";
}

/// Two people read what was drawn of the comments.
pub(crate) fn read(db: &Db) -> Result<()> {
    db.write_now(|tx| {
        let readers = tx.all(&READERS, &[], |row| row.get::<Id>(0))?;
        let readers = <[Id; 2]>::try_from(readers).map_err(|_| kernel::Fault::new("nobody to read"))?;
        let finds = |reader: usize, text: &str| -> BTreeSet<usize> {
            let known = MARKS.iter().enumerate();
            known
                // The second reader sees less.
                .filter(|(_, marks)| marks.iter().skip(reader).any(|mark| text.contains(mark)))
                .map(|(theme, _)| theme)
                .collect()
        };
        let round = NewRound {
            wording: WORDING,
            themes: &THEMES,
            readers,
            twice: TWICE,
            read: READ,
            finds: &finds,
        };
        load(tx, &system()?, &SystemClock, &SystemEntropy, &round)
    })
    .map_err(|stop| anyhow::anyhow!("{stop:?}"))
}
