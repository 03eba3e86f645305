//! Writes the plan through the rooms.

use crate::accounts::{PASSWORD, accounts};
use crate::ids::Ids;
use crate::people::{BACKGROUNDS, ORGANISATIONS, person};
use crate::plan::{Form, Plan, Programme as Which, SEED, plan};
use crate::upcoming;
use access::actions::SystemJob;
use access::{Role, Scope, Viewer};
use audit::Done;
use directory::model::{AREAS, Area, AreaId, Organisation, OrganisationId, Programme, ProgrammeId};
use identity::accounts::Invitation;
use instrument::{Answer, NonAnswer, Value};
use kernel::{Clock, Day, Entropy, Fault, Id, Instant, Personal, SeededEntropy, Stop};
use learning::Moment;
use learning::loading::{Load, NewAttendance, NewBooking, NewCourse, NewLearner, NewSession};
use learning::model::{
    AttendanceId, BookingId, BookingState, CourseDraft, CourseId, DayDraft, How, LearnerId, Mode, Person,
    Purpose, SessionDayId, SessionDraft, SessionId, SessionState,
};
use responses::loading::NewResponse;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Db, Tx};

/// What was loaded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loaded {
    /// Sessions of the published programmes.
    pub sessions: usize,
    /// Bookings.
    pub bookings: usize,
    /// Signatures.
    pub attendance: usize,
    /// Feedback forms.
    pub forms: usize,
}

struct Made {
    areas: BTreeMap<&'static str, AreaId>,
    ordered: Vec<AreaId>,
    pilot: ProgrammeId,
    partnership: ProgrammeId,
    trainer: Id,
}

/// Fills an empty, migrated database. `accounts_too`: with the demonstration's accounts and the sessions still to come.
///
/// # Errors
/// A fault; the database is then only partly filled and should be thrown away.
pub fn load(db: &Db, clock: &dyn Clock, accounts_too: bool) -> Result<Loaded, Stop> {
    let now = clock.now();
    let ids = Ids::new(now);
    let entropy: Arc<SeededEntropy> = Arc::new(SeededEntropy::new(SEED));
    let plan = plan().map_err(Fault::new)?;
    responses::publish_ours(db, clock, &*entropy)?;
    let made = directory(db, &ids, now)?;
    let trainer = if accounts_too {
        people_who_sign_in(db, clock, &made, now)?
    } else {
        None
    };
    let made = Made {
        trainer: trainer.unwrap_or(made.trainer),
        ..made
    };
    let (load, session_ids) = records(&plan, &made, &ids, trainer.is_some(), now)?;
    let loaded = Loaded {
        sessions: plan.sessions.len(),
        bookings: load.bookings.len(),
        attendance: load.attendance.len(),
        forms: plan.feedback.len(),
    };
    let seeded = Arc::clone(&entropy);
    db.write_now(move |tx| {
        let moment = Moment::new(now, &*seeded, "");
        learning::loading::load(tx, &system()?, &moment, &load, "rebuilt from published figures")
    })?;
    forms(
        db,
        "end-of-session",
        plan.feedback.clone(),
        Purpose::Feedback,
        &plan,
        &session_ids,
        &made,
        now,
    )?;
    forms(
        db,
        "follow-up",
        plan.follow_up.clone(),
        Purpose::FollowUp,
        &plan,
        &session_ids,
        &made,
        now,
    )?;
    let owing: Vec<(SessionId, Day)> = plan
        .sessions
        .iter()
        .zip(&session_ids)
        .filter(|(session, _)| session.cancelled && !session.sheet)
        .map(|(session, id)| (*id, session.day))
        .collect();
    db.write_now(move |tx| {
        ledger::settle(tx, &*entropy, now)?;
        for (session, since) in &owing {
            ledger::owe(tx, &*entropy, now, "register", session.0, *since)?;
            ledger::owe(tx, &*entropy, now, "feedback", session.0, *since)?;
        }
        Ok(Done::upkeep(&system()?, ()))
    })?;
    Ok(loaded)
}

fn system() -> Result<Scope<SystemJob>, Stop> {
    Ok(Scope::of(&Viewer::system("demonstration"))?)
}

