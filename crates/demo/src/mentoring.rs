//! Invented mentorings of people who came to the invented course: most go on, one was reached, one is quiet.

use crate::load::{Made, system};
use crate::plan::SEED;
use kernel::{Day, Fault, Id, Instant, SeededEntropy, Stop};
use learning::Moment;
use learning::mentoring::loading::{NewMentoring, load};
use learning::model::{EntryKind, LearnerId, Outcome};
use std::sync::Arc;
use store::Db;

/// What was agreed, in turn.
const AIMS: [(&str, &str); 3] = [
    (
        "trainer",
        "Lead the morning of a course alone, with the mentor in the room.",
    ),
    (
        "champion",
        "Be asked first by her team when somebody says what happens at home.",
    ),
    ("review-chair", "Chair a death review, after sitting in on two."),
];

/// The stages, and after how many days each is usually reached.
const STAGES: [(&str, i64); 4] = [
    ("Observed", 20),
    ("Co-led", 50),
    ("Led with support", 90),
    ("Signed off", 130),
];

/// Mentorings that are loaded.
const PAIRS: usize = 9;

/// Adds them, with the two people who mentor.
pub(crate) fn add(
    db: &Db,
    made: &Made,
    learners: &[LearnerId],
    mentors: [Id; 2],
    now: Instant,
) -> Result<(), Stop> {
    let today = now.day();
    let named = |name: &str| {
        let found = made.areas.get(name).copied();
        found.ok_or_else(|| Fault::new("no such area"))
    };
    let areas = [named("East")?, named("Tri-borough")?];
    let pairs = learners.iter().take(PAIRS).enumerate().map(|(place, mentee)| {
        let began = today.plus(-40 - i64::try_from(place).unwrap_or(0) * 17);
        // The eighth has been quiet, and the last reached what was agreed.
        let until = match place {
            7 => today.plus(-60),
            8 => began.plus(150).min(today.plus(-1)),
            _ => today.plus(-2),
        };
        let (kind, aims) = AIMS.get(place % AIMS.len()).copied().unwrap_or_default();
        NewMentoring {
            mentee: *mentee,
            mentor: mentors.get(place % 2).copied().unwrap_or(made.trainer),
            area: areas.get(usize::from(place >= 6)).copied().unwrap_or(areas[0]),
            kind,
            aims,
            began,
            ended: (place == 8).then_some((until, Outcome::Reached)),
            stages: STAGES
                .iter()
                .map(|(title, after)| (*title, Some(began.plus(*after)).filter(|day| *day <= until)))
                .collect(),
            entries: entries(began, until),
        }
    });
    let pairs: Vec<NewMentoring> = pairs.collect();
    let offers = [(mentors[0], 4, 30), (mentors[1], 3, 20)];
    let entropy = Arc::new(SeededEntropy::new(SEED + 17));
    db.write_now(move |tx| load(tx, &system()?, &Moment::new(now, &*entropy, ""), &pairs, &offers))
}

/// They meet every three weeks, and every other time the one watches the other work.
fn entries(began: Day, until: Day) -> Vec<(EntryKind, Day, i64)> {
    (0..12)
        .map(|turn: i64| {
            let day = began.plus(turn * 21 + 5);
            if turn % 2 == 1 {
                (EntryKind::Shadowing, day, 180)
            } else {
                (EntryKind::Meeting, day, 60)
            }
        })
        .filter(|(_, day, _)| *day <= until)
        .collect()
}
