//! Groups side by side: areas, years, quarters, ways of meeting, people who come again, people before and after, and what was meant to be
//! used beside what was used. The engine compares what prints and nothing else.

mod claims;
#[cfg(test)]
mod costs;
mod counts;
mod intention;
mod kinds;
mod paired;

pub(crate) use kinds::{Choice, Comparison, Measures};

use super::opinions::Pooled;
use super::{engine, owed};
use crate::attendances::Before;
use crate::together::{self, Claim};
use crate::view::View;
use claims::Source;
use counts::{Attended, Counts};
use evidence::compare::{Compared, Group, Mark, Names, Whole};
use evidence::disclosure::protect;
use evidence::table::{Cell, Column, ColumnKind};
use evidence::{By, Completeness, Crosstab, Noun, Table};
use instrument::Kind;
use kernel::{Problems, Stop};
use kinds::Measure;
use ledger::Standing;
use store::Tx;

/// A finished comparison.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) tables: Vec<Table>,
    /// What each of its counts is of.
    pub(crate) claims: Vec<Claim>,
    /// The groups as they are drawn.
    pub(crate) marks: Vec<Mark>,
    /// Groups that the others can be compared with.
    pub(crate) groups: Vec<String>,
    /// Why there are no tables, where with which group to compare is all that is wrong.
    pub(crate) problems: Problems,
}

impl Made {
    /// The groups alone, where the one to compare with is none of them.
    fn against_nothing(compared: Compared) -> Self {
        Self {
            groups: compared.groups.into_iter().map(|group| group.name).collect(),
            problems: Problems::one("against", "Choose one of the groups"),
            ..Self::default()
        }
    }
}

/// Everything that can be measured.
pub(crate) fn measures(tx: &mut Tx<'_>) -> Result<Measures, Stop> {
    let versions = responses::versions_of(tx, "end-of-session")?;
    let of = |agreement: bool| {
        Pooled::of(&versions, &|question| {
            question.kind == Kind::Scale && (question.scale == "agreement") == agreement
        })
    };
    let options = versions
        .last()
        .and_then(|version| version.published.question("likelihood"))
        .map(|question| question.options.as_slice());
    let likelihood = options.map(|options| {
        let texts = |high: bool| {
            let own = options
                .iter()
                .filter(|option| (option.key == VERY_LIKELY) == high);
            own.map(|option| option.text.clone()).collect()
        };
        (texts(true), texts(false))
    });
    Ok(Measures {
        agreement: of(true)?,
        others: of(false)?,
        likelihood,
    })
}

/// The answer of those who are very likely to use what they learnt.
const VERY_LIKELY: &str = "high";

/// What was chosen, where it makes sense; where nothing was, areas by who came of those who had booked.
fn chosen(choice: &Choice, measures: &Measures) -> Result<(Comparison, Measure), Problems> {
    let comparison = match choice.by.as_str() {
        "" => Some(Comparison::Area),
        word => Comparison::ALL.into_iter().find(|known| known.word() == word),
    };
    let measure = match choice.measure.as_str() {
        "" => Some(Measure::Came),
        word => measures
            .all()
            .into_iter()
            .find(|(known, _, _)| known == word)
            .map(|(_, _, measure)| measure),
    };
    let mut problems = Problems::none();
    if comparison.is_none() {
        problems.add("by", "Choose a comparison from the list");
    }
    match (comparison, &measure) {
        (_, None) => problems.add("measure", "Choose what to compare from the list"),
        (Some(Comparison::Again), Some(measure)) if *measure != Measure::Came => problems.add(
            "measure",
            "Forms carry no name, so nobody knows who of them had been before: choose \"Came, of those who had booked\"",
        ),
        (Some(Comparison::Paired | Comparison::Intention), Some(_)) if !choice.measure.is_empty() => problems.add(
            "measure",
            "This comparison has its own questions: choose \"As is usual for the comparison\"",
        ),
        _ => {}
    }
    match (comparison, measure) {
        (Some(comparison), Some(measure)) if problems.is_empty() => Ok((comparison, measure)),
        _ => Err(problems),
    }
}

/// Makes the comparison that a view asks for.
pub(crate) fn made(tx: &mut Tx<'_>, view: &View) -> Result<Made, Stop> {
    let measures = measures(tx)?;
    let (comparison, measure) = chosen(&view.compare, &measures)?;
    match comparison {
        Comparison::Paired => paired::made(tx, view),
        Comparison::Intention => intention::made(tx, view),
        _ => of_groups(tx, view, comparison, &measures, &measure),
    }
}

