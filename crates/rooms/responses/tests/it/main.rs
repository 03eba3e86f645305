//! Responses on a real database: SQLite, or PostgreSQL when `TEST_DATABASE_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod answering;
mod browser;
mod conditions;
mod contacts;
mod counting;
mod drafts;
mod drafts_at_once;
mod drafts_rules;
mod earlier;
mod earlier_alike;
mod earlier_aside;
mod earlier_not;
mod floods;
mod follow_ups;
mod form_files;
mod intentions;
mod languages;
mod late;
mod links;
mod on_paper;
mod open_links;
mod publishing;
mod shelf;
mod sparing;
mod sums;
mod world;
