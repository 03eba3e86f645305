//! The questionnaires we ship, published as versions.

use crate::guards::VersionRecord;
use crate::model::{InstrumentVersion, InstrumentVersionId};
use crate::records;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use audit::{Change, Done};
use instrument::{Definition, Published};
use kernel::{Clock, Entropy, Fault, Id, Instant, Stop};
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
        count += usize::from(db.write_now(move |tx| publish(tx, &system, id, &published, now))?);
    }
    Ok(count)
}

fn publish(
    tx: &mut Tx<'_>,
    system: &Viewer,
    id: InstrumentVersionId,
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
            tx.run(
                &records::VERSION_INSERT,
                values![
                    id.0,
                    &definition.key,
                    version,
                    &definition.title,
                    published.canonical(),
                    published.hash(),
                    now
                ],
            )?;
            Done::recorded(tx, pass, Change::new("published"), now, true)
        }
    }
}

/// The latest version of a questionnaire, or the one asked for.
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

fn read(row: &Row<'_>) -> Result<InstrumentVersion, Fault> {
    let definition = Definition::parse(&row.get::<String>(1)?)
        .map_err(|error| Fault::caused("a stored questionnaire", error))?;
    let published = Published::publish(definition)
        .map_err(|_| Fault::new("a stored questionnaire is not fit any more"))?;
    if published.hash() != row.get::<String>(3)? {
        return Err(Fault::new("a stored questionnaire was altered"));
    }
    Ok(InstrumentVersion {
        id: InstrumentVersionId(row.get::<Id>(0)?),
        published_at: row.get(2)?,
        published,
    })
}
