//! Years of a large partnership's training: 100,000 learners, 10,000 sessions, their bookings, registers and questionnaires.

use crate::world::{fresh, opened, system};
use crate::{lists, shelves, written};
use anyhow::{Context, Result};
use directory::model::{AreaId, AreaKind, ProgrammeId};
use instrument::{Answer, Kind, NonAnswer, Value};
use kernel::{Clock, Day, SystemClock, SystemEntropy};
use learning::Moment;
use learning::loading::{Load, NewAttendance, NewBooking, NewCourse, NewLearner, NewSession};
use learning::model::{
    AttendanceId, BookingId, BookingState, CourseDraft, CourseId, DayDraft, FollowUpMonths, How, LearnerId,
    Mode, Person, Purpose, SessionDayId, SessionDraft, SessionId, SessionState, Workplace,
};
use responses::loading::NewResponse;
use responses::model::InstrumentVersion;
use std::path::Path;
use std::sync::Arc;
use store::Db;

/// People in all.
pub(crate) const LEARNERS: usize = 100_000;
/// Sessions in all.
pub(crate) const SESSIONS: usize = 10_000;
/// Booked into each session: one in three comes a second time.
const SEATS: usize = 13;
const COURSES: usize = 40;
/// Sessions that are written together.
const LOT: usize = 500;
/// Days from the first session to the last; one in ten is still to come.
const DAYS: usize = 1500;

/// What each questionnaire is for, and how many of 100 who came fill it in.
const ASKED: [(Purpose, &str, usize); 4] = [
    (Purpose::Feedback, "end-of-session", 75),
    (Purpose::Pre, "before", 60),
    (Purpose::Post, "after", 45),
    (Purpose::FollowUp, "follow-up", 20),
];

/// Adds them to the demonstration in `data`. The first course stays a course of questionnaires before and after; every fourth is one.
pub(crate) fn fill(data: &Path, postgres: Option<&str>) -> Result<()> {
    let db = opened(data, postgres)?;
    let (areas, programmes, versions) = db
        .read_now(|tx| {
            let mut versions = Vec::new();
            for (purpose, key, share) in ASKED {
                versions.push((purpose, responses::version_by_key(tx, key, None)?, share));
            }
            Ok((
                directory::areas::list(tx)?,
                directory::programmes::list(tx)?,
                versions,
            ))
        })
        .map_err(|stop| anyhow::anyhow!("{stop:?}"))?;
    let areas: Vec<AreaId> = areas
        .into_iter()
        .filter(|area| area.kind == AreaKind::Borough)
        .map(|area| area.id)
        .collect();
    let programme = programmes.first().context("no programme")?.id;
    let years = Years {
        areas,
        learners: (0..LEARNERS).map(|_| LearnerId(fresh())).collect(),
        courses: (0..COURSES).map(|_| CourseId(fresh())).collect(),
        versions: versions
            .into_iter()
            .map(|(purpose, version, share)| {
                Ok((
                    purpose,
                    Arc::new(version.context("a questionnaire is missing")?),
                    share,
                ))
            })
            .collect::<Result<_>>()?,
        now: SystemClock.now(),
    };
    let load = years.courses_of(programme);
    write(&db, load)?;
    for from in (0..LEARNERS).step_by(LOT * 10) {
        write(&db, years.people(from, LOT * 10))?;
    }
    for from in (0..SESSIONS).step_by(LOT) {
        let (load, answers) = years.sessions(from)?;
        write(&db, load)?;
        for (version, responses) in answers {
            let now = years.now;
            db.write_now(move |tx| {
                responses::loading::load(tx, &system()?, &version, &responses, now, &SystemEntropy)
            })
            .map_err(|stop| anyhow::anyhow!("{stop:?}"))?;
        }
    }
    lists::fill(&db, &years.areas)?;
    shelves::fill(&db)?;
    written::read(&db)
}

fn write(db: &Db, load: Load) -> Result<()> {
    let now = SystemClock.now();
    db.write_now(move |tx| {
        let moment = Moment::new(now, &SystemEntropy, "");
        learning::loading::load(tx, &system()?, &moment, &load, "made for a load test")
    })
    .map_err(|stop| anyhow::anyhow!("{stop:?}"))
}

struct Years {
    areas: Vec<AreaId>,
    learners: Vec<LearnerId>,
    courses: Vec<CourseId>,
    versions: Vec<(Purpose, Arc<InstrumentVersion>, usize)>,
    now: kernel::Instant,
}

/// The same number each time for the same place: enough to spread things, with no more said.
pub(crate) const fn spread(place: usize, over: usize) -> usize {
    (place.wrapping_mul(2_654_435_761) >> 7) % over
}

type Answers = Vec<(InstrumentVersion, Vec<NewResponse>)>;

impl Years {
    fn courses_of(&self, programme: ProgrammeId) -> Load {
        let mut load = Load::default();
        for (number, id) in self.courses.iter().enumerate() {
            let asked = self
                .versions
                .iter()
                .filter(|(purpose, _, _)| Self::asks(number, *purpose));
            load.courses.push(NewCourse {
                id: *id,
                draft: CourseDraft {
                    programme,
                    title: format!("Asking and acting {}", number + 1),
                    kind: if number.is_multiple_of(3) {
                        "specialist"
                    } else {
                        "core"
                    }
                    .to_owned(),
                    aims: "What to ask, and what to do with the answer".to_owned(),
                    hours: 6.0,
                    days: 1,
                    mode: if number.is_multiple_of(2) {
                        Mode::Room
                    } else {
                        Mode::Online
                    },
                    audience: "Anyone whose work brings them into contact with families".to_owned(),
                    target: Some(500),
                    refresher_months: Some(24),
                    follow_up: FollowUpMonths::default(),
                    areas: Vec::new(),
                    instruments: asked
                        .map(|(purpose, version, _)| (*purpose, version.published.definition().key.clone()))
                        .collect(),
                },
                archived: false,
            });
        }
        load
    }

