//! Connections to PostgreSQL, driven from blocking threads by a small runtime of their own.

mod connect;
mod settings;
mod tables;
mod values;

use crate::statement::{Stmt, numbered};
use crate::{Row, Value};
use connect::driver;
use kernel::Fault;
use std::collections::HashMap;
use std::error::Error as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, SimpleQueryMessage, Statement};
use values::arguments;

/// A connection with its prepared statements.
pub(crate) struct Link {
    url: String,
    schema: Option<String>,
    query_ms: u64,
    client: Arc<Client>,
    /// Moves the bytes on the thread that waits, where that thread is ours alone: two changes of threads less for each
    /// statement.
    own: Option<Box<Runtime>>,
    prepared: HashMap<String, (Statement, Vec<usize>)>,
    /// Statements that were sent and whose answers nobody has waited for.
    sent: Vec<Sent>,
}

/// A statement on its way. A task takes its answer, so that an answer that comes in many pieces never stops those behind it.
struct Sent {
    name: &'static str,
    answer: JoinHandle<Result<(), tokio_postgres::Error>>,
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

/// Begins a transaction that only reads; each statement of it may take so many milliseconds, where that is not what the connection allows.
pub(crate) fn begin_to_read(longest: Option<u64>) -> String {
    let begin = "begin isolation level repeatable read read only";
    longest.map_or_else(
        || begin.to_owned(),
        |longest| format!("{begin}; set local statement_timeout = {longest}"),
    )
}

impl Link {
    /// Waits on this thread.
    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.own {
            Some(own) => own.block_on(work),
            None => pollster::block_on(work),
        }
    }

    /// Begins a transaction with a savepoint; returns its number, by which the server knows it also after we lost each other.
    pub(crate) fn begin(&mut self, savepoint: &str) -> Result<i64, Fault> {
        let sql = format!("begin isolation level serializable; {savepoint}; select txid_current()");
        let told = self.wait(self.client.simple_query(&sql));
        self.answered("begin", told)?
            .iter()
            .find_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
                _ => None,
            })
            .ok_or_else(|| Fault::new("a transaction without a number"))
    }

    /// Commits. A transaction that the server has already given up fails here: its commit alone would look like a success.
    pub(crate) fn commit(&mut self) -> Result<(), Fault> {
        self.batch("select txid_current(); commit")
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
        let told = self.wait(self.client.batch_execute(sql));
        self.answered("batch", told)
    }

    /// What was waited for, or the fault of the first statement since the last answer that failed: a transaction with a failed
    /// statement answers nothing else, so one success stands for all that were sent before.
    fn answered<T>(&mut self, name: &str, told: Result<T, tokio_postgres::Error>) -> Result<T, Fault> {
        let sent = std::mem::take(&mut self.sent);
        let error = match told {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        for one in sent {
            if let Ok(Err(earlier)) = self.wait(one.answer) {
                return Err(Fault::caused(one.name, earlier));
            }
        }
        Err(Fault::caused(name.to_owned(), error))
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
        let told = self.wait(self.client.prepare(&sql));
        let prepared = self.answered(statement.name, told)?;
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
        let told = match &self.own {
            Some(own) => own.block_on(gathered(Arc::clone(&self.client), prepared, bound)),
            // The driver gathers the rows too and wakes this thread once: a change of threads for each piece of an answer takes longer than to read it.
            None => {
                let bound: Vec<Value> = bound.into_iter().cloned().collect();
                let rows = driver()?.spawn(gathered(Arc::clone(&self.client), prepared, bound));
                self.wait(rows)
                    .map_err(|error| Fault::caused(statement.name, error))?
            }
        };
        let rows = self.answered(statement.name, told)?;
        rows.iter()
            .take(limit)
            .map(|row| map(&Row::Postgres(row)))
            .collect()
    }

    /// Runs a statement and waits: how many rows it changed.
    pub(crate) fn changed(&mut self, statement: &Stmt, values: &[Value]) -> Result<u64, Fault> {
        let (prepared, order) = self.prepare(statement, &[])?;
        let bound = arguments(statement, &order, values)?;
        let told = self.wait(self.client.execute_raw(&prepared, bound));
        self.answered(statement.name, told)
    }

    /// Sends a statement and does not wait: a fault shows at the next that is waited for.
    pub(crate) fn run(&mut self, statement: &Stmt, values: &[Value]) -> Result<(), Fault> {
        let (prepared, order) = self.prepare(statement, &[])?;
        let bound: Vec<Value> = arguments(statement, &order, values)?
            .into_iter()
            .cloned()
            .collect();
        let client = Arc::clone(&self.client);
        let mut answer: Pin<Box<dyn Future<Output = _> + Send>> =
            Box::pin(async move { client.execute_raw(&prepared, bound).await.map(drop) });
        // The first poll puts the message into the queue of the connection, in the order of the statements.
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => {
                let answer = match &self.own {
                    Some(own) => own.spawn(answer),
                    None => driver()?.spawn(answer),
                };
                self.sent.push(Sent {
                    name: statement.name,
                    answer,
                });
                Ok(())
            }
            Poll::Ready(told) => self.answered(statement.name, told),
        }
    }

    /// Only prepares: the catalogue test.
    pub(crate) fn compile(&mut self, statement: &Stmt, filters: &[&str]) -> Result<(), Fault> {
        self.prepare(statement, filters).map(drop)
    }
}

/// All rows of a statement.
async fn gathered<V: ToSql + Sync>(
    client: Arc<Client>,
    prepared: Statement,
    bound: Vec<V>,
) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
    let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    client.query(&prepared, &bound).await
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
