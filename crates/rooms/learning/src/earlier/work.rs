//! Taking a file in, or back, in one transaction and off the page that asked for it. What it makes is written aside before.

use super::alike;
use super::aside::{self, Aside};
use super::cells::Became;
use super::check::Checked;
use super::forms::Forms;
use super::forms_aside;
use super::found::{Found, found};
use super::in_use::refuse_in_use;
use super::keep::{CHANGED, content, fetch, refuse_twice, refuse_wrong, taken_before};
use super::mapping::Mapping;
use super::rows::Row;
use super::{Import, Kind, NAMELESS, State, attended};
use crate::guards::EarlierRecord;
use crate::loading::{self, NewSession};
use crate::model::{CourseId, DayDraft, Person, SessionDayId, SessionDraft, SessionId, SessionState};
use crate::moment::Moment;
use crate::people;
use crate::records::earlier as sql;
use access::actions::SystemJob;
use access::{Pass, Scope};
use audit::Change;
use directory::model::AreaId;
use kernel::{Entropy, Fault, Id, Instant, Refusal, Stop};
use post::jobs::{self, Job, NewJob};
use post::work::{Ahead, Work};
use store::{Tx, Value, values};

/// The kind of this work.
pub(super) const JOB: &str = "learning.earlier";
/// How often it is tried before the file goes back to where it stood.
const TRIES: i64 = 4;
/// The ledger's own work, which finds what these sessions owe.
const LEDGER: &str = "bring the ledger up to date";

/// Takes files of earlier years in and back; forms as the room of responses does it.
#[derive(Clone, Copy, Debug)]
pub struct EarlierYears(pub Forms);

impl Work for EarlierYears {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn ahead(&self, house: &Ahead<'_>, job: &Job) -> Result<(), Stop> {
        if job.attempt > TRIES {
            return Ok(());
        }
        let id = named(job)?;
        let import = house.read(|tx| fetch(tx, id))?;
        aside::put(house, &import, self.0)
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let id = named(job)?;
        let moment = Moment::new(now, entropy, "");
        let pass = scope.pass::<EarlierRecord>(tx, id)?;
        let import = fetch(tx, id)?;
        let state = import.state;
        let (outcome, change) = match state {
            State::Queued | State::Leaving if job.attempt > TRIES => (Err(gave_up()), ""),
            State::Queued => (take_in(tx, &moment, &import, self.0), "taken in"),
            State::Leaving => (take_back(tx, &moment, &import, self.0), "taken back"),
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
            Err(Stop::Refusal(Refusal::Closed(words))) => impossible(tx, &pass, (id, state), &words, now),
            Err(stop) => Err(stop),
        }
    }
}

/// It is told on the file's page, where somebody can do something about it.
fn gave_up() -> Stop {
    Refusal::Closed("It did not work, tried several times: nothing was changed. It can be asked for again; when it fails again, tell whoever runs this system.".to_owned()).into()
}

/// The file that a job is about.
fn named(job: &Job) -> Result<Id, Fault> {
    job.payload
        .get("import")
        .and_then(serde_json::Value::as_str)
        .and_then(Id::parse)
        .ok_or_else(|| Fault::new("a job names no file"))
}

/// Tells why a file was not taken in or back: it stands where it stood before somebody asked.
pub(super) fn impossible(
    tx: &mut Tx,
    pass: &Pass<SystemJob, Id>,
    (id, state): (Id, State),
    words: &str,
    now: Instant,
) -> Result<(), Stop> {
    let back = if state == State::Leaving {
        State::Taken
    } else {
        State::Open
    };
    tx.run(&sql::EARLIER_MOVE, values![id, back.code(), state.code(), words])?;
    audit::also(
        tx,
        pass,
        Change::new("not possible").reason(words.to_owned()),
        now,
    )
}

/// What a file comes to, where every row of it is right and everything as it was shown.
pub(super) fn right(
    tx: &mut Tx,
    moment: &Moment,
    import: &Import,
    forms: Forms,
) -> Result<(Found, Mapping), Stop> {
    let (sheets, mapping) = content(tx, import.id)?;
    let found = found(tx, import, &sheets, &mapping, (forms, moment.now.day()))?;
    refuse_wrong(found.checked.as_ref())?;
    let digest = found.checked.as_ref().map(Checked::digest);
    if import.shown.is_none() || import.shown != digest {
        return Err(Refusal::Closed(format!("{CHANGED}.")).into());
    }
    refuse_twice(taken_before(tx, import.id, found.checked.as_ref())?)?;
    alike::refuse(found.checked.as_ref())?;
    Ok((found, mapping))
}

/// Takes it in. Until everything was found as it was shown, nothing is written.
fn take_in(tx: &mut Tx, moment: &Moment, import: &Import, forms: Forms) -> Result<usize, Stop> {
    let id = import.id;
    let (sessions, people) = match import.kind {
        Kind::Sessions => (sessions(tx, moment, import, forms)?, None),
        Kind::People => (0, Some(aside::in_place(tx, moment, import)?)),
        Kind::Forms => (0, Some(forms_aside::in_place(tx, moment, import, forms)?)),
    };
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let values = values![id, count(sessions), moment.now, Value::from(people.map(count))];
    tx.run(&sql::EARLIER_TAKEN, values)?;
    look_for_owed(tx, moment, id)?;
    // Once more: what stands aside is deleted, in pieces.
    let rest = job(moment, id, &format!("taken {}", moment.now.millis()));
    jobs::enqueue(tx, &rest, moment.now)?;
    Ok(people.unwrap_or(sessions))
}

