//! What a form calls a section of a draft: by its number, with a mark of its heading and of the first question under it. It is found again
//! where somebody moved it meanwhile, and another that came into its place is not taken for it.

use instrument::{Definition, Section, mark};

/// How forms call the section at a place, from 0.
pub(crate) fn name(definition: &Definition, place: usize) -> String {
    let mark = definition.sections.get(place).map_or_else(String::new, known_by);
    format!("{}-{mark}", place + 1)
}

fn known_by(section: &Section) -> String {
    let first = section.questions.first();
    mark(&(&section.title, first.map_or("", |question| question.key.as_str())))
}

/// The heading of the section at a place, from 0; its number where it has none.
pub(crate) fn heading(number: usize, section: &Section) -> String {
    if section.title.trim().is_empty() {
        format!("Section {}", number + 1)
    } else {
        section.title.clone()
    }
}

/// Where the section that a form names stands now; `None` where there is none of that heading and first question any more.
pub(crate) fn place(definition: &Definition, name: &str) -> Option<usize> {
    let (_, known) = name.split_once('-')?;
    let same = |place: usize| {
        definition
            .sections
            .get(place)
            .is_some_and(|own| known_by(own) == known)
    };
    // Two empty sections of one heading are told apart by their numbers alone.
    numbered(definition, name)
        .filter(|place| same(*place))
        .or_else(|| (0..definition.sections.len()).find(|place| same(*place)))
}

/// The section of the number that an address or a form names, whatever stands there now.
pub(crate) fn numbered(definition: &Definition, name: &str) -> Option<usize> {
    let number = name.split_once('-').map_or(name, |(number, _)| number);
    let place = number.parse::<usize>().ok()?.checked_sub(1)?;
    (place < definition.sections.len()).then_some(place)
}
