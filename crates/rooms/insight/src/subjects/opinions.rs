//! Agreement with statements, from the answers of one questionnaire.

use super::{engine, missing};
use crate::view::View;
use evidence::agree::AgreeOptions;
use evidence::disclosure::protect;
use evidence::{
    Answer, Distribution, NonAnswer, Noun, Polarity, Scale, Statement, Statements, Table, Tally, agree_table,
};
use instrument::{Kind, Published};
use kernel::{Fault, Id, Stop};
use responses::model::InstrumentVersion;
use responses::tallies;
use std::collections::HashMap;
use store::Tx;

/// The scale questions of a questionnaire that `wanted` picks, as the engine takes them; `None` for a version without any.
fn engine_statements(
    published: &Published,
    wanted: &dyn Fn(&instrument::Question) -> bool,
) -> Result<Option<Statements>, Fault> {
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
    let items = items?;
    if items.is_empty() {
        return Ok(None);
    }
    Statements::new(&published.definition().title, items)
        .map(Some)
        .map_err(|error| Fault::caused("statements", error))
}

/// The statements of one questionnaire in all its versions: a row for each, and one of its own for a version whose wording, scale or
/// polarity differs (evidence.md, scales).
pub(super) struct Pooled {
    pub(super) statements: Statements,
    /// The row in which a version's question is counted.
    rows: HashMap<(Id, String), usize>,
}

impl Pooled {
    /// Pools the scale questions that `wanted` picks; `None` where no version asks such a thing.
    pub(super) fn of(
        versions: &[InstrumentVersion],
        wanted: &dyn Fn(&instrument::Question) -> bool,
    ) -> Result<Option<Self>, Fault> {
        let mut each: Vec<(Id, Statements)> = Vec::new();
        for version in versions {
            each.extend(engine_statements(&version.published, wanted)?.map(|found| (version.id.0, found)));
        }
        let Some((_, last)) = each.last() else {
            return Ok(None);
        };
        let pooled = evidence::statements::pool(
            last.title(),
            &each.iter().map(|(_, statements)| statements).collect::<Vec<_>>(),
        )
        .map_err(|error| Fault::caused("versions of a questionnaire", error))?;
        let mut rows = HashMap::new();
        for ((version, statements), places) in each.iter().zip(&pooled.rows) {
            for (item, place) in statements.items().iter().zip(places) {
                rows.insert((*version, item.key.clone()), *place);
            }
        }
        Ok(Some(Self {
            statements: pooled.statements,
            rows,
        }))
    }

    /// The row in which a version's question is counted; `None` where it is no statement of this table.
    pub(super) fn row(&self, version: Id, question: &str) -> Option<usize> {
        self.rows.get(&(version, question.to_owned())).copied()
    }

    /// The questions that are counted in a row.
    pub(super) fn keys_of(&self, row: usize) -> impl Iterator<Item = &str> {
        let own = self.rows.iter().filter(move |(_, place)| **place == row);
        own.map(|((_, key), _)| key.as_str())
    }
}

/// The answers to the statements of one questionnaire.
pub(super) struct Answers {
    pub(super) statements: Statements,
    pub(super) tally: Tally,
    pub(super) counts: Vec<tallies::Count>,
    pub(super) latest: InstrumentVersion,
    pooled: Pooled,
}

impl Answers {
    /// How the statement of a row was answered.
    pub(super) fn distribution(&self, row: usize) -> Distribution {
        let points = self
            .statements
            .items()
            .get(row)
            .map_or(0, |item| item.scale.points());
        self.tally.distribution(row, points, &[])
    }

    /// The row in which a version's question is counted; `None` where it is no statement of this table.
    pub(super) fn row(&self, version: Id, question: &str) -> Option<usize> {
        self.pooled.row(version, question)
    }
}

