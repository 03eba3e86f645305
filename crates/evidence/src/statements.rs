//! The least an instrument has to say for its answers to become a table.

use crate::scale::{MOST_POINTS, Scale};

/// One statement people answered on a scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The key, which is also the column of a responses file.
    pub key: String,
    /// The words on the page.
    pub label: String,
    /// Stays the same from version to version while the wording means the same.
    pub wording: String,
    /// The scale it is answered on.
    pub scale: Scale,
}

impl Statement {
    /// A statement whose key is its wording key as well.
    pub fn new(key: &str, label: &str, scale: Scale) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            wording: key.to_owned(),
            scale,
        }
    }

    /// The same with the key of its wording; an empty one leaves the statement's own key.
    #[must_use]
    pub fn worded(mut self, wording: &str) -> Self {
        if !wording.is_empty() {
            wording.clone_into(&mut self.wording);
        }
        self
    }

    /// Whether answers to two versions may be added up: same wording key, scale, polarity and collapse rule.
    pub fn pools_with(&self, other: &Self) -> bool {
        self.wording == other.wording
            && self.scale.labels() == other.scale.labels()
            && self.scale.polarity() == other.scale.polarity()
            && self.scale.ends() == other.scale.ends()
    }
}

/// The statements of one version of an instrument, in its order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statements {
    title: String,
    items: Vec<Statement>,
}

/// What is wrong with a list of statements.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadStatements {
    /// There is none.
    #[error("the instrument has no statement answered on a scale")]
    None,
    /// A key comes twice.
    #[error("the key {0} comes twice")]
    Twice(String),
    /// More than the engine counts at once.
    #[error("more than {MOST_STATEMENTS} statements")]
    Many,
}

/// The most statements of one instrument.
pub const MOST_STATEMENTS: usize = 500;

impl Statements {
    /// Checks and keeps the statements of an instrument.
    pub fn new(title: &str, items: Vec<Statement>) -> Result<Self, BadStatements> {
        if items.is_empty() {
            return Err(BadStatements::None);
        }
        if items.len() > MOST_STATEMENTS {
            return Err(BadStatements::Many);
        }
        let mut keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
        keys.sort_unstable();
        for pair in keys.windows(2) {
            if let [first, second] = pair
                && first == second
            {
                return Err(BadStatements::Twice((*first).to_owned()));
            }
        }
        Ok(Self {
            title: title.to_owned(),
            items,
        })
    }

    /// The instrument's title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The statements.
    pub fn items(&self) -> &[Statement] {
        &self.items
    }

    /// The most points of any scale here.
    pub(crate) fn widest(&self) -> u8 {
        self.items
            .iter()
            .map(|item| item.scale.points())
            .max()
            .unwrap_or(MOST_POINTS)
    }
}

/// Statements of several versions laid out for one table: those that pool share a row, the others stand apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pooled {
    /// The rows of the table.
    pub statements: Statements,
    /// For each version, for each of its statements, the row it is counted in.
    pub rows: Vec<Vec<usize>>,
}

/// Lays out the versions of an instrument, oldest first. A later wording, scale or polarity that differs gets a row of
/// its own, its label carrying the version it came with.
pub fn pool(title: &str, versions: &[&Statements]) -> Result<Pooled, BadStatements> {
    let mut kept: Vec<Statement> = Vec::new();
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (statements, version) in versions.iter().zip(1_usize..) {
        let mut places: Vec<usize> = Vec::new();
        for item in statements.items() {
            let same = |place: &usize, row: &Statement| !places.contains(place) && row.pools_with(item);
            let found = kept.iter().enumerate().position(|(place, row)| same(&place, row));
            if let Some(place) = found {
                places.push(place);
                continue;
            }
            let mut apart = item.clone();
            if kept
                .iter()
                .any(|row| row.wording == item.wording || row.key == item.key)
            {
                apart.key = format!("{}.{version}", item.key);
                apart.label = format!("{} (version {version})", item.label);
            }
            places.push(kept.len());
            kept.push(apart);
        }
        rows.push(places);
    }
    Ok(Pooled {
        statements: Statements::new(title, kept)?,
        rows,
    })
}
