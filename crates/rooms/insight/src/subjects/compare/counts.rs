//! What was counted in each group.

use super::super::opinions::Pooled;
use super::kinds::{Comparison, Measure, Measures, year_begins};
use super::records;
use crate::view::View;
use evidence::scale::Side;
use kernel::{Fault, Id};
use ledger::Standing;
use responses::tallies::{self, Grouping};
use std::collections::BTreeMap;
use store::{Stmt, Tx, Value};

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

fn grouped(view: &View, comparison: Comparison) -> (Vec<&'static str>, Vec<Value>) {
    let (names, mut values) = view.filters();
    values.extend([Value::from(comparison.word()), Value::from(year_begins(view))]);
    (names, values)
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
        Measure::Came if comparison == Comparison::Again => came(tx, view, comparison, &records::CAME_AGAIN),
        Measure::Came => came(tx, view, comparison, &records::CAME),
        Measure::First => Ok(attended(tx, view, comparison)?
            .into_iter()
            .map(|(key, kinds)| {
                let of = |kind: &str| kinds.get(kind).map_or(0, |(attendances, _)| *attendances);
                let counted = Counted {
                    yes: of("first"),
                    no: of("again"),
                    missing: of("unknown"),
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

fn came(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    statement: &'static Stmt,
) -> Result<Counts, Fault> {
    let (names, values) = grouped(view, comparison);
    let mut found = Counts::new();
    for (key, kept, booked, came) in tx.list(statement, &names, &values, |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<i64>(1)? == 1,
            row.get::<i64>(2)?,
            row.get::<i64>(3)?,
        ))
    })? {
        let own = found.entry(key).or_default();
        let (booked, came) = (number(booked), number(came));
        if kept {
            own.yes += came;
            own.no += booked.saturating_sub(came);
        } else {
            // Without a register nobody knows who stayed away.
            own.missing += booked;
        }
    }
    Ok(found)
}

/// Attendances and people by group, and by whether the person had been to the course before.
pub(super) type Attended = BTreeMap<String, BTreeMap<String, (u64, u64)>>;

pub(super) fn attended(tx: &mut Tx<'_>, view: &View, comparison: Comparison) -> Result<Attended, Fault> {
    let (names, values) = grouped(view, comparison);
    let mut found = Attended::new();
    for (group, kind, attendances, people) in tx.list(&records::ATTENDED, &names, &values, |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<String>(1)?,
            row.get::<i64>(2)?,
            row.get::<i64>(3)?,
        ))
    })? {
        found
            .entry(group)
            .or_default()
            .insert(kind, (number(attendances), number(people)));
    }
    Ok(found)
}

fn by_group(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    question: Option<&str>,
) -> Result<BTreeMap<String, tallies::GroupCounts>, Fault> {
    let grouping = Grouping {
        by: comparison.word(),
        year_begins: year_begins(view),
    };
    tallies::counts_by_group(
        tx,
        &view.leave,
        view.programme.id,
        "feedback",
        &view.answers_to("end-of-session"),
        &grouping,
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

/// How complete each group is, of the papers that a measure stands on.
pub(super) fn standings(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    kind: &str,
) -> Result<BTreeMap<String, Standing>, Fault> {
    let (programme, start): (Id, _) = (view.programme.id, view.programme.start);
    ledger::completeness_by(tx, &view.leave, programme, kind, &view.part(), |meeting| {
        comparison.key(&meeting.area, &meeting.mode, meeting.day, start)
    })
}