/// The work on a file; `which` tells one from another.
pub(super) fn job(moment: &Moment, import: Id, which: &str) -> NewJob {
    NewJob {
        id: moment.id(),
        kind: JOB,
        payload: serde_json::json!({ "import": import.to_string() }),
        key: format!("{JOB} {import} {which}"),
        run_after: moment.now,
    }
}

/// Writes the sessions of a file with the nameless people that stand aside for each.
fn sessions(tx: &mut Tx, moment: &Moment, import: &Import, forms: Forms) -> Result<usize, Stop> {
    let (found, mapping) = right(tx, moment, import, forms)?;
    let ids = aside::sessions(tx, import.id)?;
    let checked = found.checked.unwrap_or_default();
    let mut many: usize = 0;
    for row in checked.new_rows() {
        let line = i64::try_from(row.line).unwrap_or(0);
        let known = ids.get(&line).copied();
        let of = known.unwrap_or_else(|| (moment.id(), moment.id()));
        session(tx, moment, import.id, (row, of), mapping.asks)?;
        many = many.saturating_add(1);
    }
    tx.run(&sql::EARLIER_HOSTS, values![import.id])?;
    aside::in_place(tx, moment, import)?;
    Ok(many)
}

/// Writes one session, and what the file says of it.
fn session(
    tx: &mut Tx,
    moment: &Moment,
    import: Id,
    (row, of): (&Row, (Id, Id)),
    asks: bool,
) -> Result<(), Stop> {
    let (session, _) = of;
    loading::write_session(
        tx,
        moment,
        &session_of(moment, row, of),
        (row.booked.unwrap_or(0), 0),
    )?;
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

/// The session of a row.
fn session_of(moment: &Moment, row: &Row, (session, day): (Id, Id)) -> NewSession {
    let booked = row.booked.unwrap_or(0);
    // A number of people is a register that came, whatever else the file says or leaves open.
    let register = row.register_came.unwrap_or(row.signed_in.is_some());
    let cancelled = row.became == Became::Cancelled;
    let reason = if row.reason.is_empty() {
        NAMELESS.to_owned()
    } else {
        row.reason.clone()
    };
    NewSession {
        id: SessionId(session),
        course: CourseId(row.course),
        draft: SessionDraft {
            area: AreaId(row.area),
            venue: row.venue.clone(),
            access_notes: String::new(),
            capacity: row.capacity.unwrap_or(booked).max(booked),
            listed: false,
            in_house: None,
            host: None,
            closes_before: None,
            days: vec![DayDraft {
                day: row.day,
                starts: row.starts.clone().unwrap_or_default(),
                ends: row.ends.clone().unwrap_or_default(),
            }],
            trainers: Vec::new(),
        },
        day_ids: vec![SessionDayId(day)],
        registers: vec![(register && !cancelled).then_some(moment.now)],
        state: if cancelled {
            SessionState::Cancelled
        } else {
            SessionState::Held
        },
        original_day: row.announced,
        change_reason: (cancelled || row.announced.is_some()).then_some(reason),
    }
}

/// As many nameless people as the numbers of a row say. Nobody knows who had booked: as many of those who signed in are taken to have booked as
/// booked at all, and the rest to have come without.
pub(super) fn people_of(moment: &Moment, row: &Row, (session, day): (Id, Id)) -> Vec<Aside> {
    let (booked, signed_in) = (row.booked.unwrap_or(0), row.signed_in.unwrap_or(0));
    let people = (0..booked.max(signed_in)).map(|number| {
        let booking = (number < booked).then(|| moment.id());
        Aside {
            line: row.line,
            session,
            day,
            learner: moment.id(),
            known: false,
            made: true,
            booking,
            mark: (number < signed_in).then(|| moment.id()),
            booked: booking,
            stood: false,
            person: Person {
                name: NAMELESS.to_owned(),
                ..Person::default()
            },
        }
    });
    people.collect()
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
        &sql::EARLIER_CLEAR_COPIES,
        &sql::EARLIER_CLEAR_ATTENDANCE,
        &sql::EARLIER_CLEAR_BOOKINGS,
        &sql::EARLIER_CLEAR_PACKED,
        &sql::EARLIER_CLEAR_TURN_OUT,
        &sql::EARLIER_CLEAR_DAYS,
        &sql::EARLIER_CLEAR_SAID,
    ] {
        tx.run(clear, values![id])?;
    }
    let nameless = people::name_blind(tx.keys(), NAMELESS);
    for clear in [
        &sql::EARLIER_CLEAR_PAIRS,
        &sql::EARLIER_CLEAR_PATHWAYS,
        &sql::EARLIER_CLEAR_PEOPLE,
    ] {
        tx.run(clear, values![Value::from(taken), nameless.clone()])?;
    }
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
