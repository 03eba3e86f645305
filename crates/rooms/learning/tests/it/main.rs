//! Learning on a real database: SQLite, or PostgreSQL when `TEST_DATABASE_URL` is set.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod agreements;
mod alike;
mod attendance_sums;
mod bookings;
mod bulk;
mod calendars;
mod causes;
mod certificates;
mod changing;
mod closing;
mod commitments;
mod courses;
mod doors;
mod earlier;
mod earlier_aside;
mod earlier_back;
mod earlier_kept;
mod earlier_people;
mod earlier_shown;
mod faults;
mod feeds;
mod first_hand;
mod floods;
mod held;
mod hosts;
mod imports;
mod in_house;
mod kept;
mod kept_cut;
mod kept_waiting;
mod learners;
mod letter_texts;
mod letters;
mod links;
mod loading;
mod meetings;
mod mentoring;
mod offers;
mod own_records;
mod pages;
mod pages_bookings;
mod pages_courses;
mod pages_days;
mod pages_door;
mod pages_form;
mod pages_kept;
mod pages_pairs;
mod pages_pathways;
mod pages_photographs;
mod pages_planning;
mod pages_public;
mod pages_staff;
mod pairs;
mod pairs_random;
mod pairs_tables;
mod passed_on;
mod pathway_certificates;
mod pathways;
mod places;
mod planner;
mod planning;
mod prerequisites;
mod press;
mod races;
mod recognised;
mod references;
mod refreshers;
mod registers;
mod series;
mod several;
mod sheets;
mod shows;
mod statements;
mod take_up;
mod timings;
mod trainers;
mod turn_out;
mod walk_ins;
mod whole_files;
mod world;
