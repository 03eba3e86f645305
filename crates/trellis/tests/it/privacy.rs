//! Nothing that Trellis puts on a disk is for other users of the machine, and its memory never gets there.

use crate::house::{House, Server, said, trellis};
use crate::web::get;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// Opens everything to everybody, as a careless copy or a loose umask leaves it, but for the key, which is refused then.
fn expose(folder: &Path) {
    for path in files(folder) {
        if path.extension().is_none_or(|ending| ending != "key") {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o666)).unwrap();
        }
    }
    std::fs::set_permissions(folder, PermissionsExt::from_mode(0o777)).unwrap();
}

fn assert_private(folder: &Path, least: usize) {
    assert_eq!(mode(folder), 0o700, "{}", folder.display());
    let found = files(folder);
    assert!(found.len() >= least, "{found:?}");
    for path in found {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

/// Proves SK5: the data folder, the database with its log, the key and a backup are their owner's alone, also when the
/// system's umask hides nothing, and when somebody had opened the folder to all.
#[test]
fn nothing_on_the_disk_is_for_others() {
    let house = House::new();
    expose(&house.data());
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "umask 000; exec \"$0\" serve --data \"$@\"",
            env!("CARGO_BIN_EXE_trellis"),
        ])
        .arg(house.data());
    let server = Server::with(command);
    get(server.port, "/").unwrap();
    // Key, recipient, database, log, shared memory of the log.
    let recipient = house.data().join("backup-recipient");
    std::fs::set_permissions(&recipient, PermissionsExt::from_mode(0o600)).unwrap();
    assert_private(&house.data(), 5);
    let backup = house.place.path().join("copy.backup");
    std::fs::write(&backup, "an older copy, readable by all").unwrap();
    let output = house.run(&["backup", backup.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(mode(&backup), 0o600);
    server.stop();
    let restored = house.place.path().join("restored");
    let output = trellis()
        .arg("restore")
        .arg(&backup)
        .arg("--identity")
        .arg(&house.identity)
        .arg("--data")
        .arg(&restored)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_private(&restored, 2);
}

/// Proves SK5: the running process has umask 077 and may leave no core dump, whoever started it.
#[cfg(target_os = "linux")]
#[test]
fn a_running_process_leaves_nothing_behind() {
    let house = House::new();
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "umask 000; ulimit -S -c unlimited 2>/dev/null; exec \"$0\" serve --data \"$@\"",
            env!("CARGO_BIN_EXE_trellis"),
        ])
        .arg(house.data());
    let server = Server::with(command);
    let about = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", server.child.id())).unwrap();
    let status = about("status");
    assert!(status.contains("\nUmask:\t0077\n"), "{status}");
    let limits = about("limits");
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let words: Vec<&str> = core.split_whitespace().collect();
    assert_eq!(words.get(4..6), Some(&["0", "0"][..]), "{core}");
}

fn unit() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operating/trellis.service")
}

/// Proves SK5: the service unit keeps its own user, a read-only system, no dumps, no swap, and no outbound traffic but to the
/// mail server.
#[test]
fn the_service_unit_shuts_the_process_in() {
    let text = std::fs::read_to_string(unit()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for wanted in [
        "User=trellis",
        "UMask=0077",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "IPAddressDeny=any",
        "IPAddressAllow=localhost",
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
    ] {
        assert!(lines.contains(&wanted), "{wanted}");
    }
    let values =
        |key: &str| -> Vec<&str> { lines.iter().filter_map(|line| line.strip_prefix(key)).collect() };
    let writable: Vec<&str> = values("ReadWritePaths=")
        .iter()
        .flat_map(|paths| paths.split(' '))
        .collect();
    assert_eq!(
        writable,
        ["/srv/trellis", "/srv/trellis-backups", "/srv/trellis-witness"]
    );
    // Loopback, and the one mail server.
    assert_eq!(values("IPAddressAllow=").len(), 2);
    // What the unit sets and runs is what the program knows.
    assert_eq!(values("ExecStart="), ["/usr/local/bin/trellis serve"]);
    let help = said(&trellis().args(["serve", "--help"]).output().unwrap());
    let set: BTreeMap<&str, &str> = values("Environment=")
        .iter()
        .map(|setting| setting.split_once('=').unwrap())
        .collect();
    for variable in set.keys() {
        assert!(help.contains(&format!("[env: {variable}=")), "{variable}");
    }
    // Behind the proxy everybody would count as one source without it, and without a witness a tail can be cut unseen (SB3).
    assert_eq!(set.get("TRELLIS_PROXY"), Some(&"127.0.0.1"));
    for place in ["TRELLIS_DATA", "TRELLIS_BACKUPS", "TRELLIS_WITNESS"] {
        let path = Path::new(set.get(place).unwrap());
        assert!(
            writable.iter().any(|folder| path.starts_with(folder)),
            "{place} cannot be written"
        );
    }
}

/// Proves SK5: systemd's own measure of the unit is at most 3.0 (where systemd is installed).
#[test]
fn the_service_unit_is_measured() {
    let Ok(output) = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=30", "--no-pager"])
        .arg(unit())
        .output()
    else {
        return;
    };
    let text = said(&output);
    assert!(
        output.status.success() || text.contains("unrecognized option"),
        "exposure above 3.0: {text}"
    );
}
