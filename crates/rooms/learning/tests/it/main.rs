//! Learning on a real database: SQLite, or PostgreSQL when `TEST_DATABASE_URL` is set.

mod doors;
mod pages;
mod pages_public;
mod pages_staff;
mod places;
mod planning;
mod statements;
mod world;
