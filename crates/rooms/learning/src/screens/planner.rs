//! The list of all sessions.

use super::course::state;
use super::hand::{first_page, next_page, query_id, query_text, tag, under};
use super::parts::{Page, Part};
use crate::model::SessionState;
use crate::planner::{self, Query, When};
use crate::reading;
use crate::records::{counted, course as sql};
use access::actions::ReadCourses;
use front::{Answer, Desk};
use govuk::{Cell, Filters, Html, Input, InputKind, Pagination, Select, Table};
use kernel::{Day, Id, Problems};

/// Months before and after this one to choose from.
const MONTHS: std::ops::RangeInclusive<i64> = -6..=12;

/// What stands in the address, and what of it names nothing.
struct Asked {
    query: Query,
    problems: Problems,
}

impl Asked {
    fn of(desk: &Desk<ReadCourses>) -> Self {
        let mut problems = Problems::none();
        let when = desk.query("when");
        let query = Query {
            when: read_when(&when).unwrap_or_else(|| {
                problems.add("when", "Choose from the list when they meet");
                When::ToCome
            }),
            area: query_id(desk, "area"),
            trainer: query_id(desk, "trainer"),
            state: SessionState::parse(&desk.query("state")),
            words: desk.query("words"),
            after: query_text(desk, "after"),
        };
        for (name, read, words) in [
            ("area", query.area.is_some(), "Choose the area from the list"),
            (
                "trainer",
                query.trainer.is_some(),
                "Choose the trainer from the list",
            ),
            ("state", query.state.is_some(), "Choose the state from the list"),
        ] {
            if !read && !desk.query(name).is_empty() {
                problems.add(name, words);
            }
        }
        Self { query, problems }
    }
}

/// `over`, a month as `2026-03`, a day as `2026-03-12`, or nothing: to come.
fn read_when(text: &str) -> Option<When> {
    match text {
        "" => Some(When::ToCome),
        "over" => Some(When::Over),
        _ => {
            if let Some(day) = Day::parse(text) {
                return Some(When::Between(day, day));
            }
            let first = Day::parse(&format!("{text}-01"))?;
            Some(When::Between(first, first.plus_months(1).plus(-1)))
        }
    }
}

/// Times to choose from: code and words. A day that was asked for is one of them.
fn times(today: Day, asked: &str) -> Vec<(String, String)> {
    let mut all = vec![
        (String::new(), "To come".to_owned()),
        ("over".to_owned(), "Over".to_owned()),
    ];
    if let Some(day) = Day::parse(asked) {
        all.push((day.iso(), day.text()));
    }
    for month in MONTHS.map(|ahead| today.month().plus_months(ahead)) {
        all.push((month_code(month), month.month_text()));
    }
    if let Some(When::Between(first, last)) = read_when(asked)
        && first != last
        && !all.iter().any(|(code, _)| code == asked)
    {
        all.push((asked.to_owned(), first.month_text()));
    }
    all
}

/// `2026-03`.
pub(super) fn month_code(day: Day) -> String {
    day.iso().chars().take(7).collect()
}

/// A filter by area, one by trainer.
pub(super) fn who_and_where(
    desk: &Desk<ReadCourses>,
    areas: Vec<(Id, String)>,
    trainers: Vec<(Id, String)>,
    problems: &Problems,
) -> [Html; 2] {
    let ids = |list: Vec<(Id, String)>| list.into_iter().map(|(id, name)| (id.to_string(), name));
    let select = |name: &str, label: &str| {
        Select::new(name, label)
            .option("", "All")
            .value(&desk.query(name))
            .problems(problems)
    };
    [
        (&select("area", "Area").options(ids(areas))).into(),
        (&select("trainer", "Trainer").options(ids(trainers))).into(),
    ]
}

/// `GET /planning`
pub(crate) async fn show(desk: Desk<ReadCourses>) -> Answer {
    let Asked { query, problems } = Asked::of(&desk);
    let today = desk.now().day();
    let (asked, sound) = (query.clone(), problems.is_empty());
    let (found, areas, trainers) = desk
        .read(move |tx, scope| {
            let found = if sound {
                Some(planner::sessions(tx, scope, &asked, today)?)
            } else {
                None
            };
            Ok((
                found,
                tx.all(&sql::AREA_CHOICES, &[], sql::choice)?,
                reading::trainers_in_sight(tx, scope)?,
            ))
        })
        .await?;
    let [area, trainer] = who_and_where(&desk, areas, trainers, &problems);
    let when = desk.query("when");
    let filters = Filters::new("/planning")
        .field(
            &Input::new("words", "Course, reference or venue")
                .kind(InputKind::Search)
                .value(&query.words),
        )
        .field(
            &Select::new("when", "When")
                .options(times(today, &when))
                .value(&when)
                .problems(&problems),
        )
        .field(area)
        .field(trainer)
        .field(
            &Select::new("state", "State")
                .option("", "All")
                .options(
                    SessionState::ALL
                        .iter()
                        .map(|state| (state.code(), state.label())),
                )
                .value(&desk.query("state"))
                .problems(&problems),
        )
        .active(!desk.query_text().is_empty());
    let page = Page::new("All sessions")
        .problems(&problems)
        .with(Part::Links(vec![(
            "/planning/calendar".to_owned(),
            "See them in a calendar".to_owned(),
        )]))
        .html(&filters);
    let Some(found) = found else {
        return super::hand::wrong(&desk, "All sessions", &page, PLACES);
    };
    let rows = found.rows.iter().map(|line| {
        let (text, colour) = state(line.state);
        let when = if line.first_day == line.last_day {
            line.first_day.text()
        } else {
            format!("{} to {}", line.first_day.text(), line.last_day.text())
        };
        vec![
            Cell::link(&format!("/sessions/{}/plan", line.reference), &line.title),
            Cell::text(&when),
            Cell::text(&line.area),
            Cell::text(&line.venue),
            Cell::number(format!("{} of {}", line.taken, line.capacity)),
            Cell::number(line.waiting),
            tag(text, colour),
        ]
    });
    let table = Table::new("All sessions")
        .hide_caption()
        .column("Session")
        .column("When")
        .column("Area")
        .column("Venue")
        .figures("Places taken")
        .figures("Waiting")
        .column("State")
        .rows(rows)
        .when_empty("No session fits these filters.");
    let page = page
        .text(&counted(found.count, "session", "sessions"))
        .html(&table)
        .html(&Pagination::new(None, next_page(&desk, found.next.as_ref())).first(first_page(&desk)));
    under(&desk, "All sessions", &page, PLACES)
}

/// The places above this page and the calendar.
pub(super) const PLACES: &[(&str, &str)] = &[("/courses", "Courses")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_is_a_word_a_month_or_a_day() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(read_when(""), Some(When::ToCome));
        assert_eq!(read_when("over"), Some(When::Over));
        assert_eq!(
            read_when("2028-02"),
            Some(When::Between(day("2028-02-01"), day("2028-02-29")))
        );
        assert_eq!(
            read_when("2026-03-12"),
            Some(When::Between(day("2026-03-12"), day("2026-03-12")))
        );
        assert_eq!(read_when("soon"), None);
        let offered = times(day("2026-03-12"), "2020-01");
        assert_eq!(offered.len(), 2 + 19 + 1, "also a month that lies far off");
        assert!(offered.iter().any(|(_, words)| words == "January 2020"));
    }
}
