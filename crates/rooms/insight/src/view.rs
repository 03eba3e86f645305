//! What a page shows: which programme, which part of it, for whom.

use crate::attendances::Gathered;
use crate::facts::SessionFact;
use crate::records;
use crate::subjects::compare::Choice;
use access::Scope;
use access::actions::ReadEvidence;
use evidence::disclosure::Profile;
use kernel::{Day, Fault, Id};
use learning::Part;
use learning::sittings::Sittings;
use responses::tallies::Filter;
use std::sync::{Arc, OnceLock};
use store::{Tx, Value, values};

/// A programme as the filter offers it.
#[derive(Clone, Debug)]
pub(crate) struct Programme {
    pub(crate) id: Id,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) start: Day,
    pub(crate) end: Option<Day>,
}

/// Programmes, the latest first.
pub(crate) fn programmes(tx: &mut Tx<'_>) -> Result<Vec<Programme>, Fault> {
    tx.all(&records::PROGRAMMES, values![], |row| {
        Ok(Programme {
            id: row.get(0)?,
            slug: row.get(1)?,
            name: row.get(2)?,
            start: row.get(3)?,
            end: row.get(4)?,
        })
    })
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Leave to count.
    pub(crate) leave: Scope<ReadEvidence>,
    pub(crate) programme: Programme,
    pub(crate) area: Option<Id>,
    pub(crate) course: Option<Id>,
    pub(crate) year: Option<i64>,
    /// First and last day, where they were asked for.
    pub(crate) days: (Option<Day>, Option<Day>),
    pub(crate) profile: Profile,
    /// The day of asking.
    pub(crate) today: Day,
    /// What is compared, on the page that compares.
    pub(crate) compare: Choice,
    /// What was read of the programme's sessions, once it was.
    pub(crate) gathered: OnceLock<Arc<Gathered>>,
    /// The same without who booked and came.
    pub(crate) sittings: OnceLock<Arc<Sittings>>,
}

impl View {
    /// The programme's sessions, read once however many tables are made of them.
    pub(crate) fn gathered(&self, tx: &mut Tx<'_>) -> Result<Arc<Gathered>, Fault> {
        if let Some(known) = self.gathered.get() {
            return Ok(Arc::clone(known));
        }
        let read = Gathered::read(tx, &self.leave, self.programme.id)?;
        Ok(Arc::clone(self.gathered.get_or_init(|| read)))
    }

    /// The sessions without who booked and came, read once however many figures are told apart by them.
    pub(crate) fn sittings(&self, tx: &mut Tx<'_>) -> Result<Arc<Sittings>, Fault> {
        if let Some(known) = self.sittings.get() {
            return Ok(Arc::clone(known));
        }
        let read = Sittings::read(tx, &self.leave, self.programme.id)?;
        Ok(Arc::clone(self.sittings.get_or_init(|| read)))
    }

    /// First and last day asked for: of the year, of the dates, or of both together.
    pub(crate) fn period(&self) -> (Option<Day>, Option<Day>) {
        let ((first, last), (from, to)) = (self.of_year(), self.days);
        (first.max(from), last.into_iter().chain(to).min())
    }

    fn of_year(&self) -> (Option<Day>, Option<Day>) {
        self.year
            .map_or((None, None), |year| year_between(self.programme.start, year))
    }

    /// A part of the programme was asked for.
    pub(crate) fn narrowed(&self) -> bool {
        self.area.is_some() || self.course.is_some() || self.year.is_some() || self.days != (None, None)
    }

    /// The whole programme, in the days asked for.
    pub(crate) fn whole(&self) -> Self {
        Self {
            area: None,
            course: None,
            year: None,
            ..self.clone()
        }
    }

    /// A session of [`Self::whole`] is in what was asked for.
    pub(crate) fn takes(&self, fact: &SessionFact) -> bool {
        self.area.is_none_or(|area| area == fact.area_id)
            && self.course.is_none_or(|course| course == fact.course_id)
            && self.year.is_none_or(|year| year == fact.year)
    }

    /// The same as values and names of the filters in use, for this room's statements.
    pub(crate) fn filters(&self) -> (Vec<&'static str>, Vec<Value>) {
        let (from, to) = self.period();
        let names = [
            ("area", self.area.is_some()),
            ("from", from.is_some()),
            ("to", to.is_some()),
            ("course", self.course.is_some()),
        ];
        let names = names
            .into_iter()
            .filter(|(_, used)| *used)
            .map(|(name, _)| name)
            .collect();
        (
            names,
            values![self.programme.id, self.area, from, to, self.course].to_vec(),
        )
    }

    /// The same for counts of answers.
    pub(crate) fn answers(&self) -> Filter {
        let (from, to) = self.period();
        Filter {
            area: self.area,
            from,
            to,
            course: self.course,
            instrument: None,
        }
    }

    /// The same, of one questionnaire only.
    pub(crate) fn answers_to(&self, instrument: &str) -> Filter {
        Filter {
            instrument: Some(instrument.to_owned()),
            ..self.answers()
        }
    }

    /// The same for completeness.
    pub(crate) fn part(&self) -> Part {
        let (from, to) = self.period();
        Part {
            area: self.area,
            from,
            to,
            course: self.course,
        }
    }

    /// Words for the release log: ids and numbers only.
    pub(crate) fn words(&self) -> String {
        let part = |name: &str, value: Option<String>| {
            value.map(|value| format!(" {name}={value}")).unwrap_or_default()
        };
        format!(
            "programme={}{}{}{}{}{}{}",
            self.programme.slug,
            part("area", self.area.map(|id| id.to_string())),
            part("course", self.course.map(|id| id.to_string())),
            part("year", self.year.map(|year| year.to_string())),
            part("from", self.days.0.map(Day::iso)),
            part("to", self.days.1.map(Day::iso)),
            self.compare.words()
        )
    }
}

/// First and last day of a year of a programme, from 1.
pub(crate) fn year_between(start: Day, year: i64) -> (Option<Day>, Option<Day>) {
    let years = |count: i64| {
        let (start, month, day) = start.parts();
        i16::try_from(count)
            .ok()
            .and_then(|count| Day::new(start.checked_add(count)?, month, day))
    };
    (years(year - 1), years(year).map(|day| day.plus(-1)))
}

/// The year of a programme that a day falls in, from 1.
pub(crate) fn year_of(start: Day, day: Day) -> i64 {
    let ((first, month, date), (year, now_month, now_date)) = (start.parts(), day.parts());
    let before = (now_month, now_date) < (month, date);
    i64::from(year) - i64::from(first) + i64::from(!before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_on_the_programmes_own_day() {
        let day = |year, month, date| Day::new(year, month, date).unwrap();
        let start = day(2015, 4, 1);
        assert_eq!(year_of(start, day(2015, 4, 1)), 1);
        assert_eq!(year_of(start, day(2016, 3, 31)), 1);
        assert_eq!(year_of(start, day(2016, 4, 1)), 2);
    }
}
