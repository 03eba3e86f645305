//! The trainer's register on the screen: tick boxes in a form, quick by keyboard, sound without a script.

use super::booking_form::{self, Shape, fields};
use super::door_screen::current;
use super::hand::{Hand, query_id, typed};
use super::parts::FormPart;
use super::typed::Typed;
use crate::door::marks::{self, Counts};
use crate::door::register::{self, Line, Marks};
use crate::door::undo;
use crate::model::{BookingState, How, LearnerId, Session, SessionDay};
use crate::reading;
use access::actions::{ManageBookings, RunDoor};
use askama::Template;
use axum::extract::Path;
use front::{Answer, Desk, Form, LocalPath, Seen};
use govuk::{BackLink, Banner, Button, ButtonKind, ErrorSummary, Html, Input};
use kernel::{Id, Problems, Refusal, Stop};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "register.html")]
struct Screen {
    banner: Html,
    shut: String,
    summary: ErrorSummary,
    caption: String,
    days: Vec<(String, String, bool)>,
    undo: Html,
    action: String,
    hidden: Html,
    day: String,
    lines: Vec<Row>,
    save: Button,
    more: Vec<Html>,
    reason: Html,
    keep: String,
    sheet: String,
    key: String,
    file: String,
    photographs: String,
    history: String,
    waits: Vec<(String, String)>,
}

struct Row {
    learner: String,
    number: usize,
    name: String,
    note: String,
    marked: bool,
    ticked: bool,
}

#[derive(Template)]
#[template(
    source = "<details class=\"govuk-details\"{% if open %} open{% endif %}><summary class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">Add somebody who has not booked</span></summary><div class=\"govuk-details__text\"><form method=\"post\" action=\"{{ form.action }}\" novalidate>{{ form.hidden }}{% for (name, value) in form.values %}<input type=\"hidden\" name=\"{{ name }}\" value=\"{{ value }}\">{% endfor %}{% for field in form.fields %}{{ field }}{% endfor %}{% for button in form.buttons %}{{ button }}{% endfor %}</form></div></details>",
    ext = "html"
)]
struct WalkIn {
    form: FormPart,
    open: bool,
}

#[derive(Template)]
#[template(
    source = "<form method=\"post\" action=\"{{ action }}\">{{ hidden }}{% for (name, value) in values %}<input type=\"hidden\" name=\"{{ name }}\" value=\"{{ value }}\">{% endfor %}{{ button }}</form>",
    ext = "html"
)]
struct Undo {
    action: String,
    hidden: Html,
    values: Vec<(String, String)>,
    button: Button,
}

fn done(code: &str) -> &'static str {
    match code {
        "saved" => "The register is saved.",
        "added" => "The person is added.",
        "undone" => "The last save is undone. Who has signed in by phone since stays on the register.",
        _ => "",
    }
}

/// A session, one of its days, and the register of that day.
struct Loaded {
    session: Session,
    day: SessionDay,
    lines: Vec<Line>,
    areas: Vec<(Id, String)>,
    /// The save that may be taken back.
    saved: Option<Id>,
    /// Marks from a device that wait for a decision.
    counts: Counts,
}

async fn load(desk: &Desk<RunDoor>, reference: String) -> Result<Loaded, Stop> {
    let (now, wanted) = (desk.now(), query_id(desk, "day"));
    let just_saved = desk.query("done") == "saved";
    desk.view(move |tx, scope| {
        let session = reading::session(tx, scope, &reference)?;
        let day = current(&session, now, wanted).cloned().ok_or(Refusal::Unknown)?;
        let lines = register::lines(tx, scope, session.id, day.id)?;
        let areas = reading::boroughs(tx)?;
        let counts = marks::counts(tx, session.id)?;
        let saved = if just_saved {
            undo::offered(tx, scope, day.id, now)?
        } else {
            None
        };
        Ok(Seen::one(
            "register",
            day.id,
            Loaded {
                session,
                day,
                lines,
                areas,
                saved,
                counts,
            },
        ))
    })
    .await
}

