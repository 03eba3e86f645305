//! Nothing queued is lost, nothing is done twice that need not be, and what is given up can be seen.

use crate::house::{House, config, letter};
use crate::sink::Mood;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Clock, Entropy, Instant, SeededEntropy, Stop};
use post::jobs::{self, Job};
use post::mailer::{Config, Mailer, Protection};
use post::outbox;
use post::runner::{Runner, Work};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::Tx;

pub(crate) fn of(counts: &[(String, i64)], state: &str) -> i64 {
    counts
        .iter()
        .find(|(name, _)| name == state)
        .map_or(0, |(_, count)| *count)
}

#[test]
fn every_statement_compiles() {
    let house = House::alone();
    store::testing::check_catalogue(&house.db, &post::catalogue()).unwrap();
}

/// Proves SR17: the mail server is away for a day; nothing is lost, nothing goes out twice.
#[test]
fn a_day_without_a_mail_server_loses_nothing() {
    let house = House::with_sink();
    // A port that nobody listens on.
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for number in 0..25 {
        house.enqueue(
            letter(&format!("p{number}@x.example")),
            &format!("k{number}"),
            house.now(),
        );
    }
    let away = house.runner_with(closed, Vec::new());
    for _ in 0..96 {
        let round = away.round().unwrap();
        assert_eq!((round.sent, round.given_up), (0, 0));
        house.clock.advance(900);
    }
    let standing = house.standing();
    assert_eq!(of(&standing.mails, "queued"), 25);
    assert_eq!(standing.stuck_mails.len(), 25);
    assert_eq!(
        standing.stuck_mails[0].last_error.as_deref(),
        Some("the mail server could not be reached")
    );
    let back = house.runner();
    let mut sent = 0;
    for _ in 0..10 {
        sent += back.round().unwrap().sent;
        house.clock.advance(900);
    }
    assert_eq!(sent, 25);
    assert_eq!(house.sink().all().len(), 25);
    assert_eq!(of(&house.standing().mails, "sent"), 25);
}

/// Proves SR17: at least once, with an id that lets the receiver see that it is the same message.
#[test]
fn a_server_that_hangs_up_gets_the_same_message_again() {
    let house = House::with_sink();
    house.enqueue(letter("a@x.example"), "k", house.now());
    house.sink().set(Mood::HangsUp);
    assert_eq!(house.runner().round().unwrap().later, 1);
    house.sink().set(Mood::Good);
    house.clock.advance(60);
    assert_eq!(house.runner().round().unwrap().sent, 1);
    let caught = house.sink().all();
    assert_eq!(caught.len(), 2);
    let ids: Vec<_> = caught.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids[0].len(), 1);
    assert_eq!(ids[0], ids[1]);
    assert!(ids[0][0].ends_with("@t.example>"), "{ids:?}");
    house.clock.advance(86_400);
    assert_eq!(house.runner().round().unwrap().sent, 0);
}

/// Proves SR17: what the server will never take is given up visibly, and can be tried again.
#[test]
fn a_dead_letter_can_be_seen_and_tried_again() {
    let house = House::with_sink();
    house.enqueue(letter("a@x.example"), "k", house.now());
    house.sink().set(Mood::Never);
    house.runner().round().unwrap();
    house.clock.advance(600);
    assert_eq!(
        house.runner().round().unwrap().later,
        0,
        "there is time to set the server right"
    );
    for _ in 0..4 {
        house.runner().round().unwrap();
        house.clock.advance(7200);
    }
    let standing = house.standing();
    assert_eq!(of(&standing.mails, "dead"), 1);
    let dead = standing.stuck_mails[0].clone();
    assert_eq!((dead.attempts, dead.what.as_str()), (3, "something-waiting"));
    let why = dead.last_error.unwrap();
    assert!(why.contains("550") && !why.contains('@'), "{why}");
    house.sink().set(Mood::Good);
    let now = house.now();
    assert!(
        house
            .write(move |tx| Ok(jobs::try_again(tx, dead.id, now)?))
            .unwrap()
    );
    assert_eq!(house.runner().round().unwrap().sent, 1);
    assert!(
        !house
            .write(move |tx| Ok(jobs::try_again(tx, dead.id, now)?))
            .unwrap()
    );
}

