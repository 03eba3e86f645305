//! A course of our own invention whose people were asked months later what became of it: one run from which answers came, one from which
//! none did, and one whose people are asked on the day on which the demonstration is made.

use crate::ids::Ids;
use crate::invented::{Run, attend, given};
use crate::load::{Made, system};
use crate::plan::SEED;
use directory::model::{Programme, ProgrammeId};
use instrument::Value;
use kernel::{Day, Entropy, Fault, Instant, SeededEntropy, Stop};
use learning::loading::{Load, NewCommitment, NewCourse, NewPassedOn, NewSession, NewWave};
use learning::model::{
    BookingId, CommitmentId, CommitmentState, CourseDraft, CourseId, DayDraft, FollowUpMonths, LearnerId,
    Mode, PassedDraft, PassedKind, PassedOnId, Purpose, SessionDayId, SessionDraft, SessionId, SessionState,
};
use responses::intentions::{Outcome, SaidOutcome};
use responses::loading::{NewIntention, NewResponse};
use std::sync::Arc;
use store::Db;

/// The numbers of these people begin here.
const FIRST_PERSON: usize = 910_000;
/// Months before today, days after that, people, answers: of each run.
const RUNS: [(i64, i64, usize, usize); 3] = [(-4, -5, 16, 9), (-4, 6, 12, 0), (-3, 0, 10, 0)];

/// What some wrote that helped or got in the way. Invented, like everything here.
const HINDERED: [&str; 4] = [
    "My manager gave me an hour to try it with a colleague.",
    "No time: two posts in the team are empty.",
    "I asked the father too, and it changed the plan.",
    "The form we write on has no place for it.",
];

