//! A learner's record, for coordinators: her sessions in sight, how they turned out, her pathways, and what is recognised of what she learned
//! elsewhere.

use super::hand::{Hand, tag, typed, under, wrong};
use super::learner_find;
use super::learner_recognise::{of_draft, recognising};
use super::parts::{Page, Part};
use super::typed::{Typed, of_form, together};
use crate::learners::{recognise, record};
use crate::model::{Awaits, CourseId, LearnerId, LearnerRecord, Showed, Visit, hours_text};
use access::actions::ManageBookings;
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{Cell, SummaryList, Table};
use kernel::{Day, Id, Problems, Refusal, Stop};

const TITLE: &str = "A learner's record";

/// Places above the page.
pub(super) const ABOVE: [(&str, &str); 2] =
    [("/courses", "Courses"), ("/learners/find", learner_find::TITLE)];

/// How a session turned out, in words and colour.
fn showed(visit: &Visit, today: Day) -> Cell {
    match visit.showed(today) {
        Showed::Came => tag("Came", "green"),
        Showed::InPart => tag(&format!("On {} of {} days", visit.there, visit.days), "yellow"),
        Showed::Missed => tag("Did not come", "red"),
        Showed::Unknown => tag("Register owed", "grey"),
        Showed::Booked => tag("Booked", "blue"),
        Showed::Waiting => tag(visit.awaits.map_or("Waiting", Awaits::label), "yellow"),
        Showed::NoPlace => tag("Got no place", "grey"),
        Showed::Cancelled => tag("Cancelled", "grey"),
        Showed::CancelledLate => tag("Cancelled late", "orange"),
        Showed::CalledOff => tag("Session cancelled", "grey"),
    }
}

/// What she gave with her bookings, each thing once.
fn given(record: &LearnerRecord, of: impl Fn(&Visit) -> String) -> String {
    let mut all: Vec<String> = Vec::new();
    for text in record.visits.iter().map(of) {
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    }
    all.join("; ")
}

fn facts(record: &LearnerRecord, today: Day) -> SummaryList {
    let count = |showed: &[Showed]| record.count(showed, today).to_string();
    let hours = record.hours(today);
    let mut facts = SummaryList::new()
        .row(
            "Work e-mail address",
            if record.email.is_empty() {
                "None given"
            } else {
                &record.email
            },
        )
        .row("Organisation", &given(record, |visit| visit.organisation.clone()))
        .row(
            "Professional background",
            &given(record, |visit| {
                label_of(BACKGROUNDS, &visit.background).to_owned()
            }),
        )
        .row("Came", &count(&[Showed::Came, Showed::InPart]))
        .row("Did not come", &count(&[Showed::Missed]))
        .row("Cancelled late", &count(&[Showed::CancelledLate]))
        .row("Whole courses", &hours_text(&hours.to_string()));
    for one in &record.needs {
        let key = format!("Needs, {} on {}", one.title, one.first_day.text());
        facts = facts.row(&key, &one.needs);
    }
    facts
}

fn sessions(record: &LearnerRecord, today: Day) -> Table {
    let rows = record.visits.iter().map(|visit| {
        let own = format!("/sessions/{}", visit.reference);
        vec![
            Cell::link(&format!("{own}/plan"), &visit.title),
            Cell::text(&visit.first_day.text()),
            showed(visit, today),
            visit.booking.as_ref().map_or_else(
                || Cell::text("Not booked"),
                |(booking, _)| Cell::link(&format!("{own}/bookings/{booking}"), booking),
            ),
            visit.certificate.map_or_else(
                || Cell::text("None"),
                |id| Cell::link(&format!("{own}/certificates/{id}"), "Certificate"),
            ),
        ]
    });
    Table::new("Sessions")
        .column("Course")
        .column("First day")
        .column("How it turned out")
        .column("Booking")
        .column("Certificate")
        .rows(rows)
        .when_empty("No session that you may see.")
}

