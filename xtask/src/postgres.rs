//! A throwaway PostgreSQL: its own folder, its own port, stopped and removed at the end.

use crate::tools::{debian, find, free_port, step};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server.
pub(crate) struct Postgres {
    bin: PathBuf,
    data: PathBuf,
    port: u16,
    as_user: Option<&'static str>,
}

impl Postgres {
    /// Starts one as a house has it, installing Debian's package first if there is none.
    pub(crate) fn start() -> Result<Self> {
        Self::under(&std::env::temp_dir(), "")
    }

    /// Starts one for tests, each of which makes a database and throws it away: nobody cleans up behind them.
    pub(crate) fn for_tests(folder: &Path) -> Result<Self> {
        Self::under(
            folder,
            "-c autovacuum=off -c checkpoint_timeout=1h -c max_wal_size=4GB -c wal_level=minimal -c max_wal_senders=0",
        )
    }

    /// Starts one whose data stand in a folder, with more settings.
    fn under(folder: &Path, more: &str) -> Result<Self> {
        let bin = server_folder()?;
        let port = free_port()?;
        let data = folder.join(format!("trellis-postgres-{port}"));
        std::fs::create_dir_all(&data)?;
        // The server refuses to run as root: the package's own user runs it then.
        let root_user = Command::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"0");
        let server = Self {
            bin,
            data,
            port,
            as_user: root_user.then_some("postgres"),
        };
        if root_user {
            step(
                "hand the folder to the server's user",
                Command::new("chown").arg("postgres").arg(&server.data),
            )?;
        }
        let cluster = server.data.join("cluster");
        step(
            "make a throwaway PostgreSQL",
            server
                .command("initdb")
                .args([
                    "-A",
                    "trust",
                    "-U",
                    "trellis",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "-D",
                ])
                .arg(&cluster)
                .stdout(std::process::Stdio::null()),
        )?;
        let options = format!(
            "-c listen_addresses=127.0.0.1 -p {port} -k {} -c max_connections=300 {more}",
            server.data.display()
        );
        step(
            "start it",
            server
                .command("pg_ctl")
                .args(["-w", "-l"])
                .arg(server.data.join("log"))
                .arg("-D")
                .arg(&cluster)
                .args(["-o", &options, "start"])
                .stdout(std::process::Stdio::null()),
        )?;
        Ok(server)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://trellis@127.0.0.1:{}/postgres", self.port)
    }

    /// Its first process.
    pub(crate) fn process(&self) -> Result<u32> {
        std::fs::read_to_string(self.data.join("cluster/postmaster.pid"))?
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok())
            .context("the server does not say its process")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = if let Some(user) = self.as_user {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(self.bin.join(program));
            command
        } else {
            Command::new(self.bin.join(program))
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self
            .command("pg_ctl")
            .arg("-D")
            .arg(self.data.join("cluster"))
            .args(["-m", "immediate", "stop"])
            .stdout(std::process::Stdio::null())
            .status();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

fn server_folder() -> Result<PathBuf> {
    let installed = |folder: &Path| -> Option<PathBuf> {
        let mut versions: Vec<PathBuf> = std::fs::read_dir(folder)
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .filter(|bin| bin.join("initdb").is_file())
            .collect();
        versions.sort();
        versions.pop()
    };
    let debian_folder = Path::new("/usr/lib/postgresql");
    if let Some(bin) = installed(debian_folder) {
        return Ok(bin);
    }
    if let Some(initdb) = find("initdb", &[]) {
        return initdb
            .parent()
            .map(Path::to_path_buf)
            .context("initdb has no folder");
    }
    debian("psql", "postgresql", &[])?;
    installed(debian_folder)
        .context("PostgreSQL was installed, but its server is not under /usr/lib/postgresql")
}
