//! A calendar of one's own bookings: off until its owner turns it on, at an address that she can end, with nothing in it but times (SH5).

use super::own;
use crate::door::code::{mark, same};
use crate::guards::{OwnBookingRecord, OwnRecord};
use crate::model::{BookingId, LearnerId};
use crate::moment::Moment;
use crate::reading;
use crate::records::feed as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Id, Instant, Refusal, Stop};
use paper::calendar::{self, Meeting};
use store::{Keys, Tx, values};

/// How far back the calendar goes, in days.
const BACK: i64 = 31;

/// The last part of a calendar's address: the person's id and 128 bits of keyed hash over id and round.
pub fn token(keys: &Keys, learner: LearnerId, round: i64) -> String {
    format!(
        "{}{}",
        learner.to_string().replace('-', ""),
        mark(keys, &format!("calendar of {learner} {round}"))
    )
}

/// The path of a person's calendar; `None` while it is off.
pub(crate) fn path(tx: &mut Tx, learner: LearnerId) -> Result<Option<String>, Stop> {
    let living = living(tx, learner)?;
    Ok(living.map(|(round, _)| format!("/calendar/{}", token(tx.keys(), learner, round))))
}

/// Which address is the living one, and whose days it shows; `None` while it is off.
fn living(tx: &mut Tx, learner: LearnerId) -> Result<Option<(i64, LearnerId)>, Stop> {
    let found = tx.one(&sql::FEED_FETCH, values![learner.0], |row| {
        Ok((row.get::<bool>(0)?, (row.get::<i64>(1)?, LearnerId(row.get(2)?))))
    })?;
    Ok(found.filter(|(on, _)| *on).map(|(_, living)| living))
}

/// The holder of a booking's link turns the calendar of her bookings on or off. Turned on it has a new address.
pub fn turn(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    moment: &Moment,
    booking: BookingId,
    on: bool,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnBookingRecord>(tx, booking)?;
    let learner = reading::booking_by_id(tx, booking)?.learner;
    let (statement, word) = if on {
        (&sql::FEED_ON, "turned own calendar on")
    } else {
        (&sql::FEED_OFF, "turned own calendar off")
    };
    tx.run(statement, values![learner.0])?;
    Done::recorded(tx, pass, Change::new(word), moment.now, ())
}

/// The holder of the link to her record ends the calendar of her bookings, also when no booking's link is left.
pub fn end(
    tx: &mut Tx,
    scope: &Scope<actions::SeeOwnRecord>,
    moment: &Moment,
    learner: LearnerId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<OwnRecord>(tx, learner)?;
    tx.run(&sql::FEED_OFF, values![learner.0])?;
    Done::recorded(tx, pass, Change::new("turned own calendar off"), moment.now, ())
}

/// The calendar at an address. One that is wrong in any way, or ended, is an unknown page.
pub fn read(
    tx: &mut Tx,
    _scope: &Scope<actions::ManageOwnBooking>,
    now: Instant,
    asked: &str,
) -> Result<String, Stop> {
    let named = asked.get(..32).filter(|_| asked.len() == 64 && asked.is_ascii());
    let learner = LearnerId(named.and_then(Id::parse).ok_or(Refusal::Unknown)?);
    let (round, standing) = living(tx, learner)?.ok_or(Refusal::Unknown)?;
    if !same(asked, &token(tx.keys(), learner, round)) {
        return Err(Refusal::Unknown.into());
    }
    let since = now.day().plus(-BACK);
    let rows = tx.all(&sql::FEED_DAYS, values![standing.0, since], |row| {
        Ok((
            Meeting {
                uid: row.get(0)?,
                sequence: u32::try_from(row.get::<i64>(1)?).unwrap_or(0),
                stamp: row.get(2)?,
                days: Vec::new(),
            },
            (row.get::<Day>(3)?, row.get::<String>(4)?, row.get::<String>(5)?),
        ))
    })?;
    let mut meetings: Vec<Meeting> = Vec::new();
    for (meeting, (day, starts, ends)) in rows {
        if meetings.last().is_none_or(|last| last.uid != meeting.uid) {
            meetings.push(meeting);
        }
        let times = Instant::on(day, &starts).zip(Instant::on(day, &ends));
        if let (Some(last), Some(times)) = (meetings.last_mut(), times) {
            last.days.push(times);
        }
    }
    Ok(calendar::feed(&meetings)?)
}

/// The address of the calendar of who holds a booking's link, if she has turned it on.
pub(crate) fn of_booking(
    tx: &mut Tx,
    scope: &Scope<actions::ManageOwnBooking>,
    now: Instant,
    link: &str,
) -> Result<(BookingId, Option<String>), Stop> {
    let found = own::by_token(tx, scope, now, link)?;
    Ok((found.booking.id, path(tx, found.booking.learner)?))
}
