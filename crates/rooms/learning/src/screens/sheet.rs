//! The paper sheet of a day, to print and to key in.

use super::door_screen::current;
use super::hand::{Hand, query_id, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::door::register;
use crate::door::sheet::{self, SheetLine};
use crate::model::{BookingState, Photograph, Session, SessionDay};
use crate::photographs;
use crate::reading;
use access::actions::RunDoor;
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{BackLink, Button, ButtonKind, Cell, Html, Input, Table};
use kernel::{Problems, Refusal, Stop};

/// Empty rows for people who have not booked.
const EMPTY_ROWS: usize = 6;

#[derive(Template)]
#[template(path = "sheet.html")]
struct Screen {
    title: String,
    reference: String,
    day: String,
    venue: String,
    days: Vec<(String, String, bool)>,
    drawing: Html,
    lines: Vec<SheetLine>,
    empty: Vec<usize>,
    key: String,
    /// When it was printed: who looked then stands in the trail.
    printed: String,
}

/// A day of a session and the lines of its sheet.
struct Loaded {
    session: Session,
    day: SessionDay,
    lines: Vec<SheetLine>,
    photographs: Vec<Photograph>,
}

async fn load(desk: &Desk<RunDoor>, reference: String) -> Result<Loaded, Stop> {
    let (now, wanted) = (desk.now(), query_id(desk, "day"));
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let day = current(&session, now, wanted).cloned().ok_or(Refusal::Unknown)?;
        let lines = sheet::lines(tx, scope, session.id, day.id)?;
        let photographs = photographs::reading::list(tx, scope, day.id)?;
        let id = day.id;
        let loaded = Loaded {
            session,
            day,
            lines,
            photographs,
        };
        Ok(Seen::one("register", id, loaded))
    })
    .await
}

/// `GET /sessions/{reference}/sheet`
pub(crate) async fn print(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let Loaded {
        session,
        day,
        mut lines,
        ..
    } = load(&desk, reference).await?;
    lines.retain(|line| line.state == BookingState::Booked || line.how.is_some());
    lines.sort_by_cached_key(|line| (line.name.to_lowercase(), line.number));
    let own = format!("/sessions/{}", session.reference);
    let key = format!("{own}/sheet/key?day={}", day.id);
    let address = Hand::of(&desk).moment().address(&key);
    let days = session
        .days
        .iter()
        .map(|one| {
            (
                format!("{own}/sheet?day={}", one.id),
                one.text(),
                one.id == day.id,
            )
        })
        .collect();
    let screen = Screen {
        title: session.title.clone(),
        reference: session.reference.clone(),
        day: day.text(),
        venue: session.venue.clone(),
        days,
        drawing: Html::drawing(&paper::qr::svg(&address, "Page to key this sheet in")?),
        lines,
        empty: (0..EMPTY_ROWS).collect(),
        key,
        printed: desk.now().text(),
    };
    let back = BackLink::new(&format!("{own}/register?day={}", day.id), "Register");
    front::Page::new(&desk, "Sheet", &screen)?.above(&back).answer()
}

