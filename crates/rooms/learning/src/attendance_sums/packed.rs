//! Who booked and who came to a session, in some hundred bytes.

use crate::model::LearnerId;
use directory::model::AreaId;
use kernel::varint::{put, take};
use kernel::{Fault, Id};
use smallvec::SmallVec;

/// The borough somebody works in, as it was given with an attendance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Borough {
    /// Nothing was recorded.
    Unknown,
    /// Somewhere that is none of the areas.
    Elsewhere,
    /// Preferred not to say.
    NotSaid,
    /// One of the areas.
    Area(AreaId),
}

impl Borough {
    /// From what is stored: an area, or the word of an answer that names none.
    pub(crate) fn stored(area: Option<Id>, answer: Option<&str>) -> Self {
        match (area, answer) {
            (Some(area), _) => Self::Area(AreaId(area)),
            (None, Some("elsewhere")) => Self::Elsewhere,
            (None, Some("not-said")) => Self::NotSaid,
            (None, _) => Self::Unknown,
        }
    }
}

/// The boroughs of somebody's attendances of one session: one for each day.
pub type Came = SmallVec<[Borough; 2]>;

/// What a session has of one learner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Who.
    pub learner: LearnerId,
    /// She gave a work e-mail address, so that she is known again.
    pub known: bool,
    /// A booking of hers stands.
    pub booked: bool,
    /// The borough of each of her attendances, one for each day; none where she did not come.
    pub came: Came,
}

/// Before a learner's id: a booking stands, she is known; what is left over says on how many days she came.
const BOOKED: u64 = 1;
const KNOWN: u64 = 2;
const DAY: u64 = 4;
/// Bytes of a learner, at least.
const LEAST: usize = 17;
/// Codes of boroughs; from here on areas by their place in the list at the front.
const FIRST_AREA: u64 = 3;

/// Packs the entries of a session: the areas first, each once, then the learners.
pub(super) fn pack(entries: &[Entry]) -> Vec<u8> {
    let mut areas: Vec<AreaId> = Vec::new();
    for borough in entries.iter().flat_map(|entry| &entry.came) {
        match borough {
            Borough::Area(area) if !areas.contains(area) => areas.push(*area),
            _ => {}
        }
    }
    let mut out = Vec::new();
    put(&mut out, u64::try_from(areas.len()).unwrap_or(0));
    for area in &areas {
        out.extend(area.0.0.as_bytes());
    }
    for entry in entries {
        let days = u64::try_from(entry.came.len()).unwrap_or(0);
        let flags = if entry.booked { BOOKED } else { 0 } | if entry.known { KNOWN } else { 0 };
        put(&mut out, days.saturating_mul(DAY) | flags);
        out.extend(entry.learner.0.0.as_bytes());
        for borough in &entry.came {
            let code = match borough {
                Borough::Unknown => 0,
                Borough::Elsewhere => 1,
                Borough::NotSaid => 2,
                Borough::Area(area) => areas
                    .iter()
                    .zip(FIRST_AREA..)
                    .find(|(known, _)| *known == area)
                    .map_or(0, |(_, code)| code),
            };
            put(&mut out, code);
        }
    }
    out
}

/// Unpacks what [`pack`] made.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<Entry>, Fault> {
    read(packed).ok_or_else(|| Fault::new("a sum of attendances cannot be read"))
}

fn read(packed: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = packed;
    let mut areas = Vec::new();
    for _ in 0..take(&mut rest)? {
        areas.push(AreaId(id(&mut rest)?));
    }
    let mut entries = Vec::with_capacity(rest.len() / LEAST);
    while !rest.is_empty() {
        let head = take(&mut rest)?;
        let learner = LearnerId(id(&mut rest)?);
        let mut came = Came::new();
        for _ in 0..head / DAY {
            came.push(match take(&mut rest)? {
                0 => Borough::Unknown,
                1 => Borough::Elsewhere,
                2 => Borough::NotSaid,
                code => {
                    let place = usize::try_from(code.checked_sub(FIRST_AREA)?).ok()?;
                    Borough::Area(*areas.get(place)?)
                }
            });
        }
        entries.push(Entry {
            learner,
            known: head & KNOWN != 0,
            booked: head & BOOKED != 0,
            came,
        });
    }
    Some(entries)
}

fn id(rest: &mut &[u8]) -> Option<Id> {
    let (bytes, more) = rest.split_at_checked(16)?;
    *rest = more;
    uuid::Uuid::from_slice(bytes).ok().map(Id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Id {
        Id(uuid::Uuid::from_u128(number))
    }

    fn entries() -> Vec<Entry> {
        let entry = |number: u128, known, booked, came: &[Borough]| Entry {
            learner: LearnerId(id(number)),
            known,
            booked,
            came: Came::from_slice(came),
        };
        let (east, west) = (Borough::Area(AreaId(id(7))), Borough::Area(AreaId(id(8))));
        vec![
            entry(1, true, true, &[]),
            entry(2, true, false, &[west, east]),
            entry(3, false, true, &[Borough::NotSaid]),
            entry(
                u128::MAX,
                false,
                false,
                &[Borough::Elsewhere, Borough::Unknown, west],
            ),
        ]
    }

    #[test]
    fn parts_come_back() {
        assert_eq!(unpack(&pack(&entries())).unwrap(), entries());
        assert_eq!(unpack(&pack(&[])).unwrap(), Vec::new());
        // Two areas of 16 bytes, four learners of 17, and a byte for each attendance and for the number of areas.
        assert_eq!(pack(&entries()).len(), 2 * 16 + 4 * 17 + 6 + 1);
    }

    #[test]
    fn what_is_cut_is_not_read() {
        let packed = pack(&entries()[1..2]);
        // After the areas nothing says that a learner follows.
        let areas = 1 + 2 * 16;
        for length in (1..packed.len()).filter(|length| *length != areas) {
            assert!(unpack(&packed[..length]).is_err(), "{length}");
        }
    }
}
