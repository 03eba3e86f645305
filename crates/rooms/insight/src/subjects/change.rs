//! Before and after: what people say of themselves on one form, and the same people on two.

use super::engine;
use super::missing;
use super::opinions::{Answers, answers, settled};
use crate::facts;
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::change::{Transitions, paired_table};
use evidence::disclosure::Profile;
use evidence::reading::{Paired, Pairing};
use evidence::table::{Column, ColumnKind, RowKind};
use evidence::{By, Completeness, Crosstab, Noun, Statement, Statements, Table};
use instrument::Question;
use kernel::{Fault, Stop};
use responses::pairs::{Pairs, pairs};
use responses::tallies;
use store::Tx;

/// Fewer pairs than this are opened for nobody.
const FEWEST: u64 = tallies::FEWEST.unsigned_abs();
/// The NHS profile prints 1 to 7 alike.
const NHS_SMALL: u64 = 8;

/// What the table of the same people is called.
const PEOPLE: &str = "The same people before and after";

/// A statement that is asked before and after in the same words on the same scale: its row on either side.
pub(super) struct Alike {
    pub(super) statement: Statement,
    pub(super) before: usize,
    pub(super) after: usize,
}

pub(super) fn alike(pre: &Answers, post: &Answers) -> Vec<Alike> {
    let each = pre.statements.items().iter().enumerate();
    each.filter_map(|(before, statement)| {
        let mut others = post.statements.items().iter();
        others
            .position(|other| statement.pools_with(other))
            .map(|after| Alike {
                statement: statement.clone(),
                before,
                after,
            })
    })
    .collect()
}

/// The moves between the answers that are counted in the rows of a statement, whichever versions they were given to.
pub(super) fn moves_of(one: &Alike, pre: &Answers, post: &Answers, found: &Pairs) -> Transitions {
    let mut moves = Transitions::new(one.statement.scale.points());
    for each in found.moves.iter().filter(|each| {
        pre.row(each.version_before, &each.question) == Some(one.before)
            && post.row(each.version_after, &each.question) == Some(one.after)
    }) {
        if let (Ok(from), Ok(to), Ok(persons)) = (
            u8::try_from(each.before),
            u8::try_from(each.after),
            u64::try_from(each.persons),
        ) {
            moves.add(from, to, persons);
        }
    }
    moves
}

/// The same people before and after, by the code of their own making; and everybody before and everybody after, which is never called
/// change in persons (evidence.md, comparing before and after).
pub(super) fn paired(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let any = |_: &Question| true;
    let (Some(pre), Some(post)) = (
        answers(tx, view, "before", "pre", &any)?,
        answers(tx, view, "after", "post", &any)?,
    ) else {
        return Ok(Vec::new());
    };
    let (rows_before, rows_after) = (pre.tally.rows(), post.tally.rows());
    let asked = facts::asked_both(tx, view)?;
    if rows_before == 0 && rows_after == 0 {
        let mut table = nobody(view.profile);
        table.notes.push(
            if asked.sessions == 0 {
                "No course of this part has asked before and after yet."
            } else {
                "Nobody has answered the questions before and after a course of this part yet."
            }
            .to_owned(),
        );
        return Ok(vec![table.based_on(asked_of(
            asked.both,
            asked.sessions,
            "before and after",
        ))]);
    }
    let sittings = view.sittings(tx)?;
    let found = pairs(tx, &view.leave, &sittings, ("before", "after"), &view.answers())?;
    let mut items: Vec<(Statement, Paired)> = Vec::new();
    let mut closed: Vec<String> = Vec::new();
    for one in alike(&pre, &post) {
        let item = Paired {
            before: pre.distribution(one.before),
            after: post.distribution(one.after),
            moves: moves_of(&one, &pre, &post, &found),
        };
        if item.moves.pairs() >= FEWEST {
            items.push((one.statement, item));
        } else if item.before.answered() > 0 && item.after.answered() > 0 {
            closed.push(one.statement.label);
        }
    }
    let mut people = people(&items, &found, (rows_before, rows_after), view.profile)?;
    if found.people < tallies::FEWEST {
        people.notes.push(
            "Fewer than five people can be paired: whose answers moved where is not opened.".to_owned(),
        );
    } else if !closed.is_empty() {
        people.notes.push(format!(
            "Fewer than five people answered these both times, so that who moved where is not opened: {}.",
            closed.join("; ")
        ));
    }
    let mut people = people.based_on(asked_of(asked.both, asked.sessions, "before and after"));
    if betrays(&people, &items, view.profile) {
        people.notes.push(
            "Everybody before and everybody after are left out: beside the people who are paired they would show the few who answered once."
                .to_owned(),
        );
        return Ok(vec![people]);
    }
    let mut all = vec![people];
    for (side, title, when, came) in [
        (pre, "Everybody before", "before", asked.before),
        (post, "Everybody after", "after", asked.after),
    ] {
        let mut table =
            evidence::distribution_table(&side.statements, &side.tally, AgreeOptions::new(view.profile))
                .map_err(engine)?;
        title.clone_into(&mut table.title);
        let mut table = settled(table, side.tally.rows()).based_on(asked_of(came, asked.sessions, when));
        table.notes.push("Not the same people: differences between everybody before and everybody after are not change in persons.".to_owned());
        all.push(table);
    }
    Ok(all)
}

