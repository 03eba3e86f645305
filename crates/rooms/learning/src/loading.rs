//! Records that come in bulk from elsewhere (the demonstration, later imports): written in one transaction, with ids the
//! caller chose, and with the same counts that the ordinary way would have left.

use crate::follow_up::REMIND_DAYS;
use crate::guards::LoadRecord;
use crate::letters;
use crate::model::{
    AttendanceId, BookingId, BookingState, CommitmentId, CommitmentState, CourseDraft, CourseId, How,
    LearnerId, PassedDraft, PassedOnId, Person, SessionDayId, SessionDraft, SessionId, SessionState, Source,
    closing, venue_key,
};
use crate::moment::Moment;
use crate::people;
use crate::plan;
use crate::records::{booking, commitment, course, door, follow_up, passed_on, session};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Instant, Stop};
use std::collections::BTreeMap;
use store::{Tx, Value, values};

/// A course.
#[derive(Clone, PartialEq, Debug)]
pub struct NewCourse {
    /// Its id.
    pub id: CourseId,
    /// What a coordinator would have entered.
    pub draft: CourseDraft,
    /// No new sessions are planned.
    pub archived: bool,
}

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The course it runs.
    pub course: CourseId,
    /// What a coordinator would have entered.
    pub draft: SessionDraft,
    /// An id for each of the draft's days.
    pub day_ids: Vec<SessionDayId>,
    /// When the register of each day came in; `None` where it is missing.
    pub registers: Vec<Option<Instant>>,
    /// Where it stands.
    pub state: SessionState,
    /// First day as first announced, if it was moved.
    pub original_day: Option<Day>,
    /// Why it was moved; of a cancelled session, why it was cancelled.
    pub change_reason: Option<String>,
}

kernel::masked!(NewSession);

/// A person. One address is one person: two of one address are refused by the table.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLearner {
    /// Her id.
    pub id: LearnerId,
    /// Her name.
    pub name: String,
    /// Her work address; empty when not known.
    pub email: String,
}

kernel::masked!(NewLearner);

/// A booking. Its person's name and address are those of the learner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewBooking {
    /// Its id.
    pub id: BookingId,
    /// The session.
    pub session: SessionId,
    /// The person.
    pub learner: LearnerId,
    /// Where it stands.
    pub state: BookingState,
    /// Organisation, background and borough; the rest is not read.
    pub person: Person,
    /// When it was made.
    pub made_at: Instant,
}

/// Somebody's being there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAttendance {
    /// Its id.
    pub id: AttendanceId,
    /// The day.
    pub day: SessionDayId,
    /// The session.
    pub session: SessionId,
    /// The booking; `None` for a walk-in.
    pub booking: Option<BookingId>,
    /// The person.
    pub learner: LearnerId,
    /// How it was recorded.
    pub how: How,
    /// Organisation, background and borough of a walk-in.
    pub walk_in: Option<Person>,
    /// When.
    pub at: Instant,
}

/// Everything of one load, in the order in which it is written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Load {
    /// Courses.
    pub courses: Vec<NewCourse>,
    /// Sessions.
    pub sessions: Vec<NewSession>,
    /// People.
    pub learners: Vec<NewLearner>,
    /// Bookings.
    pub bookings: Vec<NewBooking>,
    /// Attendance.
    pub attendance: Vec<NewAttendance>,
    /// Times at which people were asked what became of it.
    pub waves: Vec<NewWave>,
    /// What managers committed to.
    pub commitments: Vec<NewCommitment>,
    /// What people passed on at work.
    pub passed_on: Vec<NewPassedOn>,
}

/// What a manager said that her organisation would review.
#[derive(Clone, PartialEq)]
pub struct NewCommitment {
    /// Its id.
    pub id: CommitmentId,
    /// The booking that she agreed to.
    pub booking: BookingId,
    /// The session of the booking.
    pub session: SessionId,
    /// Her organisation.
    pub organisation: String,
    /// Her address.
    pub manager: String,
    /// What will be reviewed.
    pub what: String,
    /// By which day.
    pub due: Day,
    /// What changed, or why it was withdrawn, with when; nothing where it is to be done.
    pub ended: Option<(CommitmentState, String, Instant)>,
    /// When it was made.
    pub made_at: Instant,
}

kernel::masked!(NewCommitment);

