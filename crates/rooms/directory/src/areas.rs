//! Areas in storage.

use crate::model::{Area, AreaId, AreaKind};
use crate::records;
use access::Guarded;
use access::Scope;
use access::actions::ManageDirectory;
use kernel::{Fault, Id, Instant, Problems, Refusal, Stop};
use store::{Stmt, Tx, values};

/// An area as a guarded record.
#[derive(Clone, Copy, Debug)]
pub struct AreaRecord;

impl Guarded for AreaRecord {
    type Id = AreaId;
    const KIND: &'static str = "area";
    const GUARD: &'static Stmt = &records::AREA_GUARD;
}

/// All areas, groups first, then by name.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Area>, Fault> {
    tx.all(&records::AREA_LIST, values![], |row| {
        let kind: String = row.get(4)?;
        Ok(Area {
            id: AreaId(row.get(0)?),
            parent: row.get::<Option<Id>>(1)?.map(AreaId),
            name: row.get(2)?,
            gss: row.get(3)?,
            kind: AreaKind::parse(&kind).ok_or_else(|| Fault::new("an area is of an unknown kind"))?,
            version: row.get(5)?,
        })
    })
}

/// Names of the areas an account works in.
pub fn names_of(tx: &mut Tx<'_>, account: Id) -> Result<Vec<String>, Fault> {
    tx.all(&records::AREA_NAMES_OF, values![account], |row| row.get(0))
}

/// What is wrong with an area.
pub fn check(tx: &mut Tx<'_>, area: &Area) -> Result<Problems, Fault> {
    let mut problems = Problems::none();
    let name = area.name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        problems.add("name", "Enter a name of 100 characters or fewer");
    }
    if let Some(gss) = &area.gss
        && !(gss.len() == 9 && gss.starts_with('E') && gss.chars().skip(1).all(|c| c.is_ascii_digit()))
    {
        problems.add("gss", "A code begins with E and has eight digits, like E09000012");
    }
    if let Some(parent) = area.parent {
        let groups = list(tx)?;
        if parent == area.id
            || !groups
                .iter()
                .any(|known| known.id == parent && known.kind == AreaKind::Group)
        {
            problems.add("parent", "Choose a group of areas from the list");
        }
    }
    let named = tx.one(&records::AREA_NAMED, values![name, area.id.0], |row| {
        row.get::<Id>(0)
    })?;
    if named.is_some() {
        problems.add("name", "There is an area with this name already");
    }
    Ok(problems)
}

/// Adds an area. An area of the same name stays as it is.
pub fn add(tx: &mut Tx<'_>, _leave: &Scope<ManageDirectory>, area: &Area) -> Result<(), Fault> {
    tx.run(
        &records::AREA_INSERT,
        values![
            area.id.0,
            area.parent.map(|parent| parent.0),
            area.name.trim(),
            area.gss.clone(),
            area.kind.code()
        ],
    )?;
    Ok(())
}

/// Changes name, code and group, if nobody changed the area first.
pub fn change(
    tx: &mut Tx<'_>,
    _leave: &Scope<ManageDirectory>,
    area: &Area,
    now: Instant,
) -> Result<(), Stop> {
    check(tx, area)?.check()?;
    let changed = tx.changed(
        &records::AREA_CHANGE,
        values![
            area.id.0,
            area.name.trim(),
            area.gss.clone(),
            area.parent.map(|parent| parent.0),
            area.version
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

/// Whether every one of these is an area: a form can name any id.
pub(crate) fn are_known(tx: &mut Tx<'_>, chosen: &[Id]) -> Result<bool, Fault> {
    let known = list(tx)?;
    Ok(chosen.iter().all(|id| known.iter().any(|area| area.id.0 == *id)))
}
