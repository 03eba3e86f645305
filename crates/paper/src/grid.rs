//! A table on its way into a file: what its preview shows and nothing else.

/// One cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, written so that no program takes them for a formula.
    Text(String),
    /// Words that head what stands below them.
    Head(String),
    /// A whole number.
    Whole(i64),
    /// A number with this many decimals shown.
    Real(f64, u8),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Cell {
    /// The cell as a person reads it.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Head(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Real(number, decimals) => format!("{number:.*}", usize::from(*decimals)),
        }
    }
}

/// A table: a title, a heading for each column, rows, and notes that stand under it (completeness, disclosure profile).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Grid {
    /// Neutral title; also the sheet's name.
    pub title: String,
    /// Headings.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// Lines under the table.
    pub notes: Vec<String>,
}

impl Grid {
    /// An empty table with these headings.
    pub fn new<T: AsRef<str>>(title: &str, head: impl IntoIterator<Item = T>) -> Self {
        Self {
            title: title.to_owned(),
            head: head.into_iter().map(|text| text.as_ref().to_owned()).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Adds a line under the table.
    pub fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }
}
