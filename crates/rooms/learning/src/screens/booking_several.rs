//! Adding several people to a session at once: a list out of a spreadsheet is pasted, or sent as a file, looked at, and taken whole or not
//! at all.

use super::hand::{Hand, sent, typed, under, wrong};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::model::{Listed, MOST_PEOPLE, Session, as_problem, read_people};
use crate::places::take;
use crate::reading;
use access::actions::ManageBookings;
use askama::Template;
use axum::extract::Path;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Form, LocalPath};
use govuk::{Button, ButtonKind, Cell, Html, Table, Textarea};
use kernel::{Id, Problems, Stop};
use paper::sheet::Sheet;
use paper::table::Reader;

const TITLE: &str = "Add several people";

/// Sends the list as a file.
#[derive(Template)]
#[template(path = "file_form.html")]
struct FileForm {
    action: String,
    hidden: Html,
    error: String,
    file_hint: String,
    send: Button,
}

async fn load(desk: &Desk<ManageBookings>, reference: String) -> Result<(Session, Vec<(Id, String)>), Stop> {
    desk.read(move |tx, scope| Ok((reading::session(tx, scope, &reference)?, reading::boroughs(tx)?)))
        .await
}

fn bookings(session: &Session) -> String {
    format!("/sessions/{}/bookings", session.reference)
}

/// Where a list is looked at and taken.
fn own(session: &Session) -> String {
    format!("{}/several", bookings(session))
}

fn page(desk: &Desk<ManageBookings>, session: &Session, values: &Typed, problems: &Problems) -> Page {
    let file = FileForm {
        action: format!("{}/file", own(session)),
        hidden: desk.hidden(),
        error: problems.of("file").unwrap_or_default().to_owned(),
        file_hint: format!("CSV or XLSX, up to {MOST_PEOPLE} people, the same columns."),
        send: Button::new("Read the file").kind(ButtonKind::Secondary),
    };
    let form = FormPart::new(&own(session), &desk.hidden())
        .value("what", "look")
        .field(
            &Textarea::new("people", "The list")
                .hint("One person a line, as copied from a spreadsheet or as CSV.")
                .rows(12)
                .value(values.text("people"))
                .problems(problems),
        )
        .button(Button::new("Look at the list"));
    Page::new(TITLE)
        .caption(&session.title)
        .problems(problems)
        .text("Copy the rows out of your spreadsheet and paste them. The columns are, in this order: name, e-mail, organisation, background, borough, access needs, language needs. With a first line of headings they may stand in any order. The first three are needed.")
        .text(&format!("{MOST_PEOPLE} people at most. If one line is wrong, none is taken, and every wrong line is named. Nothing is sent before you have looked at the list."))
        .with(Part::Form(form))
        .heading("Or send a file")
        .html(Html::of_template(file.render().unwrap_or_default()))
}

/// What will be done, before it is.
fn look(desk: &Desk<ManageBookings>, session: &Session, people: &[Listed], values: &Typed) -> Page {
    let count = people.len();
    let left = usize::try_from(session.left()).unwrap_or(0);
    let waiting = count.saturating_sub(left);
    let places = match waiting {
        0 => "There is a place for each of them.".to_owned(),
        1 => format!("{left} places are free: the last goes on the waiting list."),
        many => format!("{left} places are free: the last {many} go on the waiting list."),
    };
    let rows = people.iter().map(|one| {
        let person = &one.draft.person;
        vec![
            Cell::number(one.line),
            Cell::text(&person.name),
            Cell::text(&person.email),
            Cell::text(&person.organisation),
            Cell::text(label_of(BACKGROUNDS, &person.background)),
        ]
    });
    let table = Table::new("The people")
        .hide_caption()
        .figures("Line")
        .column("Name")
        .column("Work e-mail address")
        .column("Organisation")
        .column("Background")
        .rows(rows);
    let back = bookings(session);
    let form = FormPart::new(&own(session), &desk.hidden())
        .value("what", "add")
        .value("people", values.text("people"))
        .button(Button::new(&match count {
            1 => "Add 1 person".to_owned(),
            many => format!("Add {many} people"),
        }))
        .button(Button::link("Leave it", &back).kind(ButtonKind::Secondary));
    Page::new("Add these people?")
        .caption(&session.title)
        .text(&format!(
            "{places} One message goes to each address, as if they had booked themselves."
        ))
        .html(&table)
        .with(Part::Form(form))
}

/// `GET /sessions/{reference}/bookings/several`
pub(crate) async fn ask(desk: Desk<ManageBookings>, Path(reference): Path<String>) -> Answer {
    let (session, _) = load(&desk, reference).await?;
    let page = page(&desk, &session, &Typed::none(), &Problems::none());
    under(&desk, TITLE, &page, &[(&bookings(&session), "Bookings")])
}

/// `POST /sessions/{reference}/bookings/several`
pub(crate) async fn add(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["what", "people"], &[])?;
    let (session, boroughs) = load(&desk, reference).await?;
    let home = bookings(&session);
    let problems = match read_people(values.text("people"), &boroughs) {
        Ok(people) if values.text("what") == "add" => {
            let (hand, id, next) = (Hand::of(&desk), session.id, home.clone());
            let answer = desk
                .submit(&form, move |tx, scope| {
                    let done = take::add_all(tx, scope, &hand.moment(), id, &people)?;
                    Ok(done.map(|added| {
                        LocalPath::of(format!(
                            "{next}?done=several&placed={}&waiting={}",
                            added.placed, added.waiting
                        ))
                    }))
                })
                .await;
            match answer {
                Err(Stop::Problems(problems)) => problems,
                other => return Ok(other?),
            }
        }
        Ok(people) => {
            let page = look(&desk, &session, &people, &values);
            return under(&desk, TITLE, &page, &[(&home, "Bookings")]);
        }
        Err(bad) => as_problem(&bad),
    };
    let page = page(&desk, &session, &values, &problems);
    wrong(&desk, TITLE, &page, &[(&home, "Bookings")])
}

/// The first sheet with anything in it, as it would have been pasted.
fn pasted(sheets: &[Sheet]) -> String {
    let filled = sheets.iter().find(|sheet| {
        let mut cells = sheet.rows.iter().flatten();
        cells.any(|cell| !cell.trim().is_empty())
    });
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
        cells.collect::<Vec<_>>().join("\t")
    };
    let rows = filled.map_or(&[][..], |sheet| sheet.rows.as_slice());
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `POST /sessions/{reference}/bookings/several/file`: what the file says stands in the list, to be looked at or put right.
pub(crate) async fn file(
    reader: Reader,
    desk: Desk<ManageBookings>,
    Path(reference): Path<String>,
    form: Form,
) -> Answer {
    form.only(&["file"], &[])?;
    let (session, boroughs) = load(&desk, reference).await?;
    let home = bookings(&session);
    let read = match form.file("file").cloned() {
        None => Err("Choose a file".to_owned()),
        Some(file) => front::aside(move || reader.tables(sent(&file))).await?,
    };
    let (values, problems) = match read {
        Err(words) => (Typed::none(), Problems::one("file", &words)),
        Ok(sheets) => {
            let text = pasted(&sheets);
            let values = Typed::none().with("people", &text);
            match read_people(&text, &boroughs) {
                Ok(people) => {
                    let page = look(&desk, &session, &people, &values);
                    return under(&desk, TITLE, &page, &[(&home, "Bookings")]);
                }
                Err(bad) => (values, as_problem(&bad)),
            }
        }
    };
    let page = page(&desk, &session, &values, &problems);
    wrong(&desk, TITLE, &page, &[(&home, "Bookings")])
}
