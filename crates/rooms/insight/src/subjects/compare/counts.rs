//! What was counted in each group.

use super::super::opinions::Pooled;
use super::kinds::{Comparison, Measure, Measures};
use crate::attendances::Before;
use crate::view::View;
use evidence::scale::Side;
use kernel::{Fault, IdSet};
use learning::attendance_sums::{Entry, Meeting};
use learning::model::LearnerId;
use learning::sittings::Sitting;
use ledger::Standing;
use responses::tallies;
use std::collections::BTreeMap;
use store::Tx;

/// The counts of a group, by its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Counted {
    pub(super) yes: u64,
    pub(super) no: u64,
    pub(super) missing: u64,
    /// Responses, where answers are counted.
    pub(super) responses: Option<u64>,
}

impl Counted {
    fn add(&mut self, more: Self) {
        self.yes += more.yes;
        self.no += more.no;
        self.missing += more.missing;
    }

    /// Fewer than five responses are opened for nobody.
    pub(super) fn closed(self) -> bool {
        self.responses
            .is_some_and(|count| count > 0 && count < tallies::FEWEST.unsigned_abs())
    }
}

pub(super) type Counts = BTreeMap<String, Counted>;

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// Counts a measure in each group.
pub(super) fn counts(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    measures: &Measures,
    measure: &Measure,
) -> Result<Counts, Fault> {
    match measure {
        Measure::Came => came(tx, view, comparison),
        Measure::First => Ok(attended(tx, view, comparison)?
            .into_iter()
            .map(|(key, kinds)| {
                let of = |kind: Before| kinds.get(&kind).map_or(0, |(attendances, _)| *attendances);
                let counted = Counted {
                    yes: of(Before::First),
                    no: of(Before::Again),
                    missing: of(Before::Unknown),
                    responses: None,
                };
                (key, counted)
            })
            .collect()),
        Measure::Likely => likely(tx, view, comparison),
        Measure::Statement(scales, place) => match measures.pooled(*scales) {
            Some(pooled) => said(tx, view, comparison, pooled, *place),
            None => Ok(Counts::new()),
        },
    }
}

/// The group that a session is in.
fn group(view: &View, comparison: Comparison, meeting: &Meeting) -> String {
    let (mode, start) = (meeting.course.mode.code(), view.programme.start);
    comparison.key(&meeting.area_name, mode, meeting.day, start)
}

fn group_of(view: &View, comparison: Comparison, sitting: &Sitting) -> String {
    let (mode, start) = (sitting.course.mode.code(), view.programme.start);
    comparison.key(&sitting.area_name, mode, sitting.day, start)
}

/// Bookings that stand, and those of them that came, of a session whose register came; without a register nobody knows who stayed away.
fn booked<'a>(kept: bool, entries: impl Iterator<Item = &'a Entry>) -> Counted {
    let mut counted = Counted::default();
    for entry in entries.filter(|entry| entry.booked) {
        match (kept, entry.came.is_empty()) {
            (true, false) => counted.yes += 1,
            (true, true) => counted.no += 1,
            (false, _) => counted.missing += 1,
        }
    }
    counted
}

/// Bookings that stand, and those of them that came, by group of sessions, or by whether the person had been to the course before.
fn came(tx: &mut Tx<'_>, view: &View, comparison: Comparison) -> Result<Counts, Fault> {
    let (gathered, part) = (view.gathered(tx)?, view.part());
    let mut found = Counts::new();
    let mut add = |key: String, counted: Counted| {
        if counted != Counted::default() {
            found.entry(key).or_default().add(counted);
        }
    };
    if comparison == Comparison::Again {
        gathered.each(&part, |meeting, entries| {
            let kept = gathered.register_came(meeting);
            for kind in Before::ALL {
                let own = entries.iter().filter(|(_, before)| *before == kind);
                add(kind.word().to_owned(), booked(kept, own.map(|(entry, _)| *entry)));
            }
        });
    } else {
        for meeting in gathered.counting(&part) {
            let kept = gathered.register_came(meeting);
            add(
                group(view, comparison, meeting),
                booked(kept, meeting.entries.iter()),
            );
        }
    }
    Ok(found)
}

/// Attendances and people by group, and by whether the person had been to the course before.
pub(super) type Attended = BTreeMap<String, BTreeMap<Before, (u64, u64)>>;

