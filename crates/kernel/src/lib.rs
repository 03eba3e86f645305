//! The words every room shares: ids, references, time, randomness, tiers of personal data and the three
//! families of error. No input or output, and nothing of ours below it.

mod entropy;
mod error;
pub mod hex;
mod holiday;
mod id;
mod id_map;
mod reference;
mod tier;
mod time;
pub mod varint;

pub use entropy::{Entropy, SeededEntropy, SystemEntropy};
pub use error::{Fault, Problem, Problems, Refusal, Stop};
pub use id::Id;
pub use id_map::{IdHasher, IdMap, IdSet};
pub use reference::Reference;
pub use tier::{Personal, Tier};
pub use time::{Clock, Day, FixedClock, Instant, SystemClock};
