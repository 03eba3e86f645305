//! Migrations: one source for both engines, forward only, each step whole or not at all.

use crate::steps::STEPS;
use crate::{Db, Engine, Stmt, values};
use kernel::{Clock, Fault, Stop, hex};
use sha2::{Digest, Sha256};

static DONE: Stmt = Stmt {
    name: "STEPS_DONE",
    sql: "select name, hash from schema_step order by name",
    optional: &[],
};
static MADE_SQLITE: Stmt = Stmt {
    name: "STEPS_MADE",
    sql: "select 1 from sqlite_schema where type = 'table' and name = 'schema_step'",
    optional: &[],
};
static MADE_POSTGRES: Stmt = Stmt {
    name: "STEPS_MADE",
    sql: "select 1 where to_regclass('schema_step') is not null",
    optional: &[],
};
static LOCK: Stmt = Stmt {
    name: "STEPS_LOCK",
    sql: "update schema_lock set held = held + 1 where only_row = 1",
    optional: &[],
};
static INSERT: Stmt = Stmt {
    name: "STEP_INSERT",
    sql: "insert into schema_step (name, hash, done_at) values (?1, ?2, ?3)",
    optional: &[],
};

const HOUSE: &str = "create table if not exists schema_step (name $text not null primary key, hash $text not null, done_at $instant not null);
create table if not exists schema_lock (only_row $int not null primary key, held $int not null);
insert into schema_lock (only_row, held) values (1, 0) on conflict (only_row) do nothing;";

impl Db {
    /// Brings the schema to this version. Returns the steps taken.
    ///
    /// # Errors
    /// When a step fails (then it left nothing), when a step that was taken has another text now, or when the database was
    /// made by a later version.
    pub fn migrate(&self, clock: &dyn Clock) -> Result<Vec<&'static str>, Fault> {
        self.take(&STEPS, clock)
    }

    /// Takes the given steps, which are the first of them or all.
    pub(crate) fn take(
        &self,
        steps: &'static [(&'static str, &'static str)],
        clock: &dyn Clock,
    ) -> Result<Vec<&'static str>, Fault> {
        let engine = self.engine();
        self.upkeep(move |tx| tx.batch(&translate(HOUSE, engine)).map_err(Stop::from))
            .map_err(plain)?;
        let now = clock.now();
        let mut taken = Vec::new();
        for &(name, source) in steps {
            let hash = fingerprint(source);
            let wanted = hash.clone();
            let ran = self
                .upkeep(move |tx| {
                    tx.run(&LOCK, &[])?;
                    let done = tx.all(&DONE, &[], |row| {
                        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
                    })?;
                    known(&done)?;
                    match done.iter().find(|(known, _)| known == name) {
                        Some((_, known)) if *known == wanted => Ok(false),
                        Some(_) => Err(Fault::new(format!("step {name} was taken with another text")).into()),
                        None => {
                            for statement in statements(source, engine) {
                                tx.batch(&statement)?;
                            }
                            tx.run(&INSERT, values![name, &wanted, now])?;
                            Ok(true)
                        }
                    }
                })
                .map_err(plain)?;
            if ran {
                taken.push(name);
            }
        }
        Ok(taken)
    }

    /// Nothing was ever migrated here: an empty database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_blank(&self) -> Result<bool, Fault> {
        Ok(self.pending()?.len() == STEPS.len())
    }

    /// Steps that this version has and the database has not.
    ///
    /// # Errors
    /// A fault of the engine; a database made by a later version, or with a step of another text.
    pub fn pending(&self) -> Result<Vec<&'static str>, Fault> {
        let engine = self.engine();
        let done = self
            .read_now(|tx| {
                let made = match engine {
                    Engine::Sqlite => &MADE_SQLITE,
                    Engine::Postgres => &MADE_POSTGRES,
                };
                if tx.one(made, &[], |_| Ok(()))?.is_none() {
                    return Ok(Vec::new());
                }
                tx.all(&DONE, &[], |row| {
                    Ok((row.get::<String>(0)?, row.get::<String>(1)?))
                })
                .map_err(Stop::from)
            })
            .map_err(plain)?;
        known(&done)?;
        let mut pending = Vec::new();
        for (name, source) in STEPS {
            match done.iter().find(|(known, _)| *known == name) {
                None => pending.push(name),
                Some((_, hash)) if *hash == fingerprint(source) => {}
                Some(_) => return Err(Fault::new(format!("step {name} was taken with another text"))),
            }
        }
        Ok(pending)
    }
}

/// Refuses a database that a later version has changed.
fn known(done: &[(String, String)]) -> Result<(), Fault> {
    match done
        .iter()
        .find(|(name, _)| !STEPS.iter().any(|(ours, _)| ours == name))
    {
        None => Ok(()),
        Some((later, _)) => Err(Fault::new(format!(
            "the database was made by a later version (step {later}): use that version"
        ))),
    }
}

fn plain(stop: Stop) -> Fault {
    match stop {
        Stop::Fault(fault) => fault,
        Stop::Refusal(_) => Fault::new("migration: the database takes no writes"),
        Stop::Problems(_) => Fault::new("migration"),
    }
}

pub(crate) fn fingerprint(source: &str) -> String {
    // Comments may be made clearer after a release; the statements may not change.
    let plain: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("--|"))
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect();
    hex::encode(&Sha256::digest(plain.as_bytes()))
}

/// The statements of a step for one engine. A statement ends with `;` at the end of a line; the body of a trigger or
/// function is kept whole between `begin` and `end;` lines or `$$` marks.
pub(crate) fn statements(source: &str, engine: Engine) -> Vec<String> {
    let mut out = Vec::new();
    let mut current = String::new();
    let mut ours = true;
    let mut inside = false;
    let mut dollars = false;
    for line in source.lines() {
        let text = line.trim();
        if let Some(name) = text.strip_prefix("-- only: ") {
            ours = matches!(
                (name.trim(), engine),
                ("sqlite", Engine::Sqlite) | ("postgres", Engine::Postgres)
            );
            continue;
        }
        if text == "-- both" {
            ours = true;
            continue;
        }
        if !ours || text.is_empty() || text.starts_with("--") {
            continue;
        }
        current.push_str(line);
        current.push('\n');
        if text.matches("$$").count() % 2 == 1 {
            dollars = !dollars;
        }
        if text.eq_ignore_ascii_case("begin") || text.to_ascii_lowercase().ends_with(" begin") {
            inside = !dollars;
        }
        if inside && text.eq_ignore_ascii_case("end;") {
            inside = false;
        }
        if text.ends_with(';') && !inside && !dollars {
            out.push(translate(&std::mem::take(&mut current), engine));
        }
    }
    if !current.trim().is_empty() {
        out.push(translate(&current, engine));
    }
    out
}

/// Replaces the type words `$id`, `$instant` .. by the engine's own.
fn translate(sql: &str, engine: Engine) -> String {
    let words = [
        ("$instant", "integer", "bigint"),
        ("$id", "text", "uuid"),
        ("$int", "integer", "bigint"),
        ("$day", "text", "text"),
        ("$flag", "integer", "boolean"),
        ("$json", "text", "jsonb"),
        ("$bytes", "blob", "bytea"),
        ("$text", "text", "text"),
        ("$real", "real", "double precision"),
        ("$true", "1", "true"),
        ("$false", "0", "false"),
    ];
    words
        .into_iter()
        .fold(sql.to_owned(), |text, (word, sqlite, postgres)| {
            text.replace(
                word,
                match engine {
                    Engine::Sqlite => sqlite,
                    Engine::Postgres => postgres,
                },
            )
        })
}
