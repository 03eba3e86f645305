//! Files that a coordinator took out: one that is in use, one that should be deleted by now, and one that is.

use crate::load::system;
use front::copies::{NewCopy, load};
use kernel::{Entropy, Id, Instant, SeededEntropy, Stop};
use learning::{faults, mentoring, passed_on};
use std::sync::Arc;
use store::{Db, Tx};

/// Rows of a file that a demonstration can have.
const MOST: usize = 500;

fn files(tx: &mut Tx<'_>, now: Instant) -> Result<[NewCopy; 3], Stop> {
    let (today, days) = (now.day(), |days: i64| {
        now.plus_seconds(days.saturating_mul(-86_400))
    });
    let told = passed_on::reading::list(
        tx,
        &system()?.leave_to(),
        passed_on::reading::Query::default(),
        MOST,
    )?
    .0;
    let broken = faults::list(tx, &system()?, &faults::Query::default(), Some(MOST))?.rows;
    let pairs = mentoring::reading::Query::default();
    let pairs = mentoring::reading::page(tx, &system()?.leave_to(), &pairs, today, MOST)?.0;
    Ok([
        NewCopy {
            what: "Passed on at work",
            asked: "/passed-on/export",
            recipient: "The commissioner of training",
            reason: "Her yearly report on what training reaches",
            held: told.iter().map(|one| ("passed_on", one.id.0)).collect(),
            made_at: days(6),
            until: today.plus(24),
            deleted_at: None,
        },
        NewCopy {
            what: "Faults of venues",
            asked: "/faults/export?state=all",
            recipient: "The caretaker of the town hall annexe",
            reason: "To see what has to be mended before the spring courses",
            held: broken.iter().map(|fault| ("venue fault", fault.id.0)).collect(),
            made_at: days(33),
            until: today.plus(-3),
            deleted_at: None,
        },
        NewCopy {
            what: "Mentoring",
            asked: "/mentoring/export?state=all",
            recipient: "Whoever leads the mentoring from now on",
            reason: "Handing the work over",
            held: pairs.iter().map(|pair| ("mentoring", pair.id.0)).collect(),
            made_at: days(48),
            until: today.plus(-18),
            deleted_at: Some(days(20)),
        },
    ])
}

/// Loads them.
pub(crate) fn copies(db: &Db, taker: Id, now: Instant) -> Result<(), Stop> {
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(crate::plan::SEED + 14));
    for place in 0..3 {
        let entropy = Arc::clone(&entropy);
        let id = Id::fresh(&kernel::FixedClock::at(now), &*entropy);
        db.write_now(move |tx| {
            let found = files(tx, now)?.into_iter().nth(place);
            let new = found.ok_or(kernel::Refusal::Unknown)?;
            load(tx, &system()?, (id, taker), &new, now, &*entropy)
        })?;
    }
    Ok(())
}
