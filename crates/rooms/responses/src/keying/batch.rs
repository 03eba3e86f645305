//! A batch: begun with the number of its sheets, keyed in sheet by sheet, undone before it is taken.

use super::SHEETS;
use super::keyed::Keyed;
use crate::guards::BatchRecord;
use crate::model::{BatchId, InstrumentVersion};
use crate::records::paper as sql;
use crate::records::paper::Batch;
use access::Scope;
use access::actions::KeyAnswers;
use audit::{Change, Done};
use kernel::{Entropy, Id, Instant, Problems, Refusal, Stop};
use learning::guards::SessionRecord;
use learning::model::{Purpose, SessionId};
use std::collections::BTreeMap;
use store::{Tx, values};

/// Sheets that somebody has in her hand.
#[derive(Clone, Debug)]
pub(crate) struct Pile {
    pub(crate) session: SessionId,
    pub(crate) purpose: Purpose,
    pub(crate) sheets: i64,
    /// Questions that are not on them.
    pub(crate) without: Vec<String>,
}

/// Begins a batch of a session in sight.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    scope: &Scope<KeyAnswers>,
    id: BatchId,
    pile: &Pile,
    version: &InstrumentVersion,
    now: Instant,
) -> Result<Done<BatchId>, Stop> {
    if !(1..=SHEETS).contains(&pile.sheets) {
        let words = format!("Enter how many sheets there are, 1 to {SHEETS}. More are a second batch");
        return Err(Problems::one("sheets", &words).into());
    }
    let pass = scope.pass::<SessionRecord>(tx, pile.session)?;
    let who = scope.account_id().ok_or(Refusal::SignIn)?;
    tx.run(
        &sql::BATCH_INSERT,
        values![
            id.0,
            pile.session.0,
            version.id.0,
            pile.purpose.code(),
            pile.sheets,
            now,
            who,
            pile.without.join(" ")
        ],
    )?;
    // What was not on the sheets counts as not asked.
    let change = if pile.without.is_empty() {
        Change::new("began to key paper in")
    } else {
        Change::new("began to key paper in without").reason(pile.without.join(", "))
    };
    Done::recorded(tx, pass, change, now, id)
}

/// A batch of a session in sight.
pub(crate) fn load(tx: &mut Tx<'_>, scope: &Scope<KeyAnswers>, id: BatchId) -> Result<Batch, Stop> {
    drop(scope.pass::<BatchRecord>(tx, id)?);
    fetch(tx, id)
}

pub(super) fn fetch(tx: &mut Tx<'_>, id: BatchId) -> Result<Batch, Stop> {
    Ok(tx
        .one(&sql::BATCH_FETCH, values![id.0], sql::batch)?
        .ok_or(Refusal::Unknown)?)
}

/// A batch that is being keyed in.
pub(super) fn open(tx: &mut Tx<'_>, id: BatchId) -> Result<Batch, Stop> {
    let batch = fetch(tx, id)?;
    let words = match batch.state.as_str() {
        "open" => return Ok(batch),
        "taken" => "This batch was taken in. What was taken in stays.",
        _ => "This batch was undone. Begin another.",
    };
    Err(Refusal::Closed(words.to_owned()).into())
}

/// Who keyed which sheet: by its number, the first keying and the second.
#[derive(Clone, Default, Debug)]
pub(crate) struct Progress(pub(crate) BTreeMap<i64, [Option<Id>; 2]>);

impl Progress {
    /// Sheets that were keyed once at least, and twice.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let twice = self
            .0
            .values()
            .filter(|keyed| keyed.iter().all(Option::is_some))
            .count();
        (self.0.len(), twice)
    }

    /// Which keying of a sheet is somebody's to do or to mend: hers that nobody keyed after, or the one that is missing.
    pub(crate) fn keying(&self, number: i64, who: Id) -> Result<i64, &'static str> {
        match self.0.get(&number).copied().unwrap_or_default() {
            [None, _] => Ok(1),
            [Some(first), None] if first == who => Ok(1),
            [Some(_), None] => Ok(2),
            [Some(_), Some(second)] if second == who => Ok(2),
            [Some(first), Some(_)] if first == who => Err(
                "You keyed this sheet, and so did somebody else. Where you differ, it is decided when they are compared.",
            ),
            _ => Err("Two people have keyed this sheet."),
        }
    }

    /// The next sheet that somebody can key: one that nobody keyed, else one that somebody else keyed once.
    pub(crate) fn next(&self, sheets: i64, who: Id, after: i64) -> Option<i64> {
        let free = |number: &i64| match self.0.get(number).copied().unwrap_or_default() {
            [None, _] => true,
            [Some(first), None] => first != who,
            _ => false,
        };
        (after + 1..=sheets).chain(1..=after).find(|number| free(number))
    }
}

