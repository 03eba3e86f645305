//! Retiring a questionnaire or one of its versions: no course chooses it any more; what was answered stays, and it can be taken back.

use crate::books;
use crate::guards::VersionRecord;
use crate::model::InstrumentVersionId;
use crate::records::{draft, shelf as sql};
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use kernel::{Id, Instant, Problems, Refusal, Stop};
use store::{Tx, values};

/// Something that is not to be used any more.
#[derive(Clone)]
pub(crate) struct Retired {
    pub(crate) id: Id,
    /// The version; `None` for the whole questionnaire.
    pub(crate) version: Option<i64>,
    pub(crate) reason: String,
    pub(crate) at: Instant,
}

kernel::masked!(Retired);

/// What of a questionnaire is not to be used any more.
pub(crate) fn of(tx: &mut Tx<'_>, key: &str) -> Result<Vec<Retired>, Stop> {
    Ok(tx.all(&sql::RETIRED_OF, values![key], |row| {
        Ok(Retired {
            id: row.get(0)?,
            version: Some(row.get::<i64>(1)?).filter(|version| *version > 0),
            reason: row.get(2)?,
            at: row.get(3)?,
        })
    })?)
}

/// The record that an event about a questionnaire names: its newest version, or the one that is meant.
fn meant(tx: &mut Tx<'_>, key: &str, version: Option<i64>) -> Result<InstrumentVersionId, Stop> {
    let found = match version {
        Some(version) => books::version_by_key(tx, key, Some(version))?,
        None => books::newest(tx, key)?,
    };
    Ok(found.ok_or(Refusal::Unknown)?.id)
}

/// Retires a questionnaire, or one version of it.
pub(crate) fn retire(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    id: Id,
    (key, version): (&str, Option<i64>),
    reason: &str,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let record = meant(tx, key, version)?;
    let pass = scope.pass::<VersionRecord>(tx, record)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Problems::one("reason", "Enter the reason, in 500 characters or fewer").into());
    }
    let retired = of(tx, key)?;
    if retired.iter().any(|known| known.version == version) {
        return Err(Problems::one("what", "This is retired already").into());
    }
    if version.is_some() {
        let all = tx.all(&draft::VERSION_LINES, values![key], |row| row.get::<i64>(0))?;
        let left = all
            .iter()
            .filter(|known| Some(**known) != version)
            .filter(|known| !retired.iter().any(|gone| gone.version == Some(**known)));
        if left.count() == 0 {
            let words = "It is the only version in use: retire the whole questionnaire instead";
            return Err(Problems::one("what", words).into());
        }
    }
    tx.run(&sql::RETIRE, values![id, key, version.unwrap_or(0), reason, now])?;
    let change = Change::new("retired").reason(reason.to_owned());
    Done::recorded(tx, pass, change, now, ())
}

/// Takes that back.
pub(crate) fn take_back(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    key: &str,
    id: Id,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let retired = of(tx, key)?.into_iter().find(|known| known.id == id);
    let retired = retired.ok_or(Refusal::Unknown)?;
    let record = meant(tx, key, retired.version)?;
    let pass = scope.pass::<VersionRecord>(tx, record)?;
    if tx.changed(&sql::RETIRE_BACK, values![id, now])? == 0 {
        return Err(Refusal::Busy.into());
    }
    Done::recorded(tx, pass, Change::new("taken back into use"), now, ())
}
