//! Writes the plan through the rooms.

use crate::ids::Ids;
use crate::plan::{SEED, plan};
use crate::{answers, faults, followed, invented, places, posters, readings, training, urdu};
use access::actions::SystemJob;
use access::{Role, Scope, Viewer};
use audit::Done;
use directory::model::{AreaId, ProgrammeId};
use kernel::{Clock, Day, Fault, Id, Instant, SeededEntropy, Stop};
use learning::Moment;
use learning::model::{LearnerId, Purpose, SessionId};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Db;

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

/// What later records point to.
pub(crate) struct Made {
    pub(crate) areas: BTreeMap<&'static str, AreaId>,
    pub(crate) ordered: Vec<AreaId>,
    pub(crate) pilot: ProgrammeId,
    pub(crate) partnership: ProgrammeId,
    pub(crate) trainer: Id,
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
    responses::publish_ours(db, &Viewer::system(ticket::Ticket::of(JOB)), clock, &*entropy)?;
    in_urdu(db, now)?;
    let made = places::directory(db, &ids, now)?;
    let people = if accounts_too {
        places::people_who_sign_in(db, clock, &made, now)?
    } else {
        BTreeMap::new()
    };
    let trainer = people.get(&Role::Trainer).copied();
    let made = Made {
        trainer: trainer.unwrap_or(made.trainer),
        ..made
    };
    let (mut load, session_ids) = training::records(&plan, &made, &ids, trainer.is_some(), now)?;
    let loaded = Loaded {
        sessions: plan.sessions.len(),
        bookings: load.bookings.len(),
        attendance: load.attendance.len(),
        forms: plan.feedback.len(),
    };
    let (runs, followed) = if accounts_too {
        let programme = invented::programme(&ids, now.day());
        let earlier = followed::programme(&ids, now.day());
        let runs = invented::add(&mut load, &made, &ids, programme.id, now.day())?;
        let followed = followed::add(&mut load, &made, &ids, earlier.id, now.day())?;
        db.write_now(move |tx| {
            let system = system()?;
            directory::programmes::insert(tx, &system.leave_to(), &programme)?;
            directory::programmes::insert(tx, &system.leave_to(), &earlier)?;
            Ok(Done::upkeep(&system, ()))
        })?;
        (runs, followed)
    } else {
        (Vec::new(), Vec::new())
    };
    let (seeded, courses) = (Arc::clone(&entropy), load.courses.clone());
    db.write_now(move |tx| {
        let moment = Moment::new(now, &*seeded, "");
        learning::loading::load(tx, &system()?, &moment, &load, "rebuilt from published figures")
    })?;
    if accounts_too {
        crate::pathway::add(db, &courses, &entropy, now)?;
    }
    answers::forms(
        db,
        "end-of-session",
        plan.feedback.clone(),
        Purpose::Feedback,
        &plan,
        &session_ids,
        &made,
        now,
    )?;
    answers::forms(
        db,
        "follow-up",
        plan.follow_up.clone(),
        Purpose::FollowUp,
        &plan,
        &session_ids,
        &made,
        now,
    )?;
    if accounts_too {
        crate::closing::version(db, clock)?;
        in_urdu(db, now)?;
    }
    if let (Some(trainer), Some(coordinator)) = (trainer, people.get(&Role::Coordinator)) {
        let learners: Vec<LearnerId> = runs.iter().flat_map(|run| run.learners.clone()).collect();
        crate::mentoring::add(db, &made, &learners, [trainer, *coordinator], now)?;
    }
    invented::answer(db, &runs, now)?;
    followed::answer(db, &followed, now)?;
    if let (Some(evaluator), Some(coordinator)) =
        (people.get(&Role::Evaluator), people.get(&Role::Coordinator))
    {
        readings::read(db, [*evaluator, *coordinator], now)?;
        crate::closing::quotes(db, &runs, *evaluator, now)?;
        faults::faults(db, &made, *coordinator, now)?;
        crate::copies::copies(db, *coordinator, now)?;
    }
    if let Some(trainer) = trainer {
        posters::load(db, &ids, trainer, now)?;
    }
    let owing: Vec<(SessionId, Day)> = plan
        .sessions
        .iter()
        .zip(&session_ids)
        .filter(|(session, _)| session.cancelled && !session.sheet)
        .map(|(session, id)| (*id, session.day))
        .collect();
    db.write_now(move |tx| {
        let scope = system()?;
        ledger::settle(tx, &scope, &*entropy, now)?;
        for (session, since) in &owing {
            for kind in [ledger::Kind::Register, ledger::Kind::Feedback] {
                ledger::owe(tx, &scope, &*entropy, now, kind, session.0, *since)?;
            }
        }
        // Somebody owes these as well.
        ledger::settle(tx, &scope, &*entropy, now)?;
        Ok(Done::upkeep(&system()?, ()))
    })?;
    Ok(loaded)
}

/// The questions at the end of a session can be answered in Urdu.
fn in_urdu(db: &Db, now: Instant) -> Result<(), Stop> {
    db.write_now(move |tx| {
        let found = responses::version_by_key(tx, "end-of-session", None)?;
        let version = found.ok_or_else(|| Fault::new("no questions at the end of a session"))?;
        let translation = urdu::translation(version.published.definition())
            .ok_or_else(|| Fault::new("the Urdu texts do not fit the questionnaire"))?;
        responses::loading::translate(tx, &system()?, &version, &translation, now)
    })
}

/// The name under which the trail keeps what a demonstration loaded.
pub(crate) const JOB: &str = "demonstration";

/// Whether this database was ever filled as a demonstration, wherever it has been taken since: its trail says so, and nobody can take
/// that out of it.
///
/// # Errors
/// A fault of the engine.
pub fn is_one(db: &Db) -> Result<bool, Stop> {
    db.read_now(|tx| Ok(audit::has_acted(tx, &system()?, JOB)?))
}

/// Leave to load, as the house.
pub(crate) fn system() -> Result<Scope<SystemJob>, Stop> {
    Ok(Scope::of(&Viewer::system(ticket::Ticket::of(JOB)))?)
}
