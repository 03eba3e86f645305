//! Learners: one person per work address, name and address sealed, found again by keyed hashes.

use crate::model::{Booking, BookingDraft, LearnerId, Person, SessionId, normal_email, normal_name};
use crate::moment::Moment;
use crate::records::{booking as sql, join};
use kernel::{Fault, Id, Stop};
use store::{Keys, Tx, Value, values};

/// Keyed hash of an address.
pub(crate) fn email_blind(keys: &Keys, email: &str) -> Vec<u8> {
    keys.blind("learner email", &normal_email(email))
}

/// Keyed hash of a name.
pub(crate) fn name_blind(keys: &Keys, name: &str) -> Vec<u8> {
    keys.blind("learner name", &normal_name(name))
}

/// Seals a text of a record; an empty text is stored as nothing.
pub(crate) fn seal(
    tx: &Tx,
    moment: &Moment,
    table: &'static str,
    column: &'static str,
    row: Id,
    text: &str,
) -> Option<Vec<u8>> {
    let text = text.trim();
    (!text.is_empty()).then(|| {
        tx.keys()
            .seal(table, column, row, text.as_bytes(), moment.entropy())
    })
}

/// Opens a text of a record.
pub(crate) fn open(
    keys: &Keys,
    table: &'static str,
    column: &'static str,
    row: Id,
    sealed: Option<&[u8]>,
) -> Result<String, Fault> {
    let Some(sealed) = sealed else {
        return Ok(String::new());
    };
    keys.open_text(table, column, row, sealed)
}

/// The name of a learner.
pub(crate) fn learner_name(keys: &Keys, learner: LearnerId, sealed: &[u8]) -> Result<String, Fault> {
    open(keys, "learner", "name_sealed", learner.0, Some(sealed))
}

/// The learner with this address; made when she is new. A known person keeps her name: only she may change it.
pub(crate) fn learner(tx: &mut Tx, moment: &Moment, person: &Person) -> Result<LearnerId, Stop> {
    if !has_address(person) {
        return nameless(tx, moment, person);
    }
    let blind = met(tx, moment, person)?;
    found(tx.one(&sql::LEARNER_BY_EMAIL, values![blind], |row| row.get::<Id>(0))?)
}

fn has_address(person: &Person) -> bool {
    !normal_email(&person.email).is_empty()
}

fn found(id: Option<Id>) -> Result<LearnerId, Stop> {
    id.map(LearnerId)
        .ok_or_else(|| Fault::new("a learner just written is not there").into())
}

/// [`learner`], and the booking that she has for a session already.
pub(crate) fn booked(
    tx: &mut Tx,
    moment: &Moment,
    session: SessionId,
    person: &Person,
) -> Result<(LearnerId, Option<sql::Closed>), Stop> {
    if !has_address(person) {
        return Ok((nameless(tx, moment, person)?, None));
    }
    let blind = met(tx, moment, person)?;
    let values = values![session.0, blind.clone()];
    let booking = tx.ask(&sql::BOOKING_BY_EMAIL, values, sql::booking)?;
    let learner = found(tx.one(&sql::LEARNER_BY_EMAIL, values![blind], |row| row.get::<Id>(0))?)?;
    Ok((learner, booking.one(tx)?))
}

/// Makes a record of somebody with an address, unless it is known; its keyed hash.
fn met(tx: &mut Tx, moment: &Moment, person: &Person) -> Result<Vec<u8>, Stop> {
    let blind = email_blind(tx.keys(), &person.email);
    let id = moment.id();
    let name = seal(tx, moment, "learner", "name_sealed", id, &person.name);
    let email = seal(tx, moment, "learner", "email_sealed", id, &person.email);
    let name_blind = name_blind(tx.keys(), &person.name);
    // Nothing is inserted when she is known.
    tx.run(
        &sql::LEARNER_INSERT,
        values![id, name, name_blind, email, blind.clone(), moment.now],
    )?;
    Ok(blind)
}

/// The record that stands for a learner: her own, unless it was joined with another.
pub(crate) fn standing(tx: &mut Tx, learner: LearnerId) -> Result<LearnerId, Fault> {
    let found = tx.one(&join::LEARNER_STANDING, values![learner.0], |row| {
        row.get::<Id>(0)
    })?;
    Ok(found.map_or(learner, LearnerId))
}

/// Gives the person of a booking this name, whatever differs in it: capitals and spaces too. False: it is her name already.
pub(crate) fn rename(tx: &mut Tx, moment: &Moment, booking: &Booking, name: &str) -> Result<bool, Stop> {
    if name.trim() == booking.draft.person.name {
        return Ok(false);
    }
    let sealed = seal(tx, moment, "learner", "name_sealed", booking.learner.0, name);
    let blind = name_blind(tx.keys(), name);
    tx.run(&sql::LEARNER_RENAME, values![booking.learner.0, sealed, blind])?;
    Ok(true)
}

/// A person who gave no address is a new person each time: names alone join nobody.
fn nameless(tx: &mut Tx, moment: &Moment, person: &Person) -> Result<LearnerId, Stop> {
    let id = moment.id();
    let name = seal(tx, moment, "learner", "name_sealed", id, &person.name);
    let blind = name_blind(tx.keys(), &person.name);
    tx.run(
        &sql::LEARNER_INSERT,
        values![id, name, blind, Value::Null, Value::Null, moment.now],
    )?;
    Ok(LearnerId(id))
}

/// Opens a booking's sealed parts.
pub(crate) fn opened(keys: &Keys, closed: sql::Closed) -> Result<Booking, Fault> {
    let row = closed.id.0;
    Ok(Booking {
        draft: BookingDraft {
            person: Person {
                name: learner_name(keys, closed.learner, &closed.name)?,
                email: open(
                    keys,
                    "learner",
                    "email_sealed",
                    closed.learner.0,
                    closed.email.as_deref(),
                )?,
                organisation: closed.organisation,
                background: closed.background,
                area: closed.area,
            },
            access_needs: open(
                keys,
                "booking",
                "access_needs_sealed",
                row,
                closed.access_needs.as_deref(),
            )?,
            language_needs: open(
                keys,
                "booking",
                "language_needs_sealed",
                row,
                closed.language_needs.as_deref(),
            )?,
            code: String::new(),
            manager: open(keys, "booking", "manager_sealed", row, closed.manager.as_deref())?,
            earlier: open(keys, "booking", "earlier_sealed", row, closed.earlier.as_deref())?,
            booked_by: open(
                keys,
                "booking",
                "booked_by_sealed",
                row,
                closed.booked_by.as_deref(),
            )?,
        },
        id: closed.id,
        reference: closed.reference,
        session: closed.session,
        learner: closed.learner,
        state: closed.state,
        queue_place: closed.queue_place,
        area_name: closed.area_name.unwrap_or_else(|| closed.area.label().to_owned()),
        made_at: closed.made_at,
        calendar_uid: closed.calendar_uid,
        calendar_sequence: closed.calendar_sequence,
        calendar_days: closed.calendar_days,
        held_places: closed.held_places,
        on_held: closed.on_held,
        awaits: closed.awaits,
        offer_until: closed.offer_until,
        given_up_days: closed.given_up_days,
        link_round: closed.link_round,
        version: closed.version,
    })
}
