//! `trellis backup` and `trellis restore`: a copy counts only when it was opened again and its audit trail walked.

use crate::changes;
use crate::folder::Folder;
use crate::options::{Backup, BackupKey, Restore};
use crate::sealed;
use crate::trail;
use crate::workplace::{open, open_place, told};
use access::actions::SystemJob;
use access::{Scope, Viewer};
use anyhow::{Context, Result, bail};
use audit::{Done, Head};
use kernel::{Clock, Id, Instant, SystemClock, SystemEntropy};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Db, Keys, Limits, Target};
use ticket::Ticket;

/// Makes a sealed backup while the server runs, of either engine. What is sealed is a SQLite file, so a backup of one engine
/// can be restored into the other.
pub(crate) fn backup(options: &Backup) -> Result<()> {
    let folder = Folder::at(&options.place.data);
    let key = folder.key()?;
    let recipient = match &options.to {
        Some(recipient) => recipient.clone(),
        None => folder
            .recipient()?
            .context("no backup key is set: give the public one with --to")?,
    };
    let db = open_place(&options.place)?;
    let made = seal(&db, &key, &recipient, &options.file)?;
    // A database that still needs steps has no place for this; `trellis migrate` keeps it afterwards.
    if db.pending()?.is_empty() {
        made.keep(&db)?;
    }
    writeln!(
        std::io::stdout(),
        "Sealed {}: opened again, compared, {} audit events walked.",
        options.file.display(),
        made.events
    )?;
    Ok(())
}

/// A snapshot of one moment whose pages, keys and audit trail were checked; goes when it is dropped.
pub(crate) struct Taken {
    snapshot: Scratch,
    at: Instant,
    /// Audit events that were walked in it.
    pub(crate) events: i64,
}

impl Taken {
    /// Takes and checks one, which stands beside `neighbour` meanwhile.
    ///
    /// # Errors
    /// When it cannot be written, or what was copied does not fit.
    pub(crate) fn of(db: &Db, key: &[u8; 32], neighbour: &Path, at: Instant) -> Result<Self> {
        let head = audit::head(db, at).map_err(told)?;
        let snapshot = Scratch::beside(neighbour)?;
        db.snapshot_to(snapshot.path())?;
        let events = check(snapshot.path(), key, Some(&head))?;
        Ok(Self { snapshot, at, events })
    }

    /// Where it stands.
    pub(crate) fn path(&self) -> &Path {
        self.snapshot.path()
    }

    /// An empty file beside it, closed to others, that goes when it is dropped.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn beside(&self) -> Result<(Scratch, std::fs::File)> {
        let scratch = Scratch::beside(self.path())?;
        let file = sealed::private(scratch.path())?;
        Ok((scratch, file))
    }

    /// Keeps in the database that a backup was made of it, so that administrators see how old the newest is.
    ///
    /// # Errors
    /// When nothing can be written.
    pub(crate) fn keep(&self, db: &Db) -> Result<()> {
        let (id, at, events) = (Id::fresh(&SystemClock, &SystemEntropy), self.at, self.events);
        db.write_now(move |tx| {
            let system = Scope::<SystemJob>::of(&Viewer::system(Ticket::of("backup")))?;
            audit::keep_backup(tx, &system, id, at, events)?;
            Ok(Done::upkeep(&system, ()))
        })
        .map_err(told)
    }
}

/// Takes a snapshot, checks it, seals it into `file`, opens that again and compares.
pub(crate) fn seal(db: &Db, key: &[u8; 32], recipient: &str, file: &Path) -> Result<Taken> {
    let taken = Taken::of(db, key, file, SystemClock.now())?;
    sealed::seal(taken.path(), key, recipient, file)?;
    Ok(taken)
}

/// Sets the public key that backups are sealed to.
pub(crate) fn set_key(options: &BackupKey) -> Result<()> {
    let folder = Folder::at(&options.data);
    folder.key()?;
    folder.set_recipient(&sealed::parse_recipient(&options.public)?.to_string())?;
    writeln!(
        std::io::stdout(),
        "Backups are sealed to {}. A server that runs keeps the key it began with: start it again.",
        options.public.trim()
    )?;
    Ok(())
}

/// Restores a sealed backup into a new folder, and with `--database` into an empty PostgreSQL database.
pub(crate) fn restore(options: &Restore) -> Result<()> {
    let folder = Folder::at(&options.place.data);
    if !folder.is_new()? {
        bail!(
            "{} is not empty: a backup is restored into a new folder",
            folder.path().display()
        );
    }
    let identity = std::fs::read_to_string(&options.identity)
        .with_context(|| format!("cannot read {}", options.identity.display()))?;
    let head = options.head.as_deref().map(trail::newest_head).transpose()?;
    let snapshot = Scratch::beside(&folder.path().with_extension("restored"))?;
    let key = sealed::open(&options.file, &identity, snapshot.path())?;
    if changes::is_one(snapshot.path())? {
        bail!("this holds what changed since a backup: give the backup, and this with --changes");
    }
    if let Some(later) = &options.changes {
        let body = Scratch::beside(snapshot.path())?;
        if sealed::open(later, &identity, body.path())? != key {
            bail!("these changes belong to another deployment");
        }
        changes::apply(body.path(), snapshot.path())?;
    }
    let events = check(snapshot.path(), &key, head.as_ref())?;
    let database = options.place.database.as_deref();
    match database {
        None => {
            folder.write_key(&key)?;
            std::fs::copy(snapshot.path(), folder.database())?;
            std::fs::File::open(folder.database())?.sync_all()?;
        }
        Some(url) => {
            fill(url, &key, snapshot.path())?;
            folder.write_key(&key)?;
        }
    }
    // Whoever could open this backup opens the next ones too.
    folder.set_recipient(&sealed::public_of(&identity)?)?;
    let restored = open(&folder, database)?;
    // Whose passwords everybody knows is served by `trellis demo` only, wherever it was taken.
    if demo::is_one(&restored).map_err(told)? {
        folder.set_demo()?;
        folder.set_complete()?;
    }
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

/// Puts a snapshot into an empty PostgreSQL database.
fn fill(url: &str, key: &[u8; 32], snapshot: &Path) -> Result<()> {
    let open = |target| Db::open(&target, Keys::from_master(key), Limits::default());
    // An older backup is brought to this version first: both sides must have the same tables.
    open(Target::Sqlite(snapshot.to_path_buf()))?.migrate(&SystemClock)?;
    let db = open(Target::Postgres(url.to_owned()))?;
    db.migrate(&SystemClock)?;
    Ok(db.fill_from(snapshot)?)
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

/// How the names of open copies begin.
pub(crate) const OPEN_COPY: &str = "snapshot-";

/// A file that goes when it is dropped, with what SQLite puts beside it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    fn beside(target: &Path) -> Result<Self> {
        let name = format!("{OPEN_COPY}{}", kernel::Entropy::token(&SystemEntropy));
        let folder = target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        Ok(Self(folder.join(name)))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
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
