//! The demonstration: two published London programmes rebuilt as records, invented people around them, one account per role,
//! a few sessions still to come, and an invented programme with answers before and after. Everything personal here is invented.
//!
//! [`plan`] makes records that agree with every published margin at once; [`load`] writes them through the rooms. Nothing that
//! computes a figure reads the published files: only the plan does, and the comparison in the evidence room.

mod accounts;
mod answers;
mod closing;
mod copies;
mod faults;
mod followed;
mod forms;
mod ids;
mod invented;
mod load;
#[cfg(test)]
mod margins;
mod mentoring;
mod partnership;
mod pathway;
mod people;
mod pilot;
mod places;
pub mod plan;
mod posters;
mod published;
mod readings;
pub mod testing;
mod training;
mod upcoming;
mod urdu;

pub use accounts::{Account, PASSWORD, accounts};
pub use load::{Loaded, is_one, load};