/// Counts the answers to the scale questions that `wanted` picks; `None` where no version asks such a thing.
pub(super) fn answers(
    tx: &mut Tx<'_>,
    view: &View,
    instrument: &str,
    purpose: &str,
    wanted: &dyn Fn(&instrument::Question) -> bool,
) -> Result<Option<Answers>, Stop> {
    let mut versions = responses::versions_of(tx, instrument)?;
    let pooled = Pooled::of(&versions, wanted)?;
    let (Some(pooled), Some(latest)) = (pooled, versions.pop()) else {
        return Ok(None);
    };
    let filter = view.answers_to(instrument);
    let sittings = view.sittings(tx)?;
    let tallied = tallies::counts(tx, &view.leave, &sittings, purpose, &filter)?;
    let mut found = Answers {
        tally: Tally::new(&pooled.statements, Vec::new()),
        statements: pooled.statements.clone(),
        counts: Vec::new(),
        latest,
        pooled,
    };
    for count in &tallied.counts {
        let Some(row) = found.row(count.version, &count.question) else {
            continue;
        };
        let answer = answer(count).ok_or_else(|| Fault::new("a stored answer is no point of its scale"))?;
        found
            .tally
            .add(&[], row, answer, u64::try_from(count.count).unwrap_or(0));
    }
    found
        .tally
        .add_rows(&[], u64::try_from(tallied.responses).unwrap_or(0));
    found.counts = tallied.counts;
    Ok(Some(found))
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
    let Some(found) = answers(tx, view, instrument, purpose, wanted)? else {
        return Ok(Vec::new());
    };
    let options = AgreeOptions::new(view.profile);
    let mut table = agree_table(&found.statements, &found.tally, options).map_err(engine)?;
    title.clone_into(&mut table.title);
    let mut tables = vec![settled(table, found.tally.rows())];
    let asked: Vec<(&str, &str)> = found
        .statements
        .items()
        .iter()
        .map(|item| (item.key.as_str(), item.label.as_str()))
        .collect();
    tables.extend(missing::split(view.profile, &asked, &found.counts));
    Ok(tables)
}

/// What people say later of what they use.
pub(super) fn later(tx: &mut Tx<'_>, view: &View) -> Result<Vec<Table>, Stop> {
    let mut tables = tables(
        tx,
        view,
        "follow-up",
        "follow-up",
        &|question| question.kind == Kind::Scale,
        "Use in practice",
    )?;
    let sittings = view.sittings(tx)?;
    let answers = tallies::responses(
        tx,
        &view.leave,
        &sittings,
        "follow-up",
        &view.answers_to("follow-up"),
    )?;
    let answers = u64::try_from(answers).unwrap_or(0);
    let words = if view.area.is_some() || view.course.is_some() {
        "Answers to the later survey are counted for all areas and courses together, and not for one of them: those that were loaded name neither."
            .to_owned()
    } else if answers == 0 {
        if view.part() == ledger::Part::default() {
            "Nobody has answered the later survey yet.".to_owned()
        } else {
            "Nobody answered the later survey in this time.".to_owned()
        }
    } else {
        let shown = protect(view.profile, &[1], &[answers, answers]);
        let base = shown.first().copied().flatten().map_or_else(
            || "based on a few answers".to_owned(),
            |count| format!("based on {}", Noun::new("answer", "answers").counted(count)),
        );
        format!("{base}; of answers that were loaded, how many could have come is on no record.")
    };
    for table in &mut tables {
        table.notes.push(words.clone());
    }
    Ok(tables)
}

/// A table with nothing in it instead of rows of zeroes, where nobody answered or too few did; and why it is empty although somebody did.
pub(super) fn settled(mut table: Table, responses: u64) -> Table {
    if i64::try_from(responses).unwrap_or(i64::MAX) < tallies::FEWEST {
        table.rows.clear();
        table.rules.clear();
        table.notes.clear();
    }
    say_if_few(&mut table, responses);
    table
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

/// The non-answer that a stored word stands for.
pub(super) fn non_answer(word: &str) -> NonAnswer {
    match word {
        "not-asked" => NonAnswer::NotAsked,
        "not-known" => NonAnswer::NotKnown,
        "prefer-not-to-say" => NonAnswer::PreferNotToSay,
        _ => NonAnswer::NotRecorded,
    }
}

/// A stored answer as the engine takes it; `None` for one that is no answer to a scale.
fn answer(count: &tallies::Count) -> Option<Answer> {
    match (count.number, count.non_answer.as_deref()) {
        (Some(point), _) => u8::try_from(point).ok().map(Answer::Point),
        (None, Some(word)) => Some(Answer::Absent(non_answer(word))),
        (None, None) => None,
    }
}
