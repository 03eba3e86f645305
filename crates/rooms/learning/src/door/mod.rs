//! The door: codes that change, signing in on one's own phone, the trainer's register.

pub mod code;
pub mod import;
pub mod kept;
pub mod marks;
pub mod register;
pub mod report;
pub mod settle;
pub mod sheet;
pub mod sign_in;
mod unbooked;
pub mod undo;
