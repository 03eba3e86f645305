//! Opening a connection, and what moves its bytes.

use super::{Link, settings};
use kernel::Fault;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::{Handle, Runtime};
use tokio_postgres::{Config, Connection, NoTls};

/// How long to wait for a server that says nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The runtime that moves bytes for all connections. It is never entered by the server's own tasks, so a unit of work on a
/// blocking thread may wait for it.
pub(super) fn driver() -> Result<Handle, Fault> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("postgres")
                .enable_all()
                .build()
                .ok()
        })
        .as_ref()
        .map(|runtime| runtime.handle().clone())
        .ok_or_else(|| Fault::new("no thread for PostgreSQL's connections"))
}

fn config(url: &str) -> Result<Config, Fault> {
    let mut config: Config = url
        .parse()
        .map_err(|error| Fault::caused("the address of PostgreSQL", error))?;
    // A server that is silent is a server that is gone.
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(PATIENCE);
    }
    Ok(config)
}

/// Moves the bytes of a connection until it ends.
async fn moved<S, T>(connection: Connection<S, T>)
where
    Connection<S, T>: Future<Output = Result<(), tokio_postgres::Error>>,
{
    if let Err(error) = connection.await {
        tracing::warn!(%error, "a PostgreSQL connection ended");
    }
}

impl Link {
    /// Opens a connection whose bytes the shared driver moves: any thread may wait for it.
    pub(crate) fn open(url: &str, query_ms: u64) -> Result<Self, Fault> {
        let (sender, receiver) = std::sync::mpsc::channel();
        let config = config(url)?;
        driver()?.spawn(async move {
            match config.connect(NoTls).await {
                Ok((client, connection)) => {
                    let _ = sender.send(Ok(client));
                    moved(connection).await;
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                }
            }
        });
        let client = receiver
            .recv()
            .map_err(|error| Fault::caused("connect to PostgreSQL", error))?
            .map_err(|error| Fault::caused("connect to PostgreSQL", error))?;
        Self {
            url: url.to_owned(),
            query_ms,
            client: Arc::new(client),
            own: None,
            prepared: HashMap::new(),
            sent: Vec::new(),
            last: 0,
            unkept: false,
        }
        .ready()
    }

    /// Opens a connection for a thread that no server runs its tasks on, and that alone waits for it.
    fn open_own(url: &str, query_ms: u64) -> Result<Self, Fault> {
        let fault = |error| Fault::caused("connect to PostgreSQL", error);
        let own = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::caused("a thread for PostgreSQL", error))?;
        let (client, connection) = own.block_on(config(url)?.connect(NoTls)).map_err(fault)?;
        own.spawn(moved(connection));
        Self {
            url: url.to_owned(),
            query_ms,
            client: Arc::new(client),
            own: Some(Box::new(own)),
            prepared: HashMap::new(),
            sent: Vec::new(),
            last: 0,
            unkept: false,
        }
        .ready()
    }

    fn ready(mut self) -> Result<Self, Fault> {
        // Our statements take milliseconds: to compile one, or to start workers for it, takes more than it saves.
        self.batch(&format!(
            "set statement_timeout = {}; set synchronous_commit = on; set timezone = 'UTC'; \
             set jit = off; set max_parallel_workers_per_gather = 0",
            self.query_ms
        ))?;
        settings::check(&self)?;
        Ok(self)
    }

    /// The same connection for this thread alone.
    pub(crate) fn for_this_thread(&mut self) -> Result<(), Fault> {
        *self = Self::open_own(&self.url, self.query_ms)?;
        Ok(())
    }

    /// A fresh connection in the place of this one.
    pub(crate) fn reopen(&mut self) -> Result<(), Fault> {
        let open = if self.own.is_some() {
            Self::open_own
        } else {
            Self::open
        };
        *self = open(&self.url, self.query_ms)?;
        Ok(())
    }
}
