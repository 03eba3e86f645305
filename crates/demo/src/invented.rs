//! A course of our own invention, run twice in the last weeks, so that the answers of the same people before and after can be seen, and
//! what people write. Nothing of it was published: it belongs to a programme of its own that says so, and only the demonstration has it.

use crate::ids::Ids;
use crate::load::{Made, system};
use crate::people::{BACKGROUNDS, person};
use crate::plan::SEED;
use directory::model::{Programme, ProgrammeId};
use instrument::{Answer, NonAnswer, Value};
use kernel::{Day, Entropy, Fault, Instant, SeededEntropy, Stop};
use learning::loading::{Load, NewAttendance, NewBooking, NewCourse, NewLearner, NewSession};
use learning::model::{
    AttendanceId, BookingId, BookingState, CourseDraft, CourseId, DayDraft, How, LearnerId, Mode, Person,
    Purpose, SessionDayId, SessionDraft, SessionId, SessionState, Workplace,
};
use responses::loading::NewResponse;
use std::collections::HashMap;
use std::sync::Arc;
use store::Db;

/// The numbers of these people begin here: far beyond those of the plan.
const FIRST_PERSON: usize = 900_000;
/// People at one run.
const PEOPLE: usize = 24;
/// Of those at the first run, so many come to the second as well.
const AGAIN: usize = 6;
/// Days ago on which each run began.
const BEGAN: [i64; 2] = [45, 24];

/// What some wrote. Invented, like everything here.
pub(crate) const COMMENTS: [&str; 14] = [
    "More time to try the conversation out in pairs.",
    "The case about the school was close to my work.",
    "I would have liked the handouts before the day.",
    "A clear way to keep the person causing harm in view.",
    "Please run it again for our night team.",
    "The second day was better than the first.",
    "Good to hear what other agencies write down.",
    "The room was cold in the morning.",
    "Longer breaks, please: there was no time to talk to the others.",
    "The trainer made it safe to say what we get wrong.",
    "We need something like this for managers too.",
    "The microphone failed twice and those at the back heard little.",
    "I missed an example with an older woman who is harmed by her son.",
    "Nothing more to say, thank you.",
];
const FIRST_USE: [&str; 5] = [
    "Ask who does what at home before I write the plan.",
    "Name the behaviour in my notes.",
    "Go back to two cases that I closed.",
    "Speak with our team about how we word a referral.",
    "Ask the father too.",
];

/// One run of the course.
pub(crate) struct Run {
    pub(crate) course: CourseId,
    pub(crate) session: SessionId,
    pub(crate) first: Day,
    pub(crate) learners: Vec<LearnerId>,
}

/// The programme.
pub(crate) fn programme(ids: &Ids, today: Day) -> Programme {
    Programme {
        id: ProgrammeId(ids.next()),
        slug: "example-partnership".to_owned(),
        name: "Example partnership (invented)".to_owned(),
        period_start: today.plus(-120),
        period_end: None,
        version: 1,
    }
}

