//! Telling of it from one's own record, changing it, taking it back and putting it back.

use super::reading;
use crate::guards::OwnPassedOn;
use crate::model::{PassedDraft, PassedOn, PassedOnId, PassedState, SessionId};
use crate::moment::Moment;
use crate::own_record::Holder;
use crate::people;
use crate::records::passed_on as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// What is said where one was told of already.
const TWICE: &str =
    "You told of this already: for one day and one way of passing it on, change the number of people instead";

/// Writes down that the holder of a record passed on what she heard at a session; told twice it counts once.
pub fn tell(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    holder: &Holder,
    reference: &str,
    draft: &PassedDraft,
) -> Result<Done<()>, Stop> {
    let found = tx.one(
        &sql::PASSED_ON_SESSION,
        values![holder.learner.0, reference],
        |row| Ok((SessionId(row.get(0)?), row.get::<Day>(1)?)),
    )?;
    let (session, first_day) =
        found.ok_or_else(|| Problems::one("session", "Choose a course that you were at"))?;
    draft.problems(first_day, moment.now.day()).check()?;
    let id = PassedOnId(moment.id());
    let words = people::seal(tx, moment, "passed_on", "words_sealed", id.0, &draft.words);
    let pass = scope.pass_new::<OwnPassedOn>(id);
    let rows = tx.changed(
        &sql::PASSED_ON_INSERT,
        values![
            id.0,
            holder.learner.0,
            session.0,
            draft.day,
            draft.kind.code(),
            draft.people,
            words,
            moment.now
        ],
    )?;
    if rows == 0 {
        return Err(Problems::one("day", TWICE).into());
    }
    Done::recorded(tx, pass, Change::new("passed on"), moment.now, ())
}

/// One of the holder's own.
pub fn own(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
    id: Id,
) -> Result<PassedOn, Stop> {
    let found = reading::by_id(tx, PassedOnId(id))?.filter(|found| found.learner == holder.learner);
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// What the holder does with one of her own.
#[derive(Clone, PartialEq, Eq)]
pub enum Does {
    /// It says this instead.
    Change(PassedDraft),
    /// It does not count.
    TakeBack,
    /// It counts after all.
    PutBack,
}

kernel::masked!(Does);

/// Does it.
pub fn change(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    holder: &Holder,
    id: Id,
    does: &Does,
) -> Result<Done<()>, Stop> {
    let before = own(tx, scope, holder, id)?;
    let pass = scope.pass::<OwnPassedOn>(tx, before.id)?;
    let (rows, word) = match does {
        Does::Change(draft) => {
            draft.problems(before.first_day, moment.now.day()).check()?;
            let same = values![before.id.0, draft.day, draft.kind.code()];
            let twice = tx.one(&sql::PASSED_ON_TWICE, same, |row| row.get::<Id>(0))?;
            if twice.is_some() {
                return Err(Problems::one("day", TWICE).into());
            }
            let words = people::seal(tx, moment, "passed_on", "words_sealed", before.id.0, &draft.words);
            let changed = values![before.id.0, draft.day, draft.kind.code(), draft.people, words];
            (tx.changed(&sql::PASSED_ON_CHANGE, changed)?, "changed")
        }
        Does::TakeBack => (
            turn(tx, before.id, PassedState::Counted, PassedState::TakenBack)?,
            "taken back",
        ),
        Does::PutBack => (
            turn(tx, before.id, PassedState::TakenBack, PassedState::Counted)?,
            "put back",
        ),
    };
    if rows == 0 {
        let words = "This stands differently meanwhile. Open it again to see how.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

fn turn(tx: &mut Tx, id: PassedOnId, from: PassedState, to: PassedState) -> Result<u64, Stop> {
    let turned = values![id.0, from.code(), to.code(), Value::Null];
    Ok(tx.changed(&sql::PASSED_ON_TURN, turned)?)
}
