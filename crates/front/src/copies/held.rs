//! Whose records a copy holds, and which copies hold a record: so that somebody can say whom to tell when a file is found.

use super::list::{closed, opened, passed};
use super::{CopyOut, records};
use access::actions::{ManageBookings, ManageFaults, ReadComments, ReadMentoring};
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
        _ => false,
    }
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
        "mentoring" => mentoring.map(|reference| format!("/mentoring/{reference}")),
        "passed_on" => Some(format!("/passed-on/{id}")),
        "venue fault" => Some(format!("/faults/{id}")),
        "quote" => Some(format!("/quotes/{id}")),
        // These are read under the list that gave the file.
        "pathway person" => asked
            .and_then(|asked| asked.split(['?']).next()?.strip_suffix("/export"))
            .map(|list| format!("{list}/{id}")),
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

/// The copies that hold a record which the viewer has in sight, the last first.
///
/// # Errors
/// A fault of the engine.
pub fn holding(tx: &mut Tx<'_>, kind: &str, id: Id) -> Result<Vec<CopyOut>, Fault> {
    let found = tx.all(&records::COPY_HOLDING, values![kind, id], closed)?;
    found.into_iter().map(|one| opened(tx, one)).collect()
}
