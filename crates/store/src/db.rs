//! The database as the rest of the house holds it.

use crate::places::{Place, Places};
use crate::readings::Readings;
use crate::trouble::{self, Trouble};
use crate::tx::{Left, Link, Tx};
use crate::writer::{Work, Writer};
use crate::{Engine, Keys, Limits, Target, postgres, sqlite};
use kernel::{Fault, Refusal, Stop};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// How many times longer than a person the house's own work waits for a reader, and may read.
const PATIENCE: u64 = 20;

/// The result of a unit of work that may be committed. Only `audit::Done` and `audit::Look` implement it, so nothing is committed
/// without an audit event.
pub trait Recorded: Send + 'static {
    /// What the work hands back.
    type Out: Send + 'static;
    /// Takes it out, after the commit.
    fn into_out(self) -> Self::Out;
    /// Readings may find something else now: not so after what no page counts, like when somebody was last here.
    fn changes(&self) -> bool {
        true
    }
}

/// A handle to the database; cloning shares it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    target: Target,
    engine: Engine,
    keys: Keys,
    limits: Limits,
    writer: Writer,
    places: Places,
    idle: Mutex<Vec<Link>>,
    readings: Readings,
    read: AtomicU64,
}

impl Db {
    /// Opens the database and starts its writer. Does not migrate.
    ///
    /// # Errors
    /// When it cannot be opened, is damaged, or its settings are not the safe ones.
    pub fn open(target: &Target, keys: Keys, limits: Limits) -> Result<Self, Fault> {
        let (link, engine) = match target {
            Target::Sqlite(path) => {
                let raw = sqlite::open(path, false)?;
                sqlite::check(&raw, sqlite::Depth::Quick)?;
                (Link::Sqlite(raw), Engine::Sqlite)
            }
            Target::Postgres(url) => (
                Link::Postgres(postgres::Link::open(url, 30_000)?),
                Engine::Postgres,
            ),
        };
        let writer = Writer::start(link, keys.clone(), limits.queue)?;
        Ok(Self(Arc::new(Inner {
            target: target.clone(),
            engine,
            keys,
            limits,
            writer,
            places: Places::new(limits.readers),
            idle: Mutex::default(),
            readings: Readings::default(),
            read: AtomicU64::new(0),
        })))
    }

    /// Statements that reading units of work have run so far, for the tests that count them.
    pub fn statements_read(&self) -> u64 {
        self.0.read.load(Ordering::Relaxed)
    }

    /// Which engine.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Where the data is.
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// Grows with each commit of this process: what was made from an older version may be out of date.
    pub fn version(&self) -> u64 {
        self.0.writer.version()
    }

    /// Commits so far (a group is one).
    pub fn commits(&self) -> u64 {
        self.0.writer.commits()
    }

    /// Units of work waiting to be written.
    pub fn waiting(&self) -> usize {
        self.0.writer.waiting()
    }

    /// Writing has stopped until a restart (SR4).
    pub fn halted(&self) -> bool {
        self.0.writer.halted()
    }

    /// Stops writing until a restart, which checks first; reading goes on (SR4).
    pub fn stop_writing(&self) {
        self.0.writer.halt();
    }

