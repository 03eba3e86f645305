//! Taking two records apart again.

use super::decide::{Turn, changed, decider, turn};
use super::join;
use super::reading::fetch;
use crate::guards::{PairRecord, StaffLearner};
use crate::model::{PairId, PairState, text};
use crate::moment::Moment;
use crate::records::join as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Problems, Refusal, Stop};
use store::{Tx, values};

/// Takes a joined pair apart, with the reason: each record has again what it had, and what came since stays with the one that stood for
/// both. What was joined last is taken apart first.
pub fn part(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    moment: &Moment,
    id: PairId,
    version: i64,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = Problems::none();
    text(
        &mut problems,
        "reason",
        reason.trim(),
        "Enter how you know that they are two people",
        500,
    );
    problems.check()?;
    let pass = scope.pass::<PairRecord>(tx, id)?;
    let pair = fetch(tx, id)?;
    let (Some(kept), Some(at), PairState::Joined) = (pair.kept, pair.decided_at, pair.state) else {
        return Err(changed());
    };
    if pair.version != version {
        return Err(changed());
    }
    let gone = pair
        .beside(kept)
        .ok_or_else(|| Fault::new("a pair keeps neither of its records"))?;
    let standing: Option<Id> = tx.one(&sql::LEARNER_STANDING, values![kept.0], |row| row.get(0))?;
    let later: Option<Id> = tx.one(&sql::JOINED_LATER, values![kept.0, id.0, at], |row| row.get(0))?;
    if standing != Some(kept.0) || later.is_some() {
        let words = "Another record was joined with this person later. Take that pair apart first.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let of_kept = scope.pass::<StaffLearner>(tx, kept)?;
    join::part(tx, moment, id, gone, kept)?;
    let of_gone = scope.pass::<StaffLearner>(tx, gone)?;
    let to = Turn {
        state: PairState::Parted,
        kept: None,
        reason,
        proposed_by: None,
        decided: Some((decider(scope)?, moment.now)),
    };
    turn(tx, moment, &pair, &to)?;
    audit::also(
        tx,
        &of_kept,
        Change::new("taken apart from another record"),
        moment.now,
    )?;
    audit::also(
        tx,
        &of_gone,
        Change::new("taken apart from another record"),
        moment.now,
    )?;
    let change = Change::new("taken apart").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}
