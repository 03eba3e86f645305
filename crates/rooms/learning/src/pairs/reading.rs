//! The list of pairs, and one of them with both people side by side.

use super::find::{self, Known};
use crate::guards::PairRecord;
use crate::model::{Facts, LearnerId, Pair, PairId, PairLine, PairList, Shared, Side, Since};
use crate::people;
use crate::records::{certificate, pair as sql};
use access::{Scope, actions};
use kernel::{Day, Fault, Id, Refusal, Stop};
use store::{Tx, Value, values};

/// Pairs on a page.
pub const PAGE: usize = 25;

/// A page of pairs in sight, and the one to go on after.
pub fn page(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    list: PairList,
    after: Option<Id>,
) -> Result<(Vec<PairLine>, Option<String>), Stop> {
    let mut filters = vec![match list {
        PairList::Open => "open",
        PairList::Joined => "joined",
        PairList::Apart => "apart",
    }];
    filters.extend(after.map(|_| "after"));
    let limit = i64::try_from(PAGE + 1).unwrap_or(25);
    let wanted = scope.values_and(values![Value::from(after), limit]);
    let closed = tx.list(&sql::PAIR_PAGE, &filters, &wanted, sql::line)?;
    let next = closed
        .get(PAGE)
        .and_then(|_| closed.get(PAGE - 1))
        .map(|last| last.id.to_string());
    let mut lines = Vec::with_capacity(PAGE);
    for line in closed.into_iter().take(PAGE) {
        lines.push(PairLine {
            names: (
                people::learner_name(tx.keys(), line.one.0, &line.one.1)?,
                people::learner_name(tx.keys(), line.other.0, &line.other.1)?,
            ),
            id: line.id,
            state: line.state,
            facts: line.facts,
            changed: line.changed,
        });
    }
    Ok((lines, next))
}

/// A pair with all that its page shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The pair.
    pub pair: Pair,
    /// The two people.
    pub sides: (Side, Side),
    /// What agrees between them now.
    pub facts: Facts,
    /// Sessions that both booked.
    pub sessions: Vec<Shared>,
    /// Days on which both were there.
    pub days: Vec<Shared>,
    /// Who proposed to join them, by name.
    pub proposed_by: String,
}

kernel::masked!(Opened);

/// A pair in sight.
pub fn one(
    tx: &mut Tx,
    scope: &Scope<actions::JoinLearners>,
    id: PairId,
    today: Day,
) -> Result<Opened, Stop> {
    drop(scope.pass::<PairRecord>(tx, id)?);
    let pair = fetch(tx, id)?;
    let (one, one_known) = side_of(tx, pair.sides.0)?;
    let (other, other_known) = side_of(tx, pair.sides.1)?;
    let facts = find::facts(tx, (one.learner, &one_known), (other.learner, &other_known))?;
    let both = [one.learner.0, other.learner.0];
    let sessions = tx.all(
        &sql::SHARED_SESSIONS,
        values![both[0], both[1], today],
        sql::shared_session,
    )?;
    let days = tx.all(&sql::SHARED_DAYS, values![both[0], both[1]], sql::shared_day)?;
    let proposed_by = match pair.proposed_by {
        Some(account) => account_name(tx, account)?,
        None => String::new(),
    };
    Ok(Opened {
        pair,
        sides: (one, other),
        facts,
        sessions,
        days,
        proposed_by,
    })
}

fn account_name(tx: &mut Tx, account: Id) -> Result<String, Fault> {
    let sealed = tx
        .one(&certificate::ISSUER_NAME, values![account], |row| {
            row.get::<Vec<u8>>(1)
        })?
        .unwrap_or_default();
    people::open(tx.keys(), "account", "name_sealed", account, Some(&sealed))
}

/// A pair by its id.
pub(crate) fn fetch(tx: &mut Tx, id: PairId) -> Result<Pair, Stop> {
    let closed = tx
        .one(&sql::PAIR_FETCH, values![id.0], sql::pair)?
        .ok_or(Refusal::Unknown)?;
    Ok(Pair {
        reason: people::open(
            tx.keys(),
            "learner_pair",
            "reason_sealed",
            id.0,
            closed.reason.as_deref(),
        )?,
        id: closed.id,
        sides: closed.sides,
        state: closed.state,
        kept: closed.kept,
        proposed_by: closed.proposed_by,
        decided_at: closed.decided_at,
        version: closed.version,
    })
}

/// A person as the page shows her, and what is held against others.
pub(crate) fn side_of(tx: &mut Tx, learner: LearnerId) -> Result<(Side, Known), Stop> {
    let closed = tx
        .one(&sql::SIDE_FETCH, values![learner.0], sql::side)?
        .ok_or(Refusal::Unknown)?;
    let said = tx.all(&sql::SIDE_SAID, values![learner.0], sql::said)?;
    let known = find::known(tx, &closed, &said)?;
    let side = Side {
        learner,
        name: people::learner_name(tx.keys(), learner, &closed.name)?,
        email: known.email.clone(),
        made_at: closed.made_at,
        joined_to: closed.joined_to,
        said,
        counts: closed.counts,
    };
    Ok((side, known))
}

/// What came to the person of a joined pair since: it stays with her when they are taken apart.
pub fn since(tx: &mut Tx, _scope: &Scope<actions::JoinLearners>, pair: &Pair) -> Result<Vec<Since>, Stop> {
    let (Some(kept), Some(at)) = (pair.kept, pair.decided_at) else {
        return Ok(Vec::new());
    };
    Ok(tx.all(&sql::PAIR_SINCE, values![kept.0, at, pair.id.0], sql::since)?)
}
