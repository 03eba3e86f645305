//! The store on whichever engine the environment names.

mod writing;
