//! Who trains, and what each is signed off for.

use super::hand::under;
use super::parts::Page;
use crate::model::{KINDS, SignOff, TrainerStep};
use crate::reading;
use access::actions::PlanCourses;
use directory::model::label_of;
use front::{Answer, Desk};
use govuk::{Cell, Table};
use kernel::Id;

/// `GET /trainers`
pub(crate) async fn show(desk: Desk<PlanCourses>) -> Answer {
    let (trainers, steps) = desk
        .read(|tx, _| Ok((reading::trainer_choices(tx)?, reading::trainer_steps(tx, None)?)))
        .await?;
    let rows = trainers.iter().map(|(id, name)| {
        vec![
            Cell::link(&format!("/trainers/{id}"), name),
            Cell::text(&kinds(&steps, *id, |last| last == SignOff::Approved, false)),
            Cell::text(&kinds(&steps, *id, |last| last != SignOff::Approved, true)),
        ]
    });
    let table = Table::new("Trainers")
        .hide_caption()
        .column("Name")
        .column("Approved for")
        .column("On the way")
        .rows(rows)
        .when_empty("Nobody may train yet.");
    let page = Page::new("Trainers")
        .text("A trainer learns how to run a kind of course, is observed, and is approved. Whoever is chosen for a session without being approved for its kind is shown as such; nobody is refused.")
        .html(&table);
    under(&desk, "Trainers", &page, &[("/courses", "Courses")])
}

/// The kinds of course of which a trainer's furthest step is so; with the step in words where it is asked for.
fn kinds(steps: &[TrainerStep], trainer: Id, is: impl Fn(SignOff) -> bool, with_step: bool) -> String {
    let furthest = |code: &str| {
        let own = steps
            .iter()
            .filter(|step| step.trainer == trainer && step.kind == code)
            .map(|step| step.step);
        SignOff::ALL
            .iter()
            .copied()
            .rfind(|step| own.clone().any(|taken| taken == *step))
    };
    KINDS
        .iter()
        .filter_map(|kind| {
            let last = furthest(kind.code).filter(|last| is(*last))?;
            let name = label_of(KINDS, kind.code);
            Some(if with_step {
                format!("{name} ({})", last.label().to_lowercase())
            } else {
                name.to_owned()
            })
        })
        .collect::<Vec<_>>()
        .join(", ")
}
