//! Certificates of a session: who has one, who gets one by the next press, and who does not and why.

use super::hand::{Hand, first_page, next_page, query_id, tag, typed, under};
use super::parts::{FormPart, Page, Part};
use crate::certificates::{issue, reading};
use crate::model::{Attender, Session, SessionState};
use crate::reading as records;
use access::Scope;
use access::actions::IssueCertificates;
use axum::extract::Path;
use front::copies::{self, Leaving};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Button, Cell, Pagination, Table};
use kernel::{Instant, Stop};
use paper::Grid;
use paper::certificate::Press;
use store::Tx;

/// What was just done, in words.
fn done(desk: &Desk<IssueCertificates>) -> String {
    let count = |name: &str| desk.query(name).parse::<u32>().unwrap_or(0);
    match desk.query("done").as_str() {
        "issued" => {
            let (made, told) = (count("made"), count("told"));
            let made = match made {
                0 => return "Nothing was issued: everybody who was there on every day has, or had, a certificate.".to_owned(),
                1 => "1 certificate is issued.".to_owned(),
                many => format!("{many} certificates are issued."),
            };
            let told = match told {
                0 => "Nobody could be written to.".to_owned(),
                1 => "1 person is written to.".to_owned(),
                many => format!("{many} people are written to."),
            };
            let left_out = match count("by-file") {
                0 => String::new(),
                many => format!(" Known from a file of earlier years alone, and not written to: {many}."),
            };
            format!("{made} {told}{left_out}")
        }
        _ => String::new(),
    }
}

/// How somebody stands: words, colour.
fn standing(attender: &Attender, days: i64, press: Press) -> (String, &'static str) {
    match &attender.last {
        Some((_, issued, None)) if attender.there < days => (
            format!(
                "Issued on {}, but not marked on every day now",
                issued.day().text()
            ),
            "red",
        ),
        Some((_, issued, None)) => (format!("Issued on {}", issued.day().text()), "green"),
        Some((_, _, Some(withdrawn))) => (format!("Withdrawn on {}", withdrawn.day().text()), "grey"),
        None => attender
            .lacks(days, press)
            .map_or_else(|| ("To be issued".to_owned(), "blue"), |why| (why, "yellow")),
    }
}

fn table(session: &Session, people: &[Attender], press: Press) -> Table {
    let days = i64::try_from(session.days.len()).unwrap_or(i64::MAX);
    let own = format!("/sessions/{}/certificates", session.reference);
    let rows = people.iter().map(|attender| {
        let (words, colour) = standing(attender, days, press);
        vec![
            match &attender.last {
                Some((id, ..)) => Cell::link(&format!("{own}/{id}"), &attender.name),
                None => Cell::text(&attender.name),
            },
            Cell::text(&format!("{} of {days}", attender.there)),
            tag(&words, colour),
            Cell::text(attender.reach.label()),
        ]
    });
    Table::new("Certificates")
        .hide_caption()
        .column("Name")
        .column("Days there")
        .column("Certificate")
        .column("How it gets there")
        .rows(rows)
        .when_empty("Nobody has a place in this session, and nobody was there.")
}

/// What stands above the list.
fn words(session: &Session, now: Instant) -> &'static str {
    if session.state == SessionState::Cancelled {
        "This session did not take place, so there are no certificates of it."
    } else if session.over(now) {
        "A certificate goes to everybody who was signed in on every day. Pressing the button again issues nothing twice. Each person with an address gets one message with a link to their own record, where the certificate can be fetched; who is known from a file of earlier years alone is not written to."
    } else {
        "Certificates can be issued once the last day of the session has ended."
    }
}

/// `GET /sessions/{reference}/certificates`
pub(crate) async fn show(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path(reference): Path<String>,
) -> Answer {
    let after = query_id(&desk, "after");
    let (session, people, next) = desk
        .view(move |tx, scope| {
            let session = records::session(tx, scope, &reference)?;
            let (people, next) = reading::page(tx, scope, session.id, after)?;
            let id = session.id;
            Ok(Seen::one("session certificates", id, (session, people, next)))
        })
        .await?;
    let now = desk.now();
    let mut page = Page::new("Certificates")
        .caption(&format!("{}, {}", session.title, session.first_day.text()))
        .done(&done(&desk))
        .text(words(&session, now));
    if session.counts_as_held(now) && session.over(now) {
        page = page.with(Part::Form(
            FormPart::new(desk.path(), &desk.hidden()).button(Button::new("Issue certificates")),
        ));
    }
    let export = format!("/sessions/{}/certificates/export", session.reference);
    let files = Part::Links(vec![
        (format!("{export}?format=csv"), "Download as CSV".to_owned()),
        (format!("{export}?format=xlsx"), "Download as XLSX".to_owned()),
    ]);
    let next = next.map(|id| id.to_string());
    let page = page
        .html(&table(&session, &people, press))
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)))
        .with(files);
    let plan = format!("/sessions/{}/plan", session.reference);
    under(
        &desk,
        "Certificates",
        &page,
        &[("/courses", "Courses"), (&plan, "Session")],
    )
}

const WHAT: &str = "Certificates of a session";

fn leaving(
    press: Press,
    reference: String,
) -> impl Fn(&mut Tx<'_>, &Scope<IssueCertificates>, &str) -> Result<Leaving, Stop> + Send + 'static {
    move |tx, scope, _| {
        let session = records::session(tx, scope, &reference)?;
        let people = reading::list(tx, scope, session.id)?;
        let days = i64::try_from(session.days.len()).unwrap_or(i64::MAX);
        let mut grid = Grid::new("List", ["Name", "Days there", "Of days", "Certificate"]);
        for attender in &people {
            grid.row(vec![
                paper::Cell::from(attender.name.as_str()),
                paper::Cell::from(attender.there),
                paper::Cell::from(days),
                paper::Cell::from(standing(attender, days, press).0),
            ]);
        }
        let rows = people.iter().map(|attender| attender.learner.0);
        let about = Leaving::list(grid, "learner", rows).about("session certificates", session.id.0);
        Ok(about.of_session(session.id.0))
    }
}

/// `GET /sessions/{reference}/certificates/export`
pub(crate) async fn ask_export(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path(reference): Path<String>,
) -> Answer {
    copies::ask(&desk, WHAT, leaving(press, reference)).await
}

/// `POST /sessions/{reference}/certificates/export`
pub(crate) async fn export(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path(reference): Path<String>,
    form: Form,
) -> Answer {
    copies::take(&desk, WHAT, &form, leaving(press, reference)).await
}

/// `POST /sessions/{reference}/certificates`
pub(crate) async fn issue(
    press: Press,
    desk: Desk<IssueCertificates>,
    Path(reference): Path<String>,
    form: Form,
) -> Answer {
    typed(&form, &[], &[])?;
    let (hand, home) = (Hand::of(&desk), format!("/sessions/{reference}/certificates"));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let session = records::session(tx, scope, &reference)?;
            let done = issue::all(tx, scope, &hand.moment(), press, session.id)?;
            let home = home.clone();
            Ok(done.map(|issued| {
                LocalPath::of(format!(
                    "{home}?done=issued&made={}&told={}&by-file={}",
                    issued.made, issued.told, issued.by_file
                ))
            }))
        })
        .await?;
    Ok(answer)
}
