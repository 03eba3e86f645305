//! From the header of a file and what is asked of it: what each column is for.

use super::Trouble;
use super::bad;
use super::field::{NoField, long_field};
use super::source::{More, Source};
use crate::statements::Statements;
use crate::value::Answer;

/// In an item's table: this byte alone is no answer.
pub(super) const NO_ANSWER: u8 = u8::MAX;

/// What a column is for.
pub(super) enum Role {
    /// Nothing.
    Skip,
    /// The answers to a statement.
    Item(usize),
    /// A grouping.
    By(usize),
    /// The link code.
    Code,
}

/// A column of the file.
pub(super) struct Column {
    pub name: String,
    pub role: Role,
    /// How many columns from here on are statements in their own order.
    pub run: usize,
}

/// What to read.
pub(super) struct Plan {
    pub columns: Vec<Column>,
    /// For each statement, the code of each single byte that is an answer by itself.
    pub single: Vec<[u8; 256]>,
    /// How many grouping columns.
    pub by: usize,
}

/// Reads the header line: the names of the columns.
pub(super) fn header(name: &str, source: &mut Source<'_>) -> Result<Vec<String>, Trouble> {
    let failed = |problem| Trouble::Io(name.to_owned(), problem);
    loop {
        if source.data().len() < 3 && source.more().map_err(failed)? == More::Came {
            continue;
        }
        break;
    }
    if source.data().starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
    }
    if source.data().is_empty() {
        return Err(bad(name, 1, None, "the file is empty"));
    }
    loop {
        match one_line(name, source.data())? {
            Some((names, used)) => {
                source.consume(used);
                return Ok(names);
            }
            None => match source.more().map_err(failed)? {
                More::Came => {}
                More::Ended => return Err(bad(name, 1, None, NoField::More.message())),
                More::TooLong => return Err(bad(name, 1, None, "the header is longer than a megabyte")),
            },
        }
    }
}

fn one_line(name: &str, data: &[u8]) -> Result<Option<(Vec<String>, usize)>, Trouble> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = data;
    loop {
        let place = names.len() + 1;
        let field = match long_field(rest) {
            Ok(field) => field,
            Err(NoField::More) => return Ok(None),
            Err(wrong) => return Err(bad(name, 1, Some((place, "")), wrong.message())),
        };
        let bytes = field.bytes();
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| {
                bad(
                    name,
                    1,
                    Some((place, "")),
                    "the header is not UTF-8; save the file as CSV UTF-8",
                )
            })?
            .trim();
        let wrong = if text.is_empty() {
            Some("this column has no name")
        } else if text.chars().any(char::is_control) {
            Some("a control character in a column's name; the file must be UTF-8 with ordinary line ends")
        } else if names.iter().any(|known| known == text) {
            Some("a second column of this name")
        } else {
            None
        };
        if let Some(words) = wrong {
            let shown: String = text
                .chars()
                .filter(|letter| !letter.is_control())
                .take(40)
                .collect();
            return Err(bad(name, 1, Some((place, &shown)), words));
        }
        names.push(text.to_owned());
        rest = field.rest;
        if field.last {
            if let [only] = names.as_slice()
                && only.contains([';', '\t'])
            {
                return Err(bad(name, 1, None, "fields must be separated by commas"));
            }
            return Ok(Some((names, data.len() - rest.len())));
        }
    }
}

impl Plan {
    /// Gives each column of the header its role. Columns nobody asked for are skipped.
    pub(super) fn new(
        file: &str,
        names: Vec<String>,
        statements: &Statements,
        by: &[&str],
        code: Option<&str>,
    ) -> Result<Self, Trouble> {
        for wanted in statements
            .items()
            .iter()
            .map(|item| item.key.as_str())
            .chain(by.iter().copied())
            .chain(code)
        {
            if !names.iter().any(|name| name == wanted) {
                return Err(bad(file, 1, None, format!("there is no column \"{wanted}\"")));
            }
        }
        let role = |name: &str| {
            let item = statements.items().iter().position(|item| item.key == name);
            let group = by.iter().position(|wanted| *wanted == name);
            match (item, group, code == Some(name)) {
                (Some(_), Some(_), _) | (Some(_), _, true) | (_, Some(_), true) => None,
                (Some(item), None, false) => Some(Role::Item(item)),
                (None, Some(group), false) => Some(Role::By(group)),
                (None, None, true) => Some(Role::Code),
                (None, None, false) => Some(Role::Skip),
            }
        };
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let Some(role) = role(&name) else {
                return Err(Trouble::Asked(format!(
                    "the column \"{name}\" cannot serve two purposes at once"
                )));
            };
            columns.push(Column { name, role, run: 1 });
        }
        join_runs(&mut columns);
        let single = statements.items().iter().map(|item| {
            let mut codes = [NO_ANSWER; 256];
            for (byte, slot) in (0..=u8::MAX).zip(codes.iter_mut()) {
                if byte.is_ascii_digit()
                    && let Some(answer) = item.scale.read(char::from(byte).encode_utf8(&mut [0; 4]))
                    && matches!(answer, Answer::Point(_))
                {
                    *slot = answer.code();
                }
            }
            codes
        });
        Ok(Self {
            single: single.collect(),
            columns,
            by: by.len(),
        })
    }
}

/// Counts, from each column of a statement, how many statements in their own order follow without a gap.
fn join_runs(columns: &mut [Column]) {
    let mut after: Option<(usize, usize)> = None;
    for column in columns.iter_mut().rev() {
        after = match (&column.role, after) {
            (Role::Item(item), Some((next, run))) if item + 1 == next => {
                column.run = run + 1;
                Some((*item, run + 1))
            }
            (Role::Item(item), _) => Some((*item, 1)),
            _ => None,
        };
    }
}
