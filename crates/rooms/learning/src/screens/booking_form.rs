//! The form of a booking and of a walk-in.

use super::compare::{Reading, as_typed};
use super::hand;
use super::typed::{Typed, together};
use crate::model::{BookingDraft, Person, Workplace};
use directory::model::{AreaId, BACKGROUNDS, Coded, PREFER_NOT, label_of};
use front::Form;
use govuk::{Choice, Html, Input, InputKind, Radios, Select, Textarea};
use kernel::{Id, Problems, Stop};

/// Its field names.
const FIELDS: &[&str] = &[
    "name",
    "email",
    "organisation",
    "background",
    "area",
    "access_needs",
    "language_needs",
    "code",
    "manager",
    "earlier",
    "booked_by",
    "version",
    "website",
];

/// What was typed into the form, where these fields are not in it.
pub(crate) fn typed(form: &Form, without: &[&str]) -> Result<Typed, Stop> {
    let own: Vec<&str> = FIELDS
        .iter()
        .copied()
        .filter(|name| !without.contains(name))
        .collect();
    hand::typed(form, &own, &[])
}

/// A booking as its form shows it.
pub(crate) fn of(draft: &BookingDraft, version: i64) -> Typed {
    let person = &draft.person;
    Typed::none()
        .with("name", person.name.as_str())
        .with("email", person.email.as_str())
        .with("organisation", person.organisation.as_str())
        .with("background", person.background.as_str())
        .with("area", area_value(person.area))
        .with("access_needs", draft.access_needs.as_str())
        .with("language_needs", draft.language_needs.as_str())
        .with("version", version.to_string())
}

/// Words of the fields, for a page that shows two versions side by side.
pub(crate) const READINGS: &[Reading<()>] = &[
    ("name", "Name", as_typed),
    ("organisation", "Organisation", as_typed),
    ("background", "Professional background", as_typed),
    ("area", "Borough you work in", as_typed),
    ("access_needs", "What you need to take part", as_typed),
    ("language_needs", "Language or interpreting needs", as_typed),
];

/// What was typed, with the words of lists instead of their codes.
pub(crate) fn in_words(typed: &Typed, areas: &[(Id, String)]) -> Typed {
    let area = match workplace(typed, areas) {
        Workplace::Borough(area) => areas
            .iter()
            .find(|(id, _)| *id == area.0)
            .map_or(String::new(), |(_, name)| name.clone()),
        other => other.label().to_owned(),
    };
    typed
        .clone()
        .with("background", label_of(BACKGROUNDS, typed.text("background")))
        .with("area", area)
}

fn area_value(area: Workplace) -> String {
    area.borough()
        .map(|id| id.to_string())
        .or_else(|| area.answer().map(str::to_owned))
        .unwrap_or_default()
}

/// An area that is not in the list is no area.
fn workplace(typed: &Typed, areas: &[(Id, String)]) -> Workplace {
    let text = typed.text("area");
    Id::parse(text)
        .filter(|id| areas.iter().any(|(known, _)| known == id))
        .map_or_else(|| Workplace::parse(text), |id| Workplace::Borough(AreaId(id)))
}

/// The person in what was typed. A background that the form does not offer is none.
pub(crate) fn person(typed: &Typed, areas: &[(Id, String)], shape: Shape) -> Person {
    let background = typed.text("background");
    Person {
        name: typed.text("name").trim().to_owned(),
        email: typed.text("email").trim().to_owned(),
        organisation: typed.text("organisation").trim().to_owned(),
        background: shape
            .backgrounds()
            .find(|entry| entry.code == background)
            .map(|entry| entry.code.to_owned())
            .unwrap_or_default(),
        area: workplace(typed, areas),
    }
}

