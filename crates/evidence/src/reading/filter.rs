//! Only some rows of a file: those with a wanted value in a column.

use super::{Trouble, bad};
use crate::crosstab::ALL;

/// A column and the value that rows must have in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    /// The column.
    pub column: String,
    /// The value.
    pub value: String,
}

impl std::str::FromStr for Filter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text
            .split_once('=')
            .map(|(column, value)| (column.trim(), value.trim()))
        {
            Some((column, value)) if !column.is_empty() && !value.is_empty() => Ok(Self {
                column: column.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("write COLUMN=VALUE".to_owned()),
        }
    }
}

impl Filter {
    /// The columns of some filters.
    pub(crate) fn columns(filters: &[Self]) -> Vec<&str> {
        filters.iter().map(|filter| filter.column.as_str()).collect()
    }

    /// For each column of a file, the filter on it.
    pub(super) fn places<'f>(
        file: &str,
        filters: &'f [Self],
        names: &[String],
    ) -> Result<Vec<Option<&'f Self>>, Trouble> {
        let mut places = vec![None; names.len()];
        for filter in filters {
            let place = names.iter().position(|name| *name == filter.column);
            let Some(slot) = place.and_then(|place| places.get_mut(place)) else {
                let words = format!("there is no column \"{}\"", filter.column);
                return Err(bad(file, 1, None, words));
            };
            if filter.value.eq_ignore_ascii_case(ALL) {
                return Err(Trouble::Asked("the word \"all\" is kept for totals".to_owned()));
            }
            if slot.replace(filter).is_some() {
                return Err(Trouble::Asked(format!(
                    "the column \"{}\" is named twice",
                    filter.column
                )));
            }
        }
        Ok(places)
    }

    /// What some filters leave in, in words.
    pub(crate) fn words(filters: &[Self]) -> String {
        let each = filters
            .iter()
            .map(|filter| format!("{} is {}", filter.column, filter.value));
        each.collect::<Vec<_>>().join(" and ")
    }

    /// They left nothing.
    pub(crate) fn nothing(filters: &[Self]) -> Trouble {
        Trouble::Asked(format!("there is no row where {}", Self::words(filters)))
    }
}
