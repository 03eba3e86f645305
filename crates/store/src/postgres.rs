//! Connections to PostgreSQL, driven from blocking threads by a small runtime of their own.

mod connect;
mod settings;
mod tables;
mod values;

use crate::statement::{Stmt, numbered};
use crate::{Row, Value};
use connect::driver;
use futures_util::TryStreamExt;
use kernel::Fault;
use std::collections::HashMap;
use std::error::Error as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::task::coop::unconstrained;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, SimpleQueryMessage, Statement};
use values::arguments;

/// A connection with its prepared statements.
pub(crate) struct Link {
    url: String,
    query_ms: u64,
    client: Arc<Client>,
    /// Moves the bytes on the thread that waits, where that thread is ours alone: two changes of threads less for each
    /// statement.
    own: Option<Box<Runtime>>,
    /// By the place of the statement, which is a constant, and the names of its fragments.
    prepared: HashMap<(usize, String), Prepared>,
    /// Statements that were sent and whose answers nobody has waited for, in their order.
    sent: Vec<Sent>,
    /// The number of the last of them.
    last: u64,
    /// What an earlier unit of work of this transaction did was not kept: a statement of it failed that nobody had waited for.
    unkept: bool,
}

/// A statement that the server knows, and the values that it wants in their order.
type Prepared = (Statement, Arc<[usize]>);

/// A statement on its way. A task takes its answer, so that an answer that comes in many pieces never stops those behind it.
struct Sent {
    number: u64,
    name: &'static str,
    /// Whether somebody comes for the answer, or a unit of work ends with it.
    sort: Sort,
    answer: Coming,
}

/// An answer, which may be there before anybody could begin to wait for it: the connection's bytes are moved by another thread.
enum Coming {
    Here(Vec<tokio_postgres::Row>),
    Later(JoinHandle<Told>),
}

