//! Programmes in storage.

use crate::model::{Programme, ProgrammeId};
use crate::records;
use access::Guarded;
use access::Scope;
use access::actions::ManageDirectory;
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use store::{Row, Stmt, Tx, Value, values};

/// A programme as a guarded record.
#[derive(Clone, Copy, Debug)]
pub struct ProgrammeRecord;

impl Guarded for ProgrammeRecord {
    type Id = ProgrammeId;
    const KIND: &'static str = "programme";
    const GUARD: &'static Stmt = &records::PROGRAMME_GUARD;
}

fn read(row: &Row<'_>) -> Result<Programme, Fault> {
    Ok(Programme {
        id: ProgrammeId(row.get(0)?),
        slug: row.get(1)?,
        name: row.get(2)?,
        period_start: row.get(3)?,
        period_end: row.get(4)?,
        version: row.get(5)?,
    })
}

/// All programmes, by their first day.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Programme>, Fault> {
    tx.all(&records::PROGRAMME_LIST, &[], read)
}

/// One programme.
pub fn fetch(tx: &mut Tx<'_>, id: ProgrammeId) -> Result<Programme, Stop> {
    tx.one(&records::PROGRAMME_FETCH, values![id.0], read)?
        .ok_or_else(|| Refusal::Unknown.into())
}

/// What is wrong with a programme.
fn check(tx: &mut Tx<'_>, programme: &Programme) -> Result<Problems, Fault> {
    let mut problems = Problems::none();
    let name = programme.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        problems.add("name", "Enter a name of 200 characters or fewer");
    }
    if programme
        .period_end
        .is_some_and(|end| end < programme.period_start)
    {
        problems.add("end", "The last day must not be before the first");
    }
    let named = tx.one(&records::PROGRAMME_NAMED, values![name, programme.id.0], |row| {
        row.get::<Id>(0)
    })?;
    if named.is_some() {
        problems.add("name", "There is a programme with this name already");
    }
    Ok(problems)
}

/// Adds a programme. Its short name is made from its name and stays, so that addresses keep leading to it.
///
/// # Errors
/// What is wrong with it.
pub fn add(tx: &mut Tx<'_>, leave: &Scope<ManageDirectory>, programme: &Programme) -> Result<(), Stop> {
    check(tx, programme)?.check()?;
    let known = list(tx)?;
    let plain = short_name(&programme.name);
    // One more try than there are programmes always finds a free one.
    let slug = (1..=known.len() + 1)
        .map(|number| match number {
            1 => plain.clone(),
            _ => format!("{plain}-{number}"),
        })
        .find(|slug| known.iter().all(|other| other.slug != *slug))
        .unwrap_or_else(|| plain.clone());
    insert(
        tx,
        leave,
        &Programme {
            slug,
            ..programme.clone()
        },
    )?;
    Ok(())
}

/// Writes a programme as it is.
pub fn insert(tx: &mut Tx<'_>, _leave: &Scope<ManageDirectory>, programme: &Programme) -> Result<(), Fault> {
    tx.run(
        &records::PROGRAMME_INSERT,
        values![
            programme.id.0,
            &programme.slug,
            programme.name.trim(),
            programme.period_start,
            Value::from(programme.period_end)
        ],
    )?;
    Ok(())
}

/// Changes name and period, if nobody changed the programme first.
///
/// # Errors
/// What is wrong with it; changed by somebody else.
pub fn change(
    tx: &mut Tx<'_>,
    _leave: &Scope<ManageDirectory>,
    programme: &Programme,
    now: Instant,
) -> Result<(), Stop> {
    check(tx, programme)?.check()?;
    let changed = tx.changed(
        &records::PROGRAMME_CHANGE,
        values![
            programme.id.0,
            programme.name.trim(),
            programme.period_start,
            Value::from(programme.period_end),
            programme.version
        ],
    )?;
    if changed == 1 {
        return Ok(());
    }
    Err(Refusal::Changed {
        by: "Somebody else".to_owned(),
        when: now,
    }
    .into())
}

/// Small letters, digits and hyphens.
fn short_name(name: &str) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let joined = words.join("-");
    if joined.is_empty() {
        "programme".to_owned()
    } else {
        joined.chars().take(60).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_hold_nothing_that_an_address_minds() {
        assert_eq!(short_name("Safe & Well: Phase 2"), "safe-well-phase-2");
        assert_eq!(short_name("Ångström"), "ngstr-m");
        assert_eq!(short_name("  "), "programme");
        assert_eq!(short_name(&"x".repeat(200)).len(), 60);
    }
}
