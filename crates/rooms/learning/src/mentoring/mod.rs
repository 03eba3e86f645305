//! Mentoring: agreed by a coordinator, kept by the two people themselves. What they note for each other only they read.

pub mod agree;
pub mod counted;
pub mod loading;
pub mod log;
pub mod meeting;
pub mod reading;
