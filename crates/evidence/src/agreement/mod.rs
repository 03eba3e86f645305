//! How far readers agree: percent agreement, Cohen's kappa for two, Krippendorff's alpha where readings are missing.

mod alpha;
mod kappa;
mod table;

pub use alpha::{Level, alpha};
pub use kappa::{Kappa, Matrix, Weights};
pub use table::{agreement_by, agreement_table};
