//! A table as JSON, its keys always in the same order.

use serde::Serialize;

use super::{Column, Row, Table};

#[derive(Serialize)]
struct Out<'t> {
    title: &'t str,
    profile: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    completeness: Option<Based<'t>>,
    rules: &'t [String],
    notes: &'t [String],
    columns: &'t [Column],
    rows: &'t [Row],
}

#[derive(Serialize)]
struct Based<'t> {
    text: String,
    unit: &'t str,
    received: u64,
    due: u64,
    outstanding: u64,
}

pub(super) fn render(table: &Table) -> String {
    let completeness = table.completeness.as_ref().map(|based| Based {
        text: based.text(),
        unit: &based.unit.one,
        received: based.received,
        due: based.due,
        outstanding: based.outstanding,
    });
    let out = Out {
        title: &table.title,
        profile: &table.profile,
        completeness,
        rules: &table.rules,
        notes: &table.notes,
        columns: &table.columns,
        rows: &table.rows,
    };
    // Strings and whole numbers only: there is nothing here that JSON cannot say.
    let mut text = serde_json::to_string_pretty(&out).unwrap_or_default();
    text.push('\n');
    text
}
