//! The value without which nothing is committed.

use crate::event::{Change, Event};
use crate::records;
use access::actions::SystemJob;
use access::{Action, Actor, Pass, Scope};
use kernel::{Entropy, Fault, Id, Instant, Stop};
use store::{Recorded, Tx, values};
use ticket::Minor;

/// Work that has been recorded. Its field is private: only recording makes one.
///
/// ```compile_fail
/// let done = audit::Done { value: () };
/// ```
#[derive(Debug)]
pub struct Done<T> {
    value: T,
    /// No page counts what was written.
    minor: bool,
}

impl<T> Done<T> {
    /// Records what the pass was used for, in this transaction.
    ///
    /// # Errors
    /// A fault of the engine: then the work is not committed either (SB1).
    pub fn recorded<A: Action, I: Into<Id> + Copy>(
        tx: &mut Tx<'_>,
        pass: Pass<A, I>,
        change: Change,
        at: Instant,
        value: T,
    ) -> Result<Self, Stop> {
        also(tx, &pass, change, at)?;
        Ok(Self { value, minor: false })
    }

    /// Records that somebody has shown to be the person of an account: it is she who did it, though nobody was signed in before.
    ///
    /// # Errors
    /// A fault of the engine, or a record that is no account.
    pub fn let_in<A: Action, I: Into<Id> + Copy>(
        tx: &mut Tx<'_>,
        pass: Pass<A, I>,
        change: Change,
        at: Instant,
        value: T,
    ) -> Result<Self, Stop> {
        let id = pass.id().into();
        if pass.kind() != "account" {
            return Err(Fault::new("only into an account somebody is let in").into());
        }
        no_look(&change)?;
        append(tx, Actor::Account(id), A::NAME, pass.kind(), id, &change, at)?;
        Ok(Self { value, minor: false })
    }

    /// Housekeeping of the system that is no act on a record: claiming a job.
    pub const fn upkeep(_system: &Scope<SystemJob>, value: T) -> Self {
        Self { value, minor: false }
    }

    /// A write of the front or of identity that is no act on a record; only they can name one.
    pub const fn minor(_what: Minor, value: T) -> Self {
        Self { value, minor: true }
    }

    /// The value, changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Done<U> {
        Done {
            value: change(self.value),
            minor: self.minor,
        }
    }

    /// A look at the value before the commit.
    pub const fn value(&self) -> &T {
        &self.value
    }
}

impl<T: Send + 'static> Recorded for Done<T> {
    type Out = T;
    fn into_out(self) -> T {
        self.value
    }
    fn changes(&self) -> bool {
        !self.minor
    }
}

/// Records a further record that the same work touched.
///
/// # Errors
/// A fault of the engine.
pub fn also<A: Action, I: Into<Id> + Copy>(
    tx: &mut Tx<'_>,
    pass: &Pass<A, I>,
    change: Change,
    at: Instant,
) -> Result<(), Stop> {
    no_look(&change)?;
    let (actor, id) = (pass.actor(), pass.id().into());
    append(tx, actor, A::NAME, pass.kind(), id, &change, at)?;
    Ok(())
}

/// What is no look may not be called one: readings that stand until something changes would overlook it.
fn no_look(change: &Change) -> Result<(), Fault> {
    if records::is_look(change.what) {
        return Err(Fault::new(format!(
            "a change by the word of a look: {}",
            change.what
        )));
    }
    Ok(())
}

/// A look that has been recorded, or one that was refused: nothing else was written with it, and no page counts it.
#[derive(Debug)]
pub struct Look(());

impl Recorded for Look {
    type Out = ();
    fn into_out(self) {}
    fn changes(&self) -> bool {
        false
    }
}

/// Records that records were seen, searched or taken out (`what`), in a unit of work that does nothing else, before their page is sent.
///
/// # Errors
/// A fault of the engine: then the page is not sent. A fault also when there is nothing to record.
pub fn looked<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    what: &'static str,
    records: &[(&'static str, Id)],
    at: Instant,
) -> Result<Look, Stop> {
    viewed(tx, scope, what, records, at)?;
    Ok(Look(()))
}

/// The same beside a change.
///
/// # Errors
/// As [`looked`].
pub fn viewed<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    what: &'static str,
    records: &[(&'static str, Id)],
    at: Instant,
) -> Result<(), Stop> {
    if records.is_empty() {
        return Err(Fault::new("a look that names no record").into());
    }
    let actor = scope.viewer().actor();
    for (kind, id) in records {
        append(tx, actor, A::NAME, kind, *id, &Change::new(what), at)?;
    }
    Ok(())
}

/// Records that a record was refused: who asked, and for which (SA2).
///
/// # Errors
/// A fault of the engine.
pub fn refused<A: Action>(
    tx: &mut Tx<'_>,
    scope: &Scope<A>,
    kind: &'static str,
    id: Id,
    at: Instant,
) -> Result<Look, Stop> {
    viewed(tx, scope, "refused", &[(kind, id)], at)?;
    Ok(Look(()))
}

fn append(
    tx: &mut Tx<'_>,
    actor: Actor,
    action: &str,
    kind: &str,
    id: Id,
    change: &Change,
    at: Instant,
) -> Result<(), Fault> {
    let (sequence, previous) = match tx.left::<Last>() {
        Some(Last { sequence, hash }) => (*sequence, hash.clone()),
        None => tx
            .one(&records::EVENT_LAST, &[], |row| {
                Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))
            })?
            .unwrap_or((0, vec![0; 32])),
    };
    let sequence = sequence.saturating_add(1);
    let (actor_kind, actor) = match actor {
        Actor::Public => ("public", String::new()),
        Actor::Account(id) => ("account", id.to_string()),
        Actor::System(job) => ("system", job.to_owned()),
    };
    let keys = tx.keys().clone();
    let reason_sealed = change.reason.as_ref().map(|reason| {
        let nonce = FromEvent(keys.blind("audit reason", &format!("{sequence} {} {reason}", at.millis())));
        keys.seal("audit_event", "reason_sealed", id, reason.as_bytes(), &nonce)
    });
    let event = Event {
        sequence,
        at,
        actor_kind: actor_kind.to_owned(),
        actor,
        action: action.to_owned(),
        change: change.what.to_owned(),
        record_kind: kind.to_owned(),
        record_id: id,
        fields: change.fields.join(" "),
        reason_sealed,
        previous,
    };
    let hash = event.hash(&keys);
    insert(tx, &event, &hash)?;
    tx.leave(Last { sequence, hash });
    Ok(())
}

/// The last event of this transaction: the next need not look for it.
struct Last {
    sequence: i64,
    hash: Vec<u8>,
}

fn insert(tx: &mut Tx<'_>, event: &Event, hash: &[u8]) -> Result<(), Fault> {
    tx.run(
        &records::EVENT_INSERT,
        values![
            event.sequence,
            event.at,
            &event.actor_kind,
            &event.actor,
            &event.action,
            &event.change,
            &event.record_kind,
            event.record_id,
            &event.fields,
            event.reason_sealed.clone(),
            event.previous.clone(),
            hash
        ],
    )?;
    Ok(())
}

/// A nonce from a keyed hash over place, time and text: a unit of work may run twice and must not ask for randomness.
struct FromEvent(Vec<u8>);

impl Entropy for FromEvent {
    fn fill(&self, buffer: &mut [u8]) {
        for (slot, byte) in buffer.iter_mut().zip(self.0.iter().cycle()) {
            *slot = *byte;
        }
    }
}
