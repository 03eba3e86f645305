//! The form of a course: its fields, and what was typed turned into a draft.

use super::typed::{Typed, together};
use crate::model::{Course, CourseDraft, KINDS, Mode, Purpose};
use directory::model::{AreaId, ProgrammeId};
use govuk::{Checkboxes, Html, Input, InputKind, Radios, Select, Textarea};
use kernel::{Id, Problems};

/// Its field names.
pub(crate) const FIELDS: &[&str] = &[
    "programme",
    "title",
    "kind",
    "aims",
    "hours",
    "days",
    "mode",
    "audience",
    "target",
    "area",
    "feedback",
    "pre",
    "post",
    "follow-up",
    "version",
];

/// Names and labels of the fields, for the page that shows what somebody else changed.
pub(crate) const LABELS: &[(&str, &str)] = &[
    ("title", "Title"),
    ("kind", "Kind"),
    ("aims", "Aims"),
    ("hours", "Hours"),
    ("days", "Days"),
    ("mode", "How it is given"),
    ("audience", "Whom it is for"),
    ("target", "People to reach"),
];

/// Lists to choose from.
pub(crate) struct Choices {
    pub(crate) programmes: Vec<(Id, String)>,
    pub(crate) areas: Vec<(Id, String)>,
    /// Keys of questionnaires.
    pub(crate) instruments: Vec<(String, String)>,
}

/// A stored course as its form shows it.
pub(crate) fn of(course: &Course) -> Typed {
    let draft = &course.draft;
    let mut typed = Typed::none()
        .with("programme", draft.programme.to_string())
        .with("title", draft.title.as_str())
        .with("kind", draft.kind.as_str())
        .with("aims", draft.aims.as_str())
        .with("hours", draft.hours.to_string())
        .with("days", draft.days.to_string())
        .with("mode", draft.mode.code())
        .with("audience", draft.audience.as_str())
        .with(
            "target",
            draft.target.map(|target| target.to_string()).unwrap_or_default(),
        )
        .with_all("area", draft.areas.iter().map(ToString::to_string).collect())
        .with("version", course.version.to_string());
    for (purpose, key) in &draft.instruments {
        typed = typed.with(purpose.code(), key.as_str());
    }
    typed
}

/// The draft in what was typed, with everything that is wrong.
pub(crate) fn read(typed: &Typed, choices: &Choices) -> Result<CourseDraft, Problems> {
    let mut problems = Problems::none();
    let known = |list: &[(Id, String)], text: &str| {
        Id::parse(text).filter(|id| list.iter().any(|(known, _)| known == id))
    };
    let programme = known(&choices.programmes, typed.text("programme"));
    if programme.is_none() {
        problems.add("programme", "Choose the programme");
    }
    let mode = Mode::parse(typed.text("mode"));
    if mode.is_none() {
        problems.add("mode", "Choose how the course is given");
    }
    let hours = typed
        .text("hours")
        .trim()
        .replace(',', ".")
        .parse::<f64>()
        .unwrap_or(-1.0);
    let days = typed.whole(
        "days",
        &mut problems,
        "Enter the number of days, between 1 and 60",
    );
    let target = match typed.text("target").trim() {
        "" => None,
        _ => Some(typed.whole(
            "target",
            &mut problems,
            "Enter a whole number of people, or leave this empty",
        )),
    };
    let mut areas = Vec::new();
    for text in typed.all("area") {
        match known(&choices.areas, text) {
            Some(id) => areas.push(AreaId(id)),
            None => problems.add("area", "Choose areas from the list"),
        }
    }
    let mut instruments = Vec::new();
    for purpose in Purpose::ALL {
        match typed.text(purpose.code()).trim() {
            "" => {}
            key if choices.instruments.iter().any(|(known, _)| known == key) => {
                instruments.push((*purpose, key.to_owned()));
            }
            _ => problems.add(purpose.code(), "Choose a questionnaire from the list"),
        }
    }
    let draft = CourseDraft {
        programme: ProgrammeId(programme.unwrap_or(Id(uuid_nil()))),
        title: typed.text("title").to_owned(),
        kind: typed.text("kind").to_owned(),
        aims: typed.text("aims").to_owned(),
        hours,
        days,
        mode: mode.unwrap_or(Mode::Room),
        audience: typed.text("audience").to_owned(),
        target,
        areas,
        instruments,
    };
    let problems = together(problems, draft.problems());
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

/// Stands where a choice is missing; a draft with it is never written.
fn uuid_nil() -> uuid::Uuid {
    uuid::Uuid::nil()
}

/// The fields.
pub(crate) fn fields(typed: &Typed, choices: &Choices, problems: &Problems) -> Vec<Html> {
    let ids = |list: &[(Id, String)]| {
        list.iter()
            .map(|(id, name)| (id.to_string(), name.clone()))
            .collect::<Vec<_>>()
    };
    let mut areas = Checkboxes::new("area", "Areas")
        .hint("None: offered everywhere.")
        .small()
        .choices(ids(&choices.areas))
        .problems(problems);
    for value in typed.all("area") {
        areas = areas.value(value);
    }
    let select = |name: &str, label: &str| {
        Select::new(name, label)
            .value(typed.text(name))
            .problems(problems)
            .option("", "Choose")
    };
    let input = |name: &str, label: &str| Input::new(name, label).value(typed.text(name)).problems(problems);
    let mut fields: Vec<Html> = vec![
        (&select("programme", "Programme").options(ids(&choices.programmes))).into(),
        (&input("title", "Title")).into(),
        (&select("kind", "Kind").options(KINDS.iter().map(|kind| (kind.code, kind.label)))).into(),
        (&Textarea::new("aims", "Aims")
            .hint("What people should take away. Shown on the public page.")
            .value(typed.text("aims"))
            .problems(problems))
            .into(),
        (&input("hours", "Length in hours").kind(InputKind::Number).width(4)).into(),
        (&input("days", "Number of days").kind(InputKind::Number).width(3)).into(),
        (&Radios::new("mode", "How it is given")
            .choices(Mode::ALL.iter().map(|mode| (mode.code(), mode.label())))
            .value(typed.text("mode"))
            .problems(problems))
            .into(),
        (&Textarea::new("audience", "Whom it is for")
            .rows(2)
            .value(typed.text("audience"))
            .problems(problems))
            .into(),
        (&input("target", "People one session should reach")
            .hint("Leave empty if there is no target.")
            .kind(InputKind::Number)
            .width(5))
            .into(),
        (&areas).into(),
    ];
    for purpose in Purpose::ALL {
        let list = Select::new(
            purpose.code(),
            &format!("Questionnaire: {}", purpose.label().to_lowercase()),
        )
        .value(typed.text(purpose.code()))
        .problems(problems)
        .option("", "None")
        .options(choices.instruments.clone());
        fields.push((&list).into());
    }
    fields
}
