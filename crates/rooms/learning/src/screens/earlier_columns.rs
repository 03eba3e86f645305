//! Saying what the columns of a file of earlier years are, and what its names mean.

use super::parts::FormPart;
use crate::earlier::Kind;
use crate::earlier::attended::check::ELSEWHERE;
use crate::earlier::cells::Order;
use crate::earlier::keep::Looked;
use crate::earlier::mapping::Mapping;
use directory::model::{BACKGROUNDS, holds};
use front::Form;
use govuk::{Button, Checkboxes, Choice, Html, Input, InputKind, Radios, Select};
use kernel::{Problems, Stop};
use std::collections::{BTreeMap, BTreeSet};

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
fn width(looked: &Looked) -> usize {
    let sheet = looked.sheets.get(looked.mapping.sheet);
    let rows = sheet.map_or(&[][..], |sheet| sheet.rows.as_slice());
    rows.iter().take(500).map(Vec::len).max().unwrap_or(0).min(100)
}

/// Names of the file that nobody has said the meaning of, in the order in which they are asked for.
#[derive(Default)]
struct Names {
    areas: Vec<String>,
    courses: Vec<String>,
    backgrounds: Vec<String>,
}

fn names(looked: &Looked) -> Names {
    let some = |names: &BTreeSet<String>| names.iter().take(NAMES).cloned().collect();
    looked
        .checked
        .as_ref()
        .map(|checked| Names {
            areas: some(&checked.areas),
            courses: some(&checked.courses),
            backgrounds: some(&checked.backgrounds),
        })
        .unwrap_or_default()
}

/// Areas that a name can mean: of people also none of the partnership's.
fn areas(looked: &Looked) -> Vec<(String, String)> {
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
    for field in looked.import.kind.fields() {
        let chosen = mapping.columns.get(field.code).map(ToString::to_string);
        form = form.field(
            &Select::new(&format!("column-{}", field.code), field.label)
                .option("", if field.needed { "Choose" } else { "Not in the file" })
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
    if looked.import.kind == Kind::Sessions {
        let asks = Checkboxes::new("asks", "What is missing").choice(Choice::new(
            "yes",
            "Ask for registers and feedback that are missing, as of a session of today",
        ));
        form = form.field(&if mapping.asks { asks.value("yes") } else { asks });
    }
    form.button(Button::new("Read it so"))
}

/// What was said of the columns, and what of it cannot be meant. Names of before stay said.
pub(super) fn said(looked: &Looked, form: &Form) -> Result<(Mapping, Problems), Stop> {
    let names = names(looked);
    let mut fields: Vec<String> = ["sheet", "heading", "order", "asks"].map(str::to_owned).to_vec();
    fields.extend(
        looked
            .import
            .kind
            .fields()
            .iter()
            .map(|field| format!("column-{}", field.code)),
    );
    for (what, names) in [
        ("area", &names.areas),
        ("course", &names.courses),
        ("background", &names.backgrounds),
    ] {
        fields.extend((0..names.len()).map(|place| format!("{what}-{place}")));
    }
    form.only(&fields.iter().map(String::as_str).collect::<Vec<_>>(), &[])?;
    let mut problems = Problems::none();
    let mut place = |name: &str, most: usize| {
        let found = form
            .text(name)
            .parse::<usize>()
            .ok()
            .filter(|place| *place < most);
        if found.is_none() {
            problems.add(name, "Choose from the list");
        }
        found
    };
    let mut mapping = looked.mapping.clone();
    let sheet = place("sheet", looked.sheets.len()).unwrap_or(mapping.sheet);
    let most = width(looked);
    let mut columns = BTreeMap::new();
    for field in looked.import.kind.fields() {
        let name = format!("column-{}", field.code);
        if !form.text(&name).is_empty()
            && let Some(column) = place(&name, most)
        {
            columns.insert(field.code.to_owned(), column);
        }
    }
    let rows = looked.sheets.get(sheet).map_or(0, |sheet| sheet.rows.len());
    let heading = form.text("heading").parse::<usize>().ok();
    let heading = heading
        .and_then(|line| line.checked_sub(1))
        .filter(|heading| *heading < rows);
    if heading.is_none() {
        problems.add("heading", "Enter a line of the sheet that has something in it");
    }
    mapping.asks = form.ticked("asks")?;
    mapping.order = match form.text("order") {
        "" => None,
        "day" => Some(Order::Day),
        "month" => Some(Order::Month),
        _ => {
            problems.add("order", "Choose what comes first");
            None
        }
    };
    let mut choose =
        |names: &[String], what: &str, known: &dyn Fn(&str) -> bool, to: &mut BTreeMap<String, String>| {
            for (place, name) in names.iter().enumerate() {
                let field = format!("{what}-{place}");
                match form.text(&field) {
                    "" => {}
                    text if known(text) => drop(to.insert(name.clone(), text.to_owned())),
                    _ => problems.add(&field, "Choose from the list"),
                }
            }
        };
    let area = |code: &str| areas(looked).iter().any(|(known, _)| known == code);
    let course = |code: &str| {
        looked
            .known
            .courses
            .iter()
            .any(|(known, ..)| known.to_string() == code)
    };
    let background = |code: &str| holds(BACKGROUNDS, code);
    choose(&names.areas, "area", &area, &mut mapping.areas);
    choose(&names.courses, "course", &course, &mut mapping.courses);
    choose(
        &names.backgrounds,
        "background",
        &background,
        &mut mapping.backgrounds,
    );
    let heading = heading.unwrap_or(mapping.heading);
    if problems.is_empty() && (sheet, heading) != (mapping.sheet, mapping.heading) {
        return Ok((
            mapping.moved(looked.import.kind, sheet, heading, &looked.sheets),
            problems,
        ));
    }
    mapping.columns = columns;
    Ok((mapping, problems))
}
