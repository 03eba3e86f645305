//! By what is compared, and what.

use super::super::opinions::Pooled;
use crate::together::Place;
use crate::view::year_between;
use evidence::scale::Side;
use kernel::Day;
use learning::model::Mode;

/// By what groups are told apart.
///
/// *First time or again* goes by person and course: an attendance (or a booking) is *again* where the same person, known by her work
/// e-mail address, signed in to another session of the same course that began on an earlier day, in whatever area and however long ago;
/// filters narrow what is counted, and not what went before. Two days of one session are one session: its second day is not *again*. Who
/// gave no address cannot be known again and is *not known*. People are counted apart from attendances: one person may have come for the
/// first time and again within the same part, and then she is one of the people in either row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Comparison {
    Area,
    Year,
    Quarter,
    Mode,
    Again,
    Paired,
    Intention,
}

impl Comparison {
    pub(crate) const ALL: [Self; 7] = [
        Self::Area,
        Self::Year,
        Self::Quarter,
        Self::Mode,
        Self::Again,
        Self::Paired,
        Self::Intention,
    ];

    /// Its word in an address.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Mode => "mode",
            Self::Again => "again",
            Self::Paired => "paired",
            Self::Intention => "intention",
        }
    }

    /// What people read.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Area => "Area by area",
            Self::Year => "Year by year",
            Self::Quarter => "Quarter by quarter",
            Self::Mode => "Online against room",
            Self::Again => "First time against again",
            Self::Paired => "Before and after: paired against unpaired",
            Self::Intention => "Likelihood to use against use",
        }
    }

    /// What one group is.
    pub(crate) const fn group(self) -> &'static str {
        match self {
            Self::Area => "Area",
            Self::Year => "Year",
            Self::Quarter => "Quarter",
            Self::Mode => "How it met",
            Self::Again => "Been to the course before",
            Self::Paired | Self::Intention => "Who",
        }
    }

    /// It compares groups of sessions: anything can be measured in them.
    pub(crate) const fn of_sessions(self) -> bool {
        matches!(self, Self::Area | Self::Year | Self::Quarter | Self::Mode)
    }

    /// The group that a session is in, by the same names as the statements give.
    pub(super) fn key(self, area: &str, mode: &str, day: Day, start: Day) -> String {
        let (year, month, _) = day.parts();
        match self {
            Self::Area => area.to_owned(),
            Self::Mode => mode.to_owned(),
            Self::Year => {
                let first = i64::from(start.parts().0) + crate::view::year_of(start, day) - 1;
                format!("{first:04}")
            }
            Self::Quarter => format!("{year:04}-{}", (month + 2) / 3),
            Self::Again | Self::Paired | Self::Intention => String::new(),
        }
    }

    /// A group in words.
    pub(super) fn name(self, key: &str, start: Day) -> String {
        match self {
            Self::Year => {
                year_number(key, start).map_or_else(|| key.to_owned(), |year| format!("Year {year}"))
            }
            Self::Quarter => match key.rsplit_once('-') {
                Some((year, quarter)) => {
                    let months = match quarter {
                        "1" => "January to March",
                        "2" => "April to June",
                        "3" => "July to September",
                        _ => "October to December",
                    };
                    format!("{months} {year}")
                }
                None => key.to_owned(),
            },
            Self::Mode => Mode::parse(key).map_or_else(|| key.to_owned(), |mode| mode.label().to_owned()),
            Self::Again => match key {
                "first" => "First time",
                "again" => "Been before",
                _ => "Not known",
            }
            .to_owned(),
            _ => key.to_owned(),
        }
    }

    /// Where a group stands among the others.
    pub(super) fn rank(self, key: &str) -> usize {
        let order: Vec<&str> = match self {
            Self::Mode => Mode::ALL.iter().map(|mode| mode.code()).collect(),
            Self::Again => vec!["first", "again", "unknown"],
            _ => Vec::new(),
        };
        order
            .iter()
            .position(|known| *known == key)
            .unwrap_or(order.len())
    }

    /// The sessions that a group is over.
    pub(super) fn place(self, key: &str, whole: &Place, start: Day) -> Place {
        let mut place = whole.clone();
        let (from, to) = match self {
            Self::Area => {
                place.area = Some(key.to_owned());
                (None, None)
            }
            Self::Mode => {
                place.mode = Some(key.to_owned());
                (None, None)
            }
            Self::Year => year_number(key, start).map_or((None, None), |year| year_between(start, year)),
            Self::Quarter => quarter_between(key),
            _ => (None, None),
        };
        place.from = place.from.max(from.map(Day::iso));
        place.to = place.to.into_iter().chain(to.map(Day::iso)).min();
        place
    }
}

/// The year of the programme, from 1, of one that begins in a calendar year.
fn year_number(key: &str, start: Day) -> Option<i64> {
    let year: i64 = key.parse().ok()?;
    Some(year - i64::from(start.parts().0) + 1)
}

/// First and last day of a calendar quarter like `2026-2`.
fn quarter_between(key: &str) -> (Option<Day>, Option<Day>) {
    let first = key.rsplit_once('-').and_then(|(year, quarter)| {
        let quarter: i8 = quarter.parse().ok()?;
        Day::new(year.parse().ok()?, quarter.checked_mul(3)?.checked_sub(2)?, 1)
    });
    (first, first.map(|first| first.plus_months(3).plus(-1)))
}

