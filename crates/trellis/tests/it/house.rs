//! A data folder of our own, and the binary run on it.

use crate::web::{first_area, get, hidden, post};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// The binary under test.
pub(crate) fn trellis() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trellis"));
    command.env_remove("TRELLIS_DATA").env_remove("TRELLIS_DATABASE");
    command
}

/// What the program said, on both streams.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A place with a data folder made by `init`; goes when it is dropped.
pub(crate) struct House {
    pub(crate) place: tempfile::TempDir,
    /// The private backup key, in a file.
    pub(crate) identity: PathBuf,
}

impl House {
    /// As an operator makes it.
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let output = trellis()
            .args([
                "init",
                "--email",
                "first@council.example",
                "--name",
                "First Person",
                "--data",
            ])
            .arg(place.path().join("data"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let text = said(&output);
        let key = text
            .lines()
            .map(str::trim)
            .find(|line| line.starts_with("AGE-SECRET-KEY-"));
        let identity = place.path().join("identity");
        std::fs::write(&identity, key.unwrap()).unwrap();
        Self { place, identity }
    }

    /// Its data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// Runs one command on the folder.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        trellis()
            .args(words)
            .arg("--data")
            .arg(self.data())
            .output()
            .unwrap()
    }
}

/// A running server, ended when it is dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
}

impl Server {
    /// Serves a data folder.
    pub(crate) fn start(data: &Path) -> Self {
        let mut command = trellis();
        command.arg("serve").arg("--data").arg(data);
        Self::with(command)
    }

    /// Runs a command that serves.
    pub(crate) fn with(mut command: Command) -> Self {
        let port = free_port();
        let child = command
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { child, port };
        for _ in 0..600 {
            if get(port, "/sessions").is_some_and(|text| text.starts_with("HTTP/1.1 200")) {
                return server;
            }
            assert_eq!(
                server.child.try_wait().unwrap(),
                None,
                "the server ended while starting"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server did not start");
    }

    /// Ends it as an operator does, and waits.
    pub(crate) fn stop(mut self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(told.unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Asks for a link to set a new password, as a person does: fetches the form, fills it in, sends it.
pub(crate) fn ask_for_link(port: u16, email: &str) -> Option<String> {
    let path = "/sign-in/forgotten";
    post(port, path, &hidden(&get(port, path)?), &[("email", email)])
}

/// Books a place as a person does; `true` when the server said yes.
pub(crate) fn book(port: u16, session: &str, email: &str) -> Option<bool> {
    let path = format!("{session}/book");
    let form = get(port, &path)?;
    let area = first_area(&form)?;
    let typed = [
        ("name", "Robin Example"),
        ("email", email),
        ("organisation", "Example Housing"),
        ("background", "housing"),
        ("area", area.as_str()),
        ("access_needs", ""),
        ("language_needs", ""),
    ];
    Some(post(port, &path, &hidden(&form), &typed)?.starts_with("HTTP/1.1 303"))
}

/// The public sessions that a list links to.
pub(crate) fn bookable(port: u16) -> Vec<String> {
    let mut sessions: Vec<String> = get(port, "/sessions")
        .unwrap()
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("/sessions/S-"))
        .map(str::to_owned)
        .collect();
    sessions.sort();
    sessions.dedup();
    sessions
}
