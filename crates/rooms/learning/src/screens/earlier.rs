//! Files with data of earlier years: which there are, and sending one.

use super::earlier_parts::{made, state_of};
use super::hand::{Hand, query_id, sent, tag};
use crate::earlier::keep;
use crate::earlier::{Import, Kind, State};
use access::actions::PlanCourses;
use askama::Template;
use front::{Answer, Desk, Form, LocalPath};
use govuk::{
    Banner, Breadcrumbs, Button, Cell, Choice, ErrorSummary, Html, Input, Pagination, Radios, Table,
};
use kernel::{Id, Problems, Stop};
use paper::sheet::Sheet;
use paper::table::Reader;
use sha2::{Digest, Sha256};

/// Rows of a file, all its sheets together.
const MOST_ROWS: usize = 50_100;

#[derive(Template)]
#[template(path = "earlier.html")]
struct Screen {
    summary: ErrorSummary,
    banner: Html,
    hidden: Html,
    kind: Radios,
    name: Input,
    error: String,
    file_hint: &'static str,
    send: Button,
    table: Table,
    pages: Pagination,
}

/// A state as it shows.
pub(super) fn state(import: &Import) -> Cell {
    let colour = match import.state {
        State::Open => "yellow",
        State::Queued | State::Leaving => "blue",
        State::Taken => "green",
        State::Gone => "grey",
    };
    tag(state_of(import), colour)
}

fn table(imports: &[Import]) -> Table {
    let rows = imports.iter().map(|import| {
        vec![
            Cell::link(&format!("/imports/{}", import.id), &import.name),
            Cell::text(&import.made_at.day().text()),
            Cell::text(import.kind.label()),
            Cell::number(made(import)),
            state(import),
        ]
    });
    Table::new("Files")
        .hide_caption()
        .column("Name")
        .column("Sent")
        .column("What a row is")
        .figures("Taken in")
        .column("State")
        .rows(rows)
        .when_empty("No file was sent yet.")
}

async fn page(
    desk: &Desk<PlanCourses>,
    (kind, name): (&str, &str),
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let before = query_id(desk, "after");
    let (imports, next) = desk.read(move |tx, scope| keep::list(tx, scope, before)).await?;
    let screen = Screen {
        summary: ErrorSummary::new(problems),
        banner: if desk.query("done") == "gone" {
            Html::from(&Banner::success("The file is thrown away."))
        } else {
            Html::default()
        },
        hidden: desk.hidden(),
        kind: Radios::new("kind", "What is a row of the file?")
            .choice(Choice::new("sessions", "A session").hint("With numbers of people, where they are known"))
            .choice(
                Choice::new("people", "Somebody at a session")
                    .hint("An attendance sheet: the sessions have to be there already"),
            )
            .choice(
                Choice::new("forms", "A form that somebody filled in")
                    .hint("Answers to a questionnaire: a column for each question"),
            )
            .value(kind)
            .problems(problems),
        name: Input::new("name", "Name")
            .hint("For example: East, first year. It stands on the page of each session that comes of it")
            .value(name)
            .problems(problems),
        error: problems.of("file").unwrap_or_default().to_owned(),
        file_hint: "CSV or XLSX, up to 8 megabytes and 50,000 rows. A row of sessions needs course, area and day; one of people the reference of the session, or course and day, and a work e-mail address or a name; one of forms says the session in the same way.",
        send: Button::new("Read the file"),
        table: table(&imports),
        pages: Pagination::new(None, next.map(|id| format!("/imports?after={id}")))
            .first(before.map(|_| "/imports".to_owned())),
    };
    let trail = Breadcrumbs::new().to("/courses", "Courses");
    Ok(front::Page::new(desk, "Data of earlier years", &screen)?.above(&trail))
}

/// `GET /imports`
pub(crate) async fn ask(desk: Desk<PlanCourses>) -> Answer {
    page(&desk, ("sessions", ""), &Problems::none()).await?.answer()
}

/// Its tables and its hash, or what is wrong with it.
async fn read(reader: Reader, file: front::File) -> Result<Result<(Vec<Sheet>, String), String>, Stop> {
    front::aside(move || {
        let sheets = reader.tables(sent(&file))?;
        if sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>() > MOST_ROWS {
            return Err("The file has more than 50,000 rows. Send it in parts".to_owned());
        }
        Ok((sheets, kernel::hex::encode(&Sha256::digest(&file.bytes))))
    })
    .await
}

/// `POST /imports`
pub(crate) async fn send(reader: Reader, desk: Desk<PlanCourses>, form: Form) -> Answer {
    form.only(&["kind", "name", "file"], &[])?;
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let (typed, name) = (form.text("kind").to_owned(), form.text("name").to_owned());
    let Some(kind) = Kind::parse(&typed) else {
        let problems = Problems::one("kind", "Choose what a row of the file is");
        return page(&desk, (&typed, &name), &problems)
            .await?
            .with_problems()
            .answer();
    };
    let Some(file) = form.file("file").cloned() else {
        let problems = Problems::one("file", "Choose a file");
        return page(&desk, (&typed, &name), &problems)
            .await?
            .with_problems()
            .answer();
    };
    let (sheets, hash) = match read(reader, file).await? {
        Ok(found) => found,
        Err(words) => {
            let problems = Problems::one("file", &words);
            return page(&desk, (&typed, &name), &problems)
                .await?
                .with_problems()
                .answer();
        }
    };
    let (hand, called) = (Hand::of(&desk), name.clone());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = keep::stage(tx, scope, &hand.moment(), kind, (&called, &hash), &sheets)?;
            Ok(done.map(|id: Id| LocalPath::of(format!("/imports/{id}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => page(&desk, (&typed, &name), &problems)
            .await?
            .with_problems()
            .answer(),
        other => Ok(other?),
    }
}
