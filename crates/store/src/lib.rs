//! Storage on two engines behind one thin, synchronous facade: SQL written by hand, once; one writer whose commits are
//! grouped; readers apart; nothing committed without an audit event.

mod config;
mod copy;
mod db;
mod keys;
mod migrate;
mod places;
mod postgres;
mod readings;
mod row;
mod snapshot;
mod sqlite;
mod statement;
mod steps;
mod trouble;
mod tx;
mod value;
mod whole;
mod writer;

pub mod testing;

pub use config::{Engine, Limits, Target};
pub use db::{Db, Recorded};
pub use keys::Keys;
pub use readings::Made;
pub use row::{FromColumn, Row};
pub use statement::{Stmt, pattern};
pub use tx::{Asked, Tx};
pub use value::Value;
