//! The engine behind every figure: scales, tables, before and after, intervals, agreement, completeness and
//! disclosure control. Pure: it takes rows or readers, and gives tables that say how they were made.

pub mod agree;
pub mod agreement;
pub mod change;
pub mod cli;
pub mod compare;
pub mod completeness;
pub mod crosstab;
pub mod disclosure;
mod guard;
pub mod interval;
mod layout;
pub mod reading;
pub mod scale;
pub mod share;
pub mod statements;
pub mod table;
pub mod tally;
pub mod value;

pub use agree::{AgreeOptions, agree_table, distribution_table};
pub use completeness::{Completeness, Noun};
pub use crosstab::Crosstab;
pub use guard::{check_breakdown, check_breakdown_of};
pub use scale::{Distribution, Polarity, Scale, Side};
pub use statements::{Statement, Statements};
pub use table::{Format, Table};
pub use tally::{By, Tally};
pub use value::{Answer, NonAnswer};
