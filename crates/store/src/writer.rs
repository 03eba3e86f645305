//! The one writer: takes the units of work that wait, runs each in a savepoint of one transaction, commits once, then
//! answers all of them. A 2xx therefore always stands on a synced commit (SR1), and many share one sync.

use crate::postgres::Ended;
use crate::trouble::Trouble;
use crate::tx::{Left, Link, SAVEPOINT, Tx};
use crate::{Keys, postgres, sqlite, trouble};
use kernel::{Fault, Refusal, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

/// Units of work in one commit at most.
const GROUP: usize = 64;
/// How often a group is tried again when the server asks for it.
const TRIES: usize = 8;
/// How long a commit may stay in doubt while the server is away.
const DOUBT: Duration = Duration::from_secs(6);

/// A unit of work with its answer, whatever its type.
pub(crate) trait Work: Send {
    /// Runs it; `true` when it wants to be committed. May run more than once.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// What it did can be found by a reading.
    fn changes(&self) -> bool;
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
    written: AtomicU64,
    commits: AtomicU64,
    /// Pages in SQLite's log.
    log: Arc<AtomicUsize>,
}

impl State {
    fn halted(&self) -> bool {
        self.halted.load(Ordering::SeqCst)
    }

    fn halt(&self) {
        if !self.halted.swap(true, Ordering::SeqCst) {
            tracing::error!(
                "writing has stopped after a failed sync or a damaged page: restart, which checks the file first"
            );
        }
    }
}

impl Writer {
    pub(crate) fn start(mut link: Link, keys: Keys, queue: usize) -> Result<Self, Fault> {
        let (sender, receiver) = sync_channel(queue.max(1));
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        if let Link::Sqlite(raw) = &mut link {
            sqlite::watch_log(raw, Arc::clone(&state.log))?;
        }
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || serve(link, &keys, &receiver, &shared))
            .map_err(|error| Fault::caused("start the writer", error))?;
        Ok(Self { queue: sender, state })
    }

    /// Queues a unit of work, or gives it back when the queue is full or writing has stopped.
    pub(crate) fn submit(&self, work: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        if self.state.halted() {
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

    /// Grows with each commit after which readings may find something else.
    pub(crate) fn written(&self) -> u64 {
        self.state.written.load(Ordering::SeqCst)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.state.waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn commits(&self) -> u64 {
        self.state.commits.load(Ordering::Relaxed)
    }

    pub(crate) fn halted(&self) -> bool {
        self.state.halted()
    }

    /// Stops writing: a reader met a damaged page.
    pub(crate) fn halt(&self) {
        self.state.halt();
    }
}

fn serve(mut link: Link, keys: &Keys, queue: &Receiver<Box<dyn Work>>, state: &State) {
    if let Link::Postgres(postgres) = &mut link
        && let Err(fault) = postgres.for_this_thread()
    {
        // The connection that is there works as well, more slowly.
        tracing::warn!(error = %fault, "the writer keeps its first connection");
    }
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match queue.try_recv() {
                Ok(work) => group.push(work),
                Err(_) => break,
            }
        }
        state.waiting.fetch_sub(group.len(), Ordering::Relaxed);
        let outcome = if state.halted() {
            Err(Trouble::Halt)
        } else {
            commit(&mut link, keys, &mut group)
        };
        match outcome {
            Ok(true) => {
                state.version.fetch_add(1, Ordering::SeqCst);
                if group.iter().any(|work| work.changes()) {
                    state.written.fetch_add(1, Ordering::SeqCst);
                }
                state.commits.fetch_add(1, Ordering::Relaxed);
            }
            // Before anybody is answered: who is refused can be told why.
            Err(Trouble::Halt) => state.halt(),
            Ok(false) | Err(_) => {}
        }
        for work in group {
            work.answer(match outcome {
                Ok(_) => Ok(()),
                Err(Trouble::Unknown) => Err(Stop::Fault(Fault::new(
                    "the server went away in the middle of a commit: it is not known whether it was saved",
                ))),
                Err(_) => Err(Stop::Refusal(Refusal::Busy)),
            });
        }
        // Nobody waits for this: what was answered is in the log and synced.
        if let (Ok(true), Link::Sqlite(raw)) = (outcome, &link)
            && let Err(fault) = sqlite::copy_log(raw, &state.log)
            && trouble::behind(&fault) == Trouble::Halt
        {
            state.halt();
        }
    }
}

/// Runs the group and commits it; whether there was anything to commit.
fn commit(link: &mut Link, keys: &Keys, group: &mut [Box<dyn Work>]) -> Result<bool, Trouble> {
    let mut careful = false;
    for _ in 0..TRIES {
        let ticket = match begin(link) {
            Ok(ticket) => ticket,
            Err(fault) => match trouble::behind(&fault) {
                Trouble::Halt => return Err(Trouble::Halt),
                _ if revived(link, &fault) => continue,
                _ => return Err(Trouble::Full),
            },
        };
        match run(link, keys, group, careful) {
            Ok(Ran::Wanted) => match end(link, ticket)? {
                End::Done => return Ok(true),
                End::Again => {}
            },
            Ok(Ran::Nothing) => {
                let _ = link.batch("rollback");
                return Ok(false);
            }
            // A lost connection shows again when the next try begins, which makes a new one.
            Ok(Ran::Again) => {
                let _ = link.batch("rollback");
            }
            Ok(Ran::Unkept) => {
                let _ = link.batch("rollback");
                careful = true;
            }
            Err(trouble) => {
                let _ = link.batch("rollback");
                return Err(trouble);
            }
        }
    }
    Err(Trouble::Full)
}

enum Ran {
    Wanted,
    Nothing,
    Again,
    /// What one did is not kept, and it went on before that was known: again, and each waits for its own end.
    Unkept,
}

/// Runs each unit of work in a savepoint of its own; one that wants to be committed has opened the next.
fn run(link: &mut Link, keys: &Keys, group: &mut [Box<dyn Work>], careful: bool) -> Result<Ran, Trouble> {
    let mut wanted = false;
    let mut left = Left::default();
    for work in group.iter_mut() {
        let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            work.run(&mut Tx::new(link, keys, &mut left).careful(careful))
        }))
        .unwrap_or(false);
        if good {
            wanted = true;
            continue;
        }
        if let Some(stop) = work.stop() {
            match trouble::of(stop) {
                Trouble::Work => {}
                trouble => return Err(trouble),
            }
            if let Stop::Fault(fault) = stop
                && postgres::wants_retry(fault)
            {
                return Ok(Ran::Again);
            }
        }
        left.clear();
        // Before it is taken back: the savepoint could still be that of an earlier one.
        if !link.kept() {
            return Ok(Ran::Unkept);
        }
        // At once, also after the last: what was refused must not be in the commit.
        if !taken(link.batch("rollback to work"))? {
            return Ok(Ran::Again);
        }
    }
    Ok(match (link.kept(), wanted) {
        (false, _) => Ran::Unkept,
        (true, true) => Ran::Wanted,
        (true, false) => Ran::Nothing,
    })
}

