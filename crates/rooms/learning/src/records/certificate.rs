//! Statements about certificates, and about a person's own record.

use super::first_hand::known_first_hand;
use crate::model::{CertificateId, LearnerId, Reach, RecordLine, Refresher};
use kernel::{Day, Fault, Id, Instant};
use store::Row;

store::statements! {
    /// The version of a certificate of a session in sight.
    CERTIFICATE_GUARD = concat!("select s.version from certificate ce join session s on s.id = ce.session_id where ce.id = ?3 and ", access::session_in_scope!());
    /// A person, for the holder of the signed link to her record.
    RECORD_GUARD = "select l.record_round from learner l where l.id = ?3";
    /// Nothing is ever in sight as a wish for a link.
    WISH_GUARD = "select l.record_round from learner l where l.id = ?3 and 1 = 0";
    /// A page of who had a place in a session or was there, with the certificate that each got last. ?1 the session, ?2 the last one of the page before.
    CERTIFICATE_PEOPLE = concat!("select l.id, l.name_sealed, l.email_sealed, \
        (select count(*) from attendance t where t.session_id = ?1 and t.learner_id = l.id), ce.id, ce.issued_at, ce.withdrawn_at, \
        cast(case when ", known_first_hand!(), " then 1 else 0 end as bigint) \
        from (select b.learner_id as person from booking b where b.session_id = ?1 and b.state = 'booked' \
        union select t.learner_id as person from attendance t where t.session_id = ?1) p join learner l on l.id = p.person \
        left join certificate ce on ce.id = (select k.id from certificate k where k.session_id = ?1 and k.learner_id = l.id order by k.issued_at desc, k.id desc limit 1) \
        where 1 = 1 {filters} order by l.id limit ?3"),
        filters { after: "and l.id > ?2", };
    /// Who was there on every day of a session and never got a certificate of it, and whether more is known of her than a file of earlier years says.
    /// ?2 its days.
    CERTIFICATE_OWED = concat!("select l.id, l.name_sealed, l.email_sealed, l.record_round, cast(case when ", known_first_hand!(), " then 1 else 0 end as bigint) \
        from (select t.learner_id as person, count(*) as there from attendance t where t.session_id = ?1 group by t.learner_id) a join learner l on l.id = a.person \
        where a.there >= ?2 and not exists (select 1 from certificate ce where ce.session_id = ?1 and ce.learner_id = l.id) order by l.id");
    /// A person, on how many days of a session she was there, and whether more is known of her than a file of earlier years says.
    CERTIFICATE_PERSON = concat!("select l.id, l.name_sealed, l.email_sealed, l.record_round, \
        (select count(*) from attendance t where t.session_id = ?1 and t.learner_id = l.id), cast(case when ", known_first_hand!(), " then 1 else 0 end as bigint) \
        from learner l where l.id = ?2");
    /// A new certificate, unless the person has one of the session that is valid.
    CERTIFICATE_INSERT = "insert into certificate (id, session_id, learner_id, content_sealed, code_blind, issued_at, issued_by) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";
    /// A certificate of a session.
    CERTIFICATE_OF_SESSION = "select id, learner_id, content_sealed, issued_at, withdrawn_at from certificate where id = ?1 and session_id = ?2";
    /// A certificate of a person.
    CERTIFICATE_OF_LEARNER = "select id, learner_id, content_sealed, issued_at, withdrawn_at from certificate where id = ?1 and learner_id = ?2";
    /// It is valid no longer.
    CERTIFICATE_WITHDRAW = "update certificate set withdrawn_at = ?2 where id = ?1 and withdrawn_at is null";
    /// A valid certificate with this code, of a session or of a pathway.
    CERTIFICATE_VALID = "select id from certificate where code_blind = ?1 and withdrawn_at is null \
        union all select id from pathway_certificate where code_blind = ?1 and withdrawn_at is null";
    /// The sealed name of an account, whatever its state.
    ISSUER_NAME = "select id, name_sealed from account where id = ?1";
    /// The programme of a course.
    COURSE_PROGRAMME = "select p.name from course c join programme p on p.id = c.programme_id where c.id = ?1";
    /// A person behind a link to her record.
    RECORD_PERSON = "select id, name_sealed, email_sealed, record_round from learner where id = ?1";
    /// The same with the record that stands for her now: the one she was given the link to may have been joined with another since.
    RECORD_STANDING = "select k.id, k.name_sealed, k.email_sealed, l.record_round from learner l join learner k on k.id = coalesce(l.joined_to, l.id) where l.id = ?1";
    /// Links to a person's record that were sent before open nothing any more, whichever of her records they were sent for.
    RECORD_ROUND = "update learner set record_round = record_round + 1 where id = ?1 or joined_to = ?1";
    /// A page of the sessions at which a person was, the last first. ?2 the reference of the last one of the page before.
    RECORD_PAGE = "select s.reference, c.title, s.first_day, s.last_day, c.hours, a.there, (select count(*) from session_day d where d.session_id = s.id), ce.id \
        from (select t.session_id as at, count(*) as there from attendance t where t.learner_id = ?1 group by t.session_id) a \
        join session s on s.id = a.at join course c on c.id = s.course_id \
        left join certificate ce on ce.session_id = s.id and ce.learner_id = ?1 and ce.withdrawn_at is null \
        where s.state <> 'cancelled' {filters} order by s.last_day desc, s.id desc limit ?3",
        filters { after: "and (s.last_day, s.id) < (select k.last_day, k.id from session k where k.reference = ?2)", };
    /// Courses that a person was at on every day and should come to again, and when she was last there.
    RECORD_REFRESHERS = "select c.reference, c.title, c.refresher_months, max(s.last_day) \
        from (select t.session_id as at, count(*) as there from attendance t where t.learner_id = ?1 group by t.session_id) a \
        join session s on s.id = a.at join course c on c.id = s.course_id \
        where s.state <> 'cancelled' and c.refresher_months is not null and a.there >= (select count(*) from session_day d where d.session_id = s.id) \
        group by c.id, c.reference, c.title, c.refresher_months order by c.title, c.reference limit 200";
}

