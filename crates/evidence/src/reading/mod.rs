//! Reading comma-separated files in one pass and bounded memory. A file is taken whole or not at all: the first bad
//! row ends the reading and is named by line and column.

mod counts;
mod dictionary;
mod field;
mod filter;
mod pairs;
mod people;
mod plan;
mod readings;
mod record;
mod responses;
mod rows;
mod source;

pub use counts::read_counts;
pub use filter::Filter;
pub use pairs::{Paired, Pairing, read_paired};
pub use readings::{ReadingColumns, Readings, read_readings};
pub use responses::read_responses;

/// Where a file is wrong, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadRow {
    /// The file, as the caller names it.
    pub file: String,
    /// Line, from 1 (the header).
    pub line: u64,
    /// Column from 1 with its name, where one column is to blame.
    pub column: Option<(usize, String)>,
    /// What is wrong, in plain words.
    pub message: String,
}

impl std::fmt::Display for BadRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        match &self.column {
            Some((place, name)) if name.is_empty() => write!(f, ", column {place}")?,
            Some((place, name)) => write!(f, ", column {place} ({name})")?,
            None => {}
        }
        write!(f, ": {}", self.message)
    }
}

/// Why nothing came out.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The input is wrong.
    #[error("{0}")]
    Row(BadRow),
    /// What was asked for does not fit the input, or is not given out.
    #[error("{0}")]
    Asked(String),
    /// The file could not be read, or the result not be written.
    #[error("{0}: {1}")]
    Io(String, #[source] std::io::Error),
}

/// A file to read, with the name that problems are reported under.
pub struct Input<'r> {
    /// Its name.
    pub name: &'r str,
    /// Its bytes.
    pub bytes: &'r mut dyn std::io::Read,
}

impl<'r> Input<'r> {
    /// A named file.
    pub fn new(name: &'r str, bytes: &'r mut dyn std::io::Read) -> Self {
        Self { name, bytes }
    }
}

/// A bad row of a file.
fn bad(file: &str, line: u64, column: Option<(usize, &str)>, message: impl Into<String>) -> Trouble {
    let column = column.map(|(place, name)| (place, name.to_owned()));
    Trouble::Row(BadRow {
        file: file.to_owned(),
        line,
        column,
        message: message.into(),
    })
}

/// Text shown back to the person: short, on one line, without control characters.
fn quoted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out: String = text
        .chars()
        .take(40)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(40).is_some() {
        out.push('…');
    }
    format!("\"{out}\"")
}
