//! Work for later and mail on its way out: both are rows written in the transaction that causes them, carried out at
//! least once by one runner, visible when given up (SR17). What leaves is neutral and goes to one person at a time.

pub mod address;
pub mod jobs;
pub mod mailer;
pub mod outbox;
mod records;
pub mod runner;
pub mod template;
mod upkeep;
pub mod work;

/// Every statement of this crate.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
