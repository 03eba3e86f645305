//! Backups that the server makes by itself: a whole one each hour, and every five minutes what changed since (security.md SR12).

use crate::backup::{OPEN_COPY, Taken};
use crate::changes::{self, Pages};
use crate::folder::Folder;
use crate::sealed;
use crate::workplace::in_words;
use anyhow::{Context, Result};
use kernel::{Clock, Day, Instant, SystemClock};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Db;

/// Seconds between two whole backups.
const WHOLE: i64 = 3600;
/// Seconds between two turns.
const TURN: u64 = 300;
/// Days for which backups are kept.
pub(crate) const KEPT: i64 = 14;
/// Endings of a whole backup and of the changes since.
const ENDINGS: [&str; 2] = ["sealed", "changes"];

/// Makes the backups of one data folder.
pub(crate) struct Backups {
    db: Db,
    folder: Folder,
    key: [u8; 32],
    recipient: String,
    place: PathBuf,
    last: Option<Whole>,
}

/// The newest whole backup.
struct Whole {
    at: Instant,
    name: String,
    pages: Pages,
}

impl Backups {
    /// Backups into the folder `place`, which is there.
    ///
    /// # Errors
    /// When there is no such folder, or no public backup key.
    pub(crate) fn new(db: &Db, folder: &Folder, place: &Path) -> Result<Self> {
        let there = std::fs::read_dir(place)
            .with_context(|| format!("cannot keep backups in {}", place.display()))?;
        for entry in there.chain(std::fs::read_dir(folder.path())?) {
            let entry = entry?;
            // A process that was killed left an open copy, or half a sealed one.
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(OPEN_COPY) || name.ends_with(".unfinished") {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(Self {
            db: db.clone(),
            key: folder.key()?,
            recipient: folder
                .recipient()?
                .context("no backup key is set, so no backup can be sealed: set the public one with `trellis backup-key`")?,
            folder: folder.clone(),
            place: place.to_path_buf(),
            last: None,
        })
    }

    /// Makes a backup now and then one in each turn, for as long as the process lives.
    ///
    /// # Errors
    /// When there is no thread for it.
    pub(crate) fn keep(mut self) -> Result<()> {
        std::thread::Builder::new()
            .name("backups".to_owned())
            .spawn(move || {
                loop {
                    if let Err(error) = self.turn(SystemClock.now()) {
                        tracing::error!(error = in_words(&error), "a backup failed");
                    }
                    std::thread::sleep(Duration::from_secs(TURN));
                }
            })?;
        Ok(())
    }

    /// A whole backup when the last is an hour old, else what changed since.
    ///
    /// # Errors
    /// When it cannot be taken, checked, written, or opened again.
    fn turn(&mut self, now: Instant) -> Result<()> {
        let taken = Taken::of(&self.db, &self.key, &self.folder.database(), now)?;
        match &self.last {
            Some(last) if now.seconds_since(last.at) < WHOLE => {
                let (body, file) = taken.beside()?;
                changes::write(&last.pages, taken.path(), file)?;
                self.seal(body.path(), &last.name, "changes")
            }
            _ => {
                let name = now.iso().get(..16).unwrap_or_default().replace(':', "");
                self.seal(taken.path(), &name, "sealed")?;
                self.last = Some(Whole {
                    at: now,
                    name,
                    pages: Pages::of(taken.path())?,
                });
                self.let_old_go(now.day())?;
                // While nothing can be written, backups are made and old ones go all the same.
                if let Err(error) = taken.keep(&self.db) {
                    tracing::warn!(
                        error = in_words(&error),
                        "a backup was made and could not be noted"
                    );
                }
                Ok(())
            }
        }
    }

    fn seal(&self, content: &Path, name: &str, ending: &str) -> Result<()> {
        let target = self.place.join(format!("{name}.{ending}"));
        sealed::seal(content, &self.key, &self.recipient, &target)
    }

    /// Deletes what is older than two weeks, of the files with names as they are given here.
    fn let_old_go(&self, today: Day) -> Result<()> {
        for entry in std::fs::read_dir(&self.place)? {
            let path = entry?.path();
            let made = path
                .file_stem()
                .and_then(|stem| stem.to_str()?.split_once('T'))
                .and_then(|(day, _)| Day::parse(day));
            let ours = path
                .extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| ENDINGS.contains(&ending));
            if ours && made.is_some_and(|day| today.days_since(day) > KEPT) {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Place, Restore};
    use access::actions::SystemJob;
    use access::{Scope, Viewer};
    use audit::Done;
    use store::{Keys, Limits, Target, values};
    use ticket::Ticket;

    store::statements! {
        AREA_INSERT = "insert into area (id, name, kind) values (?1, ?2, 'borough')";
        AREA_NAMES = "select name from area order by name";
    }

    fn add(db: &Db, number: u32) {
        db.write_now(move |tx| {
            let id = kernel::Id::parse(&format!("018f0000-0000-7000-8000-{number:012}")).unwrap();
            tx.run(&AREA_INSERT, values![id, format!("Area {number}")])?;
            let system = Scope::<SystemJob>::of(&Viewer::system(Ticket::of("test")))?;
            Ok(Done::upkeep(&system, ()))
        })
        .unwrap();
    }

    fn names(db: &Db) -> Vec<String> {
        db.read_now(|tx| Ok(tx.all(&AREA_NAMES, &[], |row| row.get(0))?))
            .unwrap()
    }

    fn files(place: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(place)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Proves SR12: the server's own backups are a whole one each hour and the changes since in between; both together restore
    /// the state of the last turn, and what is older than two weeks goes.
    #[test]
    fn the_last_turn_comes_back_from_the_backup_and_its_changes() {
        let place = tempfile::tempdir().unwrap();
        let (folder, kept) = (Folder::at(&place.path().join("data")), place.path().join("kept"));
        std::fs::create_dir(&kept).unwrap();
        folder.make(&kernel::SeededEntropy::new(5), false).unwrap();
        assert!(
            Backups::new(&store::testing::database().db, &folder, &kept).is_err(),
            "no key to seal to"
        );
        let (private, public) = sealed::fresh_keys();
        folder.set_recipient(&public).unwrap();
        let identity = place.path().join("identity");
        std::fs::write(&identity, private).unwrap();
        let open = |folder: &Folder| {
            let keys = Keys::from_master(&folder.key().unwrap());
            Db::open(&Target::Sqlite(folder.database()), keys, Limits::default()).unwrap()
        };
        let db = open(&folder);
        db.migrate(&SystemClock).unwrap();
        for left in [
            folder.path().join("snapshot-left"),
            kept.join("2026-11-24T0100.unfinished"),
        ] {
            std::fs::write(left, "by a process that was killed").unwrap();
        }
        let mut backups = Backups::new(&db, &folder, &kept).unwrap();
        let start = Instant::on(Day::parse("2026-11-24").unwrap(), "02:00").unwrap();
        let minute = |number: i64| start.plus_seconds(number * 60);
        for old in [
            "2026-11-09T2300.sealed",
            "2026-11-09T2300.changes",
            "2026-11-10T0000.sealed",
            "2026-11-09T2300.txt",
            "mine.sealed",
        ] {
            std::fs::write(kept.join(old), "old").unwrap();
        }
        for number in [0, 5, 10, 59] {
            add(&db, u32::try_from(number).unwrap());
            backups.turn(minute(number)).unwrap();
        }
        let first = [
            "2026-11-09T2300.txt",
            "2026-11-10T0000.sealed",
            "2026-11-24T0200.changes",
            "2026-11-24T0200.sealed",
            "mine.sealed",
        ];
        assert_eq!(files(&kept), first);
        let restore = |name: &str, file: &str, changes: Option<&str>| {
            let folder = Folder::at(&place.path().join(name));
            crate::backup::restore(&Restore {
                file: kept.join(file),
                changes: changes.map(|changes| kept.join(changes)),
                place: Place {
                    data: folder.path().to_path_buf(),
                    database: None,
                },
                identity: identity.clone(),
                head: None,
            })
            .map(|()| names(&open(&folder)))
            .map_err(|error| format!("{error:#}"))
        };
        let again = Folder::at(&place.path().join("again"));
        let (whole, changes) = ("2026-11-24T0200.sealed", "2026-11-24T0200.changes");
        assert_eq!(restore("first", whole, None).unwrap(), ["Area 0"]);
        let all = ["Area 0", "Area 10", "Area 5", "Area 59"];
        assert_eq!(restore("second", whole, Some(changes)).unwrap(), all);
        assert_eq!(restore("again", whole, None).unwrap(), ["Area 0"]);
        assert_eq!(
            again.recipient().unwrap().as_deref(),
            Some(public.as_str()),
            "backups go on after a restore"
        );
        assert!(Backups::new(&open(&again), &again, &kept).is_ok());
        let refused = restore("third", changes, None).unwrap_err();
        assert!(refused.contains("--changes"), "{refused}");
        let size = |name: &str| std::fs::metadata(kept.join(name)).unwrap().len();
        assert!(
            size(changes) < size(whole) / 3,
            "{} of {}",
            size(changes),
            size(whole)
        );

        add(&db, 60);
        backups.turn(minute(60)).unwrap();
        assert_eq!(
            files(&kept).len(),
            first.len() + 1,
            "an hour later there is a second whole one"
        );
        let refused = restore("fourth", "2026-11-24T0300.sealed", Some(changes)).unwrap_err();
        assert!(refused.contains("another backup"), "{refused}");
        assert!(!place.path().join("fourth").exists());
        let plain = files(folder.path())
            .into_iter()
            .find(|name| name.starts_with("snapshot-"));
        assert_eq!(plain, None, "no open copy stays");
    }

    /// Proves SR12: while writing has stopped backups go on as always: one whole one, then what changed, and old ones go.
    #[test]
    fn backups_go_on_while_nothing_can_be_written() {
        let place = tempfile::tempdir().unwrap();
        let (folder, kept) = (Folder::at(&place.path().join("data")), place.path().join("kept"));
        std::fs::create_dir(&kept).unwrap();
        folder.make(&kernel::SeededEntropy::new(5), false).unwrap();
        folder.set_recipient(&sealed::fresh_keys().1).unwrap();
        let db = Db::open(
            &Target::Sqlite(folder.database()),
            Keys::from_master(&folder.key().unwrap()),
            Limits::default(),
        )
        .unwrap();
        db.migrate(&SystemClock).unwrap();
        let mut backups = Backups::new(&db, &folder, &kept).unwrap();
        std::fs::write(kept.join("2026-11-09T2300.sealed"), "old").unwrap();
        let start = Instant::on(Day::parse("2026-11-24").unwrap(), "02:00").unwrap();
        db.stop_writing();
        for minute in [0, 5, 10] {
            backups.turn(start.plus_seconds(minute * 60)).unwrap();
        }
        assert_eq!(
            files(&kept),
            ["2026-11-24T0200.changes", "2026-11-24T0200.sealed"]
        );
    }
}
