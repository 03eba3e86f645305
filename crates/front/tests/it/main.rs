//! The front on whichever engine the environment names.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod acts;
mod coming_back;
mod desk;
mod forms;
mod house;
mod kept;
mod overload;
mod reading;
mod serving;
mod submits;
mod unsaved;
