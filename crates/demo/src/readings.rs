//! What two people found in the invented comments: they mostly agree.

use crate::load::system;
use insight::loading::{NewRound, NewTheme, load};
use kernel::{Clock, FixedClock, Id, Instant, SeededEntropy, Stop};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Db;

/// The themes of the last question.
const THEMES: [NewTheme; 5] = [
    [
        "Time and pace",
        "More or less time, breaks, the order of the day, materials before it",
        "When the course is offered again",
        "An hour more for the exercise would help.",
    ],
    [
        "Practice and exercises",
        "Trying things out, cases, examples",
        "What somebody will do at work",
        "The second exercise was the best part.",
    ],
    [
        "Room and equipment",
        "Temperature, sound, seats, getting in",
        "The trainer's voice",
        "The chairs were hard.",
    ],
    [
        "More of it, and for others",
        "Asking for it again, for other teams or for managers",
        "",
        "Could our reception staff come as well?",
    ],
    [
        "Trainer and trust",
        "How it was led, whether people could speak openly",
        "What the slides said",
        "I dared to ask.",
    ],
];

/// Words by which each reader knew a theme. The second one reads a little differently.
const WORDS: [[&[&str]; 5]; 2] = [
    [
        &["time", "before the day", "second day", "breaks"],
        &["pairs", "case", "example"],
        &["room", "microphone"],
        &["again", "managers"],
        &["trainer", "clear way", "other agencies"],
    ],
    [
        &["time", "before the day", "breaks"],
        &["pairs", "case", "example", "clear way"],
        &["room", "microphone"],
        &["again", "managers"],
        &["trainer", "other agencies"],
    ],
];

/// Two people read comments: all of one question, of which one is left to each.
pub(crate) fn read(db: &Db, readers: [Id; 2], now: Instant) -> Result<(), Stop> {
    let entropy = Arc::new(SeededEntropy::new(crate::plan::SEED + 11));
    db.write_now(move |tx| {
        let clock = FixedClock::at(now);
        let finds = |reader: usize, text: &str| -> BTreeSet<usize> {
            let text = text.to_lowercase();
            let known = WORDS.get(reader).into_iter().flatten().enumerate();
            known
                .filter(|(_, words)| words.iter().any(|word| text.contains(word)))
                .map(|(theme, _)| theme)
                .collect()
        };
        let round = NewRound {
            wording: "comments-1",
            themes: &THEMES,
            readers,
            twice: 100,
            read: 12,
            finds: &finds,
        };
        load(tx, &system()?, &clock as &dyn Clock, &*entropy, &round)
    })
}
