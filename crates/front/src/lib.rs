//! The glue between axum and the house. A handler gets storage only through a [`Desk`], which has signed the person in,
//! checked the action and will record what was done; every answer leaves with the same headers and the same frame.

mod alarm;
mod allowance;
mod app;
mod aside;
mod assets;
mod cache;
pub mod copies;
mod csrf;
mod desk;
mod download;
mod drafts;
mod dress;
mod evenly;
mod failure;
mod form;
mod frame;
mod guard;
mod headers;
mod menu;
mod operations;
mod page;
pub mod parts;
mod path;
mod records;
mod routes;
mod searches;
mod serve;
mod served;
mod upload;
mod work;

pub use allowance::Allowance;
pub use app::{App, Patience, Settings};
pub use aside::aside;
pub use desk::Desk;
pub use drafts::{forget as forget_forms, forget_of as forget_drafts_of};
pub use failure::{Answer, Failure, wait};
pub use form::Form;
pub use headers::forgets;
pub use operations::operations_router;
pub use page::Page;
pub use path::LocalPath;
pub use routes::{Entry, Routes};
pub use searches::Search;
pub use serve::{serve, serve_at_most};
pub use served::Served;
pub use upload::File;
pub use work::{Once, Seen};

/// Statements of this crate, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    [records::CATALOGUE, copies::records::CATALOGUE].concat()
}
