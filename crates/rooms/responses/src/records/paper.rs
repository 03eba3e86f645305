//! Statements about answers on paper.

use crate::model::BatchId;
use kernel::{Day, Fault, Id};
use learning::model::{Purpose, SessionId};
use store::Row;

macro_rules! batch_columns {
    () => {
        "select b.id, b.session_id, b.purpose, b.sheets, b.state, b.version, b.agreed, b.compared, v.key, v.version, v.title, s.reference, c.title, s.first_day, coalesce(b.left_out, '') \
         from paper_batch b join instrument_version v on v.id = b.instrument_version_id join session s on s.id = b.session_id join course c on c.id = s.course_id "
    };
}

store::statements! {
    /// A batch of a session in sight.
    BATCH_GUARD = concat!("select b.version from paper_batch b join session s on s.id = b.session_id where b.id = ?3 and ", access::session_in_scope!());
    /// One batch.
    BATCH_FETCH = concat!(batch_columns!(), "where b.id = ?1");
    /// The batches of a session, the newest first.
    BATCHES_OF = concat!(batch_columns!(), "where b.session_id = ?1 order by b.id desc limit 100");
    /// Begins a batch.
    BATCH_INSERT = "insert into paper_batch (id, session_id, instrument_version_id, purpose, sheets, state, version, made_at, made_by, left_out) values (?1, ?2, ?3, ?4, ?5, 'open', 1, ?6, ?7, ?8)";
    /// Ends a batch that nobody ended meanwhile.
    BATCH_END = "update paper_batch set state = ?3, agreed = ?4, compared = ?5, version = version + 1 where id = ?1 and version = ?2 and state = 'open'";
    /// A batch was changed.
    BATCH_TOUCH = "update paper_batch set version = version + 1 where id = ?1 and version = ?2 and state = 'open'";
    /// Which sheets of a batch were keyed, and by whom.
    SHEETS_KEYED = "select number, keying, keyed_by from paper_sheet where batch_id = ?1 order by number, keying";
    /// Everything that was keyed of a batch.
    SHEETS_WHOLE = "select number, keying, answers_sealed from paper_sheet where batch_id = ?1 order by number, keying";
    /// One keying of a sheet.
    SHEET_FETCH = "select answers_sealed from paper_sheet where batch_id = ?1 and number = ?2 and keying = ?3";
    /// Keeps a keying.
    SHEET_PUT = "insert into paper_sheet (batch_id, number, keying, keyed_by, answers_sealed) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (batch_id, number, keying) do update set answers_sealed = excluded.answers_sealed";
    /// Forgets what was keyed.
    SHEETS_DROP = "delete from paper_sheet where batch_id = ?1";
    /// What was decided.
    DECISIONS_OF = "select number, question_key, counts from paper_decision where batch_id = ?1 order by number, question_key";
    /// Decides.
    DECISION_PUT = "insert into paper_decision (batch_id, number, question_key, counts) values (?1, ?2, ?3, ?4) \
        on conflict (batch_id, number, question_key) do update set counts = excluded.counts";
    /// Forgets what was decided of a sheet.
    DECISIONS_OF_SHEET_DROP = "delete from paper_decision where batch_id = ?1 and number = ?2";
    /// Forgets what was decided.
    DECISIONS_DROP = "delete from paper_decision where batch_id = ?1";
    /// Responses of a session for a purpose, and people who signed in.
    ROOM_COUNTS = "select (select count(*) from response r where r.session_id = ?1 and r.purpose = ?2), (select count(distinct t.learner_id) from attendance t where t.session_id = ?1)";
}

/// A batch.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) id: BatchId,
    pub(crate) session: SessionId,
    pub(crate) purpose: Purpose,
    pub(crate) sheets: i64,
    pub(crate) state: String,
    pub(crate) version: i64,
    /// Answers that agreed and answers that were compared, once it is taken.
    pub(crate) agreement: Option<(i64, i64)>,
    pub(crate) key: String,
    pub(crate) key_version: i64,
    pub(crate) questionnaire: String,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) first_day: Day,
    /// Questions that are not on its sheets.
    pub(crate) without: Vec<String>,
}

pub(crate) fn batch(row: &Row<'_>) -> Result<Batch, Fault> {
    let purpose: String = row.get(2)?;
    Ok(Batch {
        id: BatchId(row.get::<Id>(0)?),
        session: SessionId(row.get::<Id>(1)?),
        purpose: Purpose::parse(&purpose).ok_or_else(|| Fault::new("a batch is for no purpose"))?,
        sheets: row.get(3)?,
        state: row.get(4)?,
        version: row.get(5)?,
        agreement: row.get::<Option<i64>>(6)?.zip(row.get::<Option<i64>>(7)?),
        key: row.get(8)?,
        key_version: row.get(9)?,
        questionnaire: row.get(10)?,
        reference: row.get(11)?,
        title: row.get(12)?,
        first_day: row.get(13)?,
        without: row
            .get::<String>(14)?
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
    })
}
