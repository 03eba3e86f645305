//! Who may touch an account: its owner, an administrator, or whoever stands at its door with the right proof.

use crate::{AccountId, records};
use access::Guarded;
use store::Stmt;

/// The account of the person who asks.
#[derive(Clone, Copy, Debug)]
pub struct Own;

impl Guarded for Own {
    type Id = AccountId;
    const KIND: &'static str = "account";
    const GUARD: &'static Stmt = &records::GUARD_OWN;
}

/// Any account, for an administrator.
#[derive(Clone, Copy, Debug)]
pub struct Any;

impl Guarded for Any {
    type Id = AccountId;
    const KIND: &'static str = "account";
    const GUARD: &'static Stmt = &records::GUARD_ANY;
}

/// An account at its door: the proof is a password, a code or a link, checked by the same transaction.
#[derive(Clone, Copy, Debug)]
pub struct AtDoor;

impl Guarded for AtDoor {
    type Id = AccountId;
    const KIND: &'static str = "account";
    const GUARD: &'static Stmt = &records::GUARD_DOOR;
}
