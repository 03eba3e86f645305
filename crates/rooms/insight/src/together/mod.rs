//! What leaves, held against everything that has left before: counts of different pages, filters and profiles add up to one
//! another, and whoever holds two of them can take one from the other.

mod claims;
mod parts;

pub(crate) use claims::{Claim, MISSING, Place, claims, whole};

use crate::records;
use evidence::disclosure::{Contradiction, Known, Profile, Shown, Sum};
use kernel::{Day, Fault};
use parts::{Parts, Unit};
use std::collections::BTreeSet;
use store::{Tx, values};

/// Counts that left together.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) profile: Profile,
    pub(crate) claims: Vec<Claim>,
}

/// What somebody can see of a count. Where answers are missing, forms of a version that did not ask are not among them: then they are
/// not all that is left of the whole, and their number is only the least (`exact` is false).
fn shown(profile: Profile, claim: &Claim, exact: bool) -> Option<Shown> {
    match (claim.shown, profile.threshold()) {
        (Some(printed), _) if claim.is_missing() => {
            let (least, most) = profile.rounded_for(printed);
            Some(Shown::Between(least, if exact { most } else { u64::MAX }))
        }
        // Hidden with its N, whatever it is.
        (None, _) if claim.is_missing() => None,
        (Some(printed), _) => {
            let (least, most) = profile.stands_for(printed);
            Some(Shown::Between(least, most))
        }
        (None, Some(threshold)) => Some(Shown::Hidden(threshold)),
        (None, None) => None,
    }
}

/// Where each session of the programme with this slug stands, for [`betrayed`].
pub(crate) fn units(tx: &mut Tx<'_>, slug: &str) -> Result<Vec<Unit>, Fault> {
    tx.all(&records::UNITS, values![slug], |row| {
        Ok(Unit {
            area: Some(row.get(0)?),
            course: Some(row.get(1)?),
            mode: Some(row.get(3)?),
            day: Some(row.get::<Day>(2)?),
        })
    })
}

/// What left before, the latest first, of a programme with this slug. Releases of a time that kept less have no claims.
pub(crate) fn earlier(tx: &mut Tx<'_>, slug: &str) -> Result<Vec<Left>, Fault> {
    let found = tx.all(
        &records::RELEASE_EARLIER,
        values![format!("programme={slug}"), format!("programme={slug} %")],
        |row| Ok((row.get::<String>(0)?, row.get::<Option<String>>(3)?)),
    )?;
    found
        .into_iter()
        .filter_map(|(profile, claims)| Some((profile, claims?)))
        .map(|(profile, claims)| {
            Ok(Left {
                profile: profile.parse().map_err(|words: String| Fault::new(words))?,
                claims: serde_json::from_str(&claims)
                    .map_err(|error| Fault::caused("an earlier release", error))?,
            })
        })
        .collect()
}

/// The counts, by their names, that are hidden in `new` or in an earlier release and that all of them together give away. `earlier`
/// has the latest first; what was printed of records that have changed since tells nothing of the present ones and is left out.
///
/// # Errors
/// Where the new counts do not agree with one another.
pub(crate) fn betrayed(units: &[Unit], new: &Left, earlier: &[Left]) -> Result<BTreeSet<String>, Fault> {
    // What counts something else has no part in common with it.
    let measures: BTreeSet<&str> = new.claims.iter().map(|claim| claim.of.as_str()).collect();
    let earlier: Vec<Left> = earlier
        .iter()
        .map(|left| Left {
            profile: left.profile,
            claims: left
                .claims
                .iter()
                .filter(|claim| measures.contains(claim.of.as_str()))
                .cloned()
                .collect(),
        })
        .filter(|left| !left.claims.is_empty())
        .collect();
    let all: Vec<&Left> = std::iter::once(new).chain(&earlier).collect();
    let parts = Parts::of(units, &all);
    let sums = |left: &Left, exact: bool| -> Vec<Sum> {
        left.claims
            .iter()
            .filter_map(|claim| {
                Some(Sum {
                    parts: parts.sum_of(claim),
                    shown: shown(left.profile, claim, exact)?,
                })
            })
            .filter(|sum| !sum.parts.is_empty())
            .collect()
    };
    let disagree = |contradiction| Fault::caused("a release that disagrees with itself", contradiction);
    let mut taken: Vec<Vec<Sum>> = Vec::new();
    let mut known = Known::nothing();
    known.learn(&parts.links()).map_err(disagree)?;
    let mut own = learn(&mut known, sums(new, true), || sums(new, false)).map_err(disagree)?;
    for left in &earlier {
        taken.extend(learn(&mut known, sums(left, true), || sums(left, false)));
    }
    // Bounds alone do not show every contradiction: then the oldest release goes, and at last what is missing is the least.
    let found = loop {
        let contradiction = match known.betrayed() {
            Ok(found) => break found,
            Err(contradiction) => contradiction,
        };
        if taken.pop().is_none() {
            let least = sums(new, false);
            if own == least {
                return Err(disagree(contradiction));
            }
            own = least;
        }
        known = Known::nothing();
        known.learn(&parts.links()).map_err(disagree)?;
        known.learn(&own).map_err(disagree)?;
        for sums in &taken {
            known.learn(sums).map_err(disagree)?;
        }
    };
    Ok(all
        .iter()
        .flat_map(|left| &left.claims)
        .filter(|claim| claim.shown.is_none() && found.contains(&parts.sum_of(claim)))
        .map(|claim| claim.cell.clone())
        .collect())
}

/// Learns sums, or others in their place where they contradict what is known; those that were learnt.
fn learn(
    known: &mut Known,
    sums: Vec<Sum>,
    otherwise: impl FnOnce() -> Vec<Sum>,
) -> Result<Vec<Sum>, Contradiction> {
    if known.learn(&sums).is_ok() {
        return Ok(sums);
    }
    let others = otherwise();
    known.learn(&others).map(|()| others)
}
