//! What a large partnership keeps besides its sessions: mentorings, pathways with the people on them, commitments, what was passed on, faults,
//! and copies that left.

use crate::world::{fresh, system};
use crate::years::spread;
use access::Scope;
use access::actions::PlanCourses;
use anyhow::{Result, anyhow};
use audit::Done;
use directory::model::AreaId;
use front::copies::{self, NewCopy};
use kernel::{Clock, Day, Id, Stop, SystemClock, SystemEntropy};
use learning::Moment;
use learning::loading::{Load, NewCommitment, NewPassedOn};
use learning::mentoring::loading::{self as mentorings, NewMentoring};
use learning::model::{
    BookingId, CommitmentId, CommitmentState, CourseId, EntryKind, LearnerId, Outcome, PassedDraft,
    PassedKind, PassedOnId, PathwayDraft, SessionId, StepKind, WayStepDraft, WaysOn,
};
use learning::pathways::plan;
use store::{Db, Tx, Value, values};

const MENTORINGS: usize = 3_000;
const MENTORS: usize = 120;
/// Of 100 mentorings, how many go on.
const GOING: usize = 40;
const PATHWAYS: usize = 40;
/// People on each pathway.
const WALKERS: usize = 500;
const COMMITMENTS: usize = 4_000;
const PASSED_ON: usize = 2_000;
const FAULTS: usize = 2_000;
const COPIES: usize = 2_000;
/// Records that a copy holds.
const HELD: usize = 20;
/// What is written together.
const LOT: usize = 250;
/// Days of all these years.
const DAYS: usize = 1_350;

const STAGES: [(&str, i64); 4] = [
    ("Observed", 20),
    ("Co-led", 50),
    ("Led with support", 90),
    ("Signed off", 130),
];
const FILES: [(&str, &str); 3] = [
    ("Bookings", "/planning"),
    ("Passed on at work", "/passed-on/export"),
    ("Who is on a pathway", "/pathways"),
];

store::statements! {
    CAME = "select t.learner_id, t.session_id, t.booking_id, s.last_day from attendance t join session s on s.id = t.session_id where t.booking_id is not null order by t.id";
    COURSES = "select id, title from course where title like 'Asking and acting %' order by title, id limit 60";
    PEOPLE = "select id from account where role in ('coordinator', 'evaluator') and state = 'active' order by role, id limit 2";
    WORKER = "select worker_id from account order by id limit 1";
    MENTOR = "insert into account (id, worker_id, email_blind, email_sealed, name_sealed, role, all_areas, state, created_at) values (?1, ?2, ?3, ?4, ?5, 'trainer', ?6, 'active', ?7)";
    STEPS = "select st.id from pathway_step st where st.pathway_id = ?1 order by st.place, st.id";
    WALKER = "insert into pathway_learner (id, pathway_id, learner_id, how, since, left_on, done, waits_id, finished_on, counted_on) values (?1, ?2, ?3, 'staff', ?4, ?5, ?6, ?7, ?8, ?9)";
    FAULT = "insert into venue_fault (id, area_id, session_id, venue, venue_key, kind, words_sealed, heard, owner_id, due, state, outcome_sealed, version, made_by, made_at, closed_at) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?9, ?13, ?14)";
}

/// Somebody who was at a session.
#[derive(Clone, Copy)]
struct Came {
    learner: Id,
    session: Id,
    booking: Id,
    day: Day,
}

/// What all of it rests on.
struct Ground {
    areas: Vec<AreaId>,
    came: Vec<Came>,
    /// A coordinator and an evaluator.
    staff: [Id; 2],
    today: Day,
}

impl Ground {
    /// Somebody who came, far from the one before.
    fn came(&self, place: usize, of: usize) -> Option<Came> {
        let step = (self.came.len() / of.max(1)).max(1);
        self.came.get(place * step).copied()
    }

    fn area(&self, place: usize) -> Option<AreaId> {
        self.areas.get(spread(place, self.areas.len().max(1))).copied()
    }

    /// A day of these years.
    fn day(&self, place: usize) -> Day {
        self.today
            .plus(-i64::try_from(spread(place, DAYS)).unwrap_or(0) - 1)
    }
}

