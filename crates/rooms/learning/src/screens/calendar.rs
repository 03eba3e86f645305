//! All sessions of a month.

use super::hand::{query_id, under};
use super::parts::{Page, Part};
use super::planner::{PLACES, month_code, who_and_where};
use crate::planner::{self, Meeting};
use crate::reading;
use crate::records::course as sql;
use access::actions::ReadCourses;
use front::{Answer, Desk};
use govuk::{Button, ButtonKind, Calendar, CalendarDay, Filters, Select};
use kernel::{Day, Id, Problems, Refusal};

/// Months before and after the one that is shown, to choose from.
const MONTHS: std::ops::RangeInclusive<i64> = -6..=12;

/// The month in the address; the present one when it names none.
fn month_of(desk: &Desk<ReadCourses>) -> Result<Day, Refusal> {
    let text = desk.query("month");
    if text.is_empty() {
        return Ok(desk.now().day().month());
    }
    Day::parse(&format!("{text}-01")).ok_or(Refusal::Unknown)
}

/// A filter by an id; one that is no id names nothing.
fn filter(desk: &Desk<ReadCourses>, name: &str) -> Result<Option<Id>, Refusal> {
    let found = query_id(desk, name);
    if found.is_none() && !desk.query(name).is_empty() {
        return Err(Refusal::Unknown);
    }
    Ok(found)
}

/// From the Monday of the week in which a month begins to the Sunday of the week in which it ends.
fn weeks(month: Day) -> (Day, Day) {
    let last = month.plus_months(1).plus(-1);
    (
        month.plus(-month.since_monday()),
        last.plus(6 - last.since_monday()),
    )
}

/// `GET /planning/calendar`
pub(crate) async fn show(desk: Desk<ReadCourses>) -> Answer {
    let month = month_of(&desk)?;
    let (from, until) = weeks(month);
    let (area, trainer) = (filter(&desk, "area")?, filter(&desk, "trainer")?);
    let (found, areas, trainers) = desk
        .read(move |tx, scope| {
            Ok((
                planner::month(tx, scope, (from, until), area, trainer)?,
                tx.all(&sql::AREA_CHOICES, &[], sql::choice)?,
                reading::trainers_in_sight(tx, scope)?,
            ))
        })
        .await?;
    let [area_field, trainer_field] = who_and_where(&desk, areas, trainers, &Problems::none());
    let months = MONTHS.map(|ahead| month.plus_months(ahead));
    let filters = Filters::new("/planning/calendar")
        .field(
            &Select::new("month", "Month")
                .options(months.map(|month| (month_code(month), month.month_text())))
                .value(&month_code(month)),
        )
        .field(area_field)
        .field(trainer_field)
        .active(!desk.query_text().is_empty());
    let kept = kept(&desk);
    let to = |month: Day| format!("/planning/calendar?month={}{kept}", month_code(month));
    let today = desk.now().day();
    let days = (0..=until.days_since(from))
        .map(|ahead| day(from.plus(ahead), month, today, &found, &kept))
        .collect();
    let title = month.month_text();
    let mut page = Page::new(&title)
        .with(Part::Links(vec![(
            "/planning".to_owned(),
            "See them in a list".to_owned(),
        )]))
        .html(&filters)
        .with(Part::Actions(vec![
            Button::link("Month before", &to(month.plus_months(-1))).kind(ButtonKind::Secondary),
            Button::link("Month after", &to(month.plus_months(1))).kind(ButtonKind::Secondary),
        ]));
    let inside = found
        .iter()
        .filter(|meeting| meeting.day.month() == month)
        .count();
    if inside == 0 {
        page = page.text("No session meets in this month.");
    }
    under(&desk, &title, &page.html(&Calendar::new(&title, days)), PLACES)
}

/// The filters that go on to another page, as the rest of its query.
fn kept(desk: &Desk<ReadCourses>) -> String {
    ["area", "trainer"]
        .into_iter()
        .filter_map(|name| query_id(desk, name).map(|id| format!("&{name}={id}")))
        .collect()
}

/// A day with what meets on it.
fn day(day: Day, month: Day, today: Day, found: &[Meeting], kept: &str) -> CalendarDay {
    let begin = found.partition_point(|meeting| meeting.day < day);
    let meetings: Vec<&Meeting> = found
        .iter()
        .skip(begin)
        .take_while(|meeting| meeting.day == day)
        .collect();
    let shown = i64::try_from(meetings.len()).unwrap_or(i64::MAX);
    let all = meetings.first().map_or(0, |meeting| meeting.of_day);
    CalendarDay {
        number: day.parts().2,
        long: day.long_text(),
        inside: day.month() == month,
        today: day == today,
        note: if day.is_bank_holiday() {
            "Bank holiday".to_owned()
        } else {
            String::new()
        },
        entries: meetings
            .iter()
            .map(|meeting| {
                (
                    format!("/sessions/{}/plan", meeting.reference),
                    format!("{} {} ({})", meeting.starts, meeting.title, meeting.area),
                )
            })
            .collect(),
        more: (all > shown).then(|| (format!("/planning?when={day}{kept}"), all.saturating_sub(shown))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let day = |text| Day::parse(text).unwrap();
        // March 2026 begins on a Sunday, February on one too and has four weeks.
        assert_eq!(weeks(day("2026-03-01")), (day("2026-02-23"), day("2026-04-05")));
        assert_eq!(weeks(day("2027-02-01")), (day("2027-02-01"), day("2027-02-28")));
    }
}
