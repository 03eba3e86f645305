//! Mentoring that leaves. Mentorings belong to no programme and run for months, so that whatever has left of them, of any programme and any
//! days, is about the same people: all of it is held against what leaves now.

use crate::extent::Extent;
use crate::records;
use crate::release::Release;
use crate::subjects::HOURS;
use evidence::compare::FEWEST;
use evidence::disclosure::{Profile, Released, differences};
use kernel::{Day, Fault, Instant, Stop};
use learning::model::EntryKind;
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Tx, values};

/// What left earlier, and the days that it was about.
struct Earlier {
    left: Released,
    query: String,
    at: Instant,
    days: (Option<Day>, Option<Day>),
}

impl Earlier {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        let wrong = |error: &dyn std::fmt::Display| Fault::new(format!("an earlier release: {error}"));
        let (profile, cells) = (row.get::<String>(0)?, row.get::<String>(1)?);
        Ok(Self {
            left: Released {
                profile: profile.parse::<Profile>().map_err(|error| wrong(&error))?,
                cells: serde_json::from_str(&cells).map_err(|error| wrong(&error))?,
            },
            query: row.get(2)?,
            at: row.get(3)?,
            days: (row.get(4)?, row.get(5)?),
        })
    }
}

/// Hours by the code of their kind, and everything else.
fn apart(released: &Released) -> (BTreeMap<&str, u64>, Released) {
    let kind = |cell: &str| {
        let code = cell.strip_prefix(HOURS)?;
        EntryKind::parse(code).map(EntryKind::code)
    };
    let cells = released.cells.iter();
    let hours = cells.filter_map(|(cell, tenths)| Some((kind(cell)?, *tenths)));
    let mut rest = released.clone();
    rest.cells.retain(|cell, _| kind(cell).is_none());
    (hours.collect(), rest)
}

/// The cells of a release that some earlier one would betray.
pub(crate) fn betrayed(tx: &mut Tx<'_>, release: &Release) -> Result<BTreeSet<String>, Stop> {
    let mut found = BTreeSet::new();
    let extent = Extent::of(&release.query, release.start).at_any_time();
    let slug = release.query.split(' ').next().unwrap_or_default();
    let days = tx.one(&records::PROGRAMME_DAYS, values![slug], |row| {
        Ok((row.get::<Option<Day>>(0)?, row.get::<Option<Day>>(1)?))
    })?;
    let days = days.unwrap_or_default();
    let (hours, rest) = apart(&release.cells);
    for earlier in tx.all(&records::MENTORING_EARLIER, &[], Earlier::read)? {
        if extent.apart(&Extent::of(&earlier.query, release.start).at_any_time()) {
            continue;
        }
        let (known, others) = apart(&earlier.left);
        let clashes = differences(&others, &rest);
        found.extend(clashes.into_iter().map(|clash| clash.cell));
        if hours.keys().any(|kind| known.contains_key(kind)) {
            let changed = changed(tx, days, &earlier)?;
            let alike = earlier.left.profile.exact() == release.profile.exact();
            let least =
                [earlier.left.profile, release.profile].map(|profile| profile.threshold().unwrap_or(0));
            let least = least.into_iter().fold(FEWEST, u64::max);
            for (kind, tenths) in &hours {
                let Some(before) = known.get(kind) else { continue };
                let pairs = changed.get(*kind).copied().unwrap_or(0);
                let same = alike && before == tenths;
                // Where nobody entered anything and hours differ, somebody took something back.
                if !same && pairs < least && (pairs > 0 || alike) {
                    found.insert(format!("{HOURS}{kind}"));
                }
            }
        }
    }
    Ok(found)
}

/// By kind, how many pairs entered what makes the hours of a period differ from those that left earlier.
fn changed(
    tx: &mut Tx<'_>,
    (from, to): (Option<Day>, Option<Day>),
    earlier: &Earlier,
) -> Result<BTreeMap<String, u64>, Fault> {
    let values = values![from, to, earlier.days.0, earlier.days.1, earlier.at];
    let found = tx.all(&records::MENTORING_CHANGED, values, |row| {
        let pairs = u64::try_from(row.get::<i64>(1)?).unwrap_or(0);
        Ok((row.get::<String>(0)?, pairs))
    })?;
    Ok(found.into_iter().collect())
}
