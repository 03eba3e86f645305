//! The partnership's training (document 003, table 2 and appendix 1). Each block becomes a session of the partnership as a
//! whole: the document says where people came from, and not where a block was held. The attendances of a course, year and borough
//! are spread evenly over that year's blocks of the course. Where the document gives only a total (working with perpetrators in
//! year 2, supervisors), the borough is not recorded. The rows for Hammersmith and Fulham in year 1 say 0: the borough joined in
//! year 2. The document counts attendances alone. So there are no bookings, and nobody who came has an address: how many people
//! they were is not known.

use crate::plan::{Course, Place, Plan, Programme, Session};
use crate::published::{TRAINING, number, rows, text};
use kernel::{Day, SeededEntropy};

/// Course as published, title, kind, aims, hours.
const COURSES: [(&str, &str, &str, &str, u8); 4] = [
    (
        "overview",
        "Overview",
        "overview",
        "See the whole approach in half a day.",
        3,
    ),
    (
        "core",
        "Core",
        "core",
        "Keep the person causing harm in view in assessment, recording and planning.",
        24,
    ),
    (
        "working with perpetrators",
        "Working with perpetrators",
        "perpetrators",
        "Hold safe and useful conversations with the person causing harm.",
        12,
    ),
    (
        "supervisors",
        "Supervisors",
        "supervisors",
        "Supervise practice that does not blame.",
        6,
    ),
];

/// The area of all its sessions: the boroughs together, in the document's word for them.
pub(crate) const PARTNERSHIP: &str = "London Partnership";

/// The six boroughs.
pub(crate) const BOROUGHS: [&str; 6] = [
    "Hackney",
    "Waltham Forest",
    "Newham",
    "Redbridge",
    "Tower Hamlets",
    "Hammersmith and Fulham",
];

/// Adds the partnership's courses, sessions and attendance.
pub(crate) fn add(plan: &mut Plan, _entropy: &SeededEntropy) -> Result<(), String> {
    let base = plan.courses.len();
    for (_, title, kind, aims, hours) in COURSES {
        plan.courses.push(Course {
            programme: Programme::Partnership,
            title,
            kind,
            aims,
            hours,
        });
    }
    let published = rows(TRAINING)?;
    for (place, (name, ..)) in COURSES.iter().enumerate() {
        for year in [1_u8, 2] {
            let of_year: Vec<&Vec<String>> = published
                .iter()
                .filter(|row| text(row, 0) == Ok(name) && number::<u8>(row, 2) == Ok(year))
                .collect();
            let Some(total) = of_year.iter().find(|row| text(row, 1) == Ok("all")) else {
                continue;
            };
            let blocks = number::<usize>(total, 3)?;
            let first = plan.sessions.len();
            for block in 0..blocks {
                plan.sessions.push(Session {
                    course: base + place,
                    area: PARTNERSHIP,
                    year,
                    day: day_of(year, place, block, blocks)?,
                    cancelled: false,
                    original_day: None,
                    sheet: true,
                    feedback: true,
                    capacity: 0,
                });
            }
            let mut next = 0;
            let mut seated = vec![0_usize; blocks];
            let mut seat = |plan: &mut Plan, borough: Option<&'static str>| {
                plan.people += 1;
                let block = next % blocks;
                next += 1;
                plan.places.push(Place {
                    session: first + block,
                    person: plan.people,
                    booked: false,
                    signed_in: true,
                    borough,
                });
                if let Some(seats) = seated.get_mut(block) {
                    *seats += 1;
                }
            };
            let by_borough: Vec<(&'static str, usize)> = BOROUGHS
                .iter()
                .filter_map(|borough| {
                    of_year
                        .iter()
                        .find(|row| text(row, 1) == Ok(borough))
                        .map(|row| number::<usize>(row, 4).map(|count| (*borough, count)))
                })
                .collect::<Result<_, String>>()?;
            let named: usize = by_borough.iter().map(|(_, count)| count).sum();
            let all = number::<usize>(total, 4)?;
            if named > all || (named > 0 && named < all) {
                return Err(format!(
                    "{name}, year {year}: boroughs add up to {named}, not {all}"
                ));
            }
            for (borough, count) in by_borough {
                for _ in 0..count {
                    seat(plan, Some(borough));
                }
            }
            for _ in named..all {
                seat(plan, None);
            }
            for (block, seats) in seated.into_iter().enumerate() {
                if let Some(session) = plan.sessions.get_mut(first + block) {
                    session.capacity = seats.max(20);
                }
            }
        }
    }
    Ok(())
}

/// A day of year 1 (August 2021 to July 2022) or year 2.
fn day_of(year: u8, course: usize, block: usize, of: usize) -> Result<Day, String> {
    let start = Day::new(2021 + i16::from(year) - 1, 9, 6).ok_or("no such day")?;
    let gap = 290 / i64::try_from(of.max(1)).map_err(|error| error.to_string())?;
    let offset = i64::try_from(block).map_err(|error| error.to_string())? * gap
        + i64::try_from(course).map_err(|error| error.to_string())?;
    Ok(start.plus(if offset.rem_euclid(7) >= 5 {
        offset - 2
    } else {
        offset
    }))
}
