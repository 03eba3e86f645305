//! Places: taking the last one, waiting for one, giving one back.

pub mod agree;
mod enter;
pub mod feed;
pub mod held;
pub mod link;
pub mod manage;
pub mod offer;
pub mod own;
pub mod queue;
pub(crate) mod shows;
pub mod take;
