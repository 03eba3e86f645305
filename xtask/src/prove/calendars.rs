//! Calendar files, read by a library of others (icalendar for Python, from PyPI), which has nothing in common with the crate that writes them.

use crate::tools::{cargo, environment, step, target};
use anyhow::Result;
use std::process::Command;

/// The library and the version whose word counts.
const ICALENDAR: &str = "icalendar==7.3.2";

/// What people are sent, and so many meetings by chance.
pub(crate) fn check(count: usize) -> Result<String> {
    let python = environment(
        &target().join("python").join("icalendar"),
        &[ICALENDAR.to_owned()],
    )?;
    let folder = target().join("calendars");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    step(
        "calendar files written",
        // With the whole workspace: what one package alone asks for would be built once more.
        cargo()
            .args(["test", "--quiet", "--workspace", "--test", "it", "--"])
            .args([
                "--ignored",
                "--exact",
                "calendars::calendars_for_the_other_program",
            ])
            .env("CALENDARS_FOLDER", &folder)
            .env("CALENDARS_COUNT", count.to_string()),
    )?;
    let script = folder.join("calendars.py");
    std::fs::write(&script, include_str!("calendars.py"))?;
    step(
        "icalendar reads them",
        Command::new(python).arg(&script).arg(&folder),
    )?;
    Ok(format!(
        "read by {} for Python: invitation, change, dropped day, cancellation, calendar of one's own, a meeting agreed, moved and called off, and {count} meetings by chance; each says its days to the minute in London, \
         \"Meeting\" and nothing of anybody, and replaces the one before",
        ICALENDAR.replace("==", " ")
    ))
}
