//! The records as plain values, before any database.

use kernel::{Day, SeededEntropy};

/// The seed of the whole demonstration: the same seed, the same records.
pub const SEED: u64 = 20_150_401;

/// Which programme.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Programme {
    /// The Harmful Practices Pilot (document 000).
    Pilot,
    /// The Safe and Together London Partnership (document 003).
    Partnership,
}

/// A course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    /// Its programme.
    pub programme: Programme,
    /// Its title.
    pub title: &'static str,
    /// Its kind, as learning codes it.
    pub kind: &'static str,
    /// What people take away.
    pub aims: &'static str,
    /// Hours.
    pub hours: u8,
}

/// A session, of one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Place of its course in the plan.
    pub course: usize,
    /// Name of the area it counts for.
    pub area: &'static str,
    /// Year of the programme, from 1.
    pub year: u8,
    /// Its day.
    pub day: Day,
    /// It was cancelled.
    pub cancelled: bool,
    /// The day first announced, if it was moved.
    pub original_day: Option<Day>,
    /// The sign-in sheet is there.
    pub sheet: bool,
    /// The feedback forms are there.
    pub feedback: bool,
    /// Places.
    pub capacity: usize,
}

/// Somebody with a place, or who came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Place of the session in the plan.
    pub session: usize,
    /// Number of the person.
    pub person: usize,
    /// She had booked.
    pub booked: bool,
    /// She signed in.
    pub signed_in: bool,
    /// The borough she works in, where the source says.
    pub borough: Option<&'static str>,
}

/// A feedback form, or an answer to the later survey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// Place of the session in the plan; `None` for the later survey.
    pub session: Option<usize>,
    /// Question and point of its scale.
    pub points: Vec<(&'static str, i64)>,
    /// Question and option.
    pub options: Vec<(&'static str, &'static str)>,
}

/// Everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// Courses.
    pub courses: Vec<Course>,
    /// Sessions.
    pub sessions: Vec<Session>,
    /// Bookings and signatures.
    pub places: Vec<Place>,
    /// Feedback forms.
    pub feedback: Vec<Form>,
    /// Answers to the later survey.
    pub follow_up: Vec<Form>,
    /// People used so far.
    pub people: usize,
}

/// The plan of both programmes.
///
/// # Errors
/// A sentence when the published figures contradict each other in a way that the documented allocation does not foresee.
pub fn plan() -> Result<Plan, String> {
    let entropy = SeededEntropy::new(SEED);
    let mut plan = Plan::default();
    crate::pilot::add(&mut plan, &entropy)?;
    crate::partnership::add(&mut plan, &entropy)?;
    crate::forms::add(&mut plan, &entropy)?;
    Ok(plan)
}

/// Puts a list into an order that only the seed decides.
pub(crate) fn shuffle<T>(items: &mut [T], entropy: &SeededEntropy) {
    for last in (1..items.len()).rev() {
        let bound = u64::try_from(last).unwrap_or(0).saturating_add(1);
        let other = usize::try_from(kernel::Entropy::below(entropy, bound)).unwrap_or(0);
        items.swap(last, other);
    }
}

/// Shares `total` over places with these limits, as evenly as they allow.
pub(crate) fn share(total: usize, limits: &[usize]) -> Result<Vec<usize>, String> {
    let mut shares = vec![0; limits.len()];
    let mut left = total;
    while left > 0 {
        let mut moved = false;
        for (share, limit) in shares.iter_mut().zip(limits) {
            if left > 0 && *share < *limit {
                *share += 1;
                left -= 1;
                moved = true;
            }
        }
        if !moved {
            return Err(format!("{left} of {total} have no place left"));
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::{DELIVERY, DISRUPTIONS, number, rows, text};

    #[test]
    fn the_plan_agrees_with_the_delivery_table_row_by_row() {
        let plan = plan().unwrap();
        for row in rows(DELIVERY).unwrap() {
            let (area, year) = (text(&row, 0).unwrap(), number::<u8>(&row, 1).unwrap());
            let title = text(&row, 2)
                .unwrap()
                .to_lowercase()
                .replace("follow-up ", "follow-up: ");
            let sessions: Vec<usize> = (0..plan.sessions.len())
                .filter(|place| {
                    let session = &plan.sessions[*place];
                    session.area == area
                        && session.year == year
                        && !session.cancelled
                        && plan.courses[session.course].title.to_lowercase() == title
                })
                .collect();
            let places = |wanted: fn(&Place) -> bool| {
                plan.places
                    .iter()
                    .filter(|place| sessions.contains(&place.session) && wanted(place))
                    .count()
            };
            let forms = plan
                .feedback
                .iter()
                .filter(|form| form.session.is_some_and(|session| sessions.contains(&session)))
                .count();
            let computed = [
                sessions.len(),
                places(|place| place.booked),
                places(|place| place.signed_in),
                forms,
            ];
            let published: Vec<usize> = (3..7).map(|column| number(&row, column).unwrap()).collect();
            assert_eq!(computed.as_slice(), published, "{row:?}");
        }
    }

    #[test]
    fn paperwork_is_missing_where_the_document_says() {
        let plan = plan().unwrap();
        let told = |what: &str| -> usize {
            rows(DISRUPTIONS)
                .unwrap()
                .iter()
                .filter(|row| row[3].contains(what))
                .map(|row| number::<usize>(row, 4).unwrap())
                .sum()
        };
        let of_pilot = |session: &&Session| plan.courses[session.course].programme == Programme::Pilot;
        assert_eq!(
            plan.sessions
                .iter()
                .filter(of_pilot)
                .filter(|session| !session.sheet)
                .count(),
            told("sign-in")
        );
        assert_eq!(told("sign-in"), 20);
        assert_eq!(
            plan.sessions
                .iter()
                .filter(of_pilot)
                .filter(|session| !session.feedback)
                .count(),
            15
        );
        assert_eq!(
            plan.sessions
                .iter()
                .filter(of_pilot)
                .filter(|session| session.cancelled)
                .count(),
            told("cancelled")
        );
        assert_eq!(
            plan.sessions
                .iter()
                .filter(|session| session.original_day.is_some())
                .count(),
            told("rescheduled")
        );
        let runs = plan
            .sessions
            .iter()
            .filter(of_pilot)
            .filter(|session| {
                !session.cancelled && plan.courses[session.course].kind != learning::model::SECOND_DAY
            })
            .count();
        assert_eq!(runs, 74, "a specialist course of two days counts once");
        for place in &plan.places {
            assert!(
                !place.signed_in || plan.sessions[place.session].sheet,
                "nobody signed a sheet that is missing"
            );
        }
        assert_eq!(plan.feedback.len(), 660);
        assert_eq!(plan.follow_up.len(), 45);
        assert_eq!(super::plan().unwrap(), plan, "the same seed, the same plan");
    }
}
