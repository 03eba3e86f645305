//! How a course is taken up, on its page.

use crate::model::TakeUp;
use govuk::{Cell, Table};

/// How the course is taken up, area by area, against the people that each session should reach.
pub(super) fn take_up_table(areas: &[TakeUp], target: Option<i64>) -> Table {
    let mut table = Table::new("Take-up by area")
        .hide_caption()
        .column("Area")
        .figures("Sessions")
        .figures("Held")
        .figures("Cancelled")
        .figures("Places taken")
        .figures("People there");
    if target.is_some() {
        table = table.figures("People to reach");
    }
    table.rows(areas.iter().map(|area| {
        let mut cells = vec![
            Cell::text(&area.area),
            Cell::number(area.sessions),
            Cell::number(area.held),
            Cell::number(area.cancelled),
            if area.taken == 0 && area.people > 0 {
                // People came and nobody had booked: bookings were not kept here, which is no zero.
                Cell::text("Not recorded")
            } else {
                Cell::number(format!("{} of {}", area.taken, area.places))
            },
            Cell::number(area.people),
        ];
        cells.extend(target.map(|target| Cell::number(target.saturating_mul(area.held))));
        cells
    }))
}
