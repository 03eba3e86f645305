//! Connections to PostgreSQL, driven from blocking threads by a small runtime of their own.

use crate::statement::{Stmt, numbered};
use crate::{Row, Value};
use bytes::{BufMut, BytesMut};
use kernel::Fault;
use std::collections::HashMap;
use std::error::Error as _;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::runtime::{Handle, Runtime};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, Connection, NoTls, Statement};

/// How long to wait for a server that says nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection with its prepared statements.
pub(crate) struct Link {
    url: String,
    schema: Option<String>,
    query_ms: u64,
    client: Client,
    /// Moves the bytes on the thread that waits, where that thread is ours alone: two changes of threads less for each
    /// statement.
    own: Option<Box<Runtime>>,
    prepared: HashMap<String, (Statement, Vec<usize>)>,
}

/// How a transaction ended whose answer was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ended {
    Committed,
    Aborted,
    /// The server has not noticed yet that we are gone.
    NotYet,
    /// The server does not remember.
    Forgotten,
}

/// The runtime that moves bytes for all connections. It is never entered by the server's own tasks, so a unit of work on a
/// blocking thread may wait for it.
fn driver() -> Result<Handle, Fault> {
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
    pub(crate) fn open(url: &str, schema: Option<&str>, query_ms: u64) -> Result<Self, Fault> {
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
            schema: schema.map(str::to_owned),
            query_ms,
            client,
            own: None,
            prepared: HashMap::new(),
        }
        .ready()
    }

    /// Opens a connection for a thread that no server runs its tasks on, and that alone waits for it.
    fn open_own(url: &str, schema: Option<&str>, query_ms: u64) -> Result<Self, Fault> {
        let fault = |error| Fault::caused("connect to PostgreSQL", error);
        let own = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::caused("a thread for PostgreSQL", error))?;
        let (client, connection) = own.block_on(config(url)?.connect(NoTls)).map_err(fault)?;
        own.spawn(moved(connection));
        Self {
            url: url.to_owned(),
            schema: schema.map(str::to_owned),
            query_ms,
            client,
            own: Some(Box::new(own)),
            prepared: HashMap::new(),
        }
        .ready()
    }

    fn ready(mut self) -> Result<Self, Fault> {
        let search = self.schema.as_deref().map_or_else(String::new, |schema| {
            format!("set search_path to {};", quoted(schema))
        });
        self.batch(&format!(
            "{search} set statement_timeout = {}; set synchronous_commit = on; set timezone = 'UTC'",
            self.query_ms
        ))?;
        Ok(self)
    }

    /// Waits on this thread.
    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.own {
            Some(own) => own.block_on(work),
            None => pollster::block_on(work),
        }
    }

    /// The same connection for this thread alone.
    pub(crate) fn for_this_thread(&mut self) -> Result<(), Fault> {
        *self = Self::open_own(&self.url, self.schema.as_deref(), self.query_ms)?;
        Ok(())
    }

    /// A fresh connection in the place of this one.
    pub(crate) fn reopen(&mut self) -> Result<(), Fault> {
        let open = if self.own.is_some() {
            Self::open_own
        } else {
            Self::open
        };
        *self = open(&self.url, self.schema.as_deref(), self.query_ms)?;
        Ok(())
    }

    /// The number of the transaction, by which the server knows it also after we lost each other.
    pub(crate) fn ticket(&mut self) -> Result<i64, Fault> {
        self.wait(self.client.query_one("select txid_current()", &[]))
            .and_then(|row| row.try_get(0))
            .map_err(|error| Fault::caused("number of the transaction", error))
    }

    /// How the transaction with this number ended.
    pub(crate) fn ended(&mut self, ticket: i64) -> Result<Ended, Fault> {
        let status: Option<String> = self
            .wait(self.client.query_one("select txid_status($1)", &[&ticket]))
            .and_then(|row| row.try_get(0))
            .map_err(|error| Fault::caused("end of a transaction", error))?;
        Ok(match status.as_deref() {
            Some("committed") => Ended::Committed,
            Some("aborted") => Ended::Aborted,
            Some(_) => Ended::NotYet,
            None => Ended::Forgotten,
        })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.wait(self.client.batch_execute(sql))
            .map_err(|error| Fault::caused("batch", error))
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn prepare(&mut self, statement: &Stmt, filters: &[&str]) -> Result<(Statement, Vec<usize>), Fault> {
        let text = statement.text(filters);
        if let Some(known) = self.prepared.get(&text) {
            return Ok(known.clone());
        }
        let (sql, order) = numbered(&text);
        let prepared = self
            .wait(self.client.prepare(&sql))
            .map_err(|error| Fault::caused(statement.name, error))?;
        self.prepared.insert(text, (prepared.clone(), order.clone()));
        Ok((prepared, order))
    }

    pub(crate) fn query<T>(
        &mut self,
        statement: &Stmt,
        filters: &[&str],
        values: &[Value],
        limit: usize,
        map: &dyn Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let (prepared, order) = self.prepare(statement, filters)?;
        let bound = arguments(statement, &order, values)?;
        let rows = self
            .wait(self.client.query(&prepared, &bound))
            .map_err(|error| Fault::caused(statement.name, error))?;
        rows.iter()
            .take(limit)
            .map(|row| map(&Row::Postgres(row)))
            .collect()
    }

    pub(crate) fn run(&mut self, statement: &Stmt, values: &[Value]) -> Result<u64, Fault> {
        let (prepared, order) = self.prepare(statement, &[])?;
        let bound = arguments(statement, &order, values)?;
        self.wait(self.client.execute(&prepared, &bound))
            .map_err(|error| Fault::caused(statement.name, error))
    }

    /// Every row of a query, a thousand at a time, inside a transaction.
    pub(crate) fn each(
        &mut self,
        select: &str,
        take: &mut dyn FnMut(Vec<Value>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let fault = |error| Fault::caused("read a table", error);
        self.batch(&format!("declare rows no scroll cursor for {select}"))?;
        loop {
            let rows = self
                .wait(self.client.query("fetch forward 1000 from rows", &[]))
                .map_err(fault)?;
            if rows.is_empty() {
                return self.batch("close rows");
            }
            for row in &rows {
                let values: Result<Vec<Value>, Fault> =
                    (0..row.len()).map(|place| column(row, place)).collect();
                take(values?)?;
            }
        }
    }

    /// Prepares an insertion whose values come from the other engine.
    pub(crate) fn prepare_insert(&mut self, sql: &str) -> Result<Statement, Fault> {
        self.wait(self.client.prepare(sql))
            .map_err(|error| Fault::caused("write a table", error))
    }

    /// One row from the other engine, which has no words for ids and flags.
    pub(crate) fn insert(&mut self, insert: &Statement, row: &[Value]) -> Result<(), Fault> {
        let values: Result<Vec<Value>, Fault> = insert
            .params()
            .iter()
            .zip(row)
            .map(|(kind, value)| match value {
                Value::Int(number) if *kind == Type::BOOL => Ok(Value::Flag(*number != 0)),
                Value::Int(number) if *kind == Type::FLOAT8 => number
                    .to_string()
                    .parse()
                    .map(Value::Real)
                    .map_err(|error| Fault::caused("a number", error)),
                Value::Text(text) if *kind == Type::UUID => crate::copy::id(text),
                other => Ok(other.clone()),
            })
            .collect();
        let values = values?;
        let bound: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.wait(self.client.execute(insert, &bound))
            .map(drop)
            .map_err(|error| Fault::caused("write a table", error))
    }

    /// Only prepares: the catalogue test.
    pub(crate) fn compile(&mut self, statement: &Stmt, filters: &[&str]) -> Result<(), Fault> {
        self.prepare(statement, filters).map(drop)
    }
}

/// A column whose kind only the server knows.
fn column(row: &tokio_postgres::Row, place: usize) -> Result<Value, Fault> {
    let fault = |error| Fault::caused(format!("column {place}"), error);
    let Some(kind) = row.columns().get(place).map(tokio_postgres::Column::type_) else {
        return Err(Fault::new(format!("no column {place}")));
    };
    macro_rules! value {
        ($kind:ty) => {
            row.try_get::<_, Option<$kind>>(place)
                .map(Value::from)
                .map_err(fault)
        };
    }
    match *kind {
        Type::INT8 => value!(i64),
        Type::INT4 => value!(i32),
        Type::FLOAT8 => value!(f64),
        Type::BOOL => value!(bool),
        Type::TEXT => value!(String),
        Type::BYTEA => value!(Vec<u8>),
        Type::UUID => row
            .try_get::<_, Option<uuid::Uuid>>(place)
            .map(|id| Value::from(id.map(kernel::Id)))
            .map_err(fault),
        _ => Err(Fault::new(format!(
            "column {place} is of a kind that is not ours: {kind}"
        ))),
    }
}

fn arguments<'v>(
    statement: &Stmt,
    order: &[usize],
    values: &'v [Value],
) -> Result<Vec<&'v (dyn ToSql + Sync)>, Fault> {
    order
        .iter()
        .map(|number| {
            let value = number.checked_sub(1).and_then(|place| values.get(place));
            value
                .map(|value| value as &(dyn ToSql + Sync))
                .ok_or_else(|| Fault::new(format!("{}: no value ?{number}", statement.name)))
        })
        .collect()
}

