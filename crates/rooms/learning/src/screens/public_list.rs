//! The public list of sessions: no cookie, no account, kept as bytes until something is written.

use super::hand::{next_page, previous_page, query_id, query_text};
use super::parts::Page;
use crate::lists::{self, Place, PublicQuery};
use crate::model::Mode;
use crate::records::{counted, course as sql};
use access::actions::BrowsePublicly;
use front::{Answer, Desk};
use govuk::{Cell, Filters, Pagination, Select, Table};
use kernel::Day;

/// Months to choose from.
const MONTHS: usize = 12;

/// `GET /` and `GET /sessions`
pub(crate) async fn show(desk: Desk<BrowsePublicly>) -> Answer {
    let today = desk.now().day();
    // Whatever the query does not say does not make another page: the key is made of what was understood.
    let reference =
        |name: &str| query_text(&desk, name).filter(|text| kernel::Reference::parse(text).is_some());
    let query = PublicQuery {
        area: query_id(&desk, "area"),
        course: reference("course"),
        mode: Mode::parse(&desk.query("mode")),
        month: Day::parse(&format!("{}-01", desk.query("month"))),
        place: match (reference("after"), reference("before")) {
            (Some(key), _) => Place::After(key),
            (None, Some(key)) => Place::Before(key),
            (None, None) => Place::First,
        },
    };
    let key = format!("sessions {today} {query:?}");
    desk.cached(&key, || page(&desk, query)).await
}

async fn page(desk: &Desk<BrowsePublicly>, query: PublicQuery) -> Result<front::Page, front::Failure> {
    let (asked, now) = (query.clone(), desk.now());
    let (found, areas, courses) = desk
        .read(move |tx, _| {
            Ok((
                lists::public(tx, &asked, now)?,
                tx.all(&sql::AREA_CHOICES, &[], sql::choice)?,
                tx.all(&sql::COURSE_PUBLIC_CHOICES, &lists::from(now), |row| {
                    Ok((row.get::<String>(0)?, row.get::<String>(1)?))
                })?,
            ))
        })
        .await?;
    let select =
        |name: &str, label: &str, value: String| Select::new(name, label).option("", "All").value(&value);
    let chosen = |text: Option<String>| text.unwrap_or_default();
    let filters = Filters::new("/sessions")
        .field(
            &select("area", "Area", chosen(query.area.map(|id| id.to_string())))
                .options(areas.into_iter().map(|(id, name)| (id.to_string(), name))),
        )
        .field(&select("course", "Course", chosen(query.course.clone())).options(courses))
        .field(
            &select(
                "mode",
                "How",
                chosen(query.mode.map(|mode| mode.code().to_owned())),
            )
            .options(Mode::ALL.iter().map(|mode| (mode.code(), mode.label()))),
        )
        .field(
            &select(
                "month",
                "Month",
                chosen(query.month.map(|day| day.iso().chars().take(7).collect())),
            )
            .options(months(now.day())),
        )
        .active(query != PublicQuery::default());
    let rows = found.rows.iter().map(|line| {
        let when = if line.first_day == line.last_day {
            line.first_day.long_text()
        } else {
            format!("{} to {}", line.first_day.long_text(), line.last_day.long_text())
        };
        vec![
            Cell::link(&format!("/sessions/{}", line.reference), &line.title),
            Cell::text(&when),
            Cell::text(&line.area),
            Cell::text(line.mode.label()),
            Cell::text(&left(line.left)),
        ]
    });
    let table = Table::new("Sessions")
        .hide_caption()
        .column("Session")
        .column("When")
        .column("Area")
        .column("How")
        .column("Places")
        .rows(rows)
        .when_empty("No session fits these filters.");
    let main = Page::new("Sessions")
        .html(&filters)
        .text(&counted(found.count, "session", "sessions"))
        .html(&table)
        .html(&Pagination::new(
            previous_page(desk, found.previous.as_ref()),
            next_page(desk, found.next.as_ref()),
        ));
    Ok(front::Page::new(desk, "Sessions", &main)?.findable())
}

/// Places left, in words.
pub(crate) fn left(left: i64) -> String {
    match left {
        0 => "Full: waiting list".to_owned(),
        1 => "1 place left".to_owned(),
        many => format!("{many} places left"),
    }
}

/// This month and those after it.
fn months(today: Day) -> Vec<(String, String)> {
    let (mut year, mut month, _) = today.parts();
    let mut all = Vec::with_capacity(MONTHS);
    for _ in 0..MONTHS {
        if let Some(day) = Day::new(year, month, 1) {
            let name = day
                .text()
                .split_once(' ')
                .map(|(_, rest)| rest.to_owned())
                .unwrap_or_default();
            all.push((day.iso().chars().take(7).collect(), name));
        }
        if month == 12 {
            (year, month) = (year.saturating_add(1), 1);
        } else {
            month += 1;
        }
    }
    all
}
