//! Marks that come from a register kept on a device: each counts once however often it is sent, and what comes out does not hang on the
//! order in which they arrive. What cannot be taken is held for a person to decide, never dropped (security.md SR9).

use super::code;
use super::kept::{there, token_blind};
use super::register::shut;
use super::sign_in::{Marked, by_email, held, mark};
use super::unbooked::{WalkIn, person, sealed};
use crate::guards::KeptRecord;
use crate::model::{BookingId, How, LearnerId, Session, SessionDayId, SessionId};
use crate::moment::Moment;
use crate::people;
use crate::reading::{self, takes_place};
use crate::records::door::{self, DoorDay};
use crate::records::kept as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use serde::{Deserialize, Serialize};
use store::{Tx, Value, values};

/// Marks of one sending.
pub const MOST_MARKS: usize = 200;
/// Marks are taken without a question until this long after the copy has ended: they may have been on their way.
const GRACE_SECONDS: i64 = 24 * 60 * 60;
/// Longest name and address of a walk-in.
const LONGEST: usize = 200;

/// A mark as a device sends it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// Its own id.
    pub id: String,
    /// The day.
    pub day: String,
    /// A learner, a walk-in by the id of her first mark, or the day itself: its register is complete.
    pub who: String,
    /// There, or not there.
    pub there: bool,
    /// When, in milliseconds, by the device's clock.
    pub at: i64,
    /// Its place in the order in which the device made its marks.
    pub seq: i64,
    /// A walk-in's name.
    #[serde(default)]
    pub name: Option<String>,
    /// A walk-in's address, if she gave one.
    #[serde(default)]
    pub email: Option<String>,
}

kernel::masked!(Sent);

/// What a device is told.
#[derive(Serialize, Debug)]
pub struct Received {
    /// Ids of marks that are here now and need not be sent again.
    pub taken: Vec<String>,
    /// Marks of the session that wait for the trainer or the coordinator.
    pub waiting: i64,
    /// Whoever keeps the copy has no access any more, or the last day is over: it is to be erased once all is sent.
    pub ends: bool,
    /// Who is marked, by day: `[day, person, how]`.
    pub there: Vec<(String, String, String)>,
}

/// A mark that has been read.
pub(crate) struct Mark {
    pub(crate) id: Id,
    pub(crate) kept: Id,
    pub(crate) kept_made_at: Instant,
    pub(crate) day: SessionDayId,
    pub(crate) subject: Id,
    pub(crate) seq: i64,
    pub(crate) there: bool,
    pub(crate) at: Instant,
    pub(crate) walk_in: Option<WalkIn>,
}

