//! Taking a file in, or back, in one transaction and off the page that asked for it.

use super::cells::Became;
use super::forms::Forms;
use super::found::found;
use super::keep::{CHANGED, content, fetch, refuse_in_use, refuse_twice, refuse_wrong, taken_before};
use super::rows::Row;
use super::{Import, Kind, NAMELESS, State, attended};
use crate::guards::EarlierRecord;
use crate::loading::{self, Load, NewAttendance, NewBooking, NewLearner, NewSession};
use crate::model::{
    AttendanceId, BookingId, BookingState, CourseId, DayDraft, How, LearnerId, Person, SessionDayId,
    SessionDraft, SessionId, SessionState,
};
use crate::moment::Moment;
use crate::people;
use crate::records::earlier as sql;
use access::Scope;
use access::actions::SystemJob;
use audit::Change;
use directory::model::AreaId;
use kernel::{Entropy, Fault, Id, Instant, Refusal, Stop};
use post::jobs::{self, Job, NewJob};
use post::runner::Work;
use store::{Tx, Value, values};

/// The kind of this work.
pub(super) const JOB: &str = "learning.earlier";
/// The ledger's own work, which finds what these sessions owe.
const LEDGER: &str = "bring the ledger up to date";

/// Takes files of earlier years in and back; forms as the room of responses does it.
#[derive(Clone, Copy, Debug)]
pub struct EarlierYears(pub Forms);

impl Work for EarlierYears {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let id = job
            .payload
            .get("import")
            .and_then(serde_json::Value::as_str)
            .and_then(Id::parse)
            .ok_or_else(|| Fault::new("a job names no file"))?;
        let moment = Moment::new(now, entropy, "");
        let pass = scope.pass::<EarlierRecord>(tx, id)?;
        let import = fetch(tx, id)?;
        let state = import.state;
        let (outcome, change, back) = match state {
            State::Queued => (take_in(tx, &moment, &import, self.0), "taken in", State::Open),
            State::Leaving => (
                take_back(tx, &moment, &import, self.0),
                "taken back",
                State::Taken,
            ),
            State::Open | State::Taken | State::Gone => return Ok(()),
        };
        match outcome {
            Ok(many) => {
                let words = match import.kind {
                    Kind::Sessions => format!("{many} sessions"),
                    Kind::People => format!("{many} people"),
                    Kind::Forms => format!("{many} forms"),
                };
                audit::also(tx, &pass, Change::new(change).reason(words), now)
            }
            // Something changed since it was asked for: it is told, and nothing was done.
            Err(Stop::Refusal(Refusal::Closed(words))) => {
                tx.run(
                    &sql::EARLIER_MOVE,
                    values![id, back.code(), state.code(), words.as_str()],
                )?;
                audit::also(tx, &pass, Change::new("not possible").reason(words), now)
            }
            Err(stop) => Err(stop),
        }
    }
}

/// Takes it in. Until every row was found right, and everything as it was shown, nothing is written.
fn take_in(tx: &mut Tx, moment: &Moment, import: &Import, forms: Forms) -> Result<usize, Stop> {
    let id = import.id;
    let (sheets, mapping) = content(tx, id)?;
    let found = found(tx, import, &sheets, &mapping, (forms, moment.now.day()))?;
    refuse_wrong(found.checked.as_ref())?;
    let checked = found.checked.unwrap_or_default();
    if import.shown.as_deref() != Some(checked.digest().as_str()) {
        return Err(Refusal::Closed(format!("{CHANGED}.")).into());
    }
    refuse_twice(taken_before(tx, id, Some(&checked))?)?;
    let mut sessions: usize = 0;
    for row in checked.new_rows() {
        session(tx, moment, id, row, mapping.asks)?;
        sessions = sessions.saturating_add(1);
    }
    let people = match import.kind {
        Kind::Sessions => None,
        Kind::People => Some(attended::take_in(tx, moment, id, &checked.people, &found.people)?),
        Kind::Forms => {
            (forms.keep)(tx, moment, id, &mapping.form, &checked.forms)?;
            Some(checked.forms.len())
        }
    };
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let values = values![id, count(sessions), moment.now, Value::from(people.map(count))];
    tx.run(&sql::EARLIER_TAKEN, values)?;
    look_for_owed(tx, moment, id)?;
    Ok(people.unwrap_or(sessions))
}

/// Writes one session with as many nameless people as its numbers say, and what the file says of it.
fn session(tx: &mut Tx, moment: &Moment, import: Id, row: &Row, asks: bool) -> Result<(), Stop> {
    let load = load_of(moment, row);
    let session = load.sessions.first().map_or(Id::NIL, |session| session.id.0);
    loading::write(tx, moment, &load)?;
    let trainer = (!row.trainer.is_empty()).then(|| {
        tx.keys().seal(
            "earlier_session",
            "trainer_sealed",
            session,
            row.trainer.as_bytes(),
            moment.entropy(),
        )
    });
    let host = (!row.host.is_empty()).then_some(row.host.as_str());
    tx.run(
        &sql::EARLIER_SESSION_INSERT,
        values![
            session,
            import,
            i64::try_from(row.line).unwrap_or(0),
            Value::from(row.capacity),
            Value::from(row.booked),
            Value::from(row.signed_in),
            Value::from(row.individuals),
            Value::from(row.register_came),
            Value::from(row.feedback_came),
            Value::from(host),
            Value::from(trainer),
            asks
        ],
    )?;
    Ok(())
}

