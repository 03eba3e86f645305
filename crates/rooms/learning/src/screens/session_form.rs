//! The form of a session: its fields, and what was typed turned into a draft.

use super::clashing::SEEN;
use super::compare::{Reading, all_named, as_typed, named};
use super::session_days::{self, Days};
use super::typed::{Typed, together};
use crate::model::{DayDraft, Session, SessionDraft, days_out_of_reach};
use directory::model::{AreaId, OrganisationId};
use govuk::{Checkboxes, Choice, Html, Input, InputKind, Radios, Select, Textarea};
use kernel::{Day, Id, Problems};

/// Its fields, and how the page reads them out that shows what somebody else changed.
pub(crate) const READINGS: &[Reading<Choices>] = &[
    ("area", "Area it counts for", |typed, name, choices| {
        named(&choices.areas, typed.text(name))
    }),
    ("venue", "Venue", as_typed),
    ("access_notes", "Getting in", as_typed),
    ("capacity", "Places", as_typed),
    ("listed", "Who can book", |typed, name, _| {
        let shown = LISTED.iter().find(|(code, _)| *code == typed.text(name));
        shown.map_or_else(String::new, |(_, word)| (*word).to_owned())
    }),
    ("in_house", "Organisation", as_typed),
    ("host", "Host", |typed, name, choices| {
        named(&choices.hosts, typed.text(name))
    }),
    ("closes_before", "Days before it when booking closes", as_typed),
    ("trainer", "Trainers", |typed, name, choices| {
        all_named(&choices.trainers, typed.all(name).iter())
    }),
];

/// The field that carries a change on to the later sessions of a series.
pub(crate) const LATER: &str = "later";

const LISTED: [(&str, &str); 3] = [
    ("yes", "Everybody, on the public list"),
    (
        "in-house",
        "People of one organisation, by a link that you pass on",
    ),
    ("no", "Nobody: you add people yourself"),
];

/// Lists to choose from.
pub(crate) struct Choices {
    pub(crate) areas: Vec<(Id, String)>,
    pub(crate) trainers: Vec<(Id, String)>,
    /// Organisations that may host it.
    pub(crate) hosts: Vec<(Id, String)>,
    /// Who of them may run this kind of course alone; `None` where approvals are not kept.
    pub(crate) approved: Option<Vec<Id>>,
}

/// Its field names, days apart.
pub(crate) fn names(days: bool) -> Vec<String> {
    let mut names: Vec<String> = [
        "area",
        "venue",
        "access_notes",
        "capacity",
        "listed",
        "in_house",
        "host",
        "closes_before",
        "trainer",
        "version",
        SEEN,
    ]
    .map(str::to_owned)
    .to_vec();
    if days {
        names.extend(session_days::names());
    } else {
        names.push(LATER.to_owned());
    }
    names
}

/// A stored session as its form shows it.
pub(crate) fn of(session: &Session, trainers: &[(Id, String)]) -> Typed {
    Typed::none()
        .with("area", session.area.to_string())
        .with("venue", session.venue.as_str())
        .with("access_notes", session.access_notes.as_str())
        .with("capacity", session.capacity.to_string())
        .with(
            "listed",
            match (session.listed, &session.in_house) {
                (true, _) => "yes",
                (false, Some(_)) => "in-house",
                (false, None) => "no",
            },
        )
        .with("in_house", session.in_house.as_deref().unwrap_or_default())
        .with(
            "host",
            session
                .host
                .as_ref()
                .map_or_else(String::new, |(id, _)| id.to_string()),
        )
        .with(
            "closes_before",
            session
                .closes_before
                .map_or_else(String::new, |days| days.to_string()),
        )
        .with_all("trainer", trainers.iter().map(|(id, _)| id.to_string()).collect())
        .with("version", session.version.to_string())
}

/// Where the days of a draft come from.
pub(crate) enum DaysOf {
    /// The form, filled in on this day.
    Form(Day),
    /// The session: its form has no days.
    Session(Vec<DayDraft>),
}

/// The draft in what was typed, with everything that is wrong.
pub(crate) fn read(typed: &Typed, choices: &Choices, days: DaysOf) -> Result<SessionDraft, Problems> {
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
        "no" | "in-house" => false,
        _ => {
            problems.add("listed", "Choose who can book");
            false
        }
    };
    let host = known(&choices.hosts, typed.text("host")).map(OrganisationId);
    if host.is_none() && !typed.text("host").is_empty() {
        problems.add("host", "Choose the host from the list");
    }
    let closes_before = match typed.text("closes_before").trim() {
        "" => None,
        _ => Some(typed.whole(
            "closes_before",
            &mut problems,
            "Enter days between 1 and 365, or leave it empty",
        )),
    };
    let mut trainers = Vec::new();
    for text in typed.all("trainer") {
        match known(&choices.trainers, text) {
            Some(id) => trainers.push(id),
            None => problems.add("trainer", "Choose trainers from the list"),
        }
    }
    let (days, today) = match days {
        DaysOf::Form(today) => (Days::read(typed, &mut problems), Some(today)),
        DaysOf::Session(drafts) => (Days::of(drafts), None),
    };
    let draft = SessionDraft {
        area: AreaId(area.unwrap_or(Id(uuid::Uuid::nil()))),
        venue: typed.text("venue").to_owned(),
        access_notes: typed.text("access_notes").to_owned(),
        capacity,
        listed,
        in_house: (typed.text("listed") == "in-house").then(|| typed.text("in_house").to_owned()),
        host,
        closes_before,
        days: days.drafts.clone(),
        trainers,
    };
    let mut wrong = draft.problems();
    if let Some(today) = today {
        wrong = together(wrong, days_out_of_reach(&draft.days, &[], today));
    }
    let problems = together(problems, days.at_rows(wrong));
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
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
        .problems(problems);
    for (id, name) in &choices.trainers {
        let choice = Choice::new(&id.to_string(), name);
        let approved = choices.approved.as_ref().is_none_or(|known| known.contains(id));
        trainers = trainers.choice(if approved {
            choice
        } else {
            choice.hint("Not approved for this kind of course")
        });
    }
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
        (&Radios::new("listed", "Who can book?")
            .choices(LISTED)
            .value(typed.text("listed"))
            .problems(problems))
            .into(),
        (&Input::new("in_house", "Organisation")
            .hint("Only for a session for the people of one organisation")
            .value(typed.text("in_house"))
            .problems(problems))
            .into(),
        (&Select::new("host", "Host (optional)")
            .hint("The organisation that hosts it. People who book are told only where the venue names it anyway.")
            .option("", "None, or not known")
            .options(ids(&choices.hosts))
            .value(typed.text("host"))
            .problems(problems))
            .into(),
        (&Input::new("closes_before", "How many days before it begins does booking close? (optional)")
            .hint("At the end of that day. After it you can still add people, and those who wait still get places. Empty: people can book until it begins.")
            .kind(InputKind::Number)
            .width(3)
            .value(typed.text("closes_before"))
            .problems(problems))
            .into(),
        (&trainers).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::compare::covers;

    #[test]
    fn every_field_that_is_sent_is_compared() {
        let names = names(false);
        let sent = names.iter().map(String::as_str);
        assert_eq!(covers(READINGS, sent, &["version", SEEN, LATER]), Ok(()));
    }
}
