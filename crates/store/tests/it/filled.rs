//! Rows in every table of a version of the schema, whatever its columns are, so that an upgrade has something to lose.

use crate::twin::written;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use store::{Db, Engine, Recorded, Stmt};

struct Kept<T>(T);

impl<T: Send + 'static> Recorded for Kept<T> {
    type Out = T;
    fn into_out(self) -> T {
        self.0
    }
}

/// Name and text of each table; table, name and link of each column.
type Schema = (Vec<(String, String)>, Vec<(String, String, String)>);

static TABLES: Stmt = Stmt {
    name: "FILLED_TABLES",
    sql: "select name, sql from sqlite_schema where type = 'table' and name not like 'schema\\_%' escape '\\' and name not like 'sqlite\\_%' escape '\\'",
    optional: &[],
};
static COLUMNS: Stmt = Stmt {
    name: "FILLED_COLUMNS",
    sql: "select t.name, c.name, coalesce(f.\"table\", '') from sqlite_schema t join pragma_table_info(t.name) c
        left join pragma_foreign_key_list(t.name) f on f.\"from\" = c.name where t.type = 'table' order by t.name, c.cid",
    optional: &[],
};

/// A table of a version.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    /// As PostgreSQL calls it.
    kind: String,
    /// The table whose rows it points to.
    link: Option<String>,
    /// The first of the words that it may hold.
    word: Option<String>,
    /// The smallest number that it takes.
    least: Option<i64>,
}

impl Table {
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }
}

/// The tables of a version, read from a SQLite database of it, each after those that it points to.
pub(crate) fn tables(version: &Db) -> Vec<Table> {
    let kinds: BTreeMap<String, String> = written()
        .into_iter()
        .filter_map(|line| {
            line.split_once(' ')
                .map(|(column, kind)| (column.to_owned(), kind.to_owned()))
        })
        .collect();
    // Those who only read may not ask what a table is made of.
    let (texts, columns): Schema = version
        .write_now(|tx| {
            let texts = tx.all(&TABLES, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let columns = tx.all(&COLUMNS, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(Kept((texts, columns)))
        })
        .unwrap();
    let mut waiting: Vec<Table> = texts
        .iter()
        .map(|(name, sql)| {
            let own = columns.iter().filter(|(table, ..)| table == name);
            let columns = own.map(|(_, column, link)| Column {
                name: column.clone(),
                kind: kinds.get(&format!("{name}.{column}")).unwrap().clone(),
                link: Some(link.clone()).filter(|link| !link.is_empty()),
                word: sql
                    .split_once(&format!("check ({column} in ('"))
                    .and_then(|(_, rest)| Some(rest.split_once('\'')?.0.to_owned())),
                least: sql
                    .split_once(&format!("check ({column} between "))
                    .and_then(|(_, rest)| rest.split_once(' ')?.0.parse().ok()),
            });
            Table {
                name: name.clone(),
                columns: columns.collect(),
            }
        })
        .collect();
    let (mut ordered, mut placed) = (Vec::<Table>::new(), BTreeSet::new());
    while let Some(next) = waiting.iter().position(|table| {
        let mut links = table.columns.iter().filter_map(|column| column.link.as_ref());
        links.all(|link| *link == table.name || placed.contains(link))
    }) {
        let table = waiting.swap_remove(next);
        placed.insert(table.name.clone());
        ordered.push(table);
    }
    assert!(waiting.is_empty(), "tables that point at each other: {waiting:?}");
    ordered
}

/// The id of a row of a table: the same for whoever points to it.
fn id(table: &str, number: u32) -> String {
    let place = table
        .bytes()
        .fold(0_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 1_000_000_007);
    format!("'018f0000-0000-7000-8000-{place:010}{number:02}'")
}

fn value(table: &str, column: &Column, number: u32, engine: Engine) -> String {
    let postgres = engine == Engine::Postgres;
    match (&column.link, &column.word, column.kind.as_str()) {
        // Whoever points by a word has a column of the same name.
        (Some(link), _, "uuid") => id(link, number),
        (_, Some(word), _) => format!("'{word}'"),
        (_, None, "uuid") if column.name == "id" => id(table, number),
        (_, None, "uuid") => id(&column.name, number),
        (_, None, "bigint") => (column.least.unwrap_or(1) - 1 + i64::from(number)).to_string(),
        (_, None, "double precision") => format!("{number}.5"),
        (_, None, "boolean") if postgres => "true".to_owned(),
        (_, None, "boolean") => "1".to_owned(),
        (_, None, "bytea") if postgres => format!("'\\x{number:02}'"),
        (_, None, "bytea") => format!("x'{number:02}'"),
        (_, None, "jsonb") => "'{}'".to_owned(),
        (_, None, _)
            if ["day", "since", "until", "period"]
                .iter()
                .any(|part| column.name.contains(part)) =>
        {
            "'2026-01-05'".to_owned()
        }
        (_, None, _) => format!("'{} {number}'", column.name),
    }
}

fn leaked(sql: String) -> &'static Stmt {
    Box::leak(Box::new(Stmt {
        name: "FILLED",
        sql: Box::leak(sql.into_boxed_str()),
        optional: &[],
    }))
}

/// A row with every column filled in, but for those that are said.
fn row(table: &Table, number: u32, said: &[(&str, String)], engine: Engine) -> String {
    let (mut names, mut values) = (String::new(), String::new());
    for (place, column) in table.columns.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        let said = said.iter().find(|(name, _)| *name == column.name);
        let literal = said.map_or_else(
            || value(&table.name, column, number, engine),
            |(_, said)| said.clone(),
        );
        write!(names, "{comma}\"{}\"", column.name).unwrap();
        write!(values, "{comma}{literal}").unwrap();
    }
    format!("insert into {} ({names}) values ({values})", table.name)
}

