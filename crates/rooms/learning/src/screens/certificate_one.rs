//! One certificate, for who issues them: what stands on it, its file, and what can be done with it.

use super::hand::{Hand, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use crate::certificates::{reading, sheet, withdraw};
use crate::model::{Certificate, CertificateId, Content, Reach, Session};
use crate::reading as records;
use access::Scope;
use access::actions::IssueCertificates;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, ButtonKind, SummaryList, Textarea};
use http::{HeaderValue, header};
use kernel::{Id, Problems, Refusal, Stop};
use paper::certificate::Press;
use store::Tx;

/// A certificate with its session, and what a new one would say if that were something else.
struct Loaded {
    session: Session,
    certificate: Certificate,
    anew: Option<Content>,
    reach: Reach,
}

async fn load(desk: &Desk<IssueCertificates>, reference: &str, id: &str) -> Result<Loaded, Stop> {
    let (reference, id) = (reference.to_owned(), named(id)?);
    desk.view(move |tx, scope| {
        let session = records::session(tx, scope, &reference)?;
        let certificate = reading::of_session(tx, session.id, id)?;
        let anew = withdraw::anew(tx, scope, &session, &certificate)?;
        let (_, _, reach) = reading::person(tx, &session, certificate.learner)?;
        Ok(Seen::one(
            "certificate",
            id,
            Loaded {
                session,
                certificate,
                anew,
                reach,
            },
        ))
    })
    .await
}

fn named(id: &str) -> Result<CertificateId, Refusal> {
    Id::parse(id).map(CertificateId).ok_or(Refusal::Unknown)
}

fn facts(certificate: &Certificate) -> SummaryList {
    let content = &certificate.content;
    let mut facts = SummaryList::new()
        .row("Name", &content.name)
        .row("Course", &content.title)
        .row("Length", &content.length)
        .row("Days", &content.days.join(", "))
        .row("Programme", &content.programme)
        .row("Issued by", &content.issued_by)
        .row("Issued", &certificate.issued_at.text())
        .row("Check code", &content.code);
    if let Some(at) = certificate.withdrawn_at {
        facts = facts.row("Withdrawn", &at.text());
    }
    facts
}

/// Where a new certificate would differ, in words.
fn differs(old: &Content, new: &Content) -> String {
    let parts = [
        ("the name", old.name != new.name),
        ("the title", old.title != new.title),
        ("the length", old.length != new.length),
        ("the aims", old.aims != new.aims),
        ("the days", old.days != new.days),
        ("the programme", old.programme != new.programme),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .filter_map(|(word, differs)| differs.then_some(word))
        .collect();
    parts.join(", ")
}

/// The message about it: heading, words, button.
const fn message(reach: Reach) -> (&'static str, &'static str, &'static str) {
    match reach {
        Reach::File => (
            "Send the message",
            "The person is known from a file of earlier years alone. Issuing the certificates of the session did not write to them; this does, and so does a new certificate. One message goes to the address in the file, with a link to their own record.",
            "Send it",
        ),
        Reach::Mail | Reach::Paper => (
            "Send the message again",
            "One message goes to the address of the person, with a new link to their own record.",
            "Send it again",
        ),
    }
}

fn page(desk: &Desk<IssueCertificates>, loaded: &Loaded, reason: &str, problems: &Problems) -> Page {
    let Loaded {
        session,
        certificate,
        anew,
        reach,
    } = loaded;
    let valid = certificate.withdrawn_at.is_none();
    let own = format!("/sessions/{}/certificates/{}", session.reference, certificate.id);
    let form = |what: &str| FormPart::new(&own, &desk.hidden()).value("what", what);
    let done = match desk.query("done").as_str() {
        "anew" => "A new certificate is issued. The code of the old one is not valid any more.",
        "withdrawn" => "The certificate is withdrawn. Its code is not valid any more.",
        "sent" if *reach == Reach::File => "The message is on its way, with a link.",
        "sent" => "The message is on its way again, with a new link.",
        _ => "",
    };
    let mut page = Page::new("Certificate")
        .caption(&session.title)
        .problems(problems)
        .done(done)
        .html(&facts(certificate));
    if valid {
        let (heading, words, send) = message(*reach);
        page = page
            .with(Part::Actions(vec![
                Button::link("Fetch the certificate (PDF)", &format!("{own}/file"))
                    .kind(ButtonKind::Secondary),
            ]))
            .heading(heading)
            .text(words)
            .with(Part::Form(
                form("send").button(Button::new(send).kind(ButtonKind::Secondary)),
            ));
    }
    if let Some(new) = anew {
        let words = if valid {
            format!(
                "Since it was issued, this has changed: {}. A new certificate takes the place of this one, whose code is then not valid, and the person is written to.",
                differs(&certificate.content, new)
            )
        } else {
            "The person was there on every day. A new certificate can be issued, with a new code, and the person is written to.".to_owned()
        };
        page = page.heading("Issue it anew").text(&words).with(Part::Form(
            form("anew").button(Button::new("Issue a new certificate").kind(ButtonKind::Secondary)),
        ));
    }
    if valid {
        page = page
            .heading("Withdraw it")
            .text("Its code is then not valid, and it is in the person's record no longer. Nothing is sent.")
            .with(Part::Form(
                form("withdraw")
                    .field(
                        &Textarea::new("reason", "Reason")
                            .hint("Kept in the history and sent to nobody.")
                            .rows(2)
                            .value(reason)
                            .problems(problems),
                    )
                    .button(Button::new("Withdraw the certificate").kind(ButtonKind::Warning)),
            ));
    }
    page.with(Part::Links(vec![(
        format!("{own}/history"),
        "History of this certificate".to_owned(),
    )]))
}

/// `GET /sessions/{reference}/certificates/{id}`
pub(crate) async fn show(
    desk: Desk<IssueCertificates>,
    Path((reference, id)): Path<(String, String)>,
) -> Answer {
    let loaded = load(&desk, &reference, &id).await?;
    let page = page(&desk, &loaded, "", &Problems::none());
    let home = format!("/sessions/{reference}/certificates");
    under(&desk, "Certificate", &page, &[(&home, "Certificates")])
}

/// `POST /sessions/{reference}/certificates/{id}`
pub(crate) async fn change(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "send" | "anew" => &["what"],
        "withdraw" => &["what", "reason"],
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    let values = typed(&form, fields, &[])?;
    // Sent again, it leads where it led.
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let loaded = load(&desk, &reference, &id).await?;
    match carry_out(
        press,
        &desk,
        &form,
        &loaded,
        values.text("what"),
        values.text("reason"),
    )
    .await
    {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, &loaded, values.text("reason"), &problems);
            let home = format!("/sessions/{reference}/certificates");
            wrong(&desk, "Certificate", &page, &[(&home, "Certificates")])
        }
        other => Ok(other?),
    }
}

