//! The check of each night: the whole database, and the whole audit trail (security.md SR2).

use crate::workplace::{in_words, told};
use anyhow::{Result, bail};
use kernel::{Clock, Instant, SystemClock};
use std::time::Duration;
use store::Db;

/// Time of day at which the check begins.
const AT: &str = "03:00";

/// Checks now: damage stops the writing.
///
/// # Errors
/// What is damaged, or does not fit; what hindered the check.
fn check(db: &Db) -> Result<i64> {
    db.check_whole()?;
    match audit::verify(db).map_err(told)? {
        Ok(events) => Ok(events),
        Err(broken) => {
            db.stop_writing();
            bail!("the audit trail does not fit at {broken}")
        }
    }
}

/// How long after a check that something hindered the next is tried.
const AGAIN: Duration = Duration::from_mins(10);

/// Checks once and says how it went; whether there is an outcome: the database is whole, or writing has stopped. A check that
/// something else hindered, a server that was away or a reader that did not come free, is none.
fn concluded(db: &Db) -> bool {
    match check(db) {
        Ok(events) => {
            tracing::info!(events, "the database is whole");
            true
        }
        Err(error) if db.halted() => {
            tracing::error!(
                error = in_words(&error),
                "the check of the night failed: restore the last backup, and find out what happened"
            );
            true
        }
        Err(error) => {
            tracing::warn!(
                error = in_words(&error),
                "the check of the night could not be made: it is tried again"
            );
            false
        }
    }
}

/// Seconds from `now` to the next check.
fn wait(now: Instant) -> u64 {
    let next = [now.day(), now.day().plus(1)]
        .into_iter()
        .filter_map(|day| Instant::on(day, AT))
        .map(|at| at.seconds_since(now))
        .find(|seconds| *seconds > 0);
    // A day without that time is checked a day later.
    next.and_then(|seconds| u64::try_from(seconds).ok())
        .unwrap_or(86_400)
}

/// Checks each night for as long as the process lives.
///
/// # Errors
/// When there is no thread for it.
pub(crate) fn watch(db: &Db) -> Result<()> {
    let db = db.clone();
    std::thread::Builder::new()
        .name("night".to_owned())
        .spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(wait(SystemClock.now())));
                while !concluded(&db) {
                    std::thread::sleep(AGAIN);
                }
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Day;
    use std::path::Path;
    use store::Target;

    #[test]
    fn the_check_begins_at_three_in_london() {
        let at = |day: &str, time| Instant::on(Day::parse(day).unwrap(), time).unwrap();
        assert_eq!(wait(at("2026-11-23", "02:59")), 60);
        assert_eq!(wait(at("2026-11-23", "03:00")), 86_400);
        assert_eq!(wait(at("2026-11-23", "15:00")), 12 * 3600);
        // The night in which the clocks go back is an hour longer.
        assert_eq!(wait(at("2026-10-24", "15:00")), 13 * 3600);
    }

    #[expect(
        clippy::disallowed_types,
        reason = "the trail is rewritten past the program, as an intruder would do it"
    )]
    fn spoil(path: &Path) {
        rusqlite::Connection::open(path)
            .unwrap()
            .execute_batch("drop trigger audit_event_keep; update audit_event set change = 'rewritten' where sequence = 1")
            .unwrap();
    }

    /// Proves SR2: a trail that was rewritten while the house serves stops the writing in the same night.
    #[test]
    fn a_rewritten_trail_stops_the_writing() {
        let database = store::testing::database();
        let Target::Sqlite(path) = database.target() else {
            return;
        };
        demo::load(&database.db, &SystemClock, false).unwrap();
        assert!(check(&database.db).unwrap() > 0);
        assert!(!database.db.halted());
        spoil(path);
        let refused = check(&database.db).unwrap_err().to_string();
        assert!(refused.contains("does not fit at"), "{refused}");
        assert!(database.db.halted());
    }

    /// Proves SR2: a check that could not be made has no outcome and stops nothing; it is made again.
    #[test]
    fn a_check_that_was_hindered_is_made_again() {
        let database = store::testing::database_with(store::Limits {
            readers: 1,
            wait_ms: 1,
            ..store::Limits::default()
        });
        let hindered = database.read_now(|_| Ok(concluded(&database.db))).unwrap();
        assert!(
            !hindered && !database.halted(),
            "no reader was free for the trail"
        );
        assert!(concluded(&database.db));
        database.stop_writing();
        let damaged = database.read_now(|_| Ok(concluded(&database.db))).unwrap();
        assert!(damaged, "writing has stopped: there is nothing to wait for");
    }
}
