//! Insight: the evidence pages. Figures are added up by the database from the records of the work, turned into tables by the
//! evidence engine, and leave under a named disclosure profile. Nothing here knows a published figure but [`published`], which
//! only compares.

mod extent;
mod facts;
mod pages;
pub mod published;
mod records;
mod release;
mod subjects;
mod view;

pub use pages::routes;

/// Statements of this room, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
