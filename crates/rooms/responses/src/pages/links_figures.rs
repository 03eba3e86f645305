//! What was answered by a link: a protected table for each question with a choice.

use crate::records::link as sql;
use crate::records::link::Link;
use crate::tallies::FEWEST;
use evidence::disclosure::Profile;
use evidence::{By, Crosstab};
use govuk::{Cell, Table};
use instrument::{Definition, Kind, NonAnswer, Question};
use kernel::{Fault, Stop};
use store::{Tx, values};

/// A question's figures.
pub(crate) struct Figures {
    pub(crate) table: Table,
    pub(crate) notes: String,
}

/// How often something was answered.
struct Count {
    question: String,
    number: Option<i64>,
    option: Option<String>,
    none: Option<String>,
    times: i64,
}

/// The words of what can be chosen, in their order, by what is stored.
fn words(definition: &Definition, question: &Question) -> Vec<(String, String)> {
    let sheet = instrument::Sheet::written(definition);
    crate::keying::choices(&sheet, question)
        .into_iter()
        .filter(|(value, _)| NonAnswer::parse(value).is_none())
        .collect()
}

/// The figures of a link; none while there are too few answers.
pub(crate) fn figures(tx: &mut Tx<'_>, link: &Link, definition: &Definition) -> Result<Vec<Figures>, Stop> {
    if link.answers < FEWEST {
        return Ok(Vec::new());
    }
    let counts = tx.all(&sql::LINK_COUNTS, values![link.id.0], |row| {
        Ok(Count {
            question: row.get(0)?,
            number: row.get(1)?,
            option: row.get(2)?,
            none: row.get(3)?,
            times: row.get(4)?,
        })
    })?;
    let questions = definition.questions().filter(|question| {
        !question.link
            && matches!(
                question.kind,
                Kind::Scale | Kind::Single | Kind::Multiple | Kind::YesNoUnsure
            )
    });
    questions
        .map(|question| Ok(one(definition, question, &counts, link.answers)?))
        .collect()
}

fn one(definition: &Definition, question: &Question, counts: &[Count], all: i64) -> Result<Figures, Fault> {
    let words = words(definition, question);
    let order = words.iter().map(|(_, words)| words.clone()).collect();
    let wrong = |error: evidence::reading::Trouble| Fault::new(format!("figures of a link: {error:?}"));
    let mut table = Crosstab::new(vec![By::in_order("Answer", order)]).map_err(wrong)?;
    let own: Vec<&Count> = counts
        .iter()
        .filter(|count| count.question == question.key)
        .collect();
    for count in &own {
        let value = count
            .number
            .map(|number| number.to_string())
            .or_else(|| count.option.clone());
        let found = value.and_then(|value| words.iter().find(|(known, _)| *known == value));
        if let Some((_, words)) = found {
            table.add(&[words.as_str()], u64::try_from(count.times).unwrap_or_default());
        }
    }
    let without = |wanted: NonAnswer| -> i64 {
        own.iter()
            .filter(|count| count.none.as_deref() == Some(wanted.code()))
            .map(|count| count.times)
            .sum()
    };
    let not_asked = without(NonAnswer::NotAsked);
    let missing: i64 = NonAnswer::ALL
        .into_iter()
        .filter(|none| *none != NonAnswer::NotAsked)
        .map(without)
        .sum();
    let asked = all - not_asked;
    let chosen = if question.kind == Kind::Multiple {
        ", several could be chosen"
    } else {
        ""
    };
    let notes = format!(
        "Answered by {} of {asked} who were asked{chosen}.",
        asked - missing
    );
    let protected = table
        .long_with_shares(&question.text, Profile::Partner)
        .map_err(wrong)?;
    let mut drawn = Table::new(&question.text)
        .column("Answer")
        .figures("Count")
        .figures("Share");
    for row in &protected.rows {
        drawn = drawn.row(row.cells.iter().enumerate().map(|(place, cell)| {
            if place == 0 {
                Cell::text(&cell.display)
            } else {
                Cell::number(&cell.display)
            }
        }));
    }
    let foot = protected.foot().join(" ");
    Ok(Figures {
        table: drawn,
        notes: format!("{notes} {foot}").trim().to_owned(),
    })
}
