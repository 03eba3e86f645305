//! The two engines hold the same schema: both are migrated, both catalogues are read, and every line of one must stand in
//! the other.

use kernel::{FixedClock, Instant};
use std::collections::BTreeSet;
use store::testing::{fresh_target, keys};
use store::{Db, Limits, Recorded, Stmt, Target, Tx};

struct Lines(BTreeSet<String>);

impl Recorded for Lines {
    type Out = BTreeSet<String>;
    fn into_out(self) -> BTreeSet<String> {
        self.0
    }
}

macro_rules! reading {
    ($($name:ident = $sql:expr;)*) => { $(static $name: Stmt = Stmt { name: stringify!($name), sql: $sql, optional: &[] };)* };
}

// Each gives one line per thing, in words that both engines can be brought to.
reading! {
    SQLITE_COLUMNS = "select 'column ' || t.name || '.' || c.name || ' ' || lower(c.type) || case c.\"notnull\" when 1 then ' not null' else '' end
        || coalesce(' default ' || c.dflt_value, '')
        from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'";
    POSTGRES_COLUMNS = "select 'column ' || c.relname || '.' || a.attname || ' '
        || case format_type(a.atttypid, a.atttypmod) when 'text' then 'text' when 'uuid' then 'text' when 'bigint' then 'integer' when 'integer' then 'int4' when 'real' then 'float4'
             when 'boolean' then 'integer' when 'bytea' then 'blob' when 'double precision' then 'real' else format_type(a.atttypid, a.atttypmod) end
        || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace";
    SQLITE_KEYS = "select 'key ' || name || ' ' || group_concat(part, ',') from (select t.name, c.name as part
        from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' and c.pk > 0 order by t.name, c.pk)
        group by name";
    POSTGRES_KEYS = "select 'key ' || c.relname || ' ' || string_agg(a.attname, ',' order by k.place)
        from pg_constraint p join pg_class c on c.oid = p.conrelid cross join lateral unnest(p.conkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
        where p.contype = 'p' and c.relnamespace = current_schema()::regnamespace group by c.relname";
    SQLITE_LINKS = "select 'link ' || t.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || coalesce(f.\"to\", 'id') || ' ' || lower(f.on_delete)
        from sqlite_schema t join pragma_foreign_key_list(t.name) f where t.type = 'table'";
    POSTGRES_LINKS = "select 'link ' || c.relname || '.' || a.attname || ' ' || g.relname || '.' || b.attname || ' '
        || case p.confdeltype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end
        from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_class g on g.oid = p.confrelid
        cross join lateral unnest(p.conkey, p.confkey) k (here, there)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.here join pg_attribute b on b.attrelid = g.oid and b.attnum = k.there
        where p.contype = 'f' and c.relnamespace = current_schema()::regnamespace";
    // An index that a constraint made has a name of the engine's own.
    SQLITE_INDEXES = "select 'index ' || case origin when 'c' then index_name else '(own)' end || ' on ' || table_name || ' '
        || group_concat(part, ',') || case single when 1 then ' unique' else '' end || case partial when 1 then ' partial' else '' end
        from (select t.name as table_name, l.name as index_name, l.origin, l.\"unique\" as single, l.partial,
            coalesce(i.name, '(expression)') as part from sqlite_schema t join pragma_index_list(t.name) l join pragma_index_info(l.name) i
            where t.type = 'table' and l.origin <> 'pk' order by l.name, i.seqno)
        group by table_name, index_name, origin, single, partial";
    POSTGRES_INDEXES = "select 'index ' || case when p.oid is null then i.relname::text else '(own)' end || ' on ' || c.relname || ' '
        || string_agg(coalesce(a.attname::text, '(expression)'), ',' order by k.place)
        || case when x.indisunique then ' unique' else '' end || case when x.indpred is not null then ' partial' else '' end
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
        left join pg_constraint p on p.conindid = i.oid and p.contype in ('u', 'p')
        cross join lateral unnest(x.indkey) with ordinality k (number, place)
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number and k.number > 0
        where c.relnamespace = current_schema()::regnamespace and not x.indisprimary
        group by i.relname, c.relname, p.oid, x.indisunique, x.indpred";
    POSTGRES_KINDS = "select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind = 'r' and c.relname not like 'schema\\_%' and c.relnamespace = current_schema()::regnamespace";
    SQLITE_CHECKS = "select 'checks ' || name || ' ' || ((length(lower(sql)) - length(replace(lower(sql), 'check (', ''))) / 7)
        from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'";
    POSTGRES_CHECKS = "select 'checks ' || c.relname || ' ' || (select count(*) from pg_constraint p where p.conrelid = c.oid and p.contype = 'c')
        from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace";
}

/// Each column of the migrations with the kind it must have on the server, from the words they are written in.
pub(crate) fn written() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut columns = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut table = String::new();
        for line in source
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("--"))
        {
            let words: Vec<&str> = line
                .split([' ', '(', ',', ';'])
                .filter(|word| !word.is_empty())
                .collect();
            let (name, kind) = match words.as_slice() {
                ["create", "table", name, ..] => {
                    (*name).clone_into(&mut table);
                    continue;
                }
                ["alter", "table", name, "add", "column", column, kind, ..] => {
                    (*name).clone_into(&mut table);
                    (*column, *kind)
                }
                // A table made anew takes the place of the old one.
                ["alter", "table", made, "rename", "to", name] => {
                    columns = columns
                        .iter()
                        .map(|column: &String| {
                            let own = column.strip_prefix(&format!("{made}."));
                            own.map_or_else(|| column.clone(), |rest| format!("{name}.{rest}"))
                        })
                        .collect();
                    continue;
                }
                [name, kind, ..] if kind.starts_with('$') => (*name, *kind),
                _ => continue,
            };
            let kind = match kind {
                "$id" => "uuid",
                "$int" | "$instant" => "bigint",
                "$flag" => "boolean",
                "$json" => "jsonb",
                "$bytes" => "bytea",
                "$real" => "double precision",
                "$day" | "$text" => "text",
                other => unreachable!("{line}: {other}"),
            };
            columns.insert(format!("{table}.{name} {kind}"));
        }
    }
    columns
}

