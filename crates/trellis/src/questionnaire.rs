//! A questionnaire file for the command line: its statements on a scale, or one line that says what is wrong with it.

use anyhow::{Context, Result};
use evidence::Statements;
use instrument::{Definition, Kind, Published, Unfit};
use std::io::ErrorKind;
use std::path::Path;

/// A file that is no questionnaire to make tables with, and why: input that is wrong, no failure of ours.
#[derive(Debug)]
pub(crate) struct Unusable(String);

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unusable {}

/// The statements of a questionnaire that are answered on a scale.
pub(crate) fn statements(path: &Path) -> Result<Statements> {
    let name = path.display();
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(Unusable(format!("{name}: this is not UTF-8")).into());
        }
        read => read.with_context(|| format!("cannot read {name}"))?,
    };
    let definition = Definition::parse(&text)
        .map_err(|wrong| Unusable(format!("{name}{}: {}", at(wrong.place(&text)), wrong.message())))?;
    let published = Published::publish(definition).map_err(|wrong| {
        let each: Vec<String> = wrong
            .iter()
            .map(|unfit| format!("{}: {unfit}", at(place(&text, unfit))))
            .collect();
        // One line: the places after the first stand behind a semicolon.
        Unusable(format!("{name}{}", each.join(";").replace(";, line", "; line")))
    })?;
    let on_a_scale = published
        .definition()
        .questions()
        .any(|question| question.kind == Kind::Scale);
    if !on_a_scale {
        return Err(Unusable(format!("{name}: no question is answered on a scale")).into());
    }
    Ok(responses::statements(&published)?)
}

fn at(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| {
        format!(", line {line}, column {column}")
    })
}

/// Line and column of the key that something is said of.
fn place(text: &str, unfit: &Unfit) -> Option<(usize, usize)> {
    let quoted = format!("\"{}\"", unfit.key);
    text.lines().enumerate().find_map(|(line, words)| {
        let is_key = words.trim_start().starts_with("key");
        let column = words.find(&quoted).filter(|_| is_key)?;
        Some((line + 1, words.get(..column)?.chars().count() + 1))
    })
}