fn pathways(record: &LearnerRecord) -> Table {
    let rows = record.pathways.iter().map(|way| {
        vec![
            Cell::link(
                &format!("/pathways/{}/people/{}", way.reference, way.id),
                &way.title,
            ),
            Cell::text(&format!("{} of {} steps", way.done(), way.steps.len())),
        ]
    });
    Table::new("Pathways")
        .column("Pathway")
        .column("How far")
        .rows(rows)
        .when_empty("On no pathway.")
}

fn page(desk: &Desk<ManageBookings>, record: &LearnerRecord, values: &Typed, problems: &Problems) -> Page {
    let (today, doing) = (desk.now().day(), values.text("what"));
    let mut page = Page::new(&record.name)
        .caption(TITLE)
        .problems(&of_form(doing, doing, problems))
        .text("Of her sessions you see those that you may see. Came, late and hours are counted of these.")
        .html(&facts(record, today))
        .html(&sessions(record, today));
    if record.cut {
        page = page.text(&format!("These are the last {} sessions.", record::MOST));
    }
    recognising(page.html(&pathways(record)), desk, record, values, problems).with(Part::Links(vec![(
        format!("{}/history", desk.path()),
        "History of this record".to_owned(),
    )]))
}

async fn load(desk: &Desk<ManageBookings>, id: &str) -> Result<LearnerRecord, Stop> {
    let id = Id::parse(id).map(LearnerId).ok_or(Refusal::Unknown)?;
    let today = desk.now().day();
    desk.view(move |tx, scope| {
        let found = record::one(tx, scope, id, today)?;
        Ok(Seen::one("learner", found.learner, found))
    })
    .await
}

/// `GET /learners/records/{id}`
pub(crate) async fn show(desk: Desk<ManageBookings>, Path(id): Path<String>) -> Answer {
    let found = load(&desk, &id).await?;
    let done = match desk.query("done").as_str() {
        "recognise" => "What was learned elsewhere is recognised.",
        "back" => "The recognition is taken back.",
        _ => "",
    };
    let page = page(&desk, &found, &Typed::none(), &Problems::none()).done(done);
    under(&desk, TITLE, &page, &ABOVE)
}

/// `POST /learners/records/{id}`
pub(crate) async fn change(desk: Desk<ManageBookings>, Path(id): Path<String>, form: Form) -> Answer {
    let fields: &[&str] = match form.text("what") {
        "recognise" => &[
            "what",
            "course",
            "evidence",
            "until-day",
            "until-month",
            "until-year",
        ],
        "back" => &["what", "taken", "back_reason"],
        _ => return Err(Refusal::Malformed("This form does not say what to do.").into()),
    };
    let values = typed(&form, fields, &[])?;
    let found = load(&desk, &id).await?;
    let (hand, learner) = (Hand::of(&desk), found.learner);
    let answer = if values.text("what") == "recognise" {
        let mut problems = Problems::none();
        let draft = of_draft(&values, &mut problems);
        let problems = together(problems, draft.problems(desk.now().day()));
        if problems.is_empty() {
            desk.submit(&form, move |tx, scope| {
                let done = recognise::record(tx, scope, &hand.moment(), learner, &draft)?;
                Ok(done.map(|()| LocalPath::of(format!("/learners/records/{learner}?done=recognise"))))
            })
            .await
        } else {
            Err(Stop::Problems(problems))
        }
    } else {
        let course = Id::parse(values.text("taken")).map(CourseId);
        let reason = values.text("back_reason").to_owned();
        desk.submit(&form, move |tx, scope| {
            let Some(course) = course else {
                return Err(Problems::one("taken", "Choose the course").into());
            };
            let done = recognise::take_back(tx, scope, &hand.moment(), learner, course, &reason)?;
            Ok(done.map(|()| LocalPath::of(format!("/learners/records/{learner}?done=back"))))
        })
        .await
    };
    match answer {
        Err(Stop::Problems(problems)) => {
            let page = page(&desk, &found, &values, &problems);
            wrong(&desk, TITLE, &page, &ABOVE)
        }
        other => Ok(other?),
    }
}
