//! The ledger on a real database: SQLite, or PostgreSQL when `TEST_DATABASE_URL` is set.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod chasing;
mod earlier;
mod keeping;
mod owing;
mod pages;
mod parts;
mod world;
