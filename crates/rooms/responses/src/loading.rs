//! Responses in bulk (the demonstration, later imports).

use crate::answering::{Place, keep};
use crate::guards::{LoadedResponse, VersionRecord};
use crate::model::{InstrumentVersion, ResponseId};
use crate::translations;
use access::Scope;
use access::actions::SystemJob;
use audit::{Change, Done};
use instrument::{Answer, Translation};
use kernel::{Day, Entropy, Id, Instant, Stop};
use learning::model::{Purpose, SessionId};
use store::Tx;

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
