//! A day typed in three boxes, or whole in the first.

use crate::fields::{hint_and_error, open_group};
use crate::html::{Component, Html, component};
use kernel::{Day, Problems};

/// What a date field says when it has no sentence of its own.
const HINT: &str = "For example 3 3 2026, or the whole date in the first box";

/// Three boxes named `NAME-day`, `NAME-month` and `NAME-year`. The first has the id `NAME`, so that the summary of problems leads into it.
#[derive(Clone, Default)]
pub struct DateInput {
    name: String,
    legend: String,
    hint: String,
    problem: String,
    typed: [String; 3],
}

kernel::masked!(DateInput);

impl DateInput {
    /// A day for the form field `name`.
    pub fn new(name: &str, legend: &str) -> Self {
        Self {
            name: name.to_owned(),
            legend: legend.to_owned(),
            hint: HINT.to_owned(),
            ..Self::default()
        }
    }

    /// A sentence under the legend.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// Fills the boxes from a day.
    #[must_use]
    pub fn day(mut self, day: Day) -> Self {
        let (year, month, date) = day.parts();
        self.typed = [date.to_string(), month.to_string(), year.to_string()];
        self
    }

    /// Fills the boxes with what was typed: day, month, year.
    #[must_use]
    pub fn typed(mut self, day: &str, month: &str, year: &str) -> Self {
        self.typed = [day.to_owned(), month.to_owned(), year.to_owned()];
        self
    }

    /// Shows this field's problem, if it has one (kept under the bare name).
    #[must_use]
    pub fn problems(mut self, problems: &Problems) -> Self {
        problems
            .of(&self.name)
            .unwrap_or_default()
            .clone_into(&mut self.problem);
        self
    }

    /// Reads the three boxes: `3`, `3`, `2026` or a whole date (`3/3/2026`, `2026-03-03`, `Tuesday 3 March 2026`) in the first.
    ///
    /// # Errors
    /// A sentence for the field.
    pub fn read(day: &str, month: &str, year: &str) -> Result<Day, String> {
        let (day, month, year) = (day.trim(), month.trim(), year.trim());
        if month.is_empty() && year.is_empty() {
            if day.is_empty() {
                return Err("Enter a date".to_owned());
            }
            if let Some(whole) = Day::parse(day) {
                return Ok(whole);
            }
            let parts: Vec<&str> = day
                .split(['/', '.', '-', ' ', ','])
                .filter(|part| !part.is_empty())
                .collect();
            match parts.as_slice() {
                [d, m, y] => return Self::read(d, m, y),
                [word, d, m, y] if weekday(word).is_some() => {
                    let found = Self::read(d, m, y)?;
                    let named = found.long_text();
                    let named = named.split(' ').next().unwrap_or_default();
                    return if weekday(named) == weekday(word) {
                        Ok(found)
                    } else {
                        Err(format!("{} is a {named}", found.text()))
                    };
                }
                _ => {}
            }
            return Err("Enter the day, month and year, like 3 3 2026".to_owned());
        }
        let month_number = month.parse::<i8>().ok().or_else(|| month_by_name(month));
        let date = match (year.parse::<i16>(), month_number, day.parse::<i8>()) {
            (Ok(y), Some(m), Ok(d)) => Day::new(if (0..100).contains(&y) { y + 2000 } else { y }, m, d),
            _ => None,
        };
        date.ok_or_else(|| "Enter a real date, like 3 3 2026".to_owned())
    }
}

/// Which day of the week a word or its beginning names.
fn weekday(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    names
        .iter()
        .position(|name| lower.len() >= 3 && name.starts_with(&lower))
}

fn month_by_name(text: &str) -> Option<i8> {
    let lower = text.to_lowercase();
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    names
        .iter()
        .position(|name| lower.starts_with(name))
        .and_then(|place| i8::try_from(place + 1).ok())
}

impl Component for DateInput {
    fn write(&self, out: &mut Html) {
        open_group(out, &self.problem);
        out.raw("<fieldset class=\"govuk-fieldset\" role=\"group\"");
        let mut inner = Html::default();
        let described = hint_and_error(&mut inner, &self.name, &self.hint, &self.problem);
        if !described.is_empty() {
            out.attribute("aria-describedby", &described);
        }
        out.raw("><legend class=\"govuk-fieldset__legend\">")
            .escape(&self.legend)
            .raw("</legend>")
            .html(&inner);
        out.raw("<div class=\"govuk-date-input\">");
        // The first box has room for a whole date.
        let boxes = [("day", "Day", 10), ("month", "Month", 4), ("year", "Year", 4)];
        for ((part, text, width), value) in boxes.into_iter().zip(&self.typed) {
            let name = format!("{}-{part}", self.name);
            let id = if part == "day" { &self.name } else { &name };
            out.raw("<div class=\"govuk-date-input__item\"><div class=\"govuk-form-group\">");
            out.raw("<label class=\"govuk-label govuk-date-input__label\"")
                .attribute("for", id)
                .raw(">")
                .raw(text);
            out.raw("</label><input class=\"govuk-input govuk-date-input__input govuk-input--width-")
                .put(width);
            if !self.problem.is_empty() {
                out.raw(" govuk-input--error");
            }
            out.raw("\"")
                .attribute("id", id)
                .attribute("name", &name)
                .raw(" type=\"text\" spellcheck=\"false\" autocomplete=\"off\"");
            // Words of a whole date need letters in the first box, names of months in the second.
            if part == "year" {
                out.raw(" inputmode=\"numeric\"");
            }
            if !value.is_empty() {
                out.attribute("value", value);
            }
            out.raw("></div></div>");
        }
        out.raw("</div></fieldset></div>");
    }
}
component!(DateInput);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_understood_in_three_boxes_or_one() {
        let wanted = Day::new(2026, 3, 3).unwrap();
        for (d, m, y) in [
            ("3", "3", "2026"),
            ("03", "March", "26"),
            ("3/3/2026", "", ""),
            ("2026-03-03", "", ""),
            ("3 mar 2026", "", ""),
            ("Tuesday 3 March 2026", "", ""),
            ("Tue, 3 March 2026", "", ""),
        ] {
            assert_eq!(DateInput::read(d, m, y), Ok(wanted), "{d} {m} {y}");
        }
        for (d, m, y) in [
            ("", "", ""),
            ("31", "2", "2026"),
            ("x", "1", "2026"),
            ("3", "", "2026"),
            ("Someday 3 March 2026", "", ""),
        ] {
            assert!(DateInput::read(d, m, y).is_err(), "{d} {m} {y}");
        }
        assert_eq!(
            DateInput::read("Monday 3 March 2026", "", ""),
            Err("3 March 2026 is a Tuesday".to_owned())
        );
    }

    /// The summary's link leads to an element that takes the focus, and what may be typed is said.
    #[test]
    fn the_name_is_the_id_of_the_first_box() {
        let page = Html::from(&DateInput::new("day-1", "Day 1")).to_string();
        assert!(
            page.contains("width-10\" id=\"day-1\" name=\"day-1-day\""),
            "{page}"
        );
        assert_eq!(page.matches("id=\"day-1\"").count(), 1);
        assert!(page.contains("for=\"day-1\""));
        assert!(page.contains("or the whole date in the first box"), "{page}");
    }
}
