//! What people decide about marks from a device that could not simply be taken: the trainer says who somebody is, the coordinator takes in
//! or rejects what came from somebody who has no access any more.

use super::marks::{self, Fate, Mark};
use super::sign_in::{self, day_of};
use super::unbooked;
use crate::guards::{DayRecord, SessionRecord};
use crate::model::{BookingId, LearnerId, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::reading;
use crate::records::door as door_sql;
use crate::records::kept as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Instant, Problems, Refusal, Stop};
use std::collections::BTreeMap;
use store::{Tx, Value, values};

/// Marks shown or taken in at a time.
pub const MOST: i64 = 200;
/// Of a rejection.
const LONGEST_REASON: usize = 500;

/// Something that a trainer is asked.
pub struct Question {
    /// The mark.
    pub mark: Id,
    /// Its day.
    pub day: SessionDayId,
    /// The name.
    pub name: String,
    /// The address that was given with it.
    pub email: String,
    /// When it was made.
    pub at: Instant,
    /// What is asked.
    pub about: About,
}

/// What is asked.
pub enum About {
    /// Who a walk-in is: one of these, or somebody else of the same name.
    Who(Vec<(LearnerId, String)>),
    /// Whether somebody was there who is marked as `how` though the device says she was not.
    There(crate::model::How),
}

/// What a trainer answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// The walk-in is this person of the session.
    Is(LearnerId),
    /// The walk-in is somebody else.
    Other,
    /// The walk-in was entered by mistake.
    Mistake,
    /// She was there.
    There,
    /// She was not there.
    NotThere,
}

/// What waits for the trainer: three statements, whatever their number.
pub fn questions(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    session: SessionId,
) -> Result<Vec<Question>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let waits = tx.all(&sql::KEPT_OPEN_LIST, values![session.0, "waits", MOST], sql::open)?;
    let people = if waits.is_empty() {
        Vec::new()
    } else {
        everybody(tx, session)?
    };
    let mut questions = Vec::new();
    for open in waits {
        let walk_in =
            unbooked::walk_in_of(tx, &open)?.ok_or_else(|| Fault::new("a walk-in that waits has no name"))?;
        let blind = people::name_blind(tx.keys(), &walk_in.name);
        let same = people
            .iter()
            .filter(|(_, _, other)| *other == blind)
            .map(|(id, name, _)| (*id, name.clone()))
            .collect();
        questions.push(Question {
            mark: open.id,
            day: open.day,
            name: walk_in.name,
            email: walk_in.email,
            at: open.at,
            about: About::Who(same),
        });
    }
    let against = tx.all(&sql::KEPT_AGAINST, values![session.0, MOST], |row| {
        let how = crate::records::word(&row.get::<String>(11)?, crate::model::How::parse)?;
        Ok((sql::open(row)?, row.get::<Vec<u8>>(10)?, how))
    })?;
    for (open, name, how) in against {
        let learner = open
            .learner
            .ok_or_else(|| Fault::new("a mark against somebody names nobody"))?;
        questions.push(Question {
            mark: open.id,
            day: open.day,
            name: people::learner_name(tx.keys(), learner, &name)?,
            email: String::new(),
            at: open.at,
            about: About::There(how),
        });
    }
    Ok(questions)
}

fn everybody(tx: &mut Tx, session: SessionId) -> Result<Vec<(LearnerId, String, Vec<u8>)>, Fault> {
    let closed = tx.all(&sql::KEPT_PEOPLE, values![session.0], |row| {
        Ok((
            LearnerId(row.get(0)?),
            row.get::<Vec<u8>>(1)?,
            row.get::<Vec<u8>>(2)?,
        ))
    })?;
    closed
        .into_iter()
        .map(|(id, name, blind)| Ok((id, people::learner_name(tx.keys(), id, &name)?, blind)))
        .collect()
}

/// It was settled by somebody else, or by another mark that came since.
fn settled_already() -> Stop {
    Refusal::Closed("This was settled meanwhile. Nothing was changed.".to_owned()).into()
}

