//! The whole database from one engine into the other, table by table. A copy counts only when every row was read back.

use crate::sqlite::{self, Bound, Raw};
use crate::{Value, postgres};
use kernel::{Fault, Id};
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A table of the schema, as SQLite describes it: one side of every copy is SQLite.
struct Table {
    name: String,
    columns: Vec<String>,
    /// A column that points into the same table, and the column it points at.
    own: Option<(usize, usize)>,
    /// Tables that must be filled first.
    needs: Vec<String>,
}

impl Table {
    fn columns(&self) -> String {
        let quoted: Vec<String> = self.columns.iter().map(|name| postgres::quoted(name)).collect();
        quoted.join(", ")
    }

    fn select(&self) -> String {
        format!("select {} from {}", self.columns(), postgres::quoted(&self.name))
    }

    fn insert(&self, mark: char) -> String {
        let places: Vec<String> = (1..=self.columns.len())
            .map(|place| format!("{mark}{place}"))
            .collect();
        format!(
            "insert into {} ({}) values ({})",
            postgres::quoted(&self.name),
            self.columns(),
            places.join(", ")
        )
    }
}

/// How many rows, and a sum over all of them in which neither their order nor the engine shows.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sum {
    rows: u64,
    parts: [u64; 4],
}

impl Sum {
    fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        let mut part = |kind: u8, bytes: &[u8]| {
            hash.update([kind]);
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        for value in row {
            match value {
                Value::Null => part(0, &[]),
                Value::Int(number) => part(1, &number.to_be_bytes()),
                Value::Flag(flag) => part(1, &i64::from(*flag).to_be_bytes()),
                Value::Real(number) => part(2, &number.to_bits().to_be_bytes()),
                Value::Text(text) => part(3, text.as_bytes()),
                Value::Id(id) => part(3, id.to_string().as_bytes()),
                Value::Bytes(bytes) => part(4, bytes),
            }
        }
        self.rows += 1;
        for (sum, bytes) in self.parts.iter_mut().zip(hash.finalize().chunks(8)) {
            let number = bytes
                .iter()
                .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            *sum = sum.wrapping_add(number);
        }
    }
}

/// Reads every row of every table of PostgreSQL, which makes the server read, check and unpack each of them.
pub(crate) fn read_all(from: &mut postgres::Link) -> Result<(), Fault> {
    from.batch("begin isolation level repeatable read read only")?;
    let mut tables = Vec::new();
    from.each(
        "select tablename::text from pg_tables where schemaname = current_schema() order by 1",
        &mut |row| {
            if let Some(Value::Text(name)) = row.into_iter().next() {
                tables.push(name);
            }
            Ok(())
        },
    )?;
    for table in tables {
        from.each(
            &format!("select * from {}", postgres::quoted(&table)),
            &mut |_| Ok(()),
        )?;
    }
    from.batch("rollback")
}

/// Fills a new, migrated SQLite file from PostgreSQL, in one transaction that sees one moment.
pub(crate) fn out_of_postgres(from: &mut postgres::Link, to: &mut Raw) -> Result<(), Fault> {
    from.batch("begin isolation level repeatable read read only")?;
    batch(
        to,
        "begin immediate; pragma defer_foreign_keys = on; delete from schema_step",
    )?;
    for table in plan(to)? {
        let mut read = Sum::default();
        {
            let mut insert = to
                .prepare(&table.insert('?'))
                .map_err(|error| failed(&table, error))?;
            from.each(&table.select(), &mut |row| {
                read.add(&row);
                insert
                    .execute(rusqlite::params_from_iter(row.iter().map(Bound)))
                    .map(drop)
                    .map_err(|error| failed(&table, error))
            })?;
        }
        let mut written = Sum::default();
        each(to, &table, &mut |row| {
            written.add(&row);
            Ok(())
        })?;
        same(&table, read, written)?;
    }
    batch(to, "commit")?;
    from.batch("rollback")
}

/// Fills a migrated PostgreSQL database without records from a SQLite file of the same version.
pub(crate) fn into_postgres(from: &Raw, to: &mut postgres::Link) -> Result<(), Fault> {
    to.batch("begin isolation level repeatable read; delete from schema_step")?;
    batch(from, "begin")?;
    for table in plan(from)? {
        let mut present = 0_u64;
        to.each(&table.select(), &mut |_| {
            present += 1;
            Ok(())
        })?;
        if present > 0 {
            return Err(Fault::new(format!(
                "the database is not empty: {} holds {present} rows",
                table.name
            )));
        }
        let insert = to.prepare_insert(&table.insert('$'))?;
        let (mut read, mut waiting) = (Sum::default(), Vec::new());
        each(from, &table, &mut |row| {
            read.add(&row);
            if table.own.is_some() {
                waiting.push(row);
                return Ok(());
            }
            to.insert(&insert, &row)
        })?;
        for row in table
            .own
            .map_or_else(|| Ok(Vec::new()), |own| parents_first(waiting, own))?
        {
            to.insert(&insert, &row)?;
        }
        let mut written = Sum::default();
        to.each(&table.select(), &mut |row| {
            written.add(&row);
            Ok(())
        })?;
        same(&table, read, written)?;
    }
    batch(from, "rollback")?;
    to.batch("commit")
}

