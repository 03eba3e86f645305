//! Reminding managers: two weeks before the day, and once after it. Each is told once of each day.

use super::{own, reading};
use crate::guards::OwnCommitment;
use crate::model::CommitmentId;
use crate::moment::Moment;
use crate::records::commitment as sql;
use access::actions::SystemJob;
use access::{Action, Scope};
use audit::Change;
use kernel::{Entropy, Fault, Instant, Stop};
use post::address::Address;
use post::jobs::Job;
use post::outbox;
use post::runner::Work;
use post::template::Template;
use store::{Tx, values};

/// Days before the day on which a manager is reminded.
const SOON_DAYS: i64 = 14;
/// Reminded at a time; the rest on the next day.
const AT_A_TIME: i64 = 1_000;

/// Queues a message with the link to a commitment; false where there is no address. The same `why` is sent once of the same day.
pub fn write_to<A: Action>(
    tx: &mut Tx,
    _scope: &Scope<A>,
    moment: &Moment,
    id: CommitmentId,
    template: Template,
    why: &str,
) -> Result<bool, Stop> {
    let found = reading::by_id(tx, id)?.ok_or_else(|| Fault::new("a commitment is not there"))?;
    let Some(to) = Address::parse(&found.manager) else {
        return Ok(false);
    };
    let link = format!("/commitment/{}", own::token(tx.keys(), id, &found.manager));
    let letter = outbox::Letter::new(to, template, &moment.address(&link));
    let key = format!("commitment {id} {why} {}", found.due);
    let (mail, now) = (moment.id(), moment.now);
    outbox::enqueue(tx, &letter, mail, &key, now, moment.entropy(), now)?;
    Ok(true)
}

/// The daily job.
#[derive(Clone, Debug)]
pub struct Commitments {
    base: String,
}

impl Commitments {
    /// `base` is the service's own address, for the links.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }
}

impl Work for Commitments {
    fn kind(&self) -> &'static str {
        "learning.commitments"
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
        let today = now.day();
        let soon = tx.all(
            &sql::COMMITMENT_SOON,
            values![today, today.plus(SOON_DAYS), AT_A_TIME],
            |row| Ok(CommitmentId(row.get(0)?)),
        )?;
        let over = tx.all(&sql::COMMITMENT_OVER, values![today, AT_A_TIME], |row| {
            Ok(CommitmentId(row.get(0)?))
        })?;
        for (ids, told, template, why) in [
            (soon, &sql::COMMITMENT_REMINDED, Template::PromiseSoon, "soon"),
            (over, &sql::COMMITMENT_OVERDUE, Template::PromiseOver, "over"),
        ] {
            for id in ids {
                tx.run(told, values![id.0, now])?;
                write_to(tx, scope, &moment, id, template, why)?;
                let pass = scope.pass::<OwnCommitment>(tx, id)?;
                audit::also(tx, &pass, Change::new("reminded"), now)?;
            }
        }
        Ok(())
    }
}
