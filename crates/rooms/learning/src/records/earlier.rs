//! Statements about files with sessions of earlier years.

use super::word;
use crate::earlier::{Import, Kind, State};
use kernel::{Fault, Id};
use store::Row;

macro_rules! import_columns {
    () => {
        "e.id, e.name, e.made_at, e.file_hash, e.state, e.sessions, e.taken_at, e.told, e.version, coalesce(e.kind, 'sessions'), coalesce(e.people, 0), e.shown"
    };
}

/// True for rows of `earlier_import e` in sight: one's own, or everybody's for who works in all areas.
macro_rules! import_in_scope {
    () => {
        "(?2 or e.account_id = ?1)"
    };
}

/// People of whom no more is known than that they came with a file, and who are at no session any more. ?1 when, ?2 the hash of the name that stands
/// for none.
macro_rules! nobodies {
    () => {
        "select l.id from learner l where l.made_at = ?1 and l.name_blind = ?2 and l.email_blind is null \
         and not exists (select 1 from booking b where b.learner_id = l.id) and not exists (select 1 from attendance t where t.learner_id = l.id)"
    };
}

store::statements! {
    /// The version of a file in sight.
    EARLIER_GUARD = concat!("select e.version from earlier_import e where e.id = ?3 and ", import_in_scope!());
    /// A file was read.
    EARLIER_INSERT = "insert into earlier_import (id, account_id, made_at, name, file_hash, state, headings, sheets_sealed, mapping_sealed, kind) values (?1, ?2, ?3, ?4, ?5, 'open', ?6, ?7, ?8, ?9)";
    /// A file, for work that has passed its guard.
    EARLIER_FETCH = concat!("select ", import_columns!(), " from earlier_import e where e.id = ?1");
    /// What was read of it, and what its columns are.
    EARLIER_CONTENT = "select sheets_sealed, mapping_sealed from earlier_import where id = ?1";
    /// What its columns are.
    EARLIER_MAPPING = "select mapping_sealed from earlier_import where id = ?1";
    /// A page of files in sight, the latest first. ?3 the last of the page before, ?4 how many.
    EARLIER_LIST = concat!("select ", import_columns!(), " from earlier_import e where ", import_in_scope!(), " {filters} order by e.id desc limit ?4"),
        filters { before: "and e.id < ?3" };
    /// The latest file of the same headings that the same person sent. ?1 headings, ?2 who, ?3 what a row is.
    EARLIER_ALIKE = "select id, mapping_sealed from earlier_import where headings = ?1 and account_id = ?2 and coalesce(kind, 'sessions') = ?3 order by made_at desc, id desc limit 1";
    /// A file that was taken in with the same content. ?1 its hash, ?2 another than this one.
    EARLIER_SAME = "select name from earlier_import where file_hash = ?1 and id <> ?2 and state = 'taken' order by id limit 1";
    /// A file of forms that comes to the same and was taken in. ?1 what it comes to, which is what was shown without what stood then; ?2 another than this one.
    EARLIER_TWICE = "select name from earlier_import where substr(shown, 1, 64) = ?1 and id <> ?2 and kind = 'forms' and state in ('taken', 'leaving') order by id limit 1";
    /// Files of forms with the same content that stand, and what their columns are. ?1 its hash, ?2 another than this one.
    EARLIER_BYTES = "select id, name, account_id, mapping_sealed from earlier_import where file_hash = ?1 and id <> ?2 and kind = 'forms' and state in ('taken', 'leaving') order by id";
    /// Files of forms that stand.
    EARLIER_STANDING = "select id from earlier_import where kind = 'forms' and state in ('taken', 'leaving') order by id";
    /// What its columns are was said.
    EARLIER_MAP = "update earlier_import set mapping_sealed = ?2, headings = ?3, told = null, version = version + 1 where id = ?1 and state = 'open'";
    /// Who sent a file, whether she works in all areas, and whether she can sign in: what a file names is looked for where she works, whoever looks.
    EARLIER_SENDER = "select e.account_id, a.all_areas, a.state = 'active' from earlier_import e join account a on a.id = e.account_id where e.id = ?1";
    /// It is asked to be taken in as it was shown.
    EARLIER_SHOWN = "update earlier_import set shown = ?2 where id = ?1";
    /// What was said of its columns is kept under a name; what she kept under it before gives way, and what others did to who works in all areas (?8).
    EARLIER_MAPPING_PUT = "insert into earlier_mapping (id, name, kind, headings, mapping_sealed, made_by, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
        on conflict (headings, kind, name) do update set id = ?1, mapping_sealed = ?5, made_by = ?6, made_at = ?7 where earlier_mapping.made_by = ?6 or ?8";
    /// What was kept of files with these headings.
    EARLIER_MAPPINGS = "select id, name from earlier_mapping where headings = ?1 and kind = ?2 order by name, id limit 100";
    /// One of those.
    EARLIER_MAPPING_FETCH = "select mapping_sealed from earlier_mapping where id = ?1 and headings = ?2 and kind = ?3";
    /// It is kept no longer. ?4 who wants it so, ?5 whether she works in all areas.
    EARLIER_MAPPING_DROP = "delete from earlier_mapping where id = ?1 and headings = ?2 and kind = ?3 and (made_by = ?4 or ?5)";
    /// It moves on. ?3 from which state.
    EARLIER_MOVE = "update earlier_import set state = ?2, told = ?4, version = version + 1 where id = ?1 and state = ?3";
    /// It was taken in: what was read of it is kept no longer.
    EARLIER_TAKEN = "update earlier_import set state = 'taken', told = null, sessions = ?2, people = ?4, taken_at = ?3, sheets_sealed = null, version = version + 1 where id = ?1 and state = 'queued'";
    /// It is not wanted.
    EARLIER_DROP = "update earlier_import set state = 'gone', sheets_sealed = null, version = version + 1 where id = ?1 and state = 'open'";
    /// What was sent before this and never taken in is kept no longer.
    EARLIER_SWEEP = "delete from earlier_import where state = 'open' and made_at < ?1 and not exists (select 1 from earlier_staged s where s.import_id = earlier_import.id) \
        and not exists (select 1 from earlier_form f where f.import_id = earlier_import.id) and not exists (select 1 from earlier_form_sum f where f.import_id = earlier_import.id) \
        and not exists (select 1 from earlier_form_print f where f.import_id = earlier_import.id)";
    /// Courses in sight with title and reference.
    EARLIER_COURSES = concat!("select c.id, c.title, c.reference from course c where ", access::course_in_scope!(), " order by c.title, c.id limit 5000");
    /// What sessions of some days are known by. ?1 and ?2 the first and the last.
    EARLIER_THERE = "select s.course_id, s.area_id, s.first_day, coalesce(s.venue_key, '') from session s where s.first_day between ?1 and ?2";
    /// What a file says of a session.
    EARLIER_SESSION_INSERT = "insert into earlier_session (session_id, import_id, line, capacity, booked, signed_in, individuals, register_came, feedback_came, host, trainer_sealed, asked_for) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    /// Of whom a file says that she was the host of its sessions, where an organisation is called so. ?1 the file.
    EARLIER_HOSTS = "update session set host_id = (select o.id from organisation o join earlier_session e on lower(o.name) = lower(e.host) where e.session_id = session.id \
        order by o.id limit 1) where id in (select e.session_id from earlier_session e where e.import_id = ?1 and e.host is not null)";
    /// What the file that a session came from says of it.
    EARLIER_SESSION_FETCH = "select e.name, es.line, es.capacity, es.booked, es.signed_in, es.individuals, es.register_came, es.feedback_came, es.host, es.trainer_sealed, e.file_hash \
        from earlier_session es join earlier_import e on e.id = es.import_id where es.session_id = ?1";
    /// Sessions of a file on which something else has come to rest: they were changed, or somebody booked, signed in or answered since.
    EARLIER_IN_USE = "select count(*) from earlier_session es join earlier_import e on e.id = es.import_id join session s on s.id = es.session_id where es.import_id = ?1 and (s.version <> 1 \
        or exists (select 1 from booking b where b.session_id = s.id and (b.version <> 1 or b.made_at <> e.taken_at)) \
        or exists (select 1 from attendance t where t.session_id = s.id and t.at <> e.taken_at) \
        or exists (select 1 from response r where r.session_id = s.id) or exists (select 1 from certificate f where f.session_id = s.id) \
        or exists (select 1 from held_places h where h.session_id = s.id) or exists (select 1 from kept_register k where k.session_id = s.id) \
        or exists (select 1 from kept_mark m where m.session_id = s.id) or exists (select 1 from register_import i where i.session_id = s.id) \
        or exists (select 1 from online_minutes o where o.session_id = s.id) or exists (select 1 from session_trainer st where st.session_id = s.id) \
        or exists (select 1 from register_undo u join session_day d on d.id = u.session_day_id where d.session_id = s.id) \
        or exists (select 1 from sheet_photograph sp where sp.session_id = s.id) or exists (select 1 from intention it where it.session_id = s.id) or exists (select 1 from passed_on po where po.session_id = s.id) \
        or exists (select 1 from venue_fault v where v.session_id = s.id) or exists (select 1 from mentoring_entry me where me.session_id = s.id) \
        or exists (select 1 from paper_batch pb where pb.session_id = s.id) or exists (select 1 from commitment co where co.session_id = s.id) \
        or exists (select 1 from attendance_aside aa where aa.session_id = s.id) or exists (select 1 from answer_sum ans where ans.session_id = s.id) \
        or exists (select 1 from follow_up_asked fa where fa.session_id = s.id) or exists (select 1 from follow_up_wave f where f.session_id = s.id and f.asked > 0) or exists (select 1 from session c where c.series_id = s.id) or exists (select 1 from owed w where w.session_id = s.id and w.version > case when w.received_at is null then 2 else 3 end))";
    /// People of a file's sessions of whom something else is known: they were certified, joined, signed off, put on a pathway or mentored.
    EARLIER_PEOPLE_IN_USE = "select count(*) from (select b.learner_id as id from earlier_session es join booking b on b.session_id = es.session_id where es.import_id = ?1 \
        union select t.learner_id from earlier_session es join attendance t on t.session_id = es.session_id where es.import_id = ?1) p join learner l on l.id = p.id \
        where l.joined_to is not null or exists (select 1 from learner j where j.joined_to = p.id) \
        or exists (select 1 from learner_pair q where q.state <> 'found' and (q.one_id = p.id or q.other_id = p.id or q.kept_id = p.id)) \
        or exists (select 1 from certificate f where f.learner_id = p.id) or exists (select 1 from recognised_learning r where r.learner_id = p.id) \
        or exists (select 1 from kept_mark k where k.learner_id = p.id) or exists (select 1 from attendance_aside a where a.learner_id = p.id) \
        or exists (select 1 from pathway_sign_off o where o.learner_id = p.id) or exists (select 1 from mentoring m where m.mentee_id = p.id) \
        or exists (select 1 from passed_on po where po.learner_id = p.id) \
        or exists (select 1 from pathway_learner w where w.learner_id = p.id and (w.how <> 'attended' or exists (select 1 from pathway_certificate pc where pc.walker_id = w.id)))";
    /// Who was to owe what the sessions of a file owe.
    EARLIER_CLEAR_OWNERS = "delete from owed_owner where owed_id in (select w.id from owed w join earlier_session es on es.session_id = w.session_id where es.import_id = ?1)";
    /// What the sessions of a file owe.
    EARLIER_CLEAR_OWED = "delete from owed where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Times of asking what became of it, of which nobody could be asked.
    EARLIER_CLEAR_WAVES = "delete from follow_up_wave where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Copies that left stay on record, of no session any more.
    EARLIER_CLEAR_COPIES = "update copy_out set session_id = null where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Pairs that were found among its people.
    EARLIER_CLEAR_PAIRS = concat!("delete from learner_pair where state = 'found' and (one_id in (", nobodies!(), ") or other_id in (", nobodies!(), "))");
    /// Pathways on which the night put its people.
    EARLIER_CLEAR_PATHWAYS = concat!("delete from pathway_learner where how = 'attended' and learner_id in (", nobodies!(), ")");
    /// Who signed in.
    EARLIER_CLEAR_ATTENDANCE = "delete from attendance where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Who booked.
    EARLIER_CLEAR_BOOKINGS = "delete from booking where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Its people: those made with it of whom no more is known. ?1 when, ?2 the hash of the name that stands for none.
    EARLIER_CLEAR_PEOPLE = concat!("delete from learner where id in (", nobodies!(), ")");
    /// Who booked and came, packed.
    EARLIER_CLEAR_PACKED = "delete from attendance_sum where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Who had a place and came, added up: it goes with what is packed, but for a row that somehow outlived it.
    EARLIER_CLEAR_TURN_OUT = "delete from turn_out where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Its days.
    EARLIER_CLEAR_DAYS = "delete from session_day where session_id in (select es.session_id from earlier_session es where es.import_id = ?1)";
    /// Its sessions: their ids first, because what the file says of them goes before they do.
    EARLIER_SESSIONS = "select session_id from earlier_session where import_id = ?1";
    /// What the file says of them.
    EARLIER_CLEAR_SAID = "delete from earlier_session where import_id = ?1";
    /// A session of it.
    EARLIER_CLEAR_SESSION = "delete from session where id = ?1";
}

