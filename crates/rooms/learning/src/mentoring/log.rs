//! What the two people keep themselves: meetings, shadowing and hours, and stages reached.

use super::reading::{self, Reader};
use crate::guards::{MentorRecord, OwnRecord};
use crate::model::{EntryDraft, Mentoring, MentoringId, MentoringState};
use crate::moment::Moment;
use crate::own_record::Holder;
use crate::people;
use crate::records::mentoring as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

pub(super) fn refuse_ended(mentoring: &Mentoring) -> Result<(), Stop> {
    if mentoring.state == MentoringState::Ended {
        return Err(Refusal::Closed("This mentoring has ended: nothing is added to it.".to_owned()).into());
    }
    Ok(())
}

/// The session that was shadowed; a reference that names none is a problem of `session`.
fn session(tx: &mut Tx, draft: &EntryDraft) -> Result<Option<Id>, Stop> {
    let reference = draft.session.trim().to_uppercase();
    if reference.is_empty() {
        return Ok(None);
    }
    let found = tx.one(&sql::ENTRY_SESSION, values![reference], |row| row.get::<Id>(0))?;
    match found {
        Some(id) => Ok(Some(id)),
        None => Err(Problems::one("session", "There is no session with this reference").into()),
    }
}

fn write(
    tx: &mut Tx,
    moment: &Moment,
    mentoring: MentoringId,
    mentor: Id,
    by_mentee: bool,
    draft: &EntryDraft,
) -> Result<(), Stop> {
    draft.problems(moment.now.day()).check()?;
    let session = session(tx, draft)?;
    let id = moment.id();
    let learnt = people::seal(tx, moment, "mentoring_entry", "learnt_sealed", id, &draft.learnt);
    let note = people::seal(tx, moment, "mentoring_entry", "note_sealed", id, &draft.note);
    Ok(tx.run(
        &sql::ENTRY_INSERT,
        values![
            id,
            mentoring.0,
            mentor,
            draft.kind.code(),
            draft.day,
            draft.minutes,
            Value::from(session),
            learnt,
            note,
            by_mentee,
            moment.now
        ],
    )?)
}

fn own_account(scope: &Scope<actions::LogMentoring>) -> Result<Id, Fault> {
    scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody keeps a mentoring"))
}

/// The mentor enters what the two did.
pub fn by_mentor(
    tx: &mut Tx,
    scope: &Scope<actions::LogMentoring>,
    moment: &Moment,
    mentoring: &Mentoring,
    draft: &EntryDraft,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<MentorRecord>(tx, mentoring.id)?;
    refuse_ended(mentoring)?;
    write(tx, moment, mentoring.id, own_account(scope)?, false, draft)?;
    Done::recorded(tx, pass, Change::new("entry added"), moment.now, ())
}

/// The mentor takes an entry of hers back that was a mistake.
pub fn strike(
    tx: &mut Tx,
    scope: &Scope<actions::LogMentoring>,
    moment: &Moment,
    mentoring: &Mentoring,
    entry: Id,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<MentorRecord>(tx, mentoring.id)?;
    let row = values![entry, mentoring.id.0, own_account(scope)?, false];
    if tx.changed(&sql::ENTRY_DELETE, row)? == 0 {
        return Err(Refusal::Closed("This entry is not yours to take back.".to_owned()).into());
    }
    Done::recorded(tx, pass, Change::new("entry taken back"), moment.now, ())
}

/// A stage is reached on a day; without one it is not reached after all.
pub fn reach(
    tx: &mut Tx,
    scope: &Scope<actions::LogMentoring>,
    moment: &Moment,
    mentoring: &Mentoring,
    stage: Id,
    day: Option<Day>,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<MentorRecord>(tx, mentoring.id)?;
    refuse_ended(mentoring)?;
    if day.is_some_and(|day| day > moment.now.day()) {
        let words = "This day is still to come. Enter it when it is over";
        return Err(Problems::one("reached", words).into());
    }
    let row = values![stage, mentoring.id.0, Value::from(day)];
    if tx.changed(&sql::STAGE_REACH, row)? == 0 {
        return Err(Refusal::Unknown.into());
    }
    let word = if day.is_some() {
        "stage reached"
    } else {
        "stage not reached after all"
    };
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

/// A mentoring of the holder of a record, with its present mentor.
pub(super) fn hers(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
    id: MentoringId,
) -> Result<(Mentoring, Id), Stop> {
    let mentoring = reading::own(tx, scope, holder)?
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(Refusal::Unknown)?;
    let course = reading::course(tx, scope, &mentoring, Reader::Mentee(holder.learner))?;
    let mentor = course
        .mentor()
        .map(|mentor| mentor.account)
        .ok_or(Refusal::Unknown)?;
    Ok((mentoring, mentor))
}

/// The mentee enters what the two did, by the link to her record.
pub fn by_mentee(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    holder: &Holder,
    id: MentoringId,
    draft: &EntryDraft,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnRecord>(tx, holder.learner)?;
    let (mentoring, mentor) = hers(tx, scope, holder, id)?;
    refuse_ended(&mentoring)?;
    write(tx, moment, id, mentor, true, draft)?;
    Done::recorded(tx, pass, Change::new("mentoring entry added"), moment.now, ())
}

/// The mentee takes an entry of hers back that was a mistake.
pub fn strike_own(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    holder: &Holder,
    id: MentoringId,
    entry: Id,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnRecord>(tx, holder.learner)?;
    let (_, mentor) = hers(tx, scope, holder, id)?;
    if tx.changed(&sql::ENTRY_DELETE, values![entry, id.0, mentor, true])? == 0 {
        return Err(Refusal::Closed("This entry cannot be taken back.".to_owned()).into());
    }
    Done::recorded(
        tx,
        pass,
        Change::new("mentoring entry taken back"),
        moment.now,
        (),
    )
}
