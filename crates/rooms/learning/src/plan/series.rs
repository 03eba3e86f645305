//! Series: a session repeated on other days, and a change of one carried on to those that follow.

use super::change::Concerned;
use super::session::{Saved, apply, insert, refuse_archived};
use crate::guards::SessionRecord;
use crate::letters;
use crate::model::{
    DayDraft, MOST_REPEATS, Session, SessionDraft, SessionId, SessionLine, SessionState, days_out_of_reach,
};
use crate::moment::Moment;
use crate::reading::{self, scoped};
use crate::records::session as sql;
use access::{Action, Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Id, Problems, Stop};
use store::{Tx, Value, values};

/// The days of a session moved so that it begins on another.
pub fn shifted(session: &Session, first: Day) -> Vec<DayDraft> {
    let ahead = first.days_since(session.first_day);
    session
        .days
        .iter()
        .map(|day| DayDraft {
            day: day.day.plus(ahead),
            starts: day.starts.clone(),
            ends: day.ends.clone(),
        })
        .collect()
}

/// Plans a session again on each of these first days: the same course, area, venue, places, trainers and times. All of them, or none;
/// how many. A day on which the series has a session already is a problem of `day`.
pub fn repeat(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    id: SessionId,
    firsts: &[Day],
) -> Result<Done<usize>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let session = reading::session_by_id(tx, id)?;
    refuse_archived(&reading::course_by_id(tx, session.course)?)?;
    let series = session.series.unwrap_or(id);
    let taken = taken(tx, scope, &session, firsts)?;
    check(&session, &taken, firsts, moment.now.day()).check()?;
    tx.run(&sql::SESSION_SERIES_BEGIN, values![series.0])?;
    let trainers = reading::trainers(tx, id)?;
    let trainers = still_training(tx, &trainers)?;
    for first in firsts {
        let made = SessionId(moment.id());
        let draft = SessionDraft {
            days: shifted(&session, *first),
            ..draft_of(&session, trainers.clone())
        };
        insert(tx, moment, made, session.course, &draft, Some(series))?;
        letters::plan_reminder(tx, moment, made)?;
        let new = scope.pass_new::<SessionRecord>(made);
        audit::also(tx, &new, Change::new("created in a series"), moment.now)?;
    }
    let words = format!(
        "On {}",
        firsts.iter().map(|day| day.text()).collect::<Vec<_>>().join(", ")
    );
    Done::recorded(
        tx,
        pass,
        Change::new("repeated").reason(words),
        moment.now,
        firsts.len(),
    )
}

/// Those of some trainers who may still train: who has left runs no further session.
pub(crate) fn still_training(tx: &mut Tx, trainers: &[(Id, String)]) -> Result<Vec<Id>, Stop> {
    let active = reading::trainer_choices(tx)?;
    let ids = trainers.iter().map(|(id, _)| *id);
    Ok(ids
        .filter(|id| active.iter().any(|(known, _)| known == id))
        .collect())
}

/// The days among those from the first to the last of some on which a session of the series in sight begins that is not cancelled.
pub(crate) fn taken<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    session: &Session,
    firsts: &[Day],
) -> Result<Vec<Day>, Stop> {
    let mut days = Vec::new();
    if session.state != SessionState::Cancelled {
        days.push(session.first_day);
    }
    if let (Some(series), Some(from), Some(until)) =
        (session.series, firsts.iter().min(), firsts.iter().max())
    {
        let values = scoped(
            scope,
            vec![Value::from(series.0), Value::from(*from), Value::from(*until)],
        );
        days.extend(tx.all(&sql::SESSION_DAYS_OF_SERIES, &values, |row| row.get::<Day>(0))?);
    }
    Ok(days)
}

/// What is wrong with the first days of repeats: a problem of `day`.
pub(crate) fn check(session: &Session, taken: &[Day], firsts: &[Day], today: Day) -> Problems {
    let mut problems = Problems::none();
    if firsts.is_empty() {
        problems.add("day", "Choose at least one day");
    }
    if firsts.len() > MOST_REPEATS {
        problems.add("day", format!("Choose {MOST_REPEATS} days at most"));
    }
    for (place, first) in firsts.iter().enumerate() {
        let twice = firsts.iter().take(place).any(|before| before == first);
        if twice || taken.contains(first) {
            problems.add("day", format!("There is a session on {} already", first.text()));
        }
        for wrong in days_out_of_reach(&shifted(session, *first), &[], today).0 {
            problems.add("day", format!("{}: {}", first.text(), wrong.message));
        }
    }
    problems
}

/// Most sessions of one series that a page shows: all that are made at once, and the first.
const SHOWN: i64 = 53;

/// The sessions of a series in sight that are not over, in their order.
pub(crate) fn of<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    series: SessionId,
    today: Day,
) -> Result<Vec<SessionLine>, Stop> {
    let values = scoped(
        scope,
        vec![Value::from(series.0), Value::from(SHOWN), Value::from(today)],
    );
    Ok(tx.all(&sql::SESSION_LIST_OF_SERIES, &values, sql::line)?)
}

