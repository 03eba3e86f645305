//! A register as a file: sent, shown row by row with whom each is taken for, then taken in.

use super::door_screen::current;
use super::hand::{Hand, query_id, sent, typed};
use super::parts::{FormPart, Page, Part};
use super::typed::Typed;
use crate::door::import::{self, Match, Preview, Row, Says};
use crate::door::register;
use crate::door::report::{self, Wrong};
use crate::model::{Session, SessionDay};
use crate::reading;
use access::actions::{ManageBookings, RunDoor};
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{BackLink, Button, ButtonKind, Cell, Checkboxes, Choice, ErrorSummary, Html, Input, Table};
use kernel::{Id, Problems, Refusal, Stop};
use paper::table::Reader;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "import.html")]
struct Screen {
    summary: ErrorSummary,
    done: String,
    caption: String,
    day: String,
    error: String,
    bad: Html,
    action: String,
    hidden: Html,
    file_hint: String,
    threshold: Option<FormPart>,
    send: Button,
}

/// A session and one of its days.
struct Loaded {
    session: Session,
    day: SessionDay,
    minutes: i64,
}

async fn load(desk: &Desk<RunDoor>, reference: String) -> Result<Loaded, Stop> {
    let (now, wanted) = (desk.now(), query_id(desk, "day"));
    desk.read(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let day = current(&session, now, wanted).cloned().ok_or(Refusal::Unknown)?;
        let minutes = import::minutes(tx, session.id, &day)?;
        Ok(Loaded {
            session,
            day,
            minutes,
        })
    })
    .await
}

fn own(loaded: &Loaded) -> String {
    format!("/sessions/{}/register/import", loaded.session.reference)
}

fn page(
    desk: &Desk<RunDoor>,
    loaded: &Loaded,
    problems: &Problems,
    bad: &[report::BadRow],
) -> Result<front::Page, front::Failure> {
    let action = format!("{}?day={}", own(loaded), loaded.day.id);
    let table = Table::new("Rows that are wrong")
        .column("Line")
        .column("What is wrong")
        .rows(
            bad.iter()
                .map(|row| vec![Cell::number(row.line), Cell::text(&row.why)]),
        );
    let threshold = desk.viewer().may::<ManageBookings>().is_ok().then(|| {
        FormPart::new(
            &format!("{}/minutes?day={}", own(loaded), loaded.day.id),
            &desk.hidden(),
        )
        .field(
            &Input::new("minutes", "Minutes from which somebody was there")
                .hint("For reports of Teams and Zoom, for this session.")
                .width(4)
                .value(&loaded.minutes.to_string()),
        )
        .button(Button::new("Set the minutes").kind(ButtonKind::Secondary))
    });
    let screen = Screen {
        summary: ErrorSummary::new(problems),
        done: if desk.query("done") == "minutes" {
            "The minutes are set.".to_owned()
        } else {
            String::new()
        },
        caption: loaded.session.title.clone(),
        day: loaded.day.text(),
        error: problems.of("file").unwrap_or_default().to_owned(),
        bad: if bad.is_empty() {
            Html::default()
        } else {
            Html::from(&table)
        },
        action,
        hidden: desk.hidden(),
        file_hint: format!(
            "CSV or XLSX, up to 8 megabytes and 5,000 rows. Of a report, who was there for {} minutes or more counts as there.",
            loaded.minutes
        ),
        threshold,
        send: Button::new("Read the file"),
    };
    let back = BackLink::new(
        &format!(
            "/sessions/{}/register?day={}",
            loaded.session.reference, loaded.day.id
        ),
        "Register",
    );
    Ok(front::Page::new(desk, "Register from a file", &screen)?.above(&back))
}

/// `GET /sessions/{reference}/register/import`
pub(crate) async fn ask(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    page(&desk, &loaded, &Problems::none(), &[])?.answer()
}

/// `POST /sessions/{reference}/register/import`: reads the file, keeps what it says for a day, and leads to what it would do.
pub(crate) async fn send(
    reader: Reader,
    desk: Desk<RunDoor>,
    Path(reference): Path<String>,
    form: Form,
) -> Answer {
    form.only(&["file"], &[])?;
    let loaded = load(&desk, reference).await?;
    let wrong = |words: &str, bad: &[report::BadRow]| {
        page(&desk, &loaded, &Problems::one("file", words), bad)?
            .with_problems()
            .answer()
    };
    let Some(file) = form.file("file").cloned() else {
        return wrong("Choose a file", &[]);
    };
    let read = front::aside(move || report::read(sent(&file), reader)).await?;
    let report = match read {
        Ok(report) => report,
        Err(Wrong::File(words)) => return wrong(&words, &[]),
        Err(Wrong::Rows(bad)) => {
            let words = format!(
                "{} of its rows cannot be read. Nothing was taken. Put them right in the file and send it again",
                bad.len()
            );
            return wrong(&words, &bad);
        }
    };
    let (hand, day, to) = (Hand::of(&desk), loaded.day.id, own(&loaded));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = import::keep(tx, scope, &hand.moment(), day, &report)?;
            Ok(done.map(|id| LocalPath::of(format!("{to}/{id}"))))
        })
        .await?;
    Ok(answer)
}

