//! What a runner leaves behind: told to stop, dying, or meeting a row it cannot read.

use crate::house::{House, letter};
use crate::queue::of;
use crate::sink::Mood;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Clock, Entropy, Instant, Stop};
use post::jobs::Job;
use post::mailer::Mailer;
use post::outbox::Letter;
use post::runner::{Runner, Work};
use std::sync::Arc;
use std::time::Duration;
use store::{Db, Limits, Stmt, Tx, values};

static WAITING: Stmt = Stmt {
    name: "ENDING_WAITING",
    sql: "select count(*) from mail where state = 'queued' and locked_until = 0 and attempts = 0",
    optional: &[],
};
static UNREADABLE: Stmt = Stmt {
    name: "ENDING_UNREADABLE",
    sql: "update job set payload = '{\"to\": ' where dedupe_key = ?1",
    optional: &[],
};

/// Until the server has caught so many messages.
fn caught(house: &House, count: usize) {
    let begun = std::time::Instant::now();
    while house.sink().all().len() < count {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing was sent");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Proves SR16: told to stop in the middle of a thousand slow messages, the runner ends within seconds, and every message that
/// was not sent waits as if it had never been taken.
#[test]
fn a_stop_does_not_wait_for_a_long_round() {
    let house = House::with_sink();
    house.sink().set(Mood::Slow);
    let letters: Vec<Letter> = (0..1000).map(|n| letter(&format!("p{n}@x.example"))).collect();
    house.enqueue_all(letters);
    let running = house.runner().start().unwrap();
    caught(&house, 1);
    let begun = std::time::Instant::now();
    running.stop();
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let sent = house.sink().all().len();
    assert!(sent < 30, "{sent} were sent");
    let standing = house.standing();
    assert_eq!(of(&standing.mails, "sent"), i64::try_from(sent).unwrap());
    let waiting = house
        .db
        .read_now(|tx| Ok(tx.one(&WAITING, &[], |row| row.get::<i64>(0))?))
        .unwrap()
        .unwrap();
    assert_eq!(waiting, 1000 - of(&standing.mails, "sent"), "the rest waits");
}

/// Proves SR17: a runner that dies holding a message does not take it along: until its lease has run out nobody else sends the
/// message, afterwards somebody does.
#[test]
fn a_lease_runs_out_and_until_then_holds() {
    let house = House::with_sink();
    house.enqueue(letter("a@x.example"), "k", house.now());
    house.sink().set(Mood::Slow);
    let dying = house.runner();
    std::thread::scope(|scope| {
        let round = scope.spawn(|| dying.round().map(drop));
        caught(&house, 1);
        // As if the process ended here: nothing more is written down.
        house.db.stop_writing();
        assert!(round.join().unwrap().is_err());
    });
    let db = Db::open(house.db.target(), store::testing::keys(), Limits::default()).unwrap();
    let next = Runner::new(
        db,
        Arc::clone(&house.clock) as Arc<dyn Clock>,
        Arc::clone(&house.entropy) as Arc<dyn Entropy>,
        Some(Mailer::new(&crate::house::config(house.sink().port)).unwrap()),
        Vec::new(),
    );
    for _ in 0..2 {
        assert_eq!(next.round().unwrap().sent, 0, "somebody holds it");
        house.clock.advance(59);
    }
    house.clock.advance(3);
    assert_eq!(next.round().unwrap().sent, 1);
    let ids: Vec<_> = house
        .sink()
        .all()
        .iter()
        .map(|mail| mail.header("Message-ID"))
        .collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
}

struct Counts;

impl Work for Counts {
    fn kind(&self) -> &'static str {
        "counts"
    }

    fn run(
        &self,
        _tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        _job: &Job,
        _entropy: &dyn Entropy,
        _now: Instant,
    ) -> Result<(), Stop> {
        Ok(())
    }
}

/// Proves SR17: a job that cannot be read is given up visibly and keeps neither the jobs behind it nor the mail waiting.
#[test]
fn an_unreadable_job_keeps_nobody_waiting() {
    let house = House::with_sink();
    house.job("counts", "broken", house.now());
    house.clock.advance(1);
    house.job("counts", "good", house.now());
    house.enqueue(letter("a@x.example"), "k", house.now());
    house
        .write(|tx| Ok(tx.run(&UNREADABLE, values!["broken"])?))
        .unwrap();
    let runner = house.runner_with(house.sink().port, vec![Box::new(Counts)]);
    let round = runner.round().unwrap();
    assert_eq!((round.done, round.sent), (1, 1));
    let standing = house.standing();
    assert_eq!((of(&standing.jobs, "dead"), of(&standing.jobs, "done")), (1, 1));
    let why = standing.stuck_jobs[0].last_error.as_deref();
    assert_eq!(why, Some("its payload could not be read"));
}
