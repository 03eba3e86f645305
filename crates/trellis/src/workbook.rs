//! Workbooks that people send are read in a process of their own. What it says is taken as text and nothing else.

use crate::apart;
use anyhow::{Context, Result};
use paper::sheet::{Sheet, TOO_LARGE, UNREADABLE};
use paper::table::Reader;
use std::io::Write;

/// Reads each workbook in a process of its own.
pub(crate) const READER: Reader = Reader { workbook: read };

/// What passes between the two: the sheets, or in words what is wrong.
type Answer = Result<Vec<(String, Vec<Vec<String>>)>, String>;

fn read(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let said = apart::ask("read-workbook", bytes).map_err(|error| {
        tracing::error!(%error, "no process could be started to read a workbook");
        "The file cannot be read just now. Try again in a moment".to_owned()
    })?;
    let answer: Answer = match said {
        Some(said) => serde_json::from_slice(&said).unwrap_or_else(|_| Err(UNREADABLE.to_owned())),
        None => Err(TOO_LARGE.to_owned()),
    };
    let sheets = answer?;
    Ok(sheets
        .into_iter()
        .map(|(name, rows)| Sheet { name, rows })
        .collect())
}

/// The other side: reads a workbook from standard input and says what is in it.
pub(crate) fn child() -> Result<()> {
    let bytes = apart::given()?;
    let answer: Answer = paper::sheet::read(&bytes)
        .map(|sheets| sheets.into_iter().map(|sheet| (sheet.name, sheet.rows)).collect());
    drop(bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &answer).context("the sheets cannot be said")?;
    out.flush()?;
    Ok(())
}
