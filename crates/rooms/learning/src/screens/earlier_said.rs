//! Reading what was said of the columns of a file of earlier years and of the names in it, and what of it cannot be meant.

use super::earlier_columns::{areas, fields, names, width};
use crate::earlier::Kind;
use crate::earlier::cells::Order;
use crate::earlier::forms::QUESTION;
use crate::earlier::keep::Looked;
use crate::earlier::mapping::{Mapping, OfForms};
use crate::model::Purpose;
use directory::model::{BACKGROUNDS, holds};
use front::Form;
use kernel::{Problems, Stop};
use std::collections::BTreeMap;

/// A form that is read, and what is wrong with it.
struct Reading<'f> {
    form: &'f Form,
    problems: Problems,
}

impl Reading<'_> {
    /// A number below `most`.
    fn place(&mut self, name: &str, most: usize) -> Option<usize> {
        let found = self.form.text(name).parse::<usize>().ok();
        let found = found.filter(|place| *place < most);
        if found.is_none() {
            self.problems.add(name, "Choose from the list");
        }
        found
    }

    /// What was chosen for a name of the file, where something was.
    fn choose(
        &mut self,
        field: &str,
        name: &str,
        known: &dyn Fn(&str) -> bool,
        to: &mut BTreeMap<String, String>,
    ) {
        match self.form.text(field) {
            "" => {}
            text if known(text) => drop(to.insert(name.to_owned(), text.to_owned())),
            _ => self.problems.add(field, "Choose from the list"),
        }
    }
}

/// What was said of the columns, and what of it cannot be meant. Names of before stay said.
pub(super) fn said(looked: &Looked, form: &Form) -> Result<(Mapping, Problems), Stop> {
    let (names, columned, kind) = (names(looked), fields(looked), looked.import.kind);
    let lists = [
        ("area", names.areas.len()),
        ("course", names.courses.len()),
        ("background", names.backgrounds.len()),
        ("word", names.words.len()),
    ];
    let mut known: Vec<String> = ["sheet", "heading", "order", "asks", "whole"]
        .map(str::to_owned)
        .to_vec();
    if kind == Kind::Forms {
        known.extend(["version", "purpose", "loose"].map(str::to_owned));
    }
    known.extend(columned.iter().map(|(code, ..)| format!("column-{code}")));
    for (what, many) in lists {
        known.extend((0..many).map(|place| format!("{what}-{place}")));
    }
    form.only(&known.iter().map(String::as_str).collect::<Vec<_>>(), &[])?;
    let mut reading = Reading {
        form,
        problems: Problems::none(),
    };
    let mut mapping = looked.mapping.clone();
    let sheet = reading
        .place("sheet", looked.sheets.len())
        .unwrap_or(mapping.sheet);
    let most = width(looked);
    let mut columns = BTreeMap::new();
    for (code, ..) in &columned {
        let name = format!("column-{code}");
        if !form.text(&name).is_empty()
            && let Some(column) = reading.place(&name, most)
        {
            columns.insert(code.clone(), column);
        }
    }
    let rows = looked.sheets.get(sheet).map_or(0, |sheet| sheet.rows.len());
    let heading = form.text("heading").parse::<usize>().ok();
    let heading = heading
        .and_then(|line| line.checked_sub(1))
        .filter(|heading| *heading < rows);
    if heading.is_none() {
        let why = "Enter a line of the sheet that has something in it";
        reading.problems.add("heading", why);
    }
    mapping.asks = form.ticked("asks")?;
    mapping.partial = kind == Kind::People && !form.ticked("whole")?;
    mapping.order = match form.text("order") {
        "" => None,
        "day" => Some(Order::Day),
        "month" => Some(Order::Month),
        _ => {
            reading.problems.add("order", "Choose what comes first");
            None
        }
    };
    let courses = &looked.known.courses;
    for (place, name) in names.areas.iter().enumerate() {
        let area = |code: &str| areas(looked).iter().any(|(known, _)| known == code);
        reading.choose(&format!("area-{place}"), name, &area, &mut mapping.areas);
    }
    for (place, name) in names.courses.iter().enumerate() {
        let course = |code: &str| courses.iter().any(|(known, ..)| known.to_string() == code);
        reading.choose(&format!("course-{place}"), name, &course, &mut mapping.courses);
    }
    for (place, name) in names.backgrounds.iter().enumerate() {
        let background = |code: &str| holds(BACKGROUNDS, code);
        let to = &mut mapping.backgrounds;
        reading.choose(&format!("background-{place}"), name, &background, to);
    }
    for (place, (key, word)) in names.words.iter().enumerate() {
        let question = looked.asked.iter().find(|question| question.key == *key);
        let choices = question.map_or(&[][..], |question| &question.choices);
        let answer = |code: &str| choices.iter().any(|(value, _)| value == code);
        let to = mapping.form.words.entry(key.clone()).or_default();
        reading.choose(&format!("word-{place}"), word, &answer, to);
    }
    if kind == Kind::Forms {
        let form = of_forms(&mut reading, looked)?;
        if form.version != mapping.form.version {
            columns.retain(|code, _| !code.starts_with(QUESTION));
        }
        mapping.form = OfForms {
            words: mapping.form.words,
            ..form
        };
    }
    let heading = heading.unwrap_or(mapping.heading);
    if reading.problems.is_empty() && (sheet, heading) != (mapping.sheet, mapping.heading) {
        let moved = mapping.moved(kind, sheet, heading, &looked.sheets);
        return Ok((moved, reading.problems));
    }
    mapping.columns = columns;
    Ok((mapping, reading.problems))
}

/// Of which questionnaire the forms are, what they were for, and whether a course is enough.
fn of_forms(reading: &mut Reading, looked: &Looked) -> Result<OfForms, Stop> {
    let (version, purpose) = (reading.form.text("version"), reading.form.text("purpose"));
    let known = looked.versions.iter().any(|(id, _)| id.to_string() == version);
    if !known && !version.is_empty() {
        reading.problems.add("version", "Choose from the list");
    }
    if Purpose::parse(purpose).is_none() {
        reading.problems.add("purpose", "Choose what the forms were for");
    }
    Ok(OfForms {
        version: version.to_owned(),
        purpose: purpose.to_owned(),
        loose: reading.form.ticked("loose")?,
        words: BTreeMap::new(),
    })
}