/// How many of the sessions that ask have answers. Nobody owes these, so the ledger does not list them.
pub(super) fn asked_of(came: u64, sessions: u64, when: &str) -> Completeness {
    Completeness::new(
        Noun::new(
            "session that asked before and after",
            "sessions that asked before and after",
        ),
        Noun::new(
            &format!("set of answers {when}"),
            &format!("sets of answers {when}"),
        ),
        came,
        sessions,
    )
}

/// The table of those who are paired, where it has nothing to show.
fn nobody(profile: Profile) -> Table {
    let statement = Column::new("statement", "Statement", ColumnKind::Label);
    Table::new(PEOPLE, profile.name(), vec![statement])
}

/// The table of those who are paired; without rows where no statement is opened.
fn people(
    items: &[(Statement, Paired)],
    found: &Pairs,
    rows: (u64, u64),
    profile: Profile,
) -> Result<Table, Stop> {
    if items.is_empty() {
        return Ok(nobody(profile));
    }
    let statements = Statements::new(
        PEOPLE,
        items.iter().map(|(statement, _)| statement.clone()).collect(),
    )
    .map_err(|error| Fault::caused("statements before and after", error))?;
    let pairing = Pairing {
        rows_before: rows.0,
        rows_after: rows.1,
        pairs: u64::try_from(found.people).unwrap_or(0),
        repeated: u64::try_from(found.repeated).unwrap_or(0),
        items: items.iter().map(|(_, item)| item.clone()).collect(),
    };
    Ok(paired_table(&statements, &pairing, profile))
}

/// Whether everybody's answers, printed beside those of the people who are paired, would show how few people answered once only, or
/// what these answered. Where the matrix is printed its margins can be taken from everybody's points; where it is hidden, everybody's
/// points must not be its margins.
fn betrays(people: &Table, items: &[(Statement, Paired)], profile: Profile) -> bool {
    if profile == Profile::Internal {
        return false;
    }
    let threshold = profile.threshold().unwrap_or(NHS_SMALL);
    let small = |count: u64| count > 0 && count < threshold;
    items.iter().any(|(statement, item)| {
        let matrix = people.html_rows().any(|row| {
            row.kind == RowKind::Body
                && row
                    .labels
                    .first()
                    .is_some_and(|label| label.display == statement.label)
        });
        [(&item.before, false), (&item.after, true)]
            .into_iter()
            .any(|(everybody, after)| {
                let once = everybody.answered().saturating_sub(item.moves.pairs());
                if !matrix {
                    return once < threshold;
                }
                let paired = item.moves.margin(after);
                let points = everybody.points.iter().zip(&paired.points);
                small(once) || points.map(|(all, paired)| all.saturating_sub(*paired)).any(small)
            })
    })
}

/// What people said of themselves on the form at the end of a session.
pub(super) fn one_form(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let wanted = |question: &Question| question.scale == "knowledge";
    let Some(found) = answers(tx, view, "end-of-session", "feedback", &wanted)? else {
        return Ok(Vec::new());
    };
    let (version, counts) = (&found.latest, &found.counts);
    let forms = found.tally.rows();
    let mut knowledge =
        evidence::distribution_table(&found.statements, &found.tally, AgreeOptions::new(view.profile))
            .map_err(engine)?;
    "Knowledge as people saw it themselves, before and after".clone_into(&mut knowledge.title);
    let mut knowledge = settled(knowledge, forms);
    knowledge.notes.push("Both questions stand on one form; how far each person changed is on the paired table where a course has questionnaires before and after.".to_owned());
    let mut tables = vec![knowledge];
    let mut asked: Vec<(&str, &str)> = found
        .statements
        .items()
        .iter()
        .map(|item| (item.key.as_str(), item.label.as_str()))
        .collect();
    for (key, title) in [
        ("likelihood", "How likely people are to use what they learnt"),
        ("time-of-use", "When they expect to use it first"),
    ] {
        let options: Vec<(String, String)> = version
            .published
            .question(key)
            .map(|question| {
                question
                    .options
                    .iter()
                    .map(|option| (option.key.clone(), option.text.clone()))
                    .collect()
            })
            .unwrap_or_default();
        let mut cross = Crosstab::new(vec![By::in_order(
            title,
            options.iter().map(|(_, text)| text.clone()).collect(),
        )])
        .map_err(engine)?;
        for count in counts.iter().filter(|count| count.question == key) {
            if let Some((_, text)) = count
                .option
                .as_ref()
                .and_then(|option| options.iter().find(|(known, _)| known == option))
            {
                cross.add(&[text], u64::try_from(count.count).unwrap_or(0));
            }
        }
        let mut table = cross.long_with_shares(title, view.profile).map_err(engine)?;
        missing::add(&mut table, view.profile, key, counts);
        tables.push(settled(table, forms));
        asked.push((key, title));
    }
    tables.extend(missing::split(view.profile, &asked, counts));
    Ok(tables)
}
