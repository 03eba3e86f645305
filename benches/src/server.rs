//! The process that is measured.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; ended when dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From its start to its first answer.
    pub(crate) started_in: Duration,
}

impl Server {
    /// Starts a program that takes `--flag ADDRESS`, and waits until `page` answers.
    pub(crate) fn start(mut command: Command, flag: &str, page: &str) -> Result<Self> {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let begun = Instant::now();
        let mut child = command
            .args([flag, &address.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start the server")?;
        while begun.elapsed() < Duration::from_mins(5) {
            if answers(address, page) {
                return Ok(Self {
                    child,
                    address,
                    started_in: begun.elapsed(),
                });
            }
            if let Some(status) = child.try_wait()? {
                bail!("the server ended while starting: {status}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        bail!("the server did not start")
    }

    /// The demonstration in `data`.
    pub(crate) fn trellis(binary: &Path, data: &Path, postgres: Option<&str>) -> Result<Self> {
        let mut command = Command::new(binary);
        command.arg("demo").arg("--data").arg(data);
        if let Some(url) = postgres {
            command.args(["--database", url]);
        }
        Self::start(command, "--listen", "/sessions")
    }

    /// The bare "hello": this program, called again.
    pub(crate) fn hello() -> Result<Self> {
        Self::start(Command::new(std::env::current_exe()?), "--hello", "/")
    }

    /// Its process number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        let _ = self.child.wait();
    }
}

fn answers(address: SocketAddr, page: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else {
        return false;
    };
    let _ = stream
        .write_all(format!("GET {page} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").as_bytes());
    let mut head = [0; 12];
    stream.read_exact(&mut head).is_ok() && head.ends_with(b"200")
}
