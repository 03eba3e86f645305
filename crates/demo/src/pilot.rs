//! The pilot's training (document 000, appendix 3). Rules of the allocation, in order:
//!
//! 1. Each row of the delivery table becomes that many sessions of its course, spread over the year.
//! 2. Missing paperwork is put on the last sessions of its row: first those with neither sheet nor forms, then those without
//!    a sheet. A row without sessions that owes paperwork (East, year 1, risk assessment) owes it on one of its cancelled
//!    sessions; the document counts it among the 20 and the 15 as well.
//! 3. Registrations are shared evenly over the row's sessions; signatures over those with a sheet, up to the registrations of
//!    each; what does not fit came without a booking.
//! 4. The people of day 2 are those of the same session's day 1, as far as they reach.
//! 5. Cancelled and moved sessions have no bookings: the table counts those that took place.

use crate::plan::{Course, Place, Plan, Programme, Session, share};
use crate::published::{DELIVERY, DISRUPTIONS, number, rows, text};
use kernel::{Day, Entropy, SeededEntropy};

/// Course as published, title, kind, aims, hours.
const COURSES: [(&str, &str, &str, &str, u8); 6] = [
    (
        "multi-agency",
        "Multi-agency",
        "multi-agency",
        "Notice harmful practices early, ask safely, and know whom to turn to.",
        3,
    ),
    (
        "specialist day 1",
        "Specialist day 1",
        "specialist",
        "Understand the practices, the law, and what survivors say helps.",
        6,
    ),
    (
        "specialist day 2",
        "Specialist day 2",
        learning::model::SECOND_DAY,
        "Work through cases: risk, safety planning, and working together.",
        6,
    ),
    (
        "follow-up risk assessment",
        "Follow-up: risk assessment",
        "follow-up-risk",
        "Assess risk where several people may cause harm.",
        3,
    ),
    (
        "follow-up psychological impact",
        "Follow-up: psychological impact",
        "follow-up-psychological",
        "Recognise trauma and respond to it in one's own role.",
        3,
    ),
    (
        "follow-up safeguarding",
        "Follow-up: safeguarding",
        "follow-up-safeguarding",
        "Use safeguarding duties for girls and women at risk.",
        3,
    ),
];

/// Adds the pilot's courses, sessions, bookings and signatures.
pub(crate) fn add(plan: &mut Plan, entropy: &SeededEntropy) -> Result<(), String> {
    let base = plan.courses.len();
    for (_, title, kind, aims, hours) in COURSES {
        plan.courses.push(Course {
            programme: Programme::Pilot,
            title,
            kind,
            aims,
            hours,
        });
    }
    let disruptions = rows(DISRUPTIONS)?;
    let mut day_one: Vec<(String, u8, Vec<Vec<usize>>)> = Vec::new();
    for row in rows(DELIVERY)? {
        let (area_name, year, published) = (text(&row, 0)?, number::<u8>(&row, 1)?, text(&row, 2)?);
        let place = COURSES
            .iter()
            .position(|(name, ..)| *name == published)
            .ok_or_else(|| format!("no course {published}"))?;
        let area = if area_name == "East" {
            "East"
        } else {
            "Tri-borough"
        };
        let told = |what: &str| -> Result<usize, String> {
            disruptions
                .iter()
                .filter(|line| {
                    text(line, 0) == Ok(area_name)
                        && number::<u8>(line, 1) == Ok(year)
                        && text(line, 2) == Ok(published)
                        && text(line, 3) == Ok(what)
                })
                .map(|line| number::<usize>(line, 4))
                .sum()
        };
        let (held, registered, signed) = (
            number::<usize>(&row, 3)?,
            number::<usize>(&row, 4)?,
            number::<usize>(&row, 5)?,
        );
        let (both, sheet_only, cancelled) = (
            told("sign-in sheet and feedback missing")?,
            told("sign-in sheet missing")?,
            told("cancelled")?,
        );
        let mut moved = told("rescheduled")?;
        if published == "specialist day 1" {
            moved += disruptions
                .iter()
                .filter(|line| {
                    text(line, 0) == Ok(area_name)
                        && number::<u8>(line, 1) == Ok(year)
                        && text(line, 2) == Ok("specialist")
                        && text(line, 3) == Ok("rescheduled")
                })
                .map(|line| number::<usize>(line, 4))
                .sum::<Result<usize, String>>()?;
        }
        let first = plan.sessions.len();
        for number in 0..held {
            let from_end = held - number;
            let neither = from_end <= both;
            let no_sheet = neither || from_end <= both + sheet_only;
            let day = day_of(year, place, number, held, entropy)?;
            plan.sessions.push(Session {
                course: base + place,
                area,
                year,
                day,
                cancelled: false,
                original_day: (number < moved).then(|| day.plus(-28)),
                sheet: !no_sheet,
                feedback: !neither,
                capacity: 0,
            });
        }
        for number in 0..cancelled {
            let owes = held == 0 && number < both;
            plan.sessions.push(Session {
                course: base + place,
                area,
                year,
                day: day_of(year, place, number, cancelled, entropy)?.plus(9),
                cancelled: true,
                original_day: None,
                sheet: !owes,
                feedback: !owes,
                capacity: 16,
            });
        }
        let before = if published == "specialist day 2" {
            day_one
                .iter()
                .find(|(name, known, _)| name == area_name && *known == year)
                .map(|(_, _, people)| people.clone())
                .unwrap_or_default()
        } else {
            Vec::new()
        };
        let people = fill(plan, first, held, registered, signed, &before)?;
        if published == "specialist day 1" {
            day_one.push((area_name.to_owned(), year, people));
        }
    }
    Ok(())
}

