//! Insight: the evidence pages. Figures are added up by the database from the records of the work, turned into tables by the
//! evidence engine, and leave under a named disclosure profile. Nothing here knows a published figure but [`published`], which
//! only compares.

mod attendances;
mod coding;
mod comments;
mod extent;
mod facts;
mod mentored;
mod pages;
pub mod published;
mod quotes;
mod records;
mod release;
mod subjects;
mod together;
mod view;
mod words;

pub use coding::loading;
pub use quotes::{NewQuote, keep_quotes};

/// Routes of this room.
pub fn routes() -> front::Routes {
    pages::routes()
        .and(comments::routes())
        .and(quotes::routes())
        .and(coding::routes())
}

/// Statements of this room, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    [
        records::CATALOGUE,
        comments::records::CATALOGUE,
        comments::blank::CATALOGUE,
        quotes::CATALOGUE,
        coding::records::CATALOGUE,
        coding::two::CATALOGUE,
        subjects::themes::CATALOGUE,
        words::CATALOGUE,
    ]
    .concat()
}
