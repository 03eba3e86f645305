//! What the pages of a draft do alike: finding it, leading back, and telling what somebody else changed meanwhile.

use crate::drafts::{self, Record};
use crate::guards::DraftRecord;
use crate::model::DraftId;
use access::Action;
use access::actions::ManageInstruments;
use axum::http::StatusCode;
use front::parts::Page;
use front::{Answer, Desk, Form, Seen};
use govuk::{Breadcrumbs, Cell, Table};
use kernel::{Id, Refusal, Stop};

/// The draft that an address names.
pub(crate) fn named(id: &str) -> Result<DraftId, Refusal> {
    Id::parse(id).map(DraftId).ok_or(Refusal::Unknown)
}

/// A draft that is being written.
pub(crate) async fn load(desk: &Desk<ManageInstruments>, id: &str) -> Result<Record, Stop> {
    let id = named(id)?;
    desk.view(move |tx, scope| {
        let record = drafts::open(tx, id)?;
        drop(scope.pass::<DraftRecord>(tx, id)?);
        Ok(Seen::one("instrument_draft", id, record))
    })
    .await
}

/// Above the pages of the list.
pub(crate) const LIST: &[(&str, &str)] = &[("/instruments", "Questionnaires")];

/// Above the pages of one draft.
pub(crate) fn places(record: &Record) -> [(String, &'static str); 3] {
    [
        ("/instruments".to_owned(), "Questionnaires"),
        ("/instruments/drafts".to_owned(), "Drafts"),
        (record.path(), "Draft"),
    ]
}

/// A page under a draft.
pub(crate) fn under<A: Action>(desk: &Desk<A>, title: &str, page: &Page, record: &Record) -> Answer {
    front::Page::new(desk, title, page)?
        .above(&trail(record))
        .answer()
}

/// The same page with problems.
pub(crate) fn wrong<A: Action>(desk: &Desk<A>, title: &str, page: &Page, record: &Record) -> Answer {
    front::Page::new(desk, title, page)?
        .above(&trail(record))
        .with_problems()
        .answer()
}

/// The same page, because somebody else changed what it is about.
pub(crate) fn conflict<A: Action>(desk: &Desk<A>, title: &str, page: &Page, record: &Record) -> Answer {
    front::Page::new(desk, title, page)?
        .above(&trail(record))
        .with_problems()
        .status(StatusCode::CONFLICT)
        .answer()
}

fn trail(record: &Record) -> Breadcrumbs {
    places(record)
        .iter()
        .fold(Breadcrumbs::new(), |trail, (href, text)| trail.to(href, text))
}

/// What somebody else saved and what was typed, side by side, by the words of the fields.
pub(crate) fn side_by_side(fields: &[(&str, &str)], saved: &Form, typed: &Form) -> Table {
    let rows = fields.iter().filter_map(|(name, label)| {
        let (now, mine) = (saved.all(name).join(", "), typed.all(name).join(", "));
        (now != mine).then(|| vec![Cell::text(label), Cell::text(&now), Cell::text(&mine)])
    });
    Table::new("What differs")
        .column("Field")
        .column("Saved now")
        .column("What you typed")
        .rows(rows)
        .when_empty("The words are the same.")
}

/// A page that comes back with what is wrong; with what differs where somebody else changed the part meanwhile.
pub(crate) fn refused<A: Action>(
    desk: &Desk<A>,
    title: &str,
    page: Page,
    record: &Record,
    differs: Option<Table>,
) -> Answer {
    match differs {
        Some(table) => conflict(desk, title, &page.html(&table), record),
        None => wrong(desk, title, &page, record),
    }
}