type Told = Result<Vec<tokio_postgres::Row>, tokio_postgres::Error>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Done,
    Asked,
    Keeps,
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
    /// Waits on this thread. Whoever calls may be a task that has used up its turn: tokio would put this wait off until that task gives way, which
    /// it cannot do before the wait is over.
    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.own {
            Some(own) => own.block_on(work),
            None => pollster::block_on(unconstrained(work)),
        }
    }

    /// Begins a transaction with a savepoint; returns its number, by which the server knows it also after we lost each other.
    pub(crate) fn begin(&mut self, savepoint: &str) -> Result<i64, Fault> {
        self.unkept = false;
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
        self.answered("batch", told)?;
        // Nobody comes for an answer after the end of what asked for it.
        self.sent.clear();
        Ok(())
    }

    /// Sends the end of a reading transaction and does not wait: the next begins after it.
    pub(crate) fn finish(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.sent.clear();
        self.unwaited(sql, Sort::Done)
    }

    /// Sends the end of a unit of work and does not wait: [`Self::kept`] tells whether what it did is kept.
    pub(crate) fn keep(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.unwaited(sql, Sort::Keeps)
    }

    /// Everything that the units of work did whose end was sent is kept.
    pub(crate) fn kept(&mut self) -> bool {
        if let Some(last) = self.sent.iter().rev().find(|one| one.sort == Sort::Keeps) {
            let number = last.number;
            let _ = self.told(number);
        }
        !self.unkept
    }

    fn unwaited(&mut self, sql: &'static str, sort: Sort) -> Result<(), Fault> {
        let client = Arc::clone(&self.client);
        let answer = async move { client.batch_execute(sql).await.map(|()| Vec::new()) };
        self.send(sql, sort, Box::pin(answer)).map(drop)
    }

    /// Sends a statement; a task takes its answer. Its number.
    fn send(
        &mut self,
        name: &'static str,
        sort: Sort,
        mut answer: Pin<Box<dyn Future<Output = Told> + Send>>,
    ) -> Result<u64, Fault> {
        self.last += 1;
        // The first poll puts the message into the queue of the connection, in the order of the statements.
        let answer = match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            // Answered already, or it could not be sent: then the server knows nothing of it, and nothing of it is waited for.
            Poll::Ready(told) => Coming::Here(self.answered(name, told)?),
            Poll::Pending => Coming::Later(match &self.own {
                Some(own) => own.spawn(answer),
                None => driver()?.spawn(answer),
            }),
        };
        self.sent.push(Sent {
            number: self.last,
            name,
            sort,
            answer,
        });
        Ok(self.last)
    }

    /// Waits for the answer of a statement that was sent.
    fn told(&mut self, number: u64) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let place = self.sent.iter().position(|one| one.number == number);
        let Some(place) = place else {
            return Err(Fault::new(
                "an answer that does not come: another unit of work asked, or a statement failed since",
            ));
        };
        let later = self.sent.split_off(place + 1);
        let Some(one) = self.sent.pop() else {
            return Err(Fault::new("an answer that nobody asked for"));
        };
        let told = match one.answer {
            Coming::Here(rows) => Ok(rows),
            Coming::Later(answer) => self
                .wait(answer)
                .map_err(|error| Fault::caused(one.name, error))?,
        };
        if told.is_err() && one.sort == Sort::Keeps {
            self.unkept = true;
        }
        let rows = self.answered(one.name, told)?;
        self.sent.extend(later);
        Ok(rows)
    }

    /// What was waited for, or the fault of the first statement since the last answer that failed: a transaction with a failed
    /// statement answers nothing else, so one success stands for all that were sent before.
    fn answered<T>(&mut self, name: &str, told: Result<T, tokio_postgres::Error>) -> Result<T, Fault> {
        let error = match told {
            Ok(value) => {
                self.sent.retain(|one| one.sort == Sort::Asked);
                return Ok(value);
            }
            Err(error) => error,
        };
        let mut first = None;
        for one in std::mem::take(&mut self.sent) {
            if first.is_none()
                && let Coming::Later(answer) = one.answer
                && let Ok(Err(earlier)) = self.wait(answer)
            {
                first = Some(Fault::caused(one.name, earlier));
            }
            self.unkept |= first.is_some() && one.sort == Sort::Keeps;
        }
        Err(first.unwrap_or_else(|| Fault::caused(name.to_owned(), error)))
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn prepare(&mut self, statement: &'static Stmt, filters: &[&str]) -> Result<Prepared, Fault> {
        let key = (std::ptr::from_ref(statement).addr(), filters.join(" "));
        if let Some(known) = self.prepared.get(&key) {
            return Ok(known.clone());
        }
        let (sql, order) = numbered(&statement.text(filters));
        let told = self.wait(self.client.prepare(&sql));
        let prepared = (self.answered(statement.name, told)?, Arc::from(order));
        self.prepared.insert(key, prepared.clone());
        Ok(prepared)
    }

    pub(crate) fn query<T>(
        &mut self,
        statement: &'static Stmt,
        filters: &[&str],
        values: &[Value],
        limit: usize,
        map: &dyn Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.rows(statement, filters, values)?
            .iter()
            .take(limit)
            .map(|row| map(&Row::Postgres(row)))
            .collect()
    }

    /// The rows themselves, which may outlive the transaction.
    pub(crate) fn rows(
        &mut self,
        statement: &'static Stmt,
        filters: &[&str],
        values: &[Value],
    ) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let (prepared, order) = self.prepare(statement, filters)?;
        let bound = arguments(statement, &order, values)?;
        let told = if let Some(own) = &self.own {
            own.block_on(gathered(Arc::clone(&self.client), prepared, bound))
        } else {
            // The driver gathers the rows too and wakes this thread once: a change of threads for each piece of an answer takes longer
            // than to read it.
            let bound: Vec<Value> = bound.into_iter().cloned().collect();
            let rows = driver()?.spawn(gathered(Arc::clone(&self.client), prepared, bound));
            self.wait(rows)
                .map_err(|error| Fault::caused(statement.name, error))?
        };
        self.answered(statement.name, told)
    }

    /// Runs a statement and waits: how many rows it changed.
    pub(crate) fn changed(&mut self, statement: &'static Stmt, values: &[Value]) -> Result<u64, Fault> {
        let (prepared, order) = self.prepare(statement, &[])?;
        let bound = arguments(statement, &order, values)?;
        let told = self.wait(self.client.execute_raw(&prepared, bound));
        self.answered(statement.name, told)
    }

    /// Sends a statement and does not wait: a fault shows at the next that is waited for.
    pub(crate) fn run(&mut self, statement: &'static Stmt, values: &[Value]) -> Result<(), Fault> {
        let (prepared, bound) = self.bound(statement, values)?;
        let client = Arc::clone(&self.client);
        let answer = async move {
            let done = client.execute_raw(&prepared, bound).await;
            done.map(|_| Vec::new())
        };
        self.send(statement.name, Sort::Done, Box::pin(answer)).map(drop)
    }

    /// Asks and does not wait: [`Self::answer`] does, with this number.
    pub(crate) fn ask(&mut self, statement: &'static Stmt, values: &[Value]) -> Result<u64, Fault> {
        let (prepared, bound) = self.bound(statement, values)?;
        let client = Arc::clone(&self.client);
        let answer = async move {
            let rows = client.query_raw(&prepared, bound).await?;
            rows.try_collect::<Vec<_>>().await
        };
        self.send(statement.name, Sort::Asked, Box::pin(answer))
    }

    /// The answer to what was asked.
    pub(crate) fn answer<T>(
        &mut self,
        number: u64,
        map: fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let rows = self.told(number)?;
        rows.iter().map(|row| map(&Row::Postgres(row))).collect()
    }

    /// A statement with its values, to be sent by a task.
    fn bound(
        &mut self,
        statement: &'static Stmt,
        values: &[Value],
    ) -> Result<(Statement, Vec<Value>), Fault> {
        let (prepared, order) = self.prepare(statement, &[])?;
        let bound = arguments(statement, &order, values)?;
        Ok((prepared, bound.into_iter().cloned().collect()))
    }

    /// Only prepares: the catalogue test.
    pub(crate) fn compile(&mut self, statement: &'static Stmt, filters: &[&str]) -> Result<(), Fault> {
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
