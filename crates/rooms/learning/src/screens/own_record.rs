//! One's own record, reached by the link in the mail. Looking changes nothing, however often a mail scanner looks.

use super::certificate_one::{pdf, refuse_withdrawn};
use super::hand::{Hand, first_page, limit, next_page, query_text, tag};
use super::learner_recognise;
use super::parts::{FormPart, Page, Part};
use crate::certificates::{reading, sheet};
use crate::learners::recognise;
use crate::model::{CertificateId, RecordLine, Refresher, hours_text};
use crate::own_record::{self, Holder};
use crate::places::feed;
use access::actions::SeeOwnRecord;
use axum::extract::Path;
use front::{Allowance, Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Html, Pagination, Table};
use kernel::{Day, Id, Refusal};
use paper::certificate::Press;

/// A source may try so many links.
pub(super) const TRIES: Allowance = Allowance {
    purpose: "own record",
    tries: 300,
    seconds: 600,
};

/// First and last day in words.
fn days(line: &RecordLine) -> String {
    if line.first_day == line.last_day {
        line.first_day.text()
    } else {
        format!("{} to {}", line.first_day.text(), line.last_day.text())
    }
}

fn attended(token: &str, lines: &[RecordLine]) -> Table {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::text(&line.title),
            Cell::text(&days(line)),
            Cell::text(&if line.whole() {
                hours_text(&line.hours.to_string())
            } else {
                format!("{} of {} days", line.there, line.days)
            }),
            line.certificate.map_or_else(
                || Cell::text("None"),
                |id| {
                    let path = format!("/record/{token}/certificates/{id}");
                    let about = format!("{}, {}", line.title, line.first_day.text());
                    Cell::html(Html::link_about(&path, "Certificate (PDF)", &about))
                },
            ),
        ]
    });
    Table::new("What you attended")
        .column("Course")
        .column("When")
        .column("Length")
        .column("Certificate")
        .rows(rows)
        .when_empty(
            "There is nothing here yet. What you attend shows here once you have signed in at the door.",
        )
}

/// How a refresher stands on a day: words, colour.
fn due(refresher: &Refresher, today: Day) -> Cell {
    if refresher.due <= today {
        tag(&format!("Due since {}", refresher.due.text()), "red")
    } else if refresher.due <= today.plus_months(3) {
        tag(&format!("Due on {}", refresher.due.text()), "yellow")
    } else {
        Cell::text(&format!("Due on {}", refresher.due.text()))
    }
}

fn refreshers(all: &[Refresher], today: Day) -> Table {
    let rows = all.iter().map(|one| {
        let path = format!("/sessions?course={}", one.reference);
        vec![
            Cell::text(&one.title),
            Cell::text(&one.last.text()),
            due(one, today),
            Cell::html(Html::link_about(&path, "Dates to book", &one.title)),
        ]
    });
    Table::new("Due again")
        .column("Course")
        .column("Last attended")
        .column("When it is due")
        .column("To come")
        .rows(rows)
}

/// `GET /record/{token}`
pub(crate) async fn show(desk: Desk<SeeOwnRecord>, Path(token): Path<String>) -> Answer {
    limit(&desk, TRIES)?;
    let (asked, now, after) = (token.clone(), desk.now(), query_text(&desk, "after"));
    let (holder, lines, next, due, calendar, recognised) = desk
        .read(move |tx, scope| {
            let holder: Holder = own_record::by_token(tx, scope, now, &asked)?;
            let (lines, next) = own_record::page(tx, scope, &holder, after.as_deref())?;
            let due = own_record::refreshers(tx, scope, &holder)?;
            let calendar = feed::path(tx, holder.learner)?.is_some();
            let recognised = recognise::own(tx, scope, &holder)?;
            Ok((holder, lines, next, due, calendar, recognised))
        })
        .await?;
    let mut page = Page::new("Your record")
        .caption(&holder.name)
        .text(&format!(
            "This link works until {}. Whoever has it sees your record. To keep what stands here, print the page.",
            holder.until.day().long_text()
        ))
        .html(&attended(&token, &lines))
        .html(&Pagination::new(None, next_page(&desk, next.as_ref())).first(first_page(&desk)));
    if !due.is_empty() {
        page = page.html(&refreshers(&due, now.day()));
    }
    if !recognised.is_empty() {
        page = page.html(&learner_recognise::table(&recognised, now.day()));
    }
    if calendar {
        page = page
            .text("The calendar of your bookings is on: whoever has its address sees when you are away.")
            .with(Part::Form(
                FormPart::new(&format!("/record/{token}/calendar"), &desk.hidden())
                    .button(Button::new("Turn the calendar off").kind(ButtonKind::Secondary)),
            ));
    }
    let page = page.with(Part::Links(vec![
        (format!("/record/{token}/pathways"), "Your pathways".to_owned()),
        (format!("/record/{token}/mentoring"), "Your mentoring".to_owned()),
        (
            format!("/record/{token}/passed-on"),
            "Tell us that you passed it on at work".to_owned(),
        ),
    ]));
    let page = page.with(Part::Form(
        FormPart::new(&format!("/record/{token}/end"), &desk.hidden())
            .button(Button::new("End this link and all others to my record").kind(ButtonKind::Secondary)),
    ));
    front::Page::new(&desk, "Your record", &page)?.answer()
}

/// `GET /record/{token}/certificates/{id}`
pub(crate) async fn file(
    press: Press,
    desk: Desk<SeeOwnRecord>,
    Path((token, id)): Path<(String, String)>,
) -> Answer {
    limit(&desk, TRIES)?;
    let id = Id::parse(&id).map(CertificateId).ok_or(Refusal::Unknown)?;
    let (now, base) = (desk.now(), desk.public_url().to_owned());
    // The reading thread sets it: that takes as long as many reads.
    let file = desk
        .read(move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &token)?;
            let certificate = reading::of_learner(tx, holder.learner, id)?;
            refuse_withdrawn(&certificate)?;
            Ok(sheet::write(press, &certificate, &base, "")?)
        })
        .await?;
    Ok(pdf(file))
}

/// `POST /record/{token}/calendar`
pub(crate) async fn end_calendar(desk: Desk<SeeOwnRecord>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    limit(&desk, TRIES)?;
    let (hand, now) = (Hand::of(&desk), desk.now());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &token)?;
            let done = feed::end(tx, scope, &hand.moment(), holder.learner)?;
            Ok(done.map(|()| LocalPath::of(format!("/record/{token}"))))
        })
        .await?;
    Ok(answer)
}

/// `POST /record/{token}/end`
pub(crate) async fn end(desk: Desk<SeeOwnRecord>, Path(token): Path<String>, form: Form) -> Answer {
    form.only(&[], &[])?;
    limit(&desk, TRIES)?;
    // The link is ended by the first sending: the second leads where it led.
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let (hand, now) = (Hand::of(&desk), desk.now());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let holder = own_record::by_token(tx, scope, now, &token)?;
            let done = own_record::end_links(tx, scope, &hand.moment(), holder.learner)?;
            Ok(done.map(|()| LocalPath::of("/record?done=ended")))
        })
        .await?;
    Ok(answer)
}
