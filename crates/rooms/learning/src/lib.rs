//! Learning: courses are planned, places booked, people signed in at the door. A learner is one person however often
//! she comes; booked, waiting and there are three different things and are counted apart.

pub mod attendance_sums;
pub mod certificates;
pub mod commitments;
mod counted;
pub mod door;
pub mod earlier;
pub mod faults;
pub mod follow_up;
pub mod guards;
pub mod jobs;
pub mod learners;
mod letters;
pub mod lists;
pub mod loading;
pub mod mentoring;
pub mod model;
mod moment;
pub mod own_record;
pub mod pairs;
mod part;
pub mod passed_on;
pub mod pathways;
mod people;
pub mod photographs;
pub mod places;
pub mod plan;
pub mod planner;
mod reading;
mod records;
pub mod refreshers;
mod screens;
pub mod sittings;
pub mod targets;
mod today;
pub mod turn_out;

pub use moment::Moment;
pub use part::Part;
pub use reading::{DayFacts, day_facts, instruments_of, session as session_in_sight};
pub use screens::routes;
pub use today::{Beginning, Waiting, today};

/// Every statement of this room.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    [
        records::attendance_sum::CATALOGUE,
        records::attended::CATALOGUE,
        records::booking::CATALOGUE,
        records::certificate::CATALOGUE,
        records::commitment::CATALOGUE,
        records::course::CATALOGUE,
        records::door::CATALOGUE,
        records::earlier::CATALOGUE,
        records::fault::CATALOGUE,
        records::feed::CATALOGUE,
        records::follow_up::CATALOGUE,
        records::held::CATALOGUE,
        records::import::CATALOGUE,
        records::join::CATALOGUE,
        records::kept::CATALOGUE,
        records::learner::CATALOGUE,
        records::mentoring::CATALOGUE,
        records::mentoring_counted::CATALOGUE,
        records::pair::CATALOGUE,
        records::passed_on::CATALOGUE,
        records::pathway::CATALOGUE,
        records::pathway_certificate::CATALOGUE,
        records::photograph::CATALOGUE,
        records::public::CATALOGUE,
        records::refresher::CATALOGUE,
        records::rules::CATALOGUE,
        records::session::CATALOGUE,
        records::sitting::CATALOGUE,
        records::staged::CATALOGUE,
        records::target::CATALOGUE,
        records::trainer::CATALOGUE,
        records::turn_out::CATALOGUE,
    ]
    .concat()
}
