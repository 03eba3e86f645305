//! Learning: courses are planned, places booked, people signed in at the door. A learner is one person however often
//! she comes; booked, waiting and there are three different things and are counted apart.

pub mod certificates;
mod counted;
pub mod door;
pub mod earlier;
pub mod follow_up;
pub mod guards;
pub mod jobs;
mod letters;
pub mod lists;
pub mod loading;
pub mod model;
mod moment;
pub mod own_record;
mod people;
pub mod places;
pub mod plan;
pub mod planner;
mod reading;
mod records;
mod screens;
mod today;

pub use moment::Moment;
pub use reading::{DayFacts, day_facts, instruments_of};
pub use screens::routes;
pub use today::{Beginning, Waiting, today};

/// Every statement of this room.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    [
        records::booking::CATALOGUE,
        records::certificate::CATALOGUE,
        records::course::CATALOGUE,
        records::door::CATALOGUE,
        records::earlier::CATALOGUE,
        records::feed::CATALOGUE,
        records::follow_up::CATALOGUE,
        records::held::CATALOGUE,
        records::import::CATALOGUE,
        records::kept::CATALOGUE,
        records::public::CATALOGUE,
        records::rules::CATALOGUE,
        records::session::CATALOGUE,
        records::trainer::CATALOGUE,
    ]
    .concat()
}
