//! The photographs of a day, and the picture of one.

use super::{MOST_OF_DAY, PICTURE};
use crate::guards::{DayRecord, PhotographRecord};
use crate::model::{Photograph, PhotographId, Scan, SessionDayId, SessionId};
use crate::records::photograph as sql;
use access::{Scope, actions};
use kernel::{Day, Fault, Id, Refusal, Stop};
use store::{Tx, Value, values};

/// The photographs of a day in the order in which they came: the day's guard and one statement.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    day: SessionDayId,
) -> Result<Vec<Photograph>, Stop> {
    drop(scope.pass::<DayRecord>(tx, day)?);
    let most = i64::try_from(MOST_OF_DAY).unwrap_or(12);
    let values = values![day.0, viewer(scope), most];
    let all = tx.all(&sql::PHOTOGRAPH_LIST, values, sql::photograph)?;
    Ok(all.into_iter().map(|(photograph, _)| photograph).collect())
}

fn viewer(scope: &Scope<actions::RunDoor>) -> Id {
    scope.account_id().unwrap_or(Id::NIL)
}

/// One photograph with its day.
pub fn one(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    id: PhotographId,
) -> Result<(Photograph, SessionDayId), Stop> {
    drop(scope.pass::<PhotographRecord>(tx, id)?);
    let found = tx.one(
        &sql::PHOTOGRAPH_FETCH,
        values![id.0, viewer(scope)],
        sql::photograph,
    )?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// The picture under a name and the session it is of, for whoever may fetch it (SG2, SG5).
pub fn picture(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    name: &str,
    scans: bool,
) -> Result<(PhotographId, SessionId, Vec<u8>), Stop> {
    let (id, session) = tx
        .one(&sql::PHOTOGRAPH_NAMED, values![name], |row| {
            Ok((PhotographId(row.get(0)?), SessionId(row.get(1)?)))
        })?
        .ok_or(Refusal::Unknown)?;
    let (photograph, _) = one(tx, scope, id)?;
    if !photograph.may_be_fetched(scans) {
        let words = if photograph.scan == Scan::Infected {
            "The virus scanner found something in this photograph, so it was not kept. Take another."
        } else {
            "The virus scanner has not looked at this photograph yet. Until then only the organisation that it came from can fetch it. Try again later."
        };
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    let sealed = tx
        .one(&sql::PHOTOGRAPH_PICTURE, values![id.0], |row| {
            row.get::<Option<Vec<u8>>>(0)
        })?
        .flatten()
        .ok_or_else(|| Fault::new("a photograph has no picture"))?;
    let picture = tx.keys().open(PICTURE.0, PICTURE.1, id.0, &sealed)?;
    Ok((id, session, picture))
}

/// A day in sight with a photograph that the scanner kept away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptAway {
    /// The session's reference.
    pub reference: String,
    /// The course.
    pub title: String,
    /// The day.
    pub day: SessionDayId,
    /// Its date.
    pub date: Day,
}

/// Days in sight with a photograph that the scanner kept away: for who sent it, and for the coordinator.
pub fn kept_away(tx: &mut Tx, scope: &Scope<actions::SeeToday>, most: usize) -> Result<Vec<KeptAway>, Fault> {
    let most = i64::try_from(most).unwrap_or(5);
    let values = crate::reading::scoped(scope, vec![Value::from(most)]);
    tx.all(&sql::PHOTOGRAPH_LIST_INFECTED, &values, |row| {
        Ok(KeptAway {
            reference: row.get(0)?,
            title: row.get(1)?,
            day: SessionDayId(row.get(2)?),
            date: row.get(3)?,
        })
    })
}
