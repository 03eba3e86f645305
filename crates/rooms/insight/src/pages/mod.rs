//! The evidence pages: filters, tables, charts, exports.

mod asked;
mod export;
mod filters;
mod gaps;
mod published;
mod releases;
mod sheet;
mod show;
mod tables;

pub(crate) use tables::{Shown, shown};

use crate::subjects::Subject;
use access::actions::{ExportEvidence, ReadContacts, ReadEvidence};
use askama::Template;
use front::{Answer, Desk, Failure, Page, Routes};
use kernel::Refusal;

/// Routes of the tables.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get::<ReadEvidence, _, _>("/evidence", index)
        .get::<ReadEvidence, _, _>("/evidence/published", published::show)
        .get::<ExportEvidence, _, _>("/evidence/releases", releases::show)
        .get::<ReadEvidence, _, _>("/evidence/{subject}", show::show)
        .post::<ExportEvidence, _, _>("/evidence/{subject}/export", export::send)
}

#[derive(Template)]
#[template(path = "evidence-index.html")]
struct Index {
    subjects: Vec<Subject>,
    published: bool,
    contacts: bool,
}

async fn index(desk: Desk<ReadEvidence>) -> Answer {
    // Only what exists for the one who asks is linked.
    let today = desk.now().day();
    let (subjects, published) = desk
        .read(move |tx, scope| {
            let known = crate::view::programmes(tx)?;
            let first = asked::Asked::of(|_| String::new());
            let subjects = match known.first() {
                Some(_) if first.view(tx, scope, today).is_ok() => Subject::ALL.to_vec(),
                _ => Vec::new(),
            };
            Ok((subjects, scope.sees_all() && crate::published::rebuilt_in(&known)))
        })
        .await?;
    let contacts = desk.viewer().may::<ReadContacts>().is_ok();
    let index = Index {
        subjects,
        published,
        contacts,
    };
    Page::new(&desk, "Evidence", &index)?.answer()
}

fn subject_of(word: &str) -> Result<Subject, Failure> {
    Ok(Subject::parse(word).ok_or(Refusal::Unknown)?)
}