/// A server that is busy is tried again, each time later.
#[test]
fn a_busy_server_is_tried_again() {
    let house = House::with_sink();
    house.enqueue(letter("a@x.example"), "k", house.now());
    house.sink().set(Mood::Later);
    assert_eq!(house.runner().round().unwrap().later, 1);
    assert_eq!(house.runner().round().unwrap().later, 0, "not at once");
    house.clock.advance(60);
    assert_eq!(house.runner().round().unwrap().later, 1);
    house.sink().set(Mood::Good);
    house.clock.advance(60);
    assert_eq!(house.runner().round().unwrap().sent, 1);
    let gaps: Vec<i64> = (1..=12)
        .map(|attempt| post::runner::backoff(attempt, &SeededEntropy::new(1)))
        .collect();
    assert!(gaps[0] >= 12 && gaps[0] <= 19);
    assert!(gaps[11] >= 2700 && gaps[11] <= 4500);
}

#[test]
fn the_same_message_is_queued_once_and_what_was_sent_is_dropped() {
    let house = House::with_sink();
    for _ in 0..3 {
        house.enqueue(letter("a@x.example"), "same", house.now());
    }
    house.enqueue(letter("b@x.example"), "later", house.now().plus_seconds(3600));
    assert_eq!(house.runner().round().unwrap().sent, 1);
    let now = house.now();
    house
        .write(move |tx| Ok(outbox::withdraw(tx, "later", now)?))
        .unwrap();
    house.clock.advance(7200);
    assert_eq!(house.runner().round().unwrap().sent, 0);
    assert_eq!(of(&house.standing().mails, "withdrawn"), 1);
}

/// Proves SR17: the message stands or falls with the transaction that causes it.
#[test]
fn a_message_of_a_failed_transaction_never_goes_out() {
    let house = House::with_sink();
    let (id, now, entropy) = (house.id(), house.now(), Arc::clone(&house.entropy));
    let failed: Result<(), Stop> = house.write(move |tx| {
        outbox::enqueue(tx, &letter("a@x.example"), id, "k", now, entropy.as_ref(), now)?;
        Err(kernel::Refusal::Busy.into())
    });
    assert!(failed.is_err());
    assert_eq!(house.runner().round().unwrap().sent, 0);
    assert!(house.sink().all().is_empty());
}

struct Reminds(Arc<AtomicU64>);

impl Work for Reminds {
    fn kind(&self) -> &'static str {
        "remind"
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let to = job.payload["to"].as_str().unwrap().to_owned();
        outbox::enqueue(tx, &letter(&to), job.id, &job.key, now, entropy, now)?;
        Ok(())
    }
}

struct Fails;

impl Work for Fails {
    fn kind(&self) -> &'static str {
        "fails"
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        outbox::enqueue(tx, &letter("no@x.example"), job.id, &job.key, now, entropy, now)?;
        Err(Stop::Fault(kernel::Fault::new("planned failure")))
    }
}

/// Proves SR17: a reminder goes out when its time has come, once, also after it was moved.
#[test]
fn a_reminder_goes_out_in_time() {
    let house = House::with_sink();
    let ran = Arc::new(AtomicU64::new(0));
    let runner = house.runner_with(house.sink().port, vec![Box::new(Reminds(Arc::clone(&ran)))]);
    let at = house.now().plus_seconds(86_400);
    house.job("remind", "remind 1", at);
    house.job("remind", "remind 1", at);
    house.job("remind", "remind 2", at);
    let (now, moved) = (house.now(), at.plus_seconds(3600));
    house
        .write(move |tx| Ok(jobs::withdraw(tx, "remind 2", now)?))
        .unwrap();
    house
        .write(move |tx| Ok(jobs::move_to(tx, "remind 1", moved)?))
        .unwrap();
    assert_eq!(runner.round().unwrap().done, 0);
    house.clock.set(at);
    assert_eq!(runner.round().unwrap().done, 0);
    house.clock.set(moved);
    let round = runner.round().unwrap();
    assert_eq!((round.done, round.sent), (1, 1));
    assert_eq!(runner.round().unwrap().done, 0);
    assert_eq!(ran.load(Ordering::SeqCst), 1);
    assert_eq!(house.sink().all().len(), 1);
}

