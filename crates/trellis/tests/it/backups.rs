//! Backups that were restored: from either engine into either engine, under load, cut, altered, and with the wrong key.

use crate::deployment::{Deployment, counts, good, head, on, page, rows};
use crate::house::{Server, book, bookable, said};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::testing::fresh_url;

/// Books places until it is told to stop; how many were taken.
fn load(port: u16, over: &Arc<AtomicBool>) -> std::thread::JoinHandle<usize> {
    let over = Arc::clone(over);
    std::thread::spawn(move || {
        let sessions = bookable(port);
        let mut taken = 0;
        for number in 0.. {
            if over.load(Ordering::SeqCst) {
                break;
            }
            let session = sessions.get(number % sessions.len()).unwrap();
            taken +=
                usize::from(book(port, session, &format!("load-{number}@backups.example")) == Some(true));
        }
        taken
    })
}

/// Proves SR12: a backup taken while people book is restored into a new folder, on the engine it came from and on the other;
/// trail, head and every row are those of the original, and it serves the same pages.
#[test]
fn a_backup_under_load_comes_back_whole_on_either_engine() {
    let here = Deployment::new(fresh_url());
    let running = Server::with(here.command(&["demo"]));
    let over = Arc::new(AtomicBool::new(false));
    let loading = load(running.port, &over);
    let kept = here.path("head");
    std::fs::write(&kept, good(&here.run(&["audit", "head"]))).unwrap();
    let under_load = here.backup("under-load");
    std::thread::sleep(std::time::Duration::from_millis(300));
    over.store(true, Ordering::SeqCst);
    assert!(loading.join().unwrap() > 3, "people booked meanwhile");
    running.stop();

    let text = kept.to_str().unwrap();
    good(&here.restore(&under_load, "first", None, &["--head", text]));
    good(
        &on(&here.path("first"), None, &["audit", "verify", "--head", text])
            .output()
            .unwrap(),
    );

    // Nobody writes any more: now everything must be equal.
    let quiet = here.backup("quiet");
    let wanted = head(&here.path("data"), here.database.as_deref());
    good(&here.restore(&quiet, "second", None, &[]));
    assert_eq!(head(&here.path("second"), None), wanted);
    let original = rows(&here.path("second"));
    assert!(original.get("attendance").unwrap().len() > 1000);
    for (table, count) in counts(&here) {
        assert_eq!(original.get(table).unwrap().len(), count, "{table}");
    }
    if fresh_url().is_none() {
        assert_eq!(rows(&here.path("data")), original);
    }
    let sessions = page(on(&here.path("second"), None, &["demo"]));
    assert_eq!(page(here.command(&["demo"])), sessions);
    if let Some(url) = fresh_url() {
        good(&here.restore(&quiet, "third", Some(&url), &[]));
        assert_eq!(head(&here.path("third"), Some(&url)), wanted);
        let back = here.path("back");
        good(
            &on(
                &here.path("third"),
                Some(&url),
                &["backup", back.to_str().unwrap()],
            )
            .arg("--to")
            .arg(
                std::fs::read_to_string(here.path("data/backup-recipient"))
                    .unwrap()
                    .trim(),
            )
            .output()
            .unwrap(),
        );
        good(&here.restore(&back, "fourth", None, &[]));
        assert_eq!(rows(&here.path("fourth")), original);
        assert_eq!(page(on(&here.path("third"), Some(&url), &["demo"])), sessions);
        let again = here.restore(&quiet, "fifth", Some(&url), &[]);
        assert!(said(&again).contains("not empty"), "{}", said(&again));
        assert_eq!(again.status.code(), Some(1));
    }
    let verdict = here.run(&["audit", "verify", "--head", text]);
    good(&verdict);
}

/// Proves SR12: a deployment that grew on the file engine moves to PostgreSQL and back with every row.
#[test]
fn a_deployment_moves_to_postgresql_and_back() {
    let Some(url) = fresh_url() else { return };
    let here = Deployment::new(None);
    let running = Server::with(here.command(&["demo"]));
    let session = bookable(running.port);
    assert_eq!(
        book(running.port, session.first().unwrap(), "one@backups.example"),
        Some(true)
    );
    running.stop();
    let file = here.backup("file");
    good(&here.restore(&file, "moved", Some(&url), &[]));
    assert_eq!(
        head(&here.path("moved"), Some(&url)),
        head(&here.path("data"), None)
    );
    let back = here.path("back");
    let recipient = std::fs::read_to_string(here.path("data/backup-recipient")).unwrap();
    let made = on(
        &here.path("moved"),
        Some(&url),
        &["backup", back.to_str().unwrap()],
    )
    .args(["--to", recipient.trim()])
    .output();
    good(&made.unwrap());
    good(&here.restore(&back, "back-again", None, &[]));
    assert_eq!(rows(&here.path("back-again")), rows(&here.path("data")));
}

