//! A database, a clock and a mail server.

use crate::sink::Sink;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::Done;
use kernel::{Clock, Entropy, FixedClock, Id, Instant, SeededEntropy, Stop};
use post::address::Address;
use post::jobs::{self, NewJob};
use post::mailer::{Config, Mailer, Protection};
use post::outbox::{self, Letter};
use post::runner::{Runner, Work};
use post::template::Template;
use std::sync::Arc;
use store::Tx;
use store::testing::Database;

pub(crate) struct House {
    pub(crate) db: Database,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    sink: Option<Sink>,
}

pub(crate) fn config(port: u16) -> Config {
    Config {
        host: "127.0.0.1".to_owned(),
        port,
        protection: Protection::None,
        login: None,
        from: Address::parse("post@t.example").unwrap(),
    }
}

pub(crate) fn letter(to: &str) -> Letter {
    Letter::new(
        Address::parse(to).unwrap(),
        Template::SomethingWaiting,
        "https://t.example/sign-in",
    )
}

impl House {
    pub(crate) fn alone() -> Self {
        Self {
            db: store::testing::database(),
            clock: Arc::new(FixedClock::at(Instant::from_millis(1_780_000_000_000))),
            entropy: Arc::new(SeededEntropy::new(11)),
            sink: None,
        }
    }

    pub(crate) fn with_sink() -> Self {
        Self {
            sink: Some(Sink::start()),
            ..Self::alone()
        }
    }

    pub(crate) fn sink(&self) -> &Sink {
        self.sink.as_ref().unwrap()
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn id(&self) -> Id {
        Id::fresh(self.clock.as_ref(), self.entropy.as_ref())
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&Viewer::system(ticket::Ticket::of("test")))?;
            let value = work(tx)?;
            Ok(Done::upkeep(&scope, value))
        })
    }

    pub(crate) fn try_enqueue(&self, letter: Letter, key: &str, run_after: Instant) -> Result<(), Stop> {
        let (id, key, now) = (self.id(), key.to_owned(), self.now());
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            Ok(outbox::enqueue(
                tx,
                &letter,
                id,
                &key,
                run_after,
                entropy.as_ref(),
                now,
            )?)
        })
    }

    pub(crate) fn enqueue(&self, letter: Letter, key: &str, run_after: Instant) {
        self.try_enqueue(letter, key, run_after).unwrap();
    }

    pub(crate) fn enqueue_all(&self, letters: Vec<Letter>) {
        let now = self.now();
        let ids: Vec<Id> = letters.iter().map(|_| self.id()).collect();
        let entropy = Arc::clone(&self.entropy);
        self.write(move |tx| {
            for (letter, id) in letters.iter().zip(&ids) {
                outbox::enqueue(tx, letter, *id, &id.to_string(), now, entropy.as_ref(), now)?;
            }
            Ok(())
        })
        .unwrap();
    }

    pub(crate) fn job(&self, kind: &'static str, key: &str, run_after: Instant) {
        let job = NewJob {
            id: self.id(),
            kind,
            payload: serde_json::json!({ "to": "b@x.example" }),
            key: key.to_owned(),
            run_after,
        };
        let now = self.now();
        self.write(move |tx| Ok(jobs::enqueue(tx, &job, now)?)).unwrap();
    }

    pub(crate) fn runner_with(&self, port: u16, works: Vec<Box<dyn Work>>) -> Runner {
        Runner::new(
            self.db.db.clone(),
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::clone(&self.entropy) as Arc<dyn Entropy>,
            Some(Mailer::new(&config(port)).unwrap()),
            works,
        )
    }

    pub(crate) fn runner(&self) -> Runner {
        self.runner_with(self.sink().port, Vec::new())
    }

    pub(crate) fn standing(&self) -> jobs::Standing {
        self.db.read_now(|tx| Ok(jobs::standing(tx, 100)?)).unwrap()
    }
}