/// A certificate as stored, its content closed.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    pub(crate) id: CertificateId,
    pub(crate) learner: LearnerId,
    pub(crate) content: Vec<u8>,
    pub(crate) issued_at: Instant,
    pub(crate) withdrawn_at: Option<Instant>,
}

/// Reads a certificate.
pub(crate) fn certificate(row: &Row) -> Result<Closed, Fault> {
    Ok(Closed {
        id: CertificateId(row.get(0)?),
        learner: LearnerId(row.get(1)?),
        content: row.get(2)?,
        issued_at: row.get(3)?,
        withdrawn_at: row.get(4)?,
    })
}

/// A person, her name and address closed.
#[derive(Clone, Debug)]
pub(crate) struct ClosedPerson {
    pub(crate) id: LearnerId,
    pub(crate) name: Vec<u8>,
    pub(crate) email: Option<Vec<u8>>,
    pub(crate) round: i64,
}

/// Reads a person.
pub(crate) fn person(row: &Row) -> Result<ClosedPerson, Fault> {
    Ok(ClosedPerson {
        id: LearnerId(row.get(0)?),
        name: row.get(1)?,
        email: row.get(2)?,
        round: row.get(3)?,
    })
}

/// Somebody who gets a certificate, and whether more is known of her than a file of earlier years says.
pub(crate) fn owed(row: &Row) -> Result<(ClosedPerson, bool), Fault> {
    Ok((person(row)?, row.get::<i64>(4)? > 0))
}

/// Somebody of a session, her name closed.
#[derive(Clone, Debug)]
pub(crate) struct ClosedAttender {
    pub(crate) learner: LearnerId,
    pub(crate) name: Vec<u8>,
    pub(crate) reach: Reach,
    pub(crate) there: i64,
    pub(crate) last: Option<(CertificateId, Instant, Option<Instant>)>,
}

/// How a certificate gets to somebody with this address, of whom more is known than a file of earlier years says.
pub(crate) const fn reach(email: Option<&Vec<u8>>, first_hand: bool) -> Reach {
    match (email, first_hand) {
        (None, _) => Reach::Paper,
        (Some(_), true) => Reach::Mail,
        (Some(_), false) => Reach::File,
    }
}

/// Reads somebody of a session.
pub(crate) fn attender(row: &Row) -> Result<ClosedAttender, Fault> {
    let last = match (row.get::<Option<Id>>(4)?, row.get::<Option<Instant>>(5)?) {
        (Some(id), Some(issued)) => Some((CertificateId(id), issued, row.get(6)?)),
        _ => None,
    };
    Ok(ClosedAttender {
        learner: LearnerId(row.get(0)?),
        name: row.get(1)?,
        reach: reach(row.get::<Option<Vec<u8>>>(2)?.as_ref(), row.get::<i64>(7)? > 0),
        there: row.get(3)?,
        last,
    })
}

/// Reads a session of a person's record.
pub(crate) fn line(row: &Row) -> Result<RecordLine, Fault> {
    Ok(RecordLine {
        reference: row.get(0)?,
        title: row.get(1)?,
        first_day: row.get(2)?,
        last_day: row.get(3)?,
        hours: row.get(4)?,
        there: row.get(5)?,
        days: row.get(6)?,
        certificate: row.get(7)?,
    })
}

/// Reads a course to come to again.
pub(crate) fn refresher(row: &Row) -> Result<Refresher, Fault> {
    let (months, last): (i64, Day) = (row.get(2)?, row.get(3)?);
    Ok(Refresher {
        reference: row.get(0)?,
        title: row.get(1)?,
        last,
        due: last.plus_months(months),
    })
}
