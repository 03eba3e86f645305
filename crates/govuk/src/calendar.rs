//! A month as a table of weeks; on a phone as a list of the days that have something.

use crate::html::{Component, Html, component};

/// One day.
#[derive(Clone, Debug, Default)]
pub struct CalendarDay {
    /// Its number in the month.
    pub number: i8,
    /// In words, for those who hear the page and for phones: `Tuesday 3 March 2026`.
    pub long: String,
    /// It lies in the month that is shown, and not in the weeks at its ends.
    pub inside: bool,
    /// A word about the whole day; empty where there is none.
    pub note: String,
    /// It is the present day.
    pub today: bool,
    /// What is on, in order: address and words.
    pub entries: Vec<(String, String)>,
    /// Where the rest of the day is and how many that are, when not all are shown.
    pub more: Option<(String, i64)>,
}

/// A month.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    caption: String,
    weeks: Vec<Vec<CalendarDay>>,
}

impl Calendar {
    /// A month under `caption`, of `days` that begin on a Monday and end on a Sunday.
    pub fn new(caption: &str, days: Vec<CalendarDay>) -> Self {
        let mut weeks: Vec<Vec<CalendarDay>> = Vec::new();
        for (place, day) in days.into_iter().enumerate() {
            if place % 7 == 0 {
                weeks.push(Vec::new());
            }
            if let Some(week) = weeks.last_mut() {
                week.push(day);
            }
        }
        Self {
            caption: caption.to_owned(),
            weeks,
        }
    }
}

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Component for Calendar {
    fn write(&self, out: &mut Html) {
        out.raw("<table class=\"govuk-table trellis-calendar\" role=\"table\"><caption class=\"govuk-visually-hidden\">")
            .escape(&self.caption)
            .raw("</caption><thead><tr role=\"row\">");
        for name in WEEKDAYS {
            out.raw("<th scope=\"col\" role=\"columnheader\" class=\"govuk-table__header\">")
                .raw(name)
                .raw("</th>");
        }
        out.raw("</tr></thead><tbody>");
        for week in &self.weeks {
            out.raw("<tr role=\"row\">");
            for day in week {
                write_day(day, out);
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table>");
    }
}
component!(Calendar);

fn write_day(day: &CalendarDay, out: &mut Html) {
    out.raw("<td role=\"cell\" class=\"trellis-calendar__day");
    for (holds, class) in [
        (!day.inside, " trellis-calendar__day--outside"),
        (day.today, " trellis-calendar__day--today"),
        (day.entries.is_empty(), " trellis-calendar__day--empty"),
    ] {
        if holds {
            out.raw(class);
        }
    }
    out.raw("\"><span class=\"trellis-calendar__number\" aria-hidden=\"true\">")
        .escape(&day.number.to_string())
        .raw("</span><span class=\"trellis-calendar__words\">")
        .escape(&day.long)
        .raw(if day.today { ", today</span>" } else { "</span>" });
    if !day.note.is_empty() {
        out.raw("<span class=\"trellis-calendar__note\">")
            .escape(&day.note)
            .raw("</span>");
    }
    if !day.entries.is_empty() {
        out.raw("<ul class=\"govuk-list\">");
        for (href, text) in &day.entries {
            out.raw("<li>").html(&Html::link(href, text)).raw("</li>");
        }
        if let Some((href, count)) = &day.more {
            let about = format!("on {}", day.long);
            out.raw("<li>")
                .html(&Html::link_about(href, &format!("{count} more"), &about))
                .raw("</li>");
        }
        out.raw("</ul>");
    }
    out.raw("</td>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stand_in_weeks_and_the_rest_of_a_full_day_is_told() {
        let days = (1..=14)
            .map(|number| CalendarDay {
                number,
                long: format!("Day {number}"),
                inside: number > 2,
                entries: if number == 9 {
                    vec![("/one".to_owned(), "A & B".to_owned())]
                } else {
                    Vec::new()
                },
                more: (number == 9).then(|| ("/all".to_owned(), 3)),
                ..CalendarDay::default()
            })
            .collect();
        let page = Html::of(&Calendar::new("March", days)).as_str().to_owned();
        let weeks: Vec<usize> = page
            .split("<tr role")
            .map(|row| row.matches("<td role").count())
            .collect();
        assert_eq!(weeks, [0, 0, 7, 7], "a head and two weeks");
        assert_eq!(page.matches("__day--outside").count(), 2);
        assert_eq!(page.matches("__day--empty").count(), 13);
        assert!(page.contains("A &amp; B") && page.contains("3 more"), "{page}");
    }
}
