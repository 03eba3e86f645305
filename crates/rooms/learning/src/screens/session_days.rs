//! The days of a session in its forms: as many rows as are asked for, each with a date and two times.

use super::typed::Typed;
use crate::model::{DayDraft, MOST_DAYS, Session, normal_time};
use front::Form;
use govuk::{Button, ButtonKind, Html, Input, InputKind};
use kernel::{Problems, Refusal, Stop};

/// The field that tells which button was pressed.
pub(crate) const BUTTON: &str = "what";

/// Days in what was typed, each with the number of its row: empty rows are left out.
#[derive(Clone, Default)]
pub(crate) struct Days {
    pub(crate) drafts: Vec<DayDraft>,
    rows: Vec<usize>,
}

/// Field names of the days, of the number of rows, and of the buttons.
pub(crate) fn names() -> Vec<String> {
    (1..=MOST_DAYS)
        .flat_map(|n| {
            ["day", "month", "year"]
                .map(|part| format!("day-{n}-{part}"))
                .into_iter()
                .chain([format!("starts-{n}"), format!("ends-{n}")])
        })
        .chain(["rows".to_owned(), BUTTON.to_owned()])
        .collect()
}

/// Another day is wanted, and nothing is to be saved yet.
pub(crate) fn wants_another(form: &Form) -> Result<bool, Stop> {
    match form.text(BUTTON) {
        "" | "save" => Ok(false),
        "add" => Ok(true),
        _ => Err(Refusal::Malformed("This form does not say what to do.").into()),
    }
}

/// Nothing was typed into a row.
fn is_empty(typed: &Typed, n: usize) -> bool {
    let time = |name: &str| typed.text(&format!("{name}-{n}")).trim().is_empty();
    typed.day_is_empty(&format!("day-{n}")) && time("starts") && time("ends")
}

/// How many rows a page shows: those that the page before showed, those with something in them, `least`, and one more when it is
/// wanted.
pub(crate) fn rows(typed: &Typed, least: usize, another: bool) -> usize {
    let before = typed.text("rows").trim().parse().unwrap_or(0);
    let filled = (1..=MOST_DAYS).rev().find(|n| !is_empty(typed, *n));
    let shown = least.max(before).max(filled.unwrap_or(1)).min(MOST_DAYS);
    if another { MOST_DAYS.min(shown + 1) } else { shown }
}

/// Fills in the days of a session.
pub(crate) fn of(mut typed: Typed, session: &Session) -> Typed {
    for (place, day) in session.days.iter().enumerate() {
        let n = place + 1;
        typed = typed
            .with_day(&format!("day-{n}"), day.day)
            .with(&format!("starts-{n}"), day.starts.as_str())
            .with(&format!("ends-{n}"), day.ends.as_str());
    }
    typed
}

impl Days {
    /// Days that were not typed.
    pub(crate) fn of(drafts: Vec<DayDraft>) -> Self {
        let rows = (1..=drafts.len()).collect();
        Self { drafts, rows }
    }

    /// The days in what was typed, with everything that is wrong, each at its row.
    pub(crate) fn read(typed: &Typed, problems: &mut Problems) -> Self {
        let mut days = Self::default();
        for n in 1..=MOST_DAYS {
            if n > 1 && is_empty(typed, n) {
                continue;
            }
            if let Some(day) = typed.day(&format!("day-{n}"), problems) {
                days.drafts.push(DayDraft {
                    day,
                    starts: normal_time(typed.text(&format!("starts-{n}"))),
                    ends: normal_time(typed.text(&format!("ends-{n}"))),
                });
                days.rows.push(n);
            }
        }
        days
    }

    /// Problems of the days by their place, put at the rows they stand in. A day that the session `has` stands in the row of its own
    /// place, from where it was taken.
    pub(crate) fn at_rows(&self, problems: Problems) -> Problems {
        let mut moved = Problems::none();
        for problem in problems.0 {
            let field = self.row_of(&problem.field).unwrap_or(problem.field);
            moved.add(&field, problem.message);
        }
        moved
    }

    fn row_of(&self, field: &str) -> Option<String> {
        let (name, number) = field.rsplit_once('-')?;
        let number: usize = number.parse().ok()?;
        match name {
            "has" => Some(format!("day-{number}")),
            "day" | "starts" | "ends" => {
                let row = self.rows.get(number.checked_sub(1)?)?;
                Some(format!("{name}-{row}"))
            }
            _ => None,
        }
    }
}

/// The fields of so many rows.
pub(crate) fn fields(typed: &Typed, problems: &Problems, rows: usize) -> Vec<Html> {
    let mut fields = Vec::new();
    for n in 1..=rows {
        let legend = if n == 1 {
            "Day 1".to_owned()
        } else {
            format!("Day {n} (if there is one)")
        };
        let time = |name: &str, label: &str| {
            let name = format!("{name}-{n}");
            Html::from(
                &Input::new(&name, label)
                    .kind(InputKind::Time)
                    .width(5)
                    .value(typed.text(&name))
                    .problems(problems),
            )
        };
        fields.push((&typed.date_input(&format!("day-{n}"), &legend).problems(problems)).into());
        fields.push(time("starts", &format!("Start of day {n}")));
        fields.push(time("ends", &format!("End of day {n}")));
    }
    fields
}

/// The button that saves, first because Enter presses it, and the one that asks for another day.
pub(crate) fn buttons(save: &str, rows: usize) -> Vec<Button> {
    let mut buttons = vec![Button::new(save).sends(BUTTON, "save")];
    if rows < MOST_DAYS {
        buttons.push(
            Button::new("Add another day")
                .sends(BUTTON, "add")
                .kind(ButtonKind::Secondary),
        );
    }
    buttons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day_problems;

    fn row(typed: Typed, n: usize, date: &str) -> Typed {
        typed
            .with(&format!("day-{n}-day"), date)
            .with(&format!("starts-{n}"), "9.30")
            .with(&format!("ends-{n}"), "16:30")
    }

    #[test]
    fn a_problem_stands_at_the_row_in_which_the_day_was_typed() {
        let typed = row(
            row(row(Typed::none(), 1, "3/3/2026"), 4, "2/3/2026"),
            7,
            "4/3/2026",
        );
        let mut problems = Problems::none();
        let days = Days::read(&typed.with("ends-7", "8:00"), &mut problems);
        assert!(problems.is_empty());
        let found = days.at_rows(day_problems(&days.drafts));
        let fields: Vec<&str> = found.0.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["day-4", "ends-7"]);
        let of_old = days.at_rows(Problems::one("has-2", "Recorded"));
        assert_eq!(of_old.0[0].field, "day-2");
    }

    #[test]
    fn rows_are_kept_filled_and_added_up_to_the_most() {
        assert_eq!(rows(&Typed::none(), 2, false), 2);
        assert_eq!(rows(&row(Typed::none(), 9, "1/4/2026"), 1, false), 9);
        assert_eq!(rows(&Typed::none().with("rows", "3"), 1, true), 4);
        assert_eq!(rows(&Typed::none().with("rows", "999999"), 1, true), MOST_DAYS);
        assert_eq!(
            buttons("Save", MOST_DAYS).len(),
            1,
            "no row can be added to the most"
        );
    }
}
