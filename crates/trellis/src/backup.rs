//! `trellis backup` and `trellis restore`: a copy counts only when it was opened again and its audit trail walked.

use crate::folder::Folder;
use crate::options::{Backup, Restore};
use crate::sealed;
use crate::workplace::{open, open_place, told};
use anyhow::{Context, Result, bail};
use audit::Head;
use kernel::{Clock, SystemClock, SystemEntropy};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Db, Keys, Limits, Target};

/// Makes a sealed backup while the server runs.
pub(crate) fn backup(options: &Backup) -> Result<()> {
    if options.place.database.is_some() {
        bail!(
            "this command copies the file engine; on PostgreSQL use pg_dump, and keep the data folder's key with it"
        );
    }
    let folder = Folder::at(&options.place.data);
    let key = folder.key()?;
    let recipient = match &options.to {
        Some(recipient) => recipient.clone(),
        None => folder
            .recipient()?
            .context("no backup key is set: give the public one with --to")?,
    };
    let db = open_place(&options.place)?;
    let head = audit::head(&db, SystemClock.now()).map_err(told)?;
    let snapshot = Scratch::beside(&options.file)?;
    db.snapshot_to(snapshot.path())?;
    let events = check(snapshot.path(), &key, Some(&head))?;
    sealed::seal(snapshot.path(), &key, &recipient, &options.file)?;
    writeln!(
        std::io::stdout(),
        "Sealed {}: opened again, compared, {events} audit events walked.",
        options.file.display()
    )?;
    Ok(())
}

/// Restores a sealed backup into a new folder.
pub(crate) fn restore(options: &Restore) -> Result<()> {
    if options.place.database.is_some() {
        bail!("a backup of the file engine is restored into a data folder; on PostgreSQL use pg_restore");
    }
    let folder = Folder::at(&options.place.data);
    if !folder.is_new() {
        bail!(
            "{} is not empty: a backup is restored into a new folder",
            folder.path().display()
        );
    }
    let identity = std::fs::read_to_string(&options.identity)
        .with_context(|| format!("cannot read {}", options.identity.display()))?;
    let head = match &options.head {
        None => None,
        Some(path) => Some(
            Head::parse(&std::fs::read_to_string(path)?)
                .with_context(|| format!("{} is not a head of the audit trail", path.display()))?,
        ),
    };
    let snapshot = Scratch::beside(&folder.path().with_extension("restored"))?;
    let key = sealed::open(&options.file, &identity, snapshot.path())?;
    let events = check(snapshot.path(), &key, head.as_ref())?;
    folder.write_key(&key)?;
    std::fs::copy(snapshot.path(), folder.database())?;
    let restored = open(&folder, None)?;
    match audit::verify(&restored).map_err(told)? {
        Ok(length) if length == events => writeln!(
            std::io::stdout(),
            "Restored {}: {events} audit events walked.",
            folder.path().display()
        )?,
        Ok(length) => bail!("the restored copy holds {length} of {events} audit events"),
        Err(broken) => bail!("the restored audit trail does not fit at {broken}"),
    }
    Ok(())
}

/// Opens a snapshot, which checks its pages and keys, and walks its audit trail.
fn check(snapshot: &Path, key: &[u8; 32], head: Option<&Head>) -> Result<i64> {
    let db = Db::open(
        &Target::Sqlite(snapshot.to_path_buf()),
        Keys::from_master(key),
        Limits {
            readers: 1,
            ..Limits::default()
        },
    )?;
    let verdict = match head {
        Some(head) => audit::verify_with_head(&db, head),
        None => audit::verify(&db),
    }
    .map_err(told)?;
    verdict.map_err(|broken| {
        anyhow::anyhow!("the copy's audit trail does not fit at {broken}: it does not count as a backup")
    })
}

/// A file that goes when it is dropped, with what SQLite puts beside it.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(target: &Path) -> Result<Self> {
        let name = format!("snapshot-{}", kernel::Entropy::token(&SystemEntropy));
        let folder = target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        Ok(Self(folder.join(name)))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", self.0.display()));
        }
    }
}
