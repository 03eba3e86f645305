//! The form of a session: its fields, and what was typed turned into a draft.

use super::typed::{Typed, together};
use crate::model::{DayDraft, Session, SessionDraft};
use directory::model::AreaId;
use govuk::{Checkboxes, Html, Input, InputKind, Radios, Select, Textarea};
use kernel::{Id, Problems};

/// Days a form has room for.
pub(crate) const DAYS: usize = 6;

/// Names and labels of the fields, for the page that shows what somebody else changed.
pub(crate) const LABELS: &[(&str, &str)] = &[
    ("venue", "Venue"),
    ("access_notes", "Access notes"),
    ("capacity", "Places"),
    ("listed", "On the public list"),
];

/// Lists to choose from.
pub(crate) struct Choices {
    pub(crate) areas: Vec<(Id, String)>,
    pub(crate) trainers: Vec<(Id, String)>,
}

/// Its field names, days apart.
pub(crate) fn names(days: bool) -> Vec<String> {
    let mut names: Vec<String> = [
        "area",
        "venue",
        "access_notes",
        "capacity",
        "listed",
        "trainer",
        "version",
    ]
    .map(str::to_owned)
    .to_vec();
    if days {
        names.extend(day_names());
    }
    names
}

/// Field names of the days.
pub(crate) fn day_names() -> Vec<String> {
    (1..=DAYS)
        .flat_map(|n| {
            ["day", "month", "year"]
                .map(|part| format!("day-{n}-{part}"))
                .into_iter()
                .chain([format!("starts-{n}"), format!("ends-{n}")])
        })
        .collect()
}

/// A stored session as its form shows it.
pub(crate) fn of(session: &Session, trainers: &[(Id, String)]) -> Typed {
    let typed = Typed::none()
        .with("area", session.area.to_string())
        .with("venue", session.venue.as_str())
        .with("access_notes", session.access_notes.as_str())
        .with("capacity", session.capacity.to_string())
        .with("listed", if session.listed { "yes" } else { "no" })
        .with_all("trainer", trainers.iter().map(|(id, _)| id.to_string()).collect())
        .with("version", session.version.to_string());
    with_days(typed, session)
}

/// Fills in the days of a session.
pub(crate) fn with_days(mut typed: Typed, session: &Session) -> Typed {
    for (place, day) in session.days.iter().enumerate() {
        let n = place + 1;
        typed = typed
            .with_day(&format!("day-{n}"), day.day)
            .with(&format!("starts-{n}"), day.starts.as_str())
            .with(&format!("ends-{n}"), day.ends.as_str());
    }
    typed
}

/// The days in what was typed; empty rows are left out.
pub(crate) fn read_days(typed: &Typed, problems: &mut Problems) -> Vec<DayDraft> {
    let mut days = Vec::new();
    for n in 1..=DAYS {
        let name = format!("day-{n}");
        let (starts, ends) = (
            typed.text(&format!("starts-{n}")),
            typed.text(&format!("ends-{n}")),
        );
        if n > 1 && typed.day_is_empty(&name) && starts.trim().is_empty() && ends.trim().is_empty() {
            continue;
        }
        if let Some(day) = typed.day(&name, problems) {
            days.push(DayDraft {
                day,
                starts: crate::model::normal_time(starts),
                ends: crate::model::normal_time(ends),
            });
        }
    }
    days
}

/// The draft in what was typed, with everything that is wrong. `days`: those of the session when the form has none.
pub(crate) fn read(
    typed: &Typed,
    choices: &Choices,
    days: Option<Vec<DayDraft>>,
) -> Result<SessionDraft, Problems> {
    let mut problems = Problems::none();
    let known = |list: &[(Id, String)], text: &str| {
        Id::parse(text).filter(|id| list.iter().any(|(known, _)| known == id))
    };
    let area = known(&choices.areas, typed.text("area"));
    if area.is_none() {
        problems.add("area", "Choose the area it counts for");
    }
    let capacity = typed.whole(
        "capacity",
        &mut problems,
        "Enter the number of places, between 1 and 5000",
    );
    let listed = match typed.text("listed") {
        "yes" => true,
        "no" => false,
        _ => {
            problems.add("listed", "Choose whether the session is on the public list");
            false
        }
    };
    let mut trainers = Vec::new();
    for text in typed.all("trainer") {
        match known(&choices.trainers, text) {
            Some(id) => trainers.push(id),
            None => problems.add("trainer", "Choose trainers from the list"),
        }
    }
    let days = days.unwrap_or_else(|| read_days(typed, &mut problems));
    let draft = SessionDraft {
        area: AreaId(area.unwrap_or(Id(uuid::Uuid::nil()))),
        venue: typed.text("venue").to_owned(),
        access_notes: typed.text("access_notes").to_owned(),
        capacity,
        listed,
        days,
        trainers,
    };
    let problems = together(problems, draft.problems());
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

/// The fields of the days.
pub(crate) fn day_fields(typed: &Typed, problems: &Problems, first: usize, last: usize) -> Vec<Html> {
    let mut fields = Vec::new();
    for n in first..=last {
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

/// The fields but the days.
pub(crate) fn fields(typed: &Typed, choices: &Choices, problems: &Problems) -> Vec<Html> {
    let ids = |list: &[(Id, String)]| {
        list.iter()
            .map(|(id, name)| (id.to_string(), name.clone()))
            .collect::<Vec<_>>()
    };
    let mut trainers = Checkboxes::new("trainer", "Trainers")
        .hint("They see who booked, and run the door.")
        .small()
        .choices(ids(&choices.trainers))
        .problems(problems);
    for value in typed.all("trainer") {
        trainers = trainers.value(value);
    }
    vec![
        (&Select::new("area", "Area it counts for")
            .option("", "Choose")
            .options(ids(&choices.areas))
            .value(typed.text("area"))
            .problems(problems))
            .into(),
        (&Input::new("venue", "Venue")
            .value(typed.text("venue"))
            .problems(problems))
            .into(),
        (&Textarea::new("access_notes", "Getting in")
            .hint("Step-free way, lift, hearing loop, quiet room. Shown on the public page.")
            .rows(3)
            .value(typed.text("access_notes"))
            .problems(problems))
            .into(),
        (&Input::new("capacity", "Places")
            .kind(InputKind::Number)
            .width(4)
            .value(typed.text("capacity"))
            .problems(problems))
            .into(),
        (&Radios::new("listed", "Show it on the public list?")
            .inline()
            .choices([("yes", "Yes"), ("no", "No")])
            .value(typed.text("listed"))
            .problems(problems))
            .into(),
        (&trainers).into(),
    ]
}
