//! Lists of options: those of one question, the points of a scale, and yes, no or unsure.

use super::Row;
use super::cells::{Cells, Line, exact, inside, plain, put, rows};
use super::names::option_of;
use crate::answers::{NonAnswer, YES_NO};
use crate::definition::{OptionText, Question};
use crate::scale::{Polarity, Scale};
use std::collections::BTreeMap;

/// The columns of the sheet, as we write it.
pub(super) const COLUMNS: [&str; 7] = [
    "list_name",
    "name",
    "label",
    "trellis_polarity",
    "trellis_collapse",
    "trellis_sides",
    "trellis_exact",
];
/// Those that say what a row means without the last, which says it exactly.
const SAYING: [&str; 6] = [
    "list_name",
    "name",
    "label",
    "trellis_polarity",
    "trellis_collapse",
    "trellis_sides",
];

const YES_NO_LIST: &str = "yes_no_unsure";

fn line(list: &str, name: &str, label: &str) -> Line {
    let mut line = Line::new();
    put(&mut line, "list_name", list);
    put(&mut line, "name", name);
    // A list shows something for each of its options.
    put(
        &mut line,
        "label",
        if label.trim().is_empty() {
            name.to_owned()
        } else {
            plain(label)
        },
    );
    line
}

/// What is added to a list's name when it offers non-answers too.
fn ending(asides: &[NonAnswer]) -> String {
    asides
        .iter()
        .flat_map(|aside| ["_or_".to_owned(), aside.code().replace('-', "_")])
        .collect()
}

fn with_asides(mut lines: Vec<Line>, list: &str, asides: &[NonAnswer]) -> Vec<Line> {
    lines.extend(asides.iter().map(|aside| line(list, aside.code(), aside.label())));
    lines
}

/// The list of yes, no and unsure.
pub(super) fn yes_no(asides: &[NonAnswer]) -> (String, Vec<Line>) {
    let list = format!("{YES_NO_LIST}{}", ending(asides));
    let lines = YES_NO
        .iter()
        .map(|(key, word)| line(&list, key, word.english()))
        .collect();
    let lines = with_asides(lines, &list, asides);
    (list, lines)
}

/// The list of a question's own options.
pub(super) fn options(question: &Question, asides: &[NonAnswer]) -> (String, Vec<Line>) {
    let list = format!("options_{}", question.key);
    let lines = question
        .options
        .iter()
        .map(|option| line(&list, &option.key, &option.text))
        .collect();
    let lines = with_asides(lines, &list, asides);
    (list, lines)
}

/// The name of a scale's list.
pub(super) fn of_scale(scales: &[Scale], key: &str) -> String {
    let place = scales
        .iter()
        .position(|scale| scale.key == key)
        .unwrap_or(scales.len());
    if option_of(key) == key && !key.is_empty() {
        format!("scale_{key}")
    } else {
        format!("scale_number_{}", place + 1)
    }
}

/// The list of a scale's points.
pub(super) fn points(scale: &Scale, base: &str, asides: &[NonAnswer]) -> (String, Vec<Line>) {
    let list = format!("{base}{}", ending(asides));
    let mut lines: Vec<Line> = scale
        .labels
        .iter()
        .enumerate()
        .map(|(place, label)| line(&list, &(place + 1).to_string(), label))
        .collect();
    if let (Some(first), true) = (lines.first_mut(), asides.is_empty()) {
        put(
            first,
            "trellis_polarity",
            match scale.polarity {
                Polarity::FirstIsBest => "first-is-best",
                Polarity::LastIsBest => "last-is-best",
            },
        );
        let parts: Vec<String> = scale
            .collapse
            .iter()
            .map(|part| part.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            .collect();
        put(first, "trellis_collapse", parts.join(" | "));
        put(first, "trellis_sides", plain(&scale.sides.join(" | ")));
    }
    let lines = with_asides(lines, &list, asides);
    (list, lines)
}

/// The lists of a sheet, by name, in the order in which they begin.
pub(super) struct Lists<'s> {
    order: Vec<&'s str>,
    by_name: BTreeMap<&'s str, Vec<Cells<'s>>>,
}

