//! A photograph of the paper sheet is attached to its day. What is kept is made anew; as it was sent it is kept only where a virus scanner is
//! to look at it, and only until then.

use super::{MOST_BYTES, MOST_BYTES_IN_ALL, MOST_OF_DAY, ORIGINAL, PICTURE};
use crate::door::register;
use crate::door::sign_in::day_of;
use crate::guards::DayRecord;
use crate::model::{PhotographId, Scan, SessionDayId};
use crate::moment::Moment;
use crate::records::photograph as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Problems, Stop};
use store::{Tx, values};

/// A photograph to attach.
pub struct Sent {
    /// The field of the form that it came in.
    pub field: &'static str,
    /// As it was sent.
    pub original: Vec<u8>,
    /// The same, made anew.
    pub picture: Vec<u8>,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sent({} bytes)", self.original.len())
    }
}

/// Attaches photographs to a day, all of them or none. `scans` says that a scanner is set up.
pub fn attach(
    tx: &mut Tx,
    scope: &Scope<actions::RunDoor>,
    moment: &Moment,
    day: SessionDayId,
    sent: &[Sent],
    reason: &str,
    scans: bool,
) -> Result<Done<usize>, Stop> {
    let pass = scope.pass::<DayRecord>(tx, day)?;
    let open = day_of(tx, day)?;
    register::refuse_shut(&open, moment.now)?;
    register::refuse_late(&open, moment.now, reason)?;
    let by = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody sends a photograph"))?;
    refuse_more(tx, day, sent)?;
    for one in sent {
        let id = PhotographId(moment.id());
        let keys = tx.keys();
        let picture = keys.seal(PICTURE.0, PICTURE.1, id.0, &one.picture, moment.entropy());
        let original =
            scans.then(|| keys.seal(ORIGINAL.0, ORIGINAL.1, id.0, &one.original, moment.entropy()));
        let (scan, original_size) = if scans {
            (Scan::Waiting, Some(bytes(&one.original)))
        } else {
            (Scan::None, None)
        };
        tx.run(
            &sql::PHOTOGRAPH_INSERT,
            values![
                id.0,
                moment.entropy().token(),
                open.session.0,
                day.0,
                by,
                moment.now,
                scan.code(),
                bytes(&one.picture),
                original_size,
                picture,
                original
            ],
        )?;
    }
    let change = Change::new("photograph of the sheet attached").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, sent.len())
}

fn bytes(of: &[u8]) -> i64 {
    i64::try_from(of.len()).unwrap_or(i64::MAX)
}

/// A day has so many, each is so large, and all together are so many bytes.
fn refuse_more(tx: &mut Tx, day: SessionDayId, sent: &[Sent]) -> Result<(), Stop> {
    let Some(first) = sent.first() else {
        return Err(Problems::one("photograph", "Choose a photograph").into());
    };
    if let Some(large) = sent.iter().find(|one| one.picture.len() > MOST_BYTES) {
        let words = "The photograph shows too much to be kept. Take one of each page alone";
        return Err(Problems::one(large.field, words).into());
    }
    let there = tx.one(&sql::PHOTOGRAPH_COUNT, values![day.0], |row| row.get::<i64>(0))?;
    let there = usize::try_from(there.unwrap_or(0)).unwrap_or(usize::MAX);
    if there.saturating_add(sent.len()) > MOST_OF_DAY {
        let words = format!("A day keeps {MOST_OF_DAY} photographs. Remove one first");
        return Err(Problems::one(first.field, &words).into());
    }
    let kept = tx.one(&sql::PHOTOGRAPH_BYTES, &[], |row| row.get::<i64>(0))?;
    let more = sent
        .iter()
        .map(|one| bytes(&one.picture).saturating_add(bytes(&one.original)))
        .fold(kept.unwrap_or(0), i64::saturating_add);
    if more > MOST_BYTES_IN_ALL {
        let words = "There is no room for more photographs. Ask your administrator, or remove old ones first";
        return Err(Problems::one(first.field, words).into());
    }
    Ok(())
}
