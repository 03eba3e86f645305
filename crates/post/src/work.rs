//! Work as the runner does it: in one transaction, with what takes long done ahead of it.

use crate::jobs::Job;
use crate::upkeep::kept;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Entropy, Instant, Stop};
use std::sync::Arc;
use store::{Db, Tx};

/// A kind of work. It runs inside one transaction together with the note that it is done, so it is done once or not at
/// all; what must leave the house goes through the outbox.
pub trait Work: Send + Sync {
    /// The kind of job it does.
    fn kind(&self) -> &'static str;

    /// It is wanted once a day without anybody asking: the runner queues it.
    fn daily(&self) -> bool {
        false
    }

    /// What takes long is done before [`Self::run`], while the writer is free: read, worked out, and written aside where `run` finds it. It
    /// may be cut off at any moment, and is begun anew then.
    ///
    /// # Errors
    /// What stopped it: the work is tried again later.
    fn ahead(&self, _house: &Ahead<'_>, _job: &Job) -> Result<(), Stop> {
        Ok(())
    }

    /// Does it, as the system. What it changes of a record it records with `audit::also`.
    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop>;
}

/// The house, for what work does ahead: it reads on a connection of its own, and writes in small units of work, between which everybody else's
/// writes go on.
pub struct Ahead<'h> {
    db: &'h Db,
    entropy: &'h Arc<dyn Entropy>,
    now: Instant,
}

impl<'h> Ahead<'h> {
    /// The house for a job that is begun now.
    pub const fn new(db: &'h Db, entropy: &'h Arc<dyn Entropy>, now: Instant) -> Self {
        Self { db, entropy, now }
    }

    /// When the job was begun.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Where random bytes come from.
    pub fn entropy(&self) -> Arc<dyn Entropy> {
        Arc::clone(self.entropy)
    }

    /// Reads, and holds up no write.
    ///
    /// # Errors
    /// What `work` stopped with; busy when no reader came free in time.
    pub fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Stop>) -> Result<T, Stop> {
        self.db.read_now(work)
    }

    /// Writes a little as the system, in a unit of work of its own.
    ///
    /// # Errors
    /// What `work` stopped with; busy when nothing can be written.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &Scope<SystemJob>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.db.write_now(move |tx| kept(tx, |tx, scope| work(tx, scope)))
    }
}
