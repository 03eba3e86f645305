//! Tells those whose turn it is to come to a course again.

use super::reading::due_again;
use crate::guards::CourseRecord;
use crate::model::Turn;
use crate::moment::Moment;
use crate::own_record;
use crate::reading::scoped;
use crate::records::certificate::person;
use crate::records::refresher as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Refusal, Stop};
use post::template::Template;
use store::{Tx, values};

/// People who are written to at a time.
pub const AT_A_TIME: usize = 200;
/// Days in which nobody is told again.
pub const REST_DAYS: i64 = 90;

/// What a press came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// People who are written to.
    pub told: usize,
    /// There are more of them.
    pub more: bool,
}

/// Queues a message to each of the first [`AT_A_TIME`] people whose turn it is, who have no place yet and were not told in the last
/// [`REST_DAYS`] days; to nobody who is known from a file of earlier years alone. Whoever could not be written to counts as told: those behind
/// her are reached by the next press.
///
/// # Errors
/// Refused where nobody is left to tell.
pub fn tell(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    reference: &str,
) -> Result<Done<Told>, Stop> {
    let (course, months) = due_again(tx, scope, reference)?;
    let pass = scope.pass::<CourseRecord>(tx, course.id)?;
    let (now, today) = (moment.now, moment.now.day());
    let (_, until) = Turn::Due.last_days(today, months);
    let since = now.plus_seconds(-REST_DAYS * 86_400);
    let most = i64::try_from(AT_A_TIME.saturating_add(1)).unwrap_or(i64::MAX);
    let of = scoped(scope, values![course.id.0, today, until, since, most].to_vec());
    let mut due = tx.all(&sql::REFRESHER_UNTOLD, &of, person)?;
    if due.is_empty() {
        let words = "Nobody is left to tell: everybody whose turn it is has a place, was told in the last three months, or is known from a file of earlier years alone.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let more = due.len() > AT_A_TIME;
    due.truncate(AT_A_TIME);
    let mut to = Vec::with_capacity(due.len());
    for one in &due {
        let key = format!("refresher {} {} {}", course.id, one.id, today.iso());
        let reached = own_record::write_to(tx, moment, one, Template::DueAgain, &key)?;
        if reached {
            to.push(one.id);
        }
        tx.run(&sql::REFRESHER_TOLD, values![one.id.0, course.id.0, now, reached])?;
    }
    own_record::sent(tx, scope, now, &to)?;
    let told = to.len();
    let change = Change::new("told people that it is their turn to come again");
    Done::recorded(tx, pass, change, now, Told { told, more })
}
