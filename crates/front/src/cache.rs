//! Public pages kept as bytes for as long as nothing was written.

use bytes::Bytes;
use kernel::Instant;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Pages kept at most.
const MOST: usize = 2000;
/// A page says "today": it is never older than this.
const SECONDS: i64 = 20;

#[derive(Clone)]
struct Kept {
    version: u64,
    made_at: Instant,
    page: Bytes,
}

#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<String, Kept>>);

impl Cache {
    /// The page under `key`, if it was made from this version of the data just now.
    pub(crate) fn get(&self, key: &str, version: u64, now: Instant) -> Option<Bytes> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let page = kept.get(key)?;
        (page.version == version && (0..SECONDS).contains(&now.seconds_since(page.made_at)))
            .then(|| page.page.clone())
    }

    /// Keeps a page made from `version` (read before the data was).
    pub(crate) fn put(&self, key: String, version: u64, made_at: Instant, page: Bytes) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, page| page.version == version);
            if kept.len() >= MOST {
                kept.clear();
            }
        }
        kept.insert(
            key,
            Kept {
                version,
                made_at,
                page,
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lives_as_long_as_its_data() {
        let cache = Cache::default();
        let at = Instant::from_millis;
        cache.put("/sessions".to_owned(), 7, at(0), Bytes::from_static(b"page"));
        assert!(cache.get("/sessions", 7, at(1000)).is_some());
        assert!(
            cache.get("/sessions", 8, at(1000)).is_none(),
            "something was written"
        );
        assert!(cache.get("/sessions", 7, at(25_000)).is_none(), "too old");
        assert!(cache.get("/sessions?area=1", 7, at(1000)).is_none());
    }
}