/// Two rows in every table, three of learners: of the second session that it was cancelled, and why; and a second day of the first.
pub(crate) fn fill(db: &Db, tables: &[Table]) {
    let engine = db.engine();
    let mut rows = Vec::new();
    for table in tables {
        let cancelled = [
            ("state", "'cancelled'".to_owned()),
            ("original_day", "null".to_owned()),
            ("change_reason", "'snow'".to_owned()),
            ("cancel_reason", "null".to_owned()),
        ];
        let second: &[(&str, String)] = if table.name == "session" { &cancelled } else { &[] };
        // Two people make a pair, the lower id first.
        if table.name == "learner_pair" {
            for number in [1, 2] {
                let both = [
                    ("one_id", id("learner", 1)),
                    ("other_id", id("learner", number + 1)),
                ];
                rows.push(leaked(row(table, number, &both, engine)));
            }
            continue;
        }
        // A target is of a course or of a programme as a whole.
        if table.name == "area_target" {
            for (number, other) in [(1, "programme_id"), (2, "course_id")] {
                let one = [(other, "null".to_owned())];
                rows.push(leaked(row(table, number, &one, engine)));
            }
            continue;
        }
        // Whoever decides is somebody else than who asked.
        if table.name == "contact_request" {
            for (number, other) in [(1, 2), (2, 1)] {
                let decided = [("decided_by", id("account", other))];
                rows.push(leaked(row(table, number, &decided, engine)));
            }
            continue;
        }
        if table.name == "learner" {
            rows.push(leaked(row(table, 3, &[], engine)));
        }
        rows.push(leaked(row(table, 1, &[], engine)));
        rows.push(leaked(row(table, 2, second, engine)));
        if table.name == "session_day" {
            let further = [
                ("session_id", id("session", 1)),
                ("day", "'2026-01-06'".to_owned()),
            ];
            rows.push(leaked(row(table, 3, &further, engine)));
        }
    }
    db.write_now(move |tx| {
        for row in &rows {
            tx.run(row, &[])?;
        }
        Ok(Kept(()))
    })
    .unwrap();
}

/// Each row of a table as one text, of the columns that it had then.
pub(crate) fn shown(db: &Db, table: &Table, but: &[&str]) -> Vec<String> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter(|column| !but.contains(&column.name.as_str()))
        .map(|column| format!("coalesce(cast(\"{}\" as text), '~')", column.name))
        .collect();
    asked(
        db,
        &format!(
            "select {} from {} order by 1",
            columns.join(" || '|' || "),
            table.name
        ),
    )
}

/// The texts that a question gives.
pub(crate) fn asked(db: &Db, sql: &str) -> Vec<String> {
    let statement = leaked(sql.to_owned());
    db.read_now(|tx| Ok(tx.all(statement, &[], |row| row.get::<String>(0))?))
        .unwrap()
}
