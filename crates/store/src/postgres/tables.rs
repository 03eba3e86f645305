//! Whole tables, read from this engine and written into it.

use super::Link;
use super::values::column;
use crate::Value;
use kernel::Fault;
use tokio_postgres::Statement;
use tokio_postgres::types::{ToSql, Type};

impl Link {
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
}
