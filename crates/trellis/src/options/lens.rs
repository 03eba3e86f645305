//! The command line of the language lens.

use clap::{Args, Subcommand, ValueEnum};
use kernel::Day;
use std::path::PathBuf;

/// What to read.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Lens {
    #[command(subcommand)]
    pub(crate) command: Option<About>,
    /// Files to read: plain text, Markdown or Word (DOCX)
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub(crate) format: Shape,
    /// The record is about somebody under 18
    #[arg(long)]
    pub(crate) child: bool,
    /// Names and pronouns of those who are harmed, separated by commas; otherwise "she" and the like
    #[arg(long, value_delimiter = ',')]
    pub(crate) harmed: Vec<String>,
    /// Names and pronouns of those who harm, separated by commas; otherwise "he" and the like
    #[arg(long, value_delimiter = ',')]
    pub(crate) harming: Vec<String>,
    /// What others wrote before, DATE=FILE (2026-05-03=report.txt); may be given several times: a finding then says since when its words are carried over
    #[arg(long, value_name = "DATE=FILE", value_parser = earlier)]
    pub(crate) earlier: Vec<(Day, PathBuf)>,
    /// A file of rules of your own instead of those that are shipped (TOML)
    #[arg(long, global = true)]
    pub(crate) rules: Option<PathBuf>,
}

/// What to say about the rules.
#[derive(Subcommand, Debug)]
pub(crate) enum About {
    /// What a rule marks, why, and what it leaves alone
    Explain {
        /// The rule's name
        rule: String,
    },
}

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Shape {
    /// For people: file, line and column, and what to ask
    Text,
    /// For programs: with byte spans
    Json,
}

fn earlier(text: &str) -> Result<(Day, PathBuf), String> {
    let (day, file) = text
        .split_once('=')
        .ok_or("it is DATE=FILE, as in 2026-05-03=report.txt")?;
    let day = Day::parse(day).ok_or_else(|| format!("{day} is no date as in 2026-05-03"))?;
    Ok((day, PathBuf::from(file)))
}
