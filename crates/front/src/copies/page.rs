//! The page that asks, and the file that it gives. Without JavaScript it is a form like any other.

use super::file::{self, Leaving};
use super::note::{Noted, note};
use super::{LONGEST, MOST_DAYS, USUAL_DAYS, records};
use crate::parts::{FormPart, Page, Part};
use crate::{Answer, Desk, Failure, Form};
use access::{Action, Scope};
use axum::response::IntoResponse;
use govuk::{Button, DateInput, Input, Radios};
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use store::{Tx, values};

const TITLE: &str = "Take a copy out";
const WHY: [&str; 5] = ["recipient", "reason", "until-day", "until-month", "until-year"];

/// `GET`: why, for whom and until when a copy of `what` leaves. `work` makes what would leave, without a mark.
///
/// # Errors
/// What the work stopped with.
pub async fn ask<A: Action, F>(desk: &Desk<A>, what: &'static str, work: F) -> Answer
where
    F: Fn(&mut Tx<'_>, &Scope<A>, &str) -> Result<Leaving, Stop> + Send + 'static,
{
    let today = desk.now().day();
    let (shape, last) = desk
        .read(move |tx, scope| {
            let leaving = work(tx, scope, "")?;
            Ok((Shape::of(&leaving), last_of(tx, scope.account_id())?))
        })
        .await?;
    let (year, month, day) = today.plus(USUAL_DAYS).parts();
    let (recipient, reason) = last.unwrap_or_default();
    let form = Form::of(
        [
            ("recipient", recipient),
            ("reason", reason),
            ("until-day", day.to_string()),
            ("until-month", month.to_string()),
            ("until-year", year.to_string()),
            ("format", desk.query("format")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec(),
    );
    page(desk, what, shape, &form, &Problems::none())
}

/// What is said of a copy before it leaves.
#[derive(Clone, Copy)]
struct Shape {
    lines: usize,
    pdf: bool,
}

impl Shape {
    fn of(leaving: &Leaving) -> Self {
        Self {
            lines: leaving.lines(),
            pdf: leaving.is_pdf(),
        }
    }
}

/// For whom and why somebody took the copy before this.
fn last_of(tx: &mut Tx<'_>, account: Option<Id>) -> Result<Option<(String, String)>, Fault> {
    let found = tx.one(&records::COPY_LAST, values![account], |row| {
        Ok((row.get::<Id>(0)?, row.get::<Vec<u8>>(1)?, row.get::<Vec<u8>>(2)?))
    })?;
    let open = |(id, recipient, reason): (Id, Vec<u8>, Vec<u8>)| {
        let keys = tx.keys();
        Ok((
            keys.open_text("copy_out", "recipient_sealed", id, &recipient)?,
            keys.open_text("copy_out", "reason_sealed", id, &reason)?,
        ))
    };
    found.map(open).transpose()
}

/// What is asked for: the address with its filters.
fn asked<A: Action>(desk: &Desk<A>) -> String {
    let kept: Vec<&str> = desk
        .query_text()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("format="))
        .collect();
    match kept.join("&") {
        query if query.is_empty() => desk.path().to_owned(),
        query => format!("{}?{query}", desk.path()),
    }
}

fn page<A: Action>(
    desk: &Desk<A>,
    what: &'static str,
    shape: Shape,
    form: &Form,
    problems: &Problems,
) -> Answer {
    let part = |name: &str| form.text(&format!("until-{name}")).to_owned();
    let mut fields = FormPart::new(&asked(desk), &desk.hidden())
        .field(
            &Input::new("recipient", "Who is it for?")
                .hint("A person, an organisation or a role.")
                .value(form.text("recipient"))
                .problems(problems),
        )
        .field(
            &Input::new("reason", "Why does it leave?")
                .hint("For example: name badges for the 3rd of May.")
                .value(form.text("reason"))
                .problems(problems),
        )
        .field(
            &DateInput::new("until", "Until when is it needed?")
                .hint("After this day it is to be deleted, and you are asked whether it is.")
                .typed(&part("day"), &part("month"), &part("year"))
                .problems(problems),
        );
    if !shape.pdf {
        let format = if form.text("format") == "xlsx" {
            "xlsx"
        } else {
            "csv"
        };
        fields = fields.field(
            &Radios::new("format", "As")
                .choices([("csv", "CSV"), ("xlsx", "XLSX workbook")])
                .value(format)
                .inline(),
        );
    }
    let lines = match shape.lines {
        1 => "1 row".to_owned(),
        many => format!("{many} rows"),
    };
    let shown = Page::new(TITLE)
        .caption(what)
        .problems(problems)
        .text(&format!(
            "This file has personal data in it ({lines}). It gets a mark of its own, by which it can be told from every other copy, and stands in the list of copies that left."
        ))
        .with(Part::Form(fields.button(Button::new("Take the copy"))));
    let page = crate::Page::new(desk, TITLE, &shown)?;
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// Why a copy leaves, as it was typed.
#[derive(Clone)]
pub(super) struct Purpose {
    pub(super) recipient: String,
    pub(super) reason: String,
    pub(super) until: Day,
}

kernel::masked!(Purpose);

fn read(form: &Form, today: Day) -> Result<Purpose, Problems> {
    let mut problems = Problems::none();
    for (field, empty) in [
        ("recipient", "Enter who it is for"),
        ("reason", "Enter why it leaves"),
    ] {
        let text = form.text(field);
        if text.is_empty() {
            problems.add(field, empty);
        } else if text.chars().count() > LONGEST {
            problems.add(field, format!("Use {LONGEST} characters or fewer"));
        }
    }
    let part = |name: &str| form.text(&format!("until-{name}"));
    let until = match DateInput::read(part("day"), part("month"), part("year")) {
        Ok(until) if until < today || until > today.plus(MOST_DAYS) => {
            problems.add("until", "Enter today or a day to come, within a year");
            None
        }
        Ok(until) => Some(until),
        Err(words) => {
            problems.add("until", &words);
            None
        }
    };
    match until {
        Some(until) if problems.is_empty() => Ok(Purpose {
            recipient: form.text("recipient").to_owned(),
            reason: form.text("reason").to_owned(),
            until,
        }),
        _ => Err(problems),
    }
}

/// `POST`: gives the copy out, once it is noted. `work` makes what leaves, with the mark that it is to carry.
///
/// # Errors
/// What the work stopped with; where nothing can be noted, nothing leaves.
pub async fn take<A: Action, F>(desk: &Desk<A>, what: &'static str, form: &Form, work: F) -> Answer
where
    F: Fn(&mut Tx<'_>, &Scope<A>, &str) -> Result<Leaving, Stop> + Send + 'static,
{
    form.only(&[WHY.as_slice(), &["format"]].concat(), &[])?;
    let once = desk.once(form);
    let purpose = read(form, desk.now().day());
    let mark = if purpose.is_ok() {
        file::mark(once.key())
    } else {
        String::new()
    };
    let carried = mark.clone();
    let leaving = desk.read(move |tx, scope| work(tx, scope, &carried)).await?;
    if leaving.is_pdf() {
        // A document has no format to choose.
        form.only(&WHY, &[])?;
    }
    let purpose = match purpose {
        Ok(purpose) => purpose,
        Err(problems) => return page(desk, what, Shape::of(&leaving), form, &problems),
    };
    let format = match (form.text("format"), leaving.is_pdf()) {
        (_, true) => "pdf",
        ("" | "csv", false) => "csv",
        ("xlsx", false) => "xlsx",
        _ => return Err(Failure::from(Refusal::Malformed("Choose CSV or XLSX."))),
    };
    let noted = Noted {
        id: Id::fresh(desk.clock(), desk.entropy()),
        mark,
        what,
        asked: asked(desk),
        session: leaving.session,
        lines: leaving.lines(),
        format,
        held: leaving.held.clone(),
        about: leaving.about,
        purpose,
    };
    let file = leaving.file(&noted.mark, &noted.purpose.recipient, noted.purpose.until, format)?;
    note(desk, once, noted, &file.bytes).await?;
    Ok(file.into_response())
}
