//! One person with two records: found by what agrees, never by a name alone; joined when two people say so, and taken apart again just as
//! it was (SI8).

pub mod decide;
pub mod find;
mod join;
pub mod part;
pub mod reading;
