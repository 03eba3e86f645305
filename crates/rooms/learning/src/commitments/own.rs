//! What the holder of the link can do: say that it is done, move its day once, withdraw it, or open it again. Looking changes nothing.

use super::reading;
use crate::door::code::{mark, same};
use crate::guards::OwnCommitment;
use crate::model::{Commitment, CommitmentId, CommitmentState, by_problems, limit, normal_email};
use crate::moment::Moment;
use crate::people;
use crate::records::commitment as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Id, Problems, Refusal, Stop};
use store::{Keys, Tx, values};

/// The last part of the link: its id and 128 bits of keyed hash over it and the address it goes to.
pub fn token(keys: &Keys, id: CommitmentId, manager: &str) -> String {
    let manager = normal_email(manager);
    format!(
        "{}{}",
        id.to_string().replace('-', ""),
        mark(keys, &format!("commitment {id} {manager}"))
    )
}

/// The commitment behind a link. A link that is wrong in any way is an unknown page.
pub fn by_token(
    tx: &mut Tx,
    _scope: &Scope<actions::ManageOwnBooking>,
    text: &str,
) -> Result<Commitment, Stop> {
    if text.len() != 64 || !text.is_ascii() {
        return Err(Refusal::Unknown.into());
    }
    let id = text.get(..32).and_then(Id::parse).map(CommitmentId);
    let found = reading::by_id(tx, id.ok_or(Refusal::Unknown)?)?.ok_or(Refusal::Unknown)?;
    if !same(text, &token(tx.keys(), found.id, &found.manager)) {
        return Err(Refusal::Unknown.into());
    }
    Ok(found)
}

/// What its holder says.
#[derive(Clone, PartialEq, Eq)]
pub enum Says {
    /// It is done, and this has changed.
    Done(String),
    /// It will be done by another day, for this reason.
    Later(Day, String),
    /// It will not be done, for this reason.
    Withdrawn(String),
    /// It is to be done after all.
    Open,
}

kernel::masked!(Says);

impl Says {
    fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        let mut words = |field: &str, text: &str, missing: &str| {
            if text.trim().is_empty() {
                problems.add(field, missing);
            }
            limit(&mut problems, field, text.trim(), 1000);
        };
        match self {
            Self::Done(text) => words("changed", text, "Enter what has changed"),
            Self::Later(_, reason) => words("why-later", reason, "Enter why the day is moved"),
            Self::Withdrawn(reason) => words("why-not", reason, "Enter why it will not be done"),
            Self::Open => {}
        }
        if let Self::Later(by, _) = self {
            by_problems(&mut problems, *by, today);
        }
        problems
    }
}

/// Writes down what the holder of the link says.
pub fn say(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    id: CommitmentId,
    says: &Says,
) -> Result<Done<()>, Stop> {
    says.problems(moment.now.day()).check()?;
    let pass = scope.pass::<OwnCommitment>(tx, id)?;
    let sealed = |tx: &Tx, column, text: &str| people::seal(tx, moment, "commitment", column, id.0, text);
    let (rows, word) = match says {
        Says::Done(text) | Says::Withdrawn(text) => {
            let (state, word) = match says {
                Says::Done(_) => (CommitmentState::Done, "done"),
                _ => (CommitmentState::Withdrawn, "withdrawn"),
            };
            let outcome = sealed(tx, "outcome_sealed", text);
            let ended = values![id.0, state.code(), outcome, moment.now];
            (tx.changed(&sql::COMMITMENT_END, ended)?, word)
        }
        Says::Later(by, reason) => {
            let reason = sealed(tx, "move_reason_sealed", reason);
            let moved = values![id.0, *by, reason];
            (tx.changed(&sql::COMMITMENT_MOVE, moved)?, "moved")
        }
        Says::Open => (
            tx.changed(&sql::COMMITMENT_REOPEN, values![id.0])?,
            "opened again",
        ),
    };
    if rows == 0 {
        let words = "This cannot be said any more: it was done, withdrawn or moved meanwhile. Open the link again to see how it stands.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}
