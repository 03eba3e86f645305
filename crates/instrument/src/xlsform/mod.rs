//! A questionnaire as an XLSForm, and back: the sheets that Kobo, ODK and their like read (xlsform.org), as cells. What XLSForm has no
//! word for stands in columns of ours, whose names begin with `trellis_`; other programs pass over them.

mod cells;
mod conditions;
mod constraints;
mod languages;
mod lists;
mod names;
mod questions;
mod read;
mod write;

pub use read::read;
pub use write::{write, write_with};

use crate::definition::Definition;
use crate::translation::Translation;

/// Something of a form that was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// The sheet.
    pub sheet: &'static str,
    /// The row, from 1.
    pub row: usize,
    /// What it is called there.
    pub what: String,
    /// Why.
    pub why: String,
}

/// What was taken of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The questionnaire; whether it can be published is asked when it is.
    pub definition: Definition,
    /// Its texts in other languages.
    pub translations: Vec<Translation>,
    /// What was left out.
    pub left: Vec<Left>,
}

/// A row of cells.
pub type Row = Vec<String>;

/// The three sheets, headings first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sheets {
    /// Questions.
    pub survey: Vec<Row>,
    /// Lists of options.
    pub choices: Vec<Row>,
    /// What is said of the whole form.
    pub settings: Vec<Row>,
}

impl Sheets {
    /// The sheets with their names, in the order in which a workbook has them.
    pub fn named(&self) -> [(&'static str, &[Row]); 3] {
        [
            ("survey", &self.survey),
            ("choices", &self.choices),
            ("settings", &self.settings),
        ]
    }

    /// From a workbook's sheets; names are read whatever their case.
    ///
    /// # Errors
    /// When there is no sheet of questions.
    pub fn of(sheets: Vec<(String, Vec<Row>)>) -> Result<Self, String> {
        let mut found = Self::default();
        for (name, rows) in sheets {
            match name.trim().to_lowercase().as_str() {
                "survey" => found.survey = rows,
                "choices" => found.choices = rows,
                "settings" => found.settings = rows,
                _ => {}
            }
        }
        if found.survey.is_empty() {
            return Err("The workbook has no sheet named survey with questions in it".to_owned());
        }
        Ok(found)
    }
}