    /// The deployment's keys.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Reads, on a thread that may wait.
    ///
    /// # Errors
    /// What `work` stopped with; busy when no reader came free in time.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    {
        let place = self.0.places.in_time(self.patience(1)).await?;
        let db = self.clone();
        // The closure owns the connection: a caller that goes away cannot take it along.
        match tokio::task::spawn_blocking(move || db.read_at(place, 1, work)).await {
            Ok(result) => result,
            Err(error) => Err(Stop::Fault(Fault::caused("a reading thread failed", error))),
        }
    }

    /// Writes: queues the work, answers after the commit that holds it.
    ///
    /// # Errors
    /// What `work` stopped with (then nothing of it is written); busy when the queue is full or writing has stopped.
    pub async fn write<R, F>(&self, work: F) -> Result<R::Out, Stop>
    where
        R: Recorded,
        F: Fn(&mut Tx<'_>) -> Result<R, Stop> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.submit(work, move |result| {
            // The person may have gone; the work stands all the same.
            let _ = sender.send(result);
        })?;
        receiver
            .await
            .unwrap_or_else(|_| Err(Stop::Fault(Fault::new("the writer dropped a unit of work"))))
    }

    /// [`Self::read`] on this thread, not from async code: for the house's own work, which waits longer for a reader than a person
    /// does, and may read longer.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_now<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Stop>) -> Result<T, Stop> {
        let place = self.0.places.in_time_now(self.patience(PATIENCE))?;
        self.read_at(place, PATIENCE, work)
    }

    fn patience(&self, times: u64) -> Duration {
        Duration::from_millis(self.0.limits.wait_ms.saturating_mul(times))
    }

    /// Reads for so many times as long as a person may.
    fn read_at<T>(
        &self,
        place: Place,
        times: u64,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let result = self.read_with(place, times, work);
        if let Err(stop) = &result
            && trouble::of(stop) == Trouble::Halt
        {
            self.0.writer.halt();
        }
        result
    }

    fn read_with<T>(
        &self,
        place: Place,
        times: u64,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let longest = self.0.limits.query_ms.saturating_mul(times);
        let mut lease = self.lease(place)?;
        let Some(link) = lease.link.as_mut() else {
            return Err(Stop::Fault(Fault::new("no connection")));
        };
        let (begin, timer) = match link {
            Link::Sqlite(raw) => {
                let _ = raw.progress_handler(20_000, Some(deadline(longest)));
                ("begin".to_owned(), true)
            }
            Link::Postgres(_) => (postgres::begin_to_read((times > 1).then_some(longest)), false),
        };
        // Asked before the moment that is read: what is written meanwhile only makes what is kept look older than it is.
        let written = self.0.writer.written();
        if let Err(fault) = link.batch(&begin) {
            match link {
                // The server was away in the meantime: nothing has been read yet, so a new connection is as good.
                Link::Postgres(postgres) => {
                    postgres.reopen()?;
                    link.batch(&begin)?;
                }
                Link::Sqlite(_) => return Err(fault.into()),
            }
        }
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut left = Left::default();
            let mut tx = Tx::new(link, &self.0.keys, &mut left).reading(&self.0.readings, written);
            let result = work(&mut tx);
            self.0.read.fetch_add(tx.queries(), Ordering::Relaxed);
            result
        }));
        let ended = match link {
            Link::Sqlite(_) => link.batch("rollback"),
            // Nobody waits for it: the next begins after it, or finds that the connection is lost.
            Link::Postgres(postgres) => postgres.finish("rollback"),
        };
        if timer && let Link::Sqlite(raw) = link {
            let _ = raw.progress_handler(0, None::<fn() -> bool>);
        }
        if ended.is_err() {
            lease.link = None;
        }
        result.unwrap_or_else(|_| Err(Stop::Fault(Fault::new("a reading unit of work panicked"))))
    }

    /// [`Self::write`] on this thread; not from async code.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_now<R, F>(&self, work: F) -> Result<R::Out, Stop>
    where
        R: Recorded,
        F: Fn(&mut Tx<'_>) -> Result<R, Stop> + Send + 'static,
    {
        let (sender, receiver): (Sender<Result<R::Out, Stop>>, _) = channel();
        self.submit(work, move |result| {
            let _ = sender.send(result);
        })?;
        receiver
            .recv()
            .unwrap_or_else(|_| Err(Stop::Fault(Fault::new("the writer dropped a unit of work"))))
    }

    /// Work of the house itself that no person asks for: migrations and bulk restore.
    pub(crate) fn upkeep<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.write_now(move |tx| work(tx).map(House))
    }

    fn submit<R, F, S>(&self, work: F, send: S) -> Result<(), Stop>
    where
        R: Recorded,
        F: Fn(&mut Tx<'_>) -> Result<R, Stop> + Send + 'static,
        S: FnOnce(Result<R::Out, Stop>) + Send + 'static,
    {
        let unit = Unit {
            work,
            result: None,
            send,
        };
        self.0
            .writer
            .submit(Box::new(unit))
            .map_err(|_| Stop::Refusal(Refusal::Busy))
    }

    fn lease(&self, place: Place) -> Result<Lease<'_>, Stop> {
        let inner = &*self.0;
        let mut lease = Lease {
            inner,
            link: inner.idle.lock().unwrap_or_else(PoisonError::into_inner).pop(),
            _place: place,
        };
        if let Some(Link::Postgres(link)) = &lease.link
            && link.is_closed()
        {
            lease.link = None;
        }
        if lease.link.is_none() {
            lease.link = Some(match &inner.target {
                Target::Sqlite(path) => Link::Sqlite(sqlite::open(path, true)?),
                Target::Postgres(url) => Link::Postgres(postgres::Link::open(url, inner.limits.query_ms)?),
            });
        }
        Ok(lease)
    }
}

/// Stops a reader that takes too long (SR14).
fn deadline(milliseconds: u64) -> impl FnMut() -> bool + Send + 'static {
    let begun = std::time::Instant::now();
    move || begun.elapsed() > Duration::from_millis(milliseconds)
}

/// A connection on loan; goes back when dropped, also on a panic.
struct Lease<'d> {
    inner: &'d Inner,
    link: Option<Link>,
    /// Given up after the connection is back: whoever comes next finds it.
    _place: Place,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            self.inner
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(link);
        }
    }
}

/// Upkeep's own record: never leaves this crate.
struct House<T>(T);

impl<T: Send + 'static> Recorded for House<T> {
    type Out = T;
    fn into_out(self) -> T {
        self.0
    }
}

struct Unit<R, F, S> {
    work: F,
    result: Option<Result<R, Stop>>,
    send: S,
}

impl<R, F, S> Work for Unit<R, F, S>
where
    R: Recorded,
    F: Fn(&mut Tx<'_>) -> Result<R, Stop> + Send,
    S: FnOnce(Result<R::Out, Stop>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.result = None;
        self.result = Some((self.work)(tx).and_then(|done| {
            tx.keep()?;
            Ok(done)
        }));
        matches!(self.result, Some(Ok(_)))
    }

    fn changes(&self) -> bool {
        matches!(&self.result, Some(Ok(done)) if done.changes())
    }

    fn stop(&self) -> Option<&Stop> {
        self.result.as_ref().and_then(|result| result.as_ref().err())
    }

    fn answer(self: Box<Self>, committed: Result<(), Stop>) {
        let result = match (committed, self.result) {
            (Ok(()), Some(Ok(value))) => Ok(value.into_out()),
            // A full or failing disk shows first as a fault of the work: what the writer made of it is the answer.
            (Err(stop), Some(Err(Stop::Fault(_)) | Ok(_)) | None) | (_, Some(Err(stop))) => Err(stop),
            (Ok(()), None) => Err(Stop::Fault(Fault::new("a unit of work panicked"))),
        };
        (self.send)(result);
    }
}
