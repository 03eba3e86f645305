//! Issuing: to everybody of a session who was there on every day and never got a certificate of it, in one press.

use super::{code, reading};
use crate::guards::{CertificateRecord, SessionRecord};
use crate::model::{CertificateId, Content, Session, SessionId};
use crate::moment::Moment;
use crate::own_record;
use crate::people;
use crate::records::certificate as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Fault, Id, Refusal, Stop};
use paper::certificate::Press;
use post::template::Template;
use store::{Tx, values};

/// What issuing came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Issued {
    /// Certificates that were issued.
    pub made: usize,
    /// People who were written to.
    pub told: usize,
    /// People who are known from a file of earlier years alone, and were not.
    pub by_file: usize,
}

/// Issues what is owed of a session that took place. Pressed again it issues nothing again; who had a certificate withdrawn gets none
/// by this, but by a decision of its own. Who is known from a file of earlier years alone is not written to.
pub fn all(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    moment: &Moment,
    press: Press,
    id: SessionId,
) -> Result<Done<Issued>, Stop> {
    let pass = scope.pass::<SessionRecord>(tx, id)?;
    let session = crate::reading::session_by_id(tx, id)?;
    refuse_before_its_end(&session, moment)?;
    let blank = reading::blank(tx, &session, scope.account_id())?;
    refuse_unprintable(&blank, press)?;
    let days = i64::try_from(session.days.len()).unwrap_or(i64::MAX);
    let (mut issued, mut to) = (Issued::default(), Vec::new());
    for (person, first_hand) in tx.all(&sql::CERTIFICATE_OWED, values![id.0, days], sql::owed)? {
        let name = people::learner_name(tx.keys(), person.id, &person.name)?;
        let content = Content {
            name,
            ..blank.clone()
        };
        if content.unprintable(press).is_some() {
            continue;
        }
        if let Some(certificate) = insert(tx, scope, moment, &session, &person, content)? {
            issued.made = issued.made.saturating_add(1);
            if !first_hand {
                issued.by_file = issued.by_file.saturating_add(usize::from(person.email.is_some()));
                continue;
            }
            let key = format!("certificate {certificate}");
            if own_record::write_to(tx, moment, &person, Template::Certificate, &key)? {
                to.push(person.id);
            }
        }
    }
    own_record::sent(tx, scope, moment.now, &to)?;
    issued.told = to.len();
    let words = format!(
        "{} certificates; people written to: {}; known from a file alone, and not written to: {}",
        issued.made, issued.told, issued.by_file
    );
    let change = Change::new("issued certificates").reason(words);
    Done::recorded(tx, pass, change, moment.now, issued)
}

/// Writes one certificate; `None` when the person has a valid one.
pub(super) fn insert(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    moment: &Moment,
    session: &Session,
    person: &sql::ClosedPerson,
    mut content: Content,
) -> Result<Option<CertificateId>, Stop> {
    let id = CertificateId(moment.id());
    content.code = code::fresh(moment.entropy());
    let plain = code::read(&content.code).ok_or_else(|| Fault::new("a code just drawn is none"))?;
    let blind = code::blind(tx.keys(), &plain);
    let data = serde_json::to_vec(&content)
        .map_err(|error| Fault::caused("a certificate could not be written down", error))?;
    let sealed = tx
        .keys()
        .seal("certificate", "content_sealed", id.0, &data, moment.entropy());
    let rows = tx.changed(
        &sql::CERTIFICATE_INSERT,
        values![
            id.0,
            session.id.0,
            person.id.0,
            sealed,
            blind,
            moment.now,
            issuer(scope)?
        ],
    )?;
    if rows == 0 {
        return Ok(None);
    }
    let pass = scope.pass_new::<CertificateRecord>(id);
    audit::also(tx, &pass, Change::new("issued"), moment.now)?;
    Ok(Some(id))
}

fn issuer(scope: &Scope<actions::IssueCertificates>) -> Result<Id, Fault> {
    scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody issues a certificate"))
}

/// A session is certified once its last day has ended, if it took place.
pub(super) fn refuse_before_its_end(session: &Session, moment: &Moment) -> Result<(), Stop> {
    if session.over(moment.now) && session.counts_as_held(moment.now) {
        return Ok(());
    }
    let words =
        "Certificates are issued once the last day of the session has ended, and only if it took place.";
    Err(Refusal::Closed(words.to_owned()).into())
}

/// What stands on all of them must be printable.
fn refuse_unprintable(blank: &Content, press: Press) -> Result<(), Stop> {
    let Some(letter) = blank.unprintable(press) else {
        return Ok(());
    };
    let words = format!(
        "The letter {letter} in the title, the aims, the programme or your own name cannot be printed on a certificate. Nothing was issued."
    );
    Err(Refusal::Closed(words).into())
}
