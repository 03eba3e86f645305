//! The command line of the evidence engine on files.

use clap::{Args, Subcommand, ValueEnum};
use evidence::reading::Filter;
use std::path::PathBuf;

/// What to compute.
#[derive(Subcommand, Debug)]
pub(crate) enum Evidence {
    /// Agree, neither and disagree for each statement of an instrument
    Table {
        /// The instrument (TOML)
        #[arg(long)]
        instrument: PathBuf,
        /// The responses (CSV)
        #[arg(long)]
        responses: PathBuf,
        /// One or two columns to break down by, separated by a comma
        #[arg(long, value_delimiter = ',')]
        by: Vec<String>,
        /// Only rows with this value in a column (COLUMN=VALUE); may be given several times
        #[arg(long = "where", value_name = "COLUMN=VALUE")]
        filters: Vec<Filter>,
        /// Each point of the scale with mean and median, instead of agree, neither and disagree
        #[arg(long)]
        distribution: bool,
        /// With 95% intervals, where counts are not rounded
        #[arg(long)]
        interval: bool,
        /// One decimal where at least 1,000 answered
        #[arg(long)]
        one_decimal: bool,
        /// Missing answers also by why they are missing
        #[arg(long)]
        missing: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Protect a two- or three-way table of counts
    Crosstab {
        /// The counts (CSV)
        #[arg(long)]
        counts: PathBuf,
        /// Only rows with this value in a column (COLUMN=VALUE); may be given several times
        #[arg(long = "where", value_name = "COLUMN=VALUE")]
        filters: Vec<Filter>,
        /// Title of the table
        #[arg(long, default_value = "Counts")]
        title: String,
        #[command(flatten)]
        output: Output,
    },
    /// Compare answers before and after, paired by a code
    Paired {
        /// The instrument (TOML)
        #[arg(long)]
        instrument: PathBuf,
        /// Responses before (CSV)
        #[arg(long)]
        before: PathBuf,
        /// Responses after (CSV)
        #[arg(long)]
        after: PathBuf,
        /// The column with the link code
        #[arg(long, default_value = "code")]
        code: String,
        #[command(flatten)]
        output: Output,
    },
    /// How far readers agree who read the same units
    Agreement {
        /// The readings (CSV): a row for what one reader said of one unit
        #[arg(long)]
        readings: PathBuf,
        /// The column with the unit
        #[arg(long)]
        unit: String,
        /// The column with the reader
        #[arg(long)]
        reader: String,
        /// The column with what the reader said
        #[arg(long)]
        value: String,
        /// What kind of values these are
        #[arg(long, value_enum, default_value_t = ValueScale::Nominal)]
        scale: ValueScale,
        /// Ordered values in words, from low to high, separated by commas
        #[arg(long, value_delimiter = ',')]
        order: Vec<String>,
        /// Title of the table
        #[arg(long, default_value = "Agreement")]
        title: String,
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Md)]
        format: Format,
    },
    /// Rebuild both published programmes in a throwaway database and compare every published figure
    CheckPublished,
}

/// How to print a table.
#[derive(Args, Debug, Clone)]
pub(crate) struct Output {
    /// Who will read it
    #[arg(long, value_enum, default_value_t = Profile::Internal)]
    pub(crate) profile: Profile,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Md)]
    pub(crate) format: Format,
}

/// Kinds of values that readers give.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub(crate) enum ValueScale {
    /// Names without order
    Nominal,
    /// Whole numbers in order, or words with --order
    Ordered,
    /// Whole numbers with equal steps
    Interval,
}

/// Disclosure profiles.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// Nothing hidden
    Internal,
    /// Counts of 1 to 4 hidden
    Partner,
    /// Counts of 1 to 9 hidden, the rest rounded to 5
    Public,
    /// Counts of 1 to 7 print 5, the rest rounded to 5
    Nhs,
}

/// Forms of a table.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub(crate) enum Format {
    /// Comma-separated values
    Csv,
    /// JSON
    Json,
    /// Markdown
    Md,
}
