//! Recognising what somebody learned elsewhere as if she had done a course: one table, which bookings and pathways read alike.

use super::record::in_sight;
use crate::guards::LearnerInSight;
use crate::model::{CourseId, LearnerId, Recognised, RecognisedDraft, reason_problems};
use crate::moment::Moment;
use crate::own_record::Holder;
use crate::pathways::progress;
use crate::people;
use crate::records::{learner as sql, pathway, rules};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// What is recognised for a person, by the titles of the courses.
pub(super) fn list(tx: &mut Tx, learner: LearnerId) -> Result<Vec<Recognised>, Stop> {
    let closed = tx.all(&sql::RECOGNISED_LIST, values![learner.0], sql::recognised)?;
    let mut all = Vec::with_capacity(closed.len());
    for one in closed {
        let keys = tx.keys();
        let evidence = match one.id {
            Some(id) => people::open(
                keys,
                "recognised_learning",
                "evidence_sealed",
                id,
                one.evidence.as_deref(),
            )?,
            None => String::new(),
        };
        all.push(Recognised {
            course: one.course,
            title: one.title,
            evidence,
            by: people::open(keys, "account", "name_sealed", one.by.0, Some(&one.by.1))?,
            at: one.at,
            holds_until: one.holds_until,
        });
    }
    Ok(all)
}

/// The same for the holder of her own record.
pub fn own(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
) -> Result<Vec<Recognised>, Stop> {
    list(tx, holder.learner)
}

/// Courses for which something may be recognised.
pub(super) fn choices(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
) -> Result<Vec<(CourseId, String)>, Stop> {
    Ok(tx.all(&sql::RECOGNISED_CHOICES, &scope.values(), rules::titled)?)
}

/// Something to write down.
pub(crate) struct Seen<'s> {
    /// The course that it stands for.
    pub(crate) course: CourseId,
    /// What was seen of it.
    pub(crate) evidence: &'s str,
    /// The last day on which it counts.
    pub(crate) holds_until: Option<Day>,
    /// What was recognised before and counts no longer on this day gives way to it.
    pub(crate) on: Day,
}

/// Writes down what is recognised; false: it is already.
pub(crate) fn write(
    tx: &mut Tx,
    moment: &Moment,
    by: Id,
    learner: LearnerId,
    seen: &Seen<'_>,
) -> Result<bool, Stop> {
    let id = moment.id();
    let (table, column) = ("recognised_learning", "evidence_sealed");
    let evidence = people::seal(tx, moment, table, column, id, seen.evidence);
    let row = values![
        learner.0,
        seen.course.0,
        by,
        moment.now,
        id,
        evidence,
        Value::from(seen.holds_until),
        seen.on
    ];
    Ok(tx.changed(&sql::RECOGNISED_INSERT, row)? == 1)
}

/// Counts anew how far a person is on each of her pathways.
pub(crate) fn recount(tx: &mut Tx, learner: LearnerId, today: Day) -> Result<(), Stop> {
    let walks = tx.all(&sql::WALKS_OF, values![learner.0], sql::walk)?;
    for (walker, id) in walks {
        if let Some(way) = tx.one(&pathway::PATHWAY_BY_ID, values![id.0], pathway::pathway)? {
            progress::count(tx, &way, (walker, walker), today)?;
        }
    }
    Ok(())
}

/// Recognises what somebody in sight learned elsewhere.
pub fn record(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: LearnerId,
    draft: &RecognisedDraft,
) -> Result<Done<()>, Stop> {
    let today = moment.now.day();
    draft.problems(today).check()?;
    let learner = in_sight(tx, scope, id)?;
    let pass = scope.pass::<LearnerInSight>(tx, learner)?;
    let known = choices(tx, scope)?;
    let chosen = known
        .into_iter()
        .find(|(course, _)| Some(*course) == draft.course);
    let Some((course, title)) = chosen else {
        return Err(Problems::one("course", "Choose a course from the list").into());
    };
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody recognises what somebody learned"))?;
    let seen = Seen {
        course,
        evidence: draft.evidence.trim(),
        holds_until: draft.holds_until,
        on: today,
    };
    if !write(tx, moment, by, learner, &seen)? {
        let words = "Something is recognised for this course already. Take it back first to record it anew";
        return Err(Problems::one("course", words).into());
    }
    recount(tx, learner, today)?;
    let until = draft
        .holds_until
        .map_or_else(String::new, |day| format!(", until {}", day.text()));
    let change =
        Change::new("earlier learning recognised").reason(format!("{title}{until}. {}", seen.evidence));
    Done::recorded(tx, pass, change, moment.now, ())
}

/// Takes a recognition back, with the reason.
pub fn take_back(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    id: LearnerId,
    course: CourseId,
    reason: &str,
) -> Result<Done<()>, Stop> {
    reason_problems(reason).check()?;
    let learner = in_sight(tx, scope, id)?;
    let pass = scope.pass::<LearnerInSight>(tx, learner)?;
    let known = list(tx, learner)?;
    let taken = known.into_iter().find(|one| one.course == course);
    let Some(taken) = taken else {
        let words = "Nothing is recognised for this course any more.";
        return Err(Refusal::Closed(words.to_owned()).into());
    };
    tx.run(&sql::RECOGNISED_DELETE, values![learner.0, course.0])?;
    recount(tx, learner, moment.now.day())?;
    let change = Change::new("recognition taken back").reason(format!("{}. {}", taken.title, reason.trim()));
    Done::recorded(tx, pass, change, moment.now, ())
}
