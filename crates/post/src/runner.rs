//! The one runner: takes due messages and work, carries them out at least once, tries again later what failed, gives up
//! visibly. A thread of its own; nothing else in the house runs in the background.

use crate::jobs::{self, Job, NewJob};
use crate::mailer::{Mailer, Refused};
use crate::outbox::{self, Fate, Outgoing};
use crate::upkeep::kept;
use crate::work::Ahead;
pub use crate::work::Work;
use kernel::{Clock, Day, Entropy, Fault, Id, Instant, Stop};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use store::Db;

/// Seconds a taken message or job belongs to its taker.
const LEASE: i64 = 120;
/// Messages taken at a time.
const BATCH: i64 = 20;
/// Messages on their way side by side.
const LANES: usize = 5;
/// A message is tried for this long before it is given up.
const MAIL_PATIENCE: i64 = 3 * 86_400;
/// Tries of a message that the server says it will never take.
const NEVER_TRIES: i64 = 3;
/// Tries of a job.
const JOB_TRIES: i64 = 12;
/// How long an idle runner sleeps between looks at the clock.
const NAP: Duration = Duration::from_millis(100);
/// How long what is under way may take when told to stop.
const FINISH: Duration = Duration::from_secs(2);
/// Naps between two looks into the queue when nothing was committed meanwhile.
const NAPS: u32 = 10;

/// What a round did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Round {
    /// Messages that went out.
    pub sent: u64,
    /// Messages and jobs to be tried again.
    pub later: u64,
    /// Messages and jobs given up.
    pub given_up: u64,
    /// Jobs done.
    pub done: u64,
}

impl Round {
    const fn is_idle(self) -> bool {
        self.sent == 0 && self.later == 0 && self.given_up == 0 && self.done == 0
    }
}

/// The runner. [`Runner::round`] does what is due; [`Runner::start`] keeps doing it on a thread.
pub struct Runner {
    db: Db,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    mailer: Option<Mailer>,
    works: Arc<Vec<Box<dyn Work>>>,
    queued: Mutex<Option<Day>>,
}

