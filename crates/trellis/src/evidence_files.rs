//! `trellis evidence`: the engine on files, and the comparison with what was published.

use crate::options::{Evidence, Format, Output, Profile, ValueScale};
use crate::questionnaire::{Unusable, statements};
use crate::workplace::told;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use anyhow::{Context, Result, bail};
use evidence::agreement::Level;
use evidence::cli::{AgreementArgs, CrosstabArgs, ExitKind, PairedArgs, Streams, TableArgs};
use evidence::reading::{Input, ReadingColumns};
use kernel::{Entropy, SystemClock, SystemEntropy};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use store::{Db, Keys, Limits, Target};
use ticket::Ticket;

/// Runs a command on files; its exit status.
pub(crate) fn run(command: &Evidence) -> Result<u8> {
    match made(command) {
        Err(error) => match error.downcast_ref::<Unusable>() {
            Some(unusable) => {
                writeln!(std::io::stderr(), "{unusable}")?;
                Ok(ExitKind::BadInput.status())
            }
            None => Err(error),
        },
        done => done,
    }
}

fn made(command: &Evidence) -> Result<u8> {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    let streams = Streams {
        out: &mut out,
        err: &mut err,
    };
    let kind = match command {
        Evidence::Table {
            instrument,
            responses,
            by,
            distribution,
            interval,
            one_decimal,
            missing,
            filters,
            output,
        } => {
            let statements = statements(instrument)?;
            let (name, mut file) = open(responses)?;
            evidence::cli::table(
                TableArgs {
                    statements: &statements,
                    responses: Input::new(&name, &mut file),
                    by,
                    filters,
                    distribution: *distribution,
                    interval: *interval,
                    one_decimal: *one_decimal,
                    split_missing: *missing,
                    output: wanted(output),
                },
                streams,
            )?
        }
        Evidence::Crosstab {
            counts,
            filters,
            title,
            output,
        } => {
            let (name, mut file) = open(counts)?;
            evidence::cli::crosstab(
                CrosstabArgs {
                    counts: Input::new(&name, &mut file),
                    filters,
                    title,
                    output: wanted(output),
                },
                streams,
            )?
        }
        Evidence::Paired {
            instrument,
            before,
            after,
            code,
            output,
        } => {
            let statements = statements(instrument)?;
            let ((before_name, mut before), (after_name, mut after)) = (open(before)?, open(after)?);
            evidence::cli::paired(
                PairedArgs {
                    statements: &statements,
                    before: Input::new(&before_name, &mut before),
                    after: Input::new(&after_name, &mut after),
                    code,
                    output: wanted(output),
                },
                streams,
            )?
        }
        Evidence::Agreement {
            readings,
            unit,
            reader,
            value,
            scale,
            order,
            title,
            format,
        } => {
            let (name, mut file) = open(readings)?;
            evidence::cli::agreement(
                AgreementArgs {
                    readings: Input::new(&name, &mut file),
                    columns: ReadingColumns {
                        unit,
                        reader,
                        value,
                        level: match scale {
                            ValueScale::Nominal => Level::Nominal,
                            ValueScale::Ordered => Level::Ordinal,
                            ValueScale::Interval => Level::Interval,
                        },
                        order,
                    },
                    title,
                    format: form(*format),
                },
                streams,
            )?
        }
        Evidence::CheckPublished => bail!("that needs no files"),
    };
    Ok(kind.status())
}

/// Rebuilds both programmes in a throwaway database and compares; 1 on an unexplained difference.
pub(crate) fn check_published() -> Result<u8> {
    let folder = std::env::temp_dir().join(format!("trellis-published-{}", SystemEntropy.token()));
    std::fs::create_dir_all(&folder)?;
    let outcome = (|| -> Result<u8> {
        let mut key = [0_u8; 32];
        SystemEntropy.fill(&mut key);
        let db = Db::open(
            &Target::Sqlite(folder.join("trellis.db")),
            Keys::from_master(&key),
            Limits::default(),
        )?;
        db.migrate(&SystemClock)?;
        demo::load(&db, &SystemClock, false).map_err(told)?;
        let report = db
            .read_now(|tx| {
                let system =
                    Scope::<SystemJob>::of(&Viewer::system(Ticket::of("compare with the published")))?;
                insight::published::compare(tx, &system.leave_to())
            })
            .map_err(told)?;
        let mut out = std::io::stdout().lock();
        write!(out, "{}", report.text())?;
        Ok(verdict(report.unexplained()))
    })();
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

/// The exit status for so many differences that nothing explains.
const fn verdict(unexplained: usize) -> u8 {
    if unexplained == 0 { 0 } else { 1 }
}

fn open(path: &Path) -> Result<(String, File)> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((path.display().to_string(), file))
}

fn wanted(output: &Output) -> evidence::cli::Output {
    let profile = match output.profile {
        Profile::Internal => evidence::disclosure::Profile::Internal,
        Profile::Partner => evidence::disclosure::Profile::Partner,
        Profile::Public => evidence::disclosure::Profile::Public,
        Profile::Nhs => evidence::disclosure::Profile::Nhs,
    };
    evidence::cli::Output {
        profile,
        format: form(output.format),
    }
}

const fn form(format: Format) -> evidence::Format {
    match format {
        Format::Csv => evidence::Format::Csv,
        Format::Json => evidence::Format::Json,
        Format::Md => evidence::Format::Md,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unexplained_difference_is_a_failure() {
        assert_eq!([0, 1, 2, 300].map(verdict), [0, 1, 1, 1]);
    }
}
