//! Statements about what trainers are signed off for.

use super::word;
use crate::model::{SignOff, TrainerStep};
use kernel::Fault;
use store::Row;

store::statements! {
    /// The version of an account that may train.
    TRAINER_GUARD = "select ac.version from account ac where ac.id = ?3 and ac.state = 'active' and ac.role in ('trainer', 'coordinator')";
    /// An account that may train.
    TRAINER_FETCH = "select ac.id, ac.name_sealed from account ac where ac.id = ?1 and ac.state = 'active' and ac.role in ('trainer', 'coordinator')";
    /// Steps that stand; those of people who left are of no use to anybody.
    TRAINER_STEP_LIST = "select t.id, t.account_id, t.kind, t.step, t.day from trainer_step t join account ac on ac.id = t.account_id \
        where t.withdrawn_at is null and ac.state = 'active' {filters} order by t.day, t.id",
        filters { trainer: "and t.account_id = ?1", };
    /// A step, unless it stands already.
    TRAINER_STEP_INSERT = "insert into trainer_step (id, account_id, kind, step, day, made_by, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";
    /// Takes a step of a trainer back.
    TRAINER_STEP_WITHDRAW = "update trainer_step set withdrawn_at = ?3 where id = ?1 and account_id = ?2 and withdrawn_at is null";
}

/// A step.
pub(crate) fn step(row: &Row) -> Result<TrainerStep, Fault> {
    Ok(TrainerStep {
        id: row.get(0)?,
        trainer: row.get(1)?,
        kind: row.get(2)?,
        step: word(&row.get::<String>(3)?, SignOff::parse)?,
        day: row.get(4)?,
    })
}
