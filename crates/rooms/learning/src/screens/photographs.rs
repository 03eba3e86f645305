//! The photographs of a day's paper sheet: which there are, and attaching more.

use super::door_screen::current;
use super::hand::{Hand, photographed, query_id, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::door::register;
use crate::model::{Photograph, Scan, Session, SessionDay};
use crate::photographs::send::{Sent, attach};
use crate::photographs::{MOST_OF_DAY, reading as kept};
use crate::reading;
use access::actions::RunDoor;
use axum::extract::Path;
use front::{Answer, Desk, File, Form, LocalPath, Seen};
use govuk::{BackLink, Button, Cell, FileInput, Html, Input, Table};
use kernel::{Problems, Refusal, Stop};
use paper::photograph::Developer;
use std::thread;

/// The fields that a photograph may come in.
const FIELDS: [&str; 2] = ["camera", "photograph"];
/// Kinds that the browser offers. A telephone that takes others makes one of these of them.
const KINDS: &str = "image/jpeg,image/png,image/webp,.jpg,.jpeg,.png,.webp";

/// A day of a session with its photographs.
struct Loaded {
    session: Session,
    day: SessionDay,
    photographs: Vec<Photograph>,
}

impl Loaded {
    fn own(&self) -> String {
        format!("/sessions/{}/sheet/photographs", self.session.reference)
    }
}

async fn load(desk: &Desk<RunDoor>, reference: String) -> Result<Loaded, Stop> {
    let (now, wanted) = (desk.now(), query_id(desk, "day"));
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let day = current(&session, now, wanted).cloned().ok_or(Refusal::Unknown)?;
        let photographs = kept::list(tx, scope, day.id)?;
        let id = day.id;
        let loaded = Loaded {
            session,
            day,
            photographs,
        };
        Ok(Seen::one("sheet photographs", id, loaded))
    })
    .await
}

