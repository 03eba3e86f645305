//! A record of a small file as text, for files that are kept while they are read.

use super::field::{NoField, long_field};
use super::source::{More, Source};
use super::{Trouble, bad};

/// The next record as text with its inner line ends; `None` at the end.
pub(super) fn record(
    name: &str,
    line: u64,
    names: &[String],
    source: &mut Source<'_>,
) -> Result<Option<(Vec<String>, u64)>, Trouble> {
    loop {
        let data = source.data();
        if !data.is_empty() && data.iter().all(|byte| matches!(byte, b'\n' | b'\r')) {
            // Empty lines at the very end are let go; anywhere else they have too few fields.
            let used = data.len();
            source.consume(used);
        } else if !data.is_empty()
            && let Some((fields, breaks, used)) = whole(name, line, names, data)?
        {
            source.consume(used);
            return Ok(Some((fields, breaks)));
        }
        match source
            .more()
            .map_err(|problem| Trouble::Io(name.to_owned(), problem))?
        {
            More::Came => {}
            More::Ended if source.data().is_empty() => return Ok(None),
            More::Ended => return Err(bad(name, line, None, NoField::More.message())),
            More::TooLong => {
                return Err(bad(
                    name,
                    line,
                    None,
                    "a row longer than a megabyte: is a quote not closed?",
                ));
            }
        }
    }
}

type Whole = Option<(Vec<String>, u64, usize)>;

fn whole(name: &str, line: u64, names: &[String], data: &[u8]) -> Result<Whole, Trouble> {
    let (mut fields, mut breaks, mut rest) = (Vec::new(), 0, data);
    loop {
        let place = fields.len();
        let column = names.get(place).map_or("", String::as_str);
        let wrong = |message: &str| bad(name, line + breaks, Some((place + 1, column)), message);
        let found = match long_field(rest) {
            Ok(found) => found,
            Err(NoField::More) => return Ok(None),
            Err(other) => return Err(wrong(other.message())),
        };
        let text = String::from_utf8(found.bytes().into_owned()).map_err(|_| wrong("this is not UTF-8"))?;
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(wrong("a line end or control character"));
        }
        fields.push(text.to_owned());
        breaks += found.breaks;
        rest = found.rest;
        if found.last {
            break;
        }
    }
    if fields.len() != names.len() {
        let message = format!("{} fields where the header has {}", fields.len(), names.len());
        return Err(bad(name, line, None, message));
    }
    Ok(Some((fields, breaks, data.len() - rest.len())))
}
