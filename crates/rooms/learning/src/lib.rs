//! Learning: courses are planned, places booked, people signed in at the door. A learner is one person however often
//! she comes; booked, waiting and there are three different things and are counted apart.

pub mod model;
