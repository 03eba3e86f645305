//! Calendar files, read by a library of others, which has nothing in common with the crate that writes them.

use super::reader::Reader;
use anyhow::Result;

pub(super) const ICALENDAR: Reader = Reader {
    name: "icalendar",
    packages: &["icalendar==7.3.2"],
    what: "calendar files",
    test: "calendars::calendars_for_the_other_program",
    script: include_str!("calendars.py"),
};

/// What people are sent, and so many meetings by chance.
pub(crate) fn check(count: usize) -> Result<String> {
    ICALENDAR.read(count)?;
    Ok(format!(
        "read by {} for Python: invitation, change, dropped day, cancellation, calendar of one's own, a meeting agreed, moved and called off, and {count} meetings by chance; each says its days to the minute in London, \
         \"Meeting\" and nothing of anybody, and replaces the one before",
        ICALENDAR.version()
    ))
}
