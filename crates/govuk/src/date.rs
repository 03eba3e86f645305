//! A day typed in three boxes, or whole in the first.

use crate::fields::{hint_and_error, open_group};
use crate::html::{Component, Html, component};
use kernel::{Day, Problems};

/// Three boxes named `NAME-day`, `NAME-month` and `NAME-year`.
#[derive(Clone, Debug, Default)]
pub struct DateInput {
    name: String,
    legend: String,
    hint: String,
    problem: String,
    typed: [String; 3],
}

impl DateInput {
    /// A day for the form field `name`.
    pub fn new(name: &str, legend: &str) -> Self {
        Self {
            name: name.to_owned(),
            legend: legend.to_owned(),
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

    /// Reads the three boxes: `3`, `3`, `2026` or a whole date (`3/3/2026`, `2026-03-03`) in the first.
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
                .split(['/', '.', '-', ' '])
                .filter(|part| !part.is_empty())
                .collect();
            if let [d, m, y] = parts.as_slice() {
                return Self::read(d, m, y);
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
        out.raw("<div class=\"govuk-date-input\"")
            .attribute("id", &self.name)
            .raw(">");
        let boxes = [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)];
        for ((part, text, width), value) in boxes.into_iter().zip(&self.typed) {
            let id = format!("{}-{part}", self.name);
            out.raw("<div class=\"govuk-date-input__item\"><div class=\"govuk-form-group\">");
            out.raw("<label class=\"govuk-label govuk-date-input__label\"")
                .attribute("for", &id)
                .raw(">")
                .raw(text);
            out.raw("</label><input class=\"govuk-input govuk-date-input__input govuk-input--width-")
                .put(width);
            if !self.problem.is_empty() {
                out.raw(" govuk-input--error");
            }
            out.raw("\"")
                .attribute("id", &id)
                .attribute("name", &id)
                .raw(" type=\"text\" spellcheck=\"false\" autocomplete=\"off\"");
            if part != "month" {
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
        ] {
            assert_eq!(DateInput::read(d, m, y), Ok(wanted), "{d} {m} {y}");
        }
        for (d, m, y) in [
            ("", "", ""),
            ("31", "2", "2026"),
            ("x", "1", "2026"),
            ("3", "", "2026"),
        ] {
            assert!(DateInput::read(d, m, y).is_err(), "{d} {m} {y}");
        }
    }
}
