//! A certificate that somebody finished a pathway: issued by a coordinator, fetched by the person from her own record, checked by its code like
//! every other, and withdrawn with a reason.

use super::progress::walking;
use crate::certificates::{code, reading};
use crate::guards::WalkerRecord;
use crate::model::{Certificate, CertificateId, Content, Pathway, Progress, Standing, reason_problems};
use crate::moment::Moment;
use crate::own_record::{self, Holder};
use crate::records::{certificate as people_sql, pathway_certificate as sql};
use access::{Scope, actions};
use audit::{Change, Done};
use kernel::{Day, Fault, Id, Refusal, Stop};
use paper::certificate::Press;
use post::template::Template;
use store::{Tx, values};

/// The valid certificate of somebody's place on a pathway that is in sight.
pub fn of(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    walker: Id,
) -> Result<Option<Certificate>, Stop> {
    drop(scope.pass::<WalkerRecord>(tx, walker)?);
    let closed = tx.one(&sql::WAY_CERTIFICATE_OF, values![walker], people_sql::certificate)?;
    Ok(closed.map(|closed| opened(tx, closed)).transpose()?)
}

/// A certificate of the holder of a record.
pub fn own(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
    walker: Id,
) -> Result<Certificate, Stop> {
    let values = values![walker, holder.learner.0];
    let closed = tx.one(&sql::WAY_CERTIFICATE_OWN, values, people_sql::certificate)?;
    Ok(opened(tx, closed.ok_or(Refusal::Unknown)?)?)
}

/// Her places on pathways of which she has a valid certificate, with the pathways' titles.
pub fn owned(
    tx: &mut Tx,
    _scope: &Scope<actions::SeeOwnRecord>,
    holder: &Holder,
) -> Result<Vec<(Id, String)>, Fault> {
    tx.all(&sql::WAY_CERTIFICATES_OWNED, values![holder.learner.0], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

fn opened(tx: &Tx, closed: people_sql::Closed) -> Result<Certificate, Fault> {
    reading::unsealed(tx, "pathway_certificate", closed)
}

/// The day on which the last step was done, or today where all were learnt elsewhere; `None` while one is missing.
pub(crate) fn finished(progress: &Progress, today: Day) -> Option<Day> {
    let mut last = None;
    for step in &progress.steps {
        match step.standing {
            Standing::Done(day) => last = last.max(Some(day)),
            Standing::Recognised => {}
            Standing::RanOut(_) | Standing::Booked(_) | Standing::Open => return None,
        }
    }
    (!progress.steps.is_empty()).then(|| last.unwrap_or(today))
}

/// What a certificate of somebody's way would say; `None` while she has not finished it.
fn content(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    (pathway, name): (&Pathway, &str),
    (progress, today): (&Progress, Day),
) -> Result<Option<Content>, Stop> {
    let Some(day) = finished(progress, today) else {
        return Ok(None);
    };
    let issuer = scope
        .account_id()
        .ok_or_else(|| Fault::new("nobody issues a certificate"))?;
    let steps: Vec<&str> = progress.steps.iter().map(|step| step.title.as_str()).collect();
    Ok(Some(Content {
        name: name.to_owned(),
        title: pathway.draft.title.clone(),
        length: String::new(),
        aims: steps.join("\n"),
        days: vec![day.text()],
        programme: String::new(),
        issued_by: reading::issuer_name(tx, issuer)?,
        code: String::new(),
        pathway: true,
    }))
}

/// Issues the certificate of somebody who has finished a pathway, and writes to her.
pub fn issue(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    press: Press,
    pathway: &Pathway,
    walker: Id,
) -> Result<Done<()>, Stop> {
    let pass = scope.pass::<WalkerRecord>(tx, walker)?;
    let today = moment.now.day();
    let on_it = walking(tx, scope, pathway, walker, today)?;
    let found = match &on_it.progress {
        Some(progress) => content(tx, scope, (pathway, &on_it.name), (progress, today))?,
        None => None,
    };
    let Some(mut content) = found else {
        let words = "A certificate is issued once every step of the pathway is done.";
        return Err(Refusal::Closed(words.to_owned()).into());
    };
    if let Some(letter) = content.unprintable(press) {
        let words = format!("The letter {letter} cannot be printed on a certificate. Nothing was issued.");
        return Err(Refusal::Closed(words).into());
    }
    let id = CertificateId(moment.id());
    content.code = code::fresh(moment.entropy());
    let plain = code::read(&content.code).ok_or_else(|| Fault::new("a code just drawn is none"))?;
    let data = serde_json::to_vec(&content)
        .map_err(|error| Fault::caused("a certificate could not be written down", error))?;
    let sealed = tx.keys().seal(
        "pathway_certificate",
        "content_sealed",
        id.0,
        &data,
        moment.entropy(),
    );
    let row = values![
        id.0,
        walker,
        sealed,
        code::blind(tx.keys(), &plain),
        moment.now,
        scope.account_id()
    ];
    if tx.changed(&sql::WAY_CERTIFICATE_INSERT, row)? == 0 {
        return Err(Refusal::Closed("She has a valid certificate of this pathway.".to_owned()).into());
    }
    tx.run(&sql::WAY_CERTIFICATE_RESTS, values![id.0])?;
    if let Some(person) = tx.one(
        &people_sql::RECORD_PERSON,
        values![on_it.learner.0],
        people_sql::person,
    )? {
        let key = format!("certificate {id}");
        if own_record::write_to(tx, moment, &person, Template::Certificate, &key)? {
            own_record::sent(tx, scope, moment.now, &[person.id])?;
        }
    }
    Done::recorded(tx, pass, Change::new("certificate issued"), moment.now, ())
}

/// Withdraws it: its code is not valid from now on.
pub fn withdraw(
    tx: &mut Tx,
    scope: &Scope<actions::ManageBookings>,
    moment: &Moment,
    walker: Id,
    reason: &str,
) -> Result<Done<()>, Stop> {
    reason_problems(reason).check()?;
    let pass = scope.pass::<WalkerRecord>(tx, walker)?;
    if tx.changed(&sql::WAY_CERTIFICATE_WITHDRAW, values![walker, moment.now])? == 0 {
        return Err(Refusal::Closed("She has no valid certificate of this pathway.".to_owned()).into());
    }
    let change = Change::new("certificate withdrawn").reason(reason.trim());
    Done::recorded(tx, pass, change, moment.now, ())
}
