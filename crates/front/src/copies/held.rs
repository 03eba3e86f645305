//! Whose records a copy holds, and which copies hold a record: so that somebody can say whom to tell when a file is found.

use super::list::{closed, opened, passed};
use super::{CopyOut, records};
use access::actions::{
    IssueCertificates, ManageBookings, ManageFaults, PlanCourses, ReadComments, ReadLedger, ReadMentoring,
    RunDoor,
};
use access::{Action, Scope, Viewer};
use kernel::{Fault, Id, Stop};
use store::{Row, Tx, values};

/// A record that a copy holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Its row in the file, from 1.
    pub place: i64,
    /// What it is.
    pub kind: String,
    /// Its id.
    pub id: Id,
    /// Where it is read, if it has a page of its own that the viewer may read.
    pub page: Option<String>,
}

/// Whoever looks after copies may not read what each of them is of, and is led to no page that would refuse her.
fn leads(viewer: &Viewer, kind: &str) -> bool {
    match kind {
        "booking" | "passed_on" | "pathway person" => viewer.may::<ManageBookings>().is_ok(),
        "mentoring" => viewer.may::<ReadMentoring>().is_ok(),
        "venue fault" => viewer.may::<ManageFaults>().is_ok(),
        "quote" => viewer.may::<ReadComments>().is_ok(),
        "owed" => viewer.may::<ReadLedger>().is_ok(),
        "earlier import" => viewer.may::<PlanCourses>().is_ok(),
        "certificate" => viewer.may::<IssueCertificates>().is_ok(),
        "sheet photograph" => viewer.may::<RunDoor>().is_ok(),
        _ => false,
    }
}

/// Where somebody on a pathway is read: under the list that gave the file, or where her own certificate was fetched.
fn person_of(asked: &str, id: Id) -> Option<String> {
    let path = asked.split('?').next()?;
    let list = path.strip_suffix("/export").map(|list| format!("{list}/{id}"));
    list.or_else(|| path.strip_suffix("/certificate").map(str::to_owned))
}

fn read(row: &Row<'_>, asked: Option<&str>, viewer: &Viewer) -> Result<Held, Fault> {
    let (kind, id): (String, Id) = (row.get(1)?, row.get(2)?);
    let session = row.get::<Option<String>>(3)?;
    let booking = row.get::<Option<String>>(4)?;
    let mentoring = row.get::<Option<String>>(5)?;
    let page = match kind.as_str() {
        "booking" => session
            .zip(booking)
            .map(|(session, booking)| format!("/sessions/{session}/bookings/{booking}")),
        "certificate" => session.map(|session| format!("/sessions/{session}/certificates/{id}")),
        // Whom it shows stands on the register.
        "sheet photograph" => session.map(|session| format!("/sessions/{session}/register")),
        "owed" => Some(format!("/ledger/{id}")),
        "earlier import" => Some(format!("/imports/{id}")),
        "mentoring" => mentoring.map(|reference| format!("/mentoring/{reference}")),
        "passed_on" => Some(format!("/passed-on/{id}")),
        "venue fault" => Some(format!("/faults/{id}")),
        "quote" => Some(format!("/quotes/{id}")),
        "pathway person" => asked.and_then(|asked| person_of(asked, id)),
        _ => None,
    };
    Ok(Held {
        place: row.get(0)?,
        page: page.filter(|_| leads(viewer, &kind)),
        kind,
        id,
    })
}

/// The records that a copy in sight holds, by their rows after one of them, so many; and whether there are more.
///
/// # Errors
/// It is not in sight.
pub fn held<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    copy: Id,
    after: i64,
    most: usize,
) -> Result<(Vec<Held>, bool), Stop> {
    let (_, copy) = passed(tx, scope, copy)?;
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
    let asked = copy.asked.as_deref();
    let mut found = tx.all(&records::HELD_LIST, values![copy.id, after, limit], |row| {
        read(row, asked, scope.viewer())
    })?;
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

/// The copies in sight that hold a record which the viewer has in sight, the last first, and how many more hold it: of those nothing else is told.
///
/// # Errors
/// A fault of the engine.
pub fn holding<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    kind: &str,
    id: Id,
) -> Result<(Vec<CopyOut>, i64), Fault> {
    let found = tx.all(
        &records::COPY_HOLDING,
        &scope.values_and(values![kind, id]),
        closed,
    )?;
    let found: Result<Vec<CopyOut>, Fault> = found.into_iter().map(|one| opened(tx, one)).collect();
    let found = found?;
    let all = tx.one(&records::HOLDING_COUNT, values![kind, id], |row| {
        row.get::<i64>(0)
    })?;
    let seen = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok((found, all.unwrap_or(0).saturating_sub(seen)))
}