/// Bookings and signatures of the `held` sessions from `first` on. Returns who was in each.
fn fill(
    plan: &mut Plan,
    first: usize,
    held: usize,
    registered: usize,
    signed: usize,
    before: &[Vec<usize>],
) -> Result<Vec<Vec<usize>>, String> {
    if held == 0 {
        return if registered + signed == 0 {
            Ok(Vec::new())
        } else {
            Err("people in no session".to_owned())
        };
    }
    let booked = share(registered, &vec![usize::MAX; held])?;
    let with_sheet: Vec<bool> = (0..held)
        .map(|number| {
            plan.sessions
                .get(first + number)
                .is_some_and(|session| session.sheet)
        })
        .collect();
    let limits: Vec<usize> = booked
        .iter()
        .zip(&with_sheet)
        .map(|(booked, sheet)| if *sheet { *booked } else { 0 })
        .collect();
    let fitting = signed.min(limits.iter().sum());
    let signatures = share(fitting, &limits)?;
    let walk_ins = share(
        signed - fitting,
        &with_sheet
            .iter()
            .map(|sheet| if *sheet { usize::MAX } else { 0 })
            .collect::<Vec<_>>(),
    )?;
    let mut all = Vec::new();
    for (number, ((booked, signatures), walk_ins)) in
        booked.iter().zip(&signatures).zip(&walk_ins).enumerate()
    {
        let known = before.get(number).cloned().unwrap_or_default();
        let mut people = Vec::new();
        for place in 0..booked + walk_ins {
            let person = known.get(place).copied().unwrap_or_else(|| {
                plan.people += 1;
                plan.people
            });
            people.push(person);
            plan.places.push(Place {
                session: first + number,
                person,
                booked: place < *booked,
                signed_in: place < *signatures || place >= *booked,
                borough: None,
            });
        }
        if let Some(session) = plan.sessions.get_mut(first + number) {
            session.capacity = 16.max(booked + 2);
        }
        all.push(people);
    }
    Ok(all)
}

/// A day of the pilot's year 1 (April 2015 to March 2016) or 2, never at a weekend.
fn day_of(year: u8, course: usize, number: usize, of: usize, entropy: &SeededEntropy) -> Result<Day, String> {
    let start = Day::new(2015 + i16::from(year) - 1, 5, 11).ok_or("no such day")?;
    let gap = 300 / i64::try_from(of.max(1)).map_err(|error| error.to_string())?;
    let number = i64::try_from(number).map_err(|error| error.to_string())?;
    let shift = i64::try_from(course * 3).map_err(|error| error.to_string())?
        + i64::try_from(entropy.below(5)).unwrap_or(0);
    let offset = number * gap + shift;
    // The first day is a Monday: fold weekends back.
    let offset = if offset.rem_euclid(7) >= 5 {
        offset - 2
    } else {
        offset
    };
    Ok(start.plus(offset))
}
