//! Which part of a programme a table was about, as the release log keeps it in words.

use crate::view::year_between;
use kernel::Day;

/// The sessions a table counts: of an area, of a course, between two days. What is not named is not narrowed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Extent {
    area: Option<String>,
    course: Option<String>,
    from: Option<Day>,
    to: Option<Day>,
}

impl Extent {
    /// The part that the words of a release name, in a programme that begins on a day.
    pub(crate) fn of(query: &str, start: Day) -> Self {
        let mut extent = Self::default();
        let mut year = (None, None);
        for (name, value) in query.split(' ').filter_map(|word| word.split_once('=')) {
            match name {
                "area" => extent.area = Some(value.to_owned()),
                "course" => extent.course = Some(value.to_owned()),
                "from" => extent.from = Day::parse(value),
                "to" => extent.to = Day::parse(value),
                "year" => {
                    year = value
                        .parse()
                        .map_or((None, None), |year| year_between(start, year));
                }
                _ => {}
            }
        }
        extent.from = extent.from.max(year.0);
        extent.to = extent.to.into_iter().chain(year.1).min();
        extent
    }

    /// The same of whatever days.
    pub(crate) fn at_any_time(self) -> Self {
        Self {
            from: None,
            to: None,
            ..self
        }
    }

    /// No session can be in both: neither can be taken from the other.
    pub(crate) fn apart(&self, other: &Self) -> bool {
        let differ =
            |one: &Option<String>, two: &Option<String>| one.is_some() && two.is_some() && one != two;
        let before =
            |end: Option<Day>, start: Option<Day>| end.zip(start).is_some_and(|(end, start)| end < start);
        differ(&self.area, &other.area)
            || differ(&self.course, &other.course)
            || before(self.to, other.from)
            || before(other.to, self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_apart_by_area_course_or_period_only() {
        let start = Day::new(2015, 4, 1).unwrap();
        let of = |words: &str| Extent::of(&format!("programme=pilot {words}"), start);
        for (one, two, apart) in [
            ("", "", false),
            ("area=a", "area=b", true),
            ("area=a", "", false),
            ("area=a", "area=a course=c", false),
            ("course=c", "course=d", true),
            ("area=a course=c", "area=b course=c", true),
            ("year=1", "year=2", true),
            ("year=1", "from=2016-03-31", false),
            ("year=1", "from=2016-04-01", true),
            ("year=2", "to=2016-03-31", true),
            ("from=2015-05-01 to=2015-06-30", "from=2015-06-30", false),
            ("year=1 from=2015-06-01", "to=2015-05-31", true),
            ("year=nonsense", "year=2", false),
        ] {
            assert_eq!(of(one).apart(&of(two)), apart, "{one} and {two}");
            assert_eq!(of(two).apart(&of(one)), apart, "{two} and {one}");
        }
    }
}
