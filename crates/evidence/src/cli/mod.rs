//! The command line's front as functions: readers in, a rendered table out, all or nothing.

mod agreement;
mod crosstab;
mod paired;
mod table;

use std::io::Write;

pub use agreement::{AgreementArgs, agreement};
pub use crosstab::{CrosstabArgs, crosstab};
pub use paired::{PairedArgs, paired};
pub use table::{TableArgs, table};

use crate::disclosure::Profile;
use crate::reading::Trouble;
use crate::table::{Format, Table};

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExitKind {
    /// The table was written.
    Done,
    /// The input or the request was wrong; it was said, and nothing was written. Exit status 2.
    BadInput,
}

impl ExitKind {
    /// The exit status.
    pub const fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::BadInput => 2,
        }
    }
}

/// How a table is to come out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Output {
    /// The disclosure profile.
    pub profile: Profile,
    /// The format.
    pub format: Format,
}

/// Where it goes.
pub struct Streams<'w> {
    /// The table.
    pub out: &'w mut dyn Write,
    /// What is wrong, in one line.
    pub err: &'w mut dyn Write,
}

/// Writes the table, or says what is wrong. Only a failure to write or read is an error of ours.
fn finish(made: Result<(Table, Format), Trouble>, streams: &mut Streams<'_>) -> Result<ExitKind, Trouble> {
    let wrote = |problem| Trouble::Io("output".to_owned(), problem);
    match made {
        Ok((table, format)) => {
            streams
                .out
                .write_all(table.render(format).as_bytes())
                .map_err(wrote)?;
            streams.out.flush().map_err(wrote)?;
            Ok(ExitKind::Done)
        }
        Err(trouble @ (Trouble::Row(_) | Trouble::Asked(_))) => {
            writeln!(streams.err, "{trouble}").map_err(wrote)?;
            Ok(ExitKind::BadInput)
        }
        Err(trouble @ Trouble::Io(..)) => Err(trouble),
    }
}