/// What became of a mark.
pub(crate) enum Fate {
    Taken {
        learner: Option<LearnerId>,
        attendance: Option<Id>,
    },
    /// Somebody of the session has the walk-in's name.
    Waits,
    /// For the coordinator, and why.
    Held(&'static str),
}

impl Fate {
    const NOTHING: Self = Self::Taken {
        learner: None,
        attendance: None,
    };
}

fn read(sent: &Sent, kept: &sql::Kept, skew: i64, now: Instant) -> Result<Mark, Refusal> {
    let id = |text: &str| Id::parse(text).ok_or(Refusal::Malformed("A mark names nobody."));
    let cut = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
    let name = cut(sent.name.as_deref().unwrap_or_default());
    let at = sent
        .at
        .saturating_add(skew)
        .clamp(kept.made_at.millis(), now.millis());
    Ok(Mark {
        id: id(&sent.id)?,
        kept: kept.id,
        kept_made_at: kept.made_at,
        day: SessionDayId(id(&sent.day)?),
        subject: id(&sent.who)?,
        seq: sent.seq,
        there: sent.there,
        at: Instant::from_millis(at),
        walk_in: (!name.is_empty()).then(|| WalkIn {
            name,
            email: cut(sent.email.as_deref().unwrap_or_default()),
        }),
    })
}

/// Takes marks from a device. `device_now` is its clock as it sends: what it shows is set right by the difference.
pub fn receive(
    tx: &mut Tx,
    scope: &Scope<actions::SignInAtDoor>,
    moment: &Moment,
    id: Id,
    token: &str,
    device_now: i64,
    sent: &[Sent],
) -> Result<Done<Received>, Stop> {
    let blind = token_blind(tx.keys(), token);
    let kept = tx
        .one(&sql::KEPT_FETCH, values![id], sql::kept)?
        .filter(|kept| kept.token == blind)
        .ok_or_else(|| Refusal::Closed("This copy of the register is not known any more.".to_owned()))?;
    let pass = scope.pass::<KeptRecord>(tx, id)?;
    if sent.len() > MOST_MARKS {
        return Err(Refusal::Malformed("These are too many marks at once.").into());
    }
    let skew = moment.now.millis().saturating_sub(device_now);
    let mut marks = sent
        .iter()
        .map(|one| read(one, &kept, skew, moment.now))
        .collect::<Result<Vec<_>, _>>()?;
    marks.sort_by_key(|mark| mark.seq);
    let session = reading::session_by_id(tx, kept.session)?;
    let values = values![kept.account, kept.all, kept.session.0];
    let stands = tx
        .one(&sql::KEPT_STANDS, values, |row| row.get::<i64>(0))?
        .is_some();
    let why = if !stands {
        Some("left")
    } else if moment.now > kept.ends_at.plus_seconds(GRACE_SECONDS) {
        Some("late")
    } else {
        None
    };
    let mut fresh = 0_u32;
    for mark in &marks {
        let row = values![
            mark.id,
            kept.id,
            kept.session.0,
            mark.day.0,
            mark.subject,
            mark.seq,
            mark.there,
            mark.at,
            moment.now
        ];
        if tx.changed(&sql::KEPT_MARK_INSERT, row)? == 0 {
            continue;
        }
        fresh = fresh.saturating_add(1);
        let fate = match why {
            Some(why) => Fate::Held(why),
            None => fate(tx, moment, &session, mark)?,
        };
        turn(tx, moment, mark, &fate)?;
    }
    tx.run(&sql::KEPT_SENT, values![kept.id, moment.now])?;
    held(tx, moment, kept.session)?;
    let counts = counts(tx, kept.session)?;
    let received = Received {
        taken: sent.iter().map(|one| one.id.clone()).collect(),
        waiting: if stands {
            counts
                .waits
                .saturating_add(counts.against)
                .saturating_add(counts.held)
        } else {
            0
        },
        ends: !stands || over(&session, moment.now),
        there: if stands {
            there(tx, kept.session.0)?
        } else {
            Vec::new()
        },
    };
    let change = Change::new("marks came from a device").reason(format!("{fresh} of {} new", sent.len()));
    Done::recorded(tx, pass, change, moment.now, received)
}

fn over(session: &Session, now: Instant) -> bool {
    session.days.iter().all(|day| {
        day.ends_at()
            .is_none_or(|end| end.plus_seconds(code::LATE_SECONDS) < now)
    })
}

/// Marks of a session that wait.
pub struct Counts {
    /// For the trainer to say who that is.
    pub waits: i64,
    /// Not there, they say of people who are marked.
    pub against: i64,
    /// For the coordinator.
    pub held: i64,
}

/// How many marks of a session wait. The caller has shown that she may know.
pub(crate) fn counts(tx: &mut Tx, session: SessionId) -> Result<Counts, Fault> {
    let found = tx.one(&sql::KEPT_COUNTS, values![session.0], |row| {
        Ok(Counts {
            waits: row.get(0)?,
            against: row.get(1)?,
            held: row.get(2)?,
        })
    })?;
    found.ok_or_else(|| Fault::new("marks are not counted"))
}

/// Writes down what became of a mark.
pub(crate) fn turn(tx: &mut Tx, moment: &Moment, mark: &Mark, fate: &Fate) -> Result<(), Stop> {
    let (state, why, learner, attendance) = match fate {
        Fate::Taken { learner, attendance } => ("taken", None, *learner, *attendance),
        Fate::Waits => ("waits", None, None, None),
        Fate::Held(why) => ("held", Some(*why), None, None),
    };
    let sealed = match (&mark.walk_in, state) {
        (Some(walk_in), "waits" | "held") => Some(sealed(tx, moment, mark.id, walk_in)?),
        _ => None,
    };
    tx.run(
        &sql::KEPT_MARK_TURN,
        values![
            mark.id,
            state,
            Value::from(why),
            Value::from(learner.map(|learner| learner.0)),
            Value::from(attendance),
            Value::from(sealed)
        ],
    )?;
    Ok(())
}

/// Does what a mark says, as far as it can be done.
pub(crate) fn fate(tx: &mut Tx, moment: &Moment, session: &Session, mark: &Mark) -> Result<Fate, Stop> {
    let day = tx.one(&door::DOOR_DAY, values![mark.day.0], door::door_day)?;
    let Some(day) = day.filter(|day| day.session == session.id) else {
        return Ok(Fate::Held("day"));
    };
    if !takes_place(day.state) {
        return Ok(Fate::Held("cancelled"));
    }
    if shut(day.state, day.day, &day.starts, moment.now).is_some() {
        return Ok(Fate::Held("day"));
    }
    let about = values![mark.kept, mark.day.0, mark.subject, mark.seq];
    if tx
        .one(&sql::KEPT_MARK_LATER, about, |row| row.get::<i64>(0))?
        .is_some()
    {
        return Ok(Fate::NOTHING);
    }
    tx.run(&sql::KEPT_MARK_OVERTAKEN, about)?;
    if mark.subject == mark.day.0 {
        tx.run(&sql::KEPT_COMPLETE, values![mark.day.0, mark.at])?;
        return Ok(Fate::NOTHING);
    }
    let subject = values![mark.kept, mark.subject];
    let known = tx
        .one(&sql::KEPT_SUBJECT, subject, |row| row.get::<Option<Id>>(0))?
        .flatten();
    match (known, &mark.walk_in) {
        (None, Some(walk_in)) if mark.there => arrives(tx, moment, &day, mark, walk_in),
        // A walk-in who was taken out again before anything about her came.
        (None, Some(_)) => Ok(Fate::NOTHING),
        (known, _) => {
            let learner = people::standing(tx, LearnerId(known.unwrap_or(mark.subject)))?;
            let on = tx.one(&sql::KEPT_ON_REGISTER, values![session.id.0, learner.0], |row| {
                row.get::<Option<Id>>(0)
            })?;
            match on {
                Some(booking) if mark.there => {
                    comes(tx, moment, &day, mark.at, booking.map(BookingId), learner)
                }
                Some(_) => goes(tx, mark, learner),
                None if known.is_some() && mark.there => comes(tx, moment, &day, mark.at, None, learner),
                None if known.is_some() || !mark.there => Ok(Fate::NOTHING),
                None => Ok(Fate::Held("person")),
            }
        }
    }
}

/// Marks somebody who is known as there, at the time of the mark.
pub(crate) fn comes(
    tx: &mut Tx,
    moment: &Moment,
    day: &DoorDay,
    at: Instant,
    booking: Option<BookingId>,
    learner: LearnerId,
) -> Result<Fate, Stop> {
    let how = if booking.is_some() {
        How::Register
    } else {
        How::WalkIn
    };
    let then = Moment::new(at, moment.entropy(), "");
    let attendance = match mark(tx, &then, day, booking, learner, how, None)? {
        Marked::New(id) => Some(id),
        Marked::Own | Marked::Before => None,
    };
    held(tx, moment, day.session)?;
    Ok(Fate::Taken {
        learner: Some(learner),
        attendance,
    })
}

/// Takes a mark back that is the trainer's own. Against anybody else's it stands as a question.
fn goes(tx: &mut Tx, mark: &Mark, learner: LearnerId) -> Result<Fate, Stop> {
    tx.run(
        &sql::KEPT_UNMAKE,
        values![mark.day.0, learner.0, mark.kept, mark.kept_made_at],
    )?;
    Ok(Fate::Taken {
        learner: Some(learner),
        attendance: None,
    })
}

/// A walk-in: known by her address, or else new, unless somebody of the session has her name.
fn arrives(tx: &mut Tx, moment: &Moment, day: &DoorDay, mark: &Mark, walk_in: &WalkIn) -> Result<Fate, Stop> {
    let person = person(walk_in);
    if !person.email.is_empty()
        && let Some(known) = by_email(tx, day, &person.email)?
    {
        return comes(tx, moment, day, mark.at, known.booking, known.learner);
    }
    let blind = people::name_blind(tx.keys(), &person.name);
    let namesake = tx.one(&sql::KEPT_NAMESAKE, values![day.session.0, blind], |row| {
        row.get::<Id>(0)
    })?;
    if namesake.is_some() {
        return Ok(Fate::Waits);
    }
    let learner = people::learner(tx, moment, &person)?;
    comes(tx, moment, day, mark.at, None, learner)
}
