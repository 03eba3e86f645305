//! `trellis evidence`: the engine on files, and the comparison with what was published.

use crate::options::{Evidence, Format, Output, Profile};
use crate::workplace::told;
use access::actions::SystemJob;
use access::{Scope, Viewer};
use anyhow::{Context, Result, bail};
use evidence::cli::{CrosstabArgs, PairedArgs, Streams, TableArgs};
use evidence::reading::Input;
use evidence::{Polarity, Scale, Statement, Statements};
use instrument::{Definition, Kind, Published};
use kernel::{Entropy, SystemClock, SystemEntropy};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use store::{Db, Keys, Limits, Target};
use ticket::Ticket;

/// Runs a command on files; its exit status.
pub(crate) fn run(command: &Evidence) -> Result<u8> {
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
            output,
        } => {
            let statements = statements(instrument)?;
            let (name, mut file) = open(responses)?;
            evidence::cli::table(
                TableArgs {
                    statements: &statements,
                    responses: Input::new(&name, &mut file),
                    by,
                    distribution: *distribution,
                    interval: *interval,
                    one_decimal: *one_decimal,
                    output: wanted(output),
                },
                streams,
            )?
        }
        Evidence::Crosstab {
            counts,
            title,
            output,
        } => {
            let (name, mut file) = open(counts)?;
            evidence::cli::crosstab(
                CrosstabArgs {
                    counts: Input::new(&name, &mut file),
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
        Ok(u8::from(report.unexplained() > 0))
    })();
    let _ = std::fs::remove_dir_all(&folder);
    outcome
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
    let format = match output.format {
        Format::Csv => evidence::Format::Csv,
        Format::Json => evidence::Format::Json,
        Format::Md => evidence::Format::Md,
    };
    evidence::cli::Output { profile, format }
}

/// The statements of a questionnaire that are answered on a scale.
fn statements(path: &Path) -> Result<Statements> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let definition = Definition::parse(&text).with_context(|| path.display().to_string())?;
    let published = Published::publish(definition).map_err(|wrong| {
        anyhow::anyhow!(
            "{}: {}",
            path.display(),
            wrong
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")
        )
    })?;
    let definition = published.definition();
    let items = definition
        .questions()
        .filter(|question| question.kind == Kind::Scale)
        .filter_map(|question| published.scale_of(question).map(|scale| (question, scale)))
        .map(|(question, scale)| {
            let polarity = match scale.polarity {
                instrument::Polarity::FirstIsBest => Polarity::BestFirst,
                instrument::Polarity::LastIsBest => Polarity::WorstFirst,
            };
            Ok(Statement::new(
                &question.key,
                &question.text,
                Scale::new(scale.labels.clone(), polarity)?,
            )
            .worded(&question.wording))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Statements::new(&definition.title, items)?)
}
