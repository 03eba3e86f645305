//! Pathways: several courses, and what is signed off between them. Who is on one sees how far she is and what she can book next. How far
//! each is, is counted when something of hers is changed here, and for everybody by night.

pub mod certify;
pub mod enrol;
pub mod night;
pub mod plan;
pub mod progress;
pub mod sign;