/// What is measured in each group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Measure {
    /// Of the bookings of sessions whose register came, those that came.
    Came,
    /// Of the attendances of people who are known, those of people who had not been to the course before.
    First,
    /// Of those who said how likely they are to use it, those who are very likely.
    Likely,
    /// Of the answers to a statement, those on the better side of its scale: of the questions of a kind, the statement in this place.
    Statement(Scales, usize),
}

/// The questions of the questionnaire at the end of a session that are answered on a scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scales {
    /// As on *Feedback*: its answers print by side.
    Agreement,
    /// As on *Before and after*: its answers print point by point.
    Others,
}

/// What can be measured: for each measure its word in an address and its words for people.
pub(crate) struct Measures {
    pub(super) agreement: Option<Pooled>,
    pub(super) others: Option<Pooled>,
    /// The answers to the question how likely people are to use what they learnt: the first side, and the others.
    pub(super) likelihood: Option<(Vec<String>, Vec<String>)>,
}

impl Measures {
    pub(super) fn pooled(&self, scales: Scales) -> Option<&Pooled> {
        match scales {
            Scales::Agreement => self.agreement.as_ref(),
            Scales::Others => self.others.as_ref(),
        }
    }

    /// All measures in the order in which they are offered.
    pub(crate) fn all(&self) -> Vec<(String, String, Measure)> {
        let mut all = vec![
            (
                "came".to_owned(),
                "Came, of those who had booked".to_owned(),
                Measure::Came,
            ),
            (
                "first".to_owned(),
                "Came for the first time, of those who came".to_owned(),
                Measure::First,
            ),
        ];
        for scales in [Scales::Agreement, Scales::Others] {
            for (place, item) in self
                .pooled(scales)
                .into_iter()
                .flat_map(|pooled| pooled.statements.items().iter().enumerate())
            {
                all.push((
                    format!("said-{}", item.key),
                    item.label.clone(),
                    Measure::Statement(scales, place),
                ));
            }
        }
        if self.likelihood.is_some() {
            all.push((
                "likely".to_owned(),
                "Very likely to use what they learnt".to_owned(),
                Measure::Likely,
            ));
        }
        all
    }

    /// What its share is called.
    pub(super) fn share(&self, measure: &Measure) -> String {
        match measure {
            Measure::Came => "Came".to_owned(),
            Measure::First => "First time".to_owned(),
            Measure::Likely => "Very likely".to_owned(),
            Measure::Statement(scales, place) => {
                let item = self
                    .pooled(*scales)
                    .and_then(|pooled| pooled.statements.items().get(*place));
                match (scales, item) {
                    (Scales::Agreement, Some(item)) => {
                        let word = item.scale.word(Side::Better);
                        let mut letters = word.chars();
                        letters
                            .next()
                            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
                    }
                    _ => "On the better side".to_owned(),
                }
            }
        }
    }
}

/// What was asked to be compared, in the words of the address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) by: String,
    pub(crate) measure: String,
    pub(crate) against: String,
}

impl Choice {
    /// For the release log: words of lists only. With whom a group is compared changes no count.
    pub(crate) fn words(&self) -> String {
        let part = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!(" {name}={value}"),
        };
        part("by", &self.by) + &part("measure", &self.measure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session is in the group whose sessions it is counted with, by the year that begins on the programme's own day and by quarters of
    /// the calendar.
    #[test]
    fn a_group_holds_the_days_of_its_name() {
        let day = |text: &str| Day::parse(text).unwrap();
        let start = day("2015-04-06");
        for (comparison, of, key, name, from, to) in [
            (
                Comparison::Year,
                "2015-04-06",
                "2015",
                "Year 1",
                "2015-04-06",
                "2016-04-05",
            ),
            (
                Comparison::Year,
                "2016-04-05",
                "2015",
                "Year 1",
                "2015-04-06",
                "2016-04-05",
            ),
            (
                Comparison::Year,
                "2016-04-06",
                "2016",
                "Year 2",
                "2016-04-06",
                "2017-04-05",
            ),
            (
                Comparison::Quarter,
                "2016-03-31",
                "2016-1",
                "January to March 2016",
                "2016-01-01",
                "2016-03-31",
            ),
            (
                Comparison::Quarter,
                "2016-10-01",
                "2016-4",
                "October to December 2016",
                "2016-10-01",
                "2016-12-31",
            ),
        ] {
            let found = comparison.key("East", "room", day(of), start);
            assert_eq!(found, key, "{of}");
            assert_eq!(comparison.name(&found, start), name);
            let place = comparison.place(&found, &Place::default(), start);
            assert_eq!(
                (place.from.as_deref(), place.to.as_deref()),
                (Some(from), Some(to)),
                "{of}"
            );
        }
        let narrowed = Place {
            from: Some("2016-02-01".to_owned()),
            ..Place::default()
        };
        let place = Comparison::Quarter.place("2016-1", &narrowed, start);
        assert_eq!(
            place.from.as_deref(),
            Some("2016-02-01"),
            "filters narrow a group"
        );
        assert_eq!(Comparison::Mode.name("online", start), "Online");
    }
}