/// `POST /sessions/{reference}/register/import/minutes`
pub(crate) async fn minutes(desk: Desk<ManageBookings>, Path(reference): Path<String>, form: Form) -> Answer {
    let values = typed(&form, &["minutes"], &[])?;
    let minutes: i64 = values.text("minutes").parse().unwrap_or(0);
    let hand = Hand::of(&desk);
    let session = desk
        .read(move |tx, scope| reading::session(tx, scope, &reference))
        .await?;
    let day = query_id(&desk, "day").map_or_else(String::new, |day| format!("&day={day}"));
    let to = LocalPath::of(format!(
        "/sessions/{}/register/import?done=minutes{day}",
        session.reference
    ));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = import::set_minutes(tx, scope, &hand.moment(), session.id, minutes)?;
            Ok(done.map(|()| to.clone()))
        })
        .await?;
    Ok(answer)
}

fn is_shown(row: &Row) -> (String, &'static str) {
    let marked = |how: &Option<crate::model::How>| {
        if how.is_some() {
            "There already"
        } else {
            "Will be marked"
        }
    };
    match &row.is {
        Match::Address(_, booking, name, how) => (
            format!(
                "{name}, by the address{}",
                if booking.is_some() {
                    ""
                } else {
                    " (has not booked)"
                }
            ),
            marked(how),
        ),
        Match::Name(_, _, name, _) => (format!("{name}, by the name alone"), "Only if you say so below"),
        Match::Names => (
            "Several people of this name".to_owned(),
            "Left out: mark them on the register",
        ),
        Match::New => ("Nobody of this session".to_owned(), "Only if you say so below"),
        Match::Not => (String::new(), "Not there, or not long enough"),
        Match::Unreadable(why) => (why.clone(), "Cannot be read: leave it out below"),
    }
}