/// A file.
pub(crate) fn import(row: &Row) -> Result<Import, Fault> {
    Ok(Import {
        id: row.get(0)?,
        name: row.get(1)?,
        made_at: row.get(2)?,
        hash: row.get(3)?,
        state: word(&row.get::<String>(4)?, State::parse)?,
        sessions: row.get(5)?,
        taken_at: row.get(6)?,
        told: row.get(7)?,
        version: row.get(8)?,
        kind: word(&row.get::<String>(9)?, Kind::parse)?,
        people: row.get(10)?,
        shown: row.get(11)?,
    })
}

/// What the file that a session came from says of it.
pub(crate) struct Said {
    pub(crate) file: String,
    pub(crate) line: i64,
    pub(crate) capacity: Option<i64>,
    pub(crate) booked: Option<i64>,
    pub(crate) signed_in: Option<i64>,
    pub(crate) individuals: Option<i64>,
    pub(crate) register_came: Option<bool>,
    pub(crate) feedback_came: Option<bool>,
    pub(crate) host: Option<String>,
    pub(crate) trainer: Option<Vec<u8>>,
    pub(crate) hash: String,
}

/// Reads it.
pub(crate) fn said(row: &Row) -> Result<Said, Fault> {
    Ok(Said {
        file: row.get(0)?,
        line: row.get(1)?,
        capacity: row.get(2)?,
        booked: row.get(3)?,
        signed_in: row.get(4)?,
        individuals: row.get(5)?,
        register_came: row.get(6)?,
        feedback_came: row.get(7)?,
        host: row.get(8)?,
        trainer: row.get(9)?,
        hash: row.get(10)?,
    })
}

/// A course to choose: id, title, reference.
pub(crate) fn course(row: &Row) -> Result<(Id, String, String), Fault> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}
