//! What all requests share. The database is private: only a [`crate::Desk`] hands it out.

use crate::allowance::Allowances;
use crate::cache::Cache;
use crate::operations::Counters;
use crate::searches::Searches;
use kernel::{Clock, Entropy, Id, Instant};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Db;

/// How long a request may take (security.md SR14).
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a form to arrive whole.
    pub arrives: Duration,
    /// For the handler, once it has.
    pub handler: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            arrives: Duration::from_secs(30),
            handler: Duration::from_secs(10),
        }
    }
}

/// How this deployment is reached and how long a signed-in page lives.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people use, without a slash at the end: `https://...` makes cookies secure.
    pub public_url: String,
    /// Seconds without a request after which a session ends.
    pub idle_seconds: i64,
    /// A line at the top of every page; empty: none.
    pub notice: String,
    /// The reverse proxy whose word about where a request comes from is taken, and nobody else's (security.md SK7).
    pub proxy: Option<IpAddr>,
    /// A demonstration: whoever tries it on this machine is not held back by the limits per source.
    pub demonstration: bool,
    /// A virus scanner looks at what people send.
    pub scans: bool,
    /// How long a request may take.
    pub patience: Patience,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8700".to_owned(),
            idle_seconds: 900,
            notice: String::new(),
            proxy: None,
            demonstration: false,
            scans: false,
            patience: Patience::default(),
        }
    }
}

/// Shared state; cloning shares it.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) settings: Settings,
    pub(crate) cache: Cache,
    pub(crate) counters: Counters,
    pub(crate) allowances: Allowances,
    pub(crate) searches: Searches,
    pub(crate) seen: Mutex<HashMap<(Id, &'static str, Id), Instant>>,
}

impl App {
    /// The state of one deployment.
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, settings: Settings) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            entropy,
            settings,
            cache: Cache::default(),
            counters: Counters::default(),
            allowances: Allowances::default(),
            searches: Searches::default(),
            seen: Mutex::default(),
        }))
    }

    /// Cookies may only travel over https.
    pub(crate) fn secure(&self) -> bool {
        self.0.settings.public_url.starts_with("https://")
    }
}
