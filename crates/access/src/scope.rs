//! Leave to do one action somewhere.

use crate::actions::Includes;
use crate::guarded::{Guarded, Pass};
use crate::{Action, Viewer};
use kernel::{Id, Refusal, Stop};
use std::cell::Cell;
use std::marker::PhantomData;
use store::{Tx, Value, values};

/// The viewer may do `A` somewhere; which rows, the statement's predicate says with [`Scope::values`].
pub struct Scope<A> {
    viewer: Viewer,
    refused: Cell<Option<(&'static str, Id)>>,
    action: PhantomData<A>,
}

impl<A: Action> Scope<A> {
    /// Asks for leave.
    ///
    /// # Errors
    /// Sign in first, or not allowed.
    pub fn of(viewer: &Viewer) -> Result<Self, Refusal> {
        viewer.may::<A>()?;
        Ok(Self {
            viewer: viewer.clone(),
            refused: Cell::new(None),
            action: PhantomData,
        })
    }

    /// Leave to do what this leave includes, for the same viewer.
    pub fn leave_to<B: Action>(&self) -> Scope<B>
    where
        A: Includes<B>,
    {
        Scope {
            viewer: self.viewer.clone(),
            refused: Cell::new(None),
            action: PhantomData,
        }
    }

    /// Who asks.
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The account that asks, if one does.
    pub const fn account_id(&self) -> Option<Id> {
        self.viewer.account_id()
    }

    /// Sees the records of every area.
    pub const fn sees_all(&self) -> bool {
        self.viewer.sees_all()
    }

    /// The two leading values of every scoped statement: `?1` the account, `?2` whether it sees every area.
    pub fn values(&self) -> Vec<Value> {
        let account = self.account_id().unwrap_or(Id(uuid::Uuid::nil()));
        vec![Value::Id(account), Value::Flag(self.sees_all())]
    }

    /// The two leading values, then more.
    pub fn values_and(&self, more: &[Value]) -> Vec<Value> {
        let mut all = self.values();
        all.extend_from_slice(more);
        all
    }

    /// Leave to do the action to one record, decided by facts that its guard loads in this transaction.
    ///
    /// # Errors
    /// Unknown, alike for records out of sight and for ids that do not exist (SA2).
    pub fn pass<R: Guarded>(&self, tx: &mut Tx<'_>, id: R::Id) -> Result<Pass<A, R::Id>, Stop> {
        let plain: Id = id.into();
        let version = tx.one(R::GUARD, &self.values_and(values![plain]), |row| {
            row.get::<i64>(0)
        })?;
        self.granted::<R>(id, version)
    }

    /// The same for several records, whose guards are asked together: nothing where one of them is out of sight.
    ///
    /// # Errors
    /// Unknown, as for one.
    pub fn passes<R: Guarded>(&self, tx: &mut Tx<'_>, ids: &[R::Id]) -> Result<Vec<Pass<A, R::Id>>, Stop> {
        let mut asked = Vec::with_capacity(ids.len());
        for id in ids {
            let plain: Id = (*id).into();
            let values = self.values_and(values![plain]);
            asked.push((*id, tx.ask(R::GUARD, &values, |row| row.get::<i64>(0))?));
        }
        let mut passes = Vec::with_capacity(asked.len());
        for (id, asked) in asked {
            let version = asked.one(tx)?;
            passes.push(self.granted::<R>(id, version)?);
        }
        Ok(passes)
    }

    fn granted<R: Guarded>(&self, id: R::Id, version: Option<i64>) -> Result<Pass<A, R::Id>, Stop> {
        let Some(version) = version else {
            self.refused.set(Some((R::KIND, id.into())));
            return Err(Refusal::Unknown.into());
        };
        Ok(Pass::granted(self.viewer.actor(), R::KIND, id, version))
    }

    /// Leave to make a record with this id; the table's key refuses one that is there.
    pub fn pass_new<R: Guarded>(&self, id: R::Id) -> Pass<A, R::Id> {
        Pass::granted(self.viewer.actor(), R::KIND, id, 0)
    }

    /// The record that was last refused, for the audit trail.
    pub const fn refused(&self) -> Option<(&'static str, Id)> {
        self.refused.get()
    }
}

impl<A: Action> Clone for Scope<A> {
    fn clone(&self) -> Self {
        Self {
            viewer: self.viewer.clone(),
            refused: self.refused.clone(),
            action: PhantomData,
        }
    }
}

impl<A> std::fmt::Debug for Scope<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope")
            .field("viewer", &self.viewer.actor())
            .finish_non_exhaustive()
    }
}
