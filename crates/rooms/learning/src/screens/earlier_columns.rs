//! Saying what the columns of a file of earlier years are, and what its names mean.

use super::parts::FormPart;
use crate::earlier::Kind;
use crate::earlier::attended::ELSEWHERE;
use crate::earlier::cells::Order;
use crate::earlier::keep::Looked;
use crate::model::Purpose;
use directory::model::BACKGROUNDS;
use govuk::{Button, Checkboxes, Choice, Html, Input, InputKind, Radios, Select};
use kernel::Problems;
use std::collections::BTreeSet;

/// Names without a meaning, on the page: when these are said, the next are asked for.
const NAMES: usize = 40;

/// A column as people know it: its letter, its heading, and the first thing that stands in it.
fn column_name(looked: &Looked, place: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number % 26).unwrap_or(0));
    let name = match place.checked_div(26).filter(|more| *more > 0) {
        Some(more) => format!("{}{}", letter(more - 1), letter(place)),
        None => letter(place).to_string(),
    };
    let sheet = looked.sheets.get(looked.mapping.sheet);
    let rows = sheet.map_or(&[][..], |sheet| sheet.rows.as_slice());
    let cell = |row: &Vec<String>| {
        let text = row.get(place).map_or("", |text| text.trim());
        Some(text.chars().take(30).collect::<String>()).filter(|text| !text.is_empty())
    };
    let heading = rows
        .get(looked.mapping.heading)
        .and_then(cell)
        .unwrap_or_default();
    let first = rows
        .iter()
        .skip(looked.mapping.heading + 1)
        .take(200)
        .find_map(cell);
    match first {
        Some(first) => format!("{name}: {heading} ({first})"),
        None => format!("{name}: {heading}"),
    }
}

/// How many columns the sheet has, within its first rows.
pub(super) fn width(looked: &Looked) -> usize {
    let sheet = looked.sheets.get(looked.mapping.sheet);
    let rows = sheet.map_or(&[][..], |sheet| sheet.rows.as_slice());
    rows.iter().take(500).map(Vec::len).max().unwrap_or(0).min(100)
}

/// Names of the file that nobody has said the meaning of, in the order in which they are asked for.
#[derive(Default)]
pub(super) struct Names {
    pub(super) areas: Vec<String>,
    pub(super) courses: Vec<String>,
    pub(super) backgrounds: Vec<String>,
    pub(super) words: Vec<(String, String)>,
}

/// Those of a file.
pub(super) fn names(looked: &Looked) -> Names {
    let some = |names: &BTreeSet<String>| names.iter().take(NAMES).cloned().collect();
    looked
        .checked
        .as_ref()
        .map(|checked| Names {
            areas: some(&checked.areas),
            courses: some(&checked.courses),
            backgrounds: some(&checked.backgrounds),
            words: checked.words.iter().take(NAMES).cloned().collect(),
        })
        .unwrap_or_default()
}

/// Areas that a name can mean: of people also none of the partnership's.
pub(super) fn areas(looked: &Looked) -> Vec<(String, String)> {
    let known = looked.known.areas.iter();
    let mut all: Vec<_> = known.map(|(id, name)| (id.to_string(), name.clone())).collect();
    if looked.import.kind == Kind::People {
        all.push((ELSEWHERE.to_owned(), "Somewhere else".to_owned()));
    }
    all
}

/// A name of the file whose meaning is asked for.
fn meaning(what: &str, place: usize, name: &str, none: &str, choices: Vec<(String, String)>) -> Select {
    Select::new(
        &format!("{what}-{place}"),
        &format!("Which {what} is \u{201c}{name}\u{201d}?"),
    )
    .option("", none)
    .options(choices)
}

/// What a column can be: its code, its label, and whether a row is none without it.
pub(super) fn fields(looked: &Looked) -> Vec<(String, String, bool)> {
    let fields = looked.import.kind.fields();
    let fields = fields.map(|field| (field.code.to_owned(), field.label.to_owned(), field.needed));
    let asked = looked.asked.iter();
    fields
        .chain(asked.map(|question| (question.code(), question.text.clone(), false)))
        .collect()
}

/// Of which questionnaire the forms are, and what they were for.
fn of_forms(form: FormPart, looked: &Looked, problems: &Problems) -> FormPart {
    let said = &looked.mapping.form;
    let versions = looked.versions.iter();
    let loose = Checkboxes::new("loose", "Forms whose session is not known").choice(Choice::new(
        "yes",
        "Count them for the programme of their course, on their day",
    ));
    form.field(
        &Select::new("version", "Questionnaire")
            .option("", "Choose")
            .options(versions.map(|(id, title)| (id.to_string(), title.clone())))
            .value(&said.version)
            .problems(problems),
    )
    .field(
        &Select::new("purpose", "What the forms were for")
            .options(
                Purpose::ALL
                    .iter()
                    .map(|purpose| (purpose.code(), purpose.label())),
            )
            .value(said.purpose().code())
            .problems(problems),
    )
    .field(&if said.loose { loose.value("yes") } else { loose })
}

