//! What people decide about a pair: one proposes that it is one person, another agrees; or somebody says that they are two.

use super::join;
use super::reading::{Opened, fetch, one};
use crate::guards::{PairRecord, StaffLearner};
use crate::model::{LearnerId, Pair, PairId, PairState, text};
use crate::moment::Moment;
use crate::people;
use crate::records::pair as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Who decides.
pub(super) fn decider(scope: &Scope<actions::JoinLearners>) -> Result<Id, Fault> {
    scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody decides about a pair"))
}

/// Where a pair is to stand.
pub(super) struct Turn<'t> {
    pub(super) state: PairState,
    pub(super) kept: Option<LearnerId>,
    pub(super) reason: &'t str,
    pub(super) proposed_by: Option<Id>,
    pub(super) decided: Option<(Id, Instant)>,
}

/// Changes where a pair stands, if it still stands where it was read.
pub(super) fn turn(tx: &mut Tx, moment: &Moment, pair: &Pair, to: &Turn) -> Result<(), Stop> {
    let reason = people::seal(tx, moment, "learner_pair", "reason_sealed", pair.id.0, to.reason);
    let rows = tx.changed(
        &sql::PAIR_TURN,
        values![
            pair.id.0,
            pair.version,
            to.state.code(),
            Value::from(to.kept.map(|kept| kept.0)),
            reason,
            Value::from(to.proposed_by),
            Value::from(to.decided.map(|(who, _)| who)),
            Value::from(to.decided.map(|(_, at)| at)),
            moment.now
        ],
    )?;
    if rows == 1 { Ok(()) } else { Err(changed()) }
}

/// The pair stands where somebody else put it.
pub(super) fn changed() -> Stop {
    let words =
        "Somebody else decided about these two meanwhile. Nothing was changed: look at the page again.";
    Refusal::Closed(words.to_owned()).into()
}

fn refuse_changed(opened: &Opened, version: i64) -> Result<(), Stop> {
    if opened.pair.version == version {
        Ok(())
    } else {
        Err(changed())
    }
}

/// What stands in the way of joining two records.
pub fn hindrance(opened: &Opened) -> Option<&'static str> {
    let (one, other) = &opened.sides;
    if one.joined_to.is_some() || other.joined_to.is_some() {
        return Some("One of these records has been joined with another since. Look at that pair first.");
    }
    if !opened.facts.enough() {
        return Some(
            "A name alone joins nobody. The name and two more things have to agree before two records can be joined.",
        );
    }
    opened.sessions.iter().any(|shared| shared.blocks).then_some(
        "Both hold a place, or wait for one, in a session whose last day is not over. Cancel one of the two bookings first.",
    )
}

/// The record with an address stands for both, if only one has one.
fn refuse_addressless(opened: &Opened, kept: LearnerId) -> Result<(), Stop> {
    let (one, other) = &opened.sides;
    let (stays, goes) = if one.learner == kept {
        (one, other)
    } else {
        (other, one)
    };
    if stays.email.is_empty() && !goes.email.is_empty() {
        return Err(Problems::one("kept", "Keep the record that has an address").into());
    }
    Ok(())
}

/// Somebody says that the two are one person, which record is to stand for both, and why.
pub fn propose(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    moment: &Moment,
    id: PairId,
    version: i64,
    kept: Option<LearnerId>,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let opened = one(tx, scope, id, moment.now.day())?;
    let mut problems = Problems::none();
    let kept = kept.filter(|kept| opened.pair.beside(*kept).is_some());
    if kept.is_none() {
        problems.add("kept", "Choose the record that stays");
    }
    text(
        &mut problems,
        "reason",
        reason.trim(),
        "Enter how you know that they are one person",
        500,
    );
    problems.check()?;
    let kept = kept.ok_or_else(|| Fault::new("no record is kept"))?;
    refuse_addressless(&opened, kept)?;
    refuse_changed(&opened, version)?;
    if matches!(opened.pair.state, PairState::Proposed | PairState::Joined) {
        return Err(changed());
    }
    if let Some(words) = hindrance(&opened) {
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let pass = scope.pass::<PairRecord>(tx, id)?;
    let to = Turn {
        state: PairState::Proposed,
        kept: Some(kept),
        reason,
        proposed_by: Some(decider(scope)?),
        decided: None,
    };
    turn(tx, moment, &opened.pair, &to)?;
    let change = Change::new("proposed to join").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}

/// A second person agrees: what belongs to the one record goes to the other, all of it in this transaction.
pub fn agree(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    moment: &Moment,
    id: PairId,
    version: i64,
) -> Result<Done<()>, Stop> {
    let opened = one(tx, scope, id, moment.now.day())?;
    refuse_changed(&opened, version)?;
    let who = decider(scope)?;
    let pair = &opened.pair;
    let (Some(kept), PairState::Proposed) = (pair.kept, pair.state) else {
        return Err(changed());
    };
    if pair.proposed_by == Some(who) {
        let words = "You proposed this yourself: somebody else has to agree.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    if let Some(words) = hindrance(&opened) {
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let gone = pair
        .beside(kept)
        .ok_or_else(|| Fault::new("a pair keeps neither of its records"))?;
    let pass = scope.pass::<PairRecord>(tx, id)?;
    let of_kept = scope.pass::<StaffLearner>(tx, kept)?;
    let of_gone = scope.pass::<StaffLearner>(tx, gone)?;
    join::join(tx, moment, id, gone, kept)?;
    let to = Turn {
        state: PairState::Joined,
        kept: Some(kept),
        reason: &pair.reason,
        proposed_by: pair.proposed_by,
        decided: Some((who, moment.now)),
    };
    turn(tx, moment, pair, &to)?;
    audit::also(
        tx,
        &of_kept,
        Change::new("joined with another record"),
        moment.now,
    )?;
    audit::also(tx, &of_gone, Change::new("joined to another record"), moment.now)?;
    let change = Change::new("joined").reason(pair.reason.as_str());
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Who proposed it does so no longer.
pub fn withdraw(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    moment: &Moment,
    id: PairId,
    version: i64,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<PairRecord>(tx, id)?;
    let pair = fetch(tx, id)?;
    let own = pair.proposed_by == Some(decider(scope)?);
    if pair.version != version || pair.state != PairState::Proposed || !own {
        return Err(changed());
    }
    let to = Turn {
        state: PairState::Found,
        kept: None,
        reason: "",
        proposed_by: None,
        decided: None,
    };
    turn(tx, moment, &pair, &to)?;
    Done::recorded(tx, pass, Change::new("proposal withdrawn"), moment.now, ())
}

/// Somebody says that they are two people. It is remembered: nobody is asked again.
pub fn refuse(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    moment: &Moment,
    id: PairId,
    version: i64,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<PairRecord>(tx, id)?;
    let pair = fetch(tx, id)?;
    if pair.version != version || !matches!(pair.state, PairState::Found | PairState::Proposed) {
        return Err(changed());
    }
    let to = Turn {
        state: PairState::Different,
        kept: None,
        reason: "",
        proposed_by: None,
        decided: Some((decider(scope)?, moment.now)),
    };
    turn(tx, moment, &pair, &to)?;
    Done::recorded(tx, pass, Change::new("said to be two people"), moment.now, ())
}
