//! The audit trail: what was done, seen and refused, written in the same transaction as the act, chained and keyed so that
//! tampering shows.

mod backups;
mod chain;
mod done;
mod event;
mod head;
mod history;
mod records;
mod standing;

pub use backups::{first_backup_since, keep_backup, newest_backup};
pub use chain::{Broken, verify};
pub use done::{Done, Look, also, looked, refused, viewed};
pub use event::Change;
pub use head::{Head, head, verify_with_head};
pub use history::{Entry, Part, actors, has_acted, history_of, latest, maker_of};
pub use standing::{made, standing};

/// Statements of this crate, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
