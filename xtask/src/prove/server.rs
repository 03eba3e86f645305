//! A server of our own to attack: a demonstration folder, a free port, and a way to end it without warning.

use crate::tools::{cargo, free_port, step, target};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A scratch folder that goes when it is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// A new folder.
    pub(crate) fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("trellis-{name}-{}", free_port()?));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// A path inside.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Builds the binary that is served here: as it is released.
pub(crate) fn build() -> Result<()> {
    step(
        "build",
        cargo().args(["build", "--release", "--package", "trellis"]),
    )
}

/// The release binary.
pub(crate) fn binary() -> PathBuf {
    target().join("release/trellis")
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Server {
    /// Starts the demonstration in `data`, behind `prefix` (a tracer and its arguments; may be empty).
    pub(crate) fn start(data: &Path, prefix: &[String]) -> Result<Self> {
        let port = free_port()?;
        let listen = format!("127.0.0.1:{port}");
        let mut command = if let Some((program, arguments)) = prefix.split_first() {
            let mut command = Command::new(program);
            command.args(arguments).arg(binary());
            command
        } else {
            Command::new(binary())
        };
        let child = command
            .arg("demo")
            .arg("--data")
            .arg(data)
            .args(["--listen", &listen])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self { child, port };
        for _ in 0..1200 {
            if super::form::get(port, "/sessions").is_ok_and(|answer| answer.status == 200) {
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended while starting: {status}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the server did not start");
    }

    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL. Behind a tracer the server itself is killed, and the tracer then ends with its record whole: killed first, it would
    /// leave the server running.
    pub(crate) fn kill(&mut self) {
        let traced = children(self.child.id());
        for process in &traced {
            let _ = Command::new("kill").args(["-KILL", process]).status();
        }
        if !traced.is_empty() {
            for _ in 0..100 {
                if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM; how long it took to end, and whether it ended well.
    pub(crate) fn stop(&mut self) -> Result<(Duration, bool)> {
        let begun = std::time::Instant::now();
        Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()?;
        let status = self.child.wait()?;
        Ok((begun.elapsed(), status.success()))
    }
}

/// The processes that a process has started.
fn children(process: u32) -> Vec<String> {
    std::fs::read_to_string(format!("/proc/{process}/task/{process}/children"))
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
