//! Reads who should come to a course again.

use crate::model::{ComingAgain, Course, LearnerId, Place, Turn};
use crate::people;
use crate::reading::{course, scoped};
use crate::records::refresher as sql;
use access::{Scope, actions};
use kernel::{Day, Fault, Refusal, Stop};
use store::{Tx, Value};

/// People on one page.
pub const PAGE: usize = 50;
/// People in one file.
pub const FILE: usize = 10_000;

/// What a list is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Query {
    /// Whose turn comes when.
    pub turn: Turn,
    /// Goes on after somebody who was there last on a day.
    pub after: Option<(Day, LearnerId)>,
}

/// People of a list, and how many they are in all, counted to 1,001.
pub struct Found {
    /// The people.
    pub people: Vec<ComingAgain>,
    /// There are more of them.
    pub more: bool,
    /// How many in all.
    pub count: i64,
}

/// A course in sight that is due again after so many months.
///
/// # Errors
/// Refused where nobody has to come to it again.
pub fn due_again(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    reference: &str,
) -> Result<(Course, i64), Stop> {
    let course = course(tx, scope, reference)?;
    let Some(months) = course.draft.refresher_months else {
        let words = "Nobody has to come to this course again. A coordinator can say after how many months on the page that changes the course.";
        return Err(Refusal::Closed(words.to_owned()).into());
    };
    Ok((course, months))
}

/// The first so many people whose turn it is, who was there longest ago first, and how many they are: two statements and where the trail ends.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    course: &Course,
    query: Query,
    today: Day,
    most: usize,
) -> Result<Found, Stop> {
    let months = course.draft.refresher_months.unwrap_or(i64::MAX);
    let (from, to) = query.turn.last_days(today, months);
    let mut names = Vec::new();
    if from.is_some() {
        names.push("from");
    }
    let of = |more: Vec<Value>| scoped(scope, more);
    let counted = of(vec![course.id.0.into(), from.into(), to.into()]);
    let count = audit::standing(tx, &sql::REFRESHER_COUNT, &names, &counted, |row| row.get(0))?;
    if query.after.is_some() {
        names.push("after");
    }
    let values = of(vec![
        course.id.0.into(),
        today.into(),
        from.into(),
        to.into(),
        query.after.map(|(last, _)| last).into(),
        query.after.map(|(_, learner)| learner.0).into(),
        i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX).into(),
    ]);
    let mut closed = audit::standing(tx, &sql::REFRESHER_LIST, &names, &values, sql::due)?;
    let more = closed.len() > most;
    closed.truncate(most);
    let people: Result<Vec<ComingAgain>, Fault> =
        closed.into_iter().map(|one| opened(tx, one, months)).collect();
    Ok(Found {
        people: people?,
        more,
        count: count.first().copied().unwrap_or(0),
    })
}

/// How many of those whose turn it is are known from a file of earlier years alone, counted to 1,001: they are not written to.
pub fn by_file(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    course: &Course,
    today: Day,
) -> Result<i64, Stop> {
    let months = course.draft.refresher_months.unwrap_or(i64::MAX);
    let (_, until) = Turn::Due.last_days(today, months);
    let values = scoped(scope, vec![course.id.0.into(), until.into()]);
    let count = audit::standing(tx, &sql::REFRESHER_BY_FILE, &[], &values, |row| row.get(0))?;
    Ok(count.first().copied().unwrap_or(0))
}

fn opened(tx: &Tx, closed: sql::ClosedDue, months: i64) -> Result<ComingAgain, Fault> {
    let person = &closed.person;
    let (keys, id) = (tx.keys(), person.id);
    Ok(ComingAgain {
        learner: id,
        name: people::learner_name(keys, id, &person.name)?,
        email: people::open(keys, "learner", "email_sealed", id.0, person.email.as_deref())?,
        organisation: closed.organisation.unwrap_or_default(),
        last: closed.last,
        due: closed.last.plus_months(months),
        told: closed.told,
        reached: closed.reached,
        place: match closed.booked {
            Some(day) => Some(Place::On(day)),
            None => closed.has_place.then_some(Place::Elsewhere),
        },
        first_hand: closed.first_hand,
    })
}
