//! Filled-in forms of earlier years: what the room of learning, which reads the file, asks this room to do with them.

mod aside;
mod prints;

use crate::books;
use crate::keying::{Keyed, choices, for_paper};
use crate::model::InstrumentVersion;
use crate::records::{self, earlier as sql};
use crate::sums;
use instrument::{Answer, Kind, MAY_QUOTE, NonAnswer, REACH_ME, Sheet, Value};
use kernel::{Fault, Id, Problems, Refusal, Stop};
use learning::Moment;
use learning::earlier::forms::{Asked, Forms, Row, Unfit};
use store::{Tx, values};

/// What this room does for a file of forms.
pub const FORMS: Forms = Forms {
    versions,
    asked,
    unfit,
    questionnaire,
    standing: prints::standing,
    aside: aside::write,
    in_place: aside::in_place,
    in_use,
    take_back,
};

/// Published versions, the newest of each questionnaire first.
fn versions(tx: &mut Tx<'_>) -> Result<Vec<(Id, String)>, Fault> {
    let mut all = books::versions(tx)?;
    all.sort_by(|one, other| {
        let key = |version: &InstrumentVersion| {
            let definition = version.published.definition();
            (
                definition.title.to_lowercase(),
                std::cmp::Reverse(definition.version),
            )
        };
        key(one).cmp(&key(other))
    });
    let named = all.into_iter().map(|version| {
        let definition = version.published.definition();
        (
            version.id.0,
            format!("{}, version {}", definition.title, definition.version),
        )
    });
    Ok(named.collect())
}

fn version(tx: &mut Tx<'_>, id: Id) -> Result<InstrumentVersion, Stop> {
    let found = tx.one(&records::VERSION_BY_ID, values![id], books::read)?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// What a version asks. Not among it is what says who somebody is or may come to say it: the answers that make the link code, how she can be
/// reached, and whether her words may be quoted.
fn asked(tx: &mut Tx<'_>, id: Id) -> Result<Vec<Asked>, Stop> {
    let version = version(tx, id)?;
    let sheet = for_paper(version.published.definition(), &[]);
    let questions = sheet.definition.questions();
    let questions =
        questions.filter(|question| !question.link && question.key != REACH_ME && question.key != MAY_QUOTE);
    let asked = questions.map(|question| Asked {
        key: question.key.clone(),
        text: question.text.clone(),
        choices: choices(&sheet, question),
        several: question.kind == Kind::Multiple,
        day: question.kind == Kind::Date,
    });
    Ok(asked.collect())
}

/// The answers of a form. A question of which the file has no column was not put.
fn answers(sheet: &Sheet, row: &Row) -> Result<Vec<Answer>, Problems> {
    let keyed = Keyed(row.sent.clone());
    let mut answers = sheet.read(|key| keyed.sent(key))?;
    let mut problems = Problems::none();
    for answer in &mut answers {
        let sent = row.sent.get(&answer.question);
        match &answer.value {
            Value::None(NonAnswer::NotRecorded) if sent.is_none() => {
                answer.value = Value::None(NonAnswer::NotAsked);
            }
            Value::None(NonAnswer::NotAsked) if sent.is_some_and(|sent| !sent.is_empty()) => {
                let why = "This is only asked after another answer, which the row does not have";
                problems.add(&answer.question, why);
            }
            _ => {}
        }
    }
    problems.check()?;
    Ok(answers)
}

fn unfit(tx: &mut Tx<'_>, id: Id, rows: &[Row]) -> Result<Vec<Unfit>, Stop> {
    let version = version(tx, id)?;
    let sheet = for_paper(version.published.definition(), &[]);
    let mut unfit = Vec::new();
    for row in rows {
        if let Err(problems) = answers(&sheet, row) {
            let told = problems.0.into_iter();
            unfit.extend(told.map(|problem| (row.line, problem.field, problem.message)));
        }
    }
    Ok(unfit)
}

/// The key of the questionnaire that a version is of.
fn questionnaire(tx: &mut Tx<'_>, id: Id) -> Result<String, Stop> {
    Ok(version(tx, id)?.published.definition().key.clone())
}

/// How many of a file's responses are coded, quoted or set aside.
fn in_use(tx: &mut Tx<'_>, import: Id) -> Result<i64, Fault> {
    let used = tx.one(&sql::EARLIER_RESPONSES_USED, values![import], |row| row.get(0))?;
    Ok(used.unwrap_or(0))
}

/// Takes a file's responses back. What they were added up in is made again from the answers that stay, and what came with them alone is owed again.
fn take_back(tx: &mut Tx<'_>, moment: &Moment<'_>, import: Id) -> Result<(), Stop> {
    for clear in [
        &sql::EARLIER_OWED_AGAIN,
        &sql::EARLIER_CLEAR_SUMS_OF_SESSIONS,
        &sql::EARLIER_CLEAR_SUMS_OF_DAYS,
        &sql::EARLIER_CLEAR_ANSWERS,
        &sql::EARLIER_CLEAR_RESPONSES,
        &sql::EARLIER_CLEAR_LIST,
        &sql::EARLIER_CLEAR_PRINTS,
    ] {
        tx.run(clear, values![import])?;
    }
    sums::fill_all(tx, moment.entropy())
}
