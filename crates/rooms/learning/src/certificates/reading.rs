//! Reading certificates: who of a session has one, and one of them.

use crate::guards::SessionRecord;
use crate::model::{
    Attender, Certificate, CertificateId, Content, LearnerId, Reach, Session, SessionId, hours_text,
};
use crate::people;
use crate::records::certificate as sql;
use access::{Scope, actions};
use kernel::{Fault, Id, Refusal, Stop};
use store::{Tx, values};

/// People on a page.
pub const PAGE: usize = 50;

/// A page of who had a place in a session in sight or was there, and the person to go on after: the session's guard and one statement.
pub fn page(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    session: SessionId,
    after: Option<Id>,
) -> Result<(Vec<Attender>, Option<Id>), Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let mut people = people_of(tx, session, after, i64::try_from(PAGE + 1).unwrap_or(50))?;
    let next = people
        .get(PAGE)
        .and_then(|_| people.get(PAGE - 1))
        .map(|last| last.learner.0);
    people.truncate(PAGE);
    by_name(&mut people);
    Ok((people, next))
}

fn people_of(tx: &mut Tx, session: SessionId, after: Option<Id>, limit: i64) -> Result<Vec<Attender>, Stop> {
    let filters: &[&str] = if after.is_some() { &["after"] } else { &[] };
    let closed = tx.list(
        &sql::CERTIFICATE_PEOPLE,
        filters,
        values![session.0, after, limit],
        sql::attender,
    )?;
    let mut people = Vec::with_capacity(closed.len());
    for one in closed {
        people.push(Attender {
            name: people::learner_name(tx.keys(), one.learner, &one.name)?,
            learner: one.learner,
            reach: one.reach,
            there: one.there,
            last: one.last,
        });
    }
    Ok(people)
}

/// Everybody of a session in sight, for a file.
pub fn list(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    session: SessionId,
) -> Result<Vec<Attender>, Stop> {
    drop(scope.pass::<SessionRecord>(tx, session)?);
    let mut people = people_of(tx, session, None, i64::MAX)?;
    by_name(&mut people);
    Ok(people)
}

/// Names are sealed, so a page is put into order once it is read.
fn by_name(people: &mut [Attender]) {
    people.sort_by_cached_key(|one| one.name.to_lowercase());
}

/// A certificate of a session whose guard has been passed.
pub(crate) fn of_session(tx: &mut Tx, session: SessionId, id: CertificateId) -> Result<Certificate, Stop> {
    let closed = tx
        .one(
            &sql::CERTIFICATE_OF_SESSION,
            values![id.0, session.0],
            sql::certificate,
        )?
        .ok_or(Refusal::Unknown)?;
    Ok(opened(tx, closed)?)
}

/// A certificate of a person.
pub(crate) fn of_learner(tx: &mut Tx, learner: LearnerId, id: CertificateId) -> Result<Certificate, Stop> {
    let closed = tx
        .one(
            &sql::CERTIFICATE_OF_LEARNER,
            values![id.0, learner.0],
            sql::certificate,
        )?
        .ok_or(Refusal::Unknown)?;
    Ok(opened(tx, closed)?)
}

fn opened(tx: &Tx, closed: sql::Closed) -> Result<Certificate, Fault> {
    unsealed(tx, "certificate", closed)
}

/// A certificate of this table.
pub(crate) fn unsealed(tx: &Tx, table: &'static str, closed: sql::Closed) -> Result<Certificate, Fault> {
    let plain = tx
        .keys()
        .open(table, "content_sealed", closed.id.0, &closed.content)?;
    Ok(Certificate {
        id: closed.id,
        learner: closed.learner,
        content: serde_json::from_slice(&plain)
            .map_err(|_| Fault::new("a certificate could not be read back"))?,
        issued_at: closed.issued_at,
        withdrawn_at: closed.withdrawn_at,
    })
}

/// What a certificate of the session says now; the name and the code are still to come.
pub(crate) fn blank(tx: &mut Tx, session: &Session, issuer: Option<Id>) -> Result<Content, Stop> {
    let issuer = issuer.ok_or_else(|| Fault::new("nobody issues a certificate"))?;
    let programme = tx
        .one(&sql::COURSE_PROGRAMME, values![session.course.0], |row| {
            row.get::<String>(0)
        })?
        .ok_or_else(|| Fault::new("a course has no programme"))?;
    Ok(Content {
        name: String::new(),
        title: session.title.clone(),
        length: hours_text(&session.hours),
        aims: session.aims.clone(),
        days: session.days.iter().map(|day| day.day.text()).collect(),
        programme,
        issued_by: issuer_name(tx, issuer)?,
        code: String::new(),
        pathway: false,
    })
}

/// The name of who issues a certificate.
pub(crate) fn issuer_name(tx: &mut Tx, issuer: Id) -> Result<String, Fault> {
    let sealed = tx
        .one(&sql::ISSUER_NAME, values![issuer], |row| row.get::<Vec<u8>>(1))?
        .ok_or_else(|| Fault::new("the account that issues a certificate is not there"))?;
    people::open(tx.keys(), "account", "name_sealed", issuer, Some(&sealed))
}

/// A person, whether she was there on every day of a session, and how a certificate of it gets to her.
pub(crate) fn person(
    tx: &mut Tx,
    session: &Session,
    learner: LearnerId,
) -> Result<(sql::ClosedPerson, bool, Reach), Stop> {
    let days = i64::try_from(session.days.len()).unwrap_or(i64::MAX);
    let found = tx.one(
        &sql::CERTIFICATE_PERSON,
        values![session.id.0, learner.0],
        |row| {
            let person = sql::person(row)?;
            let reach = sql::reach(person.email.as_ref(), row.get::<i64>(5)? > 0);
            Ok((person, row.get::<i64>(4)? >= days, reach))
        },
    )?;
    found.ok_or_else(|| Refusal::Unknown.into())
}
