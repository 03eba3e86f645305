//! Reading the ledger: lists for people, counts for the evidence room.

use crate::model::{Count, Kind, Owed, OwedId, Page, Part, Query, Standing};
use crate::records;
use access::{Action, Scope};
use kernel::{Fault, Id, Instant, Refusal, Stop};
use store::{Row, Tx, Value};

/// Entries of a page.
pub const PAGE: usize = 50;

pub(crate) fn read(row: &Row<'_>) -> Result<Owed, Fault> {
    let kind: String = row.get(1)?;
    let waived_at: Option<Instant> = row.get(8)?;
    let outstanding: i64 = row.get(10)?;
    Ok(Owed {
        id: OwedId(row.get(0)?),
        kind: Kind::parse(&kind).ok_or_else(|| Fault::new("an entry of an unknown kind"))?,
        title: row.get(2)?,
        area: row.get(3)?,
        day: row.get(4)?,
        session: row.get(5)?,
        since: row.get(6)?,
        received_at: row.get(7)?,
        waived_at,
        version: row.get(9)?,
        standing: match (waived_at, outstanding) {
            (Some(_), _) => Standing::Waived,
            (None, 0) => Standing::Received,
            (None, _) => Standing::Outstanding,
        },
    })
}

/// A page of the entries in sight, oldest first.
///
/// # Errors
/// A fault of the engine.
pub fn list<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, query: &Query) -> Result<Page, Fault> {
    let mut filters: Vec<&str> = Vec::new();
    for (name, wanted) in [
        ("kind", query.kind.is_some()),
        ("area", query.area.is_some()),
        ("programme", query.programme.is_some()),
    ] {
        if wanted {
            filters.push(name);
        }
    }
    filters.extend(query.standing.map(Standing::code));
    let most = i64::try_from(PAGE).unwrap_or(50) + 1;
    let values = scope.values_and(&[
        Value::from(query.kind.map(Kind::code)),
        Value::from(query.area),
        Value::from(query.programme),
        Value::from(query.after),
        Value::from(most),
    ]);
    let count = tx.list(&records::OWED_COUNT, &filters, &values, |row| row.get::<i64>(0))?;
    if query.after.is_some() {
        filters.push("after");
    }
    let mut rows = tx.list(&records::OWED_LIST, &filters, &values, read)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok(Page {
        next: rows.last().filter(|_| more).map(|last| last.id),
        rows,
        count: count.first().copied().unwrap_or(0),
    })
}

/// One entry in sight.
///
/// # Errors
/// Unknown when it is out of sight.
pub fn one<A: Action>(tx: &mut Tx<'_>, scope: &Scope<A>, id: OwedId) -> Result<Owed, Stop> {
    tx.one(
        &records::OWED_FETCH,
        &scope.values_and(&[Value::from(id.0)]),
        read,
    )?
    .ok_or_else(|| Refusal::Unknown.into())
}

/// How complete a programme's registers or feedback are, for the sessions in sight.
///
/// # Errors
/// A fault of the engine.
pub fn completeness<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    programme: Id,
    kind: Kind,
    part: &Part,
) -> Result<Count, Fault> {
    let filters: Vec<&str> = [
        ("area", part.area.is_some()),
        ("from", part.from.is_some()),
        ("to", part.to.is_some()),
        ("course", part.course.is_some()),
    ]
    .into_iter()
    .filter(|(_, wanted)| *wanted)
    .map(|(name, _)| name)
    .collect();
    let values = scope.values_and(&[
        Value::from(programme),
        Value::from(kind.code()),
        Value::from(part.area),
        Value::from(part.from),
        Value::from(part.to),
        Value::from(part.course),
    ]);
    let counts = tx.list(&records::OWED_COMPLETE, &filters, &values, |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    })?;
    let (due, outstanding) = counts.first().copied().unwrap_or((0, 0));
    Ok(Count {
        due: u64::try_from(due).unwrap_or(0),
        outstanding: u64::try_from(outstanding).unwrap_or(0),
    })
}
