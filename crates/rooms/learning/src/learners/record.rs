//! Somebody's record: of her sessions those in sight.

use super::recognise;
use crate::guards::LearnerInSight;
use crate::model::{BookingState, LearnerId, LearnerRecord, Needs};
use crate::pathways::progress;
use crate::people;
use crate::records::{certificate, learner as sql};
use access::{Scope, actions};
use kernel::{Day, Fault, Refusal, Stop};
use store::{Keys, Tx, values};

/// Sessions that are read at most.
pub const MOST: usize = 200;

/// The record that stands for a learner in sight, as it is today.
pub fn one(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    id: LearnerId,
    today: Day,
) -> Result<LearnerRecord, Stop> {
    let learner = in_sight(tx, scope, id)?;
    let person = tx
        .one(
            &certificate::RECORD_PERSON,
            values![learner.0],
            certificate::person,
        )?
        .ok_or(Refusal::Unknown)?;
    let most = i64::try_from(MOST + 1).unwrap_or(200);
    let wanted = scope.values_and(values![learner.0, most]);
    let mut closed = tx.all(&sql::VISIT_LIST, &wanted, sql::visit)?;
    let cut = closed.len() > MOST;
    closed.truncate(MOST);
    let (mut visits, mut needs) = (Vec::with_capacity(closed.len()), Vec::new());
    for one in closed {
        needs.extend(needed(tx.keys(), &one, today)?);
        visits.push(one.visit);
    }
    Ok(LearnerRecord {
        learner,
        name: people::learner_name(tx.keys(), learner, &person.name)?,
        email: people::open(
            tx.keys(),
            "learner",
            "email_sealed",
            learner.0,
            person.email.as_deref(),
        )?,
        visits,
        cut,
        needs,
        pathways: progress::of(tx, learner, today, None)?,
        recognised: recognise::list(tx, learner)?,
        choices: recognise::choices(tx, scope)?,
    })
}

/// The record that stands for a learner, when she is in sight.
pub(super) fn in_sight(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    id: LearnerId,
) -> Result<LearnerId, Stop> {
    let learner = people::standing(tx, id)?;
    drop(scope.pass::<LearnerInSight>(tx, learner)?);
    Ok(learner)
}

/// The name of a learner in sight, for her history.
pub(crate) fn name(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    id: LearnerId,
) -> Result<(LearnerId, String), Stop> {
    let learner = in_sight(tx, scope, id)?;
    let person = tx
        .one(
            &certificate::RECORD_PERSON,
            values![learner.0],
            certificate::person,
        )?
        .ok_or(Refusal::Unknown)?;
    Ok((learner, people::learner_name(tx.keys(), learner, &person.name)?))
}

/// What she needs for a session to come for which she has a place or waits: of one that is over nobody has to know it any more.
fn needed(keys: &Keys, one: &sql::ClosedVisit, today: Day) -> Result<Option<Needs>, Fault> {
    let visit = &one.visit;
    let stands = visit
        .booking
        .as_ref()
        .is_some_and(|(_, state)| *state != BookingState::Cancelled);
    let Some(booking) = one.booking.filter(|_| stands && visit.last_day >= today) else {
        return Ok(None);
    };
    let opened =
        |column: &'static str, sealed: Option<&[u8]>| people::open(keys, "booking", column, booking, sealed);
    let mut told = vec![
        opened("access_needs_sealed", one.access_needs.as_deref())?,
        opened("language_needs_sealed", one.language_needs.as_deref())?,
    ];
    told.retain(|text| !text.is_empty());
    Ok((!told.is_empty()).then(|| Needs {
        title: visit.title.clone(),
        first_day: visit.first_day,
        needs: told.join("; "),
    }))
}
