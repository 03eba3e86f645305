//! Places kept back until a day for people of a borough or an organisation, or for who has a code. Whoever books is given one of those if
//! they are meant for her, else one that is anybody's; those that nobody took by the end of the day are anybody's.

use super::queue;
use crate::guards::SessionRecord;
use crate::model::{
    BookingDraft, HeldDraft, HeldFor, HeldPlaces, Session, SessionId, SessionState, number_problems,
};
use crate::moment::Moment;
use crate::reading;
use crate::records::held as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Problems, Reference, Refusal, Stop};
use store::{Asked, Tx, Value, values};

/// The code of a new group of places: seven letters and figures, the last of which checks the others.
pub fn fresh_code(moment: &Moment) -> String {
    crate::model::normal_code(Reference::fresh('H', moment.entropy()).as_str())
}

/// Places of a session in sight that are kept back, or were.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    session: SessionId,
) -> Result<Vec<HeldPlaces>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    Ok(tx.all(&sql::HELD_LIST, values![session.0], sql::held)?)
}

/// Asks for the places of a session that are kept back, also those whose day is over.
pub(crate) fn ask(tx: &mut Tx, session: SessionId) -> Result<Asked<HeldPlaces>, Fault> {
    tx.ask(&sql::HELD_STANDING, values![session.0], sql::held)
}

/// Places of a session that are kept back today.
pub(crate) fn standing(tx: &mut Tx, session: SessionId, today: Day) -> Result<Vec<HeldPlaces>, Stop> {
    let asked = ask(tx, session)?;
    today_of(tx, asked, today)
}

/// Those that are kept back today, of what was asked for.
pub(crate) fn today_of(tx: &mut Tx, asked: Asked<HeldPlaces>, today: Day) -> Result<Vec<HeldPlaces>, Stop> {
    let all = asked.all(tx)?;
    Ok(all.into_iter().filter(|held| held.stands(today)).collect())
}

/// Keeps places back that are free.
pub fn keep(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    session: SessionId,
    draft: &HeldDraft,
) -> Result<Done<Id>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    let session = open(tx, moment, session)?;
    draft.problems(moment.now.day(), session.first_day).check()?;
    if let HeldFor::Area(area) = draft.held_for
        && !reading::boroughs(tx)?.iter().any(|(known, _)| *known == area.0)
    {
        return Err(Problems::one("area", "Choose the borough").into());
    }
    count(tx, &session, draft.places)?;
    let id = moment.id();
    tx.run(
        &sql::HELD_INSERT,
        values![
            id,
            session.id.0,
            draft.held_for.kind(),
            Value::from(draft.held_for.area()),
            draft.label.trim(),
            draft.held_for.matches(),
            draft.places,
            draft.until,
            moment.now
        ],
    )?;
    let change = Change::new("kept places back").field("held-places");
    Done::recorded(tx, pass, change, moment.now, id)
}

/// Changes how many are kept back, and until when. Returns how many people who waited were given a place by it.
pub fn change(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    session: SessionId,
    id: Id,
    (places, until): (i64, Day),
) -> Result<Done<u64>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    let session = open(tx, moment, session)?;
    let held = of(tx, session.id, id)?;
    number_problems(places, until, moment.now.day(), session.first_day).check()?;
    if places < held.taken {
        let words = format!("{} of them are taken; there cannot be fewer", held.taken);
        return Err(Problems::one("places", &words).into());
    }
    count(tx, &session, places.saturating_sub(held.places))?;
    if tx.changed(&sql::HELD_UPDATE, values![id, places, until])? == 0 {
        return Err(Refusal::Busy.into());
    }
    let placed = placed(tx, moment, session.id)?;
    let change = Change::new("changed places kept back").field("held-places");
    Done::recorded(tx, pass, change, moment.now, placed)
}

/// Lets everybody have those that nobody took. Returns how many people who waited were given one.
pub fn release(
    tx: &mut Tx,
    scope: &Scope<actions::PlanCourses>,
    moment: &Moment,
    session: SessionId,
    id: Id,
) -> Result<Done<u64>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, session)?;
    let held = of(tx, session, id)?;
    let_go(tx, moment, session, &held)?;
    let placed = placed(tx, moment, session)?;
    let change = Change::new("released places kept back").field("held-places");
    Done::recorded(tx, pass, change, moment.now, placed)
}

