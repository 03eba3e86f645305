//! Certificates: issued to who was there on every day, fetched as a PDF, checked by a code, withdrawn with a reason.

pub mod check;
pub mod code;
pub mod issue;
pub mod reading;
pub mod sheet;
pub mod withdraw;
