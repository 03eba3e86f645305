//! What work does ahead is done before it, in units of work of its own, and again when it was cut off.

use crate::house::House;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Entropy, Fault, FixedClock, Id, Instant, Stop};
use post::jobs::{self, Job};
use post::work::{Ahead, Work};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::{Tx, values};

store::statements! {
    ASIDE = "select count(*) from job where kind = 'aside'";
}

/// Writes aside before each try; the first is cut off after that, and the second fails.
struct Prepared {
    tries: Arc<AtomicU64>,
    runs: Arc<AtomicU64>,
}

impl Work for Prepared {
    fn kind(&self) -> &'static str {
        "prepared"
    }

    fn ahead(&self, house: &Ahead<'_>, job: &Job) -> Result<(), Stop> {
        let tried = self.tries.fetch_add(1, Ordering::SeqCst);
        let (id, key) = (job.id, format!("aside {tried}"));
        let before = house.read(|tx| Ok(tx.one(&ASIDE, values![], |row| row.get::<i64>(0))?))?;
        assert_eq!(
            before,
            i64::try_from(tried).ok(),
            "what the try before wrote stands"
        );
        let (now, entropy) = (house.now(), house.entropy());
        house.write(move |tx, _| {
            let rest = jobs::NewJob {
                id: Id::fresh(&FixedClock::at(now), entropy.as_ref()),
                kind: "aside",
                payload: serde_json::json!({ "of": id.to_string() }),
                key: key.clone(),
                run_after: now.plus_seconds(900_000),
            };
            Ok(jobs::enqueue(tx, &rest, now)?)
        })?;
        if tried == 0 {
            return Err(Fault::new("cut off").into());
        }
        Ok(())
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        _job: &Job,
        _entropy: &dyn Entropy,
        _now: Instant,
    ) -> Result<(), Stop> {
        let runs = self.runs.fetch_add(1, Ordering::SeqCst);
        let aside = tx.one(&ASIDE, values![], |row| row.get::<i64>(0))?;
        assert_eq!(aside, i64::try_from(runs + 2).ok());
        if runs == 0 {
            return Err(Fault::new("planned failure").into());
        }
        Ok(())
    }
}

/// Work that was cut off while it did something ahead is not run, and tried again later from the beginning.
#[test]
fn what_is_done_ahead_comes_first_and_stands_alone() {
    let house = House::with_sink();
    let (tries, runs) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let work = Prepared {
        tries: Arc::clone(&tries),
        runs: Arc::clone(&runs),
    };
    let runner = house.runner_with(house.sink().port, vec![Box::new(work)]);
    house.job("prepared", "p", house.now());
    let counts = || (tries.load(Ordering::SeqCst), runs.load(Ordering::SeqCst));
    for (later, expected) in [(1, (1, 0)), (1, (2, 1)), (0, (3, 2))] {
        assert_eq!(runner.round().unwrap().later, later);
        assert_eq!(counts(), expected);
        house.clock.advance(3600);
    }
    assert_eq!(runner.round().unwrap().done, 0, "it is done once");
    assert_eq!(counts(), (3, 2));
}

/// Takes ten minutes ahead of what it does, and keeps when that was done.
struct Slow {
    clock: Arc<FixedClock>,
    done: Arc<AtomicI64>,
}

impl Work for Slow {
    fn kind(&self) -> &'static str {
        "slow"
    }

    fn ahead(&self, _house: &Ahead<'_>, _job: &Job) -> Result<(), Stop> {
        self.clock.advance(600);
        Ok(())
    }

    fn run(
        &self,
        _tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        job: &Job,
        _entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        self.done.store(now.millis(), Ordering::SeqCst);
        if job.attempt == 1 {
            return Err(Fault::new("planned failure").into());
        }
        Ok(())
    }
}

/// What took long ahead is done at the moment when it is done, not when it was begun; what failed is tried again so long after that.
#[test]
fn what_took_long_ahead_is_done_when_it_is_done() {
    let house = House::with_sink();
    let done = Arc::new(AtomicI64::new(0));
    let work = Slow {
        clock: Arc::clone(&house.clock),
        done: Arc::clone(&done),
    };
    let runner = house.runner_with(house.sink().port, vec![Box::new(work)]);
    let begun = house.now();
    house.job("slow", "s", begun);
    let round = runner.round().unwrap();
    assert_eq!((round.later, round.done), (1, 0), "not tried again at once");
    assert_eq!(done.load(Ordering::SeqCst), begun.plus_seconds(600).millis());
    house.clock.advance(3600);
    assert_eq!(runner.round().unwrap().done, 1);
    assert_eq!(done.load(Ordering::SeqCst), begun.plus_seconds(4800).millis());
}