/// The form that says what the columns are and what names mean.
pub(super) fn mapping_form(looked: &Looked, own: &str, hidden: &Html, problems: &Problems) -> FormPart {
    let mapping = &looked.mapping;
    let mut form = FormPart::new(&format!("{own}/columns"), hidden)
        .field(
            &Select::new("sheet", "Sheet")
                .options(looked.sheets.iter().enumerate().map(|(place, sheet)| {
                    let name = if sheet.name.is_empty() {
                        "The file"
                    } else {
                        &sheet.name
                    };
                    (place.to_string(), name.to_owned())
                }))
                .value(&mapping.sheet.to_string())
                .problems(problems),
        )
        .field(
            &Input::new("heading", "Line with the headings")
                .kind(InputKind::Number)
                .width(4)
                .value(&(mapping.heading + 1).to_string())
                .problems(problems),
        );
    let columns: Vec<(String, String)> = (0..width(looked))
        .map(|place| (place.to_string(), column_name(looked, place)))
        .collect();
    if looked.import.kind == Kind::Forms {
        form = of_forms(form, looked, problems);
    }
    for (code, label, needed) in fields(looked) {
        let chosen = mapping.columns.get(&code).map(ToString::to_string);
        form = form.field(
            &Select::new(&format!("column-{code}"), &label)
                .option("", if needed { "Choose" } else { "Not in the file" })
                .options(columns.iter().map(|(value, text)| (value, text)))
                .value(&chosen.unwrap_or_default())
                .problems(problems),
        );
    }
    if mapping.order.is_some() || looked.checked.as_ref().is_some_and(|checked| checked.ambiguous) {
        let chosen = match mapping.order {
            Some(Order::Day) => "day",
            Some(Order::Month) => "month",
            None => "",
        };
        form = form.field(
            &Radios::new("order", "What comes first in a date like 03/04/2019?")
                .choice(Choice::new("day", "The day: it is 3 April"))
                .choice(Choice::new("month", "The month: it is 4 March"))
                .value(chosen)
                .problems(problems),
        );
    }
    let names = names(looked);
    for (place, name) in names.areas.iter().enumerate() {
        form = form.field(&meaning("area", place, name, "Choose", areas(looked)).problems(problems));
    }
    for (place, name) in names.courses.iter().enumerate() {
        let known = looked.known.courses.iter();
        let known = known.map(|(id, title, reference)| (id.to_string(), format!("{title} ({reference})")));
        let field = meaning(
            "course",
            place,
            name,
            "Choose, or plan the course first",
            known.collect(),
        );
        form = form.field(&field.problems(problems));
    }
    for (place, name) in names.backgrounds.iter().enumerate() {
        let known = BACKGROUNDS.iter();
        let known = known.map(|known| (known.code.to_owned(), known.label.to_owned()));
        form = form.field(&meaning("background", place, name, "Choose", known.collect()).problems(problems));
    }
    for (place, (key, word)) in names.words.iter().enumerate() {
        let question = looked.asked.iter().find(|question| question.key == *key);
        let (text, choices) = question.map_or(("", &[][..]), |found| (&found.text, &found.choices));
        form = form.field(
            &Select::new(
                &format!("word-{place}"),
                &format!("{text} Which answer is \u{201c}{word}\u{201d}?"),
            )
            .option("", "Choose")
            .options(choices.iter().map(|(value, text)| (value, text)))
            .problems(problems),
        );
    }
    if looked.import.kind == Kind::Sessions {
        let asks = Checkboxes::new("asks", "What is missing").choice(Choice::new(
            "yes",
            "Ask for registers and feedback that are missing, as of a session of today",
        ));
        form = form.field(&if mapping.asks { asks.value("yes") } else { asks });
    }
    if looked.import.kind == Kind::People {
        let whole = Checkboxes::new("whole", "Who is in the file").choice(
            Choice::new("yes", "Everybody who was there, of each of its sessions")
                .hint("Registers that are missing count as received then; without it they stay missing"),
        );
        form = form.field(&if mapping.partial {
            whole
        } else {
            whole.value("yes")
        });
    }
    form.button(Button::new("Read it so"))
}
