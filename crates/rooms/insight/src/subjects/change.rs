//! Before and after: what people say of themselves on one form, and the same people on two.

use super::engine;
use super::opinions::{answers, engine_statements, say_if_few};
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::change::{Transitions, paired_table};
use evidence::reading::{Paired, Pairing};
use evidence::{By, Crosstab, Table};
use instrument::Question;
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
    let alike = |question: &Question| {
        before.published.question(&question.key).is_some_and(|first| {
            after.published.question(&question.key).is_some_and(|second| {
                first.wording == second.wording
                    && first.text == second.text
                    && before.published.scale_of(first) == after.published.scale_of(second)
            })
        })
    };
    let statements = engine_statements(&before.published, &alike)?;
    let pre = answers(tx, view, "before", "pre", &alike)?;
    let post = answers(tx, view, "after", "post", &alike)?;
    let (rows_before, rows_after) = (pre.tally.rows(), post.tally.rows());
    let found = tallies::pairs(tx, &view.leave, view.programme.id, &view.answers())?;
    let items = statements
        .items()
        .iter()
        .map(|item| {
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
                before: pre.distribution(item),
                after: post.distribution(item),
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
    for (side, title) in [(pre, "Everybody before"), (post, "Everybody after")] {
        let mut table =
            evidence::distribution_table(&side.statements, &side.tally, AgreeOptions::new(view.profile))
                .map_err(engine)?;
        title.clone_into(&mut table.title);
        say_if_few(&mut table, side.tally.rows());
        table.notes.push("Not the same people: differences between everybody before and everybody after are not change in persons.".to_owned());
        all.push(table);
    }
    Ok(all)
}

/// What people said of themselves on the form at the end of a session.
pub(super) fn one_form(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let found = answers(tx, view, "end-of-session", "feedback", &|question| {
        question.scale == "knowledge"
    })?;
    let (version, counts) = (&found.latest, &found.counts);
    let mut knowledge =
        evidence::distribution_table(&found.statements, &found.tally, AgreeOptions::new(view.profile))
            .map_err(engine)?;
    say_if_few(&mut knowledge, found.tally.rows());
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