/// Settles one question.
pub fn settle(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    session: SessionId,
    mark: Id,
    answer: Settled,
) -> Result<Done<()>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let state = match answer {
        Settled::There | Settled::NotThere => "taken",
        Settled::Is(_) | Settled::Other | Settled::Mistake => "waits",
    };
    let open = tx
        .one(&sql::KEPT_OPEN_FETCH, values![session.0, mark, state], sql::open)?
        .filter(|open| state == "waits" || !open.there)
        .ok_or_else(settled_already)?;
    let pass = scope.pass::<DayRecord>(tx, open.day)?;
    let (state, learner, attendance, words) = match answer {
        Settled::Is(learner) => {
            let booking = on_register(tx, session, learner)?;
            let made = comes(tx, moment, &open, booking, learner)?;
            ("settled", Some(learner), made, "walk-in known again")
        }
        Settled::Other => {
            let walk_in = unbooked::walk_in_of(tx, &open)?.ok_or_else(settled_already)?;
            let learner = people::learner(tx, moment, &unbooked::person(&walk_in))?;
            let made = comes(tx, moment, &open, None, learner)?;
            ("settled", Some(learner), made, "walk-in added")
        }
        Settled::Mistake => ("dropped", None, None, "walk-in entered by mistake"),
        Settled::There => ("settled", open.learner, None, "there after all"),
        Settled::NotThere => {
            let learner = open.learner.ok_or_else(settled_already)?;
            tx.run(&door_sql::ATTENDANCE_DELETE, values![open.day.0, learner.0])?;
            ("settled", Some(learner), None, "not there, whoever signed in")
        }
    };
    tx.run(
        &sql::KEPT_MARK_TURN,
        values![
            open.id,
            state,
            Value::Null,
            Value::from(learner.map(|learner| learner.0)),
            Value::from(attendance),
            Value::Null
        ],
    )?;
    Done::recorded(
        tx,
        pass,
        Change::new("mark from a device settled").reason(words),
        moment.now,
        (),
    )
}

fn on_register(tx: &mut Tx, session: SessionId, learner: LearnerId) -> Result<Option<BookingId>, Stop> {
    let found = tx.one(&sql::KEPT_ON_REGISTER, values![session.0, learner.0], |row| {
        row.get::<Option<Id>>(0)
    })?;
    Ok(found.ok_or(Refusal::Unknown)?.map(BookingId))
}

fn comes(
    tx: &mut Tx,
    moment: &Moment,
    open: &sql::Open,
    booking: Option<BookingId>,
    learner: LearnerId,
) -> Result<Option<Id>, Stop> {
    let day = day_of(tx, open.day)?;
    match marks::comes(tx, moment, &day, open.at, booking, learner)? {
        Fate::Taken { attendance, .. } => Ok(attendance),
        Fate::Waits | Fate::Held(_) => Ok(None),
    }
}

/// A mark that a coordinator decides about.
pub struct Held {
    /// The mark.
    pub id: Id,
    /// The name, where one is known.
    pub name: String,
    /// The date, where the day is still one of the session.
    pub day: Option<Day>,
    /// What it says.
    pub says: &'static str,
    /// When it was made.
    pub at: Instant,
    /// Why it is held.
    pub why: &'static str,
}

/// What marks are held for, in words.
pub(crate) fn why_words(code: &str) -> &'static str {
    match code {
        "left" => "Whoever kept the register has no access any more",
        "late" => "It came more than a day after the register on the device had ended",
        "cancelled" => "The session is cancelled",
        "day" => "Its day has not begun, or is no longer a day of this session",
        "person" => "The person is not on the register",
        _ => "",
    }
}

