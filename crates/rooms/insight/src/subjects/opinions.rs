//! Agreement with statements, from the answers of one questionnaire.

use super::engine;
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::{
    Answer, Distribution, NonAnswer, Polarity, Scale, Statement, Statements, Table, Tally, agree_table,
};
use instrument::{Kind, Published};
use kernel::{Fault, Stop};
use responses::model::InstrumentVersion;
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

/// The answers to one questionnaire in all its versions: a row for each statement, and one of its own for a version whose wording, scale
/// or polarity differs (evidence.md, scales).
pub(super) struct Answers {
    pub(super) statements: Statements,
    pub(super) tally: Tally,
    pub(super) counts: Vec<tallies::Count>,
    pub(super) latest: InstrumentVersion,
}

impl Answers {
    /// How a statement was answered.
    pub(super) fn distribution(&self, item: &Statement) -> Distribution {
        let place = self
            .statements
            .items()
            .iter()
            .position(|known| known.key == item.key);
        self.tally
            .distribution(place.unwrap_or(usize::MAX), item.scale.points(), &[])
    }
}

/// Counts the answers to the scale questions that `wanted` picks.
pub(super) fn answers(
    tx: &mut Tx<'_>,
    view: &View,
    instrument: &str,
    purpose: &str,
    wanted: &dyn Fn(&instrument::Question) -> bool,
) -> Result<Answers, Stop> {
    let mut versions = responses::versions_of(tx, instrument)?;
    let each = versions
        .iter()
        .map(|version| engine_statements(&version.published, wanted))
        .collect::<Result<Vec<_>, Fault>>()?;
    let Some(title) = each.last().map(|statements| statements.title().to_owned()) else {
        return Err(Fault::new("a questionnaire is not published").into());
    };
    let pooled = evidence::statements::pool(&title, &each.iter().collect::<Vec<_>>())
        .map_err(|error| Fault::caused("versions of a questionnaire", error))?;
    let filter = view.answers_to(instrument);
    let mut tally = Tally::new(&pooled.statements, Vec::new());
    let counts = tallies::counts(tx, &view.leave, view.programme.id, purpose, &filter)?;
    for count in &counts {
        let row = versions
            .iter()
            .position(|version| version.id.0 == count.version)
            .and_then(|version| {
                let items = each.get(version)?.items();
                let item = items
                    .iter()
                    .position(|statement| statement.key == count.question)?;
                pooled.rows.get(version)?.get(item).copied()
            });
        let Some(row) = row else { continue };
        let answer = answer(count).ok_or_else(|| Fault::new("a stored answer is no point of its scale"))?;
        tally.add(&[], row, answer, u64::try_from(count.count).unwrap_or(0));
    }
    let rows = tallies::responses(tx, &view.leave, view.programme.id, purpose, &filter)?;
    tally.add_rows(&[], u64::try_from(rows).unwrap_or(0));
    let latest = versions
        .pop()
        .ok_or_else(|| Fault::new("a questionnaire is not published"))?;
    Ok(Answers {
        statements: pooled.statements,
        tally,
        counts,
        latest,
    })
}

/// Agreement with the statements of a questionnaire.
pub(super) fn tables(
    tx: &mut Tx<'_>,
    view: &View,
    instrument: &str,
    purpose: &str,
    wanted: &dyn Fn(&instrument::Question) -> bool,
    title: &str,
) -> Result<Vec<Table>, Stop> {
    let found = answers(tx, view, instrument, purpose, wanted)?;
    let options = AgreeOptions::new(view.profile);
    let mut table = agree_table(&found.statements, &found.tally, options).map_err(engine)?;
    title.clone_into(&mut table.title);
    say_if_few(&mut table, found.tally.rows());
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
fn answer(count: &tallies::Count) -> Option<Answer> {
    match (count.number, count.non_answer.as_deref()) {
        (Some(point), _) => u8::try_from(point).ok().map(Answer::Point),
        (None, Some("not-asked")) => Some(Answer::Absent(NonAnswer::NotAsked)),
        (None, Some("not-known")) => Some(Answer::Absent(NonAnswer::NotKnown)),
        (None, Some("prefer-not-to-say")) => Some(Answer::Absent(NonAnswer::PreferNotToSay)),
        (None, Some(_)) => Some(Answer::Absent(NonAnswer::NotRecorded)),
        (None, None) => None,
    }
}
