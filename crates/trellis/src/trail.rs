//! `trellis audit`.

use crate::options::Place;
use crate::workplace::{open_place, told};
use anyhow::{Context, Result};
use audit::Head;
use kernel::{Clock, SystemClock};
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use store::Db;

/// Walks the trail; 1 when it does not fit.
pub(crate) fn verify(place: &Place, head: Option<&Path>) -> Result<u8> {
    let db = open_place(place)?;
    let verdict = match head {
        None => audit::verify(&db),
        Some(path) => audit::verify_with_head(&db, &newest_head(path)?),
    }
    .map_err(told)?;
    match verdict {
        Ok(length) => {
            writeln!(std::io::stdout(), "The audit trail is whole: {length} events.")?;
            Ok(0)
        }
        Err(broken) => {
            writeln!(std::io::stdout(), "The audit trail does not fit at {broken}.")?;
            Ok(1)
        }
    }
}

/// The newest head that a file holds: one head, or all that a witness was given.
///
/// # Errors
/// When there is none.
pub(crate) fn newest_head(path: &Path) -> Result<Head> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    newest(&text).with_context(|| format!("{} is not a head of the audit trail", path.display()))
}

/// The newest head of a text; a head has five lines.
fn newest(text: &str) -> Option<Head> {
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.get(lines.len().checked_sub(5)?..)?;
    Head::parse(&format!("{}\n", last.join("\n")))
}

/// Prints the head.
pub(crate) fn head(place: &Place) -> Result<()> {
    let db = open_place(place)?;
    let head = audit::head(&db, SystemClock.now()).map_err(told)?;
    write!(std::io::stdout(), "{head}")?;
    Ok(())
}

/// Seconds between two heads for the witness (security.md SB3).
const WITNESS: u64 = 3600;

/// Adds the signed head of the trail to the witness's file now and each hour for as long as the process lives. Earlier heads stay: each
/// can be held against the trail.
///
/// # Errors
/// When the file cannot be written at the start.
pub(crate) fn keep_witness(db: &Db, file: &Path) -> Result<()> {
    add_head(db, file)?;
    let (db, file) = (db.clone(), file.to_path_buf());
    std::thread::Builder::new()
        .name("witness".to_owned())
        .spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(WITNESS));
                if let Err(error) = add_head(&db, &file) {
                    tracing::error!(%error, "the head of the audit trail did not reach its witness");
                }
            }
        })?;
    Ok(())
}

fn add_head(db: &Db, file: &Path) -> Result<()> {
    let head = audit::head(db, SystemClock.now()).map_err(told)?;
    let mut out = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .with_context(|| format!("cannot write {}", file.display()))?;
    write!(out, "{head}")?;
    out.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SB3: the witness holds one signed head after another, and each fits the trail that it came from.
    #[test]
    fn the_witness_keeps_every_head() {
        let database = store::testing::database();
        let file = std::env::temp_dir().join(format!("trellis-witness-{}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        demo::load(&database.db, &SystemClock, false).unwrap();
        add_head(&database.db, &file).unwrap();
        add_head(&database.db, &file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(text.lines().count(), 10, "two heads of five lines: {text}");
        let head = newest(&text).unwrap();
        assert!(audit::verify_with_head(&database.db, &head).unwrap().is_ok());
        let first: Vec<&str> = text.lines().take(5).collect();
        assert!(newest(&first.join("\n")).is_some(), "a file with one head");
        assert!(newest("nothing").is_none());
    }
}
