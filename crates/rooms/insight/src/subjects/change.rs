//! Before and after: what people say of themselves on one form, and the same people on two.

use super::engine;
use super::opinions::{answer, engine_statements, say_if_few};
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::change::{Transitions, paired_table};
use evidence::reading::{Paired, Pairing};
use evidence::{By, Crosstab, Statements, Table, Tally};
use kernel::{Fault, Stop};
use responses::tallies;
use store::Tx;

/// The same people before and after, by the code of their own making; and everybody before and everybody after, which is never called
/// change in persons (evidence.md, comparing before and after).
pub(super) fn paired(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let version = |tx: &mut Tx<'_>, key: &str| {
        responses::version_by_key(tx, key, None)?
            .ok_or_else(|| Fault::new("a questionnaire is not published"))
    };
    let (before, after) = (version(tx, "before")?, version(tx, "after")?);
    // Only what is asked in the same words on the same scale may be laid side by side.
    let statements = engine_statements(&before.published, &|question| {
        after.published.question(&question.key).is_some_and(|same| {
            same.wording == question.wording
                && same.text == question.text
                && after.published.scale_of(same) == before.published.scale_of(question)
        })
    })?;
    let (pre, rows_before) = side(tx, view, &statements, "pre")?;
    let (post, rows_after) = side(tx, view, &statements, "post")?;
    let found = tallies::pairs(tx, view.programme.id, &view.answers())?;
    let items = statements
        .items()
        .iter()
        .enumerate()
        .map(|(place, item)| {
            let points = item.scale.points();
            let mut moves = Transitions::new(points);
            for one in found.moves.iter().filter(|one| one.question == item.key) {
                if let (Ok(from), Ok(to), Ok(persons)) = (
                    u8::try_from(one.before),
                    u8::try_from(one.after),
                    u64::try_from(one.persons),
                ) {
                    moves.add(from, to, persons);
                }
            }
            Paired {
                before: pre.distribution(place, points, &[]),
                after: post.distribution(place, points, &[]),
                moves,
            }
        })
        .collect();
    let pairing = Pairing {
        rows_before,
        rows_after,
        pairs: u64::try_from(found.people).unwrap_or(0),
        repeated: u64::try_from(found.repeated).unwrap_or(0),
        items,
    };
    if rows_before == 0 && rows_after == 0 {
        return Ok(Vec::new());
    }
    let mut people = paired_table(&statements, &pairing, view.profile);
    "The same people before and after".clone_into(&mut people.title);
    if found.people < tallies::FEWEST {
        people.notes.push(
            "Fewer than five people can be paired: whose answers moved where is not opened.".to_owned(),
        );
    }
    let mut all = vec![people];
    for (tally, title) in [(pre, "Everybody before"), (post, "Everybody after")] {
        let mut table = evidence::distribution_table(&statements, &tally, AgreeOptions::new(view.profile))
            .map_err(engine)?;
        title.clone_into(&mut table.title);
        say_if_few(&mut table, tally.rows());
        table.notes.push("Not the same people: differences between everybody before and everybody after are not change in persons.".to_owned());
        all.push(table);
    }
    Ok(all)
}

/// All answers of one side, and how many forms they stand on.
fn side(tx: &mut Tx<'_>, view: &View, statements: &Statements, purpose: &str) -> Result<(Tally, u64), Stop> {
    let mut tally = Tally::new(statements, Vec::new());
    for count in tallies::counts(tx, view.programme.id, purpose, &view.answers())? {
        let item = statements
            .items()
            .iter()
            .position(|item| item.key == count.question);
        if let (Some(item), Some(answer)) = (item, answer(&count)) {
            tally.add(&[], item, answer, u64::try_from(count.count).unwrap_or(0));
        }
    }
    let rows = tallies::responses(tx, view.programme.id, purpose, &view.answers())?;
    let rows = u64::try_from(rows).unwrap_or(0);
    tally.add_rows(&[], rows);
    Ok((tally, rows))
}

/// What people said of themselves on the form at the end of a session.
pub(super) fn one_form(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let version = responses::version_by_key(tx, "end-of-session", None)?
        .ok_or_else(|| Fault::new("a questionnaire is not published"))?;
    let statements = engine_statements(&version.published, &|question| question.scale == "knowledge")?;
    let mut tally = Tally::new(&statements, Vec::new());
    let counts = tallies::counts(tx, view.programme.id, "feedback", &view.answers())?;
    for count in &counts {
        if let (Some(item), Some(answer)) = (
            statements
                .items()
                .iter()
                .position(|statement| statement.key == count.question),
            answer(count),
        ) {
            tally.add(&[], item, answer, u64::try_from(count.count).unwrap_or(0));
        }
    }
    tally.add_rows(
        &[],
        u64::try_from(tallies::responses(
            tx,
            view.programme.id,
            "feedback",
            &view.answers(),
        )?)
        .unwrap_or(0),
    );
    let mut knowledge =
        evidence::distribution_table(&statements, &tally, AgreeOptions::new(view.profile)).map_err(engine)?;
    say_if_few(&mut knowledge, tally.rows());
    "Knowledge as people saw it themselves, before and after".clone_into(&mut knowledge.title);
    knowledge.notes.push("Both questions stand on one form; how far each person changed is on the paired table where a course has questionnaires before and after.".to_owned());
    let mut tables = vec![knowledge];
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
        tables.push(cross.long_with_shares(title, view.profile).map_err(engine)?);
    }
    Ok(tables)
}