pub(super) fn attended(tx: &mut Tx<'_>, view: &View, comparison: Comparison) -> Result<Attended, Fault> {
    let (gathered, part) = (view.gathered(tx)?, view.part());
    let mut seen: BTreeMap<String, BTreeMap<Before, (u64, IdSet<LearnerId>)>> = BTreeMap::new();
    gathered.each(&part, |meeting, entries| {
        let own = seen.entry(group(view, comparison, meeting)).or_default();
        for (entry, before) in entries.iter().filter(|(entry, _)| !entry.came.is_empty()) {
            let (attendances, people) = own.entry(*before).or_default();
            *attendances = attendances.saturating_add(u64::try_from(entry.came.len()).unwrap_or(u64::MAX));
            people.insert(entry.learner);
        }
    });
    let counted = |(attendances, people): (u64, IdSet<LearnerId>)| {
        (attendances, u64::try_from(people.len()).unwrap_or(u64::MAX))
    };
    seen.retain(|_, kinds| !kinds.is_empty());
    Ok(seen
        .into_iter()
        .map(|(group, kinds)| {
            let kinds = kinds.into_iter().map(|(kind, own)| (kind, counted(own)));
            (group, kinds.collect())
        })
        .collect())
}

fn by_group(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    question: Option<&str>,
) -> Result<BTreeMap<String, tallies::Tallied>, Fault> {
    let sittings = view.sittings(tx)?;
    tallies::counts_by_group(
        tx,
        &view.leave,
        &sittings,
        "feedback",
        &view.answers_to("end-of-session"),
        &|sitting| group_of(view, comparison, sitting),
        question,
    )
}

fn likely(tx: &mut Tx<'_>, view: &View, comparison: Comparison) -> Result<Counts, Fault> {
    let found = by_group(tx, view, comparison, Some("likelihood"))?;
    Ok(found
        .into_iter()
        .map(|(key, group)| {
            let mut counted = likely_of(&group.counts);
            counted.responses = Some(number(group.responses));
            (key, counted)
        })
        .collect())
}

/// Those who said that they are very likely to use what they learnt, among all who said how likely.
pub(super) fn likely_of(counts: &[tallies::Count]) -> Counted {
    let mut counted = Counted::default();
    for count in counts.iter().filter(|count| count.question == "likelihood") {
        *match count.option.as_deref() {
            Some(super::VERY_LIKELY) => &mut counted.yes,
            Some(_) => &mut counted.no,
            None => &mut counted.missing,
        } += number(count.count);
    }
    counted
}

/// The answers to a statement: those on the better side of its scale, and the others.
fn said(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    pooled: &Pooled,
    place: usize,
) -> Result<Counts, Fault> {
    let Some(statement) = pooled.statements.items().get(place) else {
        return Ok(Counts::new());
    };
    let mut keys: Vec<&str> = pooled.keys_of(place).collect();
    keys.sort_unstable();
    keys.dedup();
    // Versions nearly always call it the same; where they do not, all answers are read.
    let only = match keys.as_slice() {
        [key] => Some(*key),
        _ => None,
    };
    let better =
        |point: i64| u8::try_from(point).is_ok_and(|point| statement.scale.side(point) == Some(Side::Better));
    let found = by_group(tx, view, comparison, only)?;
    Ok(found
        .into_iter()
        .map(|(key, group)| {
            let mut counted = Counted {
                responses: Some(number(group.responses)),
                ..Counted::default()
            };
            let own = group
                .counts
                .iter()
                .filter(|count| pooled.row(count.version, &count.question) == Some(place));
            for count in own {
                *match count.number {
                    Some(point) if better(point) => &mut counted.yes,
                    Some(_) => &mut counted.no,
                    None => &mut counted.missing,
                } += number(count.count);
            }
            (key, counted)
        })
        .collect())
}

/// How complete each group is, of the registers or else of the feedback. What reads who booked and came has their papers too.
pub(super) fn standings(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    register: bool,
) -> Result<BTreeMap<String, Standing>, Fault> {
    let part = view.part();
    let Some(gathered) = view.gathered.get() else {
        let kind = if register { "register" } else { "feedback" };
        let group = |sitting: &Sitting| part.takes(sitting).then(|| group_of(view, comparison, sitting));
        let sittings = view.sittings(tx)?;
        return ledger::standings(tx, &view.leave, &sittings, kind, group);
    };
    let mut groups: BTreeMap<String, Vec<&Meeting>> = BTreeMap::new();
    for meeting in gathered
        .of(&part)
        .filter(|meeting| gathered.papers(meeting).any(|paper| paper.register == register))
    {
        groups
            .entry(group(view, comparison, meeting))
            .or_default()
            .push(meeting);
    }
    let standing = |(group, meetings): (String, Vec<&Meeting>)| {
        (group, gathered.standing(meetings.into_iter(), register))
    };
    Ok(groups.into_iter().map(standing).collect())
}