    const fn asks(course: usize, purpose: Purpose) -> bool {
        matches!(purpose, Purpose::Feedback) || course.is_multiple_of(4)
    }

    fn people(&self, from: usize, count: usize) -> Load {
        let mut load = Load::default();
        for (number, id) in self.learners.iter().enumerate().skip(from).take(count) {
            load.learners.push(NewLearner {
                id: *id,
                name: format!("Robin Example {number}"),
                email: format!("robin-{number}@years.example"),
            });
        }
        load
    }

    fn sessions(&self, from: usize) -> Result<(Load, Answers)> {
        let mut load = Load::default();
        let mut answers: Answers = self
            .versions
            .iter()
            .map(|(_, version, _)| (InstrumentVersion::clone(version), Vec::new()))
            .collect();
        for number in from..(from + LOT).min(SESSIONS) {
            self.session(number, &mut load, &mut answers)?;
        }
        Ok((load, answers))
    }

    fn session(&self, number: usize, load: &mut Load, answers: &mut Answers) -> Result<()> {
        let today = SystemClock.today();
        let (id, day_id) = (SessionId(fresh()), SessionDayId(fresh()));
        let course = spread(number, COURSES);
        let after = i64::try_from(number * DAYS / SESSIONS)? - i64::try_from(DAYS - DAYS / 10)?;
        let day = today.plus(after);
        let held = after < 0;
        load.sessions.push(NewSession {
            id,
            course: *self.courses.get(course).context("no course")?,
            draft: SessionDraft {
                area: *self
                    .areas
                    .get(spread(number, self.areas.len()))
                    .context("no areas")?,
                venue: format!("Training room {}, Example Town Hall", spread(number, 200)),
                access_notes: "Step-free entrance.".to_owned(),
                capacity: 20,
                listed: true,
                in_house: None,
                host: None,
                closes_before: None,
                days: vec![DayDraft {
                    day,
                    starts: "09:30".to_owned(),
                    ends: "16:30".to_owned(),
                }],
                trainers: Vec::new(),
            },
            day_ids: vec![day_id],
            registers: vec![(held && !number.is_multiple_of(20)).then_some(self.now)],
            state: if held {
                SessionState::Held
            } else {
                SessionState::Planned
            },
            original_day: None,
            change_reason: None,
        });
        for seat in 0..SEATS {
            let place = number * SEATS + seat;
            let learner = *self.learners.get(place % LEARNERS).context("no learner")?;
            let booking = BookingId(fresh());
            load.bookings.push(NewBooking {
                id: booking,
                session: id,
                learner,
                state: BookingState::Booked,
                person: Person {
                    name: String::new(),
                    email: String::new(),
                    organisation: format!("Example Organisation {}", spread(place, 400)),
                    background: "housing".to_owned(),
                    area: self
                        .areas
                        .get(spread(place, self.areas.len()))
                        .map_or(Workplace::Open, |area| Workplace::Borough(*area)),
                },
                made_at: self.now,
            });
            if held && spread(place, 100) < 90 {
                load.attendance.push(NewAttendance {
                    id: AttendanceId(fresh()),
                    day: day_id,
                    session: id,
                    booking: Some(booking),
                    learner,
                    how: How::Phone,
                    walk_in: None,
                    at: self.now,
                });
                self.answers_of(place, course, id, day, answers);
            }
        }
        Ok(())
    }

    fn answers_of(&self, place: usize, course: usize, session: SessionId, day: Day, answers: &mut Answers) {
        for ((purpose, version, share), (_, all)) in self.versions.iter().zip(answers) {
            if !Self::asks(course, *purpose) || spread(place + 7, 100) >= *share {
                continue;
            }
            let published = &version.published;
            let given = published
                .definition()
                .questions()
                .enumerate()
                .map(|(number, question)| {
                    let turn = place + number * 31;
                    let value = match question.kind {
                        Kind::Number if question.link => {
                            Value::Number(i64::try_from(1 + place % 31).unwrap_or(1))
                        }
                        _ if question.link => Value::Text(format!("{:02}", place / (1 + number * 300) % 100)),
                        _ if spread(turn, 100) < 6 => Value::None(NonAnswer::NotRecorded),
                        Kind::Scale => {
                            let points = published.scale_of(question).map_or(5, |scale| scale.labels.len());
                            Value::Number(i64::try_from(1 + spread(turn, points)).unwrap_or(1))
                        }
                        Kind::Single => question
                            .options
                            .get(spread(turn, question.options.len().max(1)))
                            .map_or(Value::None(NonAnswer::NotRecorded), |option| {
                                Value::Option(option.key.clone())
                            }),
                        _ => written::answer(question, place).unwrap_or(Value::None(NonAnswer::NotRecorded)),
                    };
                    Answer {
                        question: question.key.clone(),
                        value,
                    }
                });
            all.push(NewResponse {
                session: Some(session),
                programme: None,
                purpose: *purpose,
                day,
                answers: given.collect(),
            });
        }
    }
}
