//! Agreeing on a mentoring, changing the mentor, pausing and ending it.

use super::meeting;
use crate::guards::{MentorOfferRecord, MentoringRecord};
use crate::model::{Agreement, LearnerId, Mentoring, MentoringId, MentoringState, Outcome, reason_problems};
use crate::moment::Moment;
use crate::people;
use crate::plan::course::stale;
use crate::reading;
use crate::records::{course, mentoring as sql, pair};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Areas for which the viewer may agree on a mentoring.
pub fn areas(tx: &mut Tx, scope: &Scope<actions::PlanMentoring>) -> Result<Vec<(Id, String)>, Stop> {
    Ok(tx.all(&course::AREA_OWN, &scope.values(), course::choice)?)
}

/// People who may mentor: those who may train.
pub fn mentors(tx: &mut Tx, _scope: &Scope<actions::PlanMentoring>) -> Result<Vec<(Id, String)>, Stop> {
    reading::trainer_choices(tx)
}

/// Enters a mentoring; its reference comes back.
pub fn create(
    tx: &mut Tx,
    scope: &Scope<actions::PlanMentoring>,
    moment: &Moment,
    draft: &Agreement,
) -> Result<Done<String>, Stop> {
    let mut problems = draft.problems();
    let wanted = scope.values_and(values![draft.booking.trim().to_uppercase()]);
    let mentee: Option<Id> = tx.one(&pair::LEARNER_BY_BOOKING, &wanted, |row| row.get(0))?;
    if mentee.is_none() && problems.of("booking").is_none() {
        problems.add("booking", "There is no booking with this reference in your sight");
    }
    let known = |choices: Vec<(Id, String)>, wanted: Option<Id>| {
        wanted.filter(|wanted| choices.iter().any(|(id, _)| id == wanted))
    };
    let area = known(areas(tx, scope)?, draft.area.map(|area| area.0));
    if area.is_none() && problems.of("area").is_none() {
        problems.add("area", "Choose an area from the list");
    }
    let mentor = known(mentors(tx, scope)?, draft.mentor);
    if mentor.is_none() && problems.of("mentor").is_none() {
        problems.add("mentor", "Choose the mentor from the list");
    }
    problems.check()?;
    let (Some(mentee), Some(area), Some(mentor)) = (mentee.map(LearnerId), area, mentor) else {
        return Err(Fault::new("an agreement without its people").into());
    };
    let (id, today) = (moment.id(), moment.now.day());
    let aims = people::seal(tx, moment, "mentoring", "aims_sealed", id, &draft.aims);
    let row = values![
        id,
        Value::Null,
        mentee.0,
        area,
        draft.kind.as_str(),
        aims,
        today,
        moment.now
    ];
    let reference = moment.referenced(tx, 'M', &sql::MENTORING_INSERT, row)?;
    tx.run(&sql::MENTOR_INSERT, values![moment.id(), id, mentor, today])?;
    for (place, stage) in (1_i64..).zip(draft.stages()) {
        tx.run(&sql::STAGE_INSERT, values![moment.id(), id, place, stage])?;
    }
    let pass = scope.pass_new::<MentoringRecord>(MentoringId(id));
    Done::recorded(tx, pass, Change::new("agreed"), moment.now, reference)
}

/// A mentoring that nobody changed since `version`, counted up.
fn touch(tx: &mut Tx, moment: &Moment, mentoring: &Mentoring, version: i64) -> Result<(), Stop> {
    if tx.changed(&sql::MENTORING_TOUCH, values![mentoring.id.0, version])? == 0 {
        return Err(stale(moment));
    }
    Ok(())
}

/// Another mentor from today on, with the reason. Hours stay with who gave them.
pub fn swap(
    tx: &mut Tx,
    scope: &Scope<actions::PlanMentoring>,
    moment: &Moment,
    mentoring: &Mentoring,
    version: i64,
    mentor: Option<Id>,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = Problems::none();
    let choices = mentors(tx, scope)?;
    let new = mentor.and_then(|id| choices.iter().find(|(known, _)| *known == id));
    if new.is_none() {
        problems.add("mentor", "Choose the new mentor");
    }
    problems.0.extend(reason_problems(reason).0);
    problems.check()?;
    let pass = scope.pass::<MentoringRecord>(tx, mentoring.id)?;
    if mentoring.state == MentoringState::Ended {
        return Err(Refusal::Closed("This mentoring has ended.".to_owned()).into());
    }
    let Some((account, name)) = new else {
        return Err(Fault::new("no mentor was chosen").into());
    };
    touch(tx, moment, mentoring, version)?;
    let today = moment.now.day();
    tx.run(&sql::MENTOR_END, values![mentoring.id.0, today])?;
    tx.run(
        &sql::MENTOR_INSERT,
        values![moment.id(), mentoring.id.0, *account, today],
    )?;
    let change = Change::new("mentor changed").reason(format!("Now {name}. {}", reason.trim()));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Pauses a mentoring, takes it up again, or ends it with how it came out; each with the reason.
pub fn turn(
    tx: &mut Tx,
    scope: &Scope<actions::PlanMentoring>,
    moment: &Moment,
    mentoring: &Mentoring,
    version: i64,
    (to, outcome): (MentoringState, Option<Outcome>),
    reason: &str,
) -> Result<Done<()>, Stop> {
    let mut problems = reason_problems(reason);
    if (to == MentoringState::Ended) != outcome.is_some() {
        problems.add("outcome", "Choose how it ended");
    }
    problems.check()?;
    let pass = scope.pass::<MentoringRecord>(tx, mentoring.id)?;
    let ended = (to == MentoringState::Ended).then(|| moment.now.day());
    let row = values![
        mentoring.id.0,
        version,
        to.code(),
        Value::from(ended),
        Value::from(outcome.map(|outcome| outcome.code().to_owned()))
    ];
    if tx.changed(&sql::MENTORING_TURN, row)? == 0 {
        return Err(stale(moment));
    }
    if to == MentoringState::Ended {
        meeting::call_off(tx, moment, mentoring.id)?;
    }
    let word = match to {
        MentoringState::Running => "taken up again",
        MentoringState::Paused => "paused",
        MentoringState::Ended => "ended",
    };
    let words = match outcome {
        Some(outcome) => format!("{}. {}", outcome.label(), reason.trim()),
        None => reason.trim().to_owned(),
    };
    Done::recorded(tx, pass, Change::new(word).reason(words), moment.now, ())
}

/// What a mentor offers: people at a time, hours in three months.
pub fn offer(
    tx: &mut Tx,
    scope: &Scope<actions::PlanMentoring>,
    moment: &Moment,
    mentor: Id,
    (people, hours): (i64, i64),
) -> Result<Done<()>, Stop> {
    let mut problems = Problems::none();
    if !(0..=50).contains(&people) {
        problems.add("people", "Enter a number between 0 and 50");
    }
    if !(0..=500).contains(&hours) {
        problems.add("hours", "Enter hours between 0 and 500");
    }
    problems.check()?;
    let pass = scope.pass::<MentorOfferRecord>(tx, mentor)?;
    tx.run(&sql::OFFER_PUT, values![mentor, people, hours])?;
    let change = Change::new("offer set").fields(&["people", "hours"]);
    Done::recorded(tx, pass, change, moment.now, ())
}
