//! What a page or an export is asked for, within the viewer's sight.

use crate::records;
use crate::view::{Programme, View, programmes};
use access::Scope;
use access::actions::{Includes, ReadEvidence};
use evidence::disclosure::Profile;
use govuk::DateInput;
use kernel::{Day, Id, Problems, Refusal, Stop};
use store::{Tx, values};

/// What the filters offer.
pub(super) struct Choices {
    pub(super) programmes: Vec<Programme>,
    pub(super) areas: Vec<(Id, String)>,
    pub(super) courses: Vec<(Id, String)>,
    pub(super) every_area: bool,
}

/// What was asked for, from the words of a query or a form. Unknown words are no filter.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) programme: String,
    pub(super) area: String,
    pub(super) course: String,
    pub(super) year: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) profile: Profile,
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
        }
    }

    /// The days asked for, and what is wrong with them.
    pub(super) fn days(&self) -> ((Option<Day>, Option<Day>), Problems) {
        let mut problems = Problems::none();
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
        ((from, to), problems)
    }

    /// The view, within the viewer's sight: who works in some areas gets the figures of one of these, never of all.
    pub(super) fn view<A: Includes<ReadEvidence>>(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope<A>,
    ) -> Result<(View, Choices), Stop> {
        let programmes = programmes(tx)?;
        let programme = programmes
            .iter()
            .find(|known| known.slug == self.programme)
            .or_else(|| programmes.iter().min_by_key(|known| known.start))
            .cloned()
            .ok_or(Refusal::Unknown)?;
        let pair = |row: &store::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
        let areas = tx.all(&records::AREAS, &scope.values_and(values![programme.id]), pair)?;
        let courses = tx.all(&records::COURSES, values![programme.id], pair)?;
        let known = |text: &str, list: &[(Id, String)]| {
            Id::parse(text).filter(|id| list.iter().any(|(known, _)| known == id))
        };
        let mut area = known(&self.area, &areas);
        if area.is_none() && !scope.sees_all() {
            // Nothing of this programme in sight: not even that there is something.
            area = Some(areas.first().ok_or(Refusal::Unknown)?.0);
        }
        let view = View {
            leave: scope.leave_to(),
            area,
            course: known(&self.course, &courses),
            year: self.year.parse().ok().filter(|year| (1..=20).contains(year)),
            days: self.days().0,
            profile: self.profile,
            programme,
        };
        Ok((
            view,
            Choices {
                programmes,
                areas,
                courses,
                every_area: scope.sees_all(),
            },
        ))
    }
}
