//! Passing on at work what one learned: told by who did it from her own record, listed for coordinators, and counted apart from the
//! partnership's own sessions.

pub mod reading;
pub mod staff;
pub mod tell;