async fn carry_out(
    press: Press,
    desk: &Desk<IssueCertificates>,
    form: &Form,
    loaded: &Loaded,
    what: &str,
    reason: &str,
) -> Result<Response, Stop> {
    let (hand, session, id) = (Hand::of(desk), loaded.session.id, loaded.certificate.id);
    let home = format!("/sessions/{}/certificates", loaded.session.reference);
    let next = move |id: CertificateId, word: &str| LocalPath::of(format!("{home}/{id}?done={word}"));
    let reason = reason.to_owned();
    match what {
        "send" => {
            desk.submit(form, move |tx, scope| {
                let done = withdraw::send_again(tx, scope, &hand.moment(), session, id)?;
                Ok(done.map(|()| next(id, "sent")))
            })
            .await
        }
        "anew" => {
            desk.submit(form, move |tx, scope| {
                let done = withdraw::reissue(tx, scope, &hand.moment(), press, session, id)?;
                Ok(done.map(|new| next(new, "anew")))
            })
            .await
        }
        _ => {
            desk.submit(form, move |tx, scope| {
                let done = withdraw::withdraw(tx, scope, &hand.moment(), session, id, &reason)?;
                Ok(done.map(|()| next(id, "withdrawn")))
            })
            .await
        }
    }
}

/// The certificate itself, as a copy: with a mark that her own has not.
fn leaving(
    press: Press,
    reference: String,
    id: CertificateId,
    base: String,
) -> impl Fn(&mut Tx<'_>, &Scope<IssueCertificates>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, mark| {
        let session = records::session(tx, scope, &reference)?;
        let certificate = reading::of_session(tx, session.id, id)?;
        refuse_withdrawn(&certificate)?;
        // The reading thread sets it: that takes as long as many reads. Without a mark nothing leaves yet.
        let file = if mark.is_empty() {
            Vec::new()
        } else {
            sheet::write(press, &certificate, &base, mark)?
        };
        Ok(Leaving::pdf(file, "certificate.pdf", "certificate", id.0).of_session(session.id.0))
    }
}

const WHAT: &str = "A certificate";

/// `GET /sessions/{reference}/certificates/{id}/file`
pub(crate) async fn ask_file(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path((reference, id)): Path<(String, String)>,
) -> Answer {
    let base = desk.public_url().to_owned();
    copies::ask(&desk, WHAT, leaving(press, reference, named(&id)?, base)).await
}

/// `POST /sessions/{reference}/certificates/{id}/file`
pub(crate) async fn file(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let base = desk.public_url().to_owned();
    copies::take(&desk, WHAT, &form, leaving(press, reference, named(&id)?, base)).await
}

/// A certificate that is not valid is not given out.
pub(crate) fn refuse_withdrawn(certificate: &Certificate) -> Result<(), Refusal> {
    if certificate.withdrawn_at.is_none() {
        return Ok(());
    }
    Err(Refusal::Closed("This certificate was withdrawn.".to_owned()))
}

/// A certificate as an answer. Its name says nothing of anybody (SH1).
pub(crate) fn pdf(file: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"certificate.pdf\""),
        ),
    ];
    (headers, file).into_response()
}