/// The values of the statements about what comes after a session in its series.
fn later_values<A: Action>(scope: &Scope<A>, series: SessionId, session: &Session, today: Day) -> Vec<Value> {
    scoped(
        scope,
        vec![
            Value::from(series.0),
            Value::from(session.first_day),
            Value::from(today),
        ],
    )
}

/// The sessions in sight of its series that come after a session and are not over.
pub(crate) fn later<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    session: &Session,
    today: Day,
) -> Result<Vec<SessionId>, Stop> {
    let Some(series) = session.series else {
        return Ok(Vec::new());
    };
    let values = later_values(scope, series, session, today);
    Ok(tx.all(&sql::SESSION_LIST_LATER, &values, |row| {
        row.get::<Id>(0).map(SessionId)
    })?)
}

/// People in the sessions that [`later`] finds, as far as we have an address of them.
pub(crate) fn later_concerned<A: Action>(
    tx: &mut Tx,
    scope: &Scope<A>,
    session: &Session,
    today: Day,
) -> Result<Concerned, Stop> {
    let Some(series) = session.series else {
        return Ok(Concerned::default());
    };
    let values = later_values(scope, series, session, today);
    let found = tx.one(&sql::SESSION_LATER_TOLD, &values, |row| {
        Ok(Concerned {
            booked: row.get(0)?,
            waiting: row.get(1)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// A session before it was changed, with its trainers.
pub(crate) struct Before<'s> {
    pub(crate) session: &'s Session,
    pub(crate) trainers: &'s [Id],
}

/// Carries what changed in one session on to those of its series that follow; what each has of its own in other fields stays.
pub(crate) fn carry(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    before: &Before<'_>,
    draft: &SessionDraft,
    changed: &[&'static str],
) -> Result<Saved, Stop> {
    let mut all = Saved::default();
    if changed.is_empty() {
        return Ok(all);
    }
    for id in later(tx, scope, before.session, moment.now.day())? {
        let pass = scope.pass::<SessionRecord>(tx, id)?;
        let session = reading::session_by_id(tx, id)?;
        let trainers = reading::trainers(tx, id)?.into_iter().map(|(id, _)| id).collect();
        let own = draft_of(&session, trainers);
        let carried = changed.iter().fold(own.clone(), |own, field| {
            carried(own, draft, before.trainers, field)
        });
        if carried == own {
            continue;
        }
        let (fields, saved) = apply(tx, moment, &session, &carried)?;
        all.told = all.told.saturating_add(saved.told);
        all.placed = all.placed.saturating_add(saved.placed);
        if !fields.is_empty() {
            all.sessions = all.sessions.saturating_add(1);
            let change = Change::new("changed with its series").fields(&fields);
            audit::also(tx, &pass, change, moment.now)?;
        }
    }
    Ok(all)
}

/// A draft with what changed in one field of another; of the trainers those who were added, and without those who were taken off.
fn carried(own: SessionDraft, from: &SessionDraft, before: &[Id], field: &str) -> SessionDraft {
    match field {
        "area" => SessionDraft {
            area: from.area,
            ..own
        },
        "venue" => SessionDraft {
            venue: from.venue.clone(),
            ..own
        },
        "access-notes" => SessionDraft {
            access_notes: from.access_notes.clone(),
            ..own
        },
        "places" => SessionDraft {
            capacity: from.capacity,
            ..own
        },
        "public-list" => SessionDraft {
            listed: from.listed,
            ..own
        },
        "in-house" => SessionDraft {
            in_house: from.in_house.clone(),
            ..own
        },
        "host" => SessionDraft {
            host: from.host,
            ..own
        },
        "closing-date" => SessionDraft {
            closes_before: from.closes_before,
            ..own
        },
        "trainers" => SessionDraft {
            trainers: {
                let added = from.trainers.iter().filter(|id| !before.contains(id));
                let gone = |id: &Id| before.contains(id) && !from.trainers.contains(id);
                let mut all: Vec<Id> = own.trainers.iter().chain(added).copied().collect();
                all.retain(|id| !gone(id));
                all.sort_unstable();
                all.dedup();
                all
            },
            ..own
        },
        _ => own,
    }
}

/// A session as its form would enter it.
pub(crate) fn draft_of(session: &Session, trainers: Vec<Id>) -> SessionDraft {
    SessionDraft {
        area: session.area,
        venue: session.venue.clone(),
        access_notes: session.access_notes.clone(),
        capacity: session.capacity,
        listed: session.listed,
        in_house: session.in_house.clone(),
        host: session.host.as_ref().map(|(id, _)| *id),
        closes_before: session.closes_before,
        days: shifted(session, session.first_day),
        trainers,
    }
}
