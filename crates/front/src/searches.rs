//! What somebody searched for, kept for a while in memory. A search goes by POST, because names do not belong into addresses; the page
//! that shows it has an address all the same, so that a browser can come back to it.

use crate::{Desk, Form, LocalPath};
use access::Action;
use kernel::{Id, Instant};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Seconds for which a search is kept after it was last shown.
const KEPT: i64 = 3600;
/// Searches kept at most; beyond it all are let go, and whoever comes back is told so.
const MOST: usize = 10_000;
/// The name of the key in an address.
const KEY: &str = "search";

/// What an address asks for.
#[derive(Debug)]
pub enum Search {
    /// The whole list.
    None,
    /// These fields of a search.
    For(Form),
    /// A search that is no longer known.
    Forgotten,
}

struct Kept {
    owner: Option<Id>,
    list: String,
    form: Form,
    at: Instant,
}

#[derive(Default)]
pub(crate) struct Searches(Mutex<HashMap<String, Kept>>);

impl Searches {
    fn keep(&self, key: &str, search: Kept) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, kept| search.at.seconds_since(kept.at) < KEPT);
            if known.len() >= MOST {
                known.clear();
            }
        }
        known.insert(key.to_owned(), search);
    }

    fn find(&self, key: &str, owner: Option<Id>, list: &str, now: Instant) -> Option<Form> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known
            .get_mut(key)
            .filter(|kept| kept.owner == owner && kept.list == list && now.seconds_since(kept.at) < KEPT)?;
        kept.at = now;
        Some(kept.form.clone())
    }
}

impl<A: Action> Desk<A> {
    /// Keeps what a form searches for; the address at which `list` shows it, to whoever searched and to nobody else.
    pub fn search(&self, list: &str, form: &Form) -> LocalPath {
        let key = self.app.0.entropy.token();
        let fields = form
            .fields()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let kept = Kept {
            owner: self.viewer.account_id(),
            list: list.to_owned(),
            form: Form::of(fields),
            at: self.now(),
        };
        self.app.0.searches.keep(&key, kept);
        LocalPath::of(format!("{list}?{KEY}={key}"))
    }

    /// The search that the address of this list asks for.
    pub fn searched(&self) -> Search {
        let key = self.query(KEY);
        if key.is_empty() {
            return Search::None;
        }
        let owner = self.viewer.account_id();
        self.app
            .0
            .searches
            .find(&key, owner, &self.path, self.now())
            .map_or(Search::Forgotten, Search::For)
    }
}
