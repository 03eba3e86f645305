//! The list of questionnaires as a file: the same rows as the page, all of them.

use crate::lists::{self, InstrumentQuery};
use access::actions::ReadInstruments;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use front::{Answer, Desk};
use paper::{Cell, Grid};

/// GET /instruments/export?format=csv|xlsx
pub(crate) async fn show(desk: Desk<ReadInstruments>) -> Answer {
    let query = InstrumentQuery {
        words: desk.query("words"),
        show: desk.query("show"),
        after: String::new(),
    };
    let lines = desk
        .read(move |tx, scope| lists::all_instruments(tx, scope, &query))
        .await?;
    let mut grid = Grid::new(
        "Questionnaires",
        [
            "Questionnaire",
            "Key",
            "Newest version",
            "Published",
            "Courses",
            "Responses",
            "State",
        ],
    );
    for line in lines {
        grid.row(vec![
            Cell::from(line.title.as_str()),
            Cell::from(line.key.as_str()),
            Cell::from(line.version),
            Cell::from(line.published_at.day().iso()),
            Cell::from(line.courses),
            Cell::from(super::instruments::counted(line.responses)),
            Cell::from(if line.retired { "Retired" } else { "In use" }),
        ]);
    }
    let (bytes, kind, name) = if desk.query("format") == "xlsx" {
        (
            paper::xlsx::write(&grid)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"questionnaires.xlsx\"",
        )
    } else {
        (
            paper::csv::write(&grid)?,
            "text/csv; charset=utf-8",
            "attachment; filename=\"questionnaires.csv\"",
        )
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, bytes).into_response())
}
