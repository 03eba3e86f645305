//! People after one last place at once, on both engines.

use crate::postgres::Postgres;
use crate::tools::cargo;
use anyhow::{Result, bail};
use std::process::Stdio;

/// Runs the thousand rounds on SQLite and on a PostgreSQL of our own.
pub(crate) fn run() -> Result<Vec<String>> {
    let sqlite = rounds(None)?;
    let server = Postgres::start()?;
    let postgres = rounds(Some(&server.url()))?;
    Ok(vec![
        format!("SQLite: {sqlite}"),
        format!("PostgreSQL: {postgres}"),
    ])
}

fn rounds(database: Option<&str>) -> Result<String> {
    let mut command = cargo();
    command
        .args([
            "test",
            "--release",
            "--package",
            "learning",
            "--test",
            "it",
            "races::a_thousand_rounds",
            "--",
            "--include-ignored",
            "--nocapture",
        ])
        .stderr(Stdio::inherit());
    if let Some(database) = database {
        command.env("TEST_DATABASE_URL", database);
    }
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{text}");
    }
    match text.lines().find_map(|line| line.split_once("races: ")) {
        Some((_, line)) => Ok(line.to_owned()),
        None => bail!("no round was run: {text}"),
    }
}
