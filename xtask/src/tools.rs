//! Running programs, and installing the ones a test needs.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    cargo_in(&root())
}

/// The same, in another folder.
pub(crate) fn cargo_in(folder: &Path) -> Command {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo names itself this way to the programs it runs"
    )]
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(program);
    command.current_dir(folder);
    // What it told us of our own package is not of those it builds: a build script that looks at it would be run, and all behind it built, anew.
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The files under a folder with one of these endings, in order; what is built or installed there is left out.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    if !folder.is_dir() {
        return Ok(all);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| {
                ["target", "output", "node_modules"]
                    .iter()
                    .any(|built| name == *built)
            }) {
                continue;
            }
            all.extend(files(&path, endings)?);
        } else if path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| endings.contains(&ending))
        {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

/// Says what is about to happen, runs it, and fails if it fails.
pub(crate) fn step(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("\n== {what}");
    let status = command
        .status()
        .with_context(|| format!("{what}: cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{what}: {status}");
    }
    Ok(())
}

/// How many seconds to wait before each further try at something that comes over the network.
const PAUSES: [u64; 4] = [5, 20, 60, 120];

/// Runs what fetches something over the network, and again a few times where it fails: an hour of tests is not lost to a mirror that was busy.
pub(crate) fn fetch(what: &str, command: &mut Command) -> Result<()> {
    if find(&command.get_program().to_string_lossy(), &[]).is_none() {
        return step(what, command);
    }
    for pause in PAUSES {
        match step(what, command) {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("{error}: tried again in {pause} seconds"),
        }
        std::thread::sleep(Duration::from_secs(pause));
    }
    step(what, command)
}

/// Runs it beside something else: what it says is shown together once it has ended.
pub(crate) fn aside(what: &str, command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{what}: cannot start {}", command.get_program().display()))?;
    eprintln!(
        "\n== {what}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    if !output.status.success() {
        bail!("{what}: {}", output.status);
    }
    Ok(())
}

/// A program found on the path or in one of `folders`.
pub(crate) fn find(program: &str, folders: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(folders.iter().map(PathBuf::from))
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// Makes sure a Debian package's program is there; installs it when we may, says how when we may not.
pub(crate) fn debian(program: &str, package: &str, folders: &[&str]) -> Result<PathBuf> {
    if let Some(found) = find(program, folders) {
        return Ok(found);
    }
    eprintln!("{program} is missing: installing Debian's package {package}");
    let root_user = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if !root_user || find("apt-get", &[]).is_none() {
        bail!(
            "{program} is needed and cannot be installed from here. On Debian or Ubuntu: sudo apt-get install {package}"
        );
    }
    fetch("apt-get update", Command::new("apt-get").args(["update", "-qq"]))?;
    fetch(
        &format!("apt-get install {package}"),
        Command::new("apt-get")
            .args(["install", "-y", "-qq", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    find(program, folders).with_context(|| format!("{package} was installed, but {program} is not there"))
}

/// What a SQLite database answers, row by row: asked by SQLite's own program, and not by the one that wrote the file.
pub(crate) fn ask(database: &Path, question: &str) -> Result<Vec<Vec<String>>> {
    // Between values and between rows stand characters that no value has.
    let output = Command::new(debian("sqlite3", "sqlite3", &[])?)
        .args(["-batch", "-noheader", "-ascii"])
        .arg(database)
        .arg(question)
        .output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?
        .split_terminator('\u{1e}')
        .map(|row| row.split('\u{1f}').map(str::to_owned).collect())
        .collect())
}

/// The Python of an environment in `folder` that has these packages (`name==version`) from PyPI; made when it is missing.
pub(crate) fn environment(folder: &Path, packages: &[String]) -> Result<PathBuf> {
    let (python, made) = (folder.join("bin/python"), folder.join("packages"));
    if std::fs::read_to_string(&made).is_ok_and(|known| known == packages.join("\n")) {
        return Ok(python);
    }
    step(
        "an environment for Python",
        Command::new(debian("python3", "python3-venv", &[])?)
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )?;
    fetch(
        &format!("packages of Python: {}", packages.join(", ")),
        Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet"])
            .args(packages),
    )?;
    std::fs::write(made, packages.join("\n"))?;
    Ok(python)
}

/// A folder for what tests throw away, removed with this value: where `TMPDIR` says, else in memory where the machine has enough of that as
/// a folder, so that nobody waits for syncs of a disk.
pub(crate) struct Scratch(PathBuf);

/// Kilobytes that a folder in memory must have free; a container's often has 64 MB in all.
const ROOM: u64 = 4 << 20;

/// How many this process has made.
static MADE: AtomicU32 = AtomicU32::new(0);

impl Scratch {
    pub(crate) fn new() -> Result<Self> {
        let memory = Path::new("/dev/shm");
        let above = if std::env::var_os("TMPDIR").is_none() && free(memory).is_some_and(|free| free >= ROOM) {
            memory.to_path_buf()
        } else {
            std::env::temp_dir()
        };
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = above.join(format!("trellis-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Kilobytes that are free where this folder is; `None` where there is no such folder, or nobody can tell.
fn free(folder: &Path) -> Option<u64> {
    let told = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    told.status
        .success()
        .then(|| available(&String::from_utf8_lossy(&told.stdout)))
        .flatten()
}

/// The fourth column of what `df -Pk` says of one folder.
fn available(told: &str) -> Option<u64> {
    told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// A TCP port that is free now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(test)]
mod checks {
    use super::{Path, ROOM, available, free};

    /// A container's 64 MB are not enough for the tests; a folder that is not there has nothing free.
    #[test]
    fn memory_is_taken_where_it_is_enough() {
        let head = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n";
        let small = format!("{head}shm                  65536        0     65536       0% /dev/shm\n");
        assert_eq!(available(&small), Some(65_536));
        assert!(available(&small) < Some(ROOM));
        assert_eq!(available(head), None);
        assert_eq!(free(Path::new("/no/such/folder")), None);
        assert!(free(Path::new("/")).is_some());
    }
}
