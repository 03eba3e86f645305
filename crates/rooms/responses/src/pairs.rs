//! The same people before and after one course, by the code they made themselves.

use crate::coded::{Sheet, sheets};
use crate::filter::{Filter, Wanted};
use crate::model::InstrumentVersion;
use crate::tallies::{FEWEST, versions};
use access::Scope;
use access::actions::ReadEvidence;
use kernel::{Fault, Id};
use learning::model::Purpose;
use learning::sittings::Sittings;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::{Tx, values};

store::statements! {
    /// Answers that are packed with their codes, each heap with its session or, where there is none, its day. ?1 programme, ?2 purpose, ?3 questionnaire.
    CODED = "select t.session_id, t.day, t.instrument_version_id, t.coded from answer_sum t where t.programme_id = ?1 and t.purpose = ?2 and t.coded is not null
        and t.instrument_version_id in (select v.id from instrument_version v where v.key = ?3)";
}

/// How many people moved from one point of a question to another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Move {
    /// The version answered before.
    pub version_before: Id,
    /// The version answered after.
    pub version_after: Id,
    /// The question.
    pub question: String,
    /// The point before.
    pub before: i64,
    /// The point after.
    pub after: i64,
    /// People.
    pub persons: i64,
}

/// Who was found on both sides of a course.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pairs {
    /// People and courses, each with one answer before and one after.
    pub people: i64,
    /// Codes that came more than once on a side of a course: they pair nothing.
    pub repeated: i64,
    /// Their moves; none when there are fewer than [`FEWEST`] people.
    pub moves: Vec<Move>,
}

/// The answers of a session before or after its course. Where answers belong to no session their programme stands for the course.
struct Heap {
    course: Id,
    version: Id,
    after: bool,
    packed: Vec<u8>,
}

/// One person's answers, and where they come from.
struct Side<'p> {
    heap: &'p Heap,
    sheet: Sheet<'p>,
}

/// People before and after a course. The filter is for both answers: who is counted as paired is counted on either side too.
///
/// # Errors
/// A fault of the engine.
pub fn pairs(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    sittings: &Sittings,
    questionnaires: (&str, &str),
    filter: &Filter,
) -> Result<Pairs, Fault> {
    let wanted = Wanted::of(sittings, filter);
    let mut heaps = Vec::new();
    for (purpose, questionnaire) in [
        (Purpose::Pre, questionnaires.0),
        (Purpose::Post, questionnaires.1),
    ] {
        let values = values![sittings.programme(), purpose.code(), questionnaire];
        let found = audit::standing(tx, &CODED, &[], values, |row| {
            let Some(given) = wanted.given(row)? else {
                return Ok(None);
            };
            Ok(Some(Heap {
                course: given
                    .sitting()
                    .map_or(sittings.programme(), |sitting| sitting.course.id),
                version: row.get(2)?,
                after: purpose == Purpose::Post,
                packed: row.get(3)?,
            }))
        })?;
        heaps.extend(found.into_iter().flatten());
    }
    let mut sides = Vec::new();
    for heap in &heaps {
        sides.extend(
            sheets(&heap.packed)?
                .into_iter()
                .map(|sheet| Side { heap, sheet }),
        );
    }
    sides.sort_unstable_by_key(|side| (side.sheet.code, side.heap.course, side.heap.after));
    let (mut sure, mut repeated) = (Vec::new(), 0_i64);
    for person in
        sides.chunk_by(|one, next| one.heap.course == next.heap.course && one.sheet.code == next.sheet.code)
    {
        match person {
            [before, after] if !before.heap.after && after.heap.after => sure.push((before, after)),
            [first, .., last] if !first.heap.after && last.heap.after => {
                repeated = repeated.saturating_add(1);
            }
            _ => {}
        }
    }
    let people = i64::try_from(sure.len()).unwrap_or(i64::MAX);
    let moves = if people < FEWEST {
        Vec::new()
    } else {
        let versions = versions(tx, heaps.iter().map(|heap| heap.version))?;
        moves(&sure, &versions)?
    };
    Ok(Pairs {
        people,
        repeated,
        moves,
    })
}

/// Answers to one version before and another after.
struct Met<'v> {
    /// The questions of the version before, each with its place in the version after, where it stands there too.
    questions: Vec<(&'v str, Option<u64>)>,
    /// How many people moved at which question, by its place, from which point to which.
    moves: BTreeMap<(u64, i64, i64), i64>,
}

impl<'v> Met<'v> {
    fn of(before: &'v InstrumentVersion, after: &InstrumentVersion) -> Self {
        let asked = before.published.definition().questions();
        let questions = asked.map(|question| {
            let mut others = after.published.definition().questions().zip(0_u64..);
            let other = others.find(|(other, _)| other.key == question.key);
            (question.key.as_str(), other.map(|(_, place)| place))
        });
        Self {
            questions: questions.collect(),
            moves: BTreeMap::new(),
        }
    }

    fn question(&self, place: u64) -> Result<(&'v str, Option<u64>), Fault> {
        let place = usize::try_from(place).ok();
        let found = place.and_then(|place| self.questions.get(place));
        found
            .copied()
            .ok_or_else(|| Fault::new("answers with a code do not fit their version"))
    }

    fn add(&mut self, before: Sheet<'_>, after: Sheet<'_>) -> Result<(), Fault> {
        let later = after.points()?;
        for (question, from) in before.points()? {
            let (_, other) = self.question(question)?;
            for (_, to) in later.iter().filter(|(question, _)| Some(*question) == other) {
                let persons = self.moves.entry((question, from, *to)).or_default();
                *persons = persons.saturating_add(1);
            }
        }
        Ok(())
    }
}

/// Who moved from which point of a question to which.
fn moves(
    sure: &[(&Side<'_>, &Side<'_>)],
    versions: &BTreeMap<Id, InstrumentVersion>,
) -> Result<Vec<Move>, Fault> {
    let version = |id: Id| {
        let found = versions.get(&id);
        found.ok_or_else(|| Fault::new("answers to a version that is not there"))
    };
    let mut found: BTreeMap<(Id, Id), Met<'_>> = BTreeMap::new();
    for (before, after) in sure {
        let both = (before.heap.version, after.heap.version);
        let met = match found.entry(both) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Met::of(version(both.0)?, version(both.1)?)),
        };
        met.add(before.sheet, after.sheet)?;
    }
    let mut moves = Vec::new();
    for ((version_before, version_after), met) in &found {
        for ((question, before, after), persons) in &met.moves {
            moves.push(Move {
                version_before: *version_before,
                version_after: *version_after,
                question: met.question(*question)?.0.to_owned(),
                before: *before,
                after: *after,
                persons: *persons,
            });
        }
    }
    moves.sort_unstable();
    Ok(moves)
}