/// Proves SR11: on the server each column has exactly the kind that the migrations mean: an id is no text, a number has room for 64
/// bits.
#[test]
fn each_column_of_the_server_has_the_kind_that_was_meant() {
    let server = fresh_target().0;
    if matches!(server, Target::Sqlite(_)) {
        return;
    }
    let wanted = written();
    assert!(wanted.len() > 200, "{} columns", wanted.len());
    let found = lines(&server, &KINDS);
    let only_written: Vec<&String> = wanted.difference(&found).collect();
    let only_found: Vec<&String> = found.difference(&wanted).collect();
    assert!(
        only_written.is_empty() && only_found.is_empty(),
        "only in the migrations: {only_written:#?}\nonly on the server: {only_found:#?}"
    );
}

fn lines(target: &Target, readings: &'static [&'static Stmt]) -> BTreeSet<String> {
    let db = Db::open(target, keys(), Limits::default()).unwrap();
    db.migrate(&FixedClock::at(Instant::from_millis(0))).unwrap();
    db.write_now(move |tx: &mut Tx<'_>| {
        let mut all = BTreeSet::new();
        for reading in readings {
            let found = tx.all(reading, &[], |row| row.get::<String>(0))?;
            assert!(!found.is_empty(), "{} found nothing", reading.name);
            all.extend(found);
        }
        Ok(Lines(all))
    })
    .unwrap()
}

static SQLITE: [&Stmt; 5] = [
    &SQLITE_COLUMNS,
    &SQLITE_KEYS,
    &SQLITE_LINKS,
    &SQLITE_INDEXES,
    &SQLITE_CHECKS,
];
static KINDS: [&Stmt; 1] = [&POSTGRES_KINDS];
static POSTGRES: [&Stmt; 5] = [
    &POSTGRES_COLUMNS,
    &POSTGRES_KEYS,
    &POSTGRES_LINKS,
    &POSTGRES_INDEXES,
    &POSTGRES_CHECKS,
];

/// Proves SR11: after all migrations both engines have the same tables, columns, kinds, nullability, defaults, keys, links,
/// indexes and numbers of checks.
#[test]
fn both_engines_hold_the_same_schema() {
    let server = fresh_target().0;
    if matches!(server, Target::Sqlite(_)) {
        return;
    }
    let folder = std::env::temp_dir().join(format!("trellis-twin-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = lines(&Target::Sqlite(folder.join("twin.db")), &SQLITE);
    let server = lines(&server, &POSTGRES);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(file.len() > 250, "{} lines", file.len());
    let only_file: Vec<&String> = file.difference(&server).collect();
    let only_server: Vec<&String> = server.difference(&file).collect();
    assert!(
        only_file.is_empty() && only_server.is_empty(),
        "only SQLite: {only_file:#?}\nonly PostgreSQL: {only_server:#?}"
    );
}
