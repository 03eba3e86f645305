//! Areas, programmes, organisations, and the accounts that look at them.

use crate::accounts::{PASSWORD, accounts};
use crate::ids::Ids;
use crate::load::{Made, system};
use crate::partnership::PARTNERSHIP;
use crate::people::ORGANISATIONS;
use crate::plan::SEED;
use access::Role;
use audit::Done;
use directory::model::{AREAS, Area, AreaId, AreaKind, Organisation, OrganisationId, Programme, ProgrammeId};
use identity::accounts::Invitation;
use kernel::{Clock, Day, Fault, Id, Instant, Personal, SeededEntropy, Stop};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Db, Tx};

pub(crate) fn directory(db: &Db, ids: &Ids, _now: Instant) -> Result<Made, Stop> {
    let mut areas = BTreeMap::new();
    let mut rows: Vec<Area> = Vec::new();
    for (name, gss, kind, parent) in AREAS {
        let id = AreaId(ids.next());
        areas.insert(*name, id);
        rows.push(Area {
            id,
            parent: parent.and_then(|parent| areas.get(parent).copied()),
            name: (*name).to_owned(),
            gss: gss.map(str::to_owned),
            kind: kind.clone(),
            version: 1,
        });
    }
    let ordered: Vec<AreaId> = rows.iter().map(|area| area.id).collect();
    let together = AreaId(ids.next());
    areas.insert(PARTNERSHIP, together);
    rows.push(Area {
        id: together,
        parent: None,
        name: PARTNERSHIP.to_owned(),
        gss: None,
        kind: AreaKind::Group,
        version: 1,
    });
    let day = |year, month, day| Day::new(year, month, day).ok_or_else(|| Fault::new("no such day"));
    let (pilot, partnership) = (ProgrammeId(ids.next()), ProgrammeId(ids.next()));
    let programmes = vec![
        Programme {
            id: pilot,
            slug: "harmful-practices-pilot".to_owned(),
            name: "Harmful Practices Pilot".to_owned(),
            period_start: day(2015, 4, 1)?,
            period_end: Some(day(2017, 3, 31)?),
            version: 1,
        },
        Programme {
            id: partnership,
            slug: "safe-and-together".to_owned(),
            name: "Safe and Together London Partnership".to_owned(),
            period_start: day(2021, 8, 1)?,
            period_end: Some(day(2023, 7, 31)?),
            version: 1,
        },
    ];
    let organisations: Vec<Organisation> = ORGANISATIONS
        .iter()
        .map(|(name, sector, by_and_for)| Organisation {
            id: OrganisationId(ids.next()),
            name: (*name).to_owned(),
            sector: (*sector).to_owned(),
            by_and_for: *by_and_for,
            version: 1,
        })
        .collect();
    db.write_now(move |tx| {
        let system = system()?;
        let leave = system.leave_to();
        for area in &rows {
            directory::areas::add(tx, &leave, area)?;
        }
        for programme in &programmes {
            directory::programmes::insert(tx, &leave, programme)?;
        }
        for organisation in &organisations {
            directory::organisations::add(tx, &leave, organisation)?;
        }
        Ok(Done::upkeep(&system, ()))
    })?;
    Ok(Made {
        areas,
        ordered,
        pilot,
        partnership,
        trainer: Id(uuid::Uuid::nil()),
    })
}

/// Makes the accounts; their ids.
pub(crate) fn people_who_sign_in(
    db: &Db,
    clock: &dyn Clock,
    made: &Made,
    now: Instant,
) -> Result<BTreeMap<Role, Id>, Stop> {
    let organisation = db
        .read_now(|tx| Ok(directory::organisations::list(tx, "Example Borough")?))?
        .into_iter()
        .next()
        .ok_or_else(|| Fault::new("no organisation"))?
        .id;
    let entropy: Arc<SeededEntropy> = Arc::new(SeededEntropy::new(SEED + 1));
    let hash = identity::password::hash(PASSWORD, identity::password::Cost::NOW, &*entropy)?;
    let mut made_ids = BTreeMap::new();
    for account in accounts() {
        let mut invitation = Invitation::new(clock, &*entropy, organisation.0, account.role);
        invitation.name = Personal::new(account.name.to_owned());
        invitation.email = Personal::new(account.email.clone());
        invitation.all_areas = account.role != Role::Trainer;
        if account.role == Role::Trainer {
            invitation.areas = made.areas.get("East").map(|area| area.0).into_iter().collect();
        }
        made_ids.insert(account.role, invitation.id.0);
        let (hash, entropy, secret) = (hash.clone(), Arc::clone(&entropy), account.secret.clone());
        db.write_now(move |tx: &mut Tx<'_>| {
            let id = identity::accounts::invite(tx, &invitation, &*entropy, now)?;
            identity::accounts::make_ready(tx, id, &hash, &secret, &*entropy, now)?;
            Ok(Done::upkeep(&system()?, ()))
        })?;
    }
    Ok(made_ids)
}