/// How a commitment ended, and with which words.
type Ended = (CommitmentState, &'static str);

/// What managers said that their organisations would review: days from today, and what came of it. Invented.
const COMMITMENTS: [(i64, &str, Option<Ended>); 7] = [
    (
        -40,
        "The referral form: who does what at home",
        Some((
            CommitmentState::Done,
            "The form asks about each adult in the home by name.",
        )),
    ),
    (
        -20,
        "How case notes name who causes harm",
        Some((
            CommitmentState::Done,
            "Two pages of examples are in the handbook.",
        )),
    ),
    (-9, "Leave for staff who are hurt at home", None),
    (
        -3,
        "Our list of interpreters, so that no relative interprets",
        None,
    ),
    (12, "What reception says when a partner calls", None),
    (60, "The induction of night staff", None),
    (
        30,
        "The parents' evening invitation",
        Some((
            CommitmentState::Withdrawn,
            "The school joins another one in spring.",
        )),
    ),
];

/// What people said at the end that they would do. Invented.
const WILL_DO: [&str; 6] = [
    "Ask each adult at home on their own, and not before the others",
    "Write down who causes the harm, by what he does",
    "Find out which interpreters our team may call",
    "Talk about it in my supervision before the end of the month",
    "Put the helpline's number where visitors can take it unseen",
    "Ask about the step-father too, and about who looks after the children at night",
];

/// What some of them answered when they were asked.
const BECAME: [(Outcome, Option<&str>); 6] = [
    (Outcome::Done, None),
    (Outcome::Done, None),
    (Outcome::Partly, Some("no-time")),
    (Outcome::Done, None),
    (Outcome::CouldNot, Some("no-support")),
    (Outcome::DidNot, None),
];

/// What some passed on: days after the session, how, to how many, and in which words. Invented.
const PASSED_ON: [(i64, PassedKind, i64, &str); 6] = [
    (8, PassedKind::TeamTalk, 9, "The night staff too, at the handover"),
    (12, PassedKind::Briefing, 14, ""),
    (
        20,
        PassedKind::TeamTalk,
        6,
        "We rewrote the first question of our form together",
    ),
    (33, PassedKind::WholeSession, 22, "With the school next door"),
    (41, PassedKind::Briefing, 11, ""),
    (60, PassedKind::TeamTalk, 7, "Two trustees came as well"),
];

/// A run from which answers are loaded.
pub(crate) struct Answered {
    session: SessionId,
    last_day: Day,
    due: Day,
    answers: usize,
    people: Vec<LearnerId>,
    asked: bool,
}

/// The programme.
pub(crate) fn programme(ids: &Ids, today: Day) -> Programme {
    Programme {
        id: ProgrammeId(ids.next()),
        slug: "example-earlier-courses".to_owned(),
        name: "Example partnership, earlier courses (invented)".to_owned(),
        period_start: today.plus(-200),
        period_end: None,
        version: 1,
    }
}

/// Adds the course with its runs to a load.
pub(crate) fn add(
    load: &mut Load,
    made: &Made,
    ids: &Ids,
    programme: ProgrammeId,
    today: Day,
) -> Result<Vec<Answered>, Stop> {
    let named = |name: &str| {
        made.areas
            .get(name)
            .copied()
            .ok_or_else(|| Fault::new("no such area"))
    };
    let (area, borough) = (named("East")?, named("Newham")?);
    let course = CourseId(ids.next());
    load.courses.push(NewCourse {
        id: course,
        draft: CourseDraft {
            programme,
            title: "The whole family in view (invented)".to_owned(),
            kind: "multi-agency".to_owned(),
            aims: "See who does what at home, and who is hurt by it.".to_owned(),
            hours: 6.0,
            days: 1,
            mode: Mode::Room,
            audience: "Anyone whose work brings them into contact with families".to_owned(),
            target: Some(16),
            refresher_months: Some(4),
            follow_up: FollowUpMonths::default(),
            areas: Vec::new(),
            instruments: vec![(Purpose::FollowUp, "follow-up".to_owned())],
        },
        archived: false,
    });
    let mut answered = Vec::new();
    let mut next = FIRST_PERSON;
    for (months, more, people, answers) in RUNS {
        let day = today.plus_months(months).plus(more);
        let run = Run {
            course,
            session: SessionId(ids.next()),
            first: day,
            learners: Vec::new(),
        };
        let day_id = SessionDayId(ids.next());
        load.sessions.push(NewSession {
            id: run.session,
            course,
            draft: SessionDraft {
                area,
                venue: "Library meeting room, Example High Street".to_owned(),
                access_notes: "Step-free entrance.".to_owned(),
                capacity: 18,
                listed: true,
                in_house: None,
                host: None,
                closes_before: None,
                days: vec![DayDraft {
                    day,
                    starts: "09:30".to_owned(),
                    ends: "16:00".to_owned(),
                }],
                trainers: vec![made.trainer],
            },
            day_ids: vec![day_id],
            registers: vec![Instant::on(day, "16:30")],
            state: SessionState::Held,
            original_day: None,
            change_reason: None,
        });
        let mut there = Vec::with_capacity(people);
        for _ in 0..people {
            there.push(attend(
                load,
                ids,
                &run,
                (&[day], &[day_id]),
                (next, None),
                borough,
            )?);
            next += 1;
        }
        if months == -3 {
            commit(load, ids, run.session, day, today)?;
        }
        let due = day.plus_months(3);
        if months < -3 {
            let people = i64::try_from(people).unwrap_or(0);
            load.waves.push(NewWave {
                session: run.session,
                wave: 1,
                due,
                attended: people,
                asked: people,
                asked_at: Instant::on(due, "06:00").ok_or_else(|| Fault::new("no such time"))?,
            });
        }
        if answers > 0 {
            pass_on(load, ids, run.session, day, &there);
        }
        answered.push(Answered {
            session: run.session,
            last_day: day,
            due,
            answers,
            people: there,
            asked: months < -3,
        });
    }
    Ok(answered)
}

/// What some who were there passed on at work, days after the session.
fn pass_on(load: &mut Load, ids: &Ids, session: SessionId, day: Day, there: &[LearnerId]) {
    for (learner, (days, kind, people, words)) in there.iter().step_by(2).zip(PASSED_ON) {
        load.passed_on.push(NewPassedOn {
            id: PassedOnId(ids.next()),
            learner: *learner,
            session,
            told: PassedDraft {
                day: day.plus(days),
                kind,
                people,
                words: words.to_owned(),
            },
        });
    }
}

/// What the managers of some who booked this session committed to.
fn commit(load: &mut Load, ids: &Ids, session: SessionId, day: Day, today: Day) -> Result<(), Stop> {
    let of_session = load.bookings.iter().filter(|booking| booking.session == session);
    let booked: Vec<(BookingId, String)> = of_session
        .map(|booking| (booking.id, booking.person.organisation.clone()))
        .collect();
    let at = |day: Day| Instant::on(day, "10:30").ok_or_else(|| Fault::new("no such time"));
    for (number, ((days, what, ended), (booking, organisation))) in COMMITMENTS.iter().zip(booked).enumerate()
    {
        let due = today.plus(*days);
        let ended = match ended {
            Some((state, words)) => Some((*state, (*words).to_owned(), at(due.plus(-2).min(today))?)),
            None => None,
        };
        load.commitments.push(NewCommitment {
            id: CommitmentId(ids.next()),
            booking,
            session,
            organisation,
            manager: format!("manager.{number}@people.example"),
            what: (*what).to_owned(),
            due,
            ended,
            made_at: at(day.plus(-12))?,
        });
    }
    Ok(())
}

/// Brings what they answered.
pub(crate) fn answer(db: &Db, runs: &[Answered], now: Instant) -> Result<(), Stop> {
    let version = db
        .read_now(|tx| Ok(responses::version_by_key(tx, "follow-up", None)?))?
        .ok_or_else(|| Fault::new("a questionnaire is missing"))?;
    let asked: Vec<String> = version
        .published
        .definition()
        .questions()
        .map(|question| question.key.clone())
        .collect();
    let all: Vec<NewResponse> = runs
        .iter()
        .flat_map(|run| (0..run.answers).map(move |place| (run, place)))
        .map(|(run, place)| {
            let answers = of_one(place);
            NewResponse {
                session: Some(run.session),
                programme: None,
                purpose: Purpose::FollowUp,
                day: run.due,
                answers: asked.iter().map(|question| given(question, &answers)).collect(),
            }
        })
        .collect();
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(SEED + 8));
    db.write_now(move |tx| responses::loading::load(tx, &system()?, &version, &all, now, &*entropy))?;
    let said: Vec<NewIntention> = runs.iter().flat_map(said).collect();
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(SEED + 9));
    db.write_now(move |tx| responses::loading::load_intentions(tx, &system()?, &said, now, &*entropy))
}

