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

/// Queues a message to each of the first [`AT_A_TIME`] people whose turn it is, who have no place yet and were not told in the last
/// [`REST_DAYS`] days. Returns to how many.
///
/// # Errors
/// Refused where nobody is left to tell.
pub fn tell(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    reference: &str,
) -> Result<Done<usize>, Stop> {
    let (course, months) = due_again(tx, scope, reference)?;
    let pass = scope.pass::<CourseRecord>(tx, course.id)?;
    let (now, today) = (moment.now, moment.now.day());
    let (_, until) = Turn::Due.last_days(today, months);
    let since = now.plus_seconds(-REST_DAYS * 86_400);
    let most = i64::try_from(AT_A_TIME).unwrap_or(i64::MAX);
    let of = scoped(scope, values![course.id.0, today, until, since, most].to_vec());
    let mut told = 0_usize;
    for one in tx.all(&sql::REFRESHER_UNTOLD, &of, person)? {
        let key = format!("refresher {} {} {}", course.id, one.id, today.iso());
        if own_record::write_to(tx, moment, &one, Template::DueAgain, &key)? {
            told = told.saturating_add(1);
        }
        tx.run(&sql::REFRESHER_TOLD, values![one.id.0, course.id.0, now])?;
    }
    if told == 0 {
        let words = "Nobody is left to tell: everybody whose turn it is has a place, or was told in the last three months.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let change = Change::new("told people that it is their turn to come again");
    Done::recorded(tx, pass, change, now, told)
}
