//! Responses: questionnaires are written in the browser or in files, published, answered by link without an account, and kept as rows that say
//! nothing about who answered.

mod answering;
pub mod bank;
mod books;
mod coded;
pub mod contacts;
pub mod drafts;
mod earlier;
pub mod few;
mod filter;
pub mod follow_ups;
pub mod guards;
pub mod intentions;
mod keying;
mod link_code;
mod links;
pub mod lists;
pub mod loading;
pub mod model;
mod pages;
pub mod pairs;
mod records;
mod retiring;
mod sparing;
mod statements;
mod sums;
pub mod tallies;
mod translations;
pub mod wordings;

pub use books::{publish_ours, version_by_key, versions_of};
pub use earlier::FORMS;
pub use follow_ups::FollowUps;
pub use links::Standing;
pub use pages::routes;
pub use statements::statements;
pub use sums::fill as add_up_missing;

/// Statements of this room, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    [
        records::CATALOGUE,
        records::aside::CATALOGUE,
        records::contact::CATALOGUE,
        records::draft::CATALOGUE,
        records::earlier::CATALOGUE,
        records::intention::CATALOGUE,
        records::link::CATALOGUE,
        records::paper::CATALOGUE,
        records::shelf::CATALOGUE,
        records::sparing::CATALOGUE,
        tallies::CATALOGUE,
        pairs::CATALOGUE,
        few::CATALOGUE,
    ]
    .concat()
}