impl Runner {
    /// A runner. Without a mailer messages wait in the outbox.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        mailer: Option<Mailer>,
        works: Vec<Box<dyn Work>>,
    ) -> Self {
        Self {
            db,
            clock,
            entropy,
            mailer,
            works: Arc::new(works),
            queued: Mutex::new(None),
        }
    }

    /// Does everything that is due now: jobs first, because they make messages. Not from async code.
    pub fn round(&self) -> Result<Round, Stop> {
        self.round_until(&AtomicBool::new(false))
    }

    /// [`Self::round`] until it is told to stop: no job and no message is begun afterwards.
    fn round_until(&self, stop: &AtomicBool) -> Result<Round, Stop> {
        let mut round = Round::default();
        self.daily()?;
        while !stop.load(Ordering::SeqCst) && self.one_job(&mut round)? {}
        while !stop.load(Ordering::SeqCst) && self.some_mail(&mut round, stop)? {}
        Ok(round)
    }

    /// Queues the day's work, once a day.
    fn daily(&self) -> Result<(), Stop> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let mut queued = self.queued.lock().unwrap_or_else(PoisonError::into_inner);
        if *queued == Some(today) {
            return Ok(());
        }
        let wanted: Vec<NewJob> = self
            .works
            .iter()
            .filter(|work| work.daily())
            .map(|work| NewJob {
                id: Id::fresh(self.clock.as_ref(), self.entropy.as_ref()),
                kind: work.kind(),
                payload: serde_json::Value::Null,
                key: format!("{} {today}", work.kind()),
                run_after: now,
            })
            .collect();
        self.db.write_now(move |tx| {
            kept(tx, |tx, _| {
                for job in &wanted {
                    jobs::enqueue(tx, job, now)?;
                }
                Ok(jobs::sweep(tx, now)?)
            })
        })?;
        *queued = Some(today);
        Ok(())
    }

    fn one_job(&self, round: &mut Round) -> Result<bool, Stop> {
        let now = self.clock.now();
        if !self.db.read_now(|tx| Ok(jobs::due(tx, now)?))? {
            return Ok(false);
        }
        let lease = now.plus_seconds(LEASE);
        let Some(job) = self
            .db
            .write_now(move |tx| kept(tx, |tx, _| Ok(jobs::claim(tx, now, lease)?)))?
        else {
            return Ok(false);
        };
        let outcome = match self.works.iter().position(|work| work.kind() == job.kind) {
            None => Err(Stop::Fault(Fault::new("nobody does this kind of job"))),
            Some(place) => self.one_work(place, &job, now),
        };
        if let Err(stop) = outcome {
            let (why, now) = (words(&stop), self.clock.now());
            let again = (job.attempt < JOB_TRIES)
                .then(|| now.plus_seconds(backoff(job.attempt, self.entropy.as_ref())));
            tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, why = %why, "a job failed");
            let id = job.id;
            if again.is_some() {
                round.later = round.later.saturating_add(1);
            } else {
                round.given_up = round.given_up.saturating_add(1);
            }
            self.db
                .write_now(move |tx| kept(tx, |tx, _| Ok(jobs::failed(tx, id, again, &why, now)?)))?;
        } else {
            round.done = round.done.saturating_add(1);
        }
        Ok(true)
    }

    /// Does a piece of work: what it does ahead, then the rest together with the note that it is done. That has the moment at which it is done: what
    /// was written while it was prepared was there before it.
    fn one_work(&self, place: usize, job: &Job, now: Instant) -> Result<(), Stop> {
        if let Some(work) = self.works.get(place) {
            work.ahead(&Ahead::new(&self.db, &self.entropy, now), job)?;
        }
        let (works, entropy, job) = (Arc::clone(&self.works), Arc::clone(&self.entropy), job.clone());
        let clock = Arc::clone(&self.clock);
        self.db
            .write_now(move |tx| {
                let now = clock.now();
                kept(tx, |tx, scope| {
                    if let Some(work) = works.get(place) {
                        work.run(tx, scope, &job, entropy.as_ref(), now)?;
                    }
                    Ok(jobs::done(tx, job.id, now)?)
                })
            })
            .map(drop)
    }

    fn some_mail(&self, round: &mut Round, stop: &AtomicBool) -> Result<bool, Stop> {
        let Some(mailer) = &self.mailer else {
            return Ok(false);
        };
        let now = self.clock.now();
        if !self.db.read_now(|tx| Ok(outbox::due(tx, now)?))? {
            return Ok(false);
        }
        let lease = now.plus_seconds(LEASE);
        let taken = self
            .db
            .write_now(move |tx| kept(tx, |tx, _| Ok(outbox::claim(tx, now, lease, BATCH)?)))?;
        let some = !taken.is_empty();
        let reachable = AtomicBool::new(true);
        let next = AtomicUsize::new(0);
        // Each message waits mostly for the other side's answer, so a few go out side by side.
        let tries: Vec<Result<Vec<Fate>, Stop>> = std::thread::scope(|scope| {
            let lanes: Vec<_> = (0..LANES)
                .map(|_| {
                    scope.spawn(|| {
                        let mut fates = Vec::new();
                        while !stop.load(Ordering::SeqCst)
                            && let Some(outgoing) = taken.get(next.fetch_add(1, Ordering::SeqCst))
                        {
                            fates.push(self.one_mail(mailer, outgoing, &reachable)?);
                        }
                        Ok(fates)
                    })
                })
                .collect();
            lanes
                .into_iter()
                .map(|lane| {
                    lane.join()
                        .unwrap_or_else(|_| Err(Fault::new("a sending thread panicked").into()))
                })
                .collect()
        });
        let left: Vec<Id> = taken.iter().skip(next.into_inner()).map(|mail| mail.id).collect();
        if !left.is_empty() {
            self.db.write_now(move |tx| {
                kept(tx, |tx, _| {
                    for id in &left {
                        outbox::hand_back(tx, *id)?;
                    }
                    Ok(())
                })
            })?;
        }
        for fates in tries {
            for fate in fates? {
                match fate {
                    Fate::Sent => round.sent = round.sent.saturating_add(1),
                    Fate::Later { .. } => round.later = round.later.saturating_add(1),
                    Fate::GivenUp { .. } => round.given_up = round.given_up.saturating_add(1),
                }
            }
        }
        let reachable = reachable.into_inner();
        Ok(some && reachable)
    }

    /// Sends one message and writes down what became of it.
    fn one_mail(&self, mailer: &Mailer, outgoing: &Outgoing, reachable: &AtomicBool) -> Result<Fate, Stop> {
        let tried = if reachable.load(Ordering::SeqCst) {
            mailer.send(outgoing, self.clock.now())
        } else {
            Err(Refused::Unreachable)
        };
        if tried == Err(Refused::Unreachable) {
            reachable.store(false, Ordering::SeqCst);
        }
        let fate = match tried {
            Ok(()) => Fate::Sent,
            Err(refused) => self.fate_of(refused, outgoing.attempt, outgoing.made_at),
        };
        match &fate {
            Fate::Sent => {}
            Fate::Later { why, .. } => {
                tracing::warn!(mail = %outgoing.id, attempt = outgoing.attempt, why = %why, "a message waits");
            }
            Fate::GivenUp { why } => {
                tracing::error!(mail = %outgoing.id, why = %why, "a message is given up");
            }
        }
        let (id, at, kept_fate) = (outgoing.id, self.clock.now(), fate.clone());
        self.db
            .write_now(move |tx| kept(tx, |tx, _| Ok(outbox::settle(tx, id, &kept_fate, at)?)))?;
        Ok(fate)
    }

    fn fate_of(&self, refused: Refused, attempt: i64, made_at: Instant) -> Fate {
        let now = self.clock.now();
        let waits = now.seconds_since(made_at) < MAIL_PATIENCE;
        let (why, patient, tries) = match refused {
            Refused::Unreachable => ("the mail server could not be reached".to_owned(), waits, attempt),
            Refused::Later(why) => (why, waits, attempt),
            // A server that was set up wrongly says so of every message: time enough to set it right.
            Refused::Never(why) => (why, attempt < NEVER_TRIES, attempt.saturating_add(6)),
        };
        if patient {
            let run_after = now.plus_seconds(backoff(tries, self.entropy.as_ref()));
            Fate::Later { run_after, why }
        } else {
            Fate::GivenUp { why }
        }
    }

    /// Starts the thread.
    pub fn start(self) -> Result<Running, Fault> {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("post".to_owned())
            .spawn(move || self.run(&seen))
            .map_err(|error| Fault::caused("the runner could not be started", error))?;
        Ok(Running {
            stop,
            thread: Mutex::new(Some(thread)),
        })
    }

    fn run(&self, stop: &AtomicBool) {
        while !stop.load(Ordering::SeqCst) {
            let before = self.db.version();
            let idle = match self.round_until(stop) {
                Ok(round) => round.is_idle(),
                Err(stop) => {
                    tracing::error!(why = %words(&stop), "the runner's round failed");
                    true
                }
            };
            if !idle {
                continue;
            }
            for _ in 0..NAPS {
                if stop.load(Ordering::SeqCst) || self.db.version() != before {
                    break;
                }
                std::thread::sleep(NAP);
            }
            if self.db.version() != before {
                // Something was committed: a short rest, so that a busy hour is not read row by row.
                std::thread::sleep(NAP);
            }
        }
    }
}