fn directory(db: &Db, ids: &Ids, _now: Instant) -> Result<Made, Stop> {
    let mut areas = BTreeMap::new();
    let mut rows: Vec<Area> = Vec::new();
    for (name, gss, kind, parent) in AREAS {
        let id = AreaId(ids.next());
        areas.insert(*name, id);
        rows.push(Area {
            id,
            parent: parent.and_then(|parent| areas.get(parent).copied()),
            name: (*name).to_owned(),
            gss: gss.map(str::to_owned),
            kind: kind.clone(),
        });
    }
    let ordered: Vec<AreaId> = rows.iter().map(|area| area.id).collect();
    let day = |year, month, day| Day::new(year, month, day).ok_or_else(|| Fault::new("no such day"));
    let (pilot, partnership) = (ProgrammeId(ids.next()), ProgrammeId(ids.next()));
    let programmes = vec![
        Programme {
            id: pilot,
            slug: "harmful-practices-pilot".to_owned(),
            name: "Harmful Practices Pilot".to_owned(),
            period_start: day(2015, 4, 1)?,
            period_end: Some(day(2017, 3, 31)?),
        },
        Programme {
            id: partnership,
            slug: "safe-and-together".to_owned(),
            name: "Safe and Together London Partnership".to_owned(),
            period_start: day(2021, 8, 1)?,
            period_end: Some(day(2023, 7, 31)?),
        },
    ];
    let organisations: Vec<Organisation> = ORGANISATIONS
        .iter()
        .map(|(name, sector, by_and_for)| Organisation {
            id: OrganisationId(ids.next()),
            name: (*name).to_owned(),
            sector: (*sector).to_owned(),
            by_and_for: *by_and_for,
            version: 1,
        })
        .collect();
    db.write_now(move |tx| {
        for area in &rows {
            directory::areas::add(tx, area)?;
        }
        for programme in &programmes {
            directory::areas::add_programme(tx, programme)?;
        }
        for organisation in &organisations {
            directory::organisations::add(tx, organisation)?;
        }
        Ok(Done::upkeep(&system()?, ()))
    })?;
    Ok(Made {
        areas,
        ordered,
        pilot,
        partnership,
        trainer: Id(uuid::Uuid::nil()),
    })
}

/// Makes the accounts; the trainer's id.
fn people_who_sign_in(db: &Db, clock: &dyn Clock, made: &Made, now: Instant) -> Result<Option<Id>, Stop> {
    let organisation = db
        .read_now(|tx| Ok(directory::organisations::list(tx, "Example Borough")?))?
        .into_iter()
        .next()
        .ok_or_else(|| Fault::new("no organisation"))?
        .id;
    let entropy: Arc<SeededEntropy> = Arc::new(SeededEntropy::new(SEED + 1));
    let hash = identity::password::hash(PASSWORD, identity::password::Cost::NOW, &*entropy)?;
    let mut trainer = None;
    for account in accounts() {
        let mut invitation = Invitation::new(clock, &*entropy, organisation.0, account.role);
        invitation.name = Personal::new(account.name.to_owned());
        invitation.email = Personal::new(account.email.clone());
        invitation.all_areas = account.role != Role::Trainer;
        if account.role == Role::Trainer {
            trainer = Some(invitation.id.0);
            invitation.areas = made.areas.get("East").map(|area| area.0).into_iter().collect();
        }
        let (hash, entropy, secret) = (hash.clone(), Arc::clone(&entropy), account.secret.clone());
        db.write_now(move |tx: &mut Tx<'_>| {
            let id = identity::accounts::invite(tx, &invitation, &*entropy, now)?;
            identity::accounts::make_ready(tx, id, &hash, &secret, &*entropy, now)?;
            Ok(Done::upkeep(&system()?, ()))
        })?;
    }
    Ok(trainer)
}

