//! Opening a data folder, and what the process does before anything else.

use crate::folder::Folder;
use crate::options::Place;
use anyhow::{Result, bail};
use kernel::{Clock, Day, Stop, SystemClock};
use store::{Db, Keys, Limits, Target};

/// When this version was made, roughly: a clock before it is wrong (security.md SK6).
const BUILT: &str = "2026-11-01";

/// Opens the database of a folder.
pub(crate) fn open(folder: &Folder, database: Option<&str>) -> Result<Db> {
    let key = folder.key()?;
    folder.close_to_others()?;
    refuse_early(SystemClock.today())?;
    let target = match database {
        Some(url) => Target::Postgres(url.to_owned()),
        None => Target::Sqlite(folder.database()),
    };
    Ok(Db::open(&target, Keys::from_master(&key), Limits::default())?)
}

/// A clock before the program was made is wrong: deadlines, sessions and the trail would be wrong with it (SK6).
fn refuse_early(today: Day) -> Result<()> {
    if Day::parse(BUILT).is_none_or(|built| today < built) {
        bail!("the clock says {today}, which is before this program was made: set the clock first");
    }
    Ok(())
}

/// Opens the database of a place on the command line.
pub(crate) fn open_place(place: &Place) -> Result<Db> {
    open(&Folder::at(&place.data), place.database.as_deref())
}

/// Opens it for serving: refuses one that another version has not migrated, and one whose audit trail does not fit (SR2; also
/// what a restart looks at after writing has stopped, SR4).
pub(crate) fn open_current(place: &Place) -> Result<Db> {
    let db = open_place(place)?;
    let pending = db.pending()?;
    if !pending.is_empty() {
        bail!(
            "the database needs this version's steps ({}): back it up, then run `trellis migrate`",
            pending.join(", ")
        );
    }
    match audit::verify(&db).map_err(told)? {
        Ok(_) => Ok(db),
        Err(broken) => bail!(
            "the audit trail does not fit at {broken}: restore the last backup, and find out who or what changed it"
        ),
    }
}

/// An error with its causes in one line. A cause that an error names itself is not said again.
pub(crate) fn in_words(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if line.is_empty() {
            line = words;
        } else if !line.ends_with(&words) {
            line = format!("{line}: {words}");
        }
    }
    line
}

/// A stop as an error of the command line.
pub(crate) fn told(stop: Stop) -> anyhow::Error {
    match stop {
        Stop::Fault(fault) => anyhow::Error::new(fault),
        Stop::Refusal(refusal) => anyhow::anyhow!("refused: {refusal:?}"),
        Stop::Problems(problems) => anyhow::anyhow!(
            "{}",
            problems
                .0
                .iter()
                .map(|problem| problem.message.as_str())
                .collect::<Vec<_>>()
                .join(". ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let cause = || std::io::Error::other("the disk is away");
        let fault = anyhow::Error::new(kernel::Fault::caused("cannot read it", cause()));
        assert_eq!(in_words(&fault), "cannot read it: the disk is away");
        let plain = anyhow::Error::new(cause()).context("cannot read it");
        assert_eq!(in_words(&plain), "cannot read it: the disk is away");
        assert_eq!(
            in_words(&fault.context("nothing was changed")),
            "nothing was changed: cannot read it: the disk is away"
        );
    }

    /// Proves SK6: a clock before the program was made stops the start.
    #[test]
    fn an_early_clock_is_refused() {
        let day = |text| Day::parse(text).unwrap();
        for early in ["1970-01-01", "2026-10-31"] {
            let refused = refuse_early(day(early)).unwrap_err().to_string();
            assert!(refused.contains("before this program was made"), "{refused}");
        }
        assert!(refuse_early(day(BUILT)).is_ok());
        assert!(refuse_early(day("2031-01-01")).is_ok());
    }
}
