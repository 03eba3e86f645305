//! Where the data is, and what a request may cost.

use std::path::PathBuf;

/// Which engine answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Target {
    /// A file; made when it is not there.
    Sqlite(PathBuf),
    /// A server's address: `postgres://user@host:port/database`. The connection is not encrypted by us: use a socket, loopback or a
    /// tunnel.
    Postgres(String),
}

/// What a request may cost (security.md SR14).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections that read.
    pub readers: usize,
    /// Units of work that may wait to be written; more are refused.
    pub queue: usize,
    /// Milliseconds that a person's reading may take, and the house's own `PATIENCE` times as long. On PostgreSQL each statement of it may.
    pub query_ms: u64,
    /// Milliseconds a person's request waits for a reader; then it is refused.
    pub wait_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            readers: 16,
            queue: 512,
            query_ms: 2000,
            wait_ms: 75,
        }
    }
}