/// Marks of a session that are held: a fixed number of statements.
pub fn held(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    session: SessionId,
) -> Result<Vec<Held>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let session = reading::session_by_id(tx, session)?;
    let closed = tx.all(&sql::KEPT_NAMES, values![session.id.0], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?))
    })?;
    let mut names = BTreeMap::new();
    for (id, name) in closed {
        names.insert(id, people::learner_name(tx.keys(), LearnerId(id), &name)?);
    }
    let open = tx.all(
        &sql::KEPT_OPEN_LIST,
        values![session.id.0, "held", MOST],
        sql::open,
    )?;
    let mut held = Vec::with_capacity(open.len());
    for mark in open {
        let walk_in = unbooked::walk_in_of(tx, &mark)?;
        let complete = mark.subject == mark.day.0;
        held.push(Held {
            id: mark.id,
            name: match walk_in {
                Some(walk_in) => format!("{} (walk-in)", walk_in.name),
                None => names.get(&mark.subject).cloned().unwrap_or_default(),
            },
            day: session
                .days
                .iter()
                .find(|day| day.id == mark.day)
                .map(|day| day.day),
            says: match (complete, mark.there) {
                (true, _) => "The register is complete",
                (false, true) => "There",
                (false, false) => "Not there",
            },
            at: mark.at,
            why: why_words(mark.why.as_deref().unwrap_or_default()),
        });
    }
    Ok(held)
}

/// Takes in what is held of a session, in the order in which it was made. What cannot be taken in stays held.
pub fn take_in(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    session: SessionId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    let session = reading::session_by_id(tx, session)?;
    let mut open = tx.all(
        &sql::KEPT_OPEN_LIST,
        values![session.id.0, "held", MOST],
        sql::open,
    )?;
    open.sort_by_key(|mark| (mark.kept, mark.seq));
    let (mut taken, mut left) = (0_u32, 0_u32);
    for held in open {
        let kept = tx
            .one(&sql::KEPT_FETCH, values![held.kept], sql::kept)?
            .ok_or_else(|| Fault::new("a mark has no copy"))?;
        let mark = Mark {
            id: held.id,
            kept: held.kept,
            kept_made_at: kept.made_at,
            day: held.day,
            subject: held.subject,
            seq: held.seq,
            there: held.there,
            at: held.at,
            walk_in: unbooked::walk_in_of(tx, &held)?,
        };
        let fate = marks::fate(tx, moment, &session, &mark)?;
        if matches!(fate, Fate::Held(_)) {
            left = left.saturating_add(1);
        } else {
            taken = taken.saturating_add(1);
        }
        marks::turn(tx, moment, &mark, &fate)?;
    }
    sign_in::held(tx, moment, session.id)?;
    let change = Change::new("marks from a device taken in").reason(format!("{taken} taken in, {left} left"));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Rejects what was shown of what is held of a session, with the reason: what came meanwhile stays. The names of walk-ins go with it.
pub fn reject(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    session: SessionId,
    shown: &[Id],
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = Problems::none();
    crate::model::text(
        &mut problems,
        "reason",
        reason.trim(),
        "Enter the reason",
        LONGEST_REASON,
    );
    problems.check()?;
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    for mark in shown {
        tx.run(&sql::KEPT_REJECT, values![session.0, *mark])?;
    }
    let change = Change::new("marks from a device rejected").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}

/// A session of which marks wait.
pub struct WaitingSession {
    /// Its reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// Its first day.
    pub day: Day,
    /// Marks for the trainer.
    pub waits: i64,
    /// Marks for the coordinator.
    pub held: i64,
}

/// Sessions of a page.
pub const PAGE: usize = 50;

/// Sessions in sight of which marks wait, the first ones first, and the reference to go on after.
pub fn sessions(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    after: Option<String>,
) -> Result<(Vec<WaitingSession>, Option<String>), Stop> {
    let filters: &[&str] = if after.is_some() { &["after"] } else { &[] };
    let most = i64::try_from(PAGE).unwrap_or(50) + 1;
    let values = scope.values_and(values![most, Value::from(after)]);
    let mut found = tx.list(&sql::KEPT_SESSIONS, filters, &values, |row| {
        Ok(WaitingSession {
            reference: row.get(1)?,
            title: row.get(2)?,
            day: row.get(3)?,
            waits: row.get(4)?,
            held: row.get(5)?,
        })
    })?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| last.reference.clone());
    Ok((found, next))
}
