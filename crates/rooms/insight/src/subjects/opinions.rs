//! Agreement with statements, from the answers of one questionnaire.

use super::engine;
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::{Answer, NonAnswer, Polarity, Scale, Statement, Statements, Table, Tally, agree_table};
use instrument::{Kind, Published};
use kernel::{Fault, Stop};
use responses::tallies;
use store::Tx;

/// The scale questions of a questionnaire that `wanted` picks, as the engine takes them.
pub(super) fn engine_statements(
    published: &Published,
    wanted: &dyn Fn(&instrument::Question) -> bool,
) -> Result<Statements, Fault> {
    let items: Result<Vec<Statement>, Fault> = published
        .definition()
        .questions()
        .filter(|question| question.kind == Kind::Scale && wanted(question))
        .filter_map(|question| published.scale_of(question).map(|scale| (question, scale)))
        .map(|(question, scale)| {
            let polarity = match scale.polarity {
                instrument::Polarity::FirstIsBest => Polarity::BestFirst,
                instrument::Polarity::LastIsBest => Polarity::WorstFirst,
            };
            let scale = Scale::new(scale.labels.clone(), polarity)
                .map_err(|error| Fault::caused("a scale", error))?;
            Ok(Statement::new(&question.key, &question.text, scale).worded(&question.wording))
        })
        .collect();
    Statements::new(&published.definition().title, items?).map_err(|error| Fault::caused("statements", error))
}

pub(super) fn tables(
    tx: &mut Tx<'_>,
    view: &View,
    instrument: &str,
    purpose: &str,
    wanted: &dyn Fn(&instrument::Question) -> bool,
    title: &str,
) -> Result<Vec<Table>, Stop> {
    let version = responses::version_by_key(tx, instrument, None)?
        .ok_or_else(|| Fault::new("a questionnaire is not published"))?;
    let statements = engine_statements(&version.published, wanted)?;
    let mut tally = Tally::new(&statements, Vec::new());
    for count in tallies::counts(tx, view.programme.id, purpose, &view.answers())? {
        let Some(item) = statements
            .items()
            .iter()
            .position(|statement| statement.key == count.question)
        else {
            continue;
        };
        let number = u64::try_from(count.count).unwrap_or(0);
        match answer(&count) {
            Some(answer) => {
                tally.add(&[], item, answer, number);
            }
            None => return Err(Fault::new("a stored answer is no point of its scale").into()),
        }
    }
    tally.add_rows(
        &[],
        u64::try_from(tallies::responses(
            tx,
            view.programme.id,
            purpose,
            &view.answers(),
        )?)
        .unwrap_or(0),
    );
    let mut table = agree_table(&statements, &tally, AgreeOptions::new(view.profile)).map_err(engine)?;
    title.clone_into(&mut table.title);
    say_if_few(&mut table, tally.rows());
    Ok(vec![table])
}

/// Says why a table is empty although there are responses (SH11).
pub(super) fn say_if_few(table: &mut Table, responses: u64) {
    if responses > 0 && i64::try_from(responses).unwrap_or(i64::MAX) < tallies::FEWEST {
        table.notes.push(
            "Fewer than five responses fit these filters: they are not opened for anybody, so that no answer has a face."
                .to_owned(),
        );
    }
}

/// A stored answer as the engine takes it; `None` for one that is no answer to a scale.
pub(super) fn answer(count: &tallies::Count) -> Option<Answer> {
    match (count.number, count.non_answer.as_deref()) {
        (Some(point), _) => u8::try_from(point).ok().map(Answer::Point),
        (None, Some("not-asked")) => Some(Answer::Absent(NonAnswer::NotAsked)),
        (None, Some("not-known")) => Some(Answer::Absent(NonAnswer::NotKnown)),
        (None, Some("prefer-not-to-say")) => Some(Answer::Absent(NonAnswer::PreferNotToSay)),
        (None, Some(_)) => Some(Answer::Absent(NonAnswer::NotRecorded)),
        (None, None) => None,
    }
}
