//! The evidence pages: filters, tables, charts, exports.

mod asked;
mod export;
mod published;
mod show;

use crate::subjects::Subject;
use access::actions::{ExportEvidence, ReadEvidence};
use askama::Template;
use front::{Answer, Desk, Failure, Page, Routes};
use kernel::Refusal;

/// Routes of this room.
pub fn routes() -> Routes {
    Routes::new()
        .get::<ReadEvidence, _, _>("/evidence", index)
        .get::<ReadEvidence, _, _>("/evidence/published", published::show)
        .get::<ReadEvidence, _, _>("/evidence/{subject}", show::show)
        .post::<ExportEvidence, _, _>("/evidence/{subject}/export", export::send)
}

#[derive(Template)]
#[template(path = "evidence-index.html")]
struct Index {
    subjects: Vec<Subject>,
}

async fn index(desk: Desk<ReadEvidence>) -> Answer {
    Page::new(
        &desk,
        "Evidence",
        &Index {
            subjects: Subject::ALL.to_vec(),
        },
    )?
    .answer()
}

fn subject_of(word: &str) -> Result<Subject, Failure> {
    Ok(Subject::parse(word).ok_or(Refusal::Unknown)?)
}