/// What somebody passed on at work.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassedOn {
    /// Its id.
    pub id: PassedOnId,
    /// Who.
    pub learner: LearnerId,
    /// The session at which she was.
    pub session: SessionId,
    /// What she told.
    pub told: PassedDraft,
}

kernel::masked!(NewPassedOn);

/// One time of asking the people of a session, with its reminder.
#[derive(Clone, PartialEq, Debug)]
pub struct NewWave {
    /// The session.
    pub session: SessionId,
    /// 1: the first time; 2: the second.
    pub wave: i64,
    /// From which day on.
    pub due: Day,
    /// People who were there on every day.
    pub attended: i64,
    /// Those who were written to.
    pub asked: i64,
    /// When.
    pub asked_at: Instant,
}

/// Writes a load. `reason` says in the audit trail where it comes from.
pub fn load(
    tx: &mut Tx,
    scope: &Scope<actions::SystemJob>,
    moment: &Moment,
    load: &Load,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass_new::<LoadRecord>(moment.id());
    write(tx, moment, load)?;
    Done::recorded(tx, pass, Change::new("loaded").reason(reason), moment.now, ())
}

/// Writes a load inside a larger unit of work that records its own event.
pub(crate) fn write(tx: &mut Tx, moment: &Moment, load: &Load) -> Result<(), Stop> {
    for new in &load.courses {
        plan::course::insert(tx, moment, new.id, &new.draft)?;
        if new.archived {
            tx.run(&course::COURSE_ARCHIVE, values![new.id.0, 1_i64, true])?;
        }
    }
    let mut counts: BTreeMap<SessionId, (i64, i64)> = BTreeMap::new();
    for new in &load.bookings {
        let (booked, waiting) = counts.entry(new.session).or_default();
        match new.state {
            BookingState::Booked => *booked += 1,
            BookingState::Waiting => *waiting += 1,
            BookingState::Cancelled => {}
        }
    }
    for new in &load.sessions {
        write_session(tx, moment, new, counts.get(&new.id).copied().unwrap_or_default())?;
    }
    for new in &load.learners {
        write_learner(tx, moment, new)?;
    }
    let mut lines: BTreeMap<SessionId, i64> = BTreeMap::new();
    for new in &load.bookings {
        let queue = (new.state == BookingState::Waiting).then(|| {
            let place = lines.entry(new.session).or_default();
            *place += 1;
            *place
        });
        write_booking(tx, moment, new, queue)?;
    }
    for new in &load.attendance {
        write_attendance(tx, new)?;
    }
    for new in &load.commitments {
        write_commitment(tx, moment, new)?;
    }
    for new in &load.passed_on {
        let told = &new.told;
        let words = people::seal(tx, moment, "passed_on", "words_sealed", new.id.0, &told.words);
        let (session, learner, at) = (new.session.0, new.learner.0, moment.now);
        tx.run(
            &passed_on::PASSED_ON_INSERT,
            values![
                new.id.0,
                learner,
                session,
                told.day,
                told.kind.code(),
                told.people,
                words,
                at
            ],
        )?;
    }
    for new in &load.waves {
        let (session, wave) = (new.session.0, new.wave);
        tx.run(
            &follow_up::WAVE_INSERT,
            values![session, wave, new.due, new.attended, new.asked_at],
        )?;
        tx.run(&follow_up::WAVE_ASKED, values![session, wave, new.asked])?;
        let reminded = new.asked_at.plus_seconds(REMIND_DAYS * 86_400);
        tx.run(&follow_up::WAVE_REMINDED, values![session, wave, reminded])?;
    }
    Ok(())
}

fn write_commitment(tx: &mut Tx, moment: &Moment, new: &NewCommitment) -> Result<(), Stop> {
    let sealed = |tx: &Tx, column, text: &str| people::seal(tx, moment, "commitment", column, new.id.0, text);
    let (manager, what) = (
        sealed(tx, "manager_sealed", &new.manager),
        sealed(tx, "what_sealed", &new.what),
    );
    tx.run(
        &commitment::COMMITMENT_INSERT,
        values![
            new.id.0,
            new.session.0,
            new.booking.0,
            new.organisation.as_str(),
            manager,
            what,
            new.due,
            new.made_at
        ],
    )?;
    if let Some((state, words, at)) = &new.ended {
        let outcome = sealed(tx, "outcome_sealed", words);
        tx.run(
            &commitment::COMMITMENT_END,
            values![new.id.0, state.code(), outcome, *at],
        )?;
    }
    Ok(())
}