/// Lets everybody have those whose day is over. Returns whether there were any.
pub(crate) fn release_due(tx: &mut Tx, moment: &Moment, session: SessionId) -> Result<bool, Stop> {
    let all = ask(tx, session)?.all(tx)?;
    let_go_over(tx, moment, session, &all)
}

/// The same of those that are known.
pub(super) fn let_go_over(
    tx: &mut Tx,
    moment: &Moment,
    session: SessionId,
    all: &[HeldPlaces],
) -> Result<bool, Stop> {
    let today = moment.now.day();
    let mut any = false;
    for held in all.iter().filter(|held| held.until < today) {
        let_go(tx, moment, session, held)?;
        any = true;
    }
    Ok(any)
}

/// The places that somebody may take from: first those of her code, then of her organisation, then of her borough; of several the first
/// that is not full. A code that is none is a problem of `code`.
pub(crate) fn meant_for(standing: &[HeldPlaces], draft: &BookingDraft) -> Result<Option<Id>, Stop> {
    let rank = |held: &HeldPlaces| match held.held_for {
        HeldFor::Code(_) => 0,
        HeldFor::Agency(_) => 1,
        HeldFor::Area(_) => 2,
    };
    let person = &draft.person;
    let mut fitting: Vec<&HeldPlaces> = standing
        .iter()
        .filter(|held| {
            held.held_for
                .fits(person.area.borough(), &person.email, &draft.code)
        })
        .collect();
    fitting.sort_by_key(|held| (held.left() == 0, rank(held)));
    let known = fitting
        .iter()
        .any(|held| matches!(held.held_for, HeldFor::Code(_)));
    if !draft.code.trim().is_empty() && !known {
        let words =
            "No places are kept for this code any more, or it is mistyped. Leave it empty to book without it";
        return Err(Problems::one("code", words).into());
    }
    Ok(fitting.first().map(|held| held.id))
}

/// A session whose places can be kept back.
fn open(tx: &mut Tx, moment: &Moment, id: SessionId) -> Result<Session, Stop> {
    let session = reading::session_by_id(tx, id)?;
    if session.open_for_booking(moment.now) {
        return Ok(session);
    }
    let words = if session.state == SessionState::Cancelled {
        "This session will not take place, so no places of it are kept back."
    } else {
        "This session has begun, so no places of it are kept back any more."
    };
    Err(Refusal::Closed(words.to_owned()).into())
}

/// Those with this id that are kept back still.
fn of(tx: &mut Tx, session: SessionId, id: Id) -> Result<HeldPlaces, Stop> {
    let all = tx.all(&sql::HELD_LIST, values![session.0], sql::held)?;
    let held = all
        .into_iter()
        .find(|held| held.id == id)
        .ok_or(Refusal::Unknown)?;
    if held.released {
        let words = "These places were released: everybody can book them.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    Ok(held)
}

/// Counts so many more places of a session as kept back.
fn count(tx: &mut Tx, session: &Session, more: i64) -> Result<(), Stop> {
    if tx.changed(&sql::SESSION_HOLD, values![session.id.0, more])? == 0 {
        let words = match session.left() {
            0 => "No place is free to be kept back".to_owned(),
            1 => "Only 1 more place is free".to_owned(),
            left => format!("Only {left} more places are free"),
        };
        return Err(Problems::one("places", &words).into());
    }
    Ok(())
}

fn let_go(tx: &mut Tx, moment: &Moment, session: SessionId, held: &HeldPlaces) -> Result<(), Stop> {
    if tx.changed(&sql::HELD_RELEASE, values![held.id, moment.now])? == 0 {
        return Err(Refusal::Busy.into());
    }
    let fewer = held.taken.saturating_sub(held.places);
    tx.run(&sql::SESSION_HOLD, values![session.0, fewer])?;
    Ok(())
}

fn placed(tx: &mut Tx, moment: &Moment, session: SessionId) -> Result<u64, Stop> {
    Ok(u64::try_from(queue::fill(tx, moment, session)?.len()).unwrap_or(0))
}
