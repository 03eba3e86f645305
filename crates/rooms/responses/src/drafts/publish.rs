//! Publishing a draft: checked whole, hashed, and from then on never changed.

use super::reading;
use crate::books;
use crate::guards::DraftRecord;
use crate::model::{BankQuestionId, DraftId, InstrumentVersionId};
use crate::records::draft as sql;
use crate::translations;
use access::Scope;
use access::actions::ManageInstruments;
use audit::{Change, Done};
use instrument::{Published, Unfit};
use kernel::{Instant, Problems, Refusal, Stop};
use store::{Tx, values};

/// Everything that keeps a draft from being published.
pub(crate) fn wrong(tx: &mut Tx<'_>, record: &reading::Record) -> Result<Vec<Unfit>, Stop> {
    let known = reading::known_of(tx, &record.key)?;
    let mut wrong = record.draft.wrong();
    wrong.extend(known.unsettled(&record.draft));
    Ok(wrong)
}

/// Publishes a draft as the next version of its questionnaire. Returns that version.
pub(crate) fn publish(
    tx: &mut Tx<'_>,
    scope: &Scope<ManageInstruments>,
    (draft, id, bank): (DraftId, InstrumentVersionId, &[BankQuestionId]),
    version: i64,
    now: Instant,
) -> Result<Done<(String, u32)>, Stop> {
    let pass = scope.pass::<DraftRecord>(tx, draft)?;
    let record = reading::open(tx, draft)?;
    reading::still(tx, &record, version, "Look at it again before it is published")?;
    if !wrong(tx, &record)?.is_empty() {
        return Err(Problems::one("", "Put right what is wrong before it is published").into());
    }
    let newest = books::newest(tx, &record.key)?;
    let mut definition = record.draft.definition.clone();
    definition.version = newest.as_ref().map_or(1, |newest| {
        newest.published.definition().version.saturating_add(1)
    });
    definition.drop_unused_scales();
    let unchanged = newest.as_ref().is_some_and(|newest| {
        let mut same = definition.clone();
        same.version = newest.published.definition().version;
        same == *newest.published.definition()
    });
    if unchanged {
        return Err(Problems::one("", "Nothing differs from the version that is published").into());
    }
    let published = Published::publish(definition)
        .map_err(|_| Problems::one("", "Put right what is wrong before it is published"))?;
    books::write(tx, (id, bank), &published, now)?;
    let by = scope.account_id().ok_or(Refusal::SignIn)?;
    translations::carry_over(tx, id, &record.draft, by, now)?;
    for (question, reason) in &record.draft.mended {
        if published.question(question).is_some() {
            tx.run(&sql::MENDED_INSERT, values![id.0, question, reason])?;
        }
    }
    if tx.changed(
        &sql::DRAFT_STATE,
        values![draft.0, record.version, "published", now],
    )? == 0
    {
        return Err(Refusal::Busy.into());
    }
    let version = published.definition().version;
    let change = Change::new("published the draft").reason(format!("{}, version {version}", record.key));
    Done::recorded(tx, pass, change, now, (record.key, version))
}
