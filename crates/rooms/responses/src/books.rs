//! The questionnaires we ship, published as versions.

use crate::bank;
use crate::guards::VersionRecord;
use crate::model::{BankQuestionId, InstrumentVersion, InstrumentVersionId};
use crate::records;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::{Change, Done};
use instrument::{Definition, Published};
use kernel::{Clock, Entropy, Fault, Id, Instant, Stop};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use store::{Db, Row, Tx, values};

/// Our own questionnaires.
const OURS: [&str; 4] = [
    include_str!("../../../../instruments/end-of-session.toml"),
    include_str!("../../../../instruments/before.toml"),
    include_str!("../../../../instruments/after.toml"),
    include_str!("../../../../instruments/follow-up.toml"),
];

/// Publishes each of our questionnaires that is new or has a new version. Returns how many.
///
/// # Errors
/// When a file was changed without a new version number, or cannot be published.
pub fn publish_ours(
    db: &Db,
    system: &Viewer,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<usize, Stop> {
    let mut count = 0;
    for text in OURS {
        let definition =
            Definition::parse(text).map_err(|error| Fault::caused("a questionnaire of ours", error))?;
        let published = Published::publish(definition)
            .map_err(|wrong| Fault::new(format!("a questionnaire of ours: {wrong:?}")))?;
        let system = system.clone();
        let (id, now) = (InstrumentVersionId::fresh(clock, entropy), clock.now());
        let bank = bank::ids(&published, clock, entropy);
        count += usize::from(db.write_now(move |tx| publish(tx, &system, (id, &bank), &published, now))?);
    }
    fill_bank(db, system, clock, entropy)?;
    Ok(count)
}

/// Puts the questions of versions into the bank that were published before there was one.
fn fill_bank(db: &Db, system: &Viewer, clock: &dyn Clock, entropy: &dyn Entropy) -> Result<(), Stop> {
    for version in db.read_now(|tx| Ok(bank::missing(tx)?))? {
        let (system, now) = (system.clone(), clock.now());
        let ids = bank::ids(&version.published, clock, entropy);
        db.write_now(move |tx| {
            let scope = Scope::<SystemJob>::of(&system)?;
            bank::index(tx, (version.id, &ids), &version.published, now)?;
            Ok(Done::upkeep(&scope, ()))
        })?;
    }
    Ok(())
}

pub(crate) fn publish(
    tx: &mut Tx<'_>,
    system: &Viewer,
    (id, bank): (InstrumentVersionId, &[BankQuestionId]),
    published: &Published,
    now: Instant,
) -> Result<Done<bool>, Stop> {
    let scope = Scope::<SystemJob>::of(system)?;
    let definition = published.definition();
    let version = i64::from(definition.version);
    let known = tx.one(
        &records::VERSION_FETCH,
        values![&definition.key, version],
        |row| row.get::<String>(3),
    )?;
    match known {
        Some(hash) if hash == published.hash() => Ok(Done::upkeep(&scope, false)),
        Some(_) => Err(Fault::new(format!(
            "{} version {version} was published with another text: give the change a new version",
            definition.key
        ))
        .into()),
        None => {
            let pass = scope.pass_new::<VersionRecord>(id);
            write(tx, (id, bank), published, now)?;
            Done::recorded(tx, pass, Change::new("published"), now, true)
        }
    }
}

/// Writes a version down, and its questions into the bank.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    (id, bank): (InstrumentVersionId, &[BankQuestionId]),
    published: &Published,
    now: Instant,
) -> Result<(), Fault> {
    let definition = published.definition();
    tx.run(
        &records::VERSION_INSERT,
        values![
            id.0,
            &definition.key,
            i64::from(definition.version),
            &definition.title,
            published.canonical(),
            published.hash(),
            now
        ],
    )?;
    bank::index(tx, (id, bank), published, now)
}

/// The newest version of a questionnaire, in use or not.
pub(crate) fn newest(tx: &mut Tx<'_>, key: &str) -> Result<Option<InstrumentVersion>, Fault> {
    tx.one(&records::VERSION_NEWEST, values![key], read)
}

/// The latest version of a questionnaire that is in use, or the one asked for.
///
/// # Errors
/// A fault of the engine, or a stored definition that this version cannot read.
pub fn version_by_key(
    tx: &mut Tx<'_>,
    key: &str,
    version: Option<i64>,
) -> Result<Option<InstrumentVersion>, Fault> {
    match version {
        Some(version) => tx.one(&records::VERSION_FETCH, values![key, version], read),
        None => tx.one(&records::VERSION_LATEST, values![key], read),
    }
}

/// Every version of a questionnaire, the oldest first.
///
/// # Errors
/// A fault of the engine; a stored version that was altered.
pub fn versions_of(tx: &mut Tx<'_>, key: &str) -> Result<Vec<InstrumentVersion>, Fault> {
    tx.all(&records::VERSIONS_OF, values![key], read)
}

/// Every version of every questionnaire, the oldest first.
///
/// # Errors
/// A fault of the engine; a stored version that was altered.
pub(crate) fn versions(tx: &mut Tx<'_>) -> Result<Vec<InstrumentVersion>, Fault> {
    tx.all(&records::VERSIONS, values![], read)
}

/// Definitions that were read before, by their text: some pages read every version of every questionnaire, and would check each anew.
static READ: LazyLock<Mutex<HashMap<String, Published>>> = LazyLock::new(Mutex::default);
/// How many are kept.
const MOST_READ: usize = 1_000;

/// The definition that a text is.
fn defined(text: String) -> Result<Published, Fault> {
    let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = known().get(&text) {
        return Ok(before.clone());
    }
    let definition =
        Definition::parse(&text).map_err(|error| Fault::caused("a stored questionnaire", error))?;
    let published = Published::publish(definition)
        .map_err(|_| Fault::new("a stored questionnaire is not fit any more"))?;
    let mut known = known();
    if known.len() < MOST_READ {
        known.insert(text, published.clone());
    }
    drop(known);
    Ok(published)
}

pub(crate) fn read(row: &Row<'_>) -> Result<InstrumentVersion, Fault> {
    let published = defined(row.get(1)?)?;
    if published.hash() != row.get::<String>(3)? {
        return Err(Fault::new("a stored questionnaire was altered"));
    }
    Ok(InstrumentVersion {
        id: InstrumentVersionId(row.get::<Id>(0)?),
        published_at: row.get(2)?,
        published,
    })
}