/// A name as SQL takes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The connection is gone: the server ended it, or it broke.
pub(crate) fn lost(fault: &Fault) -> bool {
    std::error::Error::source(fault)
        .and_then(|source| source.downcast_ref::<tokio_postgres::Error>())
        .is_some_and(|error| match error.code() {
            // The server's words for ending a session, and the class of broken connections.
            Some(code) => ["57P01", "57P02", "57P03"].contains(&code.code()) || code.code().starts_with("08"),
            None => {
                error.is_closed()
                    || error
                        .source()
                        .is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            }
        })
}

/// The server asks for the work to be done again.
pub(crate) fn wants_retry(fault: &Fault) -> bool {
    std::error::Error::source(fault)
        .and_then(|source| source.downcast_ref::<tokio_postgres::Error>())
        .and_then(tokio_postgres::Error::code)
        .is_some_and(|code| ["40001", "40P01"].contains(&code.code()))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out)?,
            #[expect(
                clippy::cast_precision_loss,
                reason = "asked for by the statement: a count used as a fraction"
            )]
            Self::Int(number) if *kind == Type::FLOAT8 => (*number as f64).to_sql(kind, out)?,
            Self::Int(number) => number.to_sql(kind, out)?,
            Self::Real(number) => number.to_sql(kind, out)?,
            Self::Text(text) => {
                if *kind == Type::JSONB {
                    out.put_u8(1);
                }
                text.to_sql(&Type::TEXT, out)?
            }
            Self::Bytes(bytes) => bytes.to_sql(kind, out)?,
            Self::Flag(flag) => flag.to_sql(kind, out)?,
            Self::Id(id) if *kind == Type::UUID => id.0.to_sql(kind, out)?,
            Self::Id(id) => id.to_string().to_sql(&Type::TEXT, out)?,
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
