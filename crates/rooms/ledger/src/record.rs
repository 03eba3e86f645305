//! The guarded records of this room.

use crate::records;
use access::Guarded;
use kernel::Id;
use store::Stmt;

/// Something that is owed.
pub(crate) struct Owed;

impl Guarded for Owed {
    type Id = Id;
    const KIND: &'static str = "owed";
    const GUARD: &'static Stmt = &records::OWED_GUARD;
}

/// What is planned to be asked for in an area; its id is the area's.
pub(crate) struct Plan;

impl Guarded for Plan {
    type Id = Id;
    const KIND: &'static str = "chasing";
    const GUARD: &'static Stmt = &records::PLAN_GUARD;
}
