//! A copy is noted before it leaves: for whom and why, what was asked for, and whose records it holds.

use super::file::mark;
use super::page::Purpose;
use super::{CopyRecord, records};
use crate::work::Once;
use crate::{Desk, LocalPath};
use access::actions::SystemJob;
use access::{Action, Scope};
use audit::{Change, Done};
use kernel::{Day, Entropy, Fault, Id, Instant, Refusal, Stop, hex};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Tx, values};

/// What is noted of a copy.
#[derive(Clone)]
pub(super) struct Noted {
    pub(super) id: Id,
    pub(super) mark: String,
    pub(super) what: &'static str,
    pub(super) asked: String,
    pub(super) session: Option<Id>,
    pub(super) lines: usize,
    pub(super) format: &'static str,
    pub(super) held: Vec<(&'static str, Id)>,
    pub(super) about: Option<(&'static str, Id)>,
    pub(super) purpose: Purpose,
}

kernel::masked!(Noted);

/// Notes a copy, once for each form (SR7): sent again, the form gives the same file under the same mark.
pub(super) async fn note<A: Action>(
    desk: &Desk<A>,
    once: Once,
    noted: Noted,
    file: &[u8],
) -> Result<(), Stop> {
    let (now, entropy) = (desk.now(), desk.shared_entropy());
    let (mark, hash) = (noted.mark.clone(), hex::encode(&Sha256::digest(file)));
    let (known, again, own) = (hash.clone(), Arc::new(AtomicBool::new(false)), mark.clone());
    let told = Arc::clone(&again);
    let result = desk
        .write(move |tx, scope| {
            if once.before(tx)?.is_some() {
                told.store(true, Ordering::Relaxed);
                // Nothing to commit: what was noted then takes the place of this refusal.
                return Err(Refusal::Busy.into());
            }
            once.keep(tx, &LocalPath::of(format!("/copies/{}", noted.id)))?;
            insert(tx, scope, &noted, &known, now, &*entropy)
        })
        .await;
    if !again.load(Ordering::Relaxed) {
        return result;
    }
    let before = desk
        .read(move |tx, _| {
            Ok(tx.one(&records::COPY_HASH, values![own], |row| {
                row.get::<Option<String>>(0)
            })?)
        })
        .await?;
    let Some(before) = before else {
        // It was seen in a group that was not saved.
        return result;
    };
    if before == Some(hash) {
        return Ok(());
    }
    let words = "This copy was taken already, and what it holds has changed since. Go back to the list and take a new one.";
    Err(Refusal::Closed(words.to_owned()).into())
}

fn insert<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    noted: &Noted,
    hash: &str,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let account = scope
        .account_id()
        .ok_or_else(|| Fault::new("a copy that nobody takes"))?;
    row(tx, account, noted, Some(hash), now, entropy)?;
    let records = [noted.about.unwrap_or(("copy", noted.id))];
    audit::viewed(tx, scope, "exported", &records, now)?;
    let pass = scope.pass_new::<CopyRecord>(noted.id);
    let purpose = &noted.purpose;
    let words = format!("for: {}; why: {}", purpose.recipient, purpose.reason);
    Done::recorded(tx, pass, Change::new("copy taken out").reason(words), now, ())
}

/// The copy in the list, with the records that it holds.
fn row(
    tx: &mut Tx<'_>,
    account: Id,
    noted: &Noted,
    hash: Option<&str>,
    made_at: Instant,
    entropy: &dyn Entropy,
) -> Result<(), Fault> {
    let (keys, purpose) = (tx.keys(), &noted.purpose);
    let seal = |column, text: &str| keys.seal("copy_out", column, noted.id, text.as_bytes(), entropy);
    let (recipient, reason, asked) = (
        seal("recipient_sealed", &purpose.recipient),
        seal("reason_sealed", &purpose.reason),
        seal("asked_sealed", &noted.asked),
    );
    let lines = i64::try_from(noted.lines).unwrap_or(i64::MAX);
    tx.run(
        &records::COPY_INSERT,
        values![
            noted.id,
            &noted.mark,
            noted.what,
            noted.session,
            account,
            recipient,
            reason,
            lines,
            noted.format,
            made_at,
            purpose.until,
            asked,
            hash
        ],
    )?;
    for (place, (kind, id)) in (1_i64..).zip(&noted.held) {
        tx.run(&records::HELD_INSERT, values![noted.id, place, *kind, *id])?;
    }
    Ok(())
}

/// A copy that left before a demonstration began.
#[derive(Clone)]
pub struct NewCopy {
    /// What it holds.
    pub what: &'static str,
    /// The address that gave it.
    pub asked: &'static str,
    /// For whom.
    pub recipient: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Whose records.
    pub held: Vec<(&'static str, Id)>,
    /// When it left.
    pub made_at: Instant,
    /// Until when it is needed.
    pub until: Day,
    /// When it was confirmed deleted.
    pub deleted_at: Option<Instant>,
}

kernel::masked!(NewCopy);

/// Loads a copy that somebody took.
///
/// # Errors
/// A fault of the engine.
pub fn load(
    tx: &mut Tx<'_>,
    scope: &Scope<SystemJob>,
    (id, account): (Id, Id),
    new: &NewCopy,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<Done<()>, Stop> {
    let mut key = [0_u8; 32];
    entropy.fill(&mut key);
    let noted = Noted {
        id,
        mark: mark(&key),
        what: new.what,
        asked: new.asked.to_owned(),
        session: None,
        lines: new.held.len(),
        format: "csv",
        held: new.held.clone(),
        about: None,
        purpose: Purpose {
            recipient: new.recipient.to_owned(),
            reason: new.reason.to_owned(),
            until: new.until,
        },
    };
    row(tx, account, &noted, None, new.made_at, entropy)?;
    if let Some(at) = new.deleted_at {
        tx.run(&records::COPY_DELETED, values![id, at, account])?;
    }
    let pass = scope.pass_new::<CopyRecord>(id);
    Done::recorded(tx, pass, Change::new("copy taken out"), now, ())
}
