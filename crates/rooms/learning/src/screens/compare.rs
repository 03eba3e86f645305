//! What somebody else saved and what was typed, side by side, for the page that says that somebody changed a record first.

use super::typed::Typed;
use govuk::{Cell, Table};
use kernel::Id;

/// A field of a form, the words people know it by, and how its value is read out.
pub(crate) type Reading<C> = (&'static str, &'static str, fn(&Typed, &str, &C) -> String);

/// Fields that differ, side by side, in the words of the page.
pub(crate) fn compare<C>(fields: &[Reading<C>], choices: &C, now: &Typed, mine: &Typed) -> Table {
    let rows = fields.iter().filter_map(|(name, label, words)| {
        let (now, mine) = (words(now, name, choices), words(mine, name, choices));
        (now != mine).then(|| vec![Cell::text(label), Cell::text(&now), Cell::text(&mine)])
    });
    Table::new("What differs")
        .column("Field")
        .column("Saved now")
        .column("What you typed")
        .rows(rows)
        .when_empty("The words are the same.")
}

/// What was typed into a box.
pub(crate) fn as_typed<C>(typed: &Typed, name: &str, _: &C) -> String {
    typed.text(name).trim().to_owned()
}

/// The name of a chosen record; what is not on the list is shown as it came.
pub(crate) fn named(list: &[(Id, String)], text: &str) -> String {
    Id::parse(text)
        .and_then(|id| list.iter().find(|(known, _)| *known == id))
        .map_or_else(|| text.to_owned(), |(_, name)| name.clone())
}

/// Names of chosen records in one line, by name.
pub(crate) fn all_named<'t>(list: &[(Id, String)], ids: impl Iterator<Item = &'t String>) -> String {
    let mut names: Vec<String> = ids.map(|text| named(list, text)).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}

/// Fails with the fields that a form sends and its list of readings does not have.
#[cfg(test)]
pub(crate) fn covers<'f, C>(
    readings: &[Reading<C>],
    sent: impl Iterator<Item = &'f str>,
    besides: &[&str],
) -> Result<(), Vec<&'f str>> {
    let missing: Vec<&str> = sent
        .filter(|name| !besides.contains(name) && !readings.iter().any(|(known, ..)| known == name))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(missing) }
}
