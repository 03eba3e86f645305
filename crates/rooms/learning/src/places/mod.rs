//! Places: taking the last one, waiting for one, giving one back.

pub mod link;
pub mod manage;
pub mod own;
pub mod queue;
pub mod take;
