//! Public pages kept as bytes for as long as nothing was written.

use axum::extract::MatchedPath;
use bytes::Bytes;
use http::HeaderMap;
use kernel::Instant;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use tokio::sync::OwnedMutexGuard;

/// Pages kept at most.
const MOST: usize = 2000;
/// A page says what is so now: it is never older than this, nor of another day.
const SECONDS: i64 = 20;

/// What was made from one version of the data.
#[derive(Clone)]
pub(crate) struct Kept<T> {
    /// The version, read before the data was.
    pub(crate) version: u64,
    /// When.
    pub(crate) made_at: Instant,
    /// What.
    pub(crate) page: T,
}

/// The answer to an address, with its headers.
#[derive(Clone)]
pub(crate) struct Whole {
    pub(crate) headers: HeaderMap,
    pub(crate) page: Bytes,
    /// The route that it is counted for.
    pub(crate) route: MatchedPath,
}

/// Pages by what they depend on, and whole answers by their address.
#[derive(Default)]
pub(crate) struct Cache {
    pub(crate) pages: Pages<Bytes>,
    pub(crate) answers: Pages<Whole>,
    pub(crate) turns: Turns,
}

/// Whose turn it is to make a page: after a change everybody wants it, and one makes it for all.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for the turn to make what is kept under `key`.
    pub(crate) async fn of(&self, key: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|_, turn| turn.strong_count() > 0);
            let known = all.get(key).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let turn = Arc::default();
                all.insert(key.to_owned(), Arc::downgrade(&turn));
                turn
            })
        };
        turn.lock_owned().await
    }
}

pub(crate) struct Pages<T>(RwLock<HashMap<String, Kept<T>>>);

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T: Clone> Pages<T> {
    /// What is kept under `key`, if it was made from this version of the data or a later one, just now, and today.
    pub(crate) fn get(&self, key: &str, version: u64, now: Instant) -> Option<Kept<T>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let page = kept.get(key)?;
        let fresh = page.version >= version && (0..SECONDS).contains(&now.seconds_since(page.made_at));
        (fresh && page.made_at.day() == now.day()).then(|| page.clone())
    }

    /// Keeps it.
    pub(crate) fn put(&self, key: String, page: Kept<T>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.get(&key).is_some_and(|newer| newer.version > page.version) {
            return;
        }
        if kept.len() >= MOST {
            kept.retain(|_, other| other.version == page.version);
            if kept.len() >= MOST {
                kept.clear();
            }
        }
        kept.insert(key, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Day;

    #[test]
    fn a_page_lives_as_long_as_its_data() {
        let pages = Pages::default();
        let at = Instant::from_millis;
        let page = Kept {
            version: 7,
            made_at: at(0),
            page: Bytes::from_static(b"page"),
        };
        let earlier = Kept {
            version: 6,
            ..page.clone()
        };
        pages.put("/sessions".to_owned(), page);
        pages.put("/sessions".to_owned(), earlier);
        assert!(pages.get("/sessions", 7, at(1000)).is_some());
        assert!(
            pages.get("/sessions", 6, at(1000)).is_some(),
            "who came before the last change is shown it"
        );
        assert!(
            pages.get("/sessions", 8, at(1000)).is_none(),
            "something was written"
        );
        assert!(pages.get("/sessions", 7, at(25_000)).is_none(), "too old");
        assert!(pages.get("/sessions?area=1", 7, at(1000)).is_none());
    }

    /// The address of a list says no day: after midnight in London it is made anew, in summer an hour before that of UTC.
    #[test]
    fn a_page_of_yesterday_is_not_shown() {
        for (month, utc) in [(1, false), (7, true)] {
            let midnight = Instant::on(Day::new(2026, month, 5).unwrap(), "00:00").unwrap();
            assert_eq!(midnight.iso().contains("T23:00"), utc);
            let pages = Pages::default();
            let page = Kept {
                version: 7,
                made_at: midnight.plus_seconds(-5),
                page: Bytes::from_static(b"page"),
            };
            pages.put("/sessions".to_owned(), page);
            assert!(pages.get("/sessions", 7, midnight.plus_seconds(-1)).is_some());
            assert!(pages.get("/sessions", 7, midnight).is_none(), "{month}");
        }
    }
}
