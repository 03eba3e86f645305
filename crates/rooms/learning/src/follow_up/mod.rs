//! What became of it at work: some months after a session everybody who was there is asked, twice at most, with one reminder each
//! time. What she answers is kept by the responses room, without her name.

pub mod ask;
pub mod link;
pub mod stop;

/// From the day on which people are asked, their links open for so many days.
pub const OPEN_DAYS: i64 = 60;
/// Whoever has not answered is reminded after so many days.
pub const REMIND_DAYS: i64 = 14;
/// What could not be asked in time (nobody had entered the register, the service did not run) is asked so many days later at most.
pub const LATE_DAYS: i64 = 30;
