//! The parts of the page of a file with sessions of earlier years.

use super::parts::{FormPart, Page, Part};
use crate::earlier::cells::Order;
use crate::earlier::check::Checked;
use crate::earlier::keep::{Looked, Said};
use crate::earlier::mapping::{FIELDS, Mapping};
use crate::earlier::{Import, State};
use front::Form;
use govuk::{Button, Cell, Checkboxes, Choice, Html, Input, InputKind, Radios, Select, SummaryList, Table};
use kernel::{Id, Problems, Stop};
use paper::Grid;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of the forms that ask for nothing.
pub(super) const FIXED: &[&str] = &[];
/// Rows that are wrong, on the page; the file of them has all.
const SHOWN: usize = 50;
/// Names without a meaning, on the page: when these are said, the next are asked for.
const NAMES: usize = 40;

/// Where a file stands, in words.
pub(super) fn state_of(import: &Import) -> &'static str {
    match import.state {
        State::Gone if import.taken_at.is_none() => "Thrown away",
        state => state.label(),
    }
}

/// What is known of the file itself.
pub(super) fn facts(looked: &Looked) -> SummaryList {
    let import = &looked.import;
    let mut facts = SummaryList::new()
        .row("State", state_of(import))
        .row("Sent", &import.made_at.text())
        .row("SHA-256 of the file", &import.hash);
    if let Some(at) = import.taken_at {
        facts = facts
            .row("Taken in", &at.text())
            .row("Sessions", &import.sessions.to_string());
    }
    if let Some(words) = &import.told {
        facts = facts.row("What went wrong", words);
    }
    if let Some(name) = &looked.same {
        facts = facts.row("The same file", &format!("Was taken in as {name}"));
    }
    facts
}

/// What is wrong, or what would come of it, and the button.
pub(super) fn what_comes(page: Page, looked: &Looked, own: &str, hidden: &Html) -> Page {
    let Some(checked) = &looked.checked else {
        let lacks = looked.mapping.lacks().join(", ");
        return page.text(&format!("Say which columns these are: {lacks}."));
    };
    let mut page = page;
    if !checked.bad.is_empty() {
        let rows: BTreeSet<usize> = checked.bad.iter().map(|bad| bad.line).collect();
        page = page
            .heading("Rows that are wrong")
            .text(&format!(
                "{} of {} rows are wrong, and nothing can be taken in. Say below what is meant, or put them right in the file and send it again.",
                rows.len(),
                rows.len() + checked.rows.len()
            ))
            .html(&bad_table(checked))
            .with(Part::Links(vec![(
                format!("{own}/rows?format=csv"),
                "All of them as CSV".to_owned(),
            )]));
        return page;
    }
    page = page.heading("What would come of it").html(&sums(looked, checked));
    if checked.new_rows().next().is_none() {
        return page.text("Every session of it is there already: taking it in would add nothing.");
    }
    if checked.too_many() {
        return page.text("It would make more than 100,000 bookings: take it in in parts.");
    }
    page.text("Sessions that are there already (the same course, area, day and venue) are left as they are. Where a number of people is not recorded none is made up.")
        .with(Part::Form(
            FormPart::new(&format!("{own}/take-in"), hidden).button(Button::new("Take it in")),
        ))
}

fn bad_table(checked: &Checked) -> Table {
    let rows = checked.bad.iter().take(SHOWN).map(|bad| {
        vec![
            Cell::number(bad.line),
            Cell::text(&bad.column),
            Cell::text(&bad.value),
            Cell::text(&bad.why),
        ]
    });
    Table::new("Rows that are wrong")
        .hide_caption()
        .figures("Line")
        .column("Column")
        .column("In the file")
        .column("Why")
        .rows(rows)
}

/// The rows that are wrong as a file.
pub(super) fn bad_grid(looked: &Looked) -> Grid {
    let mut grid = Grid::new("Rows", ["Line", "Column", "In the file", "Why"]);
    for bad in looked.checked.iter().flat_map(|checked| &checked.bad) {
        grid.row(vec![
            i64::try_from(bad.line).unwrap_or(0).into(),
            bad.column.as_str().into(),
            bad.value.as_str().into(),
            bad.why.as_str().into(),
        ]);
    }
    grid
}

