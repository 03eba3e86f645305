//! `trellis audit`.

use crate::options::Place;
use crate::workplace::{open_place, told};
use anyhow::{Context, Result};
use audit::Head;
use kernel::{Clock, SystemClock};
use std::io::Write;
use std::path::Path;

/// Walks the trail; 1 when it does not fit.
pub(crate) fn verify(place: &Place, head: Option<&Path>) -> Result<u8> {
    let db = open_place(place)?;
    let verdict = match head {
        None => audit::verify(&db),
        Some(path) => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let head = Head::parse(&text)
                .with_context(|| format!("{} is not a head of the audit trail", path.display()))?;
            audit::verify_with_head(&db, &head)
        }
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

/// Prints the head.
pub(crate) fn head(place: &Place) -> Result<()> {
    let db = open_place(place)?;
    let head = audit::head(&db, SystemClock.now()).map_err(told)?;
    write!(std::io::stdout(), "{head}")?;
    Ok(())
}
