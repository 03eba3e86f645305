//! Leave to do one action to one record.

use crate::{Action, Actor};
use kernel::Id;
use std::marker::PhantomData;
use store::Stmt;

/// A kind of record that is guarded. Its one catalogued statement decides whether it is in the viewer's sight: `?1` the
/// account, `?2` whether it sees every area, `?3` the id; a row means yes, column 0 is the record's version.
pub trait Guarded {
    /// The record's id.
    type Id: Into<Id> + Copy + Send + 'static;
    /// Its kind, as the audit trail prints it.
    const KIND: &'static str;
    /// The guard.
    const GUARD: &'static Stmt;
}

/// Leave to do `A` to the record `I`. Made only by [`crate::Scope`], used up by the write that records it.
#[must_use = "leave that is not used records nothing"]
#[derive(Debug)]
pub struct Pass<A, I> {
    actor: Actor,
    kind: &'static str,
    id: I,
    version: i64,
    action: PhantomData<A>,
}

impl<A: Action, I: Into<Id> + Copy> Pass<A, I> {
    pub(crate) const fn granted(actor: Actor, kind: &'static str, id: I, version: i64) -> Self {
        Self {
            actor,
            kind,
            id,
            version,
            action: PhantomData,
        }
    }

    /// Who does it.
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The action's name.
    pub const fn action(&self) -> &'static str {
        A::NAME
    }

    /// The record's kind.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The record.
    pub const fn id(&self) -> I {
        self.id
    }

    /// The record's version when leave was given; 0 for a record being made.
    pub const fn version(&self) -> i64 {
        self.version
    }
}
