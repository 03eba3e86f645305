//! Accounts and how people prove who they are: passwords, second factors, sign-in in two steps, sessions, links to set
//! a password. Knows nothing of pages; the directory room shows them.

pub mod accounts;
mod credentials;
pub mod device;
pub mod email;
pub mod factor;
pub mod guards;
pub mod guessing;
pub mod history;
pub mod links;
pub mod password;
mod records;
pub mod rules;
mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod token;

kernel::id!(
    /// An account: a worker's login.
    AccountId
);

/// Every statement of this crate.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
