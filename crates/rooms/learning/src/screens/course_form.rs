//! The form of a course: its fields, and what was typed turned into a draft.

use super::compare::{Reading, all_named, as_typed, named};
use super::typed::{Typed, together};
use crate::model::{Course, CourseDraft, FollowUpMonths, KINDS, Mode, Purpose};
use directory::model::{AreaId, ProgrammeId, label_of};
use govuk::{Checkboxes, Html, Input, InputKind, InsetText, Radios, Select, Textarea};
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
    "refresher",
    "follow-first",
    "follow-second",
    "area",
    "feedback",
    "pre",
    "post",
    "follow-up",
    "version",
];

/// Its fields, and how the page reads them out that shows what somebody else changed.
pub(crate) const READINGS: &[Reading<Choices>] = &[
    ("programme", "Programme", |typed, name, choices| {
        named(&choices.programmes, typed.text(name))
    }),
    ("title", "Title", as_typed),
    ("kind", "Kind", |typed, name, _| {
        label_of(KINDS, typed.text(name)).to_owned()
    }),
    ("aims", "Aims", as_typed),
    ("hours", "Length in hours", as_typed),
    ("days", "Number of days", as_typed),
    ("mode", "How it is given", |typed, name, _| {
        Mode::parse(typed.text(name)).map_or_else(String::new, |mode| mode.label().to_owned())
    }),
    ("audience", "Whom it is for", as_typed),
    ("target", "People one run should reach", as_typed),
    ("refresher", "Due again after so many months", as_typed),
    (
        "follow-first",
        "Asked what became of it after so many months",
        as_typed,
    ),
    ("follow-second", "Asked once more after so many months", as_typed),
    ("area", "Areas", areas_in_words),
    ("feedback", "Questionnaire: feedback at the end", questionnaire),
    ("pre", "Questionnaire: before the course", questionnaire),
    ("post", "Questionnaire: after the course", questionnaire),
    (
        "follow-up",
        "Questionnaire: follow-up on use in practice",
        questionnaire,
    ),
];

/// Areas as they will be: those of others stay, whatever the form says.
fn areas_in_words(typed: &Typed, name: &str, choices: &Choices) -> String {
    let known: Vec<(Id, String)> = choices.areas.iter().chain(&choices.fixed).cloned().collect();
    let fixed: Vec<String> = choices.fixed.iter().map(|(id, _)| id.to_string()).collect();
    let names = all_named(&known, typed.all(name).iter().chain(&fixed));
    if names.is_empty() {
        "Everywhere".to_owned()
    } else {
        names
    }
}

fn questionnaire(typed: &Typed, name: &str, choices: &Choices) -> String {
    let key = typed.text(name).trim();
    let known = choices.instruments.iter().find(|(known, _)| known == key);
    match known {
        Some((_, title)) => title.clone(),
        None if key.is_empty() => "None".to_owned(),
        None => key.to_owned(),
    }
}

/// Lists to choose from.
pub(crate) struct Choices {
    pub(crate) programmes: Vec<(Id, String)>,
    /// Those in which the viewer works.
    pub(crate) areas: Vec<(Id, String)>,
    /// Areas of the course in which she does not work: they stay.
    pub(crate) fixed: Vec<(Id, String)>,
    /// Keys of questionnaires.
    pub(crate) instruments: Vec<(String, String)>,
}

/// The form of a new course: people are asked afterwards, when a questionnaire for it is chosen.
pub(crate) fn blank() -> Typed {
    asked_after(Typed::none(), FollowUpMonths::default())
}

fn in_digits(months: Option<i64>) -> String {
    months.map(|months| months.to_string()).unwrap_or_default()
}

fn asked_after(typed: Typed, months: FollowUpMonths) -> Typed {
    typed
        .with("follow-first", in_digits(months.first))
        .with("follow-second", in_digits(months.second))
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
        .with("refresher", in_digits(draft.refresher_months))
        .with_all("area", draft.areas.iter().map(ToString::to_string).collect())
        .with("version", course.version.to_string());
    for (purpose, key) in &draft.instruments {
        typed = typed.with(purpose.code(), key.as_str());
    }
    asked_after(typed, draft.follow_up)
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
    let mut months = |name: &str| match typed.text(name).trim() {
        "" => None,
        _ => Some(typed.whole(
            name,
            &mut problems,
            "Enter a whole number of months, or leave this empty",
        )),
    };
    let refresher_months = months("refresher");
    let follow_up = FollowUpMonths {
        first: months("follow-first"),
        second: months("follow-second"),
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
        refresher_months,
        follow_up,
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
    let hint = if choices.fixed.is_empty() {
        "None: offered everywhere."
    } else {
        "Those in which you work."
    };
    let mut areas = Checkboxes::new("area", "Areas")
        .hint(hint)
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
        (&input("target", "People one run should reach")
            .hint("Leave empty if nothing is expected of one run. Targets of areas are set on a page of their own.")
            .kind(InputKind::Number)
            .width(5))
            .into(),
        (&input("refresher", "Due again after so many months")
            .hint("A person's own record then says when to come again. Leave empty if the course needs no refresher.")
            .kind(InputKind::Number)
            .width(4))
            .into(),
        (&areas).into(),
    ];
    if !choices.fixed.is_empty() {
        let names: Vec<&str> = choices.fixed.iter().map(|(_, name)| name.as_str()).collect();
        let words = format!(
            "Also offered in {}. This stays: only somebody who works there can change it.",
            names.join(", ")
        );
        fields.push((&InsetText::new(&words)).into());
    }
    for purpose in Purpose::ALL {
        let mut list = Select::new(
            purpose.code(),
            &format!("Questionnaire: {}", purpose.label().to_lowercase()),
        )
        .value(typed.text(purpose.code()))
        .problems(problems)
        .option("", "None")
        .options(choices.instruments.clone());
        if *purpose == Purpose::FollowUp {
            list = list.hint(
                "Sent by mail to everybody who was there on every day, with one reminder, and answered without a name. Choose None to ask nobody.",
            );
        }
        fields.push((&list).into());
    }
    fields.extend([
        (&input("follow-first", "Follow-up after so many months")
            .hint("Counted from the last day of a session. Leave empty not to ask a first time.")
            .kind(InputKind::Number)
            .width(3))
            .into(),
        (&input("follow-second", "Follow-up once more after so many months")
            .hint("Leave empty to ask once only.")
            .kind(InputKind::Number)
            .width(3))
            .into(),
    ]);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::compare::covers;

    #[test]
    fn every_field_that_is_sent_is_compared() {
        assert_eq!(covers(READINGS, FIELDS.iter().copied(), &["version"]), Ok(()));
    }
}