/// The papers that a measure stands on.
fn papers(measure: &Measure) -> (&'static str, Noun) {
    match measure {
        Measure::Came | Measure::First => ("register", Noun::new("register", "registers")),
        Measure::Likely | Measure::Statement(..) => {
            ("feedback", Noun::new("batch of feedback", "batches of feedback"))
        }
    }
}

/// How complete a group is, in words, and whether half or more of it is missing.
fn based(standing: Option<&Standing>, noun: &Noun) -> (String, bool) {
    let Some(standing) = standing else {
        return ("nothing was due".to_owned(), false);
    };
    let words = Completeness::new(
        Noun::new("session", "sessions"),
        noun.clone(),
        standing.received,
        standing.due,
    )
    .papers(standing.outstanding, standing.waived)
    .text();
    let missing = standing.due.saturating_sub(standing.received);
    let words = words.strip_prefix("based on ").unwrap_or(&words).to_owned();
    (
        words,
        standing.due > 0 && missing.saturating_mul(2) >= standing.due,
    )
}

/// The place of the group that the others are compared with: the one that was asked for, or the first that shows a share.
fn against(view: &View, compared: &Compared) -> Option<usize> {
    let wanted = &view.compare.against;
    if wanted.is_empty() {
        let first = compared
            .groups
            .iter()
            .position(|group| group.share(view.profile).is_some());
        return Some(first.unwrap_or(0));
    }
    compared.groups.iter().position(|group| group.name == *wanted)
}

/// Groups of sessions, or of bookings.
fn of_groups(
    tx: &mut Tx<'_>,
    view: &View,
    comparison: Comparison,
    measures: &Measures,
    measure: &Measure,
) -> Result<Made, Stop> {
    let (kind, noun) = papers(measure);
    let counts = counts::counts(tx, view, comparison, measures, measure)?;
    let standings = if comparison.of_sessions() {
        counts::standings(tx, view, comparison, kind == "register")?
    } else {
        std::collections::BTreeMap::new()
    };
    let start = view.programme.start;
    let due = standings.iter().filter(|(_, standing)| standing.due > 0);
    let mut keys: Vec<String> = counts.keys().chain(due.map(|(key, _)| key)).cloned().collect();
    keys.sort_by_key(|key| (comparison.rank(key), key.clone()));
    keys.dedup();
    let groups: Vec<Group> = keys
        .iter()
        .map(|key| group(comparison, key, &counts, standings.get(key), &noun, view))
        .collect();
    let compared = Compared::of(&groups, Whole::Sum, view.profile);
    let Some(base) = against(view, &compared) else {
        return Ok(Made::against_nothing(compared));
    };
    let label = measures
        .all()
        .into_iter()
        .find(|(_, _, known)| known == measure)
        .map_or_else(String::new, |(_, label, _)| label);
    let (title, share) = (
        format!("{label}: {}", comparison.label().to_lowercase()),
        measures.share(measure),
    );
    let of_people = matches!(measure, Measure::Came | Measure::First);
    let names = Names {
        title: &title,
        group: comparison.group(),
        share: &share,
        counted: match measure {
            Measure::Came => "bookings",
            Measure::First => "attendances",
            Measure::Likely | Measure::Statement(..) => "answers",
        },
        missing: !of_people,
    };
    let (completeness, words) = owed(tx, view, kind, noun)?;
    let mut shares = compared.shares(names);
    if keys.is_empty() {
        shares.rows.clear();
    }
    shares.notes.splice(0..0, words);
    shares.notes.extend(notes(comparison, measure, keys.len()));
    let mut tables = vec![shares.based_on(completeness.clone())];
    if keys.len() > 1 {
        tables.push(compared.differences(names, base).based_on(completeness.clone()));
    }
    let whole = together::whole(tx, view)?;
    let source = Source::of(measures, measure, comparison);
    let mut found = source.claims(&title, &compared, &keys, &whole, start);
    if comparison == Comparison::Again {
        let attended = counts::attended(tx, view, comparison)?;
        let table = people(&attended, view)?;
        found.extend(claims::attended(&table, &whole));
        tables.push(table.based_on(completeness));
    }
    Ok(Made {
        marks: if keys.is_empty() {
            Vec::new()
        } else {
            compared.marks()
        },
        groups: compared.groups.into_iter().map(|group| group.name).collect(),
        tables,
        claims: found,
        problems: Problems::none(),
    })
}

