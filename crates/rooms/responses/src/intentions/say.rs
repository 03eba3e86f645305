//! Saying it, by the link of the session's end, and changing or taking it back by the same.

use super::{FURTHEST, LONGEST, Outcome, mark, open, seal};
use crate::guards::AnsweredSession;
use crate::model::random;
use crate::records::intention as sql;
use access::Scope;
use access::actions::AnswerInstrument;
use audit::{Change, Done};
use kernel::{Day, Entropy, Fault, Id, Instant, Problems, Refusal, Stop};
use learning::model::SessionId;
use store::{Tx, values};

/// What somebody will do, and by when.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Intention {
    pub(crate) what: String,
    pub(crate) by: Day,
}

kernel::masked!(Intention);

impl Intention {
    fn problems(&self, today: Day) -> Problems {
        let mut problems = Problems::none();
        if self.what.is_empty() {
            problems.add("what", "Enter what you will do");
        } else if self.what.chars().count() > LONGEST {
            problems.add("what", "Use 500 characters or fewer");
        }
        if self.by <= today || self.by > today.plus(FURTHEST) {
            problems.add("by", "Enter a day to come, within two years");
        }
        problems
    }
}

/// What a link leads to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) id: Id,
    /// What she said; nothing once it was forgotten.
    pub(crate) words: Option<Intention>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) reason: Option<String>,
}

kernel::masked!(Kept);

/// Whether people of a session are asked what they will do.
pub(crate) fn is_offered(tx: &mut Tx<'_>, session: SessionId) -> Result<bool, Fault> {
    let found = tx.one(&sql::INTENTION_OFFERED, values![session.0], |row| {
        row.get::<i64>(0)
    })?;
    Ok(found.is_some())
}

/// The intention that a link leads to.
pub(crate) fn by_link(tx: &mut Tx<'_>, nonce: &str) -> Result<Option<Kept>, Fault> {
    let found = tx.one(&sql::INTENTION_BY_MARK, values![mark(tx, nonce)], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<Option<Vec<u8>>>(1)?,
            row.get::<Option<String>>(2)?,
            row.get::<Option<String>>(3)?,
        ))
    })?;
    let Some((id, sealed, outcome, reason)) = found else {
        return Ok(None);
    };
    let words = sealed.map(|sealed| open(tx, nonce, id, &sealed)).transpose()?;
    Ok(Some(Kept {
        id,
        words,
        outcome: outcome.as_deref().and_then(Outcome::parse),
        reason,
    }))
}

/// Keeps what she says; what she said before by the same link is changed.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope<AnswerInstrument>,
    session: SessionId,
    nonce: &str,
    words: &Intention,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    words.problems(now.day()).check()?;
    let pass = scope.pass::<AnsweredSession>(tx, session)?;
    let rows = if let Some(before) = by_link(tx, nonce)? {
        let sealed = seal(tx, nonce, before.id, words, entropy);
        tx.changed(&sql::INTENTION_CHANGE, values![before.id, sealed])?
    } else {
        let room = tx.one(&sql::INTENTION_ROOM, values![session.0], |row| row.get::<i64>(0))?;
        if room.is_none() {
            return Err(closed("As many people have said what they will do as signed in."));
        }
        let id = random(entropy);
        let sealed = seal(tx, nonce, id, words, entropy);
        tx.changed(
            &sql::INTENTION_INSERT,
            values![id, session.0, mark(tx, nonce), sealed],
        )?
    };
    if rows == 0 {
        return Err(closed("This cannot be changed any more."));
    }
    Done::recorded(tx, pass, Change::new("said what she will do"), now, ())
}

/// Takes it back.
pub(crate) fn withdraw(
    tx: &mut Tx<'_>,
    scope: &Scope<AnswerInstrument>,
    session: SessionId,
    nonce: &str,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<AnsweredSession>(tx, session)?;
    if let Some(before) = by_link(tx, nonce)? {
        tx.run(&sql::INTENTION_DELETE, values![before.id])?;
    }
    Done::recorded(tx, pass, Change::new("took back what she will do"), now, ())
}

fn closed(words: &str) -> Stop {
    Refusal::Closed(words.to_owned()).into()
}
