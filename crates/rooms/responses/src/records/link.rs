//! Statements about questionnaires that are open to anybody.

use crate::model::LinkId;
use kernel::{Day, Fault, Id, Instant};
use store::Row;

macro_rules! link_columns {
    () => {
        "select l.id, l.name, l.token, l.opens, l.closes, l.closed_at, l.target, l.cap, l.daily, l.quota, l.share, l.version, v.key, v.version, v.title, a.name, \
         (select count(*) from response r where r.answer_link_id = l.id) \
         from answer_link l join instrument_version v on v.id = l.instrument_version_id left join area a on a.id = l.area_id "
    };
}

store::statements! {
    /// A link in sight.
    LINK_GUARD = concat!("select l.version from answer_link l where l.id = ?3 and ", access::link_in_scope!());
    /// A link, for whoever has its address.
    OPEN_GUARD = "select version from answer_link where id = ?3 and closed_at is null";
    /// One link.
    LINK_FETCH = concat!(link_columns!(), "where l.id = ?1");
    /// The link of an address.
    LINK_BY_TOKEN = concat!(link_columns!(), "where l.token = ?1");
    /// Links in sight, the newest first. ?3 rows, ?4 before this one, ?5 today.
    LINK_LIST = concat!(link_columns!(), "where ", access::link_in_scope!(), " {filters} order by l.id desc limit ?3"),
        filters { after: "and l.id < ?4", open: "and l.closed_at is null and l.closes >= ?5" };
    /// Makes a link.
    LINK_INSERT = "insert into answer_link (id, instrument_version_id, name, area_id, token, opens, closes, target, cap, daily, quota, share, version, made_at, made_by) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14)";
    /// Changes a link that nobody changed meanwhile.
    LINK_UPDATE = "update answer_link set name = ?3, closes = ?4, target = ?5, cap = ?6, daily = ?7, version = version + 1 where id = ?1 and version = ?2";
    /// Closes a link or opens it again.
    LINK_CLOSED = "update answer_link set closed_at = ?3, version = version + 1 where id = ?1 and version = ?2";
    /// A question that is put to some only.
    SPARING_INSERT = "insert into answer_link_sparing (answer_link_id, question_key) values (?1, ?2)";
    /// Questions that are put to some only.
    SPARING_OF = "select question_key from answer_link_sparing where answer_link_id = ?1 order by question_key";
    /// Answers that came by a link on one day.
    LINK_DAY_COUNT = "select count(*) from response where answer_link_id = ?1 and day = ?2";
    /// People to whom the questions were put that are put to some only.
    ASKED_COUNT = "select count(*) from response r where r.answer_link_id = ?1 and exists (select 1 from answer a join answer_link_sparing s on s.answer_link_id = ?1 and s.question_key = a.question_key \
        where a.response_id = r.id and (a.non_answer is null or a.non_answer <> 'not-asked'))";
    /// Answers by question, point or option.
    LINK_COUNTS = "select a.question_key, a.number, a.option_key, a.non_answer, count(*) from response r join answer a on a.response_id = r.id \
        where r.answer_link_id = ?1 and a.text_sealed is null group by a.question_key, a.number, a.option_key, a.non_answer";
    /// Areas that somebody may make a link for.
    AREA_CHOICES = "select a.id, a.name from area a where (?2 or exists (select 1 from account_area aa where aa.account_id = ?1 and aa.area_id = a.id)) order by a.name limit 500";
}

/// A link.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) id: LinkId,
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) opens: Day,
    pub(crate) closes: Day,
    pub(crate) closed_at: Option<Instant>,
    pub(crate) target: Option<i64>,
    pub(crate) cap: i64,
    pub(crate) daily: i64,
    pub(crate) quota: Option<i64>,
    pub(crate) share: i64,
    pub(crate) version: i64,
    pub(crate) key: String,
    pub(crate) key_version: i64,
    pub(crate) questionnaire: String,
    pub(crate) area: Option<String>,
    pub(crate) answers: i64,
}

pub(crate) fn link(row: &Row<'_>) -> Result<Link, Fault> {
    Ok(Link {
        id: LinkId(row.get::<Id>(0)?),
        name: row.get(1)?,
        token: row.get(2)?,
        opens: row.get(3)?,
        closes: row.get(4)?,
        closed_at: row.get(5)?,
        target: row.get(6)?,
        cap: row.get(7)?,
        daily: row.get(8)?,
        quota: row.get(9)?,
        share: row.get(10)?,
        version: row.get(11)?,
        key: row.get(12)?,
        key_version: row.get(13)?,
        questionnaire: row.get(14)?,
        area: row.get(15)?,
        answers: row.get(16)?,
    })
}
