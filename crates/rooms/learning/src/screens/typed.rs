//! What somebody typed, kept as it was typed, so that a form with problems comes back with nothing lost.

use govuk::DateInput;
use kernel::{Day, Problems};
use std::collections::BTreeMap;

/// Values of a form by field name.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Typed(BTreeMap<String, Vec<String>>);

kernel::masked!(Typed);

impl Typed {
    /// Nothing.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// One value of a field; empty when there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Sets a field.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), vec![value.into()]);
        self
    }

    /// Sets a field of several values.
    #[must_use]
    pub(crate) fn with_all(mut self, name: &str, values: Vec<String>) -> Self {
        self.0.insert(name.to_owned(), values);
        self
    }

    /// A whole number; a problem when it is none.
    pub(crate) fn whole(&self, name: &str, problems: &mut Problems, message: &str) -> i64 {
        self.text(name).trim().parse().unwrap_or_else(|_| {
            problems.add(name, message);
            0
        })
    }

    /// A day of three boxes; a problem when it is none.
    pub(crate) fn day(&self, name: &str, problems: &mut Problems) -> Option<Day> {
        let part = |part: &str| self.text(&format!("{name}-{part}"));
        match DateInput::read(part("day"), part("month"), part("year")) {
            Ok(day) => Some(day),
            Err(message) => {
                problems.add(name, message);
                None
            }
        }
    }

    /// The three boxes of a day are empty.
    pub(crate) fn day_is_empty(&self, name: &str) -> bool {
        ["day", "month", "year"]
            .iter()
            .all(|part| self.text(&format!("{name}-{part}")).trim().is_empty())
    }

    /// Three boxes with what was typed.
    pub(crate) fn date_input(&self, name: &str, legend: &str) -> DateInput {
        let part = |part: &str| self.text(&format!("{name}-{part}"));
        DateInput::new(name, legend).typed(part("day"), part("month"), part("year"))
    }

    /// Fills three boxes.
    #[must_use]
    pub(crate) fn with_day(self, name: &str, day: Day) -> Self {
        let (year, month, date) = day.parts();
        self.with(&format!("{name}-day"), date.to_string())
            .with(&format!("{name}-month"), month.to_string())
            .with(&format!("{name}-year"), year.to_string())
    }
}

/// Problems of both lists, in order.
pub(crate) fn together(mut first: Problems, second: Problems) -> Problems {
    for problem in second.0 {
        if first.of(&problem.field).is_none() {
            first.add(&problem.field, problem.message);
        }
    }
    first
}

/// The problems of one of several forms on a page, at its own field for the reason, `what_reason`; none for the others.
pub(crate) fn of_form(doing: &str, what: &str, problems: &Problems) -> Problems {
    let mut own = Problems::none();
    if doing != what {
        return own;
    }
    for problem in &problems.0 {
        let field = match problem.field.as_str() {
            "reason" => format!("{what}_reason"),
            other => other.to_owned(),
        };
        own.add(&field, problem.message.as_str());
    }
    own
}