/// Rows of a table that points into itself, each after the one it points at.
fn parents_first(mut rows: Vec<Vec<Value>>, (from, to): (usize, usize)) -> Result<Vec<Vec<Value>>, Fault> {
    let mut out: Vec<Vec<Value>> = Vec::with_capacity(rows.len());
    let mut known: BTreeSet<String> = BTreeSet::new();
    let key = |row: &[Value]| row.get(to).map(|value| format!("{value:?}"));
    while !rows.is_empty() {
        let before = rows.len();
        let mut later = Vec::new();
        for row in rows {
            let ready = match row.get(from) {
                None | Some(Value::Null) => true,
                Some(parent) => row.get(to) == Some(parent) || known.contains(&format!("{parent:?}")),
            };
            if ready {
                known.extend(key(&row));
                out.push(row);
            } else {
                later.push(row);
            }
        }
        if later.len() == before {
            return Err(Fault::new("rows of a table point at each other in a circle"));
        }
        rows = later;
    }
    Ok(out)
}

fn same(table: &Table, read: Sum, written: Sum) -> Result<(), Fault> {
    if read == written {
        return Ok(());
    }
    Err(Fault::new(format!(
        "the copy of {} differs: {} rows read, {} written",
        table.name, read.rows, written.rows
    )))
}

/// Triggers empty them whenever what they are made from is written.
const DERIVED: [&str; 2] = ["attendance_sum", "turn_out"];

/// The tables, each after those it points at. The lock is no record.
fn plan(raw: &Raw) -> Result<Vec<Table>, Fault> {
    let fault = |error| Fault::caused("read the schema", error);
    let names: Vec<String> = raw
        .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name <> 'schema_lock' order by name")
        .and_then(|mut asked| asked.query_map([], |row| row.get(0))?.collect())
        .map_err(fault)?;
    let mut waiting = Vec::new();
    for name in names {
        let columns: Vec<String> = raw
            .prepare("select name from pragma_table_info(?1) order by cid")
            .and_then(|mut asked| asked.query_map([&name], |row| row.get(0))?.collect())
            .map_err(fault)?;
        let links: Vec<(String, String, String)> = raw
            .prepare("select \"table\", \"from\", coalesce(\"to\", 'id') from pragma_foreign_key_list(?1)")
            .and_then(|mut asked| {
                asked
                    .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect()
            })
            .map_err(fault)?;
        let place = |column: &str| columns.iter().position(|known| known == column);
        let own = links
            .iter()
            .find(|(table, _, _)| *table == name)
            .and_then(|(_, from, to)| Some((place(from)?, place(to)?)));
        let needs = links
            .into_iter()
            .map(|(table, _, _)| table)
            .filter(|table| *table != name)
            .collect();
        waiting.push(Table {
            name,
            columns,
            own,
            needs,
        });
    }
    let mut out: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let before = waiting.len();
        let (ready, later): (Vec<Table>, Vec<Table>) = waiting.into_iter().partition(|table| {
            table
                .needs
                .iter()
                .all(|need| out.iter().any(|known| known.name == *need))
        });
        out.extend(ready);
        if later.len() == before {
            return Err(Fault::new("tables point at each other in a circle"));
        }
        waiting = later;
    }
    // A stable sort: what is thrown away when other rows are written comes after them.
    out.sort_by_key(|table| DERIVED.contains(&table.name.as_str()));
    Ok(out)
}

fn each(
    raw: &Raw,
    table: &Table,
    take: &mut dyn FnMut(Vec<Value>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let fault = |error| failed(table, error);
    let mut asked = raw.prepare(&table.select()).map_err(fault)?;
    let mut rows = asked.raw_query();
    while let Some(row) = rows.next().map_err(fault)? {
        let mut values = Vec::with_capacity(table.columns.len());
        for place in 0..table.columns.len() {
            values.push(match row.get_ref(place).map_err(fault)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Int(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(text) => Value::Text(
                    String::from_utf8(text.to_vec())
                        .map_err(|error| Fault::caused(format!("a text of {}", table.name), error))?,
                ),
                ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            });
        }
        take(values)?;
    }
    Ok(())
}

fn batch(raw: &Raw, sql: &str) -> Result<(), Fault> {
    raw.execute_batch(sql)
        .map_err(|error| Fault::caused("copy the database", error))
}

fn failed(table: &Table, error: rusqlite::Error) -> Fault {
    Fault::caused(format!("copy {}", table.name), error)
}

/// Opens a file that was filled, makes it stand on its own, and checks it.
pub(crate) fn finish(raw: &Raw) -> Result<(), Fault> {
    batch(raw, "pragma wal_checkpoint(truncate)")?;
    sqlite::check(raw, sqlite::Depth::Whole)
}

/// An id as the other engine takes it, if the text is one.
pub(crate) fn id(text: &str) -> Result<Value, Fault> {
    Id::parse(text)
        .map(Value::Id)
        .ok_or_else(|| Fault::new("a text in the place of an id"))
}
