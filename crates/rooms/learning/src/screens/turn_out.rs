//! Booked and did not come: by organisation and by course. Counts only, of the sessions in sight.

use super::hand::{query_id, under, wrong};
use super::parts::Page;
use crate::model::{LATE_DAYS, TurnOut, TurnOutLine, TurnOutQuery, TurnOutTime};
use crate::records::course as sql;
use crate::turn_out;
use access::actions::ManageBookings;
use front::{Answer, Desk};
use govuk::{Cell, Filters, Select, Table};
use kernel::Problems;

pub(super) const TITLE: &str = "Booked and did not come";

/// What is asked for, and what of it names nothing.
fn asked(desk: &Desk<ManageBookings>) -> (TurnOutQuery, Problems) {
    let mut problems = Problems::none();
    let (time, area) = (desk.query("time"), desk.query("area"));
    let known = TurnOutTime::ALL.into_iter().find(|one| one.code() == time);
    if known.is_none() {
        problems.add("time", "Choose the time from the list");
    }
    let query = TurnOutQuery {
        time: known.unwrap_or_default(),
        area: query_id(desk, "area"),
    };
    if query.area.is_none() && !area.is_empty() {
        problems.add("area", "Choose the area from the list");
    }
    (query, problems)
}

/// Who did not come of those with a place, in percent.
fn share(all: TurnOut) -> String {
    match all.missed().saturating_mul(100).checked_div(all.places) {
        Some(percent) => format!("{percent}%"),
        None => String::new(),
    }
}

fn table(caption: &str, head: &str, lines: &[TurnOutLine]) -> Table {
    let rows = lines.iter().map(|line| {
        let all = line.turn_out;
        vec![
            line.reference.as_ref().map_or_else(
                || Cell::text(&line.called),
                |reference| Cell::link(&format!("/courses/{reference}"), &line.called),
            ),
            Cell::number(all.places),
            Cell::number(all.came),
            Cell::number(all.missed()),
            Cell::number(share(all)),
            Cell::number(all.late),
        ]
    });
    Table::new(caption)
        .column(head)
        .figures("Had a place")
        .figures("Came")
        .figures("Did not come")
        .figures("Share")
        .figures("Gave it back late")
        .rows(rows)
        .when_empty("No session of this time is over and has all its registers.")
}

/// `GET /planning/turn-out`
pub(crate) async fn show(desk: Desk<ManageBookings>) -> Answer {
    let (query, problems) = asked(&desk);
    let (whole, today) = (problems.is_empty(), desk.now().day());
    let (found, areas) = desk
        .read(move |tx, scope| {
            let found = if whole {
                turn_out::read(tx, scope, query, today)?
            } else {
                turn_out::Tables::default()
            };
            Ok((found, tx.all(&sql::AREA_CHOICES, &[], sql::choice)?))
        })
        .await?;
    let filters = Filters::new("/planning/turn-out")
        .field(
            &Select::new("time", "Sessions of")
                .options(TurnOutTime::ALL.map(|time| (time.code(), time.label())))
                .value(&desk.query("time"))
                .problems(&problems),
        )
        .field(
            &Select::new("area", "Area")
                .option("", "All")
                .options(areas.into_iter().map(|(id, name)| (id.to_string(), name)))
                .value(&desk.query("area"))
                .problems(&problems),
        )
        .active(query != TurnOutQuery::default());
    let mut page = Page::new(TITLE).problems(&problems).html(&filters);
    if whole {
        let all = found.whole;
        page = page
            .text(&format!(
                "Of {} {} with a place {} came and {} did not. Counted are sessions you may see that are over and whose registers are all there; who was there on one of several days came. Given back late is a place that was cancelled fewer than {LATE_DAYS} days before its session.",
                all.places,
                if all.places == 1 { "booking" } else { "bookings" },
                all.came,
                all.missed()
            ))
            .html(&table("By organisation", "Organisation", &found.organisations));
        if found.left_out > 0 {
            page = page.text(&format!(
                "{} more organisations, of which fewer did not come, are not shown.",
                found.left_out
            ));
        }
        page = page.html(&table("By course", "Course", &found.courses));
    }
    let places = [("/courses", "Courses")];
    if whole {
        under(&desk, TITLE, &page, &places)
    } else {
        wrong(&desk, TITLE, &page, &places)
    }
}