fn records(
    plan: &Plan,
    made: &Made,
    ids: &Ids,
    upcoming: bool,
    now: Instant,
) -> Result<(Load, Vec<SessionId>), Stop> {
    let mut load = Load::default();
    let lost = || Fault::new("the plan points nowhere");
    let course_ids: Vec<CourseId> = plan.courses.iter().map(|_| CourseId(ids.next())).collect();
    for (course, id) in plan.courses.iter().zip(&course_ids) {
        let pilot = course.programme == Which::Pilot;
        load.courses.push(NewCourse {
            id: *id,
            draft: CourseDraft {
                programme: if pilot { made.pilot } else { made.partnership },
                title: course.title.to_owned(),
                kind: course.kind.to_owned(),
                aims: course.aims.to_owned(),
                hours: f64::from(course.hours),
                days: 1,
                // Invented: the document does not say where supervisors met. One course is online so that the filter finds one.
                mode: if course.kind == "supervisors" {
                    Mode::Online
                } else {
                    Mode::Room
                },
                audience: "Anyone whose work brings them into contact with families".to_owned(),
                target: Some(16),
                areas: Vec::new(),
                // Document 003 prints no feedback at the end of sessions: its courses ask before and after instead.
                instruments: if pilot {
                    vec![
                        (Purpose::Feedback, "end-of-session".to_owned()),
                        (Purpose::FollowUp, "follow-up".to_owned()),
                    ]
                } else {
                    vec![
                        (Purpose::Pre, "before".to_owned()),
                        (Purpose::Post, "after".to_owned()),
                    ]
                },
            },
            archived: false,
        });
    }
    let mut session_ids = Vec::new();
    let mut day_ids = Vec::new();
    for session in &plan.sessions {
        let (id, day_id) = (SessionId(ids.next()), SessionDayId(ids.next()));
        session_ids.push(id);
        day_ids.push(day_id);
        let capacity = i64::try_from(session.capacity).map_err(|error| Fault::caused("capacity", error))?;
        load.sessions.push(NewSession {
            id,
            course: *course_ids.get(session.course).ok_or_else(lost)?,
            draft: SessionDraft {
                area: *made.areas.get(session.area).ok_or_else(lost)?,
                venue: "Training room, Example Town Hall".to_owned(),
                access_notes: "Step-free entrance.".to_owned(),
                capacity,
                listed: true,
                days: vec![DayDraft {
                    day: session.day,
                    starts: "09:30".to_owned(),
                    ends: "16:30".to_owned(),
                }],
                trainers: if upcoming { vec![made.trainer] } else { Vec::new() },
            },
            day_ids: vec![day_id],
            registers: vec![if session.sheet && !session.cancelled {
                Instant::on(session.day, "17:00")
            } else {
                None
            }],
            state: if session.cancelled {
                SessionState::Cancelled
            } else {
                SessionState::Held
            },
            original_day: session.original_day,
            change_reason: if session.cancelled {
                Some("Too few people had booked".to_owned())
            } else {
                session
                    .original_day
                    .map(|_| "Moved at the host's request".to_owned())
            },
        });
    }
    let mut learners: BTreeMap<usize, LearnerId> = BTreeMap::new();
    for place in &plan.places {
        let learner = *learners.entry(place.person).or_insert_with(|| {
            let id = LearnerId(ids.next());
            let (name, email, _) = person(place.person);
            load.learners.push(NewLearner { id, name, email });
            id
        });
        let session = plan.sessions.get(place.session).ok_or_else(lost)?;
        let session_id = *session_ids.get(place.session).ok_or_else(lost)?;
        let (name, email, organisation) = person(place.person);
        let who = Person {
            name,
            email,
            organisation: organisation.to_owned(),
            background: BACKGROUNDS
                .get(place.person % BACKGROUNDS.len())
                .copied()
                .unwrap_or("other")
                .to_owned(),
            area: place.borough.and_then(|borough| made.areas.get(borough).copied()),
        };
        let mut booking = None;
        if place.booked {
            let id = BookingId(ids.next());
            booking = Some(id);
            let made_at = Instant::on(session.day.plus(-21), "11:00").unwrap_or(now);
            load.bookings.push(NewBooking {
                id,
                session: session_id,
                learner,
                state: BookingState::Booked,
                person: who.clone(),
                made_at,
            });
        }
        if place.signed_in {
            let at = Instant::on(session.day, "09:20").unwrap_or(now);
            let how = if booking.is_some() {
                How::Paper
            } else {
                How::WalkIn
            };
            load.attendance.push(NewAttendance {
                id: AttendanceId(ids.next()),
                day: *day_ids.get(place.session).ok_or_else(lost)?,
                session: session_id,
                booking,
                learner,
                how,
                walk_in: booking.is_none().then_some(who),
                at,
            });
        }
    }
    if upcoming {
        load.sessions.extend(upcoming::sessions(
            ids,
            &course_ids,
            &made.ordered,
            made.trainer,
            now.day(),
        ));
    }
    Ok((load, session_ids))
}

#[expect(clippy::too_many_arguments, reason = "each is a different fact of the load")]
fn forms(
    db: &Db,
    key: &'static str,
    forms: Vec<Form>,
    purpose: Purpose,
    plan: &Plan,
    sessions: &[SessionId],
    made: &Made,
    now: Instant,
) -> Result<(), Stop> {
    let version = db
        .read_now(move |tx| Ok(responses::version_by_key(tx, key, None)?))?
        .ok_or_else(|| Fault::new("a questionnaire is missing"))?;
    let asked: Vec<String> = version
        .published
        .definition()
        .questions()
        .map(|question| question.key.clone())
        .collect();
    let later = Day::new(2017, 2, 15).ok_or_else(|| Fault::new("no such day"))?;
    let responses: Vec<NewResponse> = forms
        .into_iter()
        .map(|form| {
            let session = form.session.and_then(|place| sessions.get(place).copied());
            let day = form
                .session
                .and_then(|place| plan.sessions.get(place))
                .map_or(later, |session| session.day);
            let answers = asked
                .iter()
                .map(|question| {
                    let point = form
                        .points
                        .iter()
                        .find(|(known, _)| known == question)
                        .map(|(_, point)| Value::Number(*point));
                    let option = form
                        .options
                        .iter()
                        .find(|(known, _)| known == question)
                        .map(|(_, option)| Value::Option((*option).to_owned()));
                    Answer {
                        question: question.clone(),
                        value: point.or(option).unwrap_or(Value::None(NonAnswer::NotRecorded)),
                    }
                })
                .collect();
            NewResponse {
                session,
                programme: session.is_none().then_some(made.pilot.0),
                purpose,
                day,
                answers,
            }
        })
        .collect();
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(
        SEED + 2 + u64::from(purpose == Purpose::FollowUp),
    ));
    db.write_now(move |tx| responses::loading::load(tx, &system()?, &version, &responses, now, &*entropy))
}