fn group(
    comparison: Comparison,
    key: &str,
    counts: &Counts,
    standing: Option<&Standing>,
    noun: &Noun,
    view: &View,
) -> Group {
    let counted = counts.get(key).copied().unwrap_or_default();
    let (based, weak) = if comparison.of_sessions() {
        based(standing, noun)
    } else {
        (String::new(), false)
    };
    Group {
        name: comparison.name(key, view.programme.start),
        yes: counted.yes,
        no: counted.no,
        missing: counted.missing,
        closed: counted.closed(),
        based,
        weak,
    }
}

/// What the groups are, and who is in them.
fn notes(comparison: Comparison, measure: &Measure, groups: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if groups == 1 {
        notes.push(
            "There is one group alone: with other filters, or by something else, there is more to compare."
                .to_owned(),
        );
    }
    match measure {
        Measure::Came => notes.push(
            "Bookings of sessions whose register did not come are left out: nobody knows who of them stayed away.".to_owned(),
        ),
        Measure::First => notes.push(
            "First time: the person had not signed in to a session of the same course on an earlier day, in any area. Who gave no address cannot be known again and is left out.".to_owned(),
        ),
        Measure::Likely | Measure::Statement(..) => notes.push(
            "Answers carry no name, and those that belong to no session are in no group.".to_owned(),
        ),
    }
    match comparison {
        Comparison::Again => notes.push(
            "Been before: the same person, known by her work e-mail address, had signed in to another session of the same course that began on an earlier day, in any area and at any time. Who gave no address is not known.".to_owned(),
        ),
        Comparison::Quarter => notes.push("Quarters are those of the calendar.".to_owned()),
        Comparison::Mode => notes.push(
            "How a session met is what its course says: in a room, online or self-study.".to_owned(),
        ),
        _ => {}
    }
    notes.push(
        "The groups are mostly different people, and one person may stand in several: a difference between groups is not change in persons.".to_owned(),
    );
    notes
}

/// Attendances and people by whether they had been before. People are no sums, so they have none.
fn people(attended: &Attended, view: &View) -> Result<Table, Stop> {
    let (comparison, start) = (Comparison::Again, view.programme.start);
    let kinds = [Before::First, Before::Again, Before::Unknown];
    let of = |kind: Before| -> (u64, u64) {
        attended
            .values()
            .filter_map(|kinds| kinds.get(&kind))
            .fold((0, 0), |all, own| (all.0 + own.0, all.1 + own.1))
    };
    let names = kinds.map(|kind| comparison.name(kind.word(), start));
    let mut cross = Crosstab::new(vec![By::in_order(comparison.group(), names.to_vec())]).map_err(engine)?;
    for (kind, name) in kinds.iter().zip(&names) {
        let (attendances, _) = of(*kind);
        if attendances > 0 {
            cross.add(&[name], attendances);
        }
    }
    let mut table = cross
        .long_with_shares("Attendances and people: first time and again", view.profile)
        .map_err(engine)?;
    if let Some(column) = table.columns.get_mut(1) {
        "attendances".clone_into(&mut column.key);
        "Attendances".clone_into(&mut column.label);
    }
    table
        .columns
        .push(Column::new("people", "People", ColumnKind::Count));
    let known: Vec<u64> = kinds.iter().take(2).map(|kind| of(*kind).1).collect();
    let guarded = protect(
        view.profile,
        &[known.len()],
        &[known.as_slice(), &[known.iter().sum()]].concat(),
    );
    for row in &mut table.rows {
        let place = names
            .iter()
            .position(|name| row.cells.first().is_some_and(|cell| cell.display == *name));
        row.cells.push(match place {
            Some(place) if place < known.len() => {
                Cell::count_or_hidden(guarded.get(place).copied().flatten())
            }
            Some(_) => Cell::text(evidence::NonAnswer::NotRecorded.words()),
            None => Cell::text(""),
        });
    }
    if cross.total() == 0 {
        table.rows.clear();
    }
    table.notes.push(
        "People are counted once in a row; who came for the first time and again within this part stands in both, so that there is no sum.".to_owned(),
    );
    Ok(table)
}
