//! The one value every page, export and report renders: a table whose cells carry their own n, N and missing, and
//! which says by what rule, profile and completeness it was made. Whatever a profile hides is not in it.

mod csv;
mod fields;
mod json;
mod markdown;

use serde::Serialize;

use crate::completeness::{Completeness, Return, ReturnTotal};
use crate::reading::Filter;
use crate::share::{Percentage, Precision};
use crate::value::mark;

pub use csv::{neutralised, restored};
pub use fields::{Field, Head, Part};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Words that name the row.
    Label,
    /// A count of people or of what people gave (forms, answers, attendances).
    Count,
    /// A count of the work itself (sessions, blocks), or of how much is not known (missing answers): it shows nobody, and no profile
    /// hides it for its size.
    Work,
    /// A count and its percentage; two columns in a CSV file.
    Share,
    /// A number that is neither (a mean, an interval, a p-value).
    Number,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Column {
    /// Name in CSV and JSON.
    pub key: String,
    /// Heading for people.
    pub label: String,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column.
    pub fn new(key: &str, label: &str, kind: ColumnKind) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
        }
    }
}

/// One cell: the figures that may be known, and how it prints.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Default)]
pub struct Cell {
    /// As people read it.
    pub display: String,
    /// The count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// The whole that a share is of.
    #[serde(rename = "N", skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// How many gave no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<u64>,
    /// The percentage as printed, without its n and N.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
}

impl Cell {
    /// Words.
    pub fn text(words: &str) -> Self {
        Self {
            display: words.to_owned(),
            ..Self::default()
        }
    }

    /// A count.
    pub fn count(n: u64) -> Self {
        Self {
            display: crate::share::thousands(n),
            n: Some(n),
            ..Self::default()
        }
    }

    /// A count, or `[c]`.
    pub fn count_or_hidden(n: Option<u64>) -> Self {
        n.map_or_else(Self::hidden, Self::count)
    }

    /// Hidden to protect people.
    pub fn hidden() -> Self {
        Self::text(mark::HIDDEN)
    }

    /// What an area returned: a count, `[x]` or `[z]`.
    pub fn returned(figure: Return) -> Self {
        match figure {
            Return::Count(n) => Self::count(n),
            Return::Missing | Return::Impossible => Self::text(&figure.text()),
        }
    }

    /// A total over returns, with how many it contains where some are missing.
    pub fn returned_total(total: ReturnTotal) -> Self {
        let n = (total.came > 0 || total.sum > 0).then_some(total.sum);
        Self {
            display: total.text(),
            n,
            ..Self::default()
        }
    }

    /// Cannot exist.
    pub fn impossible() -> Self {
        Self::text(mark::IMPOSSIBLE)
    }

    /// A share of a whole with its counts. The percentage is left out where `percent_from` is not reached.
    pub fn share(n: u64, of: u64, missing: Option<u64>, precision: Precision, percent_from: u64) -> Self {
        let (display, percent) = match Percentage::new(n, of) {
            None => (format!("n={n}/{of}"), None),
            Some(_) if of < percent_from => (format!("n={n}/{of}"), None),
            Some(share) => (share.display(precision), share.text(precision)),
        };
        Self {
            display,
            n: Some(n),
            of: Some(of),
            missing,
            percent,
        }
    }
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// A row of its own.
    Body,
    /// A sum over some rows.
    Subtotal,
    /// The sum over all.
    Total,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// Which of the table's rules it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<usize>,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// A finished table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// The disclosure profile it was made under.
    pub profile: String,
    /// What it is based on, where units owed evidence.
    pub completeness: Option<Completeness>,
    /// The rules rows refer to, in words.
    pub rules: Vec<String>,
    /// Notes for its foot.
    pub notes: Vec<String>,
    /// Printed counts of people that stand in a note, or that other tables print as well, by a name of their own: a release of the
    /// table says them too.
    pub also: Vec<(String, u64)>,
    /// The units it counts, where it leaves some out.
    pub units: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// How a table leaves the engine as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
    /// Markdown.
    #[default]
    Md,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            "md" => Ok(Self::Md),
            other => Err(format!("\"{other}\" is not a format; use csv, json or md")),
        }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(title: &str, profile: &str, columns: Vec<Column>) -> Self {
        Self {
            title: title.to_owned(),
            profile: profile.to_owned(),
            completeness: None,
            rules: Vec::new(),
            notes: Vec::new(),
            also: Vec::new(),
            units: Vec::new(),
            columns,
            rows: Vec::new(),
        }
    }

    /// The same with what it is based on.
    #[must_use]
    pub fn based_on(mut self, completeness: Completeness) -> Self {
        self.completeness = Some(completeness);
        self
    }

    /// The place of a rule, added when it is new.
    pub(crate) fn rule(&mut self, words: &str) -> usize {
        if let Some(place) = self.rules.iter().position(|known| known == words) {
            return place;
        }
        self.rules.push(words.to_owned());
        self.rules.len() - 1
    }

    /// Adds a note once.
    pub(crate) fn note(&mut self, words: &str) {
        if !self.notes.iter().any(|known| known == words) {
            self.notes.push(words.to_owned());
        }
    }

    /// Says at the foot which rows alone it was made from.
    pub(crate) fn narrowed(&mut self, filters: &[Filter]) {
        if !filters.is_empty() {
            self.notes
                .insert(0, format!("Only rows where {}.", Filter::words(filters)));
        }
    }

    /// The table as text, ending in a line end.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Csv => csv::render(self),
            Format::Json => json::render(self),
            Format::Md => markdown::render(self),
        }
    }

    /// Rows for a page: kind, the cells that head the row, and its figures, in the order of the columns.
    pub fn html_rows(&self) -> impl Iterator<Item = HtmlRow<'_>> {
        let heads = self
            .columns
            .iter()
            .take_while(|column| column.kind == ColumnKind::Label)
            .count();
        self.rows.iter().map(move |row| {
            let (labels, figures) = row.cells.split_at(heads.min(row.cells.len()));
            HtmlRow {
                kind: row.kind,
                labels,
                figures,
            }
        })
    }

    /// The lines that stand under a table on every page: completeness, profile, rules and notes.
    pub fn foot(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.completeness.iter().map(Completeness::text).collect();
        lines.push(format!("Disclosure profile: {}.", self.profile));
        lines.extend(self.rules_in_words());
        lines.extend(self.notes.iter().cloned());
        lines
    }

    /// Each rule with its full stop. Where statements follow different ones, each names its own.
    fn rules_in_words(&self) -> Vec<String> {
        let of_statements = self
            .columns
            .first()
            .is_some_and(|column| column.key == "statement");
        let statements = |place: usize| {
            let mut names: Vec<String> = Vec::new();
            for row in self.rows.iter().filter(|row| row.rule == Some(place)) {
                let name = row.cells.first().map(|cell| format!("\"{}\"", cell.display));
                names.extend(name.filter(|name| !names.contains(name)));
            }
            names.join(", ")
        };
        let rules = self.rules.iter().enumerate();
        rules
            .map(|(place, rule)| match statements(place) {
                names if of_statements && self.rules.len() > 1 && !names.is_empty() => {
                    format!("Rule for {names}: {rule}.")
                }
                _ => format!("Rule: {rule}."),
            })
            .collect()
    }
}

/// A row as a page shows it.
#[derive(Clone, Copy, Debug)]
pub struct HtmlRow<'t> {
    /// What it is.
    pub kind: RowKind,
    /// Cells that name the row.
    pub labels: &'t [Cell],
    /// Its figures.
    pub figures: &'t [Cell],
}