/// Who keyed what of a batch.
pub(crate) fn progress(tx: &mut Tx<'_>, id: BatchId) -> Result<Progress, Stop> {
    let rows = tx.all(&sql::SHEETS_KEYED, values![id.0], |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Id>(2)?))
    })?;
    let mut progress = Progress::default();
    for (number, keying, who) in rows {
        let [first, second] = progress.0.entry(number).or_default();
        *(if keying == 1 { first } else { second }) = Some(who);
    }
    Ok(progress)
}

/// Which keying of a sheet is this person's.
pub(crate) fn keying_of(
    tx: &mut Tx<'_>,
    scope: &Scope<KeyAnswers>,
    batch: &Batch,
    number: i64,
) -> Result<i64, Stop> {
    if !(1..=batch.sheets).contains(&number) {
        return Err(Refusal::Unknown.into());
    }
    let who = scope.account_id().ok_or(Refusal::SignIn)?;
    progress(tx, batch.id)?
        .keying(number, who)
        .map_err(|words| Refusal::Closed(words.to_owned()).into())
}

/// What this person keyed of a sheet before, to mend it.
pub(crate) fn own_keying(tx: &mut Tx<'_>, batch: &Batch, number: i64, keying: i64) -> Result<Keyed, Stop> {
    let sealed = tx.one(&sql::SHEET_FETCH, values![batch.id.0, number, keying], |row| {
        row.get::<Vec<u8>>(0)
    })?;
    let Some(sealed) = sealed else {
        return Ok(Keyed::default());
    };
    let text = tx
        .keys()
        .open_text("paper_sheet", "answers_sealed", batch.id.0, &sealed)?;
    Ok(Keyed::parse(&text))
}

/// Keeps what somebody keyed of a sheet. Nobody keys a sheet twice.
pub(crate) fn keep_sheet(
    tx: &mut Tx<'_>,
    scope: &Scope<KeyAnswers>,
    id: BatchId,
    number: i64,
    keyed: &Keyed,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<Option<i64>>, Stop> {
    let pass = scope.pass::<BatchRecord>(tx, id)?;
    let batch = open(tx, id)?;
    let keying = keying_of(tx, scope, &batch, number)?;
    let who = scope.account_id().ok_or(Refusal::SignIn)?;
    let sealed = tx.keys().seal(
        "paper_sheet",
        "answers_sealed",
        id.0,
        keyed.written().as_bytes(),
        entropy,
    );
    tx.run(&sql::SHEET_PUT, values![id.0, number, keying, who, sealed])?;
    // A sheet that was keyed anew is compared anew.
    tx.run(&sql::DECISIONS_OF_SHEET_DROP, values![id.0, number])?;
    let next = progress(tx, id)?.next(batch.sheets, who, number);
    let change = Change::new(if keying == 1 {
        "keyed a sheet"
    } else {
        "keyed a sheet a second time"
    });
    Done::recorded(tx, pass, change, now, next)
}

/// Undoes a batch before it is taken: what was keyed is gone.
pub(crate) fn undo(
    tx: &mut Tx<'_>,
    scope: &Scope<KeyAnswers>,
    id: BatchId,
    now: Instant,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<BatchRecord>(tx, id)?;
    let batch = open(tx, id)?;
    end(tx, &batch, "undone", None)?;
    Done::recorded(tx, pass, Change::new("undid the keying"), now, ())
}

/// Ends a batch; what was keyed of it is forgotten.
pub(super) fn end(
    tx: &mut Tx<'_>,
    batch: &Batch,
    state: &str,
    agreement: Option<(i64, i64)>,
) -> Result<(), Stop> {
    let (agreed, compared) = agreement.unzip();
    if tx.changed(
        &sql::BATCH_END,
        values![batch.id.0, batch.version, state, agreed, compared],
    )? == 0
    {
        return Err(Refusal::Busy.into());
    }
    tx.run(&sql::DECISIONS_DROP, values![batch.id.0])?;
    tx.run(&sql::SHEETS_DROP, values![batch.id.0])?;
    Ok(())
}
