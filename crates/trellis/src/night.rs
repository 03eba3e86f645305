//! The check of each night: the whole database, and the whole audit trail (security.md SR2).

use crate::workplace::told;
use anyhow::{Result, bail};
use kernel::{Clock, Instant, SystemClock};
use std::time::Duration;
use store::Db;

/// Time of day at which the check begins.
const AT: &str = "03:00";

/// Checks now: what fails stops the writing.
///
/// # Errors
/// What is damaged, or does not fit.
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
                match check(&db) {
                    Ok(events) => tracing::info!(events, "the database is whole"),
                    Err(error) => tracing::error!(
                        %error,
                        "the check of the night failed: restore the last backup, and find out what happened"
                    ),
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
}