fn note(line: &Line) -> String {
    let mut parts = vec![line.organisation.clone()];
    match line.state {
        None => parts.push("walk-in".to_owned()),
        Some(BookingState::Waiting) => parts.push("from the waiting list".to_owned()),
        Some(BookingState::Cancelled) => parts.push("had cancelled".to_owned()),
        Some(BookingState::Booked) => {}
    }
    if line.how == Some(How::Phone) {
        parts.push("signed in by phone".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

fn page(
    desk: &Desk<RunDoor>,
    loaded: &Loaded,
    values: &Typed,
    problems: &Problems,
) -> Result<front::Page, front::Failure> {
    let own = format!("/sessions/{}/register", loaded.session.reference);
    let action = format!("{own}?day={}", loaded.day.id);
    let days = loaded
        .session
        .days
        .iter()
        .map(|day| {
            (
                format!("{own}?day={}", day.id),
                day.text(),
                day.id == loaded.day.id,
            )
        })
        .collect();
    let lines: Vec<Row> = loaded
        .lines
        .iter()
        .enumerate()
        .map(|(number, line)| Row {
            learner: line.learner.to_string(),
            number: number + 1,
            name: line.name.clone(),
            note: note(line),
            marked: line.how.is_some(),
            ticked: if values.text("what") == "save" {
                values.all("present").contains(&line.learner.to_string())
            } else {
                line.how.is_some()
            },
        })
        .collect();
    let mut form = FormPart::new(&action, &desk.hidden())
        .value("what", "walk-in")
        .button(Button::new("Add to the register").kind(ButtonKind::Secondary));
    form.fields = fields(values, &loaded.areas, problems, Shape::Entered);
    let late = register::late(loaded.day.day, desk.now());
    let reason = |name: &str| {
        let field = Input::new(name, "Why it is entered late")
            .hint("This day is more than a week ago. The reason stands in the history of the day.")
            .value(values.text(name))
            .problems(problems);
        if late { Html::from(&field) } else { Html::default() }
    };
    let walking = values.text("what") == "walk-in";
    form.fields.push(reason("walk-in-reason"));
    let walk_in = WalkIn {
        form,
        open: walking && !problems.is_empty(),
    };
    let screen = Screen {
        banner: match done(&desk.query("done")) {
            "" => Html::default(),
            text => Html::from(&Banner::success(text)),
        },
        shut: register::shut(
            loaded.session.state,
            loaded.day.day,
            &loaded.day.starts,
            desk.now(),
        )
        .unwrap_or_default(),
        summary: ErrorSummary::new(problems),
        caption: loaded.session.title.clone(),
        days,
        undo: undo_button(desk, &action, loaded.saved)?,
        action,
        hidden: desk.hidden(),
        day: loaded.day.text(),
        lines,
        save: Button::new("Save the register"),
        more: vec![rendered(&walk_in)?],
        reason: reason("reason"),
        sheet: format!(
            "/sessions/{}/sheet?day={}",
            loaded.session.reference, loaded.day.id
        ),
        file: format!("{own}/import?day={}", loaded.day.id),
        key: format!(
            "/sessions/{}/sheet/key?day={}",
            loaded.session.reference, loaded.day.id
        ),
        photographs: format!(
            "/sessions/{}/sheet/photographs?day={}",
            loaded.session.reference, loaded.day.id
        ),
        history: format!(
            "/sessions/{}/history?day={}",
            loaded.session.reference, loaded.day.id
        ),
        keep: format!("{own}/keep"),
        waits: waits(desk, &own, &loaded.counts),
    };
    let back = BackLink::new(&format!("/sessions/{}/plan", loaded.session.reference), "Session");
    Ok(front::Page::new(desk, "Register", &screen)?.above(&back))
}

/// Links to marks from a device that wait for a decision.
fn waits(desk: &Desk<RunDoor>, own: &str, counts: &Counts) -> Vec<(String, String)> {
    let questions = counts.waits.saturating_add(counts.against);
    let mut links = Vec::new();
    if questions > 0 {
        let marks = if questions == 1 { "mark" } else { "marks" };
        links.push((
            format!("{own}/settle"),
            format!("{questions} {marks} from a device to settle"),
        ));
    }
    if counts.held > 0 && desk.viewer().may::<ManageBookings>().is_ok() {
        let marks = if counts.held == 1 { "mark" } else { "marks" };
        links.push((
            format!("{own}/held"),
            format!("{} {marks} from a device held for the coordinator", counts.held),
        ));
    }
    links
}

fn rendered(template: &impl Template) -> Result<Html, kernel::Fault> {
    template
        .render()
        .map(Html::of_template)
        .map_err(|error| kernel::Fault::caused("a template failed", error))
}

/// The button that takes back what was just saved. It names the save, so that it can do nothing to a later one.
fn undo_button(desk: &Desk<RunDoor>, action: &str, saved: Option<Id>) -> Result<Html, kernel::Fault> {
    let Some(saved) = saved else {
        return Ok(Html::default());
    };
    rendered(&Undo {
        action: action.to_owned(),
        hidden: desk.hidden(),
        values: vec![
            ("what".to_owned(), "undo".to_owned()),
            ("save".to_owned(), saved.to_string()),
        ],
        button: Button::new("Undo what was just saved").kind(ButtonKind::Secondary),
    })
}

/// `GET /sessions/{reference}/register`
pub(crate) async fn show(desk: Desk<RunDoor>, Path(reference): Path<String>) -> Answer {
    let loaded = load(&desk, reference).await?;
    page(&desk, &loaded, &Typed::none(), &Problems::none())?.answer()
}

/// `POST /sessions/{reference}/register`
pub(crate) async fn save(desk: Desk<RunDoor>, Path(reference): Path<String>, form: Form) -> Answer {
    let loaded = load(&desk, reference).await?;
    match form.text("what") {
        "walk-in" => add(&desk, &loaded, &form).await,
        "save" => save_marks(&desk, &loaded, &form).await,
        "undo" => take_back(&desk, &loaded, &form).await,
        _ => Err(Refusal::Malformed("This form is not complete. Reload the page and send it again.").into()),
    }
}

async fn save_marks(desk: &Desk<RunDoor>, loaded: &Loaded, form: &Form) -> Answer {
    let late = register::late(loaded.day.day, desk.now());
    let fields: &[&str] = if late { &["what", "reason"] } else { &["what"] };
    let values = typed(form, fields, &["shown", "present"])?;
    let read = |name: &str| -> Result<BTreeSet<LearnerId>, Stop> {
        values
            .all(name)
            .iter()
            .map(|text| {
                Id::parse(text)
                    .map(LearnerId)
                    .ok_or_else(|| Refusal::Malformed("A line names nobody.").into())
            })
            .collect()
    };
    let marks = Marks {
        shown: read("shown")?,
        present: read("present")?,
    };
    let (hand, day, to) = (Hand::of(desk), loaded.day.id, after(loaded, "saved"));
    let reason = values.text("reason").to_owned();
    let answer = desk
        .submit(form, move |tx, scope| {
            let done = register::save_because(tx, scope, &hand.moment(), day, &marks, &reason)?;
            Ok(done.map(|_| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => page(desk, loaded, &values, &problems)?.with_problems().answer(),
        other => Ok(other?),
    }
}

async fn take_back(desk: &Desk<RunDoor>, loaded: &Loaded, form: &Form) -> Answer {
    let values = typed(form, &["what", "save"], &[])?;
    let save = Id::parse(values.text("save")).ok_or(Refusal::Malformed("The form names no save."))?;
    let (hand, day, to) = (Hand::of(desk), loaded.day.id, after(loaded, "undone"));
    let answer = desk
        .submit(form, move |tx, scope| {
            let done = undo::undo(tx, scope, &hand.moment(), day, save)?;
            Ok(done.map(|_| to.clone()))
        })
        .await?;
    Ok(answer)
}

/// The register again, saying what was done.
fn after(loaded: &Loaded, done: &str) -> LocalPath {
    let (reference, day) = (&loaded.session.reference, loaded.day.id);
    LocalPath::of(format!("/sessions/{reference}/register?day={day}&done={done}"))
}

async fn add(desk: &Desk<RunDoor>, loaded: &Loaded, form: &Form) -> Answer {
    let late = register::late(loaded.day.day, desk.now());
    let mut fields = vec!["what", "name", "email", "organisation", "background", "area"];
    fields.extend(late.then_some("walk-in-reason"));
    let values = typed(form, &fields, &[])?;
    let person = booking_form::person(&values, &loaded.areas, Shape::Entered);
    let problems = person.problems(true);
    if !problems.is_empty() {
        return page(desk, loaded, &values, &problems)?.with_problems().answer();
    }
    let (hand, day, to) = (Hand::of(desk), loaded.day.id, after(loaded, "added"));
    let reason = values.text("walk-in-reason").to_owned();
    let answer = desk
        .submit(form, move |tx, scope| {
            let done = register::walk_in_because(tx, scope, &hand.moment(), day, &person, &reason)?;
            Ok(done.map(|()| to.clone()))
        })
        .await;
    match answer {
        Err(Stop::Problems(mut problems)) => {
            for problem in &mut problems.0 {
                if problem.field == "reason" {
                    "walk-in-reason".clone_into(&mut problem.field);
                }
            }
            page(desk, loaded, &values, &problems)?.with_problems().answer()
        }
        other => Ok(other?),
    }
}