/// Adds all of it to what [`crate::years`] has made.
pub(crate) fn fill(db: &Db, areas: &[AreaId]) -> Result<()> {
    let (came, staff) = db
        .read_now(|tx| {
            let came = tx.all(&CAME, &[], |row| {
                Ok(Came {
                    learner: row.get(0)?,
                    session: row.get(1)?,
                    booking: row.get(2)?,
                    day: row.get(3)?,
                })
            })?;
            let staff = tx.all(&PEOPLE, &[], |row| row.get::<Id>(0))?;
            let staff =
                <[Id; 2]>::try_from(staff).map_err(|_| kernel::Fault::new("nobody to take copies"))?;
            Ok((came, staff))
        })
        .map_err(told)?;
    let ground = Ground {
        areas: areas.to_vec(),
        came,
        staff,
        today: SystemClock.today(),
    };
    let mentors = mentors(db)?;
    mentored(db, &ground, &mentors)?;
    pathways(db, &ground)?;
    promised(db, &ground)?;
    faults(db, &ground, &mentors)?;
    left(db, &ground)
}

fn told(stop: Stop) -> anyhow::Error {
    anyhow!("{stop:?}")
}

/// Writes rows in lots; `row` writes the one in a place.
pub(crate) fn rows(
    db: &Db,
    count: usize,
    row: impl Fn(&mut Tx<'_>, usize) -> Result<(), Stop> + Send + Clone + 'static,
) -> Result<()> {
    for from in (0..count).step_by(LOT) {
        let row = row.clone();
        db.write_now(move |tx| {
            for place in from..(from + LOT).min(count) {
                row(tx, place)?;
            }
            Ok(Done::upkeep(&system()?, ()))
        })
        .map_err(told)?;
    }
    Ok(())
}

/// Trainers who mentor.
fn mentors(db: &Db) -> Result<Vec<Id>> {
    let mentors: Vec<Id> = (0..MENTORS).map(|_| fresh()).collect();
    let own = mentors.clone();
    rows(db, MENTORS, move |tx, place| {
        let id = own.get(place).copied().unwrap_or_else(fresh);
        let worker = tx.one(&WORKER, &[], |row| row.get::<Id>(0))?;
        let seal = |column, text: String| {
            tx.keys()
                .seal("account", column, id, text.as_bytes(), &SystemEntropy)
        };
        let email = seal("email_sealed", format!("mentor-{place}@years.example"));
        let name = seal("name_sealed", format!("Mentor Example {place}"));
        let blind = format!("mentor {place}").into_bytes();
        let row = values![id, worker, blind, email, name, false, SystemClock.now()];
        Ok(tx.run(&MENTOR, row)?)
    })?;
    Ok(mentors)
}

fn mentored(db: &Db, ground: &Ground, mentors: &[Id]) -> Result<()> {
    let all: Vec<NewMentoring> = (0..MENTORINGS)
        .filter_map(|place| {
            let kinds = ["trainer", "champion", "review-chair"];
            let began = ground.day(place);
            let until = began
                .plus(i64::try_from(60 + spread(place + 3, 200)).ok()?)
                .min(ground.today.plus(-1));
            let ended = spread(place + 5, 100) >= GOING;
            Some(NewMentoring {
                mentee: LearnerId(ground.came(place, MENTORINGS)?.learner),
                mentor: *mentors.get(spread(place + 11, mentors.len()))?,
                area: ground.area(place)?,
                kind: kinds.get(place % kinds.len())?,
                aims: "Lead the morning of a course alone, with the mentor in the room.",
                began,
                ended: ended.then_some((until, Outcome::Reached)),
                stages: STAGES
                    .iter()
                    .map(|(title, after)| (*title, Some(began.plus(*after)).filter(|day| *day <= until)))
                    .collect(),
                entries: (0..10)
                    .map(|turn: i64| (began.plus(turn * 21 + 5), turn % 2 == 1))
                    .filter(|(day, _)| *day <= until)
                    .map(|(day, shadows)| {
                        if shadows {
                            (EntryKind::Shadowing, day, 180)
                        } else {
                            (EntryKind::Meeting, day, 60)
                        }
                    })
                    .collect(),
            })
        })
        .collect();
    let offers: Vec<(Id, i64, i64)> = mentors.iter().map(|mentor| (*mentor, 30, 60)).collect();
    for lot in all.chunks(LOT) {
        let (lot, offers) = (lot.to_vec(), offers.clone());
        db.write_now(move |tx| {
            let moment = Moment::new(SystemClock.now(), &SystemEntropy, "");
            mentorings::load(tx, &system()?, &moment, &lot, &offers)
        })
        .map_err(told)?;
    }
    Ok(())
}

/// Pathways of two courses each and a step that is signed off, with the people on them.
fn pathways(db: &Db, ground: &Ground) -> Result<()> {
    let courses = db
        .read_now(|tx| {
            Ok(tx.all(&COURSES, &[], |row| {
                Ok((CourseId(row.get(0)?), row.get::<String>(1)?))
            })?)
        })
        .map_err(told)?;
    for number in 0..PATHWAYS {
        let courses = courses.clone();
        let people: Vec<Came> = (0..WALKERS)
            .filter_map(|place| ground.came(place * PATHWAYS + number, WALKERS * PATHWAYS))
            .collect();
        let today = ground.today;
        db.write_now(move |tx| {
            let made = pathway(tx, number, &courses)?;
            walkers(tx, made, &people, today)?;
            Ok(Done::upkeep(&system()?, ()))
        })
        .map_err(told)?;
    }
    Ok(())
}

fn pathway(tx: &mut Tx<'_>, number: usize, courses: &[(CourseId, String)]) -> Result<Id, Stop> {
    let scope: Scope<PlanCourses> = system()?.leave_to();
    let moment = Moment::new(SystemClock.now(), &SystemEntropy, "");
    let draft = PathwayDraft {
        title: format!("Way {} to being asked first", number + 1),
        audience: "whoever wants to be asked first".to_owned(),
        in_order: true,
        months: Some(36),
        ways_on: WaysOn {
            open: number.is_multiple_of(4),
            by_first: false,
        },
        archived: false,
    };
    let made = plan::create(tx, &scope, &moment, &draft)?;
    for (place, title) in (1_i64..).zip(["Basics", "Going deeper", "Co-led a session with a trainer"]) {
        let pathway = plan::one(tx, &scope, made.value())?;
        let at = number * 2 + usize::try_from(place).unwrap_or(0);
        let course = courses.get(at % courses.len().max(1)).filter(|_| place < 3);
        let step = WayStepDraft {
            title: title.to_owned(),
            kind: if place < 3 {
                StepKind::Course
            } else {
                StepKind::SignOff
            },
            place,
            courses: course.cloned().into_iter().collect(),
        };
        plan::set_step(tx, &scope, &moment, &pathway, (pathway.version, None), &step)?;
    }
    Ok(plan::one(tx, &scope, made.value())?.id.0)
}

fn walkers(tx: &mut Tx<'_>, pathway: Id, people: &[Came], today: Day) -> Result<(), Stop> {
    let steps = tx.all(&STEPS, values![pathway], |row| row.get::<Id>(0))?;
    let mut known = std::collections::BTreeSet::new();
    for (place, came) in people.iter().enumerate() {
        if !known.insert(came.learner) {
            continue;
        }
        let done = spread(place + 3, steps.len() + 1);
        let waits = steps.get(done).copied();
        let gone = place.is_multiple_of(12).then(|| today.plus(-3));
        let finished = waits.is_none().then(|| today.plus(-9));
        tx.run(
            &WALKER,
            values![
                fresh(),
                pathway,
                came.learner,
                came.day,
                Value::from(gone),
                i64::try_from(done).unwrap_or(0),
                Value::from(waits),
                Value::from(finished),
                today
            ],
        )?;
    }
    Ok(())
}

/// What managers committed to, and what people passed on at work.
fn promised(db: &Db, ground: &Ground) -> Result<()> {
    let mut loads = vec![Load::default(); COMMITMENTS.max(PASSED_ON).div_ceil(LOT)];
    for place in 0..COMMITMENTS {
        let (Some(came), Some(load)) = (ground.came(place, COMMITMENTS), loads.get_mut(place / LOT)) else {
            continue;
        };
        let due = ground.today.plus(i64::try_from(spread(place + 7, 400))? - 300);
        let state = match spread(place + 13, 10) {
            0..=4 => Some(CommitmentState::Done),
            5 => Some(CommitmentState::Withdrawn),
            _ => None,
        };
        load.commitments.push(NewCommitment {
            id: CommitmentId(fresh()),
            booking: BookingId(came.booking),
            session: SessionId(came.session),
            organisation: format!("Example Organisation {}", spread(place, 400)),
            manager: format!("manager-{place}@years.example"),
            what: "How we ask at the front desk, and who is called then".to_owned(),
            due,
            ended: state.map(|state| {
                (
                    state,
                    "The team agreed on it, and it is written down".to_owned(),
                    SystemClock.now(),
                )
            }),
            made_at: SystemClock.now(),
        });
    }
    for place in 0..PASSED_ON {
        let (Some(came), Some(load)) = (ground.came(place, PASSED_ON), loads.get_mut(place / LOT)) else {
            continue;
        };
        let kind = PassedKind::ALL.get(place % PassedKind::ALL.len()).copied();
        load.passed_on.push(NewPassedOn {
            id: PassedOnId(fresh()),
            learner: LearnerId(came.learner),
            session: SessionId(came.session),
            told: PassedDraft {
                day: came.day.plus(12).min(ground.today),
                kind: kind.unwrap_or(PassedKind::TeamTalk),
                people: i64::try_from(3 + spread(place, 30))?,
                words: "At the Monday meeting, with the cards".to_owned(),
            },
        });
    }
    for load in loads {
        db.write_now(move |tx| {
            let moment = Moment::new(SystemClock.now(), &SystemEntropy, "");
            learning::loading::load(tx, &system()?, &moment, &load, "made for a load test")
        })
        .map_err(told)?;
    }
    Ok(())
}

fn faults(db: &Db, ground: &Ground, owners: &[Id]) -> Result<()> {
    let kinds = ["venue", "technology", "access", "material"];
    let found: Vec<_> = (0..FAULTS)
        .filter_map(|place| {
            let area = ground.area(place)?.0;
            let owner = match place % 3 {
                0 => ground.staff.first().copied()?,
                _ => *owners.get(spread(place, owners.len()))?,
            };
            let session = ground.came(place, FAULTS).filter(|_| place.is_multiple_of(2));
            let due = ground
                .today
                .plus(i64::try_from(spread(place + 3, 500)).ok()? - 440);
            Some((area, owner, session.map(|came| came.session), due))
        })
        .collect();
    rows(db, found.len(), move |tx, place| {
        let Some((area, owner, session, due)) = found.get(place).copied() else {
            return Ok(());
        };
        let (id, now) = (fresh(), SystemClock.now());
        let venue = format!("Training room {}, Example Town Hall", spread(place, 200));
        let seal = |column, text: &str| {
            tx.keys()
                .seal("venue_fault", column, id, text.as_bytes(), &SystemEntropy)
        };
        let state = ["mended", "mended", "left", "open"]
            .get(place % 4)
            .copied()
            .unwrap_or("open");
        let closed = state != "open";
        let row = values![
            id,
            area,
            Value::from(session),
            &venue,
            learning::model::venue_key(&venue),
            kinds.get(spread(place, kinds.len())).copied().unwrap_or("venue"),
            seal(
                "words_sealed",
                "The room is cold until the heating has run for an hour."
            ),
            place.is_multiple_of(3),
            owner,
            due,
            state,
            Value::from(closed.then(|| seal("outcome_sealed", "The heating starts an hour earlier."))),
            now,
            Value::from(closed.then_some(now))
        ];
        Ok(tx.run(&FAULT, row)?)
    })
}

/// Copies that people took out over the years.
fn left(db: &Db, ground: &Ground) -> Result<()> {
    let mut all = Vec::with_capacity(COPIES);
    for place in 0..COPIES {
        let ago = i64::try_from((COPIES - place) * DAYS / COPIES)?;
        let (what, asked) = FILES.get(place % FILES.len()).copied().unwrap_or_default();
        let held = (0..HELD)
            .filter_map(|row| ground.came(place * HELD + row, COPIES * HELD))
            .map(|came| ("booking", came.booking));
        let copy = NewCopy {
            what,
            asked,
            recipient: "Whoever stands at the reception",
            reason: "Name badges for the day",
            held: held.collect(),
            made_at: SystemClock.now().plus_seconds(-86_400 * ago),
            until: ground.today.plus(30 - ago),
            deleted_at: (ago > 45 || place % 7 == 0).then(|| SystemClock.now()),
        };
        let taker = ground.staff.get(place % 2).copied();
        all.push((taker.unwrap_or_else(fresh), copy));
    }
    rows(db, all.len(), move |tx, place| {
        if let Some((taker, copy)) = all.get(place) {
            let now = SystemClock.now();
            copies::load(tx, &system()?, (fresh(), *taker), copy, now, &SystemEntropy)?;
        }
        Ok(())
    })
}
