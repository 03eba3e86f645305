//! The public list of sessions: no cookie, no account, kept as bytes until something is written.

use super::hand::{next_page, previous_page};
use super::parts::Page;
use crate::lists::{self, Place, PublicQuery};
use crate::model::Mode;
use crate::records::{counted, course as sql};
use access::actions::BrowsePublicly;
use front::{Answer, Desk};
use govuk::{Cell, Filters, Pagination, Select, Table};
use kernel::{Day, Id, Problems};

/// Months to choose from.
const MONTHS: usize = 12;

/// What stands in the address, as far as it can be read without the records.
struct Asked {
    query: PublicQuery,
    /// Filters with words that can name nothing.
    wrong: Vec<&'static str>,
}

impl Asked {
    fn of(desk: &Desk<BrowsePublicly>, today: Day) -> Self {
        let mut wrong = Vec::new();
        let reference = |text: &str| kernel::Reference::parse(text).map(|one| one.as_str().to_owned());
        let key = |name: &str| reference(&desk.query(name));
        let query = PublicQuery {
            area: read(desk, "area", &mut wrong, Id::parse),
            course: read(desk, "course", &mut wrong, reference),
            mode: read(desk, "mode", &mut wrong, Mode::parse),
            month: read(desk, "month", &mut wrong, |text| {
                let offered = months(today).iter().any(|(known, _)| known == text);
                Day::parse(&format!("{text}-01")).filter(|_| offered)
            }),
            place: match (key("after"), key("before")) {
                (Some(key), _) => Place::After(key),
                (None, Some(key)) => Place::Before(key),
                (None, None) => Place::First,
            },
        };
        Self { query, wrong }
    }
}

/// The word of a filter, read; one that cannot be read is noted as `wrong`.
fn read<T>(
    desk: &Desk<BrowsePublicly>,
    name: &'static str,
    wrong: &mut Vec<&'static str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let word = desk.query(name);
    if word.is_empty() {
        return None;
    }
    let found = parse(&word);
    if found.is_none() {
        wrong.push(name);
    }
    found
}

/// Filters that name nothing, each a problem at its field, in the order of the page.
fn unknown(wrong: &[&str]) -> Problems {
    let mut problems = Problems::none();
    for (name, words) in [
        ("area", "Choose the area from the list"),
        ("course", "Choose the course from the list"),
        ("mode", "Choose how it is given from the list"),
        ("month", "Choose the month from the list"),
    ] {
        if wrong.contains(&name) {
            problems.add(name, words);
        }
    }
    problems
}

/// `GET /` and `GET /sessions`
pub(crate) async fn show(desk: Desk<BrowsePublicly>) -> Answer {
    let today = desk.now().day();
    let asked = Asked::of(&desk, today);
    if !asked.wrong.is_empty() {
        return page(&desk, asked).await?.answer();
    }
    // Whatever the query does not say does not make another page: the key is made of what was understood.
    let key = format!("sessions {today} {:?}", asked.query);
    desk.cached(&key, || page(&desk, asked)).await
}

/// The list; of filters that name nothing the filters alone.
async fn page(desk: &Desk<BrowsePublicly>, asked: Asked) -> Result<front::Page, front::Failure> {
    let Asked { query, mut wrong } = asked;
    let (wanted, now) = (query.clone(), desk.now());
    let (found, areas, courses, wrong) = desk
        .read(move |tx, _| {
            let areas = tx.all(&sql::AREA_CHOICES, &[], sql::choice)?;
            let courses = tx.all(&sql::COURSE_PUBLIC_CHOICES, &lists::from(now), |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(1)?))
            })?;
            if wanted
                .area
                .is_some_and(|area| !areas.iter().any(|(id, _)| *id == area))
            {
                wrong.push("area");
            }
            if let Some(course) = &wanted.course
                && !courses.iter().any(|(reference, _)| reference == course)
            {
                wrong.push("course");
            }
            let found = if wrong.is_empty() {
                Some(lists::public(tx, &wanted, now)?)
            } else {
                None
            };
            Ok((found, areas, courses, wrong))
        })
        .await?;
    let problems = unknown(&wrong);
    let select = |name: &str, label: &str, value: String| {
        Select::new(name, label)
            .option("", "All")
            .value(&value)
            .problems(&problems)
    };
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
        .active(query != PublicQuery::default() || !problems.is_empty());
    let main = Page::new("Sessions").problems(&problems).html(&filters);
    let Some(found) = found else {
        return Ok(front::Page::new(desk, "Sessions", &main)?.with_problems());
    };
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
    let main = main
        .text(&counted(found.count, "session", "sessions"))
        .html(&table)
        .html(&Pagination::new(
            previous_page(desk, found.previous.as_ref()),
            next_page(desk, found.next.as_ref()),
        ));
    let page = front::Page::new(desk, "Sessions", &main)?.findable();
    // Nothing stands behind a key that somebody made up, and there are many of those.
    if found.rows.is_empty() && query.place != Place::First {
        return Ok(page.fleeting());
    }
    Ok(page)
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
