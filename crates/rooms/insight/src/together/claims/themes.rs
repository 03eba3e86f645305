//! What tables of themes and of words say.

use super::{Claim, MISSING, Reader, claim, label_of};
use crate::subjects::themes::SMALL;
use evidence::Table;
use evidence::table::ColumnKind;

impl Reader {
    /// Comments by theme: each theme divides the comments to its question that were drawn.
    pub(super) fn themes(&self, table: &Table) -> Vec<Claim> {
        let asked = table.title.split_once(": ").map_or("", |(_, asked)| asked);
        let of = format!("comments to {asked}");
        let mut found = Vec::new();
        for row in &table.rows {
            let group = |key: &str| {
                let at = table.columns.iter().position(|column| column.key == key);
                at.map_or("", |at| label_of(row, at))
            };
            let (course, year) = (group("course"), group("year"));
            // Small groups together are no part that other counts have in common with this one.
            if course == SMALL || year == SMALL {
                continue;
            }
            let part = self.narrowed("", year, course).answered();
            for (place, column) in table.columns.iter().enumerate() {
                let answers = match column.key.as_str() {
                    "answered" => vec!["mentioned".to_owned(), "not mentioned".to_owned()],
                    MISSING => vec![MISSING.to_owned()],
                    key if column.kind == ColumnKind::Share => vec![key.to_owned()],
                    _ => continue,
                };
                found.extend(claim(
                    table,
                    row,
                    place,
                    &of,
                    part.clone(),
                    label_of(row, 0),
                    &answers,
                ));
            }
        }
        found
    }

    /// Words by when they were given: each word divides all answers of that time.
    pub(super) fn words(&self, table: &Table) -> Vec<Claim> {
        let mut found = Vec::new();
        for row in &table.rows {
            for (place, column) in table.columns.iter().enumerate().skip(1) {
                let of = format!("words {}: {}", column.key, table.title);
                let given = ["given".to_owned()];
                let part = self.whole.answered();
                found.extend(claim(table, row, place, &of, part, label_of(row, 0), &given));
            }
        }
        found
    }
}
