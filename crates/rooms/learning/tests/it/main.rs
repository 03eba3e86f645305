//! Learning on a real database: SQLite, or PostgreSQL when `TEST_DATABASE_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod agreements;
mod bookings;
mod bulk;
mod certificates;
mod changing;
mod closing;
mod courses;
mod doors;
mod earlier;
mod feeds;
mod held;
mod imports;
mod in_house;
mod kept;
mod letter_texts;
mod letters;
mod links;
mod loading;
mod offers;
mod own_records;
mod pages;
mod pages_bookings;
mod pages_courses;
mod pages_days;
mod pages_door;
mod pages_form;
mod pages_kept;
mod pages_planning;
mod pages_public;
mod pages_staff;
mod places;
mod planner;
mod planning;
mod press;
mod races;
mod references;
mod registers;
mod series;
mod several;
mod sheets;
mod shows;
mod statements;
mod take_up;
mod timings;
mod trainers;
mod walk_ins;
mod world;
