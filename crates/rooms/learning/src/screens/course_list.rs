//! The list of courses.

use super::hand::{TOP, first_page, next_page, query_id, query_text, tag, under};
use super::parts::{Page, Part};
use super::{learner_find, turn_out};
use crate::lists::{self, CourseQuery};
use crate::model::{KINDS, Mode};
use crate::records::{counted, course as sql};
use access::actions::{JoinLearners, PlanCourses, ReadCourses, ReadMentoring, RunDoor, SeeCopies};
use directory::model::label_of;
use front::{Answer, Desk};
use govuk::{Button, Cell, Filters, Input, InputKind, Pagination, Select, Table};

/// `GET /courses`
pub(crate) async fn show(desk: Desk<ReadCourses>) -> Answer {
    let archived = desk.query("state") == "archived";
    let query = CourseQuery {
        programme: query_id(&desk, "programme"),
        area: query_id(&desk, "area"),
        mode: Mode::parse(&desk.query("mode")),
        archived,
        words: desk.query("title"),
        after: query_text(&desk, "after"),
    };
    let (asked, today) = (query.clone(), desk.now().day());
    let (found, programmes, areas) = desk
        .read(move |tx, scope| {
            Ok((
                lists::courses(tx, scope, &asked, today)?,
                tx.all(&sql::PROGRAMME_CHOICES, &[], sql::choice)?,
                tx.all(&sql::AREA_CHOICES, &[], sql::choice)?,
            ))
        })
        .await?;
    let ids = |list: Vec<(kernel::Id, String)>| list.into_iter().map(|(id, name)| (id.to_string(), name));
    let select = |name: &str, label: &str| {
        Select::new(name, label)
            .option("", "All")
            .value(&desk.query(name))
    };
    let filters = Filters::new("/courses")
        .field(
            &Input::new("title", "Title or reference")
                .kind(InputKind::Search)
                .value(&query.words),
        )
        .field(&select("programme", "Programme").options(ids(programmes)))
        .field(&select("area", "Area").options(ids(areas)))
        .field(
            &select("mode", "How it is given")
                .options(Mode::ALL.iter().map(|mode| (mode.code(), mode.label()))),
        )
        .field(
            &Select::new("state", "Show")
                .option("", "Current courses")
                .option("archived", "Archived courses")
                .value(&desk.query("state")),
        )
        .active(!desk.query_text().is_empty());
    let rows = found.rows.iter().map(|line| {
        vec![
            Cell::link(&format!("/courses/{}", line.reference), &line.title),
            Cell::text(label_of(KINDS, &line.kind)),
            Cell::text(line.mode.label()),
            Cell::text(&line.programme),
            Cell::number(line.coming),
            if line.archived {
                tag("Archived", "grey")
            } else {
                tag("Current", "green")
            },
        ]
    });
    let table = Table::new("Courses")
        .hide_caption()
        .column("Title")
        .column("Kind")
        .column("How")
        .column("Programme")
        .figures("Sessions to come")
        .column("State")
        .rows(rows)
        .when_empty("No course fits these filters.");
    let mut page = Page::new("Courses");
    let planner = desk.viewer().may::<PlanCourses>().is_ok();
    if planner {
        page = page.with(Part::Actions(vec![Button::link(
            "Create a course",
            "/courses/new",
        )]));
    }
    let mut links = vec![
        ("/planning".to_owned(), "All sessions".to_owned()),
        ("/planning/calendar".to_owned(), "Calendar".to_owned()),
        ("/pathways".to_owned(), "Pathways".to_owned()),
    ];
    if planner {
        links.push(("/learners/find".to_owned(), learner_find::TITLE.to_owned()));
        links.push(("/planning/turn-out".to_owned(), turn_out::TITLE.to_owned()));
        links.push(("/planning/targets".to_owned(), "Targets".to_owned()));
        links.push(("/trainers".to_owned(), "Trainers".to_owned()));
        links.push(("/commitments".to_owned(), "Commitments of managers".to_owned()));
        links.push(("/passed-on".to_owned(), "Passed on at work".to_owned()));
        links.push(("/imports".to_owned(), "Data of earlier years".to_owned()));
    }
    if desk.viewer().may::<SeeCopies>().is_ok() {
        links.push(("/copies".to_owned(), "Copies that left".to_owned()));
    }
    if desk.viewer().may::<ReadMentoring>().is_ok() {
        links.push(("/mentoring".to_owned(), "Mentoring".to_owned()));
    }
    if desk.viewer().may::<JoinLearners>().is_ok() {
        links.push(("/learners".to_owned(), "People with two records".to_owned()));
    }
    if desk.viewer().may::<RunDoor>().is_ok() {
        links.push((
            "/registers/waiting".to_owned(),
            "Marks from devices that wait".to_owned(),
        ));
        links.push(("/faults".to_owned(), "Faults of venues".to_owned()));
    }
    page = page.with(Part::Links(links));
    let page = page
        .html(&filters)
        .text(&counted(found.count, "course", "courses"))
        .html(&table)
        .html(&Pagination::new(None, next_page(&desk, found.next.as_ref())).first(first_page(&desk)));
    under(&desk, "Courses", &page, TOP)
}
