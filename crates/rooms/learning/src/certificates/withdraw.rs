//! What is done with a certificate that was issued: withdrawn, issued anew, its message sent again. The reason stands in the history of
//! the certificate and is sent to nobody.

use super::{issue, reading};
use crate::guards::CertificateRecord;
use crate::model::{Certificate, CertificateId, Content, Reach, Session, SessionId};
use crate::moment::Moment;
use crate::own_record;
use crate::people;
use crate::plan::change::required;
use crate::records::certificate as sql;
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Refusal, Stop};
use paper::certificate::Press;
use post::template::Template;
use store::{Tx, values};

/// Withdraws a certificate: its code is not valid from now on.
pub fn withdraw(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    moment: &Moment,
    session: SessionId,
    id: CertificateId,
    reason: &str,
) -> Result<Done<()>, Stop> {
    let reason = required(reason)?;
    let pass = scope.pass::<CertificateRecord>(tx, id)?;
    let before = reading::of_session(tx, session, id)?;
    if tx.changed(&sql::CERTIFICATE_WITHDRAW, values![before.id.0, moment.now])? == 0 {
        return Err(gone());
    }
    let change = Change::new("withdrawn").reason(reason);
    Done::recorded(tx, pass, change, moment.now, ())
}

fn gone() -> Stop {
    Refusal::Closed("This certificate was withdrawn meanwhile.".to_owned()).into()
}

/// What a new certificate in place of this one would say now; `None` when it would say the same and this one is valid, or when the person
/// was not there on every day.
pub fn anew(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    session: &Session,
    certificate: &Certificate,
) -> Result<Option<Content>, Stop> {
    let (person, whole, _) = reading::person(tx, session, certificate.learner)?;
    let name = people::learner_name(tx.keys(), person.id, &person.name)?;
    let content = Content {
        name,
        ..reading::blank(tx, session, scope.account_id())?
    };
    let same = certificate.withdrawn_at.is_none() && content.says_the_same(&certificate.content);
    Ok((whole && !same).then_some(content))
}

/// Issues a certificate in place of this one, with what is true now: its own code is not valid any more, and the person is written to.
pub fn reissue(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    moment: &Moment,
    press: Press,
    session: SessionId,
    id: CertificateId,
) -> Result<Done<CertificateId>, Stop> {
    let pass = scope.pass::<CertificateRecord>(tx, id)?;
    let before = reading::of_session(tx, session, id)?;
    let session = crate::reading::session_by_id(tx, session)?;
    issue::refuse_before_its_end(&session, moment)?;
    let Some(content) = anew(tx, scope, &session, &before)? else {
        let words = "A new certificate would say the same, or the person was not there on every day. Nothing was changed.";
        return Err(Refusal::Closed(words.to_owned()).into());
    };
    if let Some(letter) = content.unprintable(press) {
        let words = format!("The letter {letter} cannot be printed on a certificate. Nothing was changed.");
        return Err(Refusal::Closed(words).into());
    }
    tx.run(&sql::CERTIFICATE_WITHDRAW, values![before.id.0, moment.now])?;
    let (person, ..) = reading::person(tx, &session, before.learner)?;
    let Some(new) = issue::insert(tx, scope, moment, &session, &person, content)? else {
        let words = "Another certificate of this person is valid already.";
        return Err(Refusal::Closed(words.to_owned()).into());
    };
    let key = format!("certificate {new}");
    if own_record::write_to(tx, moment, &person, Template::Certificate, &key)? {
        own_record::sent(tx, scope, moment.now, &[person.id])?;
    }
    let change = Change::new("issued anew");
    Done::recorded(tx, pass, change, moment.now, new)
}

/// Sends the message about a certificate again, with a new link; or for the first time, to who is known from a file of earlier years alone.
pub fn send_again(
    tx: &mut Tx,
    scope: &Scope<actions::IssueCertificates>,
    moment: &Moment,
    session: SessionId,
    id: CertificateId,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<CertificateRecord>(tx, id)?;
    let certificate = reading::of_session(tx, session, id)?;
    let session = crate::reading::session_by_id(tx, session)?;
    let (person, _, reach) = reading::person(tx, &session, certificate.learner)?;
    let key = format!("certificate {id} again {}", moment.now.millis());
    let told = certificate.withdrawn_at.is_none()
        && own_record::write_to(tx, moment, &person, Template::Certificate, &key)?;
    if !told {
        let words =
            "There is nobody to write to: the certificate is withdrawn, or the person has no address.";
        return Err(Refusal::Closed(words.to_owned()).into());
    }
    own_record::sent(tx, scope, moment.now, &[person.id])?;
    let change = if reach == Reach::File {
        "sent"
    } else {
        "sent again"
    };
    Done::recorded(tx, pass, Change::new(change), moment.now, ())
}
