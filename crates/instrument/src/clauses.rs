//! A condition as it is put together from choices: clauses, some of them groups that are joined another way. What is nested deeper, which
//! only a file can bring, stays one clause that is shown whole.

use crate::condition::Condition;

/// Clauses of one condition at most, those of its groups included.
const MOST: usize = 20;

/// A condition taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clauses {
    /// Every one must hold; otherwise one is enough.
    pub every: bool,
    /// In order.
    pub list: Vec<Clause>,
}

/// A clause of a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Clause {
    /// One condition.
    One(Condition),
    /// Several, of which every one must hold or one is enough.
    Group(bool, Vec<Condition>),
}

/// Where a clause goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Beside the others.
    Beside,
    /// Into the group at this place among the clauses, from 0.
    Into(usize),
    /// Into a group of its own, joined the other way round than the clauses are.
    Apart,
}

/// Why a clause was not added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAdded {
    /// No group stands there.
    NoGroup,
    /// There are as many as can be.
    Full,
}

impl Clause {
    fn of(condition: Condition) -> Self {
        match condition {
            Condition::All(parts) if !parts.is_empty() => Self::Group(true, telling(true, parts)),
            Condition::Any(parts) if !parts.is_empty() => Self::Group(false, telling(false, parts)),
            one => Self::One(one),
        }
    }

    /// The condition that it is.
    pub fn condition(&self) -> Condition {
        match self {
            Self::One(condition) => condition.clone(),
            Self::Group(true, parts) => Condition::All(parts.clone()),
            Self::Group(false, parts) => Condition::Any(parts.clone()),
        }
    }

    const fn count(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Group(_, clauses) => clauses.len(),
        }
    }
}

impl Clauses {
    /// Takes a condition apart; a question without one is always asked.
    pub fn of(condition: Option<&Condition>) -> Self {
        let (every, list) = match condition.cloned().map(Clause::of) {
            None => (true, Vec::new()),
            Some(Clause::One(one)) => (true, vec![Clause::One(one)]),
            Some(Clause::Group(every, parts)) => (every, parts.into_iter().map(Clause::of).collect()),
        };
        Self { every, list }
    }

    /// Puts them together again.
    pub fn condition(&self) -> Option<Condition> {
        match self.list.as_slice() {
            [] => None,
            [Clause::One(only)] => Some(only.clone()),
            // A group that is left alone stays one: what is added beside it later is joined as its clauses were.
            several => {
                Some(Clause::Group(self.every, several.iter().map(Clause::condition).collect()).condition())
            }
        }
    }

    /// Adds a clause, unless it stands there already.
    ///
    /// # Errors
    /// When there is no such group, or no more room.
    pub fn add(&mut self, clause: Condition, place: Place) -> Result<(), NotAdded> {
        let full = self.list.iter().map(Clause::count).sum::<usize>() >= MOST;
        match place {
            Place::Into(at) => match self.list.get_mut(at) {
                Some(Clause::Group(_, clauses)) => put(clauses, clause, full),
                _ => Err(NotAdded::NoGroup),
            },
            Place::Apart if !self.list.is_empty() => {
                put(&mut self.list, Clause::Group(!self.every, vec![clause]), full)
            }
            Place::Apart | Place::Beside => put(&mut self.list, Clause::One(clause), full),
        }
    }

    /// Takes a clause out, or one of a group; a group that has none any more goes with it. False where there is none.
    pub fn remove(&mut self, at: usize, within: Option<usize>) -> bool {
        let empty = match (self.list.get_mut(at), within) {
            (Some(_), None) => true,
            (Some(Clause::Group(_, clauses)), Some(within)) if within < clauses.len() => {
                clauses.remove(within);
                clauses.is_empty()
            }
            _ => return false,
        };
        if empty {
            self.list.remove(at);
        }
        true
    }

    /// Joins a group the other way round. False where there is none.
    pub fn turn(&mut self, at: usize) -> bool {
        match self.list.get_mut(at) {
            Some(Clause::Group(every, _)) => {
                *every = !*every;
                true
            }
            _ => false,
        }
    }
}

/// Parts without those that say nothing beside others, which only a file brings: what always holds among those that must all hold, and what
/// never holds among those of which one is enough.
fn telling(every: bool, mut parts: Vec<Condition>) -> Vec<Condition> {
    let idle = |part: &Condition| if every { part.is_always() } else { part.is_never() };
    if parts.iter().all(idle) {
        parts.truncate(1);
    } else {
        parts.retain(|part| !idle(part));
    }
    parts
}

fn put<T: PartialEq>(list: &mut Vec<T>, new: T, full: bool) -> Result<(), NotAdded> {
    if list.contains(&new) {
        return Ok(());
    }
    if full {
        return Err(NotAdded::Full);
    }
    list.push(new);
    Ok(())
}