/// Writes a session with so many people who booked and who wait.
pub(crate) fn write_session(
    tx: &mut Tx,
    moment: &Moment,
    new: &NewSession,
    (booked, waiting): (i64, i64),
) -> Result<(), Stop> {
    let (first, last) = plan::days::ends(&new.draft.days)?;
    let cancelled = new.state == SessionState::Cancelled;
    let reason = |of_cancelled: bool| {
        let reason = new.change_reason.as_deref();
        Value::from(reason.filter(|_| cancelled == of_cancelled))
    };
    moment.referenced(
        tx,
        'S',
        &session::SESSION_INSERT,
        values![
            new.id.0,
            Value::Null,
            new.course.0,
            new.draft.area.0,
            new.draft.venue.as_str(),
            new.draft.access_notes.as_str(),
            new.draft.capacity.max(booked),
            booked,
            first,
            last,
            new.state.code(),
            Value::from(new.original_day),
            reason(false),
            new.draft.listed,
            moment.now,
            reason(true),
            venue_key(&new.draft.venue),
            Value::Null,
            Value::from(new.draft.closes_before),
            Value::from(closing(first, new.draft.closes_before)),
            Value::from(new.draft.in_house.as_deref()),
            Value::from(new.draft.in_house.as_ref().map(|_| moment.entropy().token())),
            Value::from(new.draft.host.map(|id| id.0))
        ],
    )?;
    for _ in 0..waiting {
        tx.one(&booking::QUEUE_NEXT, values![new.id.0], |row| row.get::<i64>(0))?;
    }
    if new.day_ids.len() != new.draft.days.len() || new.registers.len() != new.draft.days.len() {
        return Err(Fault::new("a loaded session needs an id and a register for each of its days").into());
    }
    for ((day, id), register) in new.draft.days.iter().zip(&new.day_ids).zip(&new.registers) {
        tx.run(
            &session::SESSION_DAY_INSERT,
            values![
                id.0,
                new.id.0,
                day.day,
                day.starts.as_str(),
                day.ends.as_str(),
                Value::from(*register)
            ],
        )?;
    }
    plan::session::set_trainers(tx, new.id, &new.draft.trainers)?;
    if new.state == SessionState::Planned {
        letters::plan_reminder(tx, moment, new.id)?;
    }
    Ok(())
}

fn write_learner(tx: &mut Tx, moment: &Moment, new: &NewLearner) -> Result<(), Stop> {
    let name = people::seal(tx, moment, "learner", "name_sealed", new.id.0, &new.name);
    let email = people::seal(tx, moment, "learner", "email_sealed", new.id.0, &new.email);
    let name_blind = people::name_blind(tx.keys(), &new.name);
    let email_blind = email
        .is_some()
        .then(|| people::email_blind(tx.keys(), &new.email));
    let rows = tx.changed(
        &booking::LEARNER_INSERT,
        values![new.id.0, name, name_blind, email, email_blind, moment.now],
    )?;
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::new("two loaded people have one address").into())
    }
}

fn write_booking(tx: &mut Tx, moment: &Moment, new: &NewBooking, queue: Option<i64>) -> Result<(), Stop> {
    moment.referenced(
        tx,
        'B',
        &booking::BOOKING_INSERT,
        values![
            new.id.0,
            Value::Null,
            new.session.0,
            new.learner.0,
            new.state.code(),
            Value::from(queue),
            new.person.organisation.as_str(),
            new.person.background.as_str(),
            Value::from(new.person.area.borough()),
            Value::Null,
            Value::Null,
            Source::Loaded.code(),
            new.made_at,
            paper::calendar::fresh_uid(moment.entropy()),
            Value::from(new.person.area.answer()),
            0_i64
        ],
    )?;
    Ok(())
}

fn write_attendance(tx: &mut Tx, new: &NewAttendance) -> Result<(), Stop> {
    let person = new.walk_in.as_ref();
    tx.run(
        &door::ATTENDANCE_INSERT,
        values![
            new.id.0,
            new.day.0,
            new.session.0,
            Value::from(new.booking.map(|booking| booking.0)),
            new.learner.0,
            new.how.code(),
            Value::from(person.map(|person| person.organisation.as_str())),
            Value::from(person.map(|person| person.background.as_str())),
            Value::from(person.and_then(|person| person.area.borough())),
            new.at,
            Value::from(person.and_then(|person| person.area.answer()))
        ],
    )?;
    Ok(())
}