/// Adds the course with its runs and people to a load.
pub(crate) fn add(
    load: &mut Load,
    made: &Made,
    ids: &Ids,
    programme: ProgrammeId,
    today: Day,
) -> Result<Vec<Run>, Stop> {
    let named = |name: &str| {
        made.areas
            .get(name)
            .copied()
            .ok_or_else(|| Fault::new("no such area"))
    };
    let (area, borough) = (named("East")?, named("Hackney")?);
    let course = CourseId(ids.next());
    load.courses.push(NewCourse {
        id: course,
        draft: CourseDraft {
            programme,
            title: "Difficult conversations (invented)".to_owned(),
            kind: "perpetrators".to_owned(),
            aims: "Prepare and hold a conversation with the person causing harm.".to_owned(),
            hours: 12.0,
            days: 2,
            mode: Mode::Room,
            audience: "Anyone whose work brings them into contact with families".to_owned(),
            target: Some(24),
            refresher_months: Some(12),
            follow_up: learning::model::FollowUpMonths::default(),
            areas: Vec::new(),
            instruments: vec![
                (Purpose::Pre, "before".to_owned()),
                (Purpose::Post, "after".to_owned()),
                (Purpose::Feedback, "end-of-session".to_owned()),
            ],
        },
        archived: false,
    });
    let mut runs = Vec::new();
    let mut known: HashMap<usize, LearnerId> = HashMap::new();
    for (number, ago) in BEGAN.into_iter().enumerate() {
        let mut run = Run {
            course,
            session: SessionId(ids.next()),
            first: today.plus(-ago),
            learners: Vec::new(),
        };
        let days = [run.first, run.first.plus(1)];
        let day_ids = days.map(|_| SessionDayId(ids.next()));
        load.sessions.push(NewSession {
            id: run.session,
            course,
            draft: SessionDraft {
                area,
                venue: "Community hub, Canal Walk".to_owned(),
                access_notes: "Step-free entrance.".to_owned(),
                capacity: 26,
                listed: true,
                in_house: None,
                host: None,
                closes_before: None,
                days: days
                    .iter()
                    .map(|day| DayDraft {
                        day: *day,
                        starts: "09:30".to_owned(),
                        ends: "16:30".to_owned(),
                    })
                    .collect(),
                trainers: vec![made.trainer],
            },
            day_ids: day_ids.to_vec(),
            registers: days.iter().map(|day| Instant::on(*day, "17:00")).collect(),
            state: SessionState::Held,
            original_day: None,
            change_reason: None,
        });
        for place in 0..PEOPLE {
            let own = if place < AGAIN {
                place
            } else {
                number * PEOPLE + place
            };
            let person = FIRST_PERSON + own;
            let learner = known.get(&person).copied();
            let learner = attend(load, ids, &run, (&days, &day_ids), (person, learner), borough)?;
            known.insert(person, learner);
            run.learners.push(learner);
        }
        runs.push(run);
    }
    Ok(runs)
}

/// Somebody, who may be known from an earlier run, books and comes on every day.
pub(crate) fn attend(
    load: &mut Load,
    ids: &Ids,
    run: &Run,
    days: (&[Day], &[SessionDayId]),
    (number, known): (usize, Option<LearnerId>),
    borough: directory::model::AreaId,
) -> Result<LearnerId, Stop> {
    let (learner, booking) = (
        known.unwrap_or_else(|| LearnerId(ids.next())),
        BookingId(ids.next()),
    );
    let (name, email, organisation) = person(number);
    let at = |day: Day, time: &str| Instant::on(day, time).ok_or_else(|| Fault::new("no such time"));
    if known.is_none() {
        load.learners.push(NewLearner {
            id: learner,
            name: name.clone(),
            email: email.clone(),
        });
    }
    load.bookings.push(NewBooking {
        id: booking,
        session: run.session,
        learner,
        state: BookingState::Booked,
        person: Person {
            name,
            email,
            organisation: organisation.to_owned(),
            background: BACKGROUNDS
                .get(number % BACKGROUNDS.len())
                .copied()
                .unwrap_or("other")
                .to_owned(),
            area: Workplace::Borough(borough),
        },
        made_at: at(run.first.plus(-14), "11:00")?,
    });
    for (day, id) in days.0.iter().zip(days.1) {
        load.attendance.push(NewAttendance {
            id: AttendanceId(ids.next()),
            day: *id,
            session: run.session,
            booking: Some(booking),
            learner,
            how: How::Phone,
            walk_in: None,
            at: at(*day, "09:20")?,
        });
    }
    Ok(learner)
}

/// Brings what they answered.
pub(crate) fn answer(db: &Db, runs: &[Run], now: Instant) -> Result<(), Stop> {
    let entropy = Arc::new(SeededEntropy::new(SEED + 7));
    for (key, purpose) in [
        ("before", Purpose::Pre),
        ("after", Purpose::Post),
        ("end-of-session", Purpose::Feedback),
    ] {
        let version = db
            .read_now(move |tx| Ok(responses::version_by_key(tx, key, None)?))?
            .ok_or_else(|| Fault::new("a questionnaire is missing"))?;
        let asked: Vec<String> = version
            .published
            .definition()
            .questions()
            .map(|question| question.key.clone())
            .collect();
        let mut all = Vec::new();
        for (number, run) in runs.iter().enumerate() {
            for place in 0..PEOPLE {
                let person = number * PEOPLE + place;
                // Some leave early, some come late: not everybody answers both times.
                let answers = match purpose {
                    Purpose::Pre if place % 12 == 11 => continue,
                    Purpose::Post if place % 8 == 7 => continue,
                    Purpose::Feedback => opinions(person),
                    _ => of_oneself(person, purpose == Purpose::Post),
                };
                all.push(NewResponse {
                    session: Some(run.session),
                    programme: None,
                    purpose,
                    day: if purpose == Purpose::Pre {
                        run.first
                    } else {
                        run.first.plus(1)
                    },
                    answers: asked.iter().map(|question| given(question, &answers)).collect(),
                });
            }
        }
        let entropy: Arc<dyn Entropy> = Arc::<SeededEntropy>::clone(&entropy);
        db.write_now(move |tx| responses::loading::load(tx, &system()?, &version, &all, now, &*entropy))?;
    }
    Ok(())
}