fn key_page(
    desk: &Desk<RunDoor>,
    loaded: &Loaded,
    values: &Typed,
    problems: &Problems,
    preview: Option<Html>,
) -> Result<front::Page, front::Failure> {
    let (session, day) = (&loaded.session, &loaded.day);
    let action = format!("/sessions/{}/sheet/key?day={}", session.reference, day.id);
    let shut = register::shut(session.state, day.day, &day.starts, desk.now());
    let mut page = Page::new("Key a sheet in")
        .caption(&format!("{}, {}", session.title, day.text()))
        .problems(problems);
    if let Some(words) = shut {
        page = page.text(&words);
    } else {
        let previewed = preview.is_some();
        if let Some(preview) = preview {
            page = page.html(preview);
        }
        let mut form = FormPart::new(&action, &desk.hidden()).field(
            &Input::new("numbers", "Numbers of those who signed")
                .hint("As they stand on the sheet, like 1 2 5-9. People in the empty rows are added on the register.")
                .value(values.text("numbers"))
                .problems(problems),
        );
        if register::late(day.day, desk.now()) {
            form = form.field(
                &Input::new("reason", "Why it is entered late")
                    .hint("It stands in the history of the day.")
                    .value(values.text("reason"))
                    .problems(problems),
            );
        }
        if previewed {
            form = form.button(Button::new("Save these people as there").sends("what", "save"));
            form = form.button(
                Button::new("Show again")
                    .sends("what", "preview")
                    .kind(ButtonKind::Secondary),
            );
        } else {
            form = form.button(Button::new("Show who that is").sends("what", "preview"));
        }
        page = page.with(Part::Form(form));
    }
    let own = format!("/sessions/{}/sheet/photographs?day={}", session.reference, day.id);
    if !loaded.photographs.is_empty() {
        let table = super::photographs::table(&loaded.photographs, &session.reference, desk.scans());
        page = page.html(&table);
    }
    page = page.with(Part::Links(vec![(
        own,
        "Attach a photograph of the sheet".to_owned(),
    )]));
    let back = BackLink::new(
        &format!("/sessions/{}/register?day={}", session.reference, day.id),
        "Register",
    );
    Ok(front::Page::new(desk, "Key a sheet in", &page)?.above(&back))
}

/// `GET /sessions/{reference}/sheet/key`
pub(crate) async fn ask_key(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    key_page(&desk, &loaded, &Typed::none(), &Problems::none(), None)?.answer()
}

fn preview(lines: &[SheetLine], text: &str) -> Result<Html, Problems> {
    let keyed = sheet::numbers(text, lines)?;
    let rows = lines
        .iter()
        .filter(|line| keyed.contains(&line.number))
        .map(|line| {
            let now = match (line.how, line.state) {
                (Some(how), _) => format!("Marked already: {}", how.label().to_lowercase()),
                (None, BookingState::Cancelled) => "Had cancelled; will be marked".to_owned(),
                (None, BookingState::Waiting) => "From the waiting list; will be marked".to_owned(),
                (None, BookingState::Booked) => "Will be marked".to_owned(),
            };
            vec![
                Cell::number(line.number),
                Cell::text(&line.name),
                Cell::text(&line.organisation),
                Cell::text(&now),
            ]
        });
    let table = Table::new(&format!("{} keyed", keyed.len()))
        .column("Number")
        .column("Name")
        .column("Organisation")
        .column("Now")
        .rows(rows);
    Ok(Html::from(&table))
}

/// `POST /sessions/{reference}/sheet/key`: shows who was keyed, then saves.
pub(crate) async fn key(desk: Desk<RunDoor>, Path(reference): Path<String>, form: Form) -> Answer {
    let loaded = load(&desk, reference).await?;
    let fields: &[&str] = if register::late(loaded.day.day, desk.now()) {
        &["numbers", "what", "reason"]
    } else {
        &["numbers", "what"]
    };
    let values = typed(&form, fields, &[])?;
    let shown = preview(&loaded.lines, values.text("numbers"));
    if values.text("what") != "save" {
        return match shown {
            Ok(table) => key_page(&desk, &loaded, &values, &Problems::none(), Some(table))?.answer(),
            Err(problems) => key_page(&desk, &loaded, &values, &problems, None)?
                .with_problems()
                .answer(),
        };
    }
    let (hand, day, own) = (Hand::of(&desk), loaded.day.id, values.clone());
    let to = LocalPath::of(format!(
        "/sessions/{}/register?day={day}&done=saved",
        loaded.session.reference
    ));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = sheet::key_in(
                tx,
                scope,
                &hand.moment(),
                day,
                own.text("numbers"),
                own.text("reason"),
            )?;
            Ok(done.map(|_| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => key_page(&desk, &loaded, &values, &problems, shown.ok())?
            .with_problems()
            .answer(),
        other => Ok(other?),
    }
}