fn sums(looked: &Looked, checked: &Checked) -> Table {
    let rows = checked
        .sums(&looked.known.areas)
        .into_iter()
        .map(|((year, area), sum)| {
            vec![
                Cell::text(&year.to_string()),
                Cell::text(&area),
                Cell::number(sum.new),
                Cell::number(sum.cancelled),
                Cell::number(sum.booked),
                Cell::number(sum.signed_in),
                Cell::number(sum.there),
            ]
        });
    Table::new("By year and area")
        .column("Year")
        .column("Area")
        .figures("Sessions to make")
        .figures("Cancelled among them")
        .figures("Booked, where recorded")
        .figures("Signed in, where recorded")
        .figures("There already")
        .rows(rows)
}

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
fn names(looked: &Looked) -> (Vec<String>, Vec<String>) {
    let some = |names: &BTreeSet<String>| names.iter().take(NAMES).cloned().collect();
    looked
        .checked
        .as_ref()
        .map(|checked| (some(&checked.areas), some(&checked.courses)))
        .unwrap_or_default()
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
    for field in &FIELDS {
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
    let (areas, courses) = names(looked);
    for (place, name) in areas.iter().enumerate() {
        let known = looked
            .known
            .areas
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone()));
        form = form.field(
            &Select::new(
                &format!("area-{place}"),
                &format!("Which area is \u{201c}{name}\u{201d}?"),
            )
            .option("", "Choose")
            .options(known),
        );
    }
    for (place, name) in courses.iter().enumerate() {
        let known = looked
            .known
            .courses
            .iter()
            .map(|(id, title, reference)| (id.to_string(), format!("{title} ({reference})")));
        form = form.field(
            &Select::new(
                &format!("course-{place}"),
                &format!("Which course is \u{201c}{name}\u{201d}?"),
            )
            .option("", "Choose, or plan the course first")
            .options(known),
        );
    }
    let asks = Checkboxes::new("asks", "What is missing").choice(Choice::new(
        "yes",
        "Ask for registers and feedback that are missing, as of a session of today",
    ));
    form.field(&if mapping.asks { asks.value("yes") } else { asks })
        .button(Button::new("Read it so"))
}

/// What was said of the columns, and what of it cannot be meant. Names of before stay said.
pub(super) fn said(looked: &Looked, form: &Form) -> Result<(Mapping, Problems), Stop> {
    let (areas, courses) = names(looked);
    let mut fields: Vec<String> = ["sheet", "heading", "order", "asks"].map(str::to_owned).to_vec();
    fields.extend(FIELDS.iter().map(|field| format!("column-{}", field.code)));
    fields.extend((0..areas.len()).map(|place| format!("area-{place}")));
    fields.extend((0..courses.len()).map(|place| format!("course-{place}")));
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
    for field in &FIELDS {
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
        |names: &[String], what: &str, known: &dyn Fn(Id) -> bool, to: &mut BTreeMap<String, String>| {
            for (place, name) in names.iter().enumerate() {
                let field = format!("{what}-{place}");
                let text = form.text(&field);
                match Id::parse(text).filter(|id| known(*id)) {
                    Some(id) => drop(to.insert(name.clone(), id.to_string())),
                    None if text.is_empty() => {}
                    None => problems.add(&field, "Choose from the list"),
                }
            }
        };
    let area = |id: Id| looked.known.areas.iter().any(|(known, _)| *known == id);
    let course = |id: Id| looked.known.courses.iter().any(|(known, ..)| *known == id);
    choose(&areas, "area", &area, &mut mapping.areas);
    choose(&courses, "course", &course, &mut mapping.courses);
    let heading = heading.unwrap_or(mapping.heading);
    if problems.is_empty() && (sheet, heading) != (mapping.sheet, mapping.heading) {
        return Ok((mapping.moved(sheet, heading, &looked.sheets), problems));
    }
    mapping.columns = columns;
    Ok((mapping, problems))
}

/// What a file says of a session that came from it.
pub(super) fn said_of(said: &Said) -> SummaryList {
    let facts = SummaryList::new()
        .row("File and line", &said.source)
        .row("SHA-256 of the file", &said.hash);
    said.numbers.iter().fold(facts, |facts, (name, value)| {
        facts.row(name, value.as_deref().unwrap_or("Not recorded"))
    })
}
