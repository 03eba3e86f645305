//! Organisations in storage.

use crate::model::{Organisation, OrganisationId, SECTORS, holds};
use crate::records;
use access::Guarded;
use access::Scope;
use access::actions::ManageDirectory;
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use store::{Row, Stmt, Tx, values};

/// An organisation as a guarded record.
#[derive(Clone, Copy, Debug)]
pub struct OrganisationRecord;

impl Guarded for OrganisationRecord {
    type Id = OrganisationId;
    const KIND: &'static str = "organisation";
    const GUARD: &'static Stmt = &records::ORGANISATION_GUARD;
}

fn read(row: &Row<'_>) -> Result<Organisation, Fault> {
    Ok(Organisation {
        id: OrganisationId(row.get(0)?),
        name: row.get(1)?,
        sector: row.get(2)?,
        by_and_for: row.get(3)?,
        version: row.get(4)?,
    })
}

/// Organisations whose name holds `words`; 1,001 at most.
pub fn list(tx: &mut Tx<'_>, words: &str) -> Result<Vec<Organisation>, Fault> {
    tx.all(&records::ORGANISATION_LIST, values![pattern(words)], read)
}

/// What a name that holds `words` is like.
fn pattern(words: &str) -> String {
    // The two signs that mean "anything" are taken out of what was typed.
    let plain = words.trim().to_lowercase().replace(['%', '_'], "");
    format!("%{plain}%")
}

/// At most `most` organisations whose name holds `words`, those after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    _leave: &Scope<ManageDirectory>,
    words: &str,
    after: Option<OrganisationId>,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    let names: &[&str] = if after.is_some() { &["after"] } else { &[] };
    let after = after.map(|id| id.0);
    tx.list(
        &records::ORGANISATION_PAGE,
        names,
        values![pattern(words), most, after],
        read,
    )
}

/// The organisation with this name.
pub(crate) fn named(tx: &mut Tx<'_>, name: &str) -> Result<Option<OrganisationId>, Fault> {
    tx.one(&records::ORGANISATION_NAMED, values![name, Id::NIL], |row| {
        Ok(OrganisationId(row.get(0)?))
    })
}

/// One organisation.
pub fn fetch(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation, Stop> {
    tx.one(&records::ORGANISATION_FETCH, values![id.0], read)?
        .ok_or_else(|| Refusal::Unknown.into())
}

fn check(tx: &mut Tx<'_>, organisation: &Organisation) -> Result<Problems, Fault> {
    let mut problems = Problems::none();
    let name = organisation.name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        problems.add("name", "Enter a name of 200 characters or fewer");
    }
    if !holds(SECTORS, &organisation.sector) {
        problems.add("sector", "Choose a sector");
    }
    let named = tx.one(
        &records::ORGANISATION_NAMED,
        values![name, organisation.id.0],
        |row| row.get::<Id>(0),
    )?;
    if named.is_some() {
        problems.add("name", "There is an organisation with this name already");
    }
    Ok(problems)
}

/// Adds an organisation.
pub fn add(
    tx: &mut Tx<'_>,
    _leave: &Scope<ManageDirectory>,
    organisation: &Organisation,
) -> Result<(), Stop> {
    check(tx, organisation)?.check()?;
    tx.run(
        &records::ORGANISATION_INSERT,
        values![
            organisation.id.0,
            organisation.name.trim(),
            &organisation.sector,
            organisation.by_and_for
        ],
    )?;
    Ok(())
}

/// Changes an organisation, if nobody changed it first.
pub fn change(
    tx: &mut Tx<'_>,
    _leave: &Scope<ManageDirectory>,
    organisation: &Organisation,
    now: Instant,
) -> Result<(), Stop> {
    check(tx, organisation)?.check()?;
    let changed = tx.changed(
        &records::ORGANISATION_CHANGE,
        values![
            organisation.id.0,
            organisation.name.trim(),
            &organisation.sector,
            organisation.by_and_for,
            organisation.version
        ],
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Refusal::Changed {
            by: "Somebody else".to_owned(),
            when: now,
        }
        .into())
    }
}
