//! The daily work of asking people what became of it, and of reminding them once.

use crate::answering::is_used;
use crate::intentions;
use crate::records::ASKED_AND_ANSWERED;
use crate::tallies::Filter;
use access::Scope;
use access::actions::{ReadEvidence, SystemJob};
use kernel::{Entropy, Fault, Id, Instant, Stop};
use learning::Moment;
use learning::follow_up::ask;
use learning::model::Purpose;
use post::jobs::{self, Job};
use post::runner::Work;
use store::{Tx, Value, values};

/// How one time of asking went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// 1: the first time; 2: the second.
    pub wave: i64,
    /// Sessions whose people were asked.
    pub sessions: i64,
    /// People who were at them on every day.
    pub attended: i64,
    /// Those of them who were written to.
    pub asked: i64,
    /// Answers that came.
    pub answered: i64,
}

/// How asking went for a part of a programme.
///
/// # Errors
/// A fault of the engine.
pub fn asked(
    tx: &mut Tx<'_>,
    _leave: &Scope<ReadEvidence>,
    programme: Id,
    filter: &Filter,
) -> Result<Vec<Asked>, Fault> {
    let names: Vec<&str> = filter
        .names()
        .into_iter()
        .filter(|name| *name != "instrument")
        .collect();
    let values: Vec<Value> = values![programme, filter.area, filter.from, filter.to, filter.course].to_vec();
    tx.list(&ASKED_AND_ANSWERED, &names, &values, |row| {
        Ok(Asked {
            wave: row.get(0)?,
            sessions: row.get(1)?,
            attended: row.get(2)?,
            asked: row.get(3)?,
            answered: row.get(4)?,
        })
    })
}

/// For what a person's link is used up at one time of asking.
pub(crate) fn purpose(wave: i64) -> String {
    format!("{} {wave}", Purpose::FollowUp.code())
}

/// The daily job.
#[derive(Clone, Debug)]
pub struct FollowUps {
    base: String,
}

impl FollowUps {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for FollowUps {
    fn kind(&self) -> &'static str {
        "responses.follow-ups"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<SystemJob>,
        _job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let moment = Moment::new(now, entropy, &self.base);
        let asked_more = ask::ask(tx, scope, &moment, |tx, wave, turned| {
            intentions::turn(tx, wave, turned, entropy)
        })?;
        let reminds_more = ask::remind(tx, scope, &moment, |tx, wave, nonce| {
            is_used(tx, nonce, &purpose(wave.wave))
        })?;
        intentions::forget(tx, now.day())?;
        if asked_more || reminds_more {
            jobs::go_on(tx, self.kind(), serde_json::Value::Null, moment.id(), now)?;
        }
        Ok(())
    }
}