/// A runner at work.
pub struct Running {
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Running {
    /// From now on no job and no message is begun.
    pub fn begin_no_more(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Lets the present messages and job end and stops; what is left stays in the queue. A mail server that does not answer is
    /// not waited for: its message is sent again after the next start.
    pub fn stop(&self) {
        self.begin_no_more();
        let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        let begun = std::time::Instant::now();
        while !thread.is_finished() {
            if begun.elapsed() > FINISH {
                tracing::warn!("a message was still under way at the end: it may go out twice");
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        if thread.join().is_err() {
            tracing::error!("the runner ended in a panic");
        }
    }
}

/// Seconds until the next try: doubling from 15 to one hour, up to a quarter of it more or less so that a crowd of
/// messages does not come back all at once.
pub fn backoff(attempt: i64, entropy: &dyn Entropy) -> i64 {
    let doublings = u32::try_from(attempt.saturating_sub(1).clamp(0, 8)).unwrap_or(0);
    let base = 15_i64.saturating_mul(1_i64 << doublings).min(3600);
    let spread = u64::try_from(base / 2).unwrap_or(0).saturating_add(1);
    let jitter = i64::try_from(entropy.below(spread)).unwrap_or(0);
    base.saturating_sub(base / 4).saturating_add(jitter)
}

fn words(stop: &Stop) -> String {
    match stop {
        Stop::Fault(fault) => fault.to_string(),
        Stop::Refusal(refusal) => format!("refused: {refusal:?}"),
        Stop::Problems(problems) => format!("{} problems", problems.0.len()),
    }
}
