//! Where the house itself asks for what is owed, how often, and from which age on.

use super::told;
use crate::chasing::{self, Rhythm};
use access::actions::{PlanChasing, ReadLedger};
use askama::Template;
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::{BackLink, Button, Cell, Checkboxes, ErrorSummary, Html, Input, InputKind, Table};
use kernel::{Id, Problems, Stop};

#[derive(Template)]
#[template(path = "chasing.html")]
struct Shape {
    errors: ErrorSummary,
    notice: Html,
    plans: Table,
    hidden: Html,
    areas: Checkboxes,
    every: Input,
    older: Input,
    button: Button,
}

/// What was typed.
#[derive(Clone)]
struct Typed {
    areas: Vec<String>,
    every: String,
    older: String,
}

/// `GET /ledger/schedule`
pub(super) async fn show(desk: Desk<PlanChasing>) -> Answer {
    page(&desk, None, &Problems::none()).await
}

async fn page(desk: &Desk<PlanChasing>, typed: Option<Typed>, problems: &Problems) -> Answer {
    let plans = desk.read(chasing::plans).await?;
    let first = plans.iter().find_map(|(_, _, rhythm)| *rhythm);
    let Rhythm { every, older } = first.unwrap_or(Rhythm { every: 7, older: 7 });
    let planned = plans.iter().filter(|(_, _, rhythm)| rhythm.is_some());
    let typed = typed.unwrap_or_else(|| Typed {
        areas: planned.map(|(id, ..)| id.to_string()).collect(),
        every: every.to_string(),
        older: older.to_string(),
    });
    let rows = plans.iter().map(|(_, name, rhythm)| {
        vec![
            Cell::text(name),
            Cell::text(&rhythm.map_or("Not by itself".to_owned(), in_words)),
        ]
    });
    let mut areas = Checkboxes::new("area", "Where")
        .hint("In the areas that you leave out nothing is asked for by itself.")
        .choices(plans.iter().map(|(id, name, _)| (id.to_string(), name)))
        .small()
        .problems(problems);
    for area in &typed.areas {
        areas = areas.value(area);
    }
    let days = |name: &str, label: &str, value: &str| {
        Input::new(name, label)
            .kind(InputKind::Number)
            .width(3)
            .value(value)
            .problems(problems)
    };
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        notice: told::notice(&desk.query("done")),
        plans: Table::new("As it is now")
            .column("Area")
            .column("What is owed is asked for")
            .rows(rows)
            .when_empty("There is no area that is yours."),
        hidden: desk.hidden(),
        areas,
        every: days("every", "Days between two times of asking", &typed.every),
        older: days(
            "older",
            "Days after which something is asked for the first time",
            &typed.older,
        ),
        button: Button::new("Keep this plan"),
    };
    let back = if desk.viewer().may::<ReadLedger>().is_ok() {
        BackLink::new("/ledger", "Back to the ledger")
    } else {
        BackLink::new("/jobs", "Back to jobs and mail")
    };
    let page = Page::new(desk, "Asking by itself", &shape)?.above(&back);
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

fn in_words(rhythm: Rhythm) -> String {
    let days = |count: i64| {
        if count == 1 {
            "1 day".to_owned()
        } else {
            format!("{count} days")
        }
    };
    format!(
        "Every {}, once it is {} old",
        days(rhythm.every),
        days(rhythm.older)
    )
}

/// `POST /ledger/schedule`
pub(super) async fn save(desk: Desk<PlanChasing>, form: Form) -> Answer {
    form.only(&["every", "older"], &["area"])?;
    let typed = Typed {
        areas: form.all("area").into_iter().map(str::to_owned).collect(),
        every: form.text("every").to_owned(),
        older: form.text("older").to_owned(),
    };
    let mut problems = Problems::none();
    let mut days = |name: &str, least: i64, words: &str| match form.text(name).parse::<i64>() {
        Ok(days) if (least..=365).contains(&days) => days,
        _ => {
            problems.add(name, words);
            0
        }
    };
    let rhythm = Rhythm {
        every: days(
            "every",
            2,
            "Enter days from 2 to 365: nobody is asked twice within a day",
        ),
        older: days("older", 1, "Enter days from 1 to 365"),
    };
    let areas: Option<Vec<Id>> = typed.areas.iter().map(|area| Id::parse(area)).collect();
    let Some(areas) = areas.filter(|_| problems.is_empty()) else {
        if problems.is_empty() {
            problems.add("area", "Choose areas from the list");
        }
        return page(&desk, Some(typed), &problems).await;
    };
    let now = desk.now();
    let sent = desk
        .submit(&form, move |tx, scope| {
            let back = LocalPath::of("/ledger/schedule?done=planned");
            chasing::plan(tx, scope, &areas, rhythm, now, back)
        })
        .await;
    match sent {
        Err(Stop::Problems(problems)) => page(&desk, Some(typed), &problems).await,
        other => Ok(other?),
    }
}
