//! Faults of venues: some open, one overdue, one mended, one that will not be.

use crate::load::{Made, system};
use directory::model::AreaId;
use kernel::{Entropy, Fault, Id, Instant, Personal, SeededEntropy, Stop};
use learning::Moment;
use learning::faults::{close, raise};
use learning::model::{FaultDraft, FaultKind, FaultState};
use std::sync::Arc;
use store::Db;

/// A fault to load: venue, kind, what is wrong, whether it was written on a form, days until it is due, and what became of it.
type New = (
    &'static str,
    FaultKind,
    &'static str,
    bool,
    i64,
    Option<(FaultState, &'static str)>,
);

const FAULTS: [New; 6] = [
    (
        "Community hub, Canal Walk",
        FaultKind::Venue,
        "The room is cold until the heating has run for an hour.",
        true,
        9,
        None,
    ),
    (
        "Community hub, Canal Walk",
        FaultKind::Technology,
        "The microphone loses its connection.",
        true,
        3,
        None,
    ),
    (
        "Town hall annexe",
        FaultKind::Access,
        "The lift stops between floors; people who cannot use stairs have to wait.",
        false,
        0,
        None,
    ),
    (
        "Learning centre, Room 2",
        FaultKind::Material,
        "The handout on safety planning has a page missing.",
        false,
        14,
        Some((FaultState::Mended, "Printed again, and the file put right.")),
    ),
    (
        "Learning centre, Room 2",
        FaultKind::Technology,
        "The screen shows colours wrongly.",
        false,
        20,
        Some((
            FaultState::Left,
            "The centre buys a new one next year; slides do not depend on colour.",
        )),
    ),
    (
        "Online",
        FaultKind::Technology,
        "Captions came late and with mistakes.",
        true,
        12,
        None,
    ),
];

/// Raises them, for one person to mend.
pub(crate) fn faults(db: &Db, made: &Made, owner: Id, now: Instant) -> Result<(), Stop> {
    let area: AreaId = made
        .areas
        .get("East")
        .copied()
        .ok_or_else(|| Fault::new("no such area"))?;
    let entropy = Arc::new(SeededEntropy::new(crate::plan::SEED + 13));
    for (venue, kind, words, heard, days, outcome) in FAULTS {
        let draft = FaultDraft {
            area,
            session: None,
            venue: venue.to_owned(),
            kind: Some(kind),
            words: Personal::new(words.to_owned()),
            heard,
            owner: Some(owner),
            due: Some(now.day().plus(days)),
        };
        let entropy: Arc<dyn Entropy> = Arc::<SeededEntropy>::clone(&entropy);
        db.write_now(move |tx| {
            let (scope, moment) = (system()?.leave_to(), Moment::new(now, &*entropy, ""));
            let done = raise(tx, &scope, &moment, &draft)?;
            match outcome {
                None => Ok(done),
                Some(outcome) => close(tx, &scope, &moment, (*done.value(), 1), outcome),
            }
        })?;
    }
    Ok(())
}
