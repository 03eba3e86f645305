//! The door: codes that change, signing in on one's own phone, the trainer's register.

pub mod code;
pub mod register;
pub mod sign_in;
pub mod undo;