/// The draft in what was typed, with everything that is wrong.
pub(crate) fn read(typed: &Typed, areas: &[(Id, String)], shape: Shape) -> Result<BookingDraft, Problems> {
    let draft = BookingDraft {
        person: person(typed, areas, shape),
        access_needs: typed.text("access_needs").to_owned(),
        language_needs: typed.text("language_needs").to_owned(),
        code: typed.text("code").to_owned(),
        manager: typed.text("manager").trim().to_owned(),
        earlier: typed.text("earlier").to_owned(),
        booked_by: typed.text("booked_by").trim().to_owned(),
    };
    let problems = together(Problems::none(), draft.problems());
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(problems)
    }
}

/// Which fields and answers a form has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// A new booking of one's own.
    Booking,
    /// A booking that a coordinator adds for somebody.
    Added,
    /// A change of one's own booking: the address stays.
    Change,
    /// Signing in at the door without a booking, on one's own phone.
    WalkIn,
    /// Somebody without a booking whom a trainer writes into the register.
    Entered,
}

impl Shape {
    /// Somebody without a booking.
    const fn at_the_door(self) -> bool {
        matches!(self, Self::WalkIn | Self::Entered)
    }

    /// The backgrounds offered. Whoever answers for herself is not offered what only somebody else can say of her.
    fn backgrounds(self) -> impl Iterator<Item = &'static Coded> {
        let for_somebody = matches!(self, Self::Added | Self::Entered);
        BACKGROUNDS
            .iter()
            .filter(move |entry| for_somebody || !entry.non_answer || entry.code == PREFER_NOT)
    }
}

/// The fields.
pub(crate) fn fields(typed: &Typed, areas: &[(Id, String)], problems: &Problems, shape: Shape) -> Vec<Html> {
    let input = |name: &str, label: &str, word: &str| {
        Input::new(name, label)
            .value(typed.text(name))
            .problems(problems)
            .autocomplete(if shape == Shape::Entered { "off" } else { word })
    };
    let mut fields: Vec<Html> = vec![(&input("name", "Name", "name")).into()];
    let email = input("email", "Work e-mail address", "email").kind(InputKind::Email);
    match shape {
        Shape::Booking | Shape::Added => {
            fields.push((&email.hint("We write to this address only about this booking.")).into());
        }
        Shape::WalkIn => {
            let hint = "Leave empty if you have none. With it you can sign in again and come back to your questions.";
            fields.push((&email.hint(hint)).into());
        }
        Shape::Entered => fields.push((&email.hint("Leave empty if you have none.")).into()),
        Shape::Change => {}
    }
    fields.push((&input("organisation", "Organisation", "organization")).into());
    let mut background = Radios::new("background", "Professional background")
        .small()
        .value(typed.text("background"))
        .problems(problems);
    let mut parted = false;
    for entry in shape.backgrounds() {
        if entry.non_answer && !parted {
            background = background.choice(Choice::divider("or"));
            parted = true;
        }
        background = background.choice(Choice::new(entry.code, entry.label));
    }
    fields.push((&background).into());
    let ids = areas.iter().map(|(id, name)| (id.to_string(), name.clone()));
    fields.push(
        (&Select::new("area", "Borough you work in")
            .option("", "Choose")
            .options(ids)
            .options(Workplace::OTHERS.map(|other| (other.answer().unwrap_or_default(), other.label())))
            .value(typed.text("area"))
            .problems(problems))
            .into(),
    );
    if !shape.at_the_door() {
        let area = |name: &str, label: &str, hint: &str| {
            Html::from(
                &Textarea::new(name, label)
                    .hint(hint)
                    .rows(2)
                    .value(typed.text(name))
                    .problems(problems),
            )
        };
        fields.push(area("access_needs", "What you need to take part (optional)", "For example a hearing loop, a seat near the door, breaks. Only the coordinator and the trainers of this session see it."));
        fields.push(area(
            "language_needs",
            "Language or interpreting needs (optional)",
            "Only the coordinator and the trainers of this session see it.",
        ));
    }
    fields
}