/// The records of a row. Of numbers alone nobody knows who had booked: as many of those who signed in are taken to have booked as booked at
/// all, and the rest to have come without.
fn load_of(moment: &Moment, row: &Row) -> Load {
    let (session, day) = (SessionId(moment.id()), SessionDayId(moment.id()));
    let (booked, signed_in) = (row.booked.unwrap_or(0), row.signed_in.unwrap_or(0));
    // A number of people is a register that came, whatever else the file says or leaves open.
    let register = row.register_came.unwrap_or(row.signed_in.is_some());
    let cancelled = row.became == Became::Cancelled;
    let reason = if row.reason.is_empty() {
        NAMELESS.to_owned()
    } else {
        row.reason.clone()
    };
    let mut load = Load {
        sessions: vec![NewSession {
            id: session,
            course: CourseId(row.course),
            draft: SessionDraft {
                area: AreaId(row.area),
                venue: row.venue.clone(),
                access_notes: String::new(),
                capacity: row.capacity.unwrap_or(booked).max(booked),
                listed: false,
                in_house: None,
                closes_before: None,
                days: vec![DayDraft {
                    day: row.day,
                    starts: row.starts.clone().unwrap_or_default(),
                    ends: row.ends.clone().unwrap_or_default(),
                }],
                trainers: Vec::new(),
            },
            day_ids: vec![day],
            registers: vec![(register && !cancelled).then_some(moment.now)],
            state: if cancelled {
                SessionState::Cancelled
            } else {
                SessionState::Held
            },
            original_day: row.announced,
            change_reason: (cancelled || row.announced.is_some()).then_some(reason),
        }],
        ..Load::default()
    };
    for number in 0..booked.max(signed_in) {
        let learner = LearnerId(moment.id());
        load.learners.push(NewLearner {
            id: learner,
            name: NAMELESS.to_owned(),
            email: String::new(),
        });
        let booking = (number < booked).then(|| BookingId(moment.id()));
        if let Some(id) = booking {
            load.bookings.push(NewBooking {
                id,
                session,
                learner,
                state: BookingState::Booked,
                person: Person::default(),
                made_at: moment.now,
            });
        }
        if number < signed_in {
            load.attendance.push(NewAttendance {
                id: AttendanceId(moment.id()),
                day,
                session,
                booking,
                learner,
                how: if booking.is_some() {
                    How::Paper
                } else {
                    How::WalkIn
                },
                walk_in: booking.is_none().then(Person::default),
                at: moment.now,
            });
        }
    }
    load
}

/// Takes it back: all of it, while nothing else rests on it.
fn take_back(tx: &mut Tx, moment: &Moment, import: &Import, forms: Forms) -> Result<usize, Stop> {
    refuse_in_use(tx, import, forms)?;
    let many = match import.kind {
        Kind::Sessions => sessions_back(tx, import)?,
        Kind::People => {
            attended::take_back(tx, import.id, import.taken_at)?;
            usize::try_from(import.people).unwrap_or(0)
        }
        Kind::Forms => {
            (forms.take_back)(tx, moment, import.id)?;
            usize::try_from(import.people).unwrap_or(0)
        }
    };
    let (gone, leaving) = (State::Gone.code(), State::Leaving.code());
    tx.run(&sql::EARLIER_MOVE, values![import.id, gone, leaving, Value::Null])?;
    look_for_owed(tx, moment, import.id)?;
    Ok(many)
}

/// Deletes the sessions of a file with everything that came with them.
fn sessions_back(tx: &mut Tx, import: &Import) -> Result<usize, Stop> {
    let (id, taken) = (import.id, import.taken_at);
    let sessions = tx.all(&sql::EARLIER_SESSIONS, values![id], |row| row.get::<Id>(0))?;
    for clear in [
        &sql::EARLIER_CLEAR_OWNERS,
        &sql::EARLIER_CLEAR_OWED,
        &sql::EARLIER_CLEAR_WAVES,
        &sql::EARLIER_CLEAR_ATTENDANCE,
        &sql::EARLIER_CLEAR_BOOKINGS,
        &sql::EARLIER_CLEAR_PACKED,
        &sql::EARLIER_CLEAR_DAYS,
        &sql::EARLIER_CLEAR_SAID,
    ] {
        tx.run(clear, values![id])?;
    }
    let nameless = people::name_blind(tx.keys(), NAMELESS);
    tx.run(&sql::EARLIER_CLEAR_PEOPLE, values![Value::from(taken), nameless])?;
    for session in &sessions {
        tx.run(&sql::EARLIER_CLEAR_SESSION, values![*session])?;
    }
    Ok(sessions.len())
}

/// The ledger looks at once, and not only at night.
fn look_for_owed(tx: &mut Tx, moment: &Moment, id: Id) -> Result<(), Stop> {
    let job = NewJob {
        id: moment.id(),
        kind: LEDGER,
        payload: serde_json::Value::Null,
        key: format!("{LEDGER} {id} {}", moment.now.millis()),
        run_after: moment.now,
    };
    jobs::enqueue(tx, &job, moment.now)?;
    Ok(())
}
