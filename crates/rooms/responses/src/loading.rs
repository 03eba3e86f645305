//! Responses in bulk (the demonstration, later imports).

use crate::answering::{Place, keep};
use crate::bank;
use crate::books;
use crate::guards::{LoadedResponse, VersionRecord};
use crate::intentions;
use crate::model::{InstrumentVersion, InstrumentVersionId, LinkId, ResponseId};
use crate::records::link as link_sql;
use crate::translations;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::{Change, Done};
use instrument::{Answer, Published, Translation};
use kernel::{Clock, Day, Entropy, Id, Instant, Stop};
use learning::model::{LearnerId, Purpose, SessionId};
use store::{Db, Tx, values};

/// A response to load.
#[derive(Clone, Debug)]
pub struct NewResponse {
    /// Its session, if it was for one.
    pub session: Option<SessionId>,
    /// The programme, where there is no session.
    pub programme: Option<Id>,
    /// What it was for.
    pub purpose: Purpose,
    /// The day.
    pub day: Day,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// Writes responses to one version of a questionnaire, in one unit of work.
///
/// # Errors
/// A fault of the engine.
pub fn load(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    version: &InstrumentVersion,
    responses: &[NewResponse],
    at: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass_new::<LoadedResponse>(ResponseId::random(entropy));
    for new in responses {
        let place = Place {
            session: new.session,
            programme: new.programme,
            link: None,
            purpose: new.purpose,
            day: new.day,
            source: "loaded",
        };
        keep(
            tx,
            ResponseId::random(entropy),
            version,
            place,
            &new.answers,
            entropy,
        )?;
    }
    Done::recorded(tx, pass, Change::new("responses loaded"), at, ())
}

/// Publishes a version.
///
/// # Errors
/// A fault of the engine.
pub fn publish(
    db: &Db,
    system: &Viewer,
    published: &Published,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<(), Stop> {
    let (id, now) = (InstrumentVersionId::fresh(clock, entropy), clock.now());
    let bank = bank::ids(published, clock, entropy);
    let (system, published) = (system.clone(), published.clone());
    db.write_now(move |tx| books::publish(tx, &system, (id, &bank), &published, now))?;
    Ok(())
}

/// Lays a translation beside a version.
///
/// # Errors
/// A fault of the engine; a version that there is not.
pub fn translate(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    version: &InstrumentVersion,
    translation: &Translation,
    at: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<VersionRecord>(tx, version.id)?;
    translations::write(tx, version.id, translation, None, at)?;
    Done::recorded(tx, pass, Change::new("translation loaded"), at, ())
}

/// What somebody said at the end of a session that she would do.
#[derive(Clone)]
pub struct NewIntention {
    /// The session.
    pub session: SessionId,
    /// Who said it: it is sealed under her link, and she is named nowhere.
    pub learner: LearnerId,
    /// What she will do.
    pub what: &'static str,
    /// By when.
    pub by: Day,
    /// At which time she was asked what became of it; 0: not yet.
    pub asked: i64,
    /// What she answered.
    pub outcome: Option<intentions::SaidOutcome>,
}

kernel::masked!(NewIntention);

/// Writes what people said that they would do, in one unit of work.
///
/// # Errors
/// A fault of the engine.
pub fn load_intentions(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    all: &[NewIntention],
    at: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass_new::<LoadedResponse>(ResponseId::random(entropy));
    for new in all {
        intentions::load(tx, new, entropy)?;
    }
    Done::recorded(tx, pass, Change::new("intentions loaded"), at, ())
}

/// A questionnaire that is open to anybody, with the answers that came by its link.
#[derive(Clone)]
pub struct NewLink {
    /// Its id.
    pub id: LinkId,
    /// What staff call it.
    pub name: &'static str,
    /// The last part of its address.
    pub token: String,
    /// The first day and the last.
    pub open: (Day, Day),
    /// How many answers are hoped for, and how many are taken.
    pub target_and_cap: (i64, i64),
    /// Questions that are put to some only, and to how many people.
    pub sparing: (Vec<&'static str>, i64),
    /// Who made it.
    pub made_by: Id,
    /// The answers, each with its day.
    pub answers: Vec<(Day, Vec<Answer>)>,
}

/// Writes a link and its answers, in one unit of work.
///
/// # Errors
/// A fault of the engine.
pub fn load_link(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    version: &InstrumentVersion,
    link: &NewLink,
    at: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass_new::<LoadedResponse>(ResponseId::random(entropy));
    let ((opens, closes), (target, cap), (sparing, quota)) = (link.open, link.target_and_cap, &link.sparing);
    tx.run(
        &link_sql::LINK_INSERT,
        values![
            link.id.0,
            version.id.0,
            link.name,
            None::<Id>,
            &link.token,
            opens,
            closes,
            target,
            cap,
            cap,
            *quota,
            100_i64,
            at,
            link.made_by
        ],
    )?;
    for question in sparing {
        tx.run(&link_sql::SPARING_INSERT, values![link.id.0, *question])?;
    }
    for (day, answers) in &link.answers {
        let place = Place {
            session: None,
            programme: None,
            link: Some(link.id),
            purpose: Purpose::Feedback,
            day: *day,
            source: "loaded",
        };
        keep(tx, ResponseId::random(entropy), version, place, answers, entropy)?;
    }
    Done::recorded(tx, pass, Change::new("responses loaded"), at, ())
}
