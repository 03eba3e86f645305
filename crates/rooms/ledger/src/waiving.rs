//! Giving up what will not come any more, with a reason.

use crate::model::OwedId;
use crate::records;
use access::actions::WaiveOwed;
use access::{Guarded, Scope};
use audit::{Change, Done};
use kernel::{Entropy, Instant, Problems, Refusal, Stop};
use store::{Stmt, Tx, Value, values};

/// An entry as a guarded record.
#[derive(Clone, Copy, Debug)]
pub struct OwedRecord;

impl Guarded for OwedRecord {
    type Id = OwedId;
    const KIND: &'static str = "owed";
    const GUARD: &'static Stmt = &records::OWED_GUARD;
}

/// What is wrong with a reason.
pub fn problems(reason: &str) -> Problems {
    match reason.trim().chars().count() {
        0 => Problems::one("reason", "Enter why it will not come"),
        1..=1000 => Problems::none(),
        _ => Problems::one("reason", "Use 1000 characters or fewer"),
    }
}

/// Gives an entry up. `version` is the one the form showed.
///
/// # Errors
/// Unknown out of sight; a problem with the reason; changed by somebody else.
pub fn waive(
    tx: &mut Tx<'_>,
    scope: &Scope<WaiveOwed>,
    (id, version): (OwedId, i64),
    reason: &str,
    entropy: &dyn Entropy,
    now: Instant,
) -> Result<Done<()>, Stop> {
    problems(reason).check()?;
    let pass = scope.pass::<OwedRecord>(tx, id)?;
    let sealed = tx
        .keys()
        .seal("owed", "reason_sealed", id.0, reason.trim().as_bytes(), entropy);
    let rows = tx.run(
        &records::OWED_WAIVE,
        values![id.0, version, now, Value::from(scope.account_id()), sealed],
    )?;
    if rows != 1 {
        return Err(Refusal::Changed {
            by: "Somebody else".to_owned(),
            when: now,
        }
        .into());
    }
    Done::recorded(
        tx,
        pass,
        Change::new("waived").field("waived_at").reason(reason.trim()),
        now,
        (),
    )
}

/// Why an entry was given up, for somebody who has it in sight already.
///
/// # Errors
/// A fault of the engine.
pub fn reason(tx: &mut Tx<'_>, id: OwedId) -> Result<Option<String>, Stop> {
    let sealed = tx
        .one(&records::OWED_REASON, values![id.0], |row| row.get::<Option<Vec<u8>>>(0))?
        .flatten();
    match sealed {
        None => Ok(None),
        Some(sealed) => {
            let plain = tx.keys().open("owed", "reason_sealed", id.0, &sealed)?;
            Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
        }
    }
}
