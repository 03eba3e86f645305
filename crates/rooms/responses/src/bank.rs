//! The question bank: questions of the newest published versions, and those that somebody kept, to be taken into drafts with the wording
//! key they are counted by.

use crate::drafts;
use crate::guards::BankRecord;
use crate::lists::{Page, cut, one_more, used};
use crate::model::{BankQuestionId, DraftId, InstrumentVersion, InstrumentVersionId};
use crate::records::shelf as sql;
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use instrument::{Kept, Published, Question};
use kernel::{Clock, Entropy, Fault, Id, Instant, Problems, Refusal, Stop};
use store::{Tx, Value, values};

/// Ids for the questions of a version in the bank.
pub(crate) fn ids(published: &Published, clock: &dyn Clock, entropy: &dyn Entropy) -> Vec<BankQuestionId> {
    let questions = published.definition().questions();
    questions.map(|_| BankQuestionId::fresh(clock, entropy)).collect()
}

/// Puts the questions of a published version into the bank. Those of a link code stay out: they mean nothing elsewhere.
pub(crate) fn index(
    tx: &mut Tx<'_>,
    (version, ids): (InstrumentVersionId, &[BankQuestionId]),
    published: &Published,
    now: Instant,
) -> Result<(), Fault> {
    let definition = published.definition();
    let questions = definition.questions().filter(|question| !question.link);
    for (question, id) in questions.zip(ids) {
        insert(
            tx,
            *id,
            Some(version.0),
            &Kept::of(definition, question),
            now,
            None,
        )?;
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    id: BankQuestionId,
    version: Option<Id>,
    kept: &Kept,
    now: Instant,
    by: Option<Id>,
) -> Result<(), Fault> {
    let question = &kept.question;
    let search = format!("{} {} {}", question.text, question.hint, question.counted_as()).to_lowercase();
    tx.run(
        &sql::BANK_INSERT,
        values![
            id.0,
            Value::from(version),
            &question.key,
            question.counted_as(),
            question.kind.code(),
            &question.text,
            search,
            kept.written(),
            now,
            Value::from(by)
        ],
    )
}

/// Keeps a question of a draft in the bank; refuses where the draft was changed since `version`.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    (draft, version, id): (DraftId, i64, BankQuestionId),
    key: &str,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let record = drafts::open(tx, draft)?;
    drafts::still(tx, &record, version, drafts::NOTHING_DONE)?;
    let definition = &record.draft.definition;
    let question = definition.question(key).ok_or(Refusal::Unknown)?;
    let kept = Kept::of(definition, question);
    let known = tx.one(&sql::BANK_KEPT, values![kept.written()], |row| row.get::<i64>(0))?;
    if known.is_some() {
        return Err(Problems::one("", "This question is in the bank already").into());
    }
    let pass = scope.pass_new::<BankRecord>(id);
    insert(tx, id, None, &kept, now, scope.account_id())?;
    let change = Change::new("kept a question in the bank").reason(kept.question.text);
    Done::recorded(tx, pass, change, now, ())
}

fn read(text: &str) -> Result<Kept, Fault> {
    Kept::parse(text).map_err(|error| Fault::caused("a question of the bank", error))
}

/// One question of the bank.
pub(crate) fn one(tx: &mut Tx<'_>, id: BankQuestionId) -> Result<Kept, Stop> {
    Ok(tx
        .one(&sql::BANK_FETCH, values![id.0], |row| {
            read(&row.get::<String>(0)?)
        })?
        .ok_or(Refusal::Unknown)?)
}

/// Published questions that are counted by a wording key, the last first.
pub(crate) fn worded(tx: &mut Tx<'_>, wording: &str) -> Result<Vec<Question>, Stop> {
    Ok(tx.all(&sql::BANK_WORDED, values![wording], |row| {
        Ok(read(&row.get::<String>(0)?)?.question)
    })?)
}

/// A question of the bank in a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// The question.
    pub kept: Kept,
    /// The questionnaire that asks it, and its version.
    pub of: Option<(String, i64)>,
}

/// What the list is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Words of the question.
    pub words: String,
    /// One kind of answer, by its code.
    pub kind: String,
    /// Only those that somebody kept.
    pub only_kept: bool,
    /// After this one.
    pub after: Option<Id>,
}

/// Questions of the newest versions and those that were kept, the last first.
///
/// # Errors
/// A fault of the engine.
pub fn list(tx: &mut Tx<'_>, _leave: &Scope<ManageInstruments>, asked: &Asked) -> Result<Page<Line>, Stop> {
    let filters = used([
        ("after", asked.after.is_some()),
        ("words", !asked.words.is_empty()),
        ("kind", !asked.kind.is_empty()),
        ("kept", asked.only_kept),
    ]);
    let values = [
        one_more(),
        Value::from(asked.after),
        Value::from(store::pattern(&asked.words)),
        Value::from(asked.kind.as_str()),
    ];
    let lines = tx.list(&sql::BANK_LIST, &filters, &values, |row| {
        let title = row.get::<Option<String>>(4)?;
        let version = row.get::<Option<i64>>(5)?;
        Ok(Line {
            id: row.get(0)?,
            kept: read(&row.get::<String>(6)?)?,
            of: title.zip(version),
        })
    })?;
    Ok(cut(lines))
}

/// Versions that were published before there was a bank: their questions are put into it.
pub(crate) fn missing(tx: &mut Tx<'_>) -> Result<Vec<InstrumentVersion>, Fault> {
    tx.all(&sql::BANK_MISSING, values![], crate::books::read)
}
