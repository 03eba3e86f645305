//! Who may do what: the only place where proofs of permission are made. A [`Viewer`] is who asks; a [`Scope`] says that she
//! may do an action somewhere and carries the predicate for the rows; a [`Pass`] says that she may do it to one record, and
//! is used up by doing it.
//!
//! A pass cannot be forged (its fields are private), nor used twice (it is consumed), nor made for another action:
//!
//! ```compile_fail,E0451
//! fn forged(id: kernel::Id) -> access::Pass<access::actions::PlanCourses, kernel::Id> {
//!     let (actor, action) = (access::Actor::Public, std::marker::PhantomData);
//!     access::Pass { actor, kind: "course", id, version: 1, action }
//! }
//! ```
//! ```compile_fail,E0382
//! fn twice(pass: access::Pass<access::actions::PlanCourses, kernel::Id>) {
//!     drop(pass);
//!     drop(pass);
//! }
//! ```
//! ```compile_fail,E0308
//! fn takes(_: access::Scope<access::actions::PlanCourses>) {}
//! fn wrong(scope: access::Scope<access::actions::ReadCourses>) {
//!     takes(scope);
//! }
//! ```
#![deny(clippy::wildcard_enum_match_arm)]

pub mod actions;
mod guarded;
mod predicate;
mod role;
mod scope;
mod session;
mod viewer;

pub use actions::{Action, Who};
pub use guarded::{Guarded, Pass};
pub use role::Role;
pub use scope::Scope;
pub use session::{SignedIn, viewer_by_session};
pub use viewer::{Actor, Viewer};

/// Statements of this crate, for the catalogue test.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    session::CATALOGUE.to_vec()
}
