//! The room's pages.

pub(crate) mod account;
pub(crate) mod account_acts;
pub(crate) mod accounts;
pub(crate) mod areas;
pub(crate) mod code;
pub(crate) mod confirm;
pub(crate) mod cookies;
pub(crate) mod factor;
pub(crate) mod forgotten;
pub(crate) mod hashing;
pub(crate) mod invite;
pub(crate) mod jobs;
pub(crate) mod organisations;
pub(crate) mod pages;
pub(crate) mod person;
pub(crate) mod person_acts;
pub(crate) mod programmes;
pub(crate) mod set_password;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
