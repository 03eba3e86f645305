//! The one writer: takes the units of work that wait, runs each in a savepoint of one transaction, commits once, then
//! answers all of them. A 2xx therefore always stands on a synced commit (SR1), and many share one sync.

use crate::tx::{Link, Tx};
use crate::{Keys, postgres, sqlite};
use kernel::{Fault, Refusal, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// Units of work in one commit at most.
const GROUP: usize = 64;
/// How often a group is tried again when the server asks for it.
const TRIES: usize = 8;

/// A unit of work with its answer, whatever its type.
pub(crate) trait Work: Send {
    /// Runs it; `true` when it wants to be committed. May run more than once.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// What stopped it, if something did.
    fn stop(&self) -> Option<&Stop>;
    /// Tells the person who waits. `Err`: the commit failed.
    fn answer(self: Box<Self>, committed: Result<(), Stop>);
}

/// The way to the writer's thread.
pub(crate) struct Writer {
    queue: SyncSender<Box<dyn Work>>,
    state: Arc<State>,
}

#[derive(Default)]
pub(crate) struct State {
    halted: AtomicBool,
    waiting: AtomicUsize,
    version: AtomicU64,
    commits: AtomicU64,
}

impl Writer {
    pub(crate) fn start(link: Link, keys: Keys, queue: usize) -> Result<Self, Fault> {
        let (sender, receiver) = sync_channel(queue.max(1));
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || serve(link, &keys, &receiver, &shared))
            .map_err(|error| Fault::caused("start the writer", error))?;
        Ok(Self { queue: sender, state })
    }

    /// Queues a unit of work, or gives it back when the queue is full or writing has stopped.
    pub(crate) fn submit(&self, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        if self.state.halted.load(Ordering::SeqCst) {
            return Err(work);
        }
        self.state.waiting.fetch_add(1, Ordering::Relaxed);
        self.queue.try_send(work).map_err(|error| {
            self.state.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(work) | TrySendError::Disconnected(work) => work,
            }
        })
    }

    pub(crate) fn version(&self) -> u64 {
        self.state.version.load(Ordering::SeqCst)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.state.waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn commits(&self) -> u64 {
        self.state.commits.load(Ordering::Relaxed)
    }

    pub(crate) fn halted(&self) -> bool {
        self.state.halted.load(Ordering::SeqCst)
    }
}

fn serve(mut link: Link, keys: &Keys, queue: &Receiver<Box<dyn Work>>, state: &State) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match queue.try_recv() {
                Ok(work) => group.push(work),
                Err(_) => break,
            }
        }
        state.waiting.fetch_sub(group.len(), Ordering::Relaxed);
        let outcome = if state.halted.load(Ordering::SeqCst) {
            Err(sqlite::Trouble::Halt)
        } else {
            commit(&mut link, keys, &mut group, state)
        };
        for work in group {
            let committed = match &outcome {
                Ok(()) => Ok(()),
                Err(_) => Err(Stop::Refusal(Refusal::Busy)),
            };
            work.answer(committed);
        }
        if outcome == Err(sqlite::Trouble::Halt) && !state.halted.swap(true, Ordering::SeqCst) {
            tracing::error!(
                "writing has stopped after a failed sync or a damaged page: restart, which checks the file first"
            );
        }
    }
}

/// Runs the group and commits it.
fn commit(
    link: &mut Link,
    keys: &Keys,
    group: &mut [Box<dyn Work>],
    state: &State,
) -> Result<(), sqlite::Trouble> {
    for _ in 0..TRIES {
        if begin(link).is_err() {
            return Err(sqlite::Trouble::Full);
        }
        let mut wanted = false;
        let mut again = false;
        for work in group.iter_mut() {
            if link.batch("savepoint work").is_err() {
                again = true;
                break;
            }
            let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                work.run(&mut Tx::new(link, keys))
            }))
            .unwrap_or(false);
            if good {
                wanted = true;
                again |= link.batch("release work").is_err();
            } else {
                if let Some(stop) = work.stop() {
                    if let Stop::Fault(fault) = stop {
                        again |= postgres::wants_retry(fault);
                    }
                    let trouble = sqlite::trouble_of(stop);
                    if trouble != sqlite::Trouble::Work {
                        let _ = link.batch("rollback");
                        return Err(trouble);
                    }
                }
                again |= link.batch("rollback to work; release work").is_err();
            }
            if again {
                break;
            }
        }
        if again {
            let _ = link.batch("rollback");
            continue;
        }
        if !wanted {
            let _ = link.batch("rollback");
            return Ok(());
        }
        match end(link) {
            Ok(()) => {
                state.version.fetch_add(1, Ordering::SeqCst);
                state.commits.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            Err(End::Again) => {}
            Err(End::Trouble(trouble)) => {
                let _ = link.batch("rollback");
                return Err(trouble);
            }
        }
    }
    Err(sqlite::Trouble::Full)
}

enum End {
    Again,
    Trouble(sqlite::Trouble),
}

fn begin(link: &mut Link) -> Result<(), Fault> {
    match link {
        Link::Sqlite(_) => link.batch("begin immediate"),
        Link::Postgres(_) => link.batch("begin isolation level serializable"),
    }
}

fn end(link: &mut Link) -> Result<(), End> {
    match link {
        Link::Sqlite(raw) => raw.execute_batch("commit").map_err(|error| {
            tracing::error!(%error, "a commit failed");
            match sqlite::trouble(&error) {
                // A commit that failed for a reason of its own has told nobody anything: refuse the group, go on.
                sqlite::Trouble::Work => End::Trouble(sqlite::Trouble::Full),
                other => End::Trouble(other),
            }
        }),
        Link::Postgres(postgres) => postgres.batch("commit").map_err(|fault| {
            if postgres::wants_retry(&fault) {
                let _ = postgres.batch("rollback");
                End::Again
            } else {
                End::Trouble(sqlite::Trouble::Full)
            }
        }),
    }
}
