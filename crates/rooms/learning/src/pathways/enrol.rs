//! Putting people on a pathway and taking them off: a coordinator by the reference of a booking, or the person by the link to her own
//! record.

use super::progress::count;
use crate::guards::{OwnRecord, PathwayRecord, WalkerRecord};
use crate::model::{LearnerId, Pathway, PathwayId, reason_problems};
use crate::moment::Moment;
use crate::own_record::Holder;
use crate::records::{pair, pathway as sql};
use access::{Action, Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Puts somebody on a pathway, or on it again; false when she is on it. How far she is, is counted at once.
pub(super) fn put(
    tx: &mut Tx,
    moment: &Moment,
    pathway: &Pathway,
    learner: LearnerId,
    how: &str,
) -> Result<bool, Stop> {
    let today = moment.now.day();
    let row = values![moment.id(), pathway.id.0, learner.0, how, today];
    let new = tx.changed(&sql::WALKER_INSERT, row)? == 1;
    let found = tx.one(&sql::WALKER_OF, values![pathway.id.0, learner.0], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Option<Day>>(1)?))
    })?;
    let Some((id, left)) = found else {
        return Ok(false);
    };
    if left.is_some() {
        tx.run(&sql::WALKER_LEAVE, values![id, Value::Null])?;
    }
    count(tx, pathway, (id, id), today)?;
    Ok(new || left.is_some())
}

fn refuse_archived(pathway: &Pathway) -> Result<(), Stop> {
    if pathway.draft.archived {
        let words = "This pathway is archived, so nobody is put on it any more.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Ok(())
}

/// Puts the people of bookings on a pathway, named by the references of the bookings, one a line. All of them or none.
pub fn by_bookings(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    pathway: &Pathway,
    references: &str,
) -> Result<Done<usize>, Stop> {
    refuse_archived(pathway)?;
    let references: Vec<String> = references
        .split_whitespace()
        .map(|reference| reference.trim_matches(',').to_uppercase())
        .filter(|reference| !reference.is_empty())
        .collect();
    if references.is_empty() || references.len() > 100 {
        return Err(Problems::one("references", "Enter the references of 1 to 100 bookings").into());
    }
    let pass = scope.pass::<PathwayRecord>(tx, pathway.id)?;
    let mut put_on = 0_usize;
    for reference in references {
        let wanted = scope.values_and(values![reference.clone()]);
        let learner: Option<Id> = tx.one(&pair::LEARNER_BY_BOOKING, &wanted, |row| row.get(0))?;
        let Some(learner) = learner.map(LearnerId) else {
            let words = format!("There is no booking {reference} in your sight. Nobody was added");
            return Err(Problems::one("references", &words).into());
        };
        if put(tx, moment, pathway, learner, "staff")? {
            put_on = put_on.saturating_add(1);
        }
    }
    Done::recorded(tx, pass, Change::new("people put on it"), moment.now, put_on)
}

/// A pathway on which people may put themselves.
fn open(tx: &mut Tx, id: PathwayId) -> Result<Pathway, Stop> {
    let found = tx.one(&sql::PATHWAY_OPEN_FETCH, values![id.0], sql::pathway)?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Pathways on which the holder of a record may put herself: id, title, whom it is for.
pub fn choices(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
) -> Result<Vec<(PathwayId, String, String)>, Stop> {
    Ok(tx.all(&sql::PATHWAY_OPEN, values![holder.learner.0], |row| {
        Ok((PathwayId(row.get(0)?), row.get(1)?, row.get(2)?))
    })?)
}

/// The holder of a record puts herself on a pathway.
pub fn by_herself(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    holder: &Holder,
    id: PathwayId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnRecord>(tx, holder.learner)?;
    let pathway = open(tx, id)?;
    put(tx, moment, &pathway, holder.learner, "self")?;
    Done::recorded(tx, pass, Change::new("joined a pathway"), moment.now, ())
}

/// The holder of a record leaves a pathway; what she did stays.
pub fn leave(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    holder: &Holder,
    walker: Id,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnRecord>(tx, holder.learner)?;
    let whose = tx.one(&sql::WALKER_FETCH, values![walker], |row| row.get::<Id>(0))?;
    if whose != Some(holder.learner.0) {
        return Err(Refusal::Unknown.into());
    }
    tx.run(&sql::WALKER_LEAVE, values![walker, moment.now.day()])?;
    Done::recorded(tx, pass, Change::new("left a pathway"), moment.now, ())
}

/// A coordinator takes somebody off, with the reason, or puts her on it again.
pub fn turn<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    moment: &Moment,
    walker: Id,
    off: bool,
    reason: &str,
) -> Result<Done<()>, Stop> {
    reason_problems(reason).check()?;
    let pass = scope.pass::<WalkerRecord>(tx, walker)?;
    let day = off.then(|| moment.now.day());
    tx.run(&sql::WALKER_LEAVE, values![walker, Value::from(day)])?;
    let words = if off { "taken off" } else { "put on it again" };
    let change = Change::new(words).reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}