fn preview_page(
    desk: &Desk<RunDoor>,
    session: &Session,
    preview: &Preview,
    id: Id,
    values: &Typed,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let own = format!("/sessions/{}/register/import", session.reference);
    // What was ticked of a row that is taken for somebody else now was not meant of her.
    let shown = Some(values.text("shown")).filter(|shown| !shown.is_empty());
    let changed = shown.map(|shown| preview.changed(shown)).unwrap_or_default();
    let online = preview.rows.iter().any(|row| row.entry.seconds.is_some());
    let mut table = Table::new("What the file says")
        .hide_caption()
        .column("Line")
        .column("In the file");
    if online {
        table = table.figures("Minutes");
    }
    let rows = preview.rows.iter().map(|row| {
        let entry = &row.entry;
        let both = [entry.name.as_str(), entry.email.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        let (is, mut does) = is_shown(row);
        if changed.contains(&entry.line) {
            does = "Changed since you looked";
        }
        let mut cells = vec![Cell::number(entry.line), Cell::text(&both)];
        if online {
            cells.push(match &entry.wrong {
                None => Cell::number(entry.seconds.unwrap_or(0) / 60),
                Some(_) => Cell::text(""),
            });
        }
        cells.extend([Cell::text(&is), Cell::text(does)]);
        cells
    });
    let table = table.column("Taken for").column("What happens").rows(rows);
    let day = session.days.iter().find(|day| day.id == preview.day);
    let mut form = FormPart::new(&format!("{own}/{id}"), &desk.hidden()).value("shown", &preview.shown());
    let boxes = |name: &str, legend: &str, hint: &str, rows: Vec<(usize, String)>| {
        let chosen = values.all(name);
        let boxes = rows.into_iter().fold(
            Checkboxes::new(name, legend).hint(hint),
            |boxes, (line, words)| boxes.choice(Choice::new(&line.to_string(), &words)),
        );
        let stands = |line: &&String| line.parse().is_ok_and(|line| !changed.contains(&line));
        chosen
            .iter()
            .filter(stands)
            .fold(boxes, |boxes, line| boxes.value(line))
    };
    let named: Vec<(usize, String)> = preview
        .rows
        .iter()
        .filter_map(|row| match &row.is {
            Match::Name(_, _, name, _) => Some((row.entry.line, format!("Line {}: {name}", row.entry.line))),
            _ => None,
        })
        .collect();
    if !named.is_empty() {
        form = form.field(&boxes(
            "same",
            "Known by the name alone: tick those who are the person of this session",
            "Two people may have one name. Who is not ticked is left out.",
            named,
        ));
    }
    let new: Vec<(usize, String)> = preview
        .rows
        .iter()
        .filter(|row| row.is == Match::New)
        .map(|row| {
            let words = format!("Line {}: {}", row.entry.line, row.entry.called());
            (row.entry.line, words)
        })
        .collect();
    if !new.is_empty() {
        form = form.field(&boxes(
            "add",
            "Have not booked: tick those to add to the register",
            "Undoing does not take them away again.",
            new,
        ));
    }
    let unreadable: Vec<(usize, String)> = preview
        .rows
        .iter()
        .filter(|row| matches!(row.is, Match::Unreadable(_)))
        .map(|row| {
            let words = format!("Leave line {} out: {}", row.entry.line, row.entry.called());
            (row.entry.line, words)
        })
        .collect();
    if !unreadable.is_empty() {
        let hint = "Who rings in stands in a report with a number. If you know who it was, mark her on the register.";
        let boxes = boxes(
            "leave",
            "Cannot be read: tick each row to leave it out",
            hint,
            unreadable,
        );
        form = form.field(&boxes.problems(problems));
    }
    if day.is_some_and(|day| register::late(day.day, desk.now())) {
        form = form.field(
            &Input::new("reason", "Why it is entered late")
                .hint("It stands in the history of the day.")
                .value(values.text("reason"))
                .problems(problems),
        );
    }
    let mut page = Page::new("What the file would do")
        .caption(&format!(
            "{}, {}",
            session.title,
            day.map(SessionDay::text).unwrap_or_default()
        ))
        .problems(problems)
        .text(&format!("{}. Nothing is marked yet.", preview.kind.label()));
    if online {
        page = page.text(&format!(
            "There is who was connected for {} minutes or more.",
            preview.minutes
        ));
    }
    let page = page
        .html(&table)
        .with(Part::Form(form.button(Button::new("Take it in"))));
    let back = BackLink::new(&format!("{own}?day={}", preview.day), "Another file");
    Ok(front::Page::new(desk, "What the file would do", &page)?.above(&back))
}

async fn load_preview(desk: &Desk<RunDoor>, reference: String, id: Id) -> Result<(Session, Preview), Stop> {
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let preview = import::preview(tx, scope, session.id, id)?;
        let day = preview.day;
        Ok(Seen::one("register", day, (session, preview)))
    })
    .await
}

/// `GET /sessions/{reference}/register/import/{id}`
pub(crate) async fn show(desk: Desk<RunDoor>, Path((reference, id)): Path<(String, String)>) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    let (session, preview) = load_preview(&desk, reference, id).await?;
    preview_page(&desk, &session, &preview, id, &Typed::none(), &Problems::none())?.answer()
}

/// `POST /sessions/{reference}/register/import/{id}`
pub(crate) async fn take_in(
    desk: Desk<RunDoor>,
    Path((reference, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let id = Id::parse(&id).ok_or(Refusal::Unknown)?;
    if let Some(before) = desk.answered(&form).await? {
        return Ok(before);
    }
    let (session, preview) = load_preview(&desk, reference, id).await?;
    let day = session.days.iter().find(|day| day.id == preview.day);
    let late = day.is_some_and(|day| register::late(day.day, desk.now()));
    let fields: &[&str] = if late { &["shown", "reason"] } else { &["shown"] };
    let values = typed(&form, fields, &["same", "add", "leave"])?;
    let known: BTreeSet<usize> = preview.rows.iter().map(|row| row.entry.line).collect();
    let lines = |name: &str| -> Result<BTreeSet<usize>, Refusal> {
        let named = values.all(name).iter().map(|text| {
            let line = text.parse().ok().filter(|line| known.contains(line));
            line.ok_or(Refusal::Malformed("A box names no line of the file."))
        });
        named.collect()
    };
    let says = Says {
        same: lines("same")?,
        add: lines("add")?,
        leave: lines("leave")?,
    };
    let (hand, own) = (Hand::of(&desk), session.id);
    let (shown, reason) = (values.text("shown").to_owned(), values.text("reason").to_owned());
    let to = LocalPath::of(format!(
        "/sessions/{}/register?day={}&done=saved",
        session.reference, preview.day
    ));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let done = import::take_in(tx, scope, &hand.moment(), own, id, (&shown, &says), &reason)?;
            Ok(done.map(|_| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => preview_page(&desk, &session, &preview, id, &values, &problems)?
            .with_problems()
            .answer(),
        other => Ok(other?),
    }
}
