//! The evidence room on a real database with both published programmes rebuilt in it: SQLite, or PostgreSQL when
//! `TEST_DATABASE_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod change;
mod coding;
mod coding_themes;
mod comments;
mod comments_list;
mod compare;
mod compare_leaves;
mod compare_people;
mod delivery;
mod files;
mod intentions;
mod mentoring;
mod own_area;
mod pages;
mod parts;
mod published;
mod quotes;
mod quotes_elsewhere;
mod releases;
mod statements;
mod stopped;
mod take_up;
mod together;
mod words;
mod words_looked_after;
mod world;
