//! The parts that the room's pages are made of are the house's own.

pub(crate) use front::parts::{FormPart, Page, Part};