pub(crate) fn given(question: &str, answers: &[(&'static str, Value)]) -> Answer {
    let value = answers.iter().find(|(known, _)| *known == question);
    Answer {
        question: question.to_owned(),
        value: value.map_or(Value::None(NonAnswer::NotRecorded), |(_, value)| value.clone()),
    }
}

/// Seven points for each thing, and a code: afterwards most know more and feel less anxious, and a few see that they knew less.
fn of_oneself(person: usize, after: bool) -> Vec<(&'static str, Value)> {
    const LETTERS: [&str; 6] = ["Am", "Be", "Ca", "Do", "Ev", "Fi"];
    let number = |value: usize| Value::Number(i64::try_from(value).unwrap_or(1));
    let start = 2 + person % 3;
    let gain = if !after || person % 9 == 4 {
        0
    } else {
        1 + person % 2
    };
    let (up, down) = if after && person % 16 == 5 {
        (start - 1, 6)
    } else {
        (start + gain, 6 - gain)
    };
    vec![
        (
            "code-parent",
            Value::Text(LETTERS.get(person % 6).copied().unwrap_or("Go").to_owned()),
        ),
        ("code-day", number(1 + person % 31)),
        ("code-phone", Value::Text(format!("{:02}", (person * 7) % 100))),
        ("knowledge", number(up)),
        ("confidence", number((up + person % 2).min(7))),
        ("anxious", number(down)),
        ("hopeful", number((up + 1).min(7))),
        ("overwhelmed", number(down - person % 2)),
        ("three-words", Value::Text(three_words(person, after))),
    ]
}

/// Three words: before the course many are nervous, after it many are ready; some write them in a way of their own.
fn three_words(person: usize, after: bool) -> String {
    const BEFORE: [&str; 7] = [
        "nervous", "curious", "Nervous", "unsure", "hopeful", "tired", "nervus",
    ];
    const AFTER: [&str; 7] = [
        "ready", "hopeful", "clearer", "hopefull", "Ready", "curious", "tired",
    ];
    let of = if after { AFTER } else { BEFORE };
    let word = |turn: usize| of.get((person + turn) % of.len()).copied().unwrap_or_default();
    [word(0), word(2), word(4)].join(", ")
}

pub(crate) fn opinions(person: usize) -> Vec<(&'static str, Value)> {
    const STATEMENTS: [&str; 15] = [
        "expectations",
        "objectives",
        "materials",
        "trainer",
        "participation",
        "questions",
        "level",
        "safe",
        "trust",
        "satisfied",
        "aims",
        "support",
        "part",
        "improve",
        "recommend",
    ];
    let mut answers: Vec<(&'static str, Value)> = STATEMENTS
        .iter()
        .zip(person..)
        .map(|(statement, turn)| {
            (
                *statement,
                Value::Number([1, 1, 2, 1, 2, 3].get(turn % 6).copied().unwrap_or(1)),
            )
        })
        .collect();
    let background = BACKGROUNDS
        .get(person % BACKGROUNDS.len())
        .copied()
        .unwrap_or("other");
    answers.push(("background", Value::Option(background.to_owned())));
    if let Some(words) = COMMENTS.get(person / 3).filter(|_| person.is_multiple_of(3)) {
        answers.push(("comments", Value::Text((*words).to_owned())));
    }
    if let Some(words) = FIRST_USE.get(person / 8).filter(|_| person % 8 == 2) {
        answers.push(("first-use", Value::Text((*words).to_owned())));
    }
    answers.extend(crate::closing::answers(person));
    answers
}
