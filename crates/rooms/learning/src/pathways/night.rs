//! The night's work on pathways: who attended the first step is put on it, and how far everybody is, is counted.

use super::enrol::put;
use super::progress::count;
use crate::model::{LearnerId, Pathway, PathwayId};
use crate::moment::Moment;
use crate::records::pathway as sql;
use access::Scope;
use access::actions::SystemJob;
use kernel::{Entropy, Id, Instant, Stop};
use post::jobs::{self, Job};
use post::runner::Work;
use store::{Tx, values};

/// Once a day: one job that leads to one for each pathway, and those to more while there are people left.
#[derive(Clone, Copy, Debug)]
pub struct Counting;

/// People counted at a time.
const PEOPLE: i64 = 500;

impl Work for Counting {
    fn kind(&self) -> &'static str {
        "learning.pathways"
    }

    fn daily(&self) -> bool {
        true
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        _scope: &Scope<SystemJob>,
        job: &Job,
        entropy: &dyn Entropy,
        now: Instant,
    ) -> Result<(), Stop> {
        let moment = Moment::new(now, entropy, "");
        let named = |what: &str| {
            let text = job.payload.get(what).and_then(serde_json::Value::as_str);
            text.and_then(Id::parse)
        };
        let all = tx.all(&sql::PATHWAY_COUNTED, &[], sql::pathway)?;
        let Some(wanted) = named("pathway") else {
            for pathway in all {
                next(tx, self.kind(), &moment, pathway.id, Id::NIL)?;
            }
            return Ok(());
        };
        if let Some(pathway) = all.into_iter().find(|pathway| pathway.id.0 == wanted) {
            let after = named("after").unwrap_or(Id::NIL);
            if let Some(last) = some(tx, &moment, &pathway, after)? {
                next(tx, self.kind(), &moment, pathway.id, last)?;
            }
        }
        Ok(())
    }
}

/// Goes on with a pathway after somebody.
fn next(tx: &mut Tx, kind: &'static str, moment: &Moment, pathway: PathwayId, after: Id) -> Result<(), Stop> {
    let rest = serde_json::json!({ "pathway": pathway.to_string(), "after": after.to_string() });
    Ok(jobs::go_on(tx, kind, rest, moment.id(), moment.now)?)
}

/// Puts the next people on a pathway and counts the next of those who are on it; the last one counted, when there may be more.
fn some(tx: &mut Tx, moment: &Moment, pathway: &Pathway, after: Id) -> Result<Option<Id>, Stop> {
    if pathway.draft.ways_on.by_first {
        let new = tx.all(&sql::WALKER_NEW, values![pathway.id.0, PEOPLE], |row| {
            Ok(LearnerId(row.get(0)?))
        })?;
        for learner in &new {
            put(tx, moment, pathway, *learner, "attended")?;
        }
        if i64::try_from(new.len()).unwrap_or(PEOPLE) == PEOPLE {
            return Ok(Some(after));
        }
    }
    let nth = tx.one(
        &sql::WALKER_NTH,
        values![pathway.id.0, after, PEOPLE - 1],
        |row| row.get::<Id>(0),
    )?;
    let last = match nth {
        Some(nth) => Some(nth),
        None => tx.one(&sql::WALKER_LAST, values![pathway.id.0], |row| row.get(0))?,
    };
    if let Some(last) = last {
        count(tx, pathway, (after, last), moment.now.day())?;
    }
    Ok(nth)
}