/// `false`: the group should be tried again.
fn taken(result: Result<(), Fault>) -> Result<bool, Trouble> {
    match result {
        Ok(()) => Ok(true),
        Err(fault) => match trouble::behind(&fault) {
            Trouble::Work => Ok(false),
            trouble => Err(trouble),
        },
    }
}

/// Begins a transaction and the savepoint of its first unit of work; its number, where the engine gives one.
fn begin(link: &mut Link) -> Result<i64, Fault> {
    match link {
        Link::Sqlite(_) => link.batch(&format!("begin immediate; {SAVEPOINT}")).map(|()| 0),
        Link::Postgres(postgres) => postgres.begin(SAVEPOINT),
    }
}

/// The connection was lost and there is a new one. Nothing of the transaction on the old one was committed.
fn revived(link: &mut Link, fault: &Fault) -> bool {
    match link {
        Link::Sqlite(_) => false,
        Link::Postgres(postgres) => {
            (postgres.is_closed() || postgres::lost(fault)) && postgres.reopen().is_ok()
        }
    }
}

enum End {
    Done,
    Again,
}

fn end(link: &mut Link, ticket: i64) -> Result<End, Trouble> {
    match link {
        Link::Sqlite(raw) => raw.execute_batch("commit").map(|()| End::Done).map_err(|error| {
            tracing::error!(%error, "a commit failed");
            let _ = raw.execute_batch("rollback");
            match trouble::sqlite(&error) {
                // A commit that failed for a reason of its own has told nobody anything: refuse the group, go on.
                Trouble::Work => Trouble::Full,
                other => other,
            }
        }),
        Link::Postgres(postgres) => {
            let Err(fault) = postgres.commit() else {
                return Ok(End::Done);
            };
            if postgres::wants_retry(&fault) {
                let _ = postgres.batch("rollback");
                return Ok(End::Again);
            }
            tracing::error!(error = %fault, "a commit failed");
            if postgres.is_closed() || postgres::lost(&fault) {
                return settle(postgres, ticket);
            }
            let _ = postgres.batch("rollback");
            match trouble::behind(&fault) {
                Trouble::Work => Err(Trouble::Full),
                trouble => Err(trouble),
            }
        }
    }
}

/// The answer to a commit was lost: asks the server, which remembers, how it ended.
fn settle(link: &mut postgres::Link, ticket: i64) -> Result<End, Trouble> {
    let begun = std::time::Instant::now();
    while begun.elapsed() < DOUBT {
        if link.reopen().is_ok() {
            match link.ended(ticket) {
                Ok(Ended::Committed) => return Ok(End::Done),
                Ok(Ended::Aborted) => return Ok(End::Again),
                Ok(Ended::Forgotten) => return Err(Trouble::Unknown),
                Ok(Ended::NotYet) | Err(_) => {}
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(Trouble::Unknown)
}