/// What is said of a photograph, and whether it can be fetched.
fn state(photograph: &Photograph, scans: bool) -> String {
    match photograph.scan {
        Scan::Clean => "The virus scanner found nothing".to_owned(),
        Scan::Infected => "The virus scanner found something, so it was not kept".to_owned(),
        Scan::None if !scans => "Not looked at: no virus scanner is set up".to_owned(),
        Scan::None | Scan::Waiting => {
            let whose = if photograph.organisation.is_empty() {
                "the organisation that it came from".to_owned()
            } else {
                photograph.organisation.clone()
            };
            format!("Waits for the virus scanner; until then only {whose} can fetch it")
        }
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        0 => String::new(),
        bytes if bytes < 1024 * 1024 => format!("{} kB", bytes.saturating_add(1023) / 1024),
        bytes => {
            let tenths = bytes.saturating_mul(10) / (1024 * 1024);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// The photographs of a day as a table.
pub(super) fn table(photographs: &[Photograph], reference: &str, scans: bool) -> Table {
    let rows = photographs.iter().enumerate().map(|(place, photograph)| {
        let name = format!("Photograph {}", place.saturating_add(1));
        let fetch = if photograph.may_be_fetched(scans) {
            Cell::html(Html::link_about(
                &format!("/photographs/{}", photograph.name),
                "Download",
                &name,
            ))
        } else {
            Cell::text("")
        };
        let remove = format!("/sessions/{reference}/sheet/photographs/{}", photograph.id);
        vec![
            Cell::text(&name),
            Cell::text(&photograph.sent_at.text()),
            Cell::text(&size(photograph.size)),
            Cell::text(&state(photograph, scans)),
            fetch,
            Cell::html(Html::link_about(&remove, "Remove", &name)),
        ]
    });
    Table::new("Photographs of the sheet")
        .column("Photograph")
        .column("Sent")
        .column("Size")
        .column("Virus scanner")
        .column("Download")
        .column("Remove")
        .rows(rows)
        .when_empty("No photograph is attached.")
}

fn done(code: &str) -> &'static str {
    match code {
        "attached" => "The photograph is attached.",
        "removed" => "The photograph is removed.",
        _ => "",
    }
}

fn page(
    desk: &Desk<RunDoor>,
    loaded: &Loaded,
    values: &Typed,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let (session, day) = (&loaded.session, &loaded.day);
    let mut page = Page::new("Photographs of the sheet")
        .caption(&format!("{}, {}", session.title, day.text()))
        .done(done(&desk.query("done")))
        .problems(problems)
        .text("A photograph of the sheet that people signed can be kept with the day, so that the paper can be destroyed. It is made anew from what can be seen: where and with what it was taken is not kept.")
        .html(&table(&loaded.photographs, &session.reference, desk.scans()));
    let full = loaded.photographs.len() >= MOST_OF_DAY;
    if let Some(words) = register::shut(session.state, day.day, &day.starts, desk.now()) {
        page = page.text(&words);
    } else if full && problems.is_empty() {
        page = page.text(&format!(
            "A day keeps {MOST_OF_DAY} photographs. Remove one to attach another."
        ));
    } else {
        page = page
            .heading("Attach a photograph")
            .with(Part::Form(form(desk, loaded, values, problems)));
    }
    let key = format!("/sessions/{}/sheet/key?day={}", session.reference, day.id);
    let back = BackLink::new(&key, "Key the sheet in");
    Ok(front::Page::new(desk, "Photographs of the sheet", &page)?.above(&back))
}

fn form(desk: &Desk<RunDoor>, loaded: &Loaded, values: &Typed, problems: &Problems) -> FormPart {
    let action = format!("{}?day={}", loaded.own(), loaded.day.id);
    let mut form = FormPart::new(&action, &desk.hidden())
        .field(
            &FileInput::new("camera", "Take a photograph now", KINDS)
                .hint("On a telephone this opens the camera.")
                .camera()
                .problems(problems),
        )
        .field(
            &FileInput::new("photograph", "Or choose a photograph", KINDS)
                .hint("JPEG, PNG or WebP, up to 8 megabytes and 40 megapixels.")
                .problems(problems),
        );
    form.takes_file = true;
    if register::late(loaded.day.day, desk.now()) {
        form = form.field(
            &Input::new("reason", "Why it is attached late")
                .hint("It stands in the history of the day.")
                .value(values.text("reason"))
                .problems(problems),
        );
    }
    form.button(Button::new("Attach"))
}

/// `GET /sessions/{reference}/sheet/photographs`
pub(crate) async fn show(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    page(&desk, &loaded, &Typed::none(), &Problems::none())?.answer()
}

/// What was chosen, made anew: all at once, because each may take nearly as long as a request.
async fn developed(
    developer: Developer,
    files: Vec<(&'static str, File)>,
) -> Result<Result<Vec<Sent>, Problems>, Stop> {
    front::aside(move || {
        let pictures: Vec<_> = thread::scope(|threads| {
            let begun: Vec<_> = files
                .iter()
                .map(|(_, file)| {
                    threads.spawn(move || paper::photograph::taken(photographed(file), developer))
                })
                .collect();
            begun.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        let mut sent = Vec::with_capacity(files.len());
        for ((field, file), picture) in files.into_iter().zip(pictures) {
            let picture = picture.unwrap_or_else(|_| Err(paper::photograph::NOT_WHOLE.to_owned()));
            match picture {
                Ok(picture) => sent.push(Sent {
                    field,
                    original: file.bytes,
                    picture,
                }),
                Err(words) => return Err(Problems::one(field, &words)),
            }
        }
        Ok(sent)
    })
    .await
}

/// `POST /sessions/{reference}/sheet/photographs`
pub(crate) async fn send(
    developer: Developer,
    desk: Desk<RunDoor>,
    Path(reference): Path<String>,
    form: Form,
) -> Answer {
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let loaded = load(&desk, reference).await?;
    let late = register::late(loaded.day.day, desk.now());
    let fields: &[&str] = if late {
        &["camera", "photograph", "reason"]
    } else {
        &FIELDS
    };
    let values = typed(&form, fields, &[])?;
    let files: Vec<(&'static str, File)> = FIELDS
        .into_iter()
        .filter_map(|field| form.file(field).cloned().map(|file| (field, file)))
        .collect();
    let wrong = |problems: &Problems| page(&desk, &loaded, &values, problems)?.with_problems().answer();
    let sent = match developed(developer, files).await? {
        Ok(sent) => sent,
        Err(problems) => return wrong(&problems),
    };
    let (hand, day, scans) = (Hand::of(&desk), loaded.day.id, desk.scans());
    let reason = values.text("reason").to_owned();
    let to = LocalPath::of(format!("{}?day={day}&done=attached", loaded.own()));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = attach(tx, scope, &hand.moment(), day, &sent, &reason, scans)?;
            Ok(done.map(|_| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => wrong(&problems),
        other => Ok(other?),
    }
}
