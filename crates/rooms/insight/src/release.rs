//! Evidence that leaves: logged with its profile and hash, and held against earlier releases, so that taking one from the
//! other shows nobody.

use crate::extent::Extent;
use crate::records;
use crate::subjects::Subject;
use crate::together::{self, Claim, Left};
use access::Guarded;
use access::actions::ExportEvidence;
use access::{Pass, Scope};
use evidence::Table;
use evidence::disclosure::{Profile, Released, differences};
use evidence::table::ColumnKind;
use kernel::{Day, Entropy, Fault, Id, Personal, Problems, Stop, hex};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use store::{Stmt, Tx, values};

/// The field that chooses under which profile something leaves.
pub(crate) const FIELD: &str = "profile-of-export";

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
    /// When its programme began.
    pub(crate) start: Day,
    pub(crate) profile: Profile,
    pub(crate) format: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) cells: Released,
    /// What each count is of.
    pub(crate) claims: Vec<Claim>,
    pub(crate) purpose: Purpose,
}

impl Release {
    fn left(&self) -> Left {
        Left {
            profile: self.profile,
            claims: self.claims.clone(),
        }
    }
}

/// Who something leaves for, and why: in people's own words, so both are sealed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Purpose {
    pub(crate) recipient: Personal<String>,
    pub(crate) reason: Personal<String>,
}

/// The longest of either.
const MOST: usize = 200;

impl Purpose {
    /// What is wrong with it. Our own use needs neither.
    pub(crate) fn problems(&self, profile: Profile) -> Problems {
        let mut problems = Problems::none();
        for (field, text, empty) in [
            ("recipient", &self.recipient, "Enter who it is for"),
            ("reason", &self.reason, "Enter why it leaves"),
        ] {
            if text.reveal().is_empty() && profile != Profile::Internal {
                problems.add(field, empty);
            } else if text.reveal().chars().count() > MOST {
                problems.add(field, format!("This must be {MOST} characters or fewer"));
            }
        }
        problems
    }

    /// For the trail, which seals it.
    pub(crate) fn words(&self) -> String {
        let part = |name: &str, text: &Personal<String>| match text.reveal().as_str() {
            "" => String::new(),
            text => format!("; {name}: {text}"),
        };
        part("for", &self.recipient) + &part("why", &self.reason)
    }
}

/// The counts of people in tables, each under the words of its row and column. Counts of sessions show nobody: one more of them is
/// no reason to stop a release.
pub(crate) fn cells(profile: Profile, tables: &[Table]) -> Released {
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
        cells.extend(table.also.iter().cloned());
    }
    Released { profile, cells }
}

/// The cells of a release that some earlier release would betray, each once: of any page and under any profile, because whoever holds
/// both can take one from the other. Of parts that share no session nothing can be taken.
fn betrayed(tx: &mut Tx<'_>, release: &Release) -> Result<BTreeSet<String>, Stop> {
    let mut found = BTreeSet::new();
    if release.profile == Profile::Internal {
        return Ok(found);
    }
    if release.page == Subject::Mentoring.word() {
        return crate::mentored::betrayed(tx, release);
    }
    let programme = release.query.split(' ').next().unwrap_or_default();
    let slug = programme.strip_prefix("programme=").unwrap_or_default();
    let earlier = tx.all(
        &records::RELEASE_EARLIER,
        values![programme, format!("{programme} %")],
        |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
            ))
        },
    )?;
    let units = together::units(tx, slug)?;
    let left: Vec<Left> = together::earlier(tx, slug)?;
    found.extend(together::betrayed(&units, &release.left(), &left)?);
    let extent = Extent::of(&release.query, release.start);
    for (profile, text, query) in earlier {
        if extent.apart(&Extent::of(&query, release.start)) {
            continue;
        }
        let known = Released {
            profile: profile.parse().map_err(|words: String| Fault::new(words))?,
            cells: serde_json::from_str(&text).map_err(|error| Fault::caused("an earlier release", error))?,
        };
        let clashes = differences(&known, &release.cells);
        found.extend(clashes.into_iter().map(|clash| clash.cell));
    }
    Ok(found)
}

/// Says which cells stop a release.
fn stopped(cells: &BTreeSet<String>) -> Problems {
    let mut problems = Problems::one(
        FIELD,
        "Beside an earlier release this would show small counts. Choose other filters or another profile.",
    );
    for cell in cells {
        problems.add(FIELD, format!("Would show a small count: {cell}"));
    }
    problems
}

/// How much had left when a release was held against it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Checked(i64);

fn count(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    Ok(tx
        .one(&records::RELEASE_COUNT, values![], |row| row.get(0))?
        .unwrap_or_default())
}

/// Holds a release against everything that left before; the writer need not wait for it.
///
/// # Errors
/// Problems that name the counts which would be given away.
pub(crate) fn check(tx: &mut Tx<'_>, release: &Release) -> Result<Checked, Stop> {
    let betrayed = betrayed(tx, release)?;
    if !betrayed.is_empty() {
        return Err(stopped(&betrayed).into());
    }
    Ok(Checked(count(tx)?))
}

/// Logs a release that was checked; once more, if something else has left in between.
pub(crate) fn log(
    tx: &mut Tx<'_>,
    scope: &Scope<ExportEvidence>,
    release: &Release,
    checked: Checked,
    at: kernel::Instant,
    entropy: &dyn Entropy,
) -> Result<Pass<ExportEvidence, Id>, Stop> {
    if Checked(count(tx)?) != checked {
        check(tx, release)?;
    }
    let hash = hex::encode(&Sha256::digest(&release.bytes));
    let cells =
        serde_json::to_string(&release.cells.cells).map_err(|error| Fault::caused("a release", error))?;
    let claims = serde_json::to_string(&release.claims).map_err(|error| Fault::caused("a release", error))?;
    let account = scope
        .account_id()
        .ok_or_else(|| Fault::new("an export without an account"))?;
    let seal = |column: &'static str, text: &Personal<String>| {
        let text = text.reveal().as_bytes();
        (!text.is_empty()).then(|| tx.keys().seal("release", column, release.id, text, entropy))
    };
    let (recipient, reason) = (
        seal("recipient_sealed", &release.purpose.recipient),
        seal("reason_sealed", &release.purpose.reason),
    );
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
            at,
            recipient,
            reason,
            claims
        ],
    )?;
    Ok(scope.pass_new::<ReleaseRecord>(release.id))
}
