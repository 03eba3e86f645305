//! Forms that stand already from other files, on the page of a file that is looked at.

use super::parts::{FormPart, Page, Part};
use crate::earlier::alike::{File, Standing};
use govuk::{Cell, Checkboxes, Choice, Table};
use kernel::Problems;

/// Rows and sessions on the page.
const SHOWN: usize = 50;

/// What stands already: sessions with their numbers, then rows whose answers stand word for word, and the way to the files.
pub(super) fn parts(page: Page, standing: &Standing) -> Page {
    if !standing.asks() {
        return page;
    }
    let mut page = page.heading("Forms that stand already");
    if let Some(same) = standing.same.as_ref().filter(|same| !same.wholly) {
        page = page.text(&format!(
            "This sheet of the very same file was taken in as \u{201c}{}\u{201d} already, as answers to another questionnaire or for another purpose.",
            same.file.name
        ));
    }
    if !standing.met.is_empty() {
        page = page
            .text("From files that were not taken back forms of the same sessions, or of the same course and day, stand, of the same questionnaire and for the same purpose. If this file corrects one of those, take that one back first: beside it the same people would count twice.")
            .html(&sessions(standing));
    }
    if !standing.twins.is_empty() {
        page = page.html(&rows(standing));
    }
    let (open, closed): (Vec<&File>, Vec<&File>) =
        standing.beside().into_iter().partition(|file| file.in_sight);
    if !closed.is_empty() {
        page = page.text(&elsewhere(&closed));
    }
    if open.is_empty() {
        return page;
    }
    let links = open.into_iter().map(|file| {
        let words = format!("The file {}", name(Some(file)));
        (format!("/imports/{}", file.id), words)
    });
    page.with(Part::Links(links.collect()))
}

/// Who takes back what whoever looks cannot open.
fn elsewhere(files: &[&File]) -> String {
    let names: Vec<String> = files.iter().map(|file| name(Some(file))).collect();
    let them = if names.len() > 1 { "them" } else { "it" };
    format!(
        "Whoever sent {}, or works in all areas, can take {them} back.",
        names.join(", ")
    )
}

fn name(file: Option<&File>) -> String {
    file.map(|file| format!("\u{201c}{}\u{201d}", file.name))
        .unwrap_or_default()
}

fn caption(words: &str, all: usize) -> String {
    if all > SHOWN {
        format!("{words}: the first {SHOWN} of {all}")
    } else {
        words.to_owned()
    }
}

fn sessions(standing: &Standing) -> Table {
    let rows = standing.met.iter().take(SHOWN).map(|met| {
        let what = if met.loose {
            "course on this day"
        } else {
            "session"
        };
        let words = match met.stand {
            1 => format!("1 form of this {what} stands from"),
            many => format!("{many} forms of this {what} stand from"),
        };
        vec![
            Cell::text(&met.called),
            Cell::number(met.forms),
            Cell::text(&format!("{words} {}", name(standing.files.get(met.file)))),
        ]
    });
    Table::new(&caption("Sessions of which forms stand", standing.met.len()))
        .column("Session, or course, and day")
        .figures("Forms in this file")
        .column("What stands")
        .rows(rows)
}

fn rows(standing: &Standing) -> Table {
    let rows = standing.twins.iter().take(SHOWN).map(|twin| {
        let file = name(standing.files.get(twin.file));
        vec![
            Cell::text(&format!("Row {}", twin.line)),
            Cell::text(&format!(
                "The same answers stand from the file {file}, row {}",
                twin.other
            )),
        ]
    });
    let caption = caption("Rows that stand word for word", standing.twins.len());
    Table::new(&caption)
        .column("Row")
        .column("What stands")
        .rows(rows)
}

/// What has to be said before such a file is taken in.
pub(super) fn tick(form: FormPart, standing: &Standing, problems: &Problems) -> FormPart {
    if !standing.asks() {
        return form;
    }
    let words = if !standing.twins.is_empty() {
        "These are other people who answered alike"
    } else if !standing.met.is_empty() {
        "These are other people of the same sessions"
    } else {
        "These are other answers of the same file"
    };
    let field = Checkboxes::new("others", "Forms that stand already")
        .choice(Choice::new("yes", words))
        .problems(problems);
    form.field(&field)
}