/// What the people of a run said that they would do, and what became of it where they were asked.
fn said(run: &Answered) -> Vec<NewIntention> {
    let words = WILL_DO.iter().cycle();
    let people = run.people.iter().zip(words).enumerate();
    people
        .map(|(place, (learner, what))| {
            let became = BECAME.get(place % 8).filter(|_| run.asked && run.answers > 0);
            NewIntention {
                session: run.session,
                learner: *learner,
                what,
                by: run.last_day.plus(30),
                asked: i64::from(run.asked),
                outcome: became.map(|(outcome, reason)| SaidOutcome {
                    outcome: *outcome,
                    reason: *reason,
                }),
            }
        })
        .collect()
}

/// Most used it; what got in the way is said by some.
fn of_one(place: usize) -> Vec<(&'static str, Value)> {
    let point = |turn: usize| Value::Number([1, 2, 2, 3, 2, 5].get(turn % 6).copied().unwrap_or(2));
    let mut answers = vec![
        ("used", point(place)),
        ("fit", point(place + 1)),
        ("identify", point(place + 2)),
        ("respond", point(place + 3)),
    ];
    if let Some(words) = HINDERED.get(place / 2).filter(|_| place.is_multiple_of(2)) {
        answers.push(("hindered", Value::Text((*words).to_owned())));
    }
    answers
}
