//! Evidence that leaves: logged with its profile and hash, and held against earlier releases, so that taking one from the
//! other shows nobody.

use crate::records;
use access::Guarded;
use access::actions::ExportEvidence;
use access::{Pass, Scope};
use evidence::Table;
use evidence::disclosure::{Profile, Released, differences};
use evidence::table::ColumnKind;
use kernel::{Fault, Id, Problems, Stop};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::{Stmt, Tx, values};

pub(crate) struct ReleaseRecord;
impl Guarded for ReleaseRecord {
    type Id = Id;
    const KIND: &'static str = "release";
    const GUARD: &'static Stmt = &records::RELEASE_GUARD;
}

/// What is logged.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    pub(crate) id: Id,
    pub(crate) page: &'static str,
    pub(crate) query: String,
    pub(crate) profile: Profile,
    pub(crate) format: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) cells: Released,
}

/// The counts of people in tables, each under the words of its row and column. Counts of sessions show nobody: one more of them is
/// no reason to stop a release.
pub(crate) fn cells(tables: &[Table]) -> Released {
    let mut cells = BTreeMap::new();
    for table in tables {
        for row in table.html_rows() {
            let labels: Vec<&str> = row.labels.iter().map(|cell| cell.display.as_str()).collect();
            for (column, cell) in table.columns.iter().skip(labels.len()).zip(row.figures) {
                if let Some(count) = cell.n.filter(|_| column.kind != ColumnKind::Work) {
                    cells.insert(
                        format!("{} / {} / {}", table.title, labels.join(", "), column.label),
                        count,
                    );
                }
            }
        }
    }
    Released { cells }
}

/// Logs a release, unless an earlier one of the same page would give somebody away beside it.
pub(crate) fn log(
    tx: &mut Tx<'_>,
    scope: &Scope<ExportEvidence>,
    release: &Release,
    at: kernel::Instant,
) -> Result<Pass<ExportEvidence, Id>, Stop> {
    if release.profile != Profile::Internal {
        let programme = release.query.split(' ').next().unwrap_or_default();
        let earlier = tx.all(
            &records::RELEASE_EARLIER,
            values![
                release.page,
                release.profile.name(),
                programme,
                format!("{programme} %")
            ],
            |row| row.get::<String>(0),
        )?;
        for text in earlier {
            let known: BTreeMap<String, u64> =
                serde_json::from_str(&text).map_err(|error| Fault::caused("an earlier release", error))?;
            let clashes = differences(release.profile, &Released { cells: known }, &release.cells);
            if let Some(clash) = clashes.first() {
                return Err(Problems::one(
                    "profile",
                    &format!(
                        "Beside an earlier release this would show a small count: {}. Choose other filters.",
                        clash.cell
                    ),
                )
                .into());
            }
        }
    }
    let hash: String = Sha256::digest(&release.bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect();
    let cells =
        serde_json::to_string(&release.cells.cells).map_err(|error| Fault::caused("a release", error))?;
    let account = scope
        .account_id()
        .ok_or_else(|| Fault::new("an export without an account"))?;
    tx.run(
        &records::RELEASE_INSERT,
        values![
            release.id,
            release.page,
            &release.query,
            release.profile.name(),
            release.format,
            hash,
            cells,
            account,
            at
        ],
    )?;
    Ok(scope.pass_new::<ReleaseRecord>(release.id))
}