/// Proves SR17: work that fails leaves nothing behind, is tried again later each time, and is given up visibly.
#[test]
fn failing_work_is_given_up_visibly_and_leaves_nothing() {
    let house = House::with_sink();
    let runner = house.runner_with(house.sink().port, vec![Box::new(Fails)]);
    house.job("fails", "f", house.now());
    house.job("unknown", "u", house.now());
    let mut given_up = 0;
    for _ in 0..40 {
        given_up += runner.round().unwrap().given_up;
        house.clock.advance(3600);
    }
    assert_eq!(given_up, 2);
    let standing = house.standing();
    assert_eq!(of(&standing.jobs, "dead"), 2);
    assert!(
        standing
            .stuck_jobs
            .iter()
            .any(|job| job.last_error.as_deref() == Some("planned failure"))
    );
    assert!(house.sink().all().is_empty());
    assert!(standing.mails.is_empty());
}

/// Proves SR17: two runners at the same time send nothing twice.
#[test]
fn two_runners_send_nothing_twice() {
    let house = House::with_sink();
    for number in 0..40 {
        house.enqueue(
            letter(&format!("p{number}@x.example")),
            &format!("k{number}"),
            house.now(),
        );
    }
    let (one, other) = (house.runner(), house.runner());
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| one.round().unwrap().sent);
        let second = scope.spawn(|| other.round().unwrap().sent);
        (first.join().unwrap(), second.join().unwrap())
    });
    assert_eq!(first + second, 40);
    assert_eq!(house.sink().all().len(), 40);
}

/// Where TLS is asked for, nothing is said to a server that has none.
#[test]
fn nothing_goes_out_in_the_clear_where_tls_is_asked_for() {
    let house = House::with_sink();
    house.enqueue(letter("a@x.example"), "k", house.now());
    for protection in [Protection::StartTls, Protection::Tls] {
        let mailer = Mailer::new(&Config {
            protection,
            ..config(house.sink().port)
        })
        .unwrap();
        let runner = Runner::new(
            house.db.db.clone(),
            Arc::clone(&house.clock) as Arc<dyn Clock>,
            Arc::clone(&house.entropy) as Arc<dyn Entropy>,
            Some(mailer),
            Vec::new(),
        );
        assert_eq!(runner.round().unwrap().sent, 0, "{protection:?}");
        house.clock.advance(3600);
    }
    assert!(house.sink().all().is_empty());
}

struct EachDay(Arc<AtomicU64>);

impl Work for EachDay {
    fn kind(&self) -> &'static str {
        "each day"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        _tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        _job: &Job,
        _entropy: &dyn Entropy,
        _now: Instant,
    ) -> Result<(), Stop> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// Daily work is done once a day, also when the runner is started several times, and old rows are dropped.
#[test]
fn daily_work_is_done_once_a_day() {
    let house = House::with_sink();
    let ran = Arc::new(AtomicU64::new(0));
    for day in 1..=40 {
        for _ in 0..2 {
            let runner = house.runner_with(house.sink().port, vec![Box::new(EachDay(Arc::clone(&ran)))]);
            runner.round().unwrap();
            runner.round().unwrap();
        }
        assert_eq!(ran.load(Ordering::SeqCst), day);
        house.clock.advance(86_400);
    }
    let kept = of(&house.standing().jobs, "done");
    assert!((29..=32).contains(&kept), "{kept}");
}

#[test]
fn the_thread_sends_soon_and_stops() {
    let house = House::with_sink();
    let running = house.runner().start().unwrap();
    house.enqueue(letter("a@x.example"), "k", house.now());
    let begun = std::time::Instant::now();
    while house.sink().all().is_empty() && begun.elapsed().as_secs() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    running.stop();
    assert_eq!(house.sink().all().len(), 1);
}

/// Proves SR17: the database holds no address in the clear, and nothing of a message that went out.
#[test]
fn the_outbox_is_sealed() {
    let house = House::with_sink();
    house.enqueue(letter("secret.person@x.example"), "k", house.now());
    let store::Target::Sqlite(path) = house.db.target().clone() else {
        return;
    };
    for ending in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{ending}", path.display())).unwrap_or_default();
        let needle = b"secret.person";
        assert!(!bytes.windows(needle.len()).any(|part| part == needle));
    }
}