impl<'s> Lists<'s> {
    pub(super) fn of(sheet: &'s [Row]) -> Self {
        let (mut order, mut by_name) = (Vec::new(), BTreeMap::<&str, Vec<Cells<'s>>>::new());
        for cells in rows(sheet) {
            let list = cells.either("list_name", "list name").trim();
            if !by_name.contains_key(list) {
                order.push(list);
            }
            by_name.entry(list).or_default().push(cells);
        }
        Self { order, by_name }
    }

    pub(super) fn get(&self, name: &str) -> &[Cells<'s>] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The scales among them, each with the name of its list.
    pub(super) fn scales(&self, label: &str) -> Vec<(String, Scale)> {
        self.order
            .iter()
            .filter_map(|name| self.scale(name, label))
            .collect()
    }

    fn scale(&self, name: &str, label: &str) -> Option<(String, Scale)> {
        let rows = self.get(name);
        let first = rows
            .first()
            .filter(|first| !first.get("trellis_polarity").is_empty())?;
        let says = |scale: &Scale| {
            let (_, lines) = points(scale, name, &[]);
            lines.len() == rows.len()
                && lines
                    .iter()
                    .zip(rows)
                    .all(|(line, cells)| cells.says(line, &SAYING))
        };
        if let Ok(scale) = toml::from_str::<Scale>(&inside(first.get("trellis_exact")))
            && says(&scale)
        {
            return Some((name.to_owned(), scale));
        }
        let polarity = match first.get("trellis_polarity").trim() {
            "first-is-best" => Polarity::FirstIsBest,
            "last-is-best" => Polarity::LastIsBest,
            _ => return None,
        };
        let parted = |column: &str| -> Vec<&str> {
            let text = first.get(column);
            if text.trim().is_empty() {
                Vec::new()
            } else {
                text.split('|').map(str::trim).collect()
            }
        };
        let collapse: Option<Vec<Vec<usize>>> = parted("trellis_collapse")
            .into_iter()
            .map(|part| part.split_whitespace().map(|point| point.parse().ok()).collect())
            .collect();
        let in_order = rows
            .iter()
            .enumerate()
            .all(|(place, cells)| cells.get("name").trim() == (place + 1).to_string());
        in_order.then_some(())?;
        let scale = Scale {
            key: option_of(name.strip_prefix("scale_").unwrap_or(name)),
            polarity,
            labels: rows.iter().map(|cells| cells.get(label).to_owned()).collect(),
            collapse: collapse?,
            sides: parted("trellis_sides").into_iter().map(str::to_owned).collect(),
        };
        Some((name.to_owned(), scale))
    }
}

/// Writes the exact data of each scale whose list does not say it all.
pub(super) fn add_exact(lines: &mut [Line], scale: &Scale, base: &str, label: &str) {
    let sheet = super::cells::sheet(&COLUMNS, lines);
    let found = Lists::of(&sheet).scale(base, label);
    if found.is_none_or(|(_, found)| found != *scale)
        && let (Some(first), Ok(text)) = (lines.first_mut(), toml::to_string(scale))
    {
        put(first, "trellis_exact", exact(&text));
    }
}

/// An option as it was read: its name in the form, and what it is here.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) option: OptionText,
}

/// The options of a list and the non-answers that stand among them.
pub(super) fn split(rows: &[Cells<'_>], label: &str, own: bool) -> (Vec<Found>, Vec<NonAnswer>) {
    let (mut options, mut asides) = (Vec::new(), Vec::new());
    for cells in rows {
        let name = cells.get("name").trim();
        let key = option_of(name);
        match NonAnswer::parse(&key) {
            Some(aside @ (NonAnswer::NotKnown | NonAnswer::PreferNotToSay)) => asides.push(aside),
            _ => options.push(Found {
                name: name.to_owned(),
                option: OptionText {
                    key,
                    text: if own {
                        cells.get(label).to_owned()
                    } else {
                        cells.get(label).trim().to_owned()
                    },
                },
            }),
        }
    }
    (options, asides)
}

/// The options are yes, no and unsure, as we write them.
pub(super) fn is_yes_no(list: &str, options: &[Found]) -> bool {
    list.starts_with(YES_NO_LIST)
        && options.len() == YES_NO.len()
        && options
            .iter()
            .zip(YES_NO)
            .all(|(found, (key, word))| found.option.key == key && found.option.text == word.english())
}
