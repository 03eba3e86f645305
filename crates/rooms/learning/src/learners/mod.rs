//! One learner, as coordinators see her: found by her address or a booking, with her record, and with what is recognised of what she learned
//! elsewhere.

pub mod find;
pub mod recognise;
pub mod record;
