//! The directory room: who the partnership is. Areas, programmes, organisations, accounts, and the way in.

pub mod model;
