//! What a page or an export is asked for, within the viewer's sight.

use crate::records;
use crate::subjects::compare::Choice;
use crate::view::{Programme, View, programmes, year_of};
use access::Scope;
use access::actions::{Includes, ReadEvidence};
use evidence::disclosure::Profile;
use govuk::DateInput;
use kernel::{Day, Fault, Id, Problems, Refusal, Stop};
use std::collections::BTreeSet;
use store::{Row, Tx, values};

/// More courses than this are not offered in a list: one is named instead.
const COURSES: usize = 100;

/// What the filters offer.
pub(super) struct Choices {
    pub(super) programmes: Vec<Programme>,
    pub(super) areas: Vec<(Id, String)>,
    /// `None` where a programme has too many to choose from a list.
    pub(super) courses: Option<Vec<(Id, String)>>,
    pub(super) every_area: bool,
    /// Years of the programme, counted from 1, and those before and after it in which something took place.
    pub(super) years: BTreeSet<i64>,
}

/// What was asked for, from the words of a query or a form.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) programme: String,
    pub(super) area: String,
    pub(super) course: String,
    pub(super) year: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) profile: Profile,
    /// What to compare.
    pub(super) compare: Choice,
}

/// What was found of it. Where there are problems the view is of more than was asked for and must not be shown.
pub(super) struct Found {
    pub(super) view: View,
    pub(super) choices: Choices,
    pub(super) problems: Problems,
    /// The title of the course, where one was found.
    pub(super) course: Option<String>,
}

impl Asked {
    pub(super) fn of(word: impl Fn(&str) -> String) -> Self {
        Self {
            programme: word("programme"),
            area: word("area"),
            course: word("course"),
            year: word("year"),
            from: word("from"),
            to: word("to"),
            // A word that is no profile must not open more than was meant.
            profile: match word("profile").as_str() {
                "" => Profile::Internal,
                word => word.parse().unwrap_or(Profile::Public),
            },
            compare: Choice {
                by: word("by"),
                measure: word("measure"),
                against: word("against"),
            },
        }
    }

    /// The days asked for; what is wrong with them is added to the problems.
    fn days(&self, problems: &mut Problems) -> (Option<Day>, Option<Day>) {
        let mut read = |field: &str, text: &str| {
            if text.is_empty() {
                return None;
            }
            DateInput::read(text, "", "").map_or_else(
                |words| {
                    problems.add(field, &words);
                    None
                },
                Some,
            )
        };
        let (from, to) = (read("from", &self.from), read("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            problems.add("to", "The last day must not be before the first");
        }
        (from, to)
    }

    /// The view, within the viewer's sight: who works in some areas gets the figures of one of these, never of all. A filter that names
    /// nothing is a problem at its field; a programme that there is not is no page.
    pub(super) fn view<A: Includes<ReadEvidence>>(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<A>,
        today: Day,
    ) -> Result<Found, Stop> {
        let programmes = programmes(tx)?;
        let programme = if self.programme.is_empty() {
            programmes.iter().min_by_key(|known| known.start)
        } else {
            programmes.iter().find(|known| known.slug == self.programme)
        };
        let programme = programme.cloned().ok_or(Refusal::Unknown)?;
        let mut problems = Problems::none();
        let of_programme = scope.values_and(values![programme.id]);
        let areas = audit::standing(tx, &records::AREAS, &[], &of_programme, pair)?;
        let mut area = Id::parse(&self.area).filter(|id| areas.iter().any(|(known, _)| known == id));
        if area.is_none() && !self.area.is_empty() {
            problems.add("area", "Choose an area with sessions of this programme");
        }
        if area.is_none() && !scope.sees_all() {
            // Nothing of this programme in sight: not even that there is something.
            area = Some(areas.first().ok_or(Refusal::Unknown)?.0);
        }
        let own = year_of(programme.start, programme.end.unwrap_or(today)).max(1);
        let (first, month, date) = programme.start.parts();
        let of_year = values![programme.id, i64::from(first), format!("{month:02}-{date:02}")];
        let mut years: BTreeSet<i64> = (1..=own).collect();
        let of_year = scope.values_and(of_year);
        years.extend(audit::standing(tx, &records::YEARS, &[], &of_year, |row| {
            row.get::<i64>(0)
        })?);
        let year = self.year.parse().ok().filter(|year| years.contains(year));
        if year.is_none() && !self.year.is_empty() {
            problems.add("year", "Choose a year of this programme");
        }
        let courses = tx.all(
            &records::COURSES,
            values![programme.id, i64::try_from(COURSES + 1).unwrap_or(i64::MAX)],
            pair,
        )?;
        let (course, title) = self.course(tx, programme.id, &mut problems)?.unzip();
        let courses = Some(courses).filter(|courses| courses.len() <= COURSES);
        let view = View {
            leave: scope.leave_to(),
            area,
            course,
            year,
            days: self.days(&mut problems),
            profile: self.profile,
            today,
            programme,
            compare: self.compare.clone(),
            gathered: std::sync::OnceLock::new(),
            sittings: std::sync::OnceLock::new(),
        };
        Ok(Found {
            view,
            choices: Choices {
                programmes,
                areas,
                courses,
                every_area: scope.sees_all(),
                years,
            },
            problems,
            course: title,
        })
    }

    /// The course that was asked for: chosen from the list, or named by its reference or title.
    fn course(
        &self,
        tx: &mut Tx<'_>,
        programme: Id,
        problems: &mut Problems,
    ) -> Result<Option<(Id, String)>, Fault> {
        let words = self.course.trim();
        if words.is_empty() {
            return Ok(None);
        }
        let mut found = match Id::parse(words) {
            Some(id) => tx.all(&records::COURSE_OF_PROGRAMME, values![programme, id], pair)?,
            None => tx.all(&records::COURSES_CALLED, values![programme, words], pair)?,
        };
        match found.len() {
            0 => problems.add("course", "Choose a course of this programme"),
            1 => return Ok(found.pop()),
            _ => problems.add(
                "course",
                "Several courses have this title: enter the reference of one",
            ),
        }
        Ok(None)
    }
}

fn pair(row: &Row<'_>) -> Result<(Id, String), Fault> {
    Ok((row.get(0)?, row.get(1)?))
}
