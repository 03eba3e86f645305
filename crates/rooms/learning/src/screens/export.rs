//! The list of bookings as a file: what the page shows, nothing more. Who took it stands in the audit trail.

use crate::model::Booking;
use crate::places::manage;
use crate::reading;
use access::actions::ReadBookings;
use axum::extract::Path;
use axum::response::IntoResponse;
use directory::model::{BACKGROUNDS, label_of};
use front::{Answer, Desk, Seen};
use http::{HeaderValue, header};
use paper::{Cell, Grid};

/// `GET /sessions/{reference}/bookings/export?format=csv|xlsx`
pub(crate) async fn show(desk: Desk<ReadBookings>, Path(reference): Path<String>) -> Answer {
    let bookings = desk
        .noted("exported", move |tx, scope| {
            let session = reading::session(tx, scope, &reference)?;
            let bookings = manage::list(tx, scope, session.id)?;
            Ok(Seen::one("session bookings", session.id, bookings))
        })
        .await?;
    file(&grid(&bookings), &desk.query("format"))
}

/// A list as a file of the format that was asked for.
pub(super) fn file(grid: &Grid, format: &str) -> Answer {
    let (bytes, kind, name) = if format == "xlsx" {
        (
            paper::xlsx::write(grid)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"list.xlsx\"",
        )
    } else {
        (
            paper::csv::write(grid)?,
            "text/csv; charset=utf-8",
            "attachment; filename=\"list.csv\"",
        )
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, bytes).into_response())
}

fn grid(bookings: &[Booking]) -> Grid {
    let mut grid = Grid::new(
        "List",
        [
            "Booking",
            "State",
            "Name",
            "E-mail",
            "Organisation",
            "Background",
            "Borough",
            "Access needs",
            "Language needs",
            "Made",
        ],
    );
    for booking in bookings {
        let person = &booking.draft.person;
        grid.row(vec![
            Cell::from(booking.reference.as_str()),
            Cell::from(booking.state.label()),
            Cell::from(person.name.as_str()),
            Cell::from(person.email.as_str()),
            Cell::from(person.organisation.as_str()),
            Cell::from(label_of(BACKGROUNDS, &person.background)),
            Cell::from(booking.area_name.as_str()),
            Cell::from(booking.draft.access_needs.as_str()),
            Cell::from(booking.draft.language_needs.as_str()),
            Cell::from(booking.made_at.text()),
        ]);
    }
    grid
}