/// Proves SR12: a backup that was cut short, altered, sealed to another key, or is older than the head of the trail that
/// somebody kept is refused, and leaves no data behind.
#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let here = Deployment::new(fresh_url());
    let running = Server::with(here.command(&["demo"]));
    let file = here.backup("good");
    let session = bookable(running.port);
    for number in 0..session.len() {
        let _ = book(
            running.port,
            session.get(number).unwrap(),
            &format!("late-{number}@backups.example"),
        );
    }
    running.stop();
    let bytes = std::fs::read(&file).unwrap();
    let refused = |name: &str, bytes: &[u8], more: &[&str], words: &str| {
        let damaged = here.path(name);
        std::fs::write(&damaged, bytes).unwrap();
        let folder = format!("restored-{name}");
        let output = here.restore(&damaged, &folder, None, more);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
        assert!(!here.path(&folder).exists(), "{name}");
    };
    let length = bytes.len();
    refused(
        "cut",
        bytes.get(..length / 2).unwrap(),
        &[],
        "cut short or altered",
    );
    refused(
        "last",
        bytes.get(..length - 1).unwrap(),
        &[],
        "cut short or altered",
    );
    let mut altered = bytes.clone();
    *altered.get_mut(length / 2).unwrap() ^= 1;
    refused("altered", &altered, &[], "cut short or altered");
    refused("other", b"not a backup at all", &[], "not a sealed backup");
    let later = here.path("later");
    std::fs::write(&later, good(&here.run(&["audit", "head"]))).unwrap();
    refused(
        "old",
        &bytes,
        &["--head", later.to_str().unwrap()],
        "its tail was cut",
    );
    let stranger = Deployment::new(None);
    Server::with(stranger.command(&["demo"])).stop();
    let output = stranger.restore(&file, "stolen", None, &[]);
    assert!(said(&output).contains("does not open"), "{}", said(&output));
    assert!(!stranger.path("stolen").exists());
}

/// Proves SR12: a server that was told where makes its first backup at once, of either engine, and it restores.
#[test]
fn the_server_makes_backups_by_itself() {
    let here = Deployment::new(fresh_url());
    let kept = here.path("kept");
    let mut lost = here.command(&["demo"]);
    lost.arg("--backups").arg(&kept);
    let refused = said(&lost.output().unwrap());
    assert!(refused.contains("cannot keep backups in"), "{refused}");
    std::fs::create_dir(&kept).unwrap();
    let mut command = here.command(&["demo"]);
    command.arg("--backups").arg(&kept);
    let running = Server::with(command);
    let made = first_backup(&kept);
    running.stop();
    good(&here.restore(&made, "restored", None, &[]));
    // The server went on with its own work meanwhile: the trail that it left goes through where the backup ends.
    let known = here.path("of-the-backup");
    let text = good(
        &on(&here.path("restored"), None, &["audit", "head"])
            .output()
            .unwrap(),
    );
    std::fs::write(&known, text).unwrap();
    good(&here.run(&["audit", "verify", "--head", known.to_str().unwrap()]));
    // What was restored serves and makes backups itself, that the same private key opens.
    let next = here.path("next");
    std::fs::create_dir(&next).unwrap();
    let mut command = on(&here.path("restored"), None, &["demo"]);
    command.arg("--backups").arg(&next);
    let running = Server::with(command);
    let made = first_backup(&next);
    running.stop();
    good(&here.restore(&made, "once-more", None, &[]));
    // And to another key, when the administrator says so.
    let key = |public: &str| {
        on(&here.path("restored"), None, &["backup-key", public])
            .output()
            .unwrap()
    };
    let refused = key("age1nonsense");
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("not an age recipient"),
        "{}",
        said(&refused)
    );
    let stranger = Deployment::new(None);
    Server::with(stranger.command(&["demo"])).stop();
    let other = std::fs::read_to_string(stranger.path("data/backup-recipient")).unwrap();
    good(&key(other.trim()));
    let file = here.path("other");
    good(
        &on(&here.path("restored"), None, &["backup", file.to_str().unwrap()])
            .output()
            .unwrap(),
    );
    good(&stranger.restore(&file, "by-the-other", None, &[]));
}

/// The first backup that a server makes by itself.
fn first_backup(kept: &Path) -> PathBuf {
    (0..600)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            let mut there = std::fs::read_dir(kept)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            there.find(|path| path.extension().is_some_and(|ending| ending == "sealed"))
        })
        .unwrap()
}
