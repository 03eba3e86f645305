//! A batch becomes responses, all of its sheets or none.

use super::batch::{end, open};
use super::compare::whole;
use super::keyed::{answers, for_paper};
use crate::answering::{Place, keep};
use crate::guards::BatchRecord;
use crate::links::without;
use crate::model::{BatchId, InstrumentVersion, ResponseId};
use crate::records::paper as sql;
use crate::sparing;
use access::Scope;
use access::actions::KeyAnswers;
use audit::{Change, Done};
use kernel::{Entropy, Fault, Instant, Problems, Stop};
use store::{Tx, values};

/// Of why there are more answers than people who signed in.
const LONGEST_REASON: usize = 500;

/// Takes a batch in. `reason` says why there are more answers than people signed in, where there are.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    scope: &Scope<KeyAnswers>,
    id: BatchId,
    version: &InstrumentVersion,
    reason: &str,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    if reason.chars().count() > LONGEST_REASON {
        let words = format!("Use {LONGEST_REASON} characters or fewer");
        return Err(Problems::one("reason", &words).into());
    }
    let pass = scope.pass::<BatchRecord>(tx, id)?;
    let batch = open(tx, id)?;
    let whole = whole(tx, id)?;
    let sheet = for_paper(version.published.definition(), &batch.without);
    let settled: Option<Vec<_>> = (1..=batch.sheets)
        .map(|number| whole.settled(&sheet.definition, number))
        .collect();
    let Some(settled) = settled else {
        let words = "Each sheet is keyed twice, and each difference decided, before the batch is taken in";
        return Err(Problems::one("", words).into());
    };
    // A sheet on which nothing is ticked is none.
    let filled: Vec<_> = settled.iter().filter(|keyed| !keyed.0.is_empty()).collect();
    let count = i64::try_from(filled.len()).unwrap_or(batch.sheets);
    let (given, signed) = tx
        .one(
            &sql::ROOM_COUNTS,
            values![batch.session.0, batch.purpose.code()],
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
        )?
        .unwrap_or_default();
    if given + count > signed && reason.trim().is_empty() {
        let words = format!(
            "With these sheets there would be {} answers, and {signed} people signed in. Enter why that is right",
            given + count
        );
        return Err(Problems::one("reason", &words).into());
    }
    let place = Place {
        session: Some(batch.session),
        programme: None,
        link: None,
        purpose: batch.purpose,
        day: batch.first_day,
        source: "paper",
    };
    // What is not to be asked of so few people is not taken in from sheets either on which it stands.
    let spared = sparing::spared(tx, &batch.key, batch.session)?;
    for keyed in filled {
        let answers = answers(&sheet, keyed)
            .map_err(|_| Fault::new("a sheet that was read cannot be read any more"))?;
        let answers = without(version.published.definition(), &answers, &spared);
        keep(tx, ResponseId::random(entropy), version, place, &answers, entropy)?;
    }
    let (_, agreement) = whole.differences(&sheet);
    end(tx, &batch, "taken", Some(agreement))?;
    let change = Change::new("took paper in").reason(reason.trim().to_owned());
    Done::recorded(tx, pass, change, now, ())
}
